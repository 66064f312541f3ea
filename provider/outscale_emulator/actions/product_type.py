"""Product types, the licences that images need, from the seed."""

from __future__ import annotations

from typing import Any

from outscale_emulator.rules.call import Call
from outscale_emulator.rules.filters import passing
from outscale_emulator.rules.registry import action


@action("ReadProductTypes", simplified="Those of the default seed are illustrative.")
def read_product_types(call: Call) -> dict[str, Any]:
    """The product types of the seed; all filters."""
    return {"ProductTypes": passing(call, call.settings.catalogue["productTypes"])}
