"""What happens to every resource in its life, as data. `test_lifecycles.py` makes it happen.

In values, `$net` is the id of the resource that is called `net` in `needs`, and `$net.ipRange` one of its outputs; `$it` is
the resource itself.
"""

from __future__ import annotations

import base64
import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from emulator.pki import pem_certificate, pem_key, rsa_key
from outscale_emulator import ACCESS_KEY

Inputs = Mapping[str, Any]

#: Public images of the emulator.
IMAGE, OTHER_IMAGE = "ami-e0000001", "ami-e0000002"

#: User data that is no text, in base64.
EMPTY_GZIP = "H4sIAAAAAAAAAwMAAAAAAAAAAAA="

#: An OpenSSH key, in base64.
PUBLIC_KEY = (
    "c3NoLXJzYSBBQUFBQjNOemFDMXljMkVBQUFBREFRQUJBQUFBZ1FETzRNQWNZRHFidkJKemFydWpjVTJTZzM1VUNXRThaak1nNkY0"
    "Uk11Mi9ZZ2Jrb1EyTGhYTllnSytUb1BpZ1FvWW9JdFAwNDY0bmltZk1FRm1McjZqWGY1OE9DOHl3UWhPV0NobGhQZzVaUEFUZ1JY"
    "OHUwVXN4ejdTUXBCMnVLUlRNRmg2SU5ad2hFWEtQVjBmQTlqQXlpdEw4VlBFUDlVZklZdXJyQ3Rzd2dRPT0="
)


def in_lines(key: str) -> str:
    """A key in base64 as tools print it, with line breaks and one at the end."""
    return "".join(f"{line}\n" for line in textwrap.wrap(key, 64))


def in_openssh(key: str) -> str:
    """A key as it is in a file, with a comment."""
    return f"{base64.b64decode(key).decode().strip()} me@example.com\n"


@dataclass(frozen=True)
class Change:
    """New values of inputs, None takes one away; and what this does to the resource.

    A change that replaces nothing is an update in place, unless it has no `effect` at all, or is `refused` with such words.
    `first` says whether the new resource can be made while the old one is there.
    """

    inputs: Inputs
    replaces: Sequence[str] = ()
    first: Literal["create", "delete"] = "create"
    effect: bool = True
    refused: str = ""


@dataclass(frozen=True)
class Drift:
    """What somebody does to the resource by hand, and the inputs that a refresh shows then."""

    action: str
    request: Inputs
    shows: Inputs


@dataclass(frozen=True)
class ByHand:
    """Something that a resource needs and that is no resource itself."""

    action: str
    request: Inputs
    id: str
    delete: str
    #: What the deletion says besides the id.
    undo: Inputs = field(default_factory=dict)


@dataclass(frozen=True)
class Leftovers:
    """What a resource leaves when it is gone: how it is found and taken away, if it can be."""

    read: str
    answer: str
    id: str = ""
    delete: str = ""


@dataclass(frozen=True)
class Need:
    """Another resource that has to be there first."""

    type: str
    inputs: Inputs


@dataclass(frozen=True)
class Lifecycle:
    """The life of one resource.

    `import_differs` are the inputs of which an import says something else than the program: those that cannot be found out,
    and those that the program leaves to the cloud.
    """

    type: str
    inputs: Inputs
    needs: Mapping[str, Need | ByHand] = field(default_factory=dict)
    id: str = ""
    changes: Sequence[Change] = ()
    drifts: Sequence[Drift] = ()
    import_differs: Sequence[str] = ()
    variant: str = ""
    #: The inputs that the deletion leaves changed, of a resource that stays: its object is there, whatever the stack says.
    leaves: Inputs | None = None
    leftovers: Leftovers | None = None
    #: The inputs that no action takes, each with the action that a creation only sends where it is given.
    steers: Inputs = field(default_factory=dict)

    @property
    def name(self) -> str:
        return f"{self.type}, {self.variant}" if self.variant else self.type


NET = Need("Net", {"ipRange": "10.0.0.0/16"})
OTHER_NET = Need("Net", {"ipRange": "10.1.0.0/16"})
SUBNET = Need("Subnet", {"netId": "$net", "ipRange": "10.0.1.0/24"})
OTHER_SUBNET = Need("Subnet", {"netId": "$net", "ipRange": "10.0.2.0/24"})
TABLE = Need("RouteTable", {"netId": "$net"})
OTHER_TABLE = Need("RouteTable", {"netId": "$net"})
SERVICE = Need("InternetService", {})
SERVICE_LINK = Need("InternetServiceLink", {"internetServiceId": "$service", "netId": "$net"})
GROUP = Need("SecurityGroup", {"netId": "$net", "description": "a group"})
OTHER_GROUP = Need("SecurityGroup", {"netId": "$net", "description": "another group"})
VM = Need("Vm", {"imageId": IMAGE})
VM_IN_NET = Need("Vm", {"imageId": IMAGE, "subnetId": "$subnet"})
PUBLIC_GROUP = Need("SecurityGroup", {"description": "a group of the public cloud"})
ADDRESS = Need("PublicIp", {})
NIC = Need("Nic", {"subnetId": "$subnet"})
PRIVATE_IPS = [{"isPrimary": True, "privateIp": "10.0.1.10"}, {"isPrimary": False, "privateIp": "10.0.1.11"}]
PEERING = Need("NetPeering", {"sourceNetId": "$net", "accepterNetId": "$other_net"})
OTHER_PEERING = Need("NetPeering", {"sourceNetId": "$other_net", "accepterNetId": "$net"})
VOLUME = Need("Volume", {"subregionName": "eu-west-2a", "size": 10})

#: A Subnet whose traffic finds the Internet, with all that this takes.
PUBLIC_SUBNET = {
    "net": NET,
    "subnet": SUBNET,
    "service": SERVICE,
    "service_link": SERVICE_LINK,
    "table": TABLE,
    "table_link": Need("RouteTableLink", {"routeTableId": "$table", "subnetId": "$subnet"}),
    "route": Need(
        "Route",
        {"routeTableId": "$table", "destinationIpRange": "0.0.0.0/0", "gatewayId": "$service_link.internetServiceId"},
    ),
}
SNAPSHOT = Need("Snapshot", {"volumeId": "$volume"})

TEN_YEARS = 10 * 365 * 24 * 3600

#: Other accounts. Those of strangers need not exist.
NEIGHBOUR, STRANGER = "100000000002", "123456789012"

#: A range of addresses, and what is let in from there or out.
OFFICE = "198.51.100.7/32"
HTTPS_TO_SERVICE = {"ipProtocol": "tcp", "fromPortRange": 443, "toPortRange": 443, "serviceIds": ["pl-12345678"]}
HTTPS_FROM_OFFICE = {"FromPortRange": 443, "ToPortRange": 443, "IpRange": OFFICE}

ALL_OF_A_RULE = {
    "ipProtocol": "tcp",
    "fromPortRange": 80,
    "toPortRange": 81,
    "ipRanges": [OFFICE],
    "securityGroupsMembers": [
        {"accountId": "$group.accountId", "securityGroupId": "$group", "securityGroupName": "$group.securityGroupName"}
    ],
    "serviceIds": ["pl-e0000001"],
}

OPTIONS = ByHand("CreateDhcpOptions", {"DomainName": "example.com"}, "DhcpOptionsSetId", "DeleteDhcpOptions")

TAGS = [
    Change({"tags": {"Name": "another", "team": "web"}}),
    Change({"tags": {"team": ""}}),
    Change({"tags": None}),
    Change({"tags": {}}, effect=False),
]


def tagged_by_hand(id: str = "$it") -> Drift:
    return Drift(
        "CreateTags",
        {"ResourceIds": [id], "Tags": [{"Key": "by", "Value": "hand"}]},
        {"tags": {"Name": "first", "by": "hand"}},
    )


LISTENER = {"backendPort": 8080, "backendProtocol": "HTTP", "loadBalancerPort": 80, "loadBalancerProtocol": "HTTP"}
TCP_LISTENER = {"backendPort": 22, "backendProtocol": "TCP", "loadBalancerPort": 22, "loadBalancerProtocol": "TCP"}
BALANCER = Need(
    "LoadBalancer",
    {"loadBalancerName": "front", "subregionNames": ["eu-west-2a"], "listeners": [LISTENER, TCP_LISTENER]},
)
OTHER_BALANCER = Need(
    "LoadBalancer", {"loadBalancerName": "back", "subregionNames": ["eu-west-2a"], "listeners": [LISTENER]}
)
#: The ORNs of server certificates.
CERTIFICATE = "orn:ows:idauth::100000000001:server-certificate/$certificate.name"
OTHER_CERTIFICATE = "orn:ows:idauth::100000000001:server-certificate/$other_certificate.name"
HEALTH_CHECK = {
    "protocol": "HTTP",
    "port": 8080,
    "path": "/health",
    "checkInterval": 10,
    "timeout": 5,
    "healthyThreshold": 2,
    "unhealthyThreshold": 3,
}
GPU = Need("FlexibleGpu", {"modelName": "nvidia-p6", "subregionName": "eu-west-2a"})
GPU_VM = Need("Vm", {"imageId": IMAGE, "vmType": "tinav5.c4r16p1"})

#: Those that an image brings along.
SNAPSHOTS = Leftovers("ReadSnapshots", "Snapshots", "SnapshotId", "DeleteSnapshot")
ROOT = {"deviceName": "/dev/sda1", "bsu": {"snapshotId": "$snapshot"}}
OMI = Need("Image", {"imageName": "golden", "blockDeviceMappings": [ROOT], "rootDeviceName": "/dev/sda1"})
OTHER_OMI = Need("Image", {"imageName": "silver", "blockDeviceMappings": [ROOT], "rootDeviceName": "/dev/sda1"})


def permissions(of: str) -> list[Change]:
    """What changes of permissions do, where two accounts have them first."""
    return [
        Change({"accountIds": [STRANGER, NEIGHBOUR]}, effect=False),
        Change({"accountIds": [NEIGHBOUR]}),
        Change({"accountIds": [STRANGER]}),
        Change({"accountIds": [NEIGHBOUR], "globalPermission": True}),
        Change({"accountIds": None}),
        Change({"accountIds": [STRANGER], "globalPermission": False}),
        Change({"globalPermission": None}, effect=False),
        Change({"globalPermission": True}),
        Change({"globalPermission": None}),
        Change({"globalPermission": True}),
        Change({of: f"$other_{of.removesuffix('Id')}"}, replaces=[of]),
    ]


