"""Regions, from the seed."""

from __future__ import annotations

from typing import Any

from outscale_emulator.rules.call import Call
from outscale_emulator.rules.registry import action


@action("ReadRegions")
def read_regions(call: Call) -> dict[str, Any]:
    """The Regions of the seed; the emulator plays one of them."""
    return {"Regions": call.settings.catalogue["regions"]}
