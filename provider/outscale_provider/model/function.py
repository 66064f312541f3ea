"""Functions that programs call: one for many objects, one for exactly one, and one for any action."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class GetMany:
    """Reads all objects that pass the filters. `action` is a Read action that answers one list."""

    name: str
    action: str
    description: str
    example: str


@dataclass(frozen=True)
class GetOne:
    """Reads exactly one object, else fails. `by` are short inputs for one value of a filter: `{"Id": "NetIds"}`.

    `newest_by`: a field with a date; programs may ask for the most recent of several objects.
    """

    name: str
    action: str
    description: str
    example: str
    by: Mapping[str, str] = field(default_factory=dict)
    newest_by: str = ""


@dataclass(frozen=True)
class CallAny:
    """Sends a request to any action of the API."""

    name: str
    description: str
    example: str


Function = GetMany | GetOne | CallAny
