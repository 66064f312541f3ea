"""Virtual gateways: the Net's ends of VPN connections and DirectLinks."""

from __future__ import annotations

from typing import Any

from outscale_api import codes
from outscale_emulator.actions.route import with_states
from outscale_emulator.data.kind import Object
from outscale_emulator.data.kinds import DIRECT_LINK_INTERFACE, NET, ROUTE_TABLE, VIRTUAL_GATEWAY, VPN_CONNECTION
from outscale_emulator.rules.call import Call
from outscale_emulator.rules.dependencies import Blocker, refuse_if_used
from outscale_emulator.rules.errors import ApiError
from outscale_emulator.rules.filters import read
from outscale_emulator.rules.registry import action
from outscale_emulator.rules.tombstones import delete, living

BLOCKERS = (
    Blocker(VPN_CONNECTION, "VirtualGatewayId", codes.IN_USE),
    Blocker(DIRECT_LINK_INTERFACE, "VirtualGatewayId", codes.IN_USE),
)


@action("CreateVirtualGateway")
def create_virtual_gateway(call: Call) -> dict[str, Any]:
    """Available at once."""
    gateway = call.add(
        VIRTUAL_GATEWAY,
        {
            "ConnectionType": call.request["ConnectionType"],
            "NetToVirtualGatewayLinks": [],
            "State": "available",
            "Tags": [],
            "VirtualGatewayId": call.new_id(VIRTUAL_GATEWAY),
        },
    )
    return {"VirtualGateway": gateway}


@action("ReadVirtualGateways")
def read_virtual_gateways(call: Call) -> dict[str, Any]:
    """Lists gateways, deleted ones too; all filters."""
    return {"VirtualGateways": read(call, VIRTUAL_GATEWAY)}


@action("LinkVirtualGateway", simplified="The codes 9025 (gateway is linked) and 9065 (Net has one) are inferred.")
def link_virtual_gateway(call: Call) -> dict[str, Any]:
    """One Net for each gateway and one gateway for each Net; attached at once."""
    gateway = living(call, VIRTUAL_GATEWAY, call.request["VirtualGatewayId"])
    net = living(call, NET, call.request["NetId"])
    if links(gateway):
        raise ApiError(codes.VIRTUAL_GATEWAY_LINKED, f"'{gateway['VirtualGatewayId']}' is linked to a Net.")
    if gateways_of_net(call, net["NetId"]):
        raise ApiError(codes.NET_HAS_GATEWAY, f"'{net['NetId']}' has a virtual gateway.")
    link = {"NetId": net["NetId"], "State": "attached"}
    gateway["NetToVirtualGatewayLinks"] = [link]
    call.store.save(VIRTUAL_GATEWAY, gateway)
    return {"NetToVirtualGatewayLink": link}


@action("UnlinkVirtualGateway", simplified="Not linked is 9027 (inferred).")
def unlink_virtual_gateway(call: Call) -> None:
    """detaching, then detached; ends its propagation of routes."""
    gateway = living(call, VIRTUAL_GATEWAY, call.request["VirtualGatewayId"])
    net = call.owned(NET, call.request["NetId"])
    link = next((link for link in links(gateway) if link["NetId"] == net["NetId"]), None)
    if link is None:
        raise ApiError(
            codes.VIRTUAL_GATEWAY_NOT_LINKED, f"'{gateway['VirtualGatewayId']}' is not linked to '{net['NetId']}'."
        )
    _unlink(call, gateway, link)
    call.store.save(VIRTUAL_GATEWAY, gateway)


@action(
    "DeleteVirtualGateway",
    simplified="The code is inferred, and that a link is no obstacle. Stays readable as long as the database lives.",
)
def delete_virtual_gateway(call: Call) -> None:
    """Refused while used by VPNs or DirectLink interfaces (9029); ends its link; deleting, then deleted."""
    gateway = living(call, VIRTUAL_GATEWAY, call.request["VirtualGatewayId"])
    refuse_if_used(call, gateway["VirtualGatewayId"], BLOCKERS)
    # One that is linked is not refused (api-behaviour.md section 12): its links end with it.
    for link in links(gateway):
        _unlink(call, gateway, link)
    delete(call, VIRTUAL_GATEWAY, gateway)


@action(
    "UpdateRoutePropagation",
    simplified=(
        "Their CreationMethod, EnableVgwRoutePropagation, is inferred; so is 9027 for a gateway that is not "
        "linked to the Net."
    ),
)
def update_route_propagation(call: Call) -> dict[str, Any]:
    """Lets the static routes of the gateway's VPNs appear in a table, or no longer."""
    table = call.owned(ROUTE_TABLE, call.request["RouteTableId"])
    gateway = living(call, VIRTUAL_GATEWAY, call.request["VirtualGatewayId"])
    if table["NetId"] not in [link["NetId"] for link in links(gateway)]:
        raise ApiError(
            codes.VIRTUAL_GATEWAY_NOT_LINKED, f"'{gateway['VirtualGatewayId']}' is not linked to '{table['NetId']}'."
        )
    _propagate(call, table, gateway, call.request["Enable"])
    return {"RouteTable": with_states(call, table)}


def links(gateway: Object) -> list[Object]:
    """The links to Nets that are more than a memory."""
    return [link for link in gateway["NetToVirtualGatewayLinks"] if link["State"] != "detached"]


def gateways_of_net(call: Call, net_id: str) -> list[Object]:
    """The virtual gateways that are linked to a Net."""
    found = call.store.find(VIRTUAL_GATEWAY, "NetToVirtualGatewayLinks[].NetId", net_id)
    return [gateway for gateway in found if links(gateway)]


def _unlink(call: Call, gateway: Object, link: Object) -> None:
    """Begins to end a link, and takes the gateway's routes out of the Net's tables."""
    link["State"] = "detaching"
    for table in call.store.find(ROUTE_TABLE, "NetId", link["NetId"]):
        _propagate(call, table, gateway, enable=False)


def _propagate(call: Call, table: Object, gateway: Object, enable: bool) -> None:
    """Lets a gateway add its routes to a table, or no longer."""
    id = gateway["VirtualGatewayId"]
    others = [p for p in table["RoutePropagatingVirtualGateways"] if p["VirtualGatewayId"] != id]
    table["RoutePropagatingVirtualGateways"] = [*others, {"VirtualGatewayId": id}] if enable else others
    call.store.save(ROUTE_TABLE, table)
