"""The values that programs give, beyond those of JSON."""

from __future__ import annotations

from typing import Any, Final

#: A value is None, a bool, int, float, str, a list, a dictionary, or one of the two classes below.
Value = Any
Values = dict[str, Value]

#: Where a value is: names of properties and indices of lists.
Path = tuple[str | int, ...]

#: One object as the API answered it, or one request: both in the API's names.
Remote = dict[str, Any]


class Unknown:
    """A value that a preview cannot know yet."""

    _instance: Unknown | None = None

    def __new__(cls) -> Unknown:
        if cls._instance is None:
            cls._instance = super().__new__(cls)
        return cls._instance

    def __repr__(self) -> str:
        return "UNKNOWN"

    def __deepcopy__(self, _: object) -> Unknown:
        return self


UNKNOWN: Final = Unknown()


class Asset:
    """An asset or archive, which no property takes."""


def has_unknown(value: Value) -> bool:
    """Whether a value is unknown or has something unknown in it."""
    if isinstance(value, dict):
        return any(has_unknown(item) for item in value.values())
    if isinstance(value, list):
        return any(has_unknown(item) for item in value)
    return value is UNKNOWN
