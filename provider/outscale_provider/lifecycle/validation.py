"""Validation: what is wrong with a value of a shape, and where."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from outscale_api import Type
from outscale_api.limits import Limit, broken_limit
from outscale_provider.lifecycle.property_path import key_part
from outscale_provider.lifecycle.singles import singles_of
from outscale_provider.model.naming import path_to_pulumi, to_pulumi
from outscale_provider.model.property import Form, Property, Shape
from outscale_provider.model.values import UNKNOWN, Asset, Value, Values, has_unknown
from outscale_provider.violations import Violation

_KINDS: Mapping[str, tuple[type[Any], ...]] = {
    "string": (str,),
    "integer": (int,),
    "number": (int, float),
    "boolean": (bool,),
    "array": (list,),
    "object": (dict,),
}
#: How much of a wrong text an error quotes.
QUOTE_LENGTH = 60
_FORMAT_NAMES = {
    "base64": "base64",
    "cidr": "an IPv4 range in CIDR notation without host bits, such as 10.0.0.0/16",
    "date": "an ISO 8601 date, such as 2030-01-31",
    "date-time": "an ISO 8601 date and time, such as 2030-01-31T12:00:00Z",
    "ipv4": "an IPv4 address",
}


def violations(shape: Shape, value: Value, path: str) -> list[Violation]:
    """What is wrong with a value. Unknown values are never wrong."""
    kind = shape.type.kind
    # The very types: to Python a boolean is a number too.
    if type(value) not in _KINDS[kind]:
        return [] if value is UNKNOWN else [_other_type(shape, value, path)]
    if kind == "array":
        return _list_violations(shape, value, path)
    if shape.map_of:
        return _map_violations(shape, shape.map_of, value, path)
    if kind == "object":
        return object_violations(shape.properties, value, f"{path}.")
    reason = _reason(shape.type, value) or (_form_reason(shape.form, value) if shape.form else "")
    hint = meant(str(value), map(str, shape.type.enum)) if reason and shape.type.enum else ""
    return [Violation(path, reason, _quoted(value), hint)] if reason else []


def _other_type(shape: Shape, value: Value, path: str) -> Violation:
    # In YAML the identifier of an account, or the value of a tag, is a number where it is written as one.
    unquoted = shape.type.kind == "string" and isinstance(value, bool | int | float)
    hint = "; in quotes it is one" if unquoted else ""
    return Violation(path, f"expected {_kind_name(shape)}, got {_value_name(value)}", hint=hint)


def _form_reason(form: Form, value: Value) -> str:
    """What is wrong with a value of a form of the program's own: with itself, or with what is sent for it."""
    reason = form.violation(value)
    if reason:
        return reason
    reason = _reason(form.sent, form.to_api(value))
    return f"{reason} {form.words}" if reason else ""


def object_violations(properties: Mapping[str, Property], values: Values, prefix: str = "") -> list[Violation]:
    """What is wrong with an object: unknown, missing and wrong properties."""
    found: list[Violation] = []
    for name, value in values.items():
        prop = properties.get(name)
        if prop is None:
            found.append(Violation(f"{prefix}{name}", unknown_property(name, properties)))
        elif value is not None:
            found += violations(prop.shape, value, f"{prefix}{name}")
        elif prop.required:
            found.append(Violation(f"{prefix}{name}", "is required"))
    return found + [
        Violation(f"{prefix}{name}", "is required")
        for name, prop in properties.items()
        if prop.required and name not in values
    ]


def unknown_property(name: str, properties: Mapping[str, Property]) -> str:
    """What is wrong with a name that no property has."""
    hint = meant(name, properties) or f"; known are {', '.join(sorted(properties))}"
    return f"there is no such property{hint}"


def meant(name: str, known: Iterable[str]) -> str:
    """A hint at the known name that is most like another one, "" where none is."""
    import difflib

    names = {each.lower(): each for each in known}
    close = difflib.get_close_matches(name.lower(), names, n=1)
    return f"; did you mean {names[close[0]]!r}?" if close else ""


