"""Fills an empty database: accounts with their keys, images, and what the catalogue has."""

from __future__ import annotations

from outscale_emulator.data.kind import Object
from outscale_emulator.data.kinds import (
    ACCESS_KEY,
    ACCOUNT,
    API_ACCESS_RULE,
    DHCP_OPTIONS,
    IMAGE,
    SECURITY_GROUP,
    SNAPSHOT,
)
from outscale_emulator.data.settings import Settings
from outscale_emulator.data.times import ACCESS_KEY_ZONE, format_time
from outscale_emulator.data.transaction import Transaction

#: What the seed says of an account beyond what the API answers. Its State is `active` unless given.
OWN_FIELDS = ("Password", "AccessKeys", "Quotas", "State")


def seed(store: Transaction, settings: Settings) -> None:
    """Stores the seed, unless the database already has accounts."""
    if store.all(ACCOUNT):
        return
    data = settings.catalogue
    for account in data["accounts"]:
        add_account(store, account, settings.region)
    for image in data["images"]:
        _add_image(store, image)


def add_account(store: Transaction, account: Object, region: str) -> Object:
    """Stores an account, its keys, and the objects that every account has from the start."""
    id = account["AccountId"]
    described = {name: value for name, value in account.items() if name not in OWN_FIELDS}
    own = {
        "_Password": account["Password"],
        "_Quotas": account.get("Quotas", {}),
        "_State": account.get("State", "active"),
    }
    added = store.add(ACCOUNT, id, described | own)
    created = format_time(store.now, ACCESS_KEY_ZONE)
    for key in account["AccessKeys"]:
        dated = {"CreationDate": created, "LastModificationDate": created, "State": "ACTIVE"}
        store.add(ACCESS_KEY, id, {"AccessKeyId": key["AccessKeyId"], "_SecretKey": key["SecretKey"], **dated})
    store.add(API_ACCESS_RULE, id, _default_api_access_rule(id))
    store.add(DHCP_OPTIONS, id, _default_dhcp_options(id, region))
    store.add(SECURITY_GROUP, id, _default_security_group(id))
    return added


#: The cloud's own DNS server, as DHCP options name it.
PROVIDED_DNS = "OutscaleProvidedDNS"


def default_domain(region: str) -> str:
    """The domain of VMs whose DHCP options name none."""
    return f"{region}.compute.internal"


def _default_api_access_rule(account: str) -> Object:
    """What lets everyone in until somebody deletes it."""
    return {
        "ApiAccessRuleId": f"aar-{int(account):032x}",
        "CaIds": [],
        "Cns": [],
        "Description": "Lets every address in",
        "IpRanges": ["0.0.0.0/0"],
    }


def _default_dhcp_options(account: str, region: str) -> Object:
    return {
        "Default": True,
        "DhcpOptionsSetId": f"dopt-{int(account) % 16**8:08x}",
        "DomainName": default_domain(region),
        "DomainNameServers": [PROVIDED_DNS],
        "Tags": [],
    }


def _default_security_group(account: str) -> Object:
    """The public cloud's default group lets its own members talk to each other (api-behaviour.md section 5)."""
    id = f"sg-{int(account) % 16**8:08x}"
    members = [{"AccountId": account, "SecurityGroupId": id, "SecurityGroupName": "default"}]
    rules = [("icmp", -1, -1), ("tcp", 0, 65535), ("udp", 0, 65535)]
    return {
        "AccountId": account,
        "Description": "default security group",
        "InboundRules": [
            {
                "IpProtocol": protocol,
                "FromPortRange": low,
                "ToPortRange": high,
                "SecurityGroupRuleId": f"sgr-{(len(rules) * int(account) + number) % 16**8:08x}",
                "SecurityGroupsMembers": members,
            }
            for number, (protocol, low, high) in enumerate(rules)
        ],
        "OutboundRules": [],
        "SecurityGroupId": id,
        "SecurityGroupName": "default",
        "Tags": [],
    }


def _add_image(store: Transaction, image: Object) -> None:
    """A public image, and the snapshots behind its volumes."""
    owner = image["AccountId"]
    for mapping in image["BlockDeviceMappings"]:
        bsu = mapping["Bsu"]
        store.add(
            SNAPSHOT,
            owner,
            {
                "AccountAlias": image["AccountAlias"],
                "AccountId": owner,
                "CreationDate": image["CreationDate"],
                "Description": f"Root volume of {image['ImageName']}",
                "PermissionsToCreateVolume": {"AccountIds": [], "GlobalPermission": True},
                "Progress": 100,
                "SnapshotId": bsu["SnapshotId"],
                "State": "completed",
                "Tags": [],
                "VolumeSize": bsu["VolumeSize"],
            },
        )
    store.add(IMAGE, owner, image)
