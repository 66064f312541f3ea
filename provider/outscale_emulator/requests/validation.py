"""Checks a request against the description, with the coarse codes of v1.16 (api-behaviour.md section 2.2).

The order is the API's: unknown, missing and mistyped parameters first, then the form of identifiers and values.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from outscale_api import Action, Field, ObjectType, Type, codes
from outscale_api.limits import Limit, broken_limit
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
            _check_value(object_type.fields[name].type, item, name, own.get(name))
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


def _check_value(expected: Type, value: Any, name: str, code: int | None) -> None:
    """Raises ApiError where a value of the right type breaks the limits of its description.

    `code` is the one that the action has for it, if it has one of its own.
    """
    limit = broken_limit(expected, value)
    if limit in _IDS:
        _refuse_ids(expected, [value], code)
    if limit in _REFUSALS:
        raise _REFUSALS[limit](expected, value, name, code)
    if expected.items and expected.items.format == "id":
        _refuse_ids(expected.items, value, code)
    elif expected.items:
        for item in value:
            _check_value(expected.items, item, name, code)


def _refuse_ids(expected: Type, values: list[str], code: int | None) -> None:
    """Raises ApiError unless each value is one of the prefixes, a dash and hexadecimal digits. Those of a kind go together."""
    limits = [(broken_limit(expected, value), value) for value in values]
    foreign = [value for limit, value in limits if limit is Limit.ID_PREFIX]
    if foreign:
        prefixes = ", ".join(f"{prefix}-" for prefix in expected.id_prefixes)
        raise ApiError(
            code or codes.WRONG_ID_PREFIX,
            f"The provided value '{', '.join(foreign)}' does not respect the expected ID prefix '{prefixes}'.",
        )
    malformed = [value for limit, value in limits if limit is Limit.ID_FORM]
    if malformed:
        raise ApiError(code or codes.MALFORMED_ID, f"The provided value '{', '.join(malformed)}' is malformed.")


def _too_few(expected: Type, value: list[Any], name: str, code: int | None) -> ApiError:
    return ApiError(codes.MISSING_PARAMETER, f"The parameter '{name}' needs at least {expected.min_items} values.")


def _out_of_range(expected: Type, value: float, name: str, code: int | None) -> ApiError:
    details = f"The value '{value}' of the parameter '{name}' is out of its range."
    return ApiError(code or codes.BAD_VALUE, details, "range")


def _of_wrong_length(expected: Type, value: str, name: str, code: int | None) -> ApiError:
    return ApiError(
        codes.WRONG_LENGTH,
        f"The length of the provided value for parameter '{name}' is invalid: '{len(value)}'."
        f" The expected length is '{expected.min_length or 0}-{expected.max_length}'.",
    )


def _none_of(expected: Type, value: Any, name: str, code: int | None) -> ApiError:
    details = f"The value '{value}' of the parameter '{name}' must be one of {list(expected.enum)}."
    return ApiError(code or codes.BAD_VALUE, details, "enum")


def _of_wrong_form(expected: Type, value: str, name: str, code: int | None) -> ApiError:
    return ApiError(code or codes.BAD_VALUE, f"The value '{value}' of the parameter '{name}' is invalid.")


def _of_wrong_format(expected: Type, value: str, name: str, code: int | None) -> ApiError:
    details = f"The value '{value}' of the parameter '{name}' is no {expected.format}."
    return ApiError(code or codes.BAD_VALUE, details, expected.format)


_IDS = (Limit.ID_PREFIX, Limit.ID_FORM)

#: How each limit is refused, of a parameter's type, its value, its name and the action's own code. How large an IP range may be
#: is for the actions.
_REFUSALS: Mapping[Limit | None, Callable[[Type, Any, str, int | None], ApiError]] = {
    Limit.LEAST_ITEMS: _too_few,
    Limit.RANGE: _out_of_range,
    Limit.LENGTH: _of_wrong_length,
    Limit.ENUM: _none_of,
    Limit.PATTERN: _of_wrong_form,
    Limit.FORMAT: _of_wrong_format,
}