def _map_violations(shape: Shape, content: Shape, value: Mapping[str, Value], path: str) -> list[Violation]:
    found: list[Violation] = []
    for key, item in value.items():
        at = f"{path}{key_part(key)}"
        reason = _reason(shape.keys.type, key) if shape.keys else ""
        if reason:
            found.append(Violation(at, f"the key {reason}"))
        found += violations(content, item, at)
    return found


def _list_violations(shape: Shape, value: list[Value], path: str) -> list[Violation]:
    assert shape.items is not None
    reason = _reason(shape.type, value)
    found = [Violation(path, reason)] if reason else []
    for index, item in enumerate(value):
        if item is None:
            found.append(Violation(f"{path}[{index}]", "is empty"))
        else:
            found += violations(shape.items, item, f"{path}[{index}]")
    if shape.apart and not found:
        return _said_twice(shape, value, path)
    return found + _duplicates(shape, value, path) if shape.type.key else found


def _duplicates(shape: Shape, value: list[Value], path: str) -> list[Violation]:
    """Items of a list whose key another one has before them."""
    key = to_pulumi(shape.type.key)
    found: list[Violation] = []
    seen: dict[Value, int] = {}
    for index, item in enumerate(value):
        own = item.get(key) if isinstance(item, dict) else None
        if not isinstance(own, str | int):
            continue
        if seen.setdefault(own, index) != index:
            found.append(Violation(f"{path}[{index}].{key}", f"is that of {path}[{seen[own]}] already", _quoted(own)))
    return found


def _said_twice(shape: Shape, value: list[Value], path: str) -> list[Violation]:
    """Items of a list that say what has been said before."""
    found: list[Violation] = []
    seen: dict[str, str] = {}
    for index, item in enumerate(value):
        for single in singles_of(shape, item):
            here = ".".join(filter(None, (f"{path}[{index}]", path_to_pulumi(single.path))))
            if not has_unknown(single.item) and seen.setdefault(single.key, here) != here:
                found.append(Violation(here, f"says what {seen[single.key]} says already"))
    return found


def _reason(type: Type, value: Value) -> str:
    """Which limit a value of the right kind breaks, in words, "" where it breaks none."""
    limit = broken_limit(type, value)
    return _REASONS[limit](type) if limit else ""


def _id_form(type: Type) -> str:
    forms = " or ".join(f"{prefix}-xxxxxxxx" for prefix in type.id_prefixes)
    return f"must be an identifier of the form {forms}"


_REASONS: Mapping[Limit, Callable[[Type], str]] = {
    Limit.LEAST_ITEMS: lambda type: f"needs at least {type.min_items} item(s)",
    Limit.RANGE: lambda type: f"must be {_range(type.minimum, type.maximum)}",
    Limit.LENGTH: lambda type: f"must have {_range(type.min_length, type.max_length)} characters",
    Limit.ENUM: lambda type: f"must be one of {', '.join(map(str, type.enum))}",
    Limit.PATTERN: lambda type: f"must be {type.form}",
    Limit.ID_PREFIX: _id_form,
    Limit.ID_FORM: _id_form,
    Limit.FORMAT: lambda type: f"must be {_FORMAT_NAMES[type.format]}",
    Limit.PREFIX_LENGTH: lambda type: (
        f"must be a range from a /{type.prefix_lengths[1]} to a /{type.prefix_lengths[0]}"
    ),
}


def _quoted(value: str | float) -> str:
    """A value as an error shows it."""
    if isinstance(value, str) and len(value) > QUOTE_LENGTH:
        return f"{value[:QUOTE_LENGTH]!r}… ({len(value)} characters)"
    return repr(value)


def _range(low: float | None, high: float | None) -> str:
    if low is None:
        return f"at most {high}"
    return f"at least {low}" if high is None else f"{low} to {high}"


def _kind_name(shape: Shape) -> str:
    if shape.map_of:
        return "a map"
    article = "an" if shape.type.kind[0] in "aio" else "a"
    return f"{article} {shape.type.kind}"


def _value_name(value: Value) -> str:
    if isinstance(value, Asset):
        return "an asset, which no property of this provider takes"
    for kind in ("boolean", "integer", "number", "string", "array", "object"):
        if isinstance(value, _KINDS[kind]):
            article = "an" if kind[0] in "aio" else "a"
            return f"{article} {kind}"
    return "nothing"
