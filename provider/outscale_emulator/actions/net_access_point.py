"""Net access points, which lead from a Net to an OUTSCALE service without the Internet."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from outscale_api import codes
from outscale_emulator.data.kind import Object
from outscale_emulator.data.kinds import NET, NET_ACCESS_POINT, ROUTE_TABLE
from outscale_emulator.rules.call import Call
from outscale_emulator.rules.errors import ApiError
from outscale_emulator.rules.filters import passing, read
from outscale_emulator.rules.registry import action
from outscale_emulator.rules.tombstones import delete, living


@action(
    "CreateNetAccessPoint",
    simplified="A second route to the same service in a table is 9038, a table of another Net 4045 (both inferred).",
)
def create_net_access_point(call: Call) -> dict[str, Any]:
    """Checks service (5040) and tables, and adds the routes to the service; pending first."""
    net = living(call, NET, call.request["NetId"])
    service = _service(call, call.request["ServiceName"])
    tables = _tables(call, net["NetId"], call.request.get("RouteTableIds", ()))
    point = call.add(
        NET_ACCESS_POINT,
        {
            "NetAccessPointId": call.new_id(NET_ACCESS_POINT),
            "NetId": net["NetId"],
            "RouteTableIds": [table["RouteTableId"] for table in tables],
            "ServiceName": service["ServiceName"],
            "State": "pending",
            "Tags": [],
        },
    )
    for table in tables:
        _add_route(call, table, point, service)
    return {"NetAccessPoint": point}


@action("ReadNetAccessPoints")
def read_net_access_points(call: Call) -> dict[str, Any]:
    """Lists access points, deleted ones too; all filters."""
    return {"NetAccessPoints": read(call, NET_ACCESS_POINT)}


@action("ReadNetAccessPointServices", simplified="Ranges and ids of the default seed are illustrative.")
def read_net_access_point_services(call: Call) -> dict[str, Any]:
    """The services of the seed; all filters."""
    return {"Services": passing(call, services(call))}


@action(
    "UpdateNetAccessPoint",
    simplified="Removing a table that is not on it is ignored; conflicts as for CreateNetAccessPoint.",
)
def update_net_access_point(call: Call) -> dict[str, Any]:
    """Adds and removes tables with their routes; neither given 7000."""
    added, removed = (call.request.get(f"{verb}RouteTableIds", []) for verb in ("Add", "Remove"))
    if not added and not removed:
        raise ApiError(codes.MISSING_PARAMETER, "One of AddRouteTableIds and RemoveRouteTableIds is required.")
    point = living(call, NET_ACCESS_POINT, call.request["NetAccessPointId"])
    service = _service(call, point["ServiceName"])
    for table in _tables(call, point["NetId"], removed):
        _drop_route(call, table, point)
    kept = [id for id in point["RouteTableIds"] if id not in removed]
    new = _tables(call, point["NetId"], (id for id in added if id not in kept))
    for table in new:
        _add_route(call, table, point, service)
    point["RouteTableIds"] = kept + [table["RouteTableId"] for table in new]
    call.store.save(NET_ACCESS_POINT, point)
    return {"NetAccessPoint": point}


@action("DeleteNetAccessPoint", simplified="Stays readable as long as the database lives.")
def delete_net_access_point(call: Call) -> None:
    """Takes its routes away; deleting, then deleted."""
    point = living(call, NET_ACCESS_POINT, call.request["NetAccessPointId"])
    for table in call.store.find(ROUTE_TABLE, "Routes[].NetAccessPointId", point["NetAccessPointId"]):
        _drop_route(call, table, point)
    delete(call, NET_ACCESS_POINT, point)


def services(call: Call) -> list[Object]:
    """The OUTSCALE services that the Region has access points for."""
    return [
        {
            "IpRanges": service["IpRanges"],
            "ServiceId": service["ServiceId"],
            "ServiceName": f"com.outscale.{call.region}.{service['Name']}",
        }
        for service in call.settings.catalogue["netAccessPointServices"]
    ]


def _service(call: Call, name: str) -> Object:
    for service in services(call):
        if service["ServiceName"] == name:
            return service
    raise ApiError(codes.UNKNOWN_SERVICE, f"The service '{name}' does not exist.")


def _tables(call: Call, net_id: str, ids: Iterable[str]) -> list[Object]:
    tables = call.owned_all(ROUTE_TABLE, dict.fromkeys(ids))
    for table in tables:
        if table["NetId"] != net_id:
            raise ApiError(codes.NOT_TOGETHER, f"'{table['RouteTableId']}' is not in '{net_id}'.")
    return tables


def _add_route(call: Call, table: Object, point: Object, service: Object) -> None:
    if any(route.get("DestinationServiceId") == service["ServiceId"] for route in table["Routes"]):
        raise ApiError(
            codes.SERVICE_ROUTE_EXISTS, f"'{table['RouteTableId']}' has a route to '{service['ServiceName']}'."
        )
    table["Routes"].append(
        {
            "CreationMethod": "CreateRoute",
            "DestinationServiceId": service["ServiceId"],
            "NetAccessPointId": point["NetAccessPointId"],
            "State": "active",
        }
    )
    call.store.save(ROUTE_TABLE, table)


def _drop_route(call: Call, table: Object, point: Object) -> None:
    id = point["NetAccessPointId"]
    table["Routes"] = [route for route in table["Routes"] if route.get("NetAccessPointId") != id]
    call.store.save(ROUTE_TABLE, table)
