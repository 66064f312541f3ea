"""Subregions, from the seed."""

from __future__ import annotations

from typing import Any

from outscale_api import codes
from outscale_emulator.data.kind import Object
from outscale_emulator.rules.call import Call
from outscale_emulator.rules.errors import ApiError
from outscale_emulator.rules.filters import passing
from outscale_emulator.rules.registry import action


@action("ReadSubregions")
def read_subregions(call: Call) -> dict[str, Any]:
    """The Subregions of the Region, of the seed; all filters."""
    return {"Subregions": passing(call, subregions(call))}


def subregions(call: Call) -> list[Object]:
    """The Subregions of the Region that the emulator plays."""
    return [s for s in call.settings.catalogue["subregions"] if s["RegionName"] == call.region]


def default_subregion(call: Call) -> str:
    """The Subregion that the API picks where a request names none."""
    return f"{call.region}a"


def check_subregion(call: Call, name: str) -> str:
    """The name, if there is such a Subregion. Raises ApiError otherwise."""
    if not any(s["SubregionName"] == name for s in subregions(call)):
        raise ApiError(codes.UNKNOWN_SUBREGION, f"The Subregion '{name}' does not exist.")
    return name