GATEWAY = Need("VirtualGateway", {"connectionType": "ipsec.1"})
GATEWAY_LINK = Need("VirtualGatewayLink", {"virtualGatewayId": "$gateway", "netId": "$net"})
CLIENT = Need("ClientGateway", {"bgpAsn": 65000, "connectionType": "ipsec.1", "publicIp": "198.51.100.1"})
OTHER_CLIENT = Need("ClientGateway", {"bgpAsn": 65001, "connectionType": "ipsec.1", "publicIp": "198.51.100.2"})
ENDS = {"clientGatewayId": "$client", "virtualGatewayId": "$gateway", "connectionType": "ipsec.1"}
UNCHOOSABLE = {
    "phase1Options": {
        "dpdTimeoutAction": "restart",
        "dpdTimeoutSeconds": 30,
        "ikeVersions": ["ikev2"],
        "phase1DhGroupNumbers": [14],
        "phase1EncryptionAlgorithms": ["AES256"],
        "phase1IntegrityAlgorithms": ["SHA2-256"],
        "phase1LifetimeSeconds": 28800,
        "replayWindowSize": 1024,
        "startupAction": "start",
    },
    "phase2Options": {
        "phase2DhGroupNumbers": [14],
        "phase2EncryptionAlgorithms": ["AES256"],
        "phase2IntegrityAlgorithms": ["SHA2-256"],
        "phase2LifetimeSeconds": 3600,
    },
}
CONNECTION = Need("VpnConnection", {**ENDS, "staticRoutesOnly": True})
OTHER_CONNECTION = Need("VpnConnection", {**ENDS, "virtualGatewayId": "$other_gateway", "staticRoutesOnly": True})
LINE = Need("DirectLink", {"directLinkName": "office", "bandwidth": "1Gbps", "location": "PAR1"})
OTHER_LINE = Need("DirectLink", {"directLinkName": "home", "bandwidth": "1Gbps", "location": "PAR1"})
OTHER_LISTENER = {
    "backendPort": 8081,
    "backendProtocol": "HTTP",
    "loadBalancerPort": 81,
    "loadBalancerProtocol": "HTTP",
}
WEB_BALANCER = Need(
    "LoadBalancer",
    {"loadBalancerName": "front", "subregionNames": ["eu-west-2a"], "listeners": [LISTENER, OTHER_LISTENER]},
)
KEY, BODY, OTHER_BODY = pem_key(rsa_key()), pem_certificate(), pem_certificate("other.example.com")
OTHER_KEY, BODY_OF_OTHER_KEY = pem_key(rsa_key(1)), pem_certificate(number=1)


def in_crlf(pem: str) -> str:
    """The same with the line endings of Windows, and without one at the end."""
    return pem.strip().replace("\n", "\r\n")


EXPORT = {"diskImageFormat": "qcow2", "osuBucket": "backups", "osuPrefix": "nightly/"}
API_KEY = {"apiKeyId": "ABCDEFGHIJ0123456789", "secretKey": "a-secret-key"}
CERTIFICATE_AUTHORITY = Need("Ca", {"caPem": BODY})


def exports(of: str) -> list[Change]:
    return [
        Change({"tags": {"Name": "another"}}),
        Change({"tags": None}),
        Change({"osuExport": {**EXPORT, "osuApiKey": API_KEY}}, effect=False),
        Change({"osuExport": {**EXPORT, "osuApiKey": {**API_KEY, "secretKey": "a-newer-secret-key"}}}, effect=False),
        Change({"osuExport": {**EXPORT, "diskImageFormat": "raw"}}, replaces=["osuExport"]),
        Change(
            {"osuExport": {**EXPORT, "osuManifestUrl": "https://oos.example.com/backups/manifest.xml"}},
            replaces=["osuExport"],
        ),
        Change({of: f"$other_{of.removesuffix('Id')}"}, replaces=[of]),
    ]


ACCOUNT = {
    "city": "Saint-Cloud",
    "companyName": "Emulated Company",
    "country": "France",
    "email": "emulator@example.com",
    "firstName": "Emma",
    "jobTitle": "an engineer",
    "lastName": "Later",
    "mobileNumber": "+33600000000",
    "phoneNumber": "+33100000000",
    "stateProvince": "Hauts-de-Seine",
    "vatNumber": "FR00000000000",
    "zipCode": "92210",
}

