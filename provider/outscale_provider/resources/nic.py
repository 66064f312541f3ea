"""Nic: a network interface of its own, with its private addresses."""

from typing import Any

from outscale_api import codes
from outscale_provider.model.example import Example
from outscale_provider.model.resource import Create, Delete, Items, Members, Read, Replaces, Resource, Update, Updates
from outscale_provider.model.tags import TAGS
from outscale_provider.model.values import Remote
from outscale_provider.procedures.private_addresses import given_in, loss_of
from outscale_provider.procedures.with_vm import of_vm


def _address(private_ip: Remote, _nic: str) -> Any:
    return private_ip["PrivateIp"]


def _addresses(nic: Remote) -> list[dict[str, Any]]:
    return [{"IsPrimary": each["IsPrimary"], "PrivateIp": each["PrivateIp"]} for each in nic.get("PrivateIps", ())]


def _group_ids(nic: Remote) -> list[str]:
    return [group["SecurityGroupId"] for group in nic.get("SecurityGroups", ())]


def _primary(addresses: list[Any] | None) -> str | None:
    return next((each.get("PrivateIp") for each in addresses or () if each.get("IsPrimary")), None)


def _moves_primary(old: list[Any] | None, new: list[Any] | None) -> bool:
    """The primary address is the NIC's for life; secondary ones come and go."""
    return _primary(new) is not None and _primary(old) not in (None, _primary(new))


def _wants_same_address(old: Remote, new: Remote) -> bool:
    """Whether the new NIC could not be made beside the old one."""
    wanted = {each.get("PrivateIp") for each in new.get("PrivateIps", ())}
    taken = {each.get("PrivateIp") for each in old.get("PrivateIps", ())}
    return bool(old["SubnetId"] == new["SubnetId"] and wanted & taken)


def _of_vm(nic: Remote) -> str:
    return of_vm(nic.get("LinkNic", {}))


NIC = Resource(
    "Nic",
    id="NicId",
    object="Nic",
    description="A network interface in a Subnet. `NicLink` links it to a VM. Secondary addresses in `privateIps` come and go"
    " in place; those that others add are left alone.",
    create=Create("CreateNic", fresh=lambda nic: "LinkNic" not in nic),
    read=Read("ReadNics", by="NicIds"),
    update=[
        Update(
            "UpdateNic",
            ["Description", "SecurityGroupIds"],
            one_at_a_time=True,
            excluded={"LinkNic": "what becomes of the NIC with its VM is said by NicLink"},
        ),
        Members(
            "PrivateIps",
            key="PrivateIp",
            add=Items(
                "LinkPrivateIps",
                "PrivateIps",
                send=_address,
                excluded={
                    "AllowRelink": "an address is never taken from another NIC",
                    "SecondaryPrivateIpCount": "the API does not tell which addresses it chose",
                },
            ),
            remove=Items("UnlinkPrivateIps", "PrivateIps", send=_address),
            shared=True,
        ),
    ],
    # What had it may still be going.
    delete=Delete("DeleteNic", gone=[codes.UNKNOWN_NIC], retry_while=[codes.IN_USE]),
    inputs={
        "Description": Updates(default=""),
        "PrivateIps": Updates(kept=True, reads=_addresses, replaces_when=_moves_primary),
        # Where a program names no group, it is in the Net's default one.
        "SecurityGroupIds": Updates(kept=True, reads=_group_ids, moves=["SecurityGroups"]),
        "SubnetId": Replaces(),
    },
    conflicts=_wants_same_address,
    loses=lambda nic, inputs: loss_of([nic], given_in(inputs)),
    tags=TAGS,
    needless=_of_vm,
    example=Example(
        "A network interface with two addresses",
        """
resource net "outscale-native:index:Net" {
  ipRange = "10.0.0.0/16"
}

resource subnet "outscale-native:index:Subnet" {
  netId = net.netId
  ipRange = "10.0.1.0/24"
}

resource nic "outscale-native:index:Nic" {
  subnetId = subnet.subnetId
  privateIps = [{ privateIp = "10.0.1.10", isPrimary = true }, { privateIp = "10.0.1.11" }]
}
""",
    ),
)
