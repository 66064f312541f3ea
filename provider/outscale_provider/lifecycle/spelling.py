"""Names as properties have them, where a program spells them as its language does (`net_ids`)."""

from __future__ import annotations

from collections.abc import Mapping

from outscale_provider.model.property import Property, Shape
from outscale_provider.model.values import Value, Values


def spelled(properties: Mapping[str, Property], values: Values) -> Values:
    """Values with their names in Pulumi's spelling. What is given in both spellings stays as it is."""
    names = {_plain(name): name for name in properties}
    found = {}
    for name, value in values.items():
        meant = names.get(_plain(name), name)
        known = name if name in properties or meant in values else meant
        found[known] = _spelled_in(properties[known].shape, value) if known in properties else value
    return found


def _spelled_in(shape: Shape, value: Value) -> Value:
    if shape.properties and isinstance(value, dict):
        return spelled(shape.properties, value)
    if shape.items and isinstance(value, list):
        return [_spelled_in(shape.items, item) for item in value]
    return value


def _plain(name: str) -> str:
    return name.replace("_", "").lower()
