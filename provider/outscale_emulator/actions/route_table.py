"""Route tables and their links to Subnets. What a route leads to is the business of `route`."""

from __future__ import annotations

import ipaddress
from typing import Any

from outscale_api import codes
from outscale_emulator.actions.net import local_route
from outscale_emulator.actions.route import with_states
from outscale_emulator.data.kind import Object
from outscale_emulator.data.kinds import INTERNET_SERVICE, NET, ROUTE_TABLE, SUBNET
from outscale_emulator.rules.call import Call
from outscale_emulator.rules.errors import ApiError
from outscale_emulator.rules.filters import Filters, read
from outscale_emulator.rules.registry import action
from outscale_emulator.rules.tombstones import living

# The real codes for what a main table refuses are not known (api-behaviour.md section 9.3).

FILTERS: Filters = {
    "LinkRouteTableMain": lambda table, wanted: is_main(table) == wanted,
    # No path, because the index does not know the routes that virtual gateways add.
    "RouteGatewayIds": lambda table, wanted: any(route.get("GatewayId") in wanted for route in table["Routes"]),
}


@action("CreateRouteTable")
def create_route_table(call: Call) -> dict[str, Any]:
    """A table with the local route."""
    net = living(call, NET, call.request["NetId"])
    table = call.add(
        ROUTE_TABLE,
        {
            "LinkRouteTables": [],
            "NetId": net["NetId"],
            "RoutePropagatingVirtualGateways": [],
            "RouteTableId": call.new_id(ROUTE_TABLE),
            "Routes": [local_route(net)],
            "Tags": [],
        },
    )
    return {"RouteTable": table}


@action(
    "ReadRouteTables",
    simplified=(
        "A route is a blackhole where its target is gone, unlinked, not running or a peering that is not "
        "active. Routes to services come last."
    ),
)
def read_route_tables(call: Call) -> dict[str, Any]:
    """Lists tables, their routes by destination and with the state of their targets; all filters."""
    return {"RouteTables": read(call, ROUTE_TABLE, FILTERS, _as_read)}


@action("LinkRouteTable", simplified="A Subnet that is linked is 9059, one of another Net 4045 (both inferred).")
def link_route_table(call: Call) -> dict[str, Any]:
    """One table for each Subnet, of its Net."""
    table = call.owned(ROUTE_TABLE, call.request["RouteTableId"])
    subnet = call.owned(SUBNET, call.request["SubnetId"])
    if subnet["NetId"] != table["NetId"]:
        raise ApiError(codes.NOT_TOGETHER, f"'{subnet['SubnetId']}' is not in the Net of '{table['RouteTableId']}'.")
    if call.store.exists(ROUTE_TABLE, "LinkRouteTables[].SubnetId", subnet["SubnetId"]):
        raise ApiError(codes.SUBNET_HAS_ROUTE_TABLE, f"'{subnet['SubnetId']}' is already linked to a route table.")
    link = {
        "LinkRouteTableId": call.random_id("rtbassoc"),
        "Main": False,
        "RouteTableId": table["RouteTableId"],
        "SubnetId": subnet["SubnetId"],
    }
    table["LinkRouteTables"].append(link)
    call.store.save(ROUTE_TABLE, table)
    return {"LinkRouteTableId": link["LinkRouteTableId"]}


@action("UnlinkRouteTable", simplified="The main link is refused with 9029 (inferred).")
def unlink_route_table(call: Call) -> None:
    """Unlinks; unknown link 5047."""
    id = call.request["LinkRouteTableId"]
    found = call.store.find(ROUTE_TABLE, "LinkRouteTables[].LinkRouteTableId", id)
    table = next((table for table in found if table["_account"] == call.account), None)
    if table is None:
        raise ApiError(codes.UNKNOWN_ROUTE_TABLE_LINK, f"The LinkRouteTableId '{id}' doesn't exist.")
    links = [link for link in table["LinkRouteTables"] if link["LinkRouteTableId"] != id or link["Main"]]
    if len(links) == len(table["LinkRouteTables"]):
        raise ApiError(codes.IN_USE, f"The link '{id}' makes a table the main one of its Net and cannot be removed.")
    table["LinkRouteTables"] = links
    call.store.save(ROUTE_TABLE, table)


@action("DeleteRouteTable", simplified="The code for that, 9029, is inferred.")
def delete_route_table(call: Call) -> None:
    """Refused for the main table and one that is linked."""
    table = call.owned(ROUTE_TABLE, call.request["RouteTableId"])
    if table["LinkRouteTables"]:
        raise ApiError(codes.IN_USE, f"'{table['RouteTableId']}' has links and cannot be deleted.")
    call.store.remove(ROUTE_TABLE, table)


def drop_links(call: Call, subnet_id: str) -> None:
    """Forgets which table a Subnet that goes away followed."""
    for table in call.store.find(ROUTE_TABLE, "LinkRouteTables[].SubnetId", subnet_id):
        table["LinkRouteTables"] = [link for link in table["LinkRouteTables"] if link.get("SubnetId") != subnet_id]
        call.store.save(ROUTE_TABLE, table)


def is_main(table: Object) -> bool:
    """Whether the Subnets of the Net without a link of their own follow this table."""
    return any(link["Main"] for link in table["LinkRouteTables"])


def table_of_subnet(call: Call, subnet: Object) -> Object:
    """The table that a Subnet follows: the one linked to it, else the main one of its Net."""
    linked = call.store.find(ROUTE_TABLE, "LinkRouteTables[].SubnetId", subnet["SubnetId"])
    return linked[0] if linked else main_table(call, subnet["NetId"])


def main_table(call: Call, net_id: str) -> Object:
    """The main table of a Net."""
    return next(table for table in call.store.find(ROUTE_TABLE, "NetId", net_id) if is_main(table))


def leads_to_internet(call: Call, subnet: Object) -> bool:
    """Whether a Subnet's traffic for everywhere goes to an Internet service that is there."""
    table = with_states(call, table_of_subnet(call, subnet))
    return any(
        route.get("DestinationIpRange") == "0.0.0.0/0"
        and route.get("GatewayId", "").startswith(f"{INTERNET_SERVICE.prefix}-")
        and route["State"] == "active"
        for route in table["Routes"]
    )


def _as_read(call: Call, table: Object) -> Object:
    """A table with its routes as they are now, by destination (api-behaviour.md section 5)."""
    return {**table, "Routes": sorted(with_states(call, table)["Routes"], key=_destination)}


def _destination(route: Object) -> tuple[bool, int, int]:
    """Sorts by address; routes to services, which have no address range, come last."""
    if "DestinationIpRange" not in route:
        return True, 0, 0
    destination = ipaddress.IPv4Interface(route["DestinationIpRange"])
    return False, int(destination.ip), destination.network.prefixlen