LIFECYCLES = [
    Lifecycle(
        "AccessKey",
        {"expirationDate": "2035-01-01T00:00:00.000+0000", "state": "INACTIVE", "allowLockout": True},
        drifts=[
            Drift(
                "UpdateAccessKey",
                {"AccessKeyId": "$it", "State": "ACTIVE", "ExpirationDate": "2035-01-01"},
                {"state": "ACTIVE"},
            )
        ],
        changes=[
            Change({"state": None}),
            Change({"state": "INACTIVE"}),
            Change({"state": None}),
            Change({"expirationDate": None}),
            Change({"expirationDate": "2034-01-01T00:00:00.000+0000", "state": "INACTIVE"}),
            Change({"allowLockout": None}, effect=False),
        ],
    ),
    Lifecycle(
        "Account",
        ACCOUNT,
        id="100000000001",
        leaves={},
        leftovers=Leftovers("ReadAccounts", "Accounts"),
        drifts=[Drift("UpdateAccount", {"City": "Paris"}, {"city": "Paris"})],
        changes=[
            Change({"city": "Paris", "country": "Belgium", "zipCode": "1000"}),
            Change({name: f"{value}x" for name, value in ACCOUNT.items()}),
            Change(dict.fromkeys([*ACCOUNT][1:]), effect=False),
            Change({next(iter(ACCOUNT)): None, "firstName": "Emmax"}, effect=False),
        ],
    ),
    Lifecycle(
        "ApiAccessPolicy",
        {"maxAccessKeyExpirationSeconds": 0, "requireTrustedEnv": False, "allowLockout": True},
        id="api-access-policy",
        leaves={},
        leftovers=Leftovers("ReadAccessKeys", "AccessKeys"),
        needs={
            "expiring_key": ByHand(
                "UpdateAccessKey",
                {"AccessKeyId": ACCESS_KEY, "State": "ACTIVE", "ExpirationDate": "2030-01-01"},
                "AccessKeyId",
                "UpdateAccessKey",
                {"State": "ACTIVE"},
            ),
            "ca": CERTIFICATE_AUTHORITY,
            "rule": Need("ApiAccessRule", {"caIds": ["$ca"], "ipRanges": ["0.0.0.0/0"]}),
        },
        changes=[
            Change({"maxAccessKeyExpirationSeconds": TEN_YEARS}),
            Change({"requireTrustedEnv": True}),
            Change({"maxAccessKeyExpirationSeconds": 0, "requireTrustedEnv": False}),
            Change({"allowLockout": None}, effect=False),
            Change({"maxAccessKeyExpirationSeconds": TEN_YEARS, "requireTrustedEnv": True}, refused="allowLockout"),
        ],
    ),
    Lifecycle(
        "DhcpOptions",
        {
            "domainName": "example.com",
            "domainNameServers": ["192.0.2.1", "OutscaleProvidedDNS"],
            "ntpServers": ["192.0.2.3", "192.0.2.2"],
            "tags": {"Name": "first"},
        },
        drifts=[tagged_by_hand()],
        changes=[
            *TAGS,
            Change({"domainName": "example.org"}, replaces=["domainName"]),
            Change(
                {"domainNameServers": ["OutscaleProvidedDNS", "192.0.2.1"], "ntpServers": ["192.0.2.3"]},
                replaces=["domainNameServers", "ntpServers"],
            ),
            Change({"ntpServers": None, "domainNameServers": None}, replaces=["domainNameServers", "ntpServers"]),
            Change({"domainNameServers": ["OutscaleProvidedDNS"]}, effect=False),
            Change({"domainName": None, "ntpServers": ["192.0.2.2"]}, replaces=["domainName", "ntpServers"]),
        ],
    ),
    Lifecycle(
        "ApiAccessRule",
        {"ipRanges": ["192.0.2.0/24", "198.51.100.7"], "description": "from the office", "allowLockout": True},
        needs={"ca": CERTIFICATE_AUTHORITY},
        drifts=[
            Drift(
                "UpdateApiAccessRule",
                {"ApiAccessRuleId": "$it", "IpRanges": ["192.0.2.0/24"]},
                {"ipRanges": ["192.0.2.0/24"]},
            )
        ],
        changes=[
            Change({"ipRanges": ["198.51.100.7", "192.0.2.0/24"]}, effect=False),
            Change({"description": "from everywhere", "ipRanges": ["0.0.0.0/0"]}),
            Change({"description": None, "caIds": ["$ca"], "cns": ["client.example.com"]}),
            Change({"ipRanges": None}),
            Change({"cns": None}),
            Change({"caIds": None, "ipRanges": ["192.0.2.0/24"]}),
            Change({"allowLockout": None}, effect=False),
        ],
    ),
    Lifecycle(
        "ApiAccessRule",
        {"caIds": ["$ca"], "cns": ["client.example.com"]},
        variant="by certificates",
        needs={"ca": CERTIFICATE_AUTHORITY, "other_ca": Need("Ca", {"caPem": OTHER_BODY})},
        changes=[
            Change({"caIds": ["$other_ca", "$ca"], "cns": ["client.example.com", "other.example.com"]}),
        ],
    ),
    Lifecycle(
        "Ca",
        {"caPem": BODY, "description": "the office's own"},
        drifts=[Drift("UpdateCa", {"CaId": "$it", "Description": "by hand"}, {"description": "by hand"})],
        changes=[
            Change({"caPem": in_crlf(BODY)}, effect=False),
            Change({"description": "another"}),
            Change({"description": None}),
            Change({"description": "again", "caPem": OTHER_BODY}, replaces=["caPem"]),
        ],
    ),
    Lifecycle(
        "ClientGateway",
        {"bgpAsn": 65000, "connectionType": "ipsec.1", "publicIp": "198.51.100.1", "tags": {"Name": "first"}},
        drifts=[tagged_by_hand()],
        changes=[
            *TAGS,
            Change({"publicIp": "198.51.100.2"}, replaces=["publicIp"]),
            Change({"bgpAsn": 4200000000}, replaces=["bgpAsn"]),
        ],
    ),
    Lifecycle(
        "DirectLink",
        {"directLinkName": "office", "bandwidth": "1Gbps", "location": "PAR1"},
        changes=[
            Change({"bandwidth": "10Gbps"}, replaces=["bandwidth"]),
            Change({"location": "PAR4"}, replaces=["location"]),
            Change({"directLinkName": "home"}, replaces=["directLinkName"]),
        ],
    ),
    Lifecycle(
        "DirectLinkInterface",
        {
            "directLinkId": "$line",
            "directLinkInterfaceName": "office",
            "virtualGatewayId": "$gateway",
            "bgpAsn": 65000,
            "vlan": 100,
        },
        needs={"gateway": GATEWAY, "other_gateway": GATEWAY, "line": LINE, "other_line": OTHER_LINE},
        changes=[
            Change({"clientPrivateIp": "$it.clientPrivateIp"}, effect=False),
            Change({"clientPrivateIp": None}, effect=False),
            Change({"bgpKey": "of the office"}, replaces=["bgpKey"], first="delete"),
            Change(
                {"clientPrivateIp": "172.16.0.5/30", "outscalePrivateIp": "172.16.0.6/30"},
                replaces=["clientPrivateIp", "outscalePrivateIp"],
                first="delete",
            ),
            Change({"directLinkInterfaceName": "home"}, replaces=["directLinkInterfaceName"], first="delete"),
            Change({"bgpAsn": 65001}, replaces=["bgpAsn"], first="delete"),
            Change({"virtualGatewayId": "$other_gateway"}, replaces=["virtualGatewayId"], first="delete"),
            Change({"vlan": 101}, replaces=["vlan"]),
            Change({"bgpKey": None, "clientPrivateIp": None, "outscalePrivateIp": None}, effect=False),
            Change({"directLinkId": "$other_line"}, replaces=["directLinkId"]),
        ],
    ),
    Lifecycle(
        "FlexibleGpu",
        {"modelName": "nvidia-p6", "subregionName": "eu-west-2a"},
        drifts=[
            Drift(
                "UpdateFlexibleGpu",
                {"FlexibleGpuId": "$it", "DeleteOnVmDeletion": True},
                {"deleteOnVmDeletion": True},
            )
        ],
        changes=[
            Change({"deleteOnVmDeletion": True}),
            Change({"deleteOnVmDeletion": None}),
            Change({"generation": "v5"}, effect=False),
            Change({"generation": None}, effect=False),
            Change({"modelName": "nvidia-k2", "generation": "v3"}, replaces=["generation", "modelName"]),
            Change({"deleteOnVmDeletion": True}),
            Change({"subregionName": "eu-west-2b"}, replaces=["subregionName"]),
        ],
    ),
    Lifecycle(
        "FlexibleGpuLink",
        {"flexibleGpuId": "$gpu", "vmId": "$vm", "allowStoppingVm": True},
        id="$gpu",
        needs={"gpu": GPU, "other_gpu": GPU, "vm": GPU_VM, "other_vm": GPU_VM},
        changes=[
            Change({"vmId": "$other_vm"}, replaces=["vmId"], first="delete"),
            Change({"flexibleGpuId": "$other_gpu"}, replaces=["flexibleGpuId"], first="delete"),
            Change({"allowStoppingVm": None}, effect=False),
        ],
        steers={"allowStoppingVm": "StopVms"},
    ),
    Lifecycle(
        "FlexibleGpuLink",
        {"flexibleGpuId": "$gpu", "vmId": "$vm"},
        variant="that waits for the VM's next stop",
        id="$gpu",
        needs={"gpu": GPU, "vm": GPU_VM},
        steers={"allowStoppingVm": "StopVms"},
    ),
    Lifecycle(
        "Image",
        {
            "imageName": "golden",
            "blockDeviceMappings": [ROOT],
            "rootDeviceName": "/dev/sda1",
            "tags": {"Name": "first"},
        },
        needs={"volume": VOLUME, "snapshot": SNAPSHOT, "other_snapshot": SNAPSHOT, "vm": VM},
        leftovers=SNAPSHOTS,
        drifts=[tagged_by_hand()],
        changes=[
            *TAGS,
            Change(
                {
                    "blockDeviceMappings": [
                        {
                            "deviceName": "/dev/sda1",
                            "bsu": {"snapshotId": "$snapshot", "volumeSize": 10, "volumeType": "standard"},
                        }
                    ]
                },
                effect=False,
            ),
            Change({"noReboot": True}, effect=False),
            Change({"imageName": None, "noReboot": None}, effect=False),
            Change({"architecture": "i386"}, effect=False),
            Change({"architecture": None}, effect=False),
            Change({"description": "", "imageName": "golden"}, effect=False),
            Change({"noReboot": True}, effect=False),
            Change({"architecture": "x86_64", "imageName": "silver"}, replaces=["architecture", "imageName"]),
            Change({"description": "another"}, replaces=["description"], first="delete"),
            Change({"description": None}, effect=False),
            Change(
                {
                    "imageName": "bronze",
                    "rootDeviceName": "/dev/sdb",
                    "blockDeviceMappings": [
                        {"deviceName": "/dev/sdb", "bsu": {"snapshotId": "$other_snapshot", "volumeSize": 20}},
                        {"deviceName": "/dev/sdc", "bsu": {"volumeSize": 5, "volumeType": "gp2"}},
                        {
                            "deviceName": "/dev/sdd",
                            "bsu": {"volumeSize": 10, "volumeType": "io1", "iops": 200, "deleteOnVmDeletion": False},
                        },
                        {"deviceName": "/dev/sde", "virtualDeviceName": "ephemeral0"},
                    ],
                },
                replaces=["blockDeviceMappings", "imageName", "rootDeviceName"],
            ),
            Change(
                {"imageName": "of a VM", "blockDeviceMappings": None, "rootDeviceName": None, "vmId": "$vm"},
                replaces=["blockDeviceMappings", "imageName"],
            ),
        ],
    ),
    Lifecycle(
        "Image",
        {"imageName": "golden", "vmId": "$vm"},
        variant="from a VM",
        needs={"vm": VM, "other_vm": VM},
        leftovers=SNAPSHOTS,
        changes=[
            Change({"vmId": "$other_vm"}, replaces=["vmId"], first="delete"),
            Change(
                {"vmId": None, "sourceImageId": "$it", "sourceRegionName": "eu-west-2", "imageName": "copy"},
                replaces=["imageName", "vmId"],
            ),
            Change(
                {
                    "sourceImageId": None,
                    "sourceRegionName": None,
                    "fileLocation": "https://oos.example.com/images/web.xml?signature=secret",
                    "imageName": "registered",
                },
                replaces=["imageName", "sourceImageId", "sourceRegionName"],
            ),
            Change(
                {"fileLocation": "https://oos.example.com/images/other.xml?signature=secret"},
                replaces=["fileLocation"],
                first="delete",
            ),
            Change({"fileLocation": None, "vmId": "$vm"}, replaces=["fileLocation"], first="delete"),
        ],
    ),
    Lifecycle(
        "ImageExportTask",
        {"imageId": "$image", "osuExport": {**EXPORT, "osuApiKey": API_KEY}, "tags": {"Name": "first"}},
        needs={"volume": VOLUME, "snapshot": SNAPSHOT, "image": OMI, "other_image": OTHER_OMI},
        leaves={},
        leftovers=Leftovers("ReadImageExportTasks", "ImageExportTasks"),
        changes=exports("imageId"),
    ),
    Lifecycle(
        "ImageLaunchPermission",
        {"imageId": "$image", "accountIds": [NEIGHBOUR, STRANGER]},
        id="$image",
        needs={"volume": VOLUME, "snapshot": SNAPSHOT, "image": OMI, "other_image": OTHER_OMI},
        drifts=[
            Drift(
                "UpdateImage",
                {"ImageId": "$image", "PermissionsToLaunch": {"Removals": {"AccountIds": [STRANGER]}}},
                {"accountIds": [NEIGHBOUR]},
            )
        ],
        changes=permissions("imageId"),
    ),
    Lifecycle("InternetService", {"tags": {"Name": "first"}}, drifts=[tagged_by_hand()], changes=TAGS),
    Lifecycle(
        "InternetServiceLink",
        {"internetServiceId": "$service", "netId": "$net"},
        needs={"service": SERVICE, "other_service": SERVICE, "net": NET, "other_net": OTHER_NET},
        changes=[
            Change({"netId": "$other_net"}, replaces=["netId"], first="delete"),
            Change({"internetServiceId": "$other_service"}, replaces=["internetServiceId"], first="delete"),
        ],
    ),
    Lifecycle(
        "Keypair",
        {"keypairName": "deployer", "publicKey": PUBLIC_KEY},
        changes=[
            Change({"publicKey": in_lines(PUBLIC_KEY)}, effect=False),
            Change({"publicKey": in_openssh(PUBLIC_KEY)}, effect=False),
            Change({"publicKey": None}, replaces=["publicKey"], first="delete"),
            Change({"keypairName": "other"}, replaces=["keypairName"]),
            Change({"keypairName": None}, effect=False),
        ],
    ),
    Lifecycle(
        "ListenerRule",
        {
            "loadBalancerName": "$balancer",
            "loadBalancerPort": 80,
            "listenerRuleName": "api",
            "pathPattern": "/api/*",
            "priority": 10,
            "vmIds": ["$vm"],
        },
        needs={
            "vm": VM,
            "other_vm": VM,
            "balancer": WEB_BALANCER,
            "other_balancer": OTHER_BALANCER,
            "backends": Need(
                "LoadBalancerVms", {"loadBalancerName": "$balancer", "backendVmIds": ["$vm", "$other_vm"]}
            ),
            "other_backends": Need(
                "LoadBalancerVms", {"loadBalancerName": "$other_balancer", "backendVmIds": ["$vm", "$other_vm"]}
            ),
        },
        drifts=[
            Drift("UpdateListenerRule", {"ListenerRuleName": "api", "PathPattern": "/v2/*"}, {"pathPattern": "/v2/*"})
        ],
        changes=[
            Change({"pathPattern": "/v1/*", "hostNamePattern": "*.example.com"}),
            Change({"action": "forward"}, effect=False),
            Change({"hostNamePattern": None}, replaces=["hostNamePattern"], first="delete"),
            Change({"priority": 20}, replaces=["priority"], first="delete"),
            Change({"vmIds": ["$other_vm"]}, replaces=["vmIds"], first="delete"),
            Change({"listenerRuleName": "other", "priority": 30}, replaces=["listenerRuleName", "priority"]),
            Change({"hostNamePattern": "*.example.com"}),
            Change({"loadBalancerPort": 81}, replaces=["loadBalancerPort"], first="delete"),
            Change({"pathPattern": None}, replaces=["pathPattern"], first="delete"),
            Change(
                {"loadBalancerName": "$other_balancer", "loadBalancerPort": 80},
                replaces=["loadBalancerName", "loadBalancerPort"],
                first="delete",
            ),
            Change({"listenerRuleName": None}, effect=False),
        ],
    ),
    Lifecycle(
        "LoadBalancer",
        {
            "loadBalancerName": "web",
            "subregionNames": ["eu-west-2a"],
            "listeners": [LISTENER],
            "healthCheck": HEALTH_CHECK,
            "tags": {"Name": "first"},
        },
        drifts=[
            Drift(
                "CreateLoadBalancerTags",
                {"LoadBalancerNames": ["web"], "Tags": [{"Key": "by", "Value": "hand"}]},
                {"tags": {"Name": "first", "by": "hand"}},
            ),
            Drift(
                "CreateLoadBalancerListeners",
                {
                    "LoadBalancerName": "web",
                    "Listeners": [
                        {"BackendPort": 22, "LoadBalancerPort": 22, "LoadBalancerProtocol": "TCP"},
                    ],
                },
                {"listeners": [LISTENER, TCP_LISTENER]},
            ),
        ],
        changes=[
            *TAGS,
            Change({"listeners": [LISTENER, TCP_LISTENER]}),
            Change({"listeners": [{**LISTENER, "backendPort": 8081}]}),
            Change({"healthCheck": {**HEALTH_CHECK, "checkInterval": 20}}),
            Change({"healthCheck": None}, effect=False),
            Change({"accessLog": {"isEnabled": True, "osuBucketName": "logs", "publicationInterval": 5}}),
            Change({"accessLog": None}),
            Change({"subregionNames": ["eu-west-2b"]}, replaces=["subregionNames"], first="delete"),
            Change({"loadBalancerName": "www"}, replaces=["loadBalancerName"]),
            Change({"loadBalancerName": None}, effect=False),
        ],
    ),
    Lifecycle(
        "LoadBalancer",
        {
            "loadBalancerName": "outside",
            "subnets": ["$subnet"],
            "publicIp": "$address.publicIp",
            "listeners": [{**LISTENER, "loadBalancerProtocol": "HTTPS", "serverCertificateId": CERTIFICATE}],
            "accessLog": {
                "isEnabled": True,
                "osuBucketName": "logs",
                "osuBucketPrefix": "web",
                "publicationInterval": 5,
            },
        },
        variant="at an address of yours",
        needs={
            **PUBLIC_SUBNET,
            "address": ADDRESS,
            "other_address": ADDRESS,
            "certificate": Need("ServerCertificate", {"body": BODY, "privateKey": KEY}),
            "other_certificate": Need("ServerCertificate", {"body": OTHER_BODY, "privateKey": KEY}),
        },
        changes=[
            Change({"publicIp": "$other_address.publicIp"}),
            Change({"publicIp": None}, effect=False),
            Change(
                {
                    "listeners": [
                        {
                            **LISTENER,
                            "loadBalancerProtocol": "HTTPS",
                            "serverCertificateId": OTHER_CERTIFICATE,
                        }
                    ]
                }
            ),
            Change({"loadBalancerType": "internal", "accessLog": None}, replaces=["loadBalancerType"], first="delete"),
            Change({"loadBalancerType": None}, replaces=["loadBalancerType"], first="delete"),
            Change(
                {"loadBalancerName": "public", "subnets": None, "subregionNames": ["eu-west-2a"]},
                replaces=["loadBalancerName", "subnets"],
            ),
            Change(
                {"subnets": ["$subnet"], "subregionNames": None}, replaces=["subnets", "subregionNames"], first="delete"
            ),
        ],
    ),
    Lifecycle(
        "LoadBalancer",
        {
            "loadBalancerName": "inside",
            "loadBalancerType": "internal",
            "subnets": ["$subnet"],
            "securityGroups": ["$group"],
            "listeners": [TCP_LISTENER],
        },
        variant="in a Net",
        needs={"net": NET, "subnet": SUBNET, "group": GROUP, "other_group": OTHER_GROUP},
        changes=[
            Change({"securityGroups": ["$other_group", "$group"]}),
            Change({"securityGroups": ["$group", "$other_group"]}, effect=False),
            Change({"securityGroups": None}, effect=False),
        ],
    ),
    Lifecycle(
        "LoadBalancerPolicy",
        {
            "loadBalancerName": "$balancer",
            "policyName": "sticky",
            "policyType": "load_balancer",
            "loadBalancerPorts": [80],
        },
        id="$balancer/sticky",
        needs={"balancer": WEB_BALANCER, "other_balancer": OTHER_BALANCER},
        drifts=[
            Drift(
                "UpdateLoadBalancer",
                {"LoadBalancerName": "$balancer", "LoadBalancerPort": 80, "PolicyNames": []},
                {"loadBalancerPorts": []},
            ),
            Drift(
                "UpdateLoadBalancer",
                {"LoadBalancerName": "$balancer", "LoadBalancerPort": 81, "PolicyNames": ["sticky"]},
                {"loadBalancerPorts": [80, 81]},
            ),
        ],
        changes=[
            Change({"cookieExpirationPeriod": 1}, effect=False),
            Change({"loadBalancerPorts": [81, 80]}),
            Change({"loadBalancerPorts": [80, 81]}, effect=False),
            Change({"loadBalancerPorts": [81]}),
            Change({"cookieExpirationPeriod": 3600}, replaces=["cookieExpirationPeriod"], first="delete"),
            Change({"loadBalancerPorts": None}),
            Change({"loadBalancerPorts": []}, effect=False),
            Change({"policyName": "other"}, replaces=["policyName"]),
            Change({"loadBalancerName": "$other_balancer"}, replaces=["loadBalancerName"]),
            Change(
                {"policyType": "app", "cookieName": "session", "cookieExpirationPeriod": None},
                replaces=["cookieExpirationPeriod", "cookieName", "policyType"],
                first="delete",
            ),
            Change(
                {"policyType": "load_balancer", "cookieName": None},
                replaces=["cookieName", "policyType"],
                first="delete",
            ),
        ],
    ),
    Lifecycle(
        "LoadBalancerPolicy",
        {
            "loadBalancerName": "$balancer",
            "policyName": "sticky",
            "policyType": "app",
            "cookieName": "session",
            "loadBalancerPorts": [80, 81],
        },
        variant="by a cookie of the application",
        id="$balancer/sticky",
        needs={"balancer": WEB_BALANCER},
        changes=[Change({"cookieName": "other"}, replaces=["cookieName"], first="delete")],
    ),
    Lifecycle(
        "LoadBalancerVms",
        {"loadBalancerName": "$balancer", "backendVmIds": ["$vm", "$other_vm"]},
        id="$balancer",
        needs={"vm": VM, "other_vm": VM, "balancer": BALANCER, "other_balancer": OTHER_BALANCER},
        changes=[
            Change({"backendVmIds": ["$other_vm", "$vm"]}, effect=False),
            Change({"backendVmIds": ["$vm"]}),
            Change({"backendVmIds": ["$other_vm"]}),
            Change({"loadBalancerName": "$other_balancer"}, replaces=["loadBalancerName"]),
        ],
    ),
    Lifecycle(
        "NatService",
        {"subnetId": "$subnet", "publicIpId": "$address", "tags": {"Name": "first"}},
        needs={
            **PUBLIC_SUBNET,
            "other_subnet": OTHER_SUBNET,
            "other_table_link": Need("RouteTableLink", {"routeTableId": "$table", "subnetId": "$other_subnet"}),
            "address": ADDRESS,
            "other_address": ADDRESS,
        },
        drifts=[tagged_by_hand()],
        changes=[
            *TAGS,
            Change({"publicIpId": "$other_address"}, replaces=["publicIpId"]),
            Change({"subnetId": "$other_subnet"}, replaces=["subnetId"], first="delete"),
        ],
    ),
    Lifecycle(
        "Net",
        {"ipRange": "10.0.0.0/16", "tags": {"Name": "first"}},
        needs={"options": OPTIONS},
        drifts=[tagged_by_hand()],
        changes=[
            *TAGS,
            Change({"tenancy": "default"}, effect=False),
            Change({"dhcpOptionsSetId": "$options"}),
            Change({"dhcpOptionsSetId": None}),
            Change({"tenancy": "dedicated"}, replaces=["tenancy"]),
            Change({"tenancy": None}, replaces=["tenancy"]),
            Change({"ipRange": "10.2.0.0/16", "tags": {"Name": "new"}}, replaces=["ipRange"]),
        ],
    ),
    Lifecycle(
        "Net",
        {"ipRange": "10.0.0.0/16", "dhcpOptionsSetId": "$options"},
        variant="with DHCP options",
        needs={"options": OPTIONS, "other_options": OPTIONS},
        drifts=[
            Drift(
                "UpdateNet",
                {"NetId": "$it", "DhcpOptionsSetId": "$other_options"},
                {"dhcpOptionsSetId": "$other_options"},
            )
        ],
        changes=[Change({"dhcpOptionsSetId": "$other_options"})],
    ),
    Lifecycle(
        "NetAccessPoint",
        {
            "netId": "$net",
            "serviceName": "com.outscale.eu-west-2.api",
            "routeTableIds": ["$table"],
            "tags": {"Name": "first"},
        },
        needs={"net": NET, "other_net": OTHER_NET, "table": TABLE, "other_table": OTHER_TABLE},
        drifts=[
            tagged_by_hand(),
            Drift(
                "UpdateNetAccessPoint",
                {"NetAccessPointId": "$it", "AddRouteTableIds": ["$other_table"]},
                {"routeTableIds": ["$table", "$other_table"]},
            ),
        ],
        changes=[
            *TAGS,
            Change({"routeTableIds": ["$other_table", "$table"]}),
            Change({"routeTableIds": ["$table", "$other_table"]}, effect=False),
            Change({"routeTableIds": ["$other_table"]}),
            Change({"routeTableIds": ["$table"]}),
            Change({"routeTableIds": None}),
            Change({"serviceName": "com.outscale.eu-west-2.oos"}, replaces=["serviceName"]),
            Change({"netId": "$other_net"}, replaces=["netId"]),
        ],
    ),
    Lifecycle(
        "NetAttributes",
        {"netId": "$net", "dhcpOptionsSetId": "$options"},
        id="$net",
        needs={"net": NET, "other_net": OTHER_NET, "options": OPTIONS, "other_options": OPTIONS},
        drifts=[
            Drift(
                "UpdateNet",
                {"NetId": "$net", "DhcpOptionsSetId": "$other_options"},
                {"dhcpOptionsSetId": "$other_options"},
            )
        ],
        changes=[
            Change({"dhcpOptionsSetId": "$other_options"}),
            Change({"netId": "$other_net"}, replaces=["netId"]),
        ],
        leaves={"dhcpOptionsSetId": "$net.dhcpOptionsSetId"},
    ),
    Lifecycle(
        "NetPeering",
        {"sourceNetId": "$net", "accepterNetId": "$other_net", "tags": {"Name": "first"}},
        needs={"net": NET, "other_net": OTHER_NET, "third_net": Need("Net", {"ipRange": "10.2.0.0/16"})},
        drifts=[tagged_by_hand()],
        changes=[
            *TAGS,
            Change({"accepterNetId": "$third_net"}, replaces=["accepterNetId"]),
            Change({"sourceNetId": "$other_net"}, replaces=["sourceNetId"]),
        ],
    ),
    Lifecycle(
        "NetPeeringAcceptance",
        {"netPeeringId": "$peering"},
        id="$peering",
        needs={"net": NET, "other_net": OTHER_NET, "peering": PEERING, "other_peering": OTHER_PEERING},
        changes=[Change({"netPeeringId": "$other_peering"}, replaces=["netPeeringId"])],
        leaves={},
    ),
    Lifecycle(
        "Nic",
        {
            "subnetId": "$subnet",
            "description": "a NIC",
            "securityGroupIds": ["$group"],
            "privateIps": PRIVATE_IPS,
            "tags": {"Name": "first"},
        },
        needs={"net": NET, "subnet": SUBNET, "other_subnet": OTHER_SUBNET, "group": GROUP, "other_group": OTHER_GROUP},
        drifts=[
            tagged_by_hand(),
            Drift("UpdateNic", {"NicId": "$it", "Description": "by hand"}, {"description": "by hand"}),
        ],
        changes=[
            *TAGS,
            Change({"description": None, "securityGroupIds": ["$other_group"]}),
            Change({"securityGroupIds": None}, effect=False),
            Change(
                {
                    "privateIps": [
                        {"isPrimary": True, "privateIp": "10.0.1.10"},
                        {"isPrimary": False, "privateIp": "10.0.1.12"},
                    ]
                }
            ),
            Change({"privateIps": [{"isPrimary": True, "privateIp": "10.0.1.20"}]}, replaces=["privateIps"]),
            Change({"privateIps": None}, effect=False),
            Change({"subnetId": "$other_subnet"}, replaces=["subnetId"]),
        ],
    ),
    Lifecycle(
        "NicLink",
        {"nicId": "$nic", "vmId": "$vm", "deviceNumber": 1},
        needs={
            "net": NET,
            "subnet": SUBNET,
            "vm": VM_IN_NET,
            "other_vm": VM_IN_NET,
            "nic": NIC,
            "other_nic": NIC,
        },
        drifts=[
            Drift(
                "UpdateNic",
                {"NicId": "$nic", "LinkNic": {"LinkNicId": "$it", "DeleteOnVmDeletion": True}},
                {"deleteOnVmDeletion": True},
            )
        ],
        changes=[
            Change({"deleteOnVmDeletion": True}),
            Change({"deleteOnVmDeletion": None}),
            Change({"deviceNumber": 2}, replaces=["deviceNumber"], first="delete"),
            Change({"vmId": "$other_vm", "deleteOnVmDeletion": True}, replaces=["vmId"], first="delete"),
            Change({"nicId": "$other_nic"}, replaces=["nicId"], first="delete"),
        ],
    ),
    Lifecycle(
        "NicPrivateIps",
        {"nicId": "$nic", "privateIps": ["10.0.1.21", "10.0.1.22"]},
        id="$nic",
        needs={"net": NET, "subnet": SUBNET, "nic": NIC, "other_nic": NIC},
        drifts=[
            Drift("UnlinkPrivateIps", {"NicId": "$nic", "PrivateIps": ["10.0.1.21"]}, {"privateIps": ["10.0.1.22"]})
        ],
        changes=[
            Change({"privateIps": ["10.0.1.22", "10.0.1.21"]}, effect=False),
            Change({"privateIps": ["10.0.1.22", "10.0.1.23"]}),
            Change({"nicId": "$other_nic"}, replaces=["nicId"], first="delete"),
            Change({"nicId": "$nic", "privateIps": ["10.0.1.31"]}, replaces=["nicId"]),
        ],
    ),
    Lifecycle("PublicIp", {"tags": {"Name": "first"}}, drifts=[tagged_by_hand()], changes=TAGS),
    Lifecycle(
        "PublicIpLink",
        {"publicIpId": "$address", "vmId": "$vm"},
        needs={"address": ADDRESS, "other_address": ADDRESS, "vm": VM, "other_vm": VM},
        changes=[
            Change({"allowRelink": True}, effect=False),
            Change({"allowRelink": None}, effect=False),
            Change({"vmId": "$other_vm"}, replaces=["vmId"], first="delete"),
            Change({"publicIpId": "$other_address"}, replaces=["publicIpId"], first="delete"),
        ],
    ),
    Lifecycle(
        "PublicIpLink",
        {"publicIpId": "$address", "nicId": "$vm.nics.0.nicId", "allowRelink": False},
        variant="of a NIC",
        needs={
            "net": NET,
            "subnet": SUBNET,
            "service": SERVICE,
            "service_link": SERVICE_LINK,
            "address": ADDRESS,
            "vm": VM_IN_NET,
            "other_vm": VM_IN_NET,
            "nic": Need("Nic", {"subnetId": "$subnet", "privateIps": PRIVATE_IPS}),
            "nic_link": Need("NicLink", {"nicId": "$nic", "vmId": "$other_vm", "deviceNumber": 1}),
        },
        changes=[
            Change({"nicId": "$other_vm.nics.0.nicId"}, replaces=["nicId"], first="delete"),
            Change({"nicId": None, "vmId": "$other_vm"}, effect=False),
            Change({"vmId": "$vm"}, replaces=["vmId"], first="delete"),
            Change(
                {"nicId": "$nic", "vmId": None, "privateIp": "10.0.1.11"},
                replaces=["nicId", "privateIp"],
                first="delete",
            ),
            Change({"privateIp": "10.0.1.10"}, replaces=["privateIp"], first="delete"),
            Change({"privateIp": None}, effect=False),
            Change({"nicId": None, "vmId": "$vm"}, replaces=["vmId"], first="delete"),
            Change({"vmId": None, "nicId": "$other_vm.nics.0.nicId"}, replaces=["nicId"], first="delete"),
        ],
    ),
    Lifecycle(
        "Route",
        {"routeTableId": "$table", "destinationIpRange": "0.0.0.0/0", "gatewayId": "$service_link.internetServiceId"},
        id="$table/0.0.0.0/0",
        needs={
            "net": NET,
            "subnet": SUBNET,
            "service": SERVICE,
            "service_link": SERVICE_LINK,
            "table": TABLE,
            "other_table": OTHER_TABLE,
            "vm": VM_IN_NET,
            "other_vm": VM_IN_NET,
        },
        drifts=[
            Drift(
                "UpdateRoute",
                {"RouteTableId": "$table", "DestinationIpRange": "0.0.0.0/0", "VmId": "$vm"},
                {"vmId": "$vm"},
            )
        ],
        changes=[
            Change({"gatewayId": None, "vmId": "$vm"}),
            Change({"vmId": None, "nicId": "$vm.nics.0.nicId"}, effect=False),
            Change({"nicId": "$other_vm.nics.0.nicId"}),
            Change({"nicId": None, "vmId": "$vm"}),
            Change({"destinationIpRange": "192.0.2.0/24"}, replaces=["destinationIpRange"]),
            Change({"vmId": None, "nicId": "$other_vm.nics.0.nicId"}),
            Change({"routeTableId": "$other_table"}, replaces=["routeTableId"]),
            Change({"nicId": None, "gatewayId": "$service_link.internetServiceId"}),
        ],
    ),
    Lifecycle(
        "Route",
        {"routeTableId": "$other_table", "destinationIpRange": "10.1.0.0/16", "natServiceId": "$nat"},
        variant="to a NAT service",
        id="$other_table/10.1.0.0/16",
        needs={
            **PUBLIC_SUBNET,
            "other_net": OTHER_NET,
            "other_table": OTHER_TABLE,
            "third_table": OTHER_TABLE,
            "address": ADDRESS,
            "nat": Need("NatService", {"subnetId": "$subnet", "publicIpId": "$address"}),
            "peering": PEERING,
        },
        changes=[
            Change({"natServiceId": None, "netPeeringId": "$peering"}),
            Change({"routeTableId": "$third_table"}, replaces=["routeTableId"]),
            Change({"netPeeringId": None, "natServiceId": "$nat"}),
        ],
    ),
    Lifecycle(
        "Route",
        {"routeTableId": "$table", "destinationIpRange": "0.0.0.0/0", "nicId": "$vm.nics.0.nicId"},
        variant="to a NIC",
        id="$table/0.0.0.0/0",
        needs={"net": NET, "subnet": SUBNET, "table": TABLE, "vm": VM_IN_NET},
    ),
    Lifecycle(
        "RouteTable",
        {"netId": "$net", "tags": {"Name": "first"}},
        needs={"net": NET, "other_net": OTHER_NET},
        drifts=[tagged_by_hand()],
        changes=[*TAGS, Change({"netId": "$other_net"}, replaces=["netId"])],
    ),
    Lifecycle(
        "RouteTableLink",
        {"routeTableId": "$table", "subnetId": "$subnet"},
        needs={
            "net": NET,
            "subnet": SUBNET,
            "other_subnet": OTHER_SUBNET,
            "table": TABLE,
            "other_table": OTHER_TABLE,
        },
        changes=[
            Change({"routeTableId": "$other_table"}, replaces=["routeTableId"], first="delete"),
            Change({"subnetId": "$other_subnet"}, replaces=["subnetId"], first="delete"),
        ],
    ),
    Lifecycle(
        "SecurityGroup",
        {"securityGroupName": "web", "description": "a group", "netId": "$net", "tags": {"Name": "first"}},
        needs={"net": NET, "other_net": OTHER_NET},
        drifts=[tagged_by_hand()],
        changes=[
            *TAGS,
            Change(
                {"description": "another group", "securityGroupName": "another"},
                replaces=["description", "securityGroupName"],
            ),
            Change({"netId": "$other_net"}, replaces=["netId"]),
            Change({"securityGroupName": "www"}, replaces=["securityGroupName"]),
        ],
    ),
    Lifecycle(
        "SecurityGroup",
        {"securityGroupName": "web", "description": "a group"},
        variant="of the public cloud",
        needs={"net": NET},
        changes=[
            Change({"netId": "$net"}, replaces=["netId"]),
            Change({"netId": None, "securityGroupName": None}, replaces=["netId"]),
        ],
    ),
    Lifecycle(
        "SecurityGroup",
        {
            "securityGroupName": "web",
            "description": "a group",
            "netId": "$net",
            "inboundRules": [
                {"ipProtocol": "tcp", "fromPortRange": 443, "toPortRange": 443, "ipRanges": ["192.0.2.0/24", OFFICE]},
                {"ipProtocol": "-1", "securityGroupsMembers": [{"securityGroupId": "$group"}, {}]},
            ],
            "outboundRules": [],
        },
        variant="with its rules",
        needs={"net": NET, "other_net": OTHER_NET, "group": GROUP, "other_group": OTHER_GROUP},
        drifts=[
            Drift(
                "CreateSecurityGroupRule",
                {"SecurityGroupId": "$it", "Flow": "Outbound", "IpProtocol": "-1", "IpRange": "0.0.0.0/0"},
                {
                    "outboundRules": [
                        {"ipProtocol": "-1", "fromPortRange": -1, "toPortRange": -1, "ipRanges": ["0.0.0.0/0"]}
                    ]
                },
            ),
            Drift(
                "DeleteSecurityGroupRule",
                {"SecurityGroupId": "$it", "Flow": "Inbound", "IpProtocol": "tcp", **HTTPS_FROM_OFFICE},
                {
                    "inboundRules": [
                        {"ipProtocol": "tcp", "fromPortRange": 443, "toPortRange": 443, "ipRanges": ["192.0.2.0/24"]},
                        {"ipProtocol": "-1", "securityGroupsMembers": [{"securityGroupId": "$group"}, {}]},
                    ]
                },
            ),
        ],
        changes=[
            Change(
                {
                    "inboundRules": [
                        {
                            "securityGroupsMembers": [{}, {"securityGroupId": "$group"}],
                            "fromPortRange": 7,
                            "toPortRange": 7,
                        },
                        {"ipProtocol": "6", "fromPortRange": 443, "toPortRange": 443, "ipRanges": [OFFICE]},
                        {"ipProtocol": "tcp", "fromPortRange": 443, "toPortRange": 443, "ipRanges": ["192.0.2.0/24"]},
                    ]
                },
                effect=False,
            ),
            Change(
                {
                    "inboundRules": [
                        {
                            "ipProtocol": "udp",
                            "fromPortRange": 53,
                            "toPortRange": 53,
                            "ipRanges": [OFFICE],
                            "securityGroupsMembers": [
                                {"securityGroupId": "$group"},
                                {"securityGroupId": "$other_group"},
                            ],
                        }
                    ]
                }
            ),
            Change(
                {
                    "inboundRules": [ALL_OF_A_RULE],
                    "outboundRules": [ALL_OF_A_RULE],
                }
            ),
            Change({"outboundRules": []}),
            Change({"outboundRules": None, "tags": {"Name": "web"}}),
            Change({"outboundRules": []}, effect=False),
            Change({"outboundRules": [{"ipProtocol": "50", "ipRanges": ["0.0.0.0/0"]}, HTTPS_TO_SERVICE]}),
            Change({"inboundRules": None}, effect=False),
            Change({"inboundRules": []}),
            Change({"netId": "$other_net"}, replaces=["netId"]),
        ],
    ),
    Lifecycle(
        "SecurityGroup",
        {
            "securityGroupName": "web",
            "description": "a group",
            "inboundRules": [
                {"ipProtocol": "icmp", "fromPortRange": -1, "toPortRange": -1, "ipRanges": ["0.0.0.0/0"]},
                {
                    "ipProtocol": "tcp",
                    "fromPortRange": 22,
                    "toPortRange": 22,
                    "securityGroupsMembers": [{"securityGroupId": "$group", "accountId": "$group.accountId"}],
                },
            ],
        },
        variant="of the public cloud, with its rules",
        needs={"group": Need("SecurityGroup", {"description": "a group"})},
        changes=[
            Change(
                {
                    "inboundRules": [
                        {
                            "ipProtocol": "tcp",
                            "fromPortRange": 22,
                            "toPortRange": 22,
                            "securityGroupsMembers": [{"securityGroupId": "$group"}],
                        },
                        {"ipProtocol": "icmp", "fromPortRange": -1, "toPortRange": -1, "ipRanges": ["0.0.0.0/0"]},
                    ]
                },
                effect=False,
            ),
            Change({"inboundRules": []}),
        ],
    ),
    Lifecycle(
        "SecurityGroupRule",
        {
            "securityGroupId": "$group",
            "flow": "Inbound",
            "ipProtocol": "tcp",
            "fromPortRange": 443,
            "toPortRange": 443,
            "ipRange": "0.0.0.0/0",
        },
        id="$group/Inbound/tcp/443/443/0.0.0.0/0",
        needs={"net": NET, "group": GROUP, "other_group": OTHER_GROUP},
        changes=[
            Change({"ipProtocol": "6"}, effect=False),
            Change({"ipProtocol": "TCP"}, effect=False),
            Change({"fromPortRange": 440}, replaces=["fromPortRange"]),
            Change({"toPortRange": 450, "ipRange": "192.0.2.0/24"}, replaces=["ipRange", "toPortRange"]),
            Change({"flow": "Outbound"}, replaces=["flow"]),
            Change({"ipProtocol": "udp"}, replaces=["ipProtocol"]),
            Change({"securityGroupId": "$other_group"}, replaces=["securityGroupId"]),
            Change(
                {"ipRange": None, "securityGroupNameToLink": "$group"},
                replaces=["ipRange", "securityGroupNameToLink"],
            ),
        ],
    ),
    Lifecycle(
        "SecurityGroupRule",
        {
            "securityGroupId": "$group",
            "flow": "Inbound",
            "ipProtocol": "-1",
            "fromPortRange": -1,
            "toPortRange": -1,
            "securityGroupNameToLink": "$other_group",
        },
        variant="for members of a group",
        id="$group/Inbound/-1/-1/-1/$other_group",
        needs={"net": NET, "group": GROUP, "other_group": OTHER_GROUP},
        changes=[
            Change({"securityGroupNameToLink": "$group"}, replaces=["securityGroupNameToLink"]),
            Change({"securityGroupAccountIdToLink": "100000000001"}, effect=False),
            Change(
                {"securityGroupAccountIdToLink": NEIGHBOUR},
                replaces=["securityGroupAccountIdToLink"],
                refused="There is no security group",
            ),
            Change({"securityGroupNameToLink": "$other_group"}, replaces=["securityGroupNameToLink"]),
            Change({"securityGroupAccountIdToLink": None}, effect=False),
            Change({"fromPortRange": None, "toPortRange": None}, effect=False),
            Change({"ipProtocol": "All", "fromPortRange": 1, "toPortRange": 65535}, effect=False),
            Change(
                {"securityGroupNameToLink": None, "ipRange": "192.0.2.0/24"},
                replaces=["ipRange", "securityGroupNameToLink"],
            ),
        ],
    ),
    Lifecycle(
        "SecurityGroupRule",
        {
            "securityGroupId": "$group",
            "flow": "Inbound",
            "ipProtocol": "-1",
            "fromPortRange": 1,
            "toPortRange": 65535,
            "ipRange": "0.0.0.0/0",
        },
        variant="for all protocols, with ports",
        id="$group/Inbound/-1/-1/-1/0.0.0.0/0",
        needs={"net": NET, "group": GROUP},
        changes=[
            Change({"fromPortRange": 0, "toPortRange": 0}, effect=False),
            Change({"fromPortRange": None, "toPortRange": None}, effect=False),
            Change(
                {"ipProtocol": "udp", "fromPortRange": 53, "toPortRange": 53},
                replaces=["fromPortRange", "ipProtocol", "toPortRange"],
            ),
        ],
    ),
    Lifecycle(
        "SecurityGroupRule",
        {"securityGroupId": "$group", "flow": "Outbound", "ipProtocol": "50", "ipRange": "192.0.2.0/24"},
        variant="for a protocol without ports",
        id="$group/Outbound/50/-1/-1/192.0.2.0/24",
        needs={"net": NET, "group": GROUP},
        changes=[
            Change({"ipProtocol": "050", "fromPortRange": 7}, effect=False),
            Change({"ipProtocol": "51"}, replaces=["ipProtocol"]),
        ],
    ),
    Lifecycle(
        "SecurityGroupRule",
        {
            "securityGroupId": "$group",
            "flow": "Inbound",
            "ipProtocol": "1",
            "fromPortRange": 8,
            "toPortRange": -1,
            "ipRange": "192.0.2.0/24",
        },
        variant="for a type of ICMP",
        id="$group/Inbound/icmp/8/-1/192.0.2.0/24",
        needs={"net": NET, "group": GROUP},
        changes=[
            Change({"ipProtocol": "icmp"}, effect=False),
            Change({"toPortRange": 0}, replaces=["toPortRange"]),
        ],
    ),
    Lifecycle(
        "ServerCertificate",
        {"name": "web", "body": BODY, "privateKey": KEY},
        drifts=[Drift("UpdateServerCertificate", {"Name": "web", "NewName": "by-hand"}, {"name": "by-hand"})],
        changes=[
            Change({"body": in_crlf(BODY), "privateKey": in_crlf(KEY)}, effect=False),
            Change({"name": "www"}),
            Change({"path": "/front/"}),
            Change({"name": "web", "path": None}),
            Change({"name": "other", "chain": OTHER_BODY}, replaces=["chain"]),
            Change({"path": "/front/"}),
            Change({"chain": None}, replaces=["chain"], first="delete"),
            Change({"path": None}),
            Change({"name": None}, effect=False),
            Change({"body": OTHER_BODY, "name": "new"}, replaces=["body"]),
            Change(
                {"privateKey": OTHER_KEY, "body": BODY_OF_OTHER_KEY, "name": "rekeyed"},
                replaces=["body", "privateKey"],
            ),
        ],
    ),
    Lifecycle(
        "Snapshot",
        {"volumeId": "$volume", "description": "a snapshot", "tags": {"Name": "first"}},
        needs={"volume": VOLUME, "other_volume": VOLUME},
        drifts=[tagged_by_hand()],
        changes=[
            *TAGS,
            Change({"description": "another snapshot"}, replaces=["description"]),
            Change({"volumeId": "$other_volume", "description": None}, replaces=["volumeId"]),
            Change(
                {"volumeId": None, "sourceSnapshotId": "$it", "sourceRegionName": "eu-west-2"},
                replaces=["volumeId"],
            ),
            Change({"sourceRegionName": "us-east-2"}, replaces=["sourceRegionName"], refused="us-east-2"),
            Change({"sourceSnapshotId": "$it"}, replaces=["sourceSnapshotId"]),
            Change(
                {"volumeId": "$volume", "sourceSnapshotId": None, "sourceRegionName": None},
                replaces=["sourceRegionName", "sourceSnapshotId", "volumeId"],
            ),
        ],
    ),
    Lifecycle(
        "Snapshot",
        {"fileLocation": "https://oos.example.com/snapshots/data.qcow2?signature=secret", "snapshotSize": 10737418240},
        variant="imported",
        needs={"volume": VOLUME},
        changes=[
            Change({"snapshotSize": 21474836480}, replaces=["snapshotSize"]),
            Change(
                {"fileLocation": "https://oos.example.com/snapshots/other.qcow2?signature=secret"},
                replaces=["fileLocation"],
            ),
            Change(
                {"volumeId": "$volume", "fileLocation": None, "snapshotSize": None},
                replaces=["fileLocation", "snapshotSize", "volumeId"],
            ),
        ],
    ),
    Lifecycle(
        "SnapshotExportTask",
        {"snapshotId": "$snapshot", "osuExport": {**EXPORT, "osuApiKey": API_KEY}, "tags": {"Name": "first"}},
        needs={"volume": VOLUME, "snapshot": SNAPSHOT, "other_snapshot": SNAPSHOT},
        leaves={},
        leftovers=Leftovers("ReadSnapshotExportTasks", "SnapshotExportTasks"),
        changes=exports("snapshotId"),
    ),
    Lifecycle(
        "SnapshotVolumePermission",
        {"snapshotId": "$snapshot", "accountIds": [NEIGHBOUR, STRANGER]},
        id="$snapshot",
        needs={"volume": VOLUME, "snapshot": SNAPSHOT, "other_snapshot": SNAPSHOT},
        drifts=[
            Drift(
                "UpdateSnapshot",
                {"SnapshotId": "$snapshot", "PermissionsToCreateVolume": {"Removals": {"AccountIds": [STRANGER]}}},
                {"accountIds": [NEIGHBOUR]},
            )
        ],
        changes=permissions("snapshotId"),
    ),
    Lifecycle(
        "Subnet",
        {"netId": "$net", "ipRange": "10.0.1.0/24", "tags": {"Name": "first"}},
        needs={"net": NET, "other_net": OTHER_NET},
        drifts=[
            tagged_by_hand(),
            Drift("UpdateSubnet", {"SubnetId": "$it", "MapPublicIpOnLaunch": True}, {"mapPublicIpOnLaunch": True}),
        ],
        changes=[
            *TAGS,
            Change({"mapPublicIpOnLaunch": True, "tags": {"Name": "both"}}),
            Change({"mapPublicIpOnLaunch": None}),
            Change({"mapPublicIpOnLaunch": True}),
            Change({"ipRange": "10.0.2.0/24"}, replaces=["ipRange"]),
            Change({"ipRange": "10.0.2.0/25"}, replaces=["ipRange"], first="delete"),
            Change({"subregionName": "eu-west-2b"}, replaces=["subregionName"], first="delete"),
            Change({"subregionName": None}, effect=False),
            Change({"netId": "$other_net", "ipRange": "10.1.1.0/24"}, replaces=["ipRange", "netId"]),
        ],
    ),
    Lifecycle(
        "Tag",
        {"resourceId": "$net", "key": "team/owner", "value": "web"},
        id="$net/team/owner",
        needs={
            "net": NET,
            "other_net": OTHER_NET,
            "neighbour": Need("Tag", {"resourceId": "$net", "key": "a", "value": "b"}),
        },
        drifts=[
            Drift(
                "CreateTags",
                {"ResourceIds": ["$net"], "Tags": [{"Key": "team/owner", "Value": "by hand"}]},
                {"value": "by hand"},
            )
        ],
        changes=[
            Change({"value": ""}),
            Change({"value": "shop"}),
            Change({"key": "team"}, replaces=["key"]),
            Change({"resourceId": "$other_net"}, replaces=["resourceId"]),
        ],
    ),
    Lifecycle(
        "VirtualGateway",
        {"connectionType": "ipsec.1", "tags": {"Name": "first"}},
        drifts=[tagged_by_hand()],
        changes=TAGS,
    ),
    Lifecycle(
        "VirtualGatewayLink",
        {"virtualGatewayId": "$gateway", "netId": "$net"},
        id="$gateway/$net",
        needs={"gateway": GATEWAY, "other_gateway": GATEWAY, "net": NET, "other_net": OTHER_NET},
        changes=[
            Change({"netId": "$other_net"}, replaces=["netId"], first="delete"),
            Change({"virtualGatewayId": "$other_gateway"}, replaces=["virtualGatewayId"], first="delete"),
        ],
    ),
    Lifecycle(
        "VirtualGatewayRoutePropagation",
        {"routeTableId": "$table", "virtualGatewayId": "$gateway"},
        id="$table/$gateway",
        needs={
            "net": NET,
            "table": TABLE,
            "other_table": OTHER_TABLE,
            "gateway": GATEWAY,
            "other_gateway": GATEWAY,
            "gateway_link": GATEWAY_LINK,
        },
        changes=[
            Change({"routeTableId": "$other_table"}, replaces=["routeTableId"]),
            Change({"virtualGatewayId": "$other_gateway"}, replaces=["virtualGatewayId"], refused="is not linked"),
        ],
    ),
    Lifecycle(
        "Vm",
        {
            "imageId": IMAGE,
            "vmType": "tinav5.c1r2p2",
            "keypairName": "$keypair",
            "userData": "#!/bin/sh\n",
            "tags": {"Name": "first"},
        },
        needs={
            "keypair": Need("Keypair", {"keypairName": "deployer"}),
            "other_keypair": Need("Keypair", {"keypairName": "other"}),
        },
        drifts=[
            tagged_by_hand(),
            Drift("UpdateVm", {"VmId": "$it", "DeletionProtection": True}, {"deletionProtection": True}),
            Drift("StopVms", {"VmIds": ["$it"]}, {"state": "stopped"}),
        ],
        changes=[
            *TAGS,
            Change({"vmType": "tinav5.c2r4p2"}, refused="allowStoppingForUpdate"),
            Change({"allowStoppingForUpdate": True}, effect=False),
            Change({"vmType": "tinav5.c2r4p2"}),
            Change({"vmType": None, "userData": None}),
            Change({"performance": "medium"}, effect=False),
            Change({"performance": "highest"}),
            Change({"performance": None}, effect=False),
            Change({"vmType": "m4.xlarge", "bsuOptimized": True}),
            Change({"vmType": None, "bsuOptimized": None}),
            Change({"keypairName": "$other_keypair"}),
            Change({"deletionProtection": True, "vmInitiatedShutdownBehavior": "terminate"}),
            Change({"deletionProtection": None, "vmInitiatedShutdownBehavior": None}),
            Change({"state": "stopped"}),
            Change({"userData": "#!/bin/sh\n"}),
            Change({"state": "running"}),
            Change({"state": None}, effect=False),
            Change({"userData": None, "userDataBase64": "IyEvYmluL3NoCg=="}, effect=False),
            Change({"userDataBase64": EMPTY_GZIP}),
            Change({"userData": "echo", "userDataBase64": None}),
            Change({"replaceOnUserDataChange": True}, effect=False),
            Change({"userData": None, "userDataBase64": EMPTY_GZIP}, replaces=["userDataBase64"]),
            Change({"replaceOnUserDataChange": None}, effect=False),
            Change({"userDataBase64": None}),
            Change({"state": "stopped"}),
            Change({"state": None}),
            Change({"keypairName": None}, replaces=["keypairName"]),
            Change({"imageId": OTHER_IMAGE}, replaces=["imageId"]),
            Change({"allowStoppingForUpdate": None}, effect=False),
            Change({"placement": {"tenancy": "dedicated"}}, replaces=["placement"]),
        ],
    ),
    Lifecycle(
        "Vm",
        {"imageId": IMAGE, "allowStoppingForUpdate": True, "vmInitiatedShutdownBehavior": "terminate"},
        variant="that ends when it is stopped",
        changes=[
            Change({"vmType": "tinav5.c2r4p2"}),
            Change({"state": "stopped"}),
            Change({"state": "running"}),
            Change({"vmInitiatedShutdownBehavior": "restart"}),
            Change({"vmType": "tinav5.c1r2p2"}),
            Change({"vmInitiatedShutdownBehavior": "terminate", "vmType": "tinav5.c2r4p2"}),
            Change({"state": "stopped"}),
        ],
    ),
    Lifecycle(
        "Vm",
        {"imageId": IMAGE, "subnetId": "$subnet", "securityGroupIds": ["$group"], "state": "stopped"},
        variant="in a Net",
        needs={
            "net": NET,
            "subnet": SUBNET,
            "other_subnet": OTHER_SUBNET,
            "group": GROUP,
            "other_group": OTHER_GROUP,
        },
        drifts=[
            Drift(
                "UpdateVm",
                {"VmId": "$it", "SecurityGroupIds": ["$other_group"]},
                {"securityGroupIds": ["$other_group"]},
            ),
            Drift("UpdateVm", {"VmId": "$it", "IsSourceDestChecked": False}, {"isSourceDestChecked": False}),
        ],
        changes=[
            Change({"securityGroupIds": ["$other_group", "$group"]}),
            Change({"securityGroupIds": ["$group", "$other_group"]}, effect=False),
            Change({"isSourceDestChecked": False}),
            Change({"isSourceDestChecked": None}),
            Change({"privateIps": ["$it.privateIp"], "placement": {"subregionName": "eu-west-2a"}}, effect=False),
            Change({"securityGroupIds": None}, effect=False),
            Change({"placement": None}, effect=False),
            Change({"isSourceDestChecked": False}),
            Change({"privateIps": ["10.0.1.42"]}, replaces=["privateIps"]),
            Change({"subnetId": "$other_subnet", "privateIps": None}, replaces=["subnetId"]),
        ],
    ),
    Lifecycle(
        "Vm",
        {
            "imageId": IMAGE,
            "bsuOptimized": True,
            "performance": "highest",
            "deletionProtection": True,
            "vmInitiatedShutdownBehavior": "restart",
            "securityGroups": ["$group.securityGroupName"],
        },
        variant="with all that can be chosen",
        needs={"group": PUBLIC_GROUP, "other_group": PUBLIC_GROUP},
        changes=[
            Change({"deletionProtection": None}),
            Change({"securityGroups": ["$other_group.securityGroupName"]}, replaces=["securityGroups"]),
            Change({"securityGroups": None}, effect=False),
        ],
    ),
    Lifecycle(
        "Vm",
        {
            "imageId": "$image",
            "blockDeviceMappings": [
                {"deviceName": "/dev/sdb", "noDevice": ""},
                {
                    "deviceName": "/dev/sdc",
                    "bsu": {"snapshotId": "$snapshot", "volumeSize": 20, "volumeType": "io1", "iops": 200},
                },
                {"deviceName": "/dev/sdd", "virtualDeviceName": "ephemeral0"},
            ],
            "nics": [
                {
                    "deviceNumber": 0,
                    "subnetId": "$subnet",
                    "description": "front",
                    "deleteOnVmDeletion": True,
                    "privateIps": [{"isPrimary": True, "privateIp": "10.0.1.50"}],
                },
                {"deviceNumber": 1, "nicId": "$nic"},
                {"deviceNumber": 2, "subnetId": "$subnet", "secondaryPrivateIpCount": 1},
            ],
        },
        variant="with all that NICs and disks can say",
        needs={
            "net": NET,
            "subnet": SUBNET,
            "nic": NIC,
            "volume": VOLUME,
            "snapshot": SNAPSHOT,
            "image": Need(
                "Image",
                {
                    "imageName": "golden",
                    "blockDeviceMappings": [ROOT, {"deviceName": "/dev/sdb", "bsu": {"volumeSize": 10}}],
                    "rootDeviceName": "/dev/sda1",
                },
            ),
        },
        import_differs=["blockDeviceMappings"],
    ),
    Lifecycle(
        "Vm",
        {
            "imageId": IMAGE,
            "nics": [{"deviceNumber": 0, "subnetId": "$subnet", "securityGroupIds": ["$group"]}],
            "blockDeviceMappings": [
                {"deviceName": "/dev/sdb", "bsu": {"volumeSize": 10, "deleteOnVmDeletion": True}},
            ],
        },
        variant="with NICs and disks of its own",
        needs={"net": NET, "subnet": SUBNET, "other_subnet": OTHER_SUBNET, "group": GROUP, "other_group": OTHER_GROUP},
        import_differs=["blockDeviceMappings"],
        changes=[
            Change({"blockDeviceMappings": [{"deviceName": "/dev/sdb", "bsu": {"volumeSize": 10}}]}, effect=False),
            Change(
                {
                    "blockDeviceMappings": [
                        {"deviceName": "/dev/sda1", "bsu": {"deleteOnVmDeletion": False}},
                        {"deviceName": "/dev/sdb", "bsu": {"volumeSize": 10, "deleteOnVmDeletion": False}},
                    ]
                }
            ),
            Change(
                {
                    "blockDeviceMappings": [
                        {"deviceName": "/dev/sdb", "bsu": {"volumeSize": 10}},
                        {"deviceName": "/dev/sda1"},
                    ]
                }
            ),
            Change(
                {"blockDeviceMappings": [{"deviceName": "/dev/sdb", "bsu": {"volumeSize": 12}}]},
                refused="can only be changed while the VM is stopped",
            ),
            Change({"allowStoppingForUpdate": True}, effect=False),
            Change({"blockDeviceMappings": [{"deviceName": "/dev/sdb", "bsu": {"volumeSize": 12}}]}),
            Change(
                {"blockDeviceMappings": [{"deviceName": "/dev/sdb", "bsu": {"volumeSize": 11}}]},
                refused="/dev/sdb has 12 GiB and can't shrink to 11",
            ),
            Change(
                {
                    "blockDeviceMappings": [
                        {"deviceName": "/dev/sda1", "bsu": {"volumeSize": 20, "volumeType": "gp2"}},
                        {"deviceName": "/dev/sdb", "bsu": {"volumeSize": 12}},
                        {"deviceName": "/dev/sdc", "bsu": {"volumeSize": 4, "volumeType": "io1", "iops": 200}},
                    ]
                },
                refused="/dev/sda1 is not as it is declared",
            ),
            Change(
                {
                    "blockDeviceMappings": [
                        {"deviceName": "/dev/sdb", "bsu": {"volumeSize": 12, "volumeType": "gp2"}},
                        {"deviceName": "/dev/sdc", "bsu": {"volumeSize": 4, "volumeType": "io1", "iops": 200}},
                    ]
                },
            ),
            Change(
                {
                    "blockDeviceMappings": [
                        {"deviceName": "/dev/sdc", "bsu": {"volumeSize": 5, "volumeType": "io1", "iops": 300}},
                    ]
                },
            ),
            Change({"blockDeviceMappings": None}),
            Change({"allowStoppingForUpdate": None}, effect=False),
            Change(
                {
                    "nics": [
                        {
                            "deviceNumber": 0,
                            "subnetId": "$subnet",
                            "securityGroupIds": ["$group", "$other_group"],
                            "description": "first",
                            "deleteOnVmDeletion": False,
                        }
                    ]
                }
            ),
            Change({"nics": [{"deviceNumber": 0, "subnetId": "$subnet", "securityGroupIds": ["$group"]}]}),
            Change({"nics": [{"deviceNumber": 0, "subnetId": "$subnet"}]}, effect=False),
            Change({"nics": None, "subnetId": "$subnet", "securityGroupIds": ["$group"]}, effect=False),
            Change(
                {
                    "nics": [{"deviceNumber": 0, "subnetId": "$other_subnet"}],
                    "subnetId": None,
                    "securityGroupIds": None,
                },
                replaces=["nics"],
            ),
        ],
    ),
    Lifecycle(
        "Volume",
        {"subregionName": "eu-west-2a", "size": 10, "tags": {"Name": "first"}},
        drifts=[
            tagged_by_hand(),
            Drift("UpdateVolume", {"VolumeId": "$it", "VolumeType": "gp2"}, {"volumeType": "gp2"}),
        ],
        changes=[
            *TAGS,
            Change({"size": 20}),
            Change({"volumeType": "gp2"}),
            Change({"volumeType": "io1", "iops": 200}),
            Change({"iops": 300}),
            Change({"volumeType": None, "iops": None}),
            Change({"size": 15}, refused="can't shrink to 15"),
            Change({"subregionName": "eu-west-2b"}, replaces=["subregionName"]),
        ],
    ),
    Lifecycle(
        "Volume",
        {
            "subregionName": "eu-west-2a",
            "snapshotId": "$snapshot",
            "size": 20,
            "volumeType": "io1",
            "iops": 200,
        },
        variant="from a snapshot",
        needs={"volume": VOLUME, "snapshot": SNAPSHOT, "other_snapshot": SNAPSHOT},
        changes=[
            Change({"snapshotId": "$other_snapshot"}, replaces=["snapshotId"]),
            Change({"size": None}, effect=False),
            Change({"size": 20}, effect=False),
            Change({"snapshotId": None}, replaces=["snapshotId"]),
        ],
    ),
    Lifecycle(
        "VolumeLink",
        {"volumeId": "$volume", "vmId": "$vm", "deviceName": "/dev/sdb"},
        needs={"volume": VOLUME, "other_volume": VOLUME, "vm": VM, "other_vm": VM},
        id="$volume",
        changes=[
            Change({"forceUnlink": True}, effect=False),
            Change({"deviceName": "/dev/sdc"}, replaces=["deviceName"], first="delete"),
            Change({"vmId": "$other_vm"}, replaces=["vmId"], first="delete"),
            Change({"volumeId": "$other_volume"}, replaces=["volumeId"], first="delete"),
            Change({"forceUnlink": None}, effect=False),
        ],
    ),
    Lifecycle(
        "VpnConnection",
        {**ENDS, "tags": {"Name": "first"}},
        needs={"client": CLIENT, "other_client": OTHER_CLIENT, "gateway": GATEWAY, "other_gateway": GATEWAY},
        drifts=[
            tagged_by_hand(),
            Drift(
                "UpdateVpnConnection",
                {"VpnConnectionId": "$it", "ClientGatewayId": "$other_client"},
                {"clientGatewayId": "$other_client"},
            ),
        ],
        changes=[
            *TAGS,
            Change({"staticRoutesOnly": False}, effect=False),
            Change({"clientGatewayId": "$other_client"}),
            Change({"clientGatewayId": "$client", "virtualGatewayId": "$other_gateway"}),
            Change({"vpnOptions": {"tunnelInsideIpRange": "169.254.254.4/30"}}),
            Change({"vpnOptions": {"phase2Options": {"preSharedKey": "of the office"}}}),
            Change({"vpnOptions": {"phase2Options": {"preSharedKey": "another"}}}),
            Change({"vpnOptions": None}, effect=False),
            Change({"vpnOptions": UNCHOOSABLE}, refused="lets nobody choose it"),
            Change({"staticRoutesOnly": True}, replaces=["staticRoutesOnly"], first="delete"),
            Change({"staticRoutesOnly": None}, replaces=["staticRoutesOnly"], first="delete"),
        ],
    ),
    Lifecycle(
        "VpnConnection",
        {
            **ENDS,
            "staticRoutesOnly": True,
            "vpnOptions": {
                "tunnelInsideIpRange": "169.254.254.8/30",
                "phase2Options": {"preSharedKey": "of the office"},
            },
        },
        variant="with options",
        needs={"client": CLIENT, "gateway": GATEWAY},
        drifts=[
            Drift(
                "UpdateVpnConnection",
                {"VpnConnectionId": "$it", "VpnOptions": {"TunnelInsideIpRange": "169.254.254.12/30"}},
                {
                    "vpnOptions": {
                        "tunnelInsideIpRange": "169.254.254.12/30",
                        "phase2Options": {"preSharedKey": "of the office"},
                    }
                },
            )
        ],
    ),
    Lifecycle(
        "VpnConnectionRoute",
        {"vpnConnectionId": "$connection", "destinationIpRange": "192.168.0.0/16"},
        id="$connection/192.168.0.0/16",
        needs={
            "client": CLIENT,
            "gateway": GATEWAY,
            "other_gateway": GATEWAY,
            "connection": CONNECTION,
            "other_connection": OTHER_CONNECTION,
        },
        changes=[
            Change({"destinationIpRange": "192.168.1.1/16"}, effect=False),
            Change({"destinationIpRange": "192.168.2.0/24"}, replaces=["destinationIpRange"]),
            Change({"vpnConnectionId": "$other_connection"}, replaces=["vpnConnectionId"]),
        ],
    ),
]
