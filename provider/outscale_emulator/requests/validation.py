"""Checks a request against the description, with the coarse codes of v1.16 (api-behaviour.md section 2.2).

The order is the API's: unknown, missing and mistyped parameters first, then the form of identifiers and values.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

from outscale_api import Action, Field, ObjectType, Type, codes
from outscale_api.formats import FORMATS, id_pattern
from outscale_emulator.rules.eras import Version
from outscale_emulator.rules.errors import ApiError

#: How the types of filters begin.
FILTERS = "Filters"

_JSON_TYPES: dict[str, tuple[type[Any], ...]] = {
    "string": (str,),
    "integer": (int,),
    "number": (int, float),
    "boolean": (bool,),
    "array": (list,),
    "object": (dict,),
}


class Validator:
    """Checks requests of one era."""

    def __init__(self, era: Version) -> None:
        self._era = era

    def check(self, action: Action, request: Any, own: Mapping[str, int] = {}) -> None:
        """Raises ApiError for the first thing wrong with a request, after taking out of it what the era does not look at.

        `own` gives the code for a value out of its range or form, by parameter, where the action has its own.
        An identifier may have one too.
        """
        if not isinstance(request, dict):
            raise ApiError(codes.WRONG_TYPE, "The body of the request must be a JSON object.")
        if self._era.drops_empty:
            self._drop_empty(action.request, request)
        self._check_shape(action.request, request, "", own)
        self._check_values(action.request, request, own)

    def _drop_empty(self, object_type: ObjectType, value: dict[str, Any]) -> None:
        """Takes out the empty texts that count as absent, at any depth, and the filters that are null.

        An update that empties what may be empty means it (inferred).
        """
        for name, field in object_type.fields.items():
            item = value.get(name)
            if item == "" and not self._era.needs(object_type.name, field) and not _empties(object_type, field):
                del value[name]
            for nested_type, nested in _nested(field.type, item):
                self._drop_empty(nested_type, nested)
        if object_type.name.startswith(FILTERS):
            for name in [name for name, item in value.items() if item is None]:
                del value[name]

    def _check_shape(
        self, object_type: ObjectType, value: Mapping[str, Any], path: str, own: Mapping[str, int]
    ) -> None:
        fields = object_type.fields
        for name in value:
            if name not in fields or not self._era.takes(object_type.name, fields[name]):
                raise ApiError(codes.UNKNOWN_PARAMETER, f"The parameter '{path}{name}' is not known.")
        for name, field in fields.items():
            if name in value:
                self._check_type(field.type, value[name], f"{path}{name}", own)
        for name, field in fields.items():
            if name not in value:
                if self._era.needs(object_type.name, field):
                    raise ApiError(codes.MISSING_PARAMETER, f"The parameter '{path}{name}' is required.")
            elif _is_empty(field, value[name]):
                raise ApiError(
                    own.get(name, codes.MISSING_PARAMETER), f"The parameter '{path}{name}' is empty.", "empty"
                )

    def _check_type(self, expected: Type, value: Any, path: str, own: Mapping[str, int]) -> None:
        if not _is_of_kind(expected.kind, value):
            raise ApiError(codes.WRONG_TYPE, f"The parameter '{path}' must be of type '{expected.kind}'.")
        if expected.items:
            for item in value:
                self._check_type(expected.items, item, path, own)
        if expected.object:
            self._check_shape(expected.object, value, f"{path}.", own)

    def _check_values(self, object_type: ObjectType, value: Mapping[str, Any], own: Mapping[str, int]) -> None:
        for name, item in value.items():
            check_value(object_type.fields[name].type, item, name, own.get(name))
            for nested_type, nested in _nested(object_type.fields[name].type, item):
                self._check_values(nested_type, nested, own)


def _is_empty(field: Field, value: Any) -> bool:
    """Whether a value counts as absent."""
    if value == "":
        return field.type.format == "id" or (field.required and not _may_be_empty(field))
    return field.required and value in ([], {})


def _may_be_empty(field: Field) -> bool:
    """Whether a text may be empty: where the description says so, or limits only its greatest length."""
    least = field.type.min_length
    return least == 0 or (least is None and field.type.max_length is not None)


def _empties(object_type: ObjectType, field: Field) -> bool:
    """Whether an empty text is what a parameter of an update asks for."""
    is_update = object_type.name.startswith("Update") and object_type.name.endswith("Request")
    return is_update and _may_be_empty(field)


def _is_of_kind(kind: str, value: Any) -> bool:
    # To Python a boolean is a number too.
    return isinstance(value, _JSON_TYPES[kind]) and (kind == "boolean" or not isinstance(value, bool))


def _nested(expected: Type, value: Any) -> Iterable[tuple[ObjectType, dict[str, Any]]]:
    """The objects in a value, with their type; what is of another type than described is passed over."""
    if expected.object and isinstance(value, dict):
        yield expected.object, value
    if expected.items and expected.items.object and isinstance(value, list):
        for item in value:
            if isinstance(item, dict):
                yield expected.items.object, item


def check_value(expected: Type, value: Any, name: str, code: int | None) -> None:
    """Raises ApiError where a value of the right type breaks the limits of its description.

    `code` is the one that the action has for it, if it has one of its own.
    """
    if expected.kind == "array" and expected.items:
        _check_items(expected, value, name, code)
    elif expected.kind in ("integer", "number"):
        _check_range(expected, value, name, code)
    elif expected.kind == "string":
        _check_string(expected, value, name, code)


def _check_items(expected: Type, value: list[Any], name: str, code: int | None) -> None:
    assert expected.items is not None
    if expected.min_items is not None and len(value) < expected.min_items:
        raise ApiError(codes.MISSING_PARAMETER, f"The parameter '{name}' needs at least {expected.min_items} values.")
    if expected.items.format == "id":
        check_ids(value, expected.items.id_prefixes, code)
        return
    for item in value:
        check_value(expected.items, item, name, code)


def _check_range(expected: Type, value: float, name: str, code: int | None) -> None:
    too_low = expected.minimum is not None and value < expected.minimum
    if too_low or (expected.maximum is not None and value > expected.maximum):
        raise ApiError(
            code or codes.BAD_VALUE, f"The value '{value}' of the parameter '{name}' is out of its range.", "range"
        )


def _check_string(expected: Type, value: str, name: str, code: int | None) -> None:
    if expected.format == "id":
        check_ids([value], expected.id_prefixes, code)
        return
    low, high = expected.min_length or 0, expected.max_length
    if len(value) < low or (high is not None and len(value) > high):
        raise ApiError(
            codes.WRONG_LENGTH,
            f"The length of the provided value for parameter '{name}' is invalid: '{len(value)}'."
            f" The expected length is '{low}-{high}'.",
        )
    if expected.enum and value not in expected.enum:
        raise ApiError(
            code or codes.BAD_VALUE,
            f"The value '{value}' of the parameter '{name}' must be one of {list(expected.enum)}.",
            "enum",
        )
    if expected.pattern and not _pattern(expected.pattern).fullmatch(value):
        raise ApiError(code or codes.BAD_VALUE, f"The value '{value}' of the parameter '{name}' is invalid.")
    if expected.format in FORMATS and not FORMATS[expected.format](value):
        details = f"The value '{value}' of the parameter '{name}' is no {expected.format}."
        raise ApiError(code or codes.BAD_VALUE, details, expected.format)


def check_ids(values: list[str], prefixes: tuple[str, ...], code: int | None = None) -> None:
    """Raises ApiError unless each value is one of the prefixes, a dash and hexadecimal digits."""
    foreign = [value for value in values if not value.startswith(tuple(f"{prefix}-" for prefix in prefixes))]
    if foreign:
        expected = ", ".join(f"{prefix}-" for prefix in prefixes)
        raise ApiError(
            code or codes.WRONG_ID_PREFIX,
            f"The provided value '{', '.join(foreign)}' does not respect the expected ID prefix '{expected}'.",
        )
    malformed = [value for value in values if not id_pattern(prefixes).fullmatch(value)]
    if malformed:
        raise ApiError(code or codes.MALFORMED_ID, f"The provided value '{', '.join(malformed)}' is malformed.")


@cache
def _pattern(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)
