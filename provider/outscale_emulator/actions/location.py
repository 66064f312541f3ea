"""Locations, where DirectLinks begin, from the seed."""

from __future__ import annotations

from typing import Any

from outscale_api import codes
from outscale_emulator.data.kind import Object
from outscale_emulator.rules.call import Call
from outscale_emulator.rules.errors import ApiError
from outscale_emulator.rules.registry import action


@action("ReadLocations", simplified="Those of the default seed are illustrative.")
def read_locations(call: Call) -> dict[str, Any]:
    """The locations of the Region, of the seed."""
    return {"Locations": locations(call)}


def locations(call: Call) -> list[Object]:
    """The locations of the Region that the emulator plays."""
    here = [place for place in call.settings.catalogue["locations"] if place["RegionName"] == call.region]
    return [{"Code": place["Code"], "Name": place["Name"]} for place in here]


def check_location(call: Call, code: str) -> str:
    """The code, if there is such a location. Raises ApiError otherwise."""
    if not any(place["Code"] == code for place in locations(call)):
        raise ApiError(codes.UNKNOWN_LOCATION, f"The location '{code}' does not exist.")
    return code
