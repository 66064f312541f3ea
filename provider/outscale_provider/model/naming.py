"""The one boundary between the API's names (`NetId`) and Pulumi's (`netId`)."""

from __future__ import annotations

from functools import cache


@cache
def to_pulumi(api_name: str) -> str:
    """The Pulumi name of a property: the API's with a lower-case first letter."""
    return api_name[:1].lower() + api_name[1:]
