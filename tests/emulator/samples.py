"""Values that a parameter of a type may have."""

from __future__ import annotations

from typing import Any

from outscale_api import ObjectType, Type

#: A text of each format.
TEXTS = {"date": "2022-01-01", "date-time": "2022-01-01T00:00:00.000Z", "ipv4": "10.0.0.1", "cidr": "10.0.0.0/8"}


def samples(type: Type) -> list[Any]:
    """Several values of a type, of a list also one with several items."""
    if type.items:
        value = _one(type.items)
        return [[value], [value, value]]
    return [True, False] if type.kind == "boolean" else [_one(type)]


def _one(type: Type) -> Any:
    if type.object:
        return _object(type.object)
    if type.kind == "boolean":
        return True
    return int(type.minimum or 1) if type.kind in ("integer", "number") else _text(type)


def _object(type: ObjectType) -> dict[str, Any]:
    return {field.name: samples(field.type)[0] for field in type.fields.values()}


def _text(type: Type) -> str:
    if type.enum:
        return type.enum[0]
    if type.format == "id":
        return f"{type.id_prefixes[0]}-00000000"
    return TEXTS.get(type.format, "nothing")
