"""From a program's values to the API's, and back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from outscale_provider.model.naming import to_pulumi
from outscale_provider.model.property import Property, Shape
from outscale_provider.model.values import UNKNOWN, Value, Values


def to_api(shape: Shape, value: Value) -> Any:
    """A program's value as the API takes it."""
    if shape.form and isinstance(value, str):
        return shape.form.to_api(value)
    if isinstance(value, dict):
        if shape.entries:
            key_field, value_field = shape.entries
            return [{key_field: key, value_field: item} for key, item in value.items()]
        if shape.properties:
            return {
                prop.parameter: to_api(prop.shape, value[name])
                for name, prop in shape.properties.items()
                if value.get(name) is not None
            }
    if isinstance(value, list) and shape.items:
        return [to_api(shape.items, item) for item in value]
    return value


def from_api(shape: Shape, value: Any) -> Value:
    """An answered value as programs see it, None where they can't. Fields that the description does not have are left out."""
    if shape.form and isinstance(value, str):
        return shape.form.from_api(value)
    if isinstance(value, list) and shape.entries:
        key_field, value_field = shape.entries
        return {item[key_field]: item[value_field] for item in value}
    if isinstance(value, dict) and not shape.map_of:
        return {
            to_pulumi(name): from_api(shape.properties[to_pulumi(name)].shape, item)
            for name, item in value.items()
            if to_pulumi(name) in shape.properties
        }
    if isinstance(value, list) and shape.items:
        return [from_api(shape.items, item) for item in value]
    return value


def request_of(properties: Mapping[str, Property], values: Values) -> dict[str, Any]:
    """Inputs in the API's names; those that are absent or null are left out."""
    return {
        prop.parameter: to_api(prop.shape, values[name])
        for name, prop in properties.items()
        if values.get(name) is not None
    }


def judged(shape: Shape, value: Value) -> Any:
    """A value in the API's form for a definition to judge: unknown lists and objects are empty there, unknown objects of a list
    left out. A text or number that is unknown stays so: it is like no other."""
    return to_api(shape, _without_unknown_parts(shape, value))


def judged_request_of(properties: Mapping[str, Property], values: Values) -> dict[str, Any]:
    """The same for all inputs that are given."""
    return request_of(
        properties,
        {name: _without_unknown_parts(prop.shape, values[name]) for name, prop in properties.items() if name in values},
    )


def _without_unknown_parts(shape: Shape, value: Value) -> Value:
    if value is UNKNOWN:
        return [] if shape.items else {} if shape.properties or shape.map_of else UNKNOWN
    if isinstance(value, list) and shape.items:
        given = [item for item in value if item is not UNKNOWN] if shape.items.properties else value
        return [_without_unknown_parts(shape.items, item) for item in given]
    if isinstance(value, dict) and shape.properties:
        return {
            name: _without_unknown_parts(shape.properties[name].shape, item) if name in shape.properties else item
            for name, item in value.items()
        }
    return value


def known_request_of(properties: Mapping[str, Property], values: Values) -> dict[str, Any]:
    """The same for what an earlier version of the provider stored: inputs that there are no more are left out."""
    return request_of(properties, {name: value for name, value in values.items() if name in properties})
