"""Paths into the API's objects: `State.Name`, `LinkRouteTables[].LinkRouteTableId`; `[]` stands for each item of a list."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any


def value_at(item: Any, path: str) -> Any:
    """The first value at a path, None where there is none."""
    return next(iter(values_at(item, path.split("."))), None)


def values_at(item: Any, path: Sequence[str]) -> list[Any]:
    """The values at a path of an object."""
    if not path:
        return [item]
    head, rest = path[0], path[1:]
    if not isinstance(item, dict):
        return []
    if head.endswith("[]"):
        return [value for each in item.get(head[:-2]) or () for value in values_at(each, rest)]
    return values_at(item[head], rest) if head in item else []


def with_value_at(item: dict[str, Any], path: str, value: Any) -> dict[str, Any]:
    """The object with a value at a path of names."""
    head, _, rest = path.partition(".")
    return {**item, head: with_value_at(item.get(head, {}), rest, value) if rest else value}
