"""Nets, with what comes into being with each: a main route table and a default security group."""

from __future__ import annotations

import ipaddress
from typing import Any

from outscale_api import codes
from outscale_emulator.actions.net_peering import peerings_of_net
from outscale_emulator.actions.virtual_gateway import gateways_of_net
from outscale_emulator.data.kind import Object
from outscale_emulator.data.kinds import (
    DHCP_OPTIONS,
    INTERNET_SERVICE,
    LOAD_BALANCER,
    NAT_SERVICE,
    NET,
    NET_ACCESS_POINT,
    NIC,
    ROUTE_TABLE,
    SECURITY_GROUP,
    SUBNET,
    VM,
)
from outscale_emulator.rules.call import Call
from outscale_emulator.rules.dependencies import Blocker, refuse_if_used
from outscale_emulator.rules.errors import ApiError
from outscale_emulator.rules.filters import Filters, read
from outscale_emulator.rules.registry import action

BLOCKERS = (
    Blocker(SUBNET, "NetId", codes.IN_USE),
    Blocker(NIC, "NetId", codes.IN_USE),
    Blocker(INTERNET_SERVICE, "NetId", codes.IN_USE),
    Blocker(NAT_SERVICE, "NetId", codes.IN_USE),
    Blocker(NET_ACCESS_POINT, "NetId", codes.IN_USE),
    Blocker(LOAD_BALANCER, "NetId", codes.IN_USE),
)

FILTERS: Filters = {
    "IsDefault": lambda net, wanted: not wanted,  # There is no default Net in this API.,
}


@action("CreateNet", simplified="Of reserved ranges only 0.0.0.0/8 is known.")
def create_net(call: Call) -> dict[str, Any]:
    """Checks range and size (4014, 9050); makes the main route table and the default security group."""
    ip_range = ipaddress.IPv4Network(call.request["IpRange"])
    if not 16 <= ip_range.prefixlen <= 28:
        raise ApiError(
            codes.BAD_BLOCK_SIZE,
            f"The block size of '{ip_range}' is invalid. The block size has to be between 28 and 16.",
        )
    if ip_range.network_address in ipaddress.IPv4Network("0.0.0.0/8"):
        raise ApiError(codes.RESERVED_BLOCK, f"The IP range '{ip_range}' is reserved.")
    net = call.add(
        NET,
        {
            "DhcpOptionsSetId": default_dhcp_options(call)["DhcpOptionsSetId"],
            "IpRange": str(ip_range),
            "NetId": call.new_id(NET),
            "State": "available",
            "Tags": [],
            "Tenancy": call.request.get("Tenancy", "default"),
        },
    )
    _add_main_route_table(call, net)
    _add_default_security_group(call, net)
    return {"Net": net}


@action("ReadNets")
def read_nets(call: Call) -> dict[str, Any]:
    """Lists Nets; all filters."""
    return {"Nets": read(call, NET, FILTERS)}


@action("UpdateNet")
def update_net(call: Call) -> dict[str, Any]:
    """Gives a Net another DHCP options set, also by the word default."""
    net = call.owned(NET, call.request["NetId"])
    wanted = call.request["DhcpOptionsSetId"]
    options = default_dhcp_options(call) if wanted == "default" else call.owned(DHCP_OPTIONS, wanted)
    net["DhcpOptionsSetId"] = options["DhcpOptionsSetId"]
    call.store.save(NET, net)
    return {"Net": net}


@action("DeleteNet", simplified="The code for a Net that is not empty, 9029, is inferred.")
def delete_net(call: Call) -> None:
    """Refused while anything is in the Net; takes the main table and the default group along. Seen as deleting in
    the era today, by --clock immediate only by a request that changes something.
    """
    net = call.owned(NET, call.request["NetId"])
    refuse_if_used(call, net["NetId"], BLOCKERS)
    groups = call.store.find(SECURITY_GROUP, "NetId", net["NetId"])
    tables = call.store.find(ROUTE_TABLE, "NetId", net["NetId"])
    vms = [vm for vm in call.store.find(VM, "NetId", net["NetId"]) if vm["State"] != "terminated"]
    if vms or any(group["SecurityGroupName"] != "default" for group in groups) or len(tables) > 1:
        raise ApiError(codes.IN_USE, f"'{net['NetId']}' has VMs, security groups or route tables.")
    if peerings_of_net(call, net["NetId"]) or gateways_of_net(call, net["NetId"]):
        raise ApiError(codes.IN_USE, f"'{net['NetId']}' has Net peerings or a virtual gateway.")
    for group in groups:
        call.store.remove(SECURITY_GROUP, group)
    for table in tables:
        call.store.remove(ROUTE_TABLE, table)
    call.let_go(NET, net)


def default_dhcp_options(call: Call) -> Object:
    """The set that a Net of the caller has unless told otherwise."""
    return next(options for options in call.store.all(DHCP_OPTIONS, call.account) if options["Default"])


def _add_main_route_table(call: Call, net: Object) -> None:
    id = call.new_id(ROUTE_TABLE)
    link = {"LinkRouteTableId": call.random_id("rtbassoc"), "Main": True, "RouteTableId": id}
    call.add(
        ROUTE_TABLE,
        {
            "LinkRouteTables": [link],
            "NetId": net["NetId"],
            "RoutePropagatingVirtualGateways": [],
            "RouteTableId": id,
            "Routes": [local_route(net)],
            "Tags": [],
        },
    )


def local_route(net: Object) -> Object:
    """The route inside the Net, which each of its route tables begins with."""
    return {
        "CreationMethod": "CreateRouteTable",
        "DestinationIpRange": net["IpRange"],
        "GatewayId": "local",
        "State": "active",
    }


def _add_default_security_group(call: Call, net: Object) -> None:
    id = call.new_id(SECURITY_GROUP)
    member = {"AccountId": call.account, "SecurityGroupId": id, "SecurityGroupName": "default"}
    everything = {"FromPortRange": -1, "IpProtocol": "-1", "ToPortRange": -1}
    first, second = (call.random_id("sgr") for _ in range(2))
    call.add(
        SECURITY_GROUP,
        {
            "AccountId": call.account,
            "Description": "default security group",
            "InboundRules": [{**everything, "SecurityGroupRuleId": first, "SecurityGroupsMembers": [member]}],
            "NetId": net["NetId"],
            "OutboundRules": [{**everything, "IpRanges": ["0.0.0.0/0"], "SecurityGroupRuleId": second}],
            "SecurityGroupId": id,
            "SecurityGroupName": "default",
            "Tags": [],
        },
    )
