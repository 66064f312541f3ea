"""DirectLinks, lines of one's own into the cloud. Their interfaces are in `direct_link_interface`."""

from __future__ import annotations

from typing import Any

from outscale_api import codes
from outscale_emulator.actions.location import check_location
from outscale_emulator.data.kinds import DIRECT_LINK, DIRECT_LINK_INTERFACE
from outscale_emulator.rules.call import Call
from outscale_emulator.rules.dependencies import Blocker, refuse_if_used
from outscale_emulator.rules.filters import read
from outscale_emulator.rules.registry import action
from outscale_emulator.rules.tombstones import delete, living

BLOCKERS = (Blocker(DIRECT_LINK_INTERFACE, "DirectLinkId", codes.IN_USE),)


@action(
    "CreateDirectLink",
    Bandwidth=codes.NOT_TOGETHER,
    simplified="Becomes available by the clock (really by staff). The code for the bandwidth is inferred.",
)
def create_direct_link(call: Call) -> dict[str, Any]:
    """Checks bandwidth (4045) and location (5052); pending first."""
    link = call.add(
        DIRECT_LINK,
        {
            "AccountId": call.account,
            "Bandwidth": call.request["Bandwidth"],
            "DirectLinkId": call.new_id(DIRECT_LINK),
            "DirectLinkName": call.request["DirectLinkName"],
            "Location": check_location(call, call.request["Location"]),
            "RegionName": call.region,
            "State": "pending",
        },
    )
    return {"DirectLink": link}


@action("ReadDirectLinks")
def read_direct_links(call: Call) -> dict[str, Any]:
    """Lists DirectLinks, deleted ones too; all filters."""
    return {"DirectLinks": read(call, DIRECT_LINK)}


@action(
    "DeleteDirectLink",
    simplified="The code for one in use, 9029, is inferred. Stays readable as long as the database lives.",
)
def delete_direct_link(call: Call) -> None:
    """Refused while it has interfaces; deleting, then deleted."""
    link = living(call, DIRECT_LINK, call.request["DirectLinkId"])
    refuse_if_used(call, link["DirectLinkId"], BLOCKERS)
    delete(call, DIRECT_LINK, link)
