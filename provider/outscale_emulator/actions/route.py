"""Routes: where a route table sends traffic, and whether what it sends it to is there."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from outscale_api import codes
from outscale_emulator.actions.net_peering import SIDES, peering_of_caller
from outscale_emulator.data.kind import Object
from outscale_emulator.data.kinds import (
    INTERNET_SERVICE,
    NAT_SERVICE,
    NET_PEERING,
    NIC,
    ROUTE_TABLE,
    VIRTUAL_GATEWAY,
    VM,
    VPN_CONNECTION,
)
from outscale_emulator.data.states import has_ended
from outscale_emulator.rules.call import Call
from outscale_emulator.rules.errors import ApiError
from outscale_emulator.rules.exclusive_parameters import exactly_one
from outscale_emulator.rules.registry import action


@action(
    "CreateRoute",
    simplified=(
        "A gateway of another Net, or a virtual gateway of none, is 9026, a second route to the same range "
        "9052, also to exactly the Net's (all inferred)."
    ),
)
def create_route(call: Call) -> dict[str, Any]:
    """Exactly one target, which must be there and of the Net (4045); gateway unknown 5001. An Internet service may
    still be without a Net; the route is a blackhole until it is linked.
    """
    table = call.owned(ROUTE_TABLE, call.request["RouteTableId"])
    target = _target(call, table)
    destination = call.request["DestinationIpRange"]
    if _find(table, destination) is not None:
        raise ApiError(codes.ROUTE_EXISTS, f"'{table['RouteTableId']}' has a route to '{destination}'.")
    table["Routes"].append(_route(destination, target))
    call.quotas.check_length("rtb_rule_limit", len(table["Routes"]))
    call.store.save(ROUTE_TABLE, table)
    return {"RouteTable": with_states(call, table)}


@action("UpdateRoute", simplified="As for DeleteRoute.")
def update_route(call: Call) -> dict[str, Any]:
    """Gives a route another target, with the checks of CreateRoute."""
    table = call.owned(ROUTE_TABLE, call.request["RouteTableId"])
    target = _target(call, table)
    old = _changeable(table, call.request["DestinationIpRange"])
    table["Routes"] = [
        _route(route["DestinationIpRange"], target) if route is old else route for route in table["Routes"]
    ]
    call.store.save(ROUTE_TABLE, table)
    return {"RouteTable": with_states(call, table)}


@action("DeleteRoute", simplified="9053, and 4045 for the local route, are inferred.")
def delete_route(call: Call) -> dict[str, Any]:
    """Deletes a route; none there 9053."""
    table = call.owned(ROUTE_TABLE, call.request["RouteTableId"])
    table["Routes"].remove(_changeable(table, call.request["DestinationIpRange"]))
    call.store.save(ROUTE_TABLE, table)
    return {"RouteTable": with_states(call, table)}


def with_states(call: Call, table: Object) -> Object:
    """A table with the routes of its virtual gateways, each of which says whether its target is there now."""
    routes = [*table["Routes"], *_propagated(call, table)]
    return {**table, "Routes": [{**route, "State": _state(call, table, route)} for route in routes]}


def _propagated(call: Call, table: Object) -> Iterator[Object]:
    """The static routes of the VPN connections whose virtual gateways may add them to a table."""
    taken = {route.get("DestinationIpRange") for route in table["Routes"]}
    gateways = [gateway["VirtualGatewayId"] for gateway in table["RoutePropagatingVirtualGateways"]]
    for connection in call.store.find(VPN_CONNECTION, "VirtualGatewayId", *gateways):
        for route in connection["Routes"]:
            destination = route["DestinationIpRange"]
            if not has_ended(connection) and route["State"] == "available" and destination not in taken:
                taken.add(destination)
                yield {
                    "CreationMethod": "EnableVgwRoutePropagation",
                    "DestinationIpRange": destination,
                    "GatewayId": connection["VirtualGatewayId"],
                }


def _route(destination: str, target: Object) -> Object:
    return {"CreationMethod": "CreateRoute", "DestinationIpRange": destination, **target, "State": "active"}


def _find(table: Object, destination: str) -> Object | None:
    return next((route for route in table["Routes"] if route.get("DestinationIpRange") == destination), None)


def _changeable(table: Object, destination: str) -> Object:
    """The route to a destination. Raises ApiError where there is none, and for the one inside the Net."""
    route = _find(table, destination)
    if route is None:
        raise ApiError(codes.NO_SUCH_ROUTE, f"'{table['RouteTableId']}' has no route to '{destination}'.")
    if route.get("GatewayId") == "local":
        raise ApiError(codes.NOT_TOGETHER, f"The local route to '{destination}' cannot be changed.")
    return route


# Targets, as a request names them and as a route shows them


def _target(call: Call, table: Object) -> Object:
    """The fields by which a route shows the target that the request names."""
    name = exactly_one(call.request, *TARGETS)
    return TARGETS[name](call, table["NetId"], call.request[name])


def _gateway(call: Call, net_id: str, id: str) -> Object:
    kind = VIRTUAL_GATEWAY if id.startswith(VIRTUAL_GATEWAY.prefix) else INTERNET_SERVICE
    gateway = call.store.get_of(kind, call.account, id)
    if gateway is None:
        raise ApiError(codes.UNKNOWN_GATEWAY)
    # The route to an Internet service may come before its link (api-behaviour.md section 12).
    waits = kind is INTERNET_SERVICE and "NetId" not in gateway
    if not waits and not _is_gateway_linked(call, net_id, id):
        raise ApiError(codes.GATEWAY_NOT_LINKED, f"'{id}' is not linked to '{net_id}'.")
    return {"GatewayId": id}


def _nat_service(call: Call, net_id: str, id: str) -> Object:
    _check_net(id, call.owned(NAT_SERVICE, id)["NetId"], net_id)
    return {"NatServiceId": id}


def _net_peering(call: Call, net_id: str, id: str) -> Object:
    peering = peering_of_caller(call, id)
    if net_id not in [peering[side]["NetId"] for side in SIDES]:
        raise ApiError(codes.NOT_TOGETHER, f"'{id}' does not reach '{net_id}'.")
    return {"NetPeeringId": id}


def _nic(call: Call, net_id: str, id: str) -> Object:
    nic = call.owned(NIC, id)
    _check_net(id, nic["NetId"], net_id)
    return _through_nic(nic)


def _vm(call: Call, net_id: str, id: str) -> Object:
    vm = call.owned(VM, id)
    nics = call.store.find(NIC, "LinkNic.VmId", id)
    _check_net(id, vm.get("NetId"), net_id)
    if len(nics) != 1:
        raise ApiError(codes.NOT_TOGETHER, f"'{id}' has {len(nics)} NICs, but the target of a route must have one.")
    return _through_nic(nics[0])


def _through_nic(nic: Object) -> Object:
    """A route through a NIC shows the VM that has it, and the other way round."""
    link = nic.get("LinkNic")
    vm = {"VmAccountId": link["VmAccountId"], "VmId": link["VmId"]} if link and "VmId" in link else {}
    return {"NicId": nic["NicId"], **vm}


def _check_net(id: str, actual: str | None, expected: str) -> None:
    if actual != expected:
        raise ApiError(codes.NOT_TOGETHER, f"'{id}' is not in '{expected}'.")


TARGETS: dict[str, Callable[[Call, str, str], Object]] = {
    "GatewayId": _gateway,
    "NatServiceId": _nat_service,
    "NetPeeringId": _net_peering,
    "NicId": _nic,
    "VmId": _vm,
}


# Whether a target is there


def _state(call: Call, table: Object, route: Object) -> str:
    for name, is_there in THERE.items():
        if name in route:
            return "active" if is_there(call, table["NetId"], route[name]) else "blackhole"
    return "active"


def _is_gateway_linked(call: Call, net_id: str, id: str) -> bool:
    if id == "local":
        return True
    service = call.store.get(INTERNET_SERVICE, id)
    if service:
        return bool(service.get("NetId") == net_id)
    gateway = call.store.get(VIRTUAL_GATEWAY, id) or {"NetToVirtualGatewayLinks": []}
    return {"NetId": net_id, "State": "attached"} in gateway["NetToVirtualGatewayLinks"]


def _is_nat_service_available(call: Call, net_id: str, id: str) -> bool:
    service = call.store.get(NAT_SERVICE, id)
    return service is not None and service["State"] == "available"


def _is_peering_active(call: Call, net_id: str, id: str) -> bool:
    peering = call.store.get(NET_PEERING, id)
    return peering is not None and peering["State"]["Name"] == "active"


def _is_nic_linked(call: Call, net_id: str, id: str) -> bool:
    nic = call.store.get(NIC, id)
    vm = call.store.get(VM, nic["LinkNic"]["VmId"]) if nic and "LinkNic" in nic else None
    return vm is not None and vm["State"] == "running"


# A route through a VM names its NIC too, which tells whether both are there.
THERE: dict[str, Callable[[Call, str, str], bool]] = {
    "GatewayId": _is_gateway_linked,
    "NatServiceId": _is_nat_service_available,
    "NetPeeringId": _is_peering_active,
    "NicId": _is_nic_linked,
}
