"""Client gateways: the client's ends of VPN connections."""

from __future__ import annotations

from typing import Any

from outscale_api import codes
from outscale_emulator.data.kinds import CLIENT_GATEWAY, VPN_CONNECTION
from outscale_emulator.rules.call import Call
from outscale_emulator.rules.dependencies import Blocker, refuse_if_used
from outscale_emulator.rules.filters import read
from outscale_emulator.rules.registry import action
from outscale_emulator.rules.tombstones import delete, living

BLOCKERS = (Blocker(VPN_CONNECTION, "ClientGatewayId", codes.HAS_VPN_CONNECTION),)


@action(
    "CreateClientGateway", BgpAsn=codes.BAD_ASN, simplified="No check for duplicates or for ASNs that are reserved."
)
def create_client_gateway(call: Call) -> dict[str, Any]:
    """Checks type, ASN (4010) and address; available at once."""
    gateway = call.add(
        CLIENT_GATEWAY,
        {
            "BgpAsn": call.request["BgpAsn"],
            "ClientGatewayId": call.new_id(CLIENT_GATEWAY),
            "ConnectionType": call.request["ConnectionType"],
            "PublicIp": call.request["PublicIp"],
            "State": "available",
            "Tags": [],
        },
    )
    return {"ClientGateway": gateway}


@action("ReadClientGateways")
def read_client_gateways(call: Call) -> dict[str, Any]:
    """Lists gateways, deleted ones too; all filters."""
    return {"ClientGateways": read(call, CLIENT_GATEWAY)}


@action("DeleteClientGateway", simplified="Stays readable as long as the database lives (really a while).")
def delete_client_gateway(call: Call) -> None:
    """Refused while a VPN connection uses it (1001); deleting, then deleted."""
    gateway = living(call, CLIENT_GATEWAY, call.request["ClientGatewayId"])
    refuse_if_used(call, gateway["ClientGatewayId"], BLOCKERS)
    delete(call, CLIENT_GATEWAY, gateway)
