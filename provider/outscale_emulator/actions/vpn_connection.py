"""VPN connections between a virtual and a client gateway, and their static routes."""

from __future__ import annotations

import ipaddress
import json
import string
from typing import Any

from outscale_api import codes
from outscale_emulator.data.kind import Object
from outscale_emulator.data.kinds import CLIENT_GATEWAY, VIRTUAL_GATEWAY, VPN_CONNECTION
from outscale_emulator.data.states import has_ended
from outscale_emulator.rules.call import Call
from outscale_emulator.rules.errors import ApiError
from outscale_emulator.rules.filters import read
from outscale_emulator.rules.registry import action
from outscale_emulator.rules.tombstones import delete, living

OUTSCALE_ASN = 50624
#: The cloud's end of every tunnel: an address of the range for examples, like everything that is played here.
OUTSIDE_ADDRESS = "192.0.2.1"
TUNNEL_RANGE = "169.254.254.0/30"
PRE_SHARED_KEY_LENGTH = 25


@action(
    "CreateVpnConnection",
    simplified=(
        "The configuration has fewer fields in Ike and Ipsec; the cloud's end is 192.0.2.1. The tunnel is "
        "DOWN for ever (VgwTelemetries), as nobody is at its other end. A second one of the same pair is 9069 "
        "(inferred)."
    ),
)
def create_vpn_connection(call: Call) -> dict[str, Any]:
    """Between a client and a virtual gateway; pending first; with the configuration as JSON."""
    ends = _ends(call, call.request)
    connection = {
        **ends,
        "ConnectionType": call.request["ConnectionType"],
        "Routes": [],
        "State": "pending",
        "StaticRoutesOnly": call.request.get("StaticRoutesOnly", False),
        "Tags": [],
        "VgwTelemetries": [_telemetry(call)],
        "VpnConnectionId": call.new_id(VPN_CONNECTION),
        "_PreSharedKey": "".join(call.random.choices(string.ascii_letters + string.digits, k=PRE_SHARED_KEY_LENGTH)),
    }
    _configure(call, connection)
    return {"VpnConnection": call.add(VPN_CONNECTION, connection)}


@action("ReadVpnConnections")
def read_vpn_connections(call: Call) -> dict[str, Any]:
    """Lists connections, deleted ones too; all filters."""
    return {"VpnConnections": read(call, VPN_CONNECTION)}


@action(
    "UpdateVpnConnection",
    TunnelInsideIpRange=codes.NOT_TOGETHER,
    PreSharedKey=codes.NOT_TOGETHER,
    simplified=(
        "The options of the phases are merged without a look at their values; a bad tunnel range or key is 4045."
    ),
)
def update_vpn_connection(call: Call) -> dict[str, Any]:
    """Changes the gateways and the options, and the configuration with them; nothing given 7000."""
    changes = {name: value for name, value in call.request.items() if name != "VpnConnectionId"}
    if not changes:
        raise ApiError(codes.MISSING_PARAMETER, "At least one change is required.")
    connection = living(call, VPN_CONNECTION, call.request["VpnConnectionId"])
    connection.update(_ends(call, {**connection, **changes}, connection["VpnConnectionId"]))
    if "VpnOptions" in changes:
        connection["VpnOptions"] = _options(connection.get("VpnOptions", {}), changes["VpnOptions"])
    _configure(call, connection)
    call.store.save(VPN_CONNECTION, connection)
    return {"VpnConnection": connection}


@action("DeleteVpnConnection", simplified="Stays readable as long as the database lives.")
def delete_vpn_connection(call: Call) -> None:
    """Deleting, then deleted."""
    delete(call, VPN_CONNECTION, living(call, VPN_CONNECTION, call.request["VpnConnectionId"]))


@action("CreateVpnConnectionRoute", simplified="A second route to the same range is 9052 (inferred).")
def create_vpn_connection_route(call: Call) -> None:
    """Static connections only (9068); pending first; bad range 4047."""
    connection = _static(call)
    destination = call.request["DestinationIpRange"]
    if any(route["DestinationIpRange"] == destination for route in _lasting(connection["Routes"])):
        raise ApiError(codes.ROUTE_EXISTS, f"'{connection['VpnConnectionId']}' has a route to '{destination}'.")
    # One that was deleted stays to be seen until another one takes its place.
    kept = [route for route in connection["Routes"] if route["DestinationIpRange"] != destination]
    connection["Routes"] = [*kept, {"DestinationIpRange": destination, "RouteType": "static", "State": "pending"}]
    call.quotas.check_length("static_route_limit", len(_lasting(connection["Routes"])))
    call.store.save(VPN_CONNECTION, connection)


