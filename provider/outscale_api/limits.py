"""The limits of values: which part of its description a value breaks. Who asks has its own words for it."""

from __future__ import annotations

import re
from enum import Enum, auto
from functools import cache
from typing import Any

from outscale_api.formats import FORMATS, id_pattern
from outscale_api.model import Type


class Limit(Enum):
    """What of a description a value can break."""

    LEAST_ITEMS = auto()
    RANGE = auto()
    LENGTH = auto()
    ENUM = auto()
    PATTERN = auto()
    ID_PREFIX = auto()
    #: The prefix is right, and what follows is not.
    ID_FORM = auto()
    FORMAT = auto()
    #: How large an IP range is.
    PREFIX_LENGTH = auto()


def broken_limit(type: Type, value: Any) -> Limit | None:
    """The first limit that a value of the right kind breaks, None where it breaks none. The items of a list are not judged."""
    match type.kind:
        case "string":
            return _broken_by_text(type, value)
        case "integer" | "number":
            return _broken_by_number(type, value)
        case "array" if type.min_items is not None and len(value) < type.min_items:
            return Limit.LEAST_ITEMS
    return None


def _broken_by_number(type: Type, number: float) -> Limit | None:
    if not _is_within(number, type.minimum, type.maximum):
        return Limit.RANGE
    return Limit.ENUM if type.enum and number not in type.enum else None


def _broken_by_text(type: Type, text: str) -> Limit | None:
    if type.format == "id":
        return _broken_by_id(type.id_prefixes, text)
    if not _is_within(len(text), type.min_length, type.max_length):
        return Limit.LENGTH
    if type.enum and text not in type.enum:
        return Limit.ENUM
    if type.pattern and not _compiled(type.pattern).fullmatch(text):
        return Limit.PATTERN
    has_form = FORMATS.get(type.format)
    if has_form and not has_form(text):
        return Limit.FORMAT
    if type.prefix_lengths and not _is_within(int(text.rpartition("/")[2]), *type.prefix_lengths):
        return Limit.PREFIX_LENGTH
    return None


def _broken_by_id(prefixes: tuple[str, ...], text: str) -> Limit | None:
    if id_pattern(prefixes).fullmatch(text):
        return None
    return Limit.ID_FORM if text.startswith(tuple(f"{prefix}-" for prefix in prefixes)) else Limit.ID_PREFIX


def _is_within(number: float, low: float | None, high: float | None) -> bool:
    return (low is None or number >= low) and (high is None or number <= high)


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)
