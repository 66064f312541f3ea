"""NICs: the addresses, security groups and attributes of network interface cards."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from outscale_api import codes
from outscale_emulator.actions.membership import memberships
from outscale_emulator.actions.public_ip import links_of_nic, unlink_from_nic
from outscale_emulator.actions.subnet import give_back_address, take_address
from outscale_emulator.data.kind import Object
from outscale_emulator.data.kinds import NIC, SUBNET
from outscale_emulator.data.transaction import Transaction
from outscale_emulator.rules.call import Call
from outscale_emulator.rules.errors import ApiError
from outscale_emulator.rules.exclusive_parameters import exactly_one
from outscale_emulator.rules.filters import read
from outscale_emulator.rules.registry import action


@action("CreateNic", simplified="Two primary addresses are 4045 (inferred).")
def create_nic(call: Call) -> dict[str, Any]:
    """Takes addresses of the Subnet, asked for or the next free ones; groups of the Net (5022), its default one
    unless given.
    """
    return {"Nic": as_read(call, new_nic(call, call.request))}


@action("ReadNics")
def read_nics(call: Call) -> dict[str, Any]:
    """Lists NICs with the public IPs of their addresses; all filters."""
    return {"Nics": read(call, NIC, view=as_read)}


@action("UpdateNic")
def update_nic(call: Call) -> dict[str, Any]:
    """One of description, groups (at least one) and what becomes of it when the VM goes."""
    nic = call.owned(NIC, call.request["NicId"])
    attribute = exactly_one(call.request, "Description", "LinkNic", "SecurityGroupIds")
    wanted = call.request[attribute]
    if attribute == "Description":
        nic["Description"] = wanted
    elif attribute == "SecurityGroupIds":
        change_groups(call, nic, wanted)
    else:
        _update_link(nic, wanted)
    call.store.save(NIC, nic)
    return {"Nic": as_read(call, nic)}


@action("DeleteNic", simplified="The code for that, 9029, is inferred.")
def delete_nic(call: Call) -> None:
    """Frees its addresses; refused while linked."""
    nic = call.owned(NIC, call.request["NicId"])
    if "LinkNic" in nic:
        raise ApiError(codes.IN_USE, f"'{nic['NicId']}' is linked to '{nic['LinkNic']['VmId']}'.")
    remove_nic(call.store, nic)


def new_nic(call: Call, request: Object) -> Object:
    """A NIC as CreateNic and CreateVms describe it."""
    subnet = call.owned(SUBNET, request["SubnetId"])
    groups = memberships(
        call, subnet["NetId"], request.get("SecurityGroupIds", ()), foreign=codes.SECURITY_GROUP_OF_OTHER_NET
    )
    addresses = _take_addresses(call, subnet, request.get("PrivateIps", ()), request.get("SecondaryPrivateIpCount", 0))
    return call.add(
        NIC,
        {
            "AccountId": call.account,
            "Description": request.get("Description", ""),
            "IsSourceDestChecked": True,
            "MacAddress": mac_address(call),
            "NetId": subnet["NetId"],
            "NicId": call.new_id(NIC),
            "PrivateIps": addresses,
            "SecurityGroups": groups,
            "State": "available",
            "SubnetId": subnet["SubnetId"],
            "SubregionName": subnet["SubregionName"],
            "Tags": [],
        },
    )


def remove_nic(store: Transaction, nic: Object) -> None:
    """Deletes a NIC and frees its addresses."""
    unlink_from_nic(store, nic["NicId"])
    for address in nic["PrivateIps"]:
        give_back_address(store, nic["SubnetId"], address["PrivateIp"])
    store.remove(NIC, nic)


def change_groups(call: Call, nic: Object, ids: list[str]) -> None:
    """Puts a NIC into other security groups; it has to be in at least one."""
    if not ids:
        raise ApiError(codes.MISSING_PARAMETER, "The parameter 'SecurityGroupIds' needs at least one value.")
    nic["SecurityGroups"] = memberships(call, nic["NetId"], ids, foreign=codes.SECURITY_GROUP_OF_OTHER_NET)


def primary_address(nic: Object) -> str:
    return next(str(address["PrivateIp"]) for address in nic["PrivateIps"] if address["IsPrimary"])


def private_dns_name(call: Call, address: str) -> str:
    """The name that the Region gives to a private address."""
    return f"ip-{address.replace('.', '-')}.{call.region}.compute.internal"


def as_read(call: Call, nic: Object) -> Object:
    """A NIC with the names of its addresses and the public IPs that are linked to them."""
    public = links_of_nic(call, nic["NicId"])
    addresses = [
        {
            **address,
            "PrivateDnsName": private_dns_name(call, address["PrivateIp"]),
            **_link_of(public, address["PrivateIp"]),
        }
        for address in nic["PrivateIps"]
    ]
    primary = primary_address(nic)
    return {
        **nic,
        "PrivateDnsName": private_dns_name(call, primary),
        "PrivateIps": addresses,
        **_link_of(public, primary),
    }


def _link_of(public: dict[str, Object], address: str) -> Object:
    return {"LinkPublicIp": public[address]} if address in public else {}


def _take_addresses(call: Call, subnet: Object, wanted: Iterable[Object], more: int) -> list[Object]:
    """Reserves the addresses of a new NIC, the primary one first."""
    fixed = sorted(wanted, key=lambda address: not address.get("IsPrimary", False))
    if any("PrivateIp" not in address for address in fixed):
        raise ApiError(codes.MISSING_PARAMETER, "Each item of 'PrivateIps' needs a 'PrivateIp'.")
    if sum(address.get("IsPrimary", False) for address in fixed) > 1:
        raise ApiError(codes.NOT_TOGETHER, "A NIC has one primary private IP.")
    addresses = [
        {"IsPrimary": address.get("IsPrimary", False), "PrivateIp": take_address(call, subnet, address["PrivateIp"])}
        for address in fixed
    ]
    if not addresses or not addresses[0]["IsPrimary"]:
        addresses.insert(0, {"IsPrimary": True, "PrivateIp": take_address(call, subnet)})
    addresses += [{"IsPrimary": False, "PrivateIp": take_address(call, subnet)} for _ in range(more)]
    return addresses


def _update_link(nic: Object, wanted: Object) -> None:
    if "LinkNicId" not in wanted:
        raise ApiError(codes.MISSING_PARAMETER, "The parameter 'LinkNic.LinkNicId' is required.")
    link = nic.get("LinkNic", {})
    if link.get("LinkNicId") != wanted["LinkNicId"]:
        raise ApiError(codes.UNKNOWN_NIC_LINK, f"'{nic['NicId']}' has no link '{wanted['LinkNicId']}'.")
    if "DeleteOnVmDeletion" in wanted:
        link["DeleteOnVmDeletion"] = wanted["DeleteOnVmDeletion"]


def mac_address(call: Call) -> str:
    """A hardware address for a NIC."""
    # The cloud's addresses begin with aa (api-behaviour.md section 3).
    return ":".join(["aa", *(f"{call.random.getrandbits(8):02x}" for _ in range(5))])
