"""The interfaces of DirectLinks, each of which leads to a virtual gateway."""

from __future__ import annotations

import ipaddress
import string
from typing import Any

from outscale_api import codes
from outscale_emulator.data.kinds import DIRECT_LINK, DIRECT_LINK_INTERFACE, VIRTUAL_GATEWAY
from outscale_emulator.data.states import has_ended
from outscale_emulator.rules.call import Call
from outscale_emulator.rules.errors import ApiError
from outscale_emulator.rules.filters import read
from outscale_emulator.rules.registry import action
from outscale_emulator.rules.tombstones import delete, living

BGP_KEY_LENGTH = 20
MTU = 1500
#: Where the addresses of the two ends come from unless the request gives them: four for each VLAN.
ADDRESSES = ipaddress.IPv4Network("169.254.0.0/16")


@action(
    "CreateDirectLinkInterface",
    BgpAsn=codes.BAD_ASN,
    simplified=(
        "A DirectLink that is not available is 6003 and a taken VLAN 9023 (both inferred). Addresses and the "
        "BGP key are invented where the request has none."
    ),
)
def create_direct_link_interface(call: Call) -> dict[str, Any]:
    """Needs an available DirectLink, a free VLAN and a virtual gateway; pending first."""
    link = living(call, DIRECT_LINK, call.request["DirectLinkId"])
    wanted = call.request["DirectLinkInterface"]
    living(call, VIRTUAL_GATEWAY, wanted["VirtualGatewayId"])
    if link["State"] != "available":
        raise ApiError(codes.WRONG_STATE, f"'{link['DirectLinkId']}' is {link['State']}.")
    others = call.store.find(DIRECT_LINK_INTERFACE, "DirectLinkId", link["DirectLinkId"])
    if any(other["Vlan"] == wanted["Vlan"] and not has_ended(other) for other in others):
        raise ApiError(codes.VLAN_TAKEN, f"'{link['DirectLinkId']}' has an interface for the VLAN {wanted['Vlan']}.")
    interface = call.add(
        DIRECT_LINK_INTERFACE,
        {
            "AccountId": call.account,
            "BgpKey": "".join(call.random.choices(string.ascii_letters + string.digits, k=BGP_KEY_LENGTH)),
            "DirectLinkId": link["DirectLinkId"],
            "DirectLinkInterfaceId": call.new_id(DIRECT_LINK_INTERFACE),
            "InterfaceType": "private",
            "Location": link["Location"],
            "Mtu": MTU,
            "State": "pending",
            **_addresses(wanted["Vlan"]),
            **wanted,
        },
    )
    return {"DirectLinkInterface": interface}


@action("ReadDirectLinkInterfaces")
def read_direct_link_interfaces(call: Call) -> dict[str, Any]:
    """Lists interfaces, deleted ones too; all filters."""
    return {"DirectLinkInterfaces": read(call, DIRECT_LINK_INTERFACE)}


@action("DeleteDirectLinkInterface", simplified="Stays readable as long as the database lives.")
def delete_direct_link_interface(call: Call) -> None:
    """Deleting, then deleted."""
    interface = living(call, DIRECT_LINK_INTERFACE, call.request["DirectLinkInterfaceId"])
    delete(call, DIRECT_LINK_INTERFACE, interface)


def _addresses(vlan: int) -> dict[str, str]:
    """The addresses of the two ends where the request gives none."""
    network = ipaddress.IPv4Network((int(ADDRESSES.network_address) + 4 * vlan, 30))
    return {"ClientPrivateIp": f"{network[2]}/30", "OutscalePrivateIp": f"{network[1]}/30"}