@action("DeleteVpnConnectionRoute", simplified="Stays readable until a route to the same range takes its place.")
def delete_vpn_connection_route(call: Call) -> None:
    """Deleting, then deleted; unknown or deleted 5055."""
    connection = _static(call)
    for route in _lasting(connection["Routes"]):
        if route["DestinationIpRange"] == call.request["DestinationIpRange"]:
            route["State"] = "deleting"
            call.store.save(VPN_CONNECTION, connection)
            return
    raise ApiError(codes.UNKNOWN_VPN_ROUTE, f"There is no route to '{call.request['DestinationIpRange']}'.")


def _lasting(routes: list[Object]) -> list[Object]:
    """The routes that are neither deleted nor about to be."""
    return [route for route in routes if route["State"] not in ("deleting", "deleted")]


def _ends(call: Call, named: Object, itself: str = "") -> Object:
    """The fields for the two gateways that are named. Raises ApiError where another connection joins them."""
    client = living(call, CLIENT_GATEWAY, named["ClientGatewayId"])["ClientGatewayId"]
    virtual = living(call, VIRTUAL_GATEWAY, named["VirtualGatewayId"])["VirtualGatewayId"]
    for other in call.store.find(VPN_CONNECTION, "ClientGatewayId", client):
        is_other = other["VpnConnectionId"] != itself and not has_ended(other)
        if is_other and other["VirtualGatewayId"] == virtual:
            raise ApiError(codes.PAIR_CONNECTED, f"'{other['VpnConnectionId']}' connects '{client}' and '{virtual}'.")
    return {"ClientGatewayId": client, "VirtualGatewayId": virtual}


def _options(old: Object, new: Object) -> Object:
    """Options with changes, each phase by itself. Raises ApiError where the tunnel's range is none."""
    try:
        ipaddress.IPv4Network(new.get("TunnelInsideIpRange", TUNNEL_RANGE))
    except ValueError as error:
        raise ApiError(codes.NOT_TOGETHER, f"'{new['TunnelInsideIpRange']}' is no range for a tunnel.") from error
    phases: Object = {
        name: {**old.get(name, {}), **new[name]} for name in ("Phase1Options", "Phase2Options") if name in new
    }
    return {**old, **new, **phases}


def _static(call: Call) -> Object:
    """The connection of a request about a static route. Raises ApiError where it has none, or for a bad range."""
    try:
        # Bits beyond the prefix are accepted here (seen in 2021), unlike in the routes of route tables.
        ipaddress.IPv4Interface(call.request["DestinationIpRange"])
    except ValueError as error:
        raise ApiError(codes.BAD_VALUE, f"'{call.request['DestinationIpRange']}' is no range.") from error
    connection = living(call, VPN_CONNECTION, call.request["VpnConnectionId"])
    if not connection["StaticRoutesOnly"]:
        raise ApiError(codes.NOT_STATIC, f"'{connection['VpnConnectionId']}' gets its routes by BGP.")
    return connection


def _configure(call: Call, connection: Object) -> None:
    """Writes what the client's device needs to know, JSON in a text (api-behaviour.md section 5)."""
    client = call.owned(CLIENT_GATEWAY, connection["ClientGatewayId"])
    connection["_BgpAsn"] = client["BgpAsn"]
    options = connection.get("VpnOptions", {})
    inside = ipaddress.IPv4Network(options.get("TunnelInsideIpRange", TUNNEL_RANGE))
    key = options.get("Phase2Options", {}).get("PreSharedKey", connection["_PreSharedKey"])
    configuration = {
        "ClientGatewayId": connection["ClientGatewayId"],
        "ConnectionType": connection["ConnectionType"],
        "Tunnels": [
            {
                "ClientGateway": _end(client["BgpAsn"], f"{inside[2]}/30", client["PublicIp"]),
                "Ike": {"Lifetime": 28800, "Mode": "main", "PreSharedKey": key},
                "Ipsec": {"Lifetime": 3600, "Mode": "tunnel", "Protocol": "esp"},
                "VirtualGateway": _end(OUTSCALE_ASN, f"{inside[1]}/30", OUTSIDE_ADDRESS),
            }
        ],
        "VirtualGatewayId": connection["VirtualGatewayId"],
    }
    connection["ClientGatewayConfiguration"] = json.dumps(configuration, separators=(",", ":"))


def _telemetry(call: Call) -> Object:
    """How the tunnel is doing: nobody is at its other end."""
    return {
        "AcceptedRouteCount": 0,
        "LastStateChangeDate": call.timestamp(),
        "OutsideIpAddress": OUTSIDE_ADDRESS,
        "State": "DOWN",
        "StateDescription": "IPSEC IS DOWN",
    }


def _end(asn: int, inside: str, outside: str) -> Object:
    return {
        "Bgp": {"Asn": asn, "HoldTime": 30},
        "TunnelInside": {"IpRange": inside},
        "TunnelOutside": {"IpAddress": outside},
    }
