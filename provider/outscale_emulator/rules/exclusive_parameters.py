"""Parameters of which a request has to give exactly one (api-behaviour.md section 2.2)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from outscale_api import codes
from outscale_emulator.rules.errors import ApiError


def exactly_one(request: Mapping[str, Any], *names: str) -> str:
    """The name among these that the request gives. Raises ApiError where it gives none or several."""
    name = at_most_one(request, *names)
    if name is None:
        raise ApiError(
            codes.MISSING_PARAMETER, f"One of these parameters is required: {', '.join(names)}.", "none given"
        )
    return name


def at_most_one(request: Mapping[str, Any], *names: str) -> str | None:
    """The name among these that the request gives, if any. Raises ApiError where it gives several."""
    given = [name for name in names if name in request]
    if len(given) > 1:
        raise ApiError(
            codes.EXCLUSIVE_PARAMETERS, f"These parameters exclude each other: {', '.join(given)}.", "exclusive"
        )
    return given[0] if given else None
