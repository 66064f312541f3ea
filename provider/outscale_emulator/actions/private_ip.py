"""The secondary private IPs of NICs."""

from __future__ import annotations

from collections.abc import Iterable

from outscale_api import codes
from outscale_emulator.actions.public_ip import unlink_from_nic
from outscale_emulator.actions.subnet import check_room, give_back_address, take_address
from outscale_emulator.actions.vm_type import max_private_ips
from outscale_emulator.data.kind import Object
from outscale_emulator.data.kinds import NIC, SUBNET, VM
from outscale_emulator.rules.call import Call
from outscale_emulator.rules.errors import ApiError
from outscale_emulator.rules.exclusive_parameters import at_most_one
from outscale_emulator.rules.registry import action


@action(
    "LinkPrivateIps",
    simplified=(
        "The limit is the VM type's MaxPrivateIps (50 where not listed), only while linked. An address that "
        "the NIC has already is accepted."
    ),
)
def link_private_ips(call: Call) -> None:
    """Adds addresses by value or by number (3002); AllowRelink takes them from another NIC."""
    nic = call.owned(NIC, call.request["NicId"])
    subnet = call.owned(SUBNET, nic["SubnetId"])
    if at_most_one(call.request, "PrivateIps", "SecondaryPrivateIpCount") == "PrivateIps":
        _add_certain(call, nic, subnet, call.request["PrivateIps"])
    else:
        _add_any(call, nic, subnet, call.request.get("SecondaryPrivateIpCount", 1))
    call.store.save(NIC, nic)


def _add_certain(call: Call, nic: Object, subnet: Object, addresses: Iterable[str]) -> None:
    has = {address["PrivateIp"] for address in nic["PrivateIps"]}
    new = [address for address in addresses if address not in has]
    _check_number(call, nic, len(has) + len(new))
    for address in new:
        _take_from_others(call, nic, address)
        # Where another NIC gave it back, the Subnet is no longer as it was.
        _add(nic, take_address(call, call.owned(SUBNET, subnet["SubnetId"]), address))


def _add_any(call: Call, nic: Object, subnet: Object, number: int) -> None:
    _check_number(call, nic, len(nic["PrivateIps"]) + number)
    check_room(subnet, number)
    for _ in range(number):
        _add(nic, take_address(call, subnet))


def _add(nic: Object, address: str) -> None:
    nic["PrivateIps"].append({"IsPrimary": False, "PrivateIp": address})


@action("UnlinkPrivateIps")
def unlink_private_ips(call: Call) -> None:
    """Takes secondary addresses away with their public IPs; the primary one, or none of it, is 4045; another
    account's NIC 5077.
    """
    id = call.request["NicId"]
    if call.store.get_of(NIC, call.account, id) is None and call.store.get(NIC, id) is not None:
        raise ApiError(codes.NIC_OF_OTHER_ACCOUNT, f"The NicId '{id}' doesn't exist.")
    nic = call.owned(NIC, id)
    for address in call.request["PrivateIps"]:
        _drop(call, nic, address)


def _check_number(call: Call, nic: Object, number: int) -> None:
    """A VM's type limits the addresses of its NICs."""
    vm = call.store.get(VM, nic["LinkNic"]["VmId"]) if "LinkNic" in nic else None
    if vm is not None and number > max_private_ips(call, vm["VmType"]):
        raise ApiError(codes.TOO_MANY_PRIVATE_IPS, f"'{nic['NicId']}' cannot have {number} private IPs.")


def _take_from_others(call: Call, nic: Object, address: str) -> None:
    """Frees an address that another NIC of the Subnet has as a secondary one, where the request allows it."""
    for other in call.store.find(NIC, "PrivateIps[].PrivateIp", address):
        if other["SubnetId"] == nic["SubnetId"]:
            if not call.request.get("AllowRelink", False):
                raise ApiError(codes.NOT_TOGETHER, f"The address '{address}' belongs to '{other['NicId']}'.")
            _drop(call, other, address)


def _drop(call: Call, nic: Object, address: str) -> None:
    """Takes a secondary address away from a NIC, with the public IP that is linked to it."""
    found = next((item for item in nic["PrivateIps"] if item["PrivateIp"] == address), None)
    if found is None or found["IsPrimary"]:
        raise ApiError(codes.NOT_TOGETHER, f"'{address}' is no secondary private IP of '{nic['NicId']}'.")
    unlink_from_nic(call.store, nic["NicId"], address)
    nic["PrivateIps"].remove(found)
    give_back_address(call.store, nic["SubnetId"], address)
    call.store.save(NIC, nic)
