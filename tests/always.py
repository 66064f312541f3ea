"""What answers lack of what the description says is always there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from outscale_api import ObjectType


def lacking(type: ObjectType, answer: Mapping[str, Any]) -> Iterator[str]:
    """The fields, as `Type.Field`, that an object of a type and those in it lack."""
    for field in type.fields.values():
        value = answer.get(field.name)
        inner = field.type.object or (field.type.items and field.type.items.object)
        if value is None:
            if field.always:
                yield f"{type.name}.{field.name}"
        elif inner:
            for item in value if field.type.items else [value]:
                yield from lacking(inner, item)
