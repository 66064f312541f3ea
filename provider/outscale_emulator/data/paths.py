"""Paths of fields, such as `LinkNic.VmId` or `Nics[].NicId`: a part that ends in `[]` stands for each item of a list."""

from __future__ import annotations

from typing import Any


def values_at(value: Any, path: tuple[str, ...]) -> list[str]:
    """The values at a path, as text. A part that ends in `[]` stands for each item of a list."""
    if value is None:
        return []
    if not path:
        return [str(value)]
    head, rest = path[0], path[1:]
    if head.endswith("[]"):
        return [found for item in value.get(head[:-2]) or () for found in values_at(item, rest)]
    return values_at(value.get(head), rest)
