"""Subnets, and the addresses that they have left."""

from __future__ import annotations

import ipaddress
from typing import Any

from outscale_api import codes
from outscale_emulator.actions.route_table import drop_links
from outscale_emulator.actions.subregion import check_subregion, default_subregion
from outscale_emulator.data.kind import Object
from outscale_emulator.data.kinds import LOAD_BALANCER, NAT_SERVICE, NET, NIC, SUBNET, VM
from outscale_emulator.data.transaction import Transaction
from outscale_emulator.rules.call import Call
from outscale_emulator.rules.dependencies import Blocker, refuse_if_used
from outscale_emulator.rules.errors import ApiError
from outscale_emulator.rules.filters import read
from outscale_emulator.rules.registry import action
from outscale_emulator.rules.tombstones import living

#: The first four addresses and the last one are the cloud's own (api-behaviour.md section 5).
RESERVED_FIRST = 4
RESERVED = 5

BLOCKERS = (
    Blocker(NIC, "SubnetId", codes.SUBNET_IN_USE),
    Blocker(VM, "SubnetId", codes.SUBNET_IN_USE),
    Blocker(NAT_SERVICE, "SubnetId", codes.SUBNET_IN_USE),
    Blocker(LOAD_BALANCER, "Subnets[]", codes.SUBNET_IN_USE),
)


@action("CreateSubnet", simplified="One that is too small is 4014 (inferred).")
def create_subnet(call: Call) -> dict[str, Any]:
    """Inside the Net (9044), without overlap (9058), /30 or bigger; AvailableIpsCount counts."""
    net = living(call, NET, call.request["NetId"])
    subregion = check_subregion(call, call.request.get("SubregionName", default_subregion(call)))
    ip_range = ipaddress.IPv4Network(call.request["IpRange"])
    _check_range(call, net, ip_range)
    subnet = call.add(
        SUBNET,
        {
            "AvailableIpsCount": max(ip_range.num_addresses - RESERVED, 0),
            "IpRange": str(ip_range),
            "MapPublicIpOnLaunch": False,
            "NetId": net["NetId"],
            "State": "available",
            "SubnetId": call.new_id(SUBNET),
            "SubregionName": subregion,
            "Tags": [],
        },
    )
    return {"Subnet": subnet}


@action("ReadSubnets")
def read_subnets(call: Call) -> dict[str, Any]:
    """Lists Subnets; all filters."""
    return {"Subnets": read(call, SUBNET)}


@action("UpdateSubnet")
def update_subnet(call: Call) -> dict[str, Any]:
    """Changes MapPublicIpOnLaunch."""
    subnet = call.owned(SUBNET, call.request["SubnetId"])
    subnet["MapPublicIpOnLaunch"] = call.request["MapPublicIpOnLaunch"]
    call.store.save(SUBNET, subnet)
    return {"Subnet": subnet}


@action("DeleteSubnet")
def delete_subnet(call: Call) -> None:
    """Refused while NICs, VMs, NAT services or load balancers are in it (9095)."""
    subnet = call.owned(SUBNET, call.request["SubnetId"])
    refuse_if_used(call, subnet["SubnetId"], BLOCKERS)
    drop_links(call, subnet["SubnetId"])
    call.store.remove(SUBNET, subnet)


def take_address(call: Call, subnet: Object, wanted: str | None = None) -> str:
    """Reserves an address of a Subnet, the lowest free one unless a certain one is wanted.

    Raises ApiError where the wanted one is taken or no address is left.
    """
    ip_range = ipaddress.IPv4Network(subnet["IpRange"])
    taken = _taken(subnet, ip_range)
    if wanted is None:
        index = (~taken & (taken + 1)).bit_length() - 1
        if index >= ip_range.num_addresses:
            raise _full(subnet)
    else:
        index = int(ipaddress.IPv4Address(wanted)) - int(ip_range.network_address)
        if not 0 <= index < ip_range.num_addresses or taken >> index & 1:
            raise ApiError(
                codes.NOT_TOGETHER, f"The address '{wanted}' cannot be taken from the Subnet '{subnet['SubnetId']}'."
            )
    _save_taken(call.store, subnet, taken | 1 << index)
    return str(ip_range[index])


def check_room(subnet: Object, number: int) -> None:
    """Raises ApiError unless a Subnet has so many addresses left."""
    if number > subnet["AvailableIpsCount"]:
        raise _full(subnet)


def _full(subnet: Object) -> ApiError:
    return ApiError(codes.NO_CAPACITY, f"The Subnet '{subnet['SubnetId']}' has too few addresses left.")


def give_back_address(store: Transaction, subnet_id: str, address: str) -> None:
    """Tells a Subnet that one of its addresses is free again."""
    subnet = store.get(SUBNET, subnet_id)
    if subnet:
        ip_range = ipaddress.IPv4Network(subnet["IpRange"])
        index = int(ipaddress.IPv4Address(address)) - int(ip_range.network_address)
        _save_taken(store, subnet, _taken(subnet, ip_range) & ~(1 << index))


def _taken(subnet: Object, ip_range: ipaddress.IPv4Network) -> int:
    """The addresses in use, as a number with a bit for each address of the range."""
    reserved = (1 << RESERVED_FIRST) - 1 | 1 << ip_range.num_addresses - 1
    return int(subnet.get("_Taken", f"{reserved:x}"), 16)


def _save_taken(store: Transaction, subnet: Object, taken: int) -> None:
    subnet["_Taken"] = f"{taken:x}"
    subnet["AvailableIpsCount"] = ipaddress.IPv4Network(subnet["IpRange"]).num_addresses - taken.bit_count()
    store.save(SUBNET, subnet)


def _check_range(call: Call, net: Object, ip_range: ipaddress.IPv4Network) -> None:
    if ip_range.prefixlen > 30:
        raise ApiError(codes.BAD_BLOCK_SIZE, f"The Subnet '{ip_range}' is too small: /30 is the smallest.")
    if not ip_range.subnet_of(ipaddress.IPv4Network(net["IpRange"])):
        raise ApiError(codes.OUTSIDE_NET, f"The IP range '{ip_range}' is not inside the Net's '{net['IpRange']}'.")
    for other in call.store.find(SUBNET, "NetId", net["NetId"]):
        if ip_range.overlaps(ipaddress.IPv4Network(other["IpRange"])):
            raise ApiError(codes.SUBNETS_OVERLAP, f"The IP range '{ip_range}' overlaps with '{other['IpRange']}'.")
