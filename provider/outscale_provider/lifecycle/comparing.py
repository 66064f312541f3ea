"""Whether two values mean the same, whether one holds what another asks for, and where they differ."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import zip_longest
from typing import Any

from outscale_provider.lifecycle.property_path import key_part
from outscale_provider.lifecycle.singles import as_given, differing_places, keys_of
from outscale_provider.model.naming import to_pulumi
from outscale_provider.model.property import NO_DEFAULT, Property, Shape
from outscale_provider.model.values import UNKNOWN, Value, has_unknown


def same(shape: Shape, one: Value, other: Value) -> bool:
    """Whether two values mean the same to the API, however they are spelled."""
    if one == other:
        return not _differs_in_kind(one, other)
    if one is UNKNOWN or other is UNKNOWN:
        return False
    if one is None or other is None:
        if not shape.properties:
            return False
        # An object that says no more than its defaults says nothing.
        one, other = one or {}, other or {}
    try:
        return bool(normal(shape, one) == normal(shape, other))
    except (ValueError, TypeError, AttributeError):
        return False


def _differs_in_kind(one: Value, other: Value) -> bool:
    # To Python True equals 1; to the API it does not.
    return isinstance(one, bool) != isinstance(other, bool)


def normal(shape: Shape, value: Value) -> Any:
    """The one form of all values that mean the same. Raises ValueError where a value is not of its shape.

    In an object, what is left out has its default. The order of a list counts if the API says so, or if nothing but their
    places tells its objects apart.
    """
    if value is UNKNOWN or value is None:
        return value
    if shape.normal:
        return shape.normal(value)
    if shape.apart:
        return keys_of(shape, value)
    if shape.items:
        items = [normal(shape.items, item) for item in value]
        return items if shape.ordered or (shape.items.properties and not shape.type.key) else sorted(items, key=repr)
    if shape.properties:
        forms = {name: normal(prop.shape, filled(prop, value.get(name))) for name, prop in shape.properties.items()}
        return {name: form for name, form in forms.items() if not _says_nothing(shape.properties[name].shape, form)}
    return value


def _says_nothing(shape: Shape, form: Any) -> bool:
    """Whether a normal form is that of something left out."""
    return form is None or form == [] or bool(shape.properties and form == normal(shape, {}))


def filled(prop: Property, value: Value) -> Value:
    """A value, or its default where there is none, if that is known."""
    return prop.default if value is None and prop.default is not NO_DEFAULT else value


def holds(shape: Shape, actual: Value, wanted: Value) -> bool:
    """Whether what is there is as wanted. What a wanted object does not say, and has no default, may be anything."""
    if isinstance(wanted, dict) and isinstance(actual, dict) and shape.properties:
        return all(
            holds(prop.shape, filled(prop, actual.get(name)), asked)
            for name, prop in shape.properties.items()
            if (asked := filled(prop, wanted.get(name))) is not None
        )
    if shape.apart:
        return wanted is not None and same(shape, actual, wanted)
    if isinstance(wanted, list) and isinstance(actual, list) and shape.items and shape.items.properties:
        items = shape.items
        return all(
            here is not None and there is not None and holds(items, actual[here], wanted[there])
            for here, there in _pairs(shape, actual, wanted)
        )
    return wanted is not None and same(shape, actual, wanted)


def _pairs(shape: Shape, old: list[Value], new: list[Value]) -> Iterator[tuple[int | None, int | None]]:
    """The places of the items that belong together: by their keys if they have such, else by their places.

    Of a list that is compared by the single things that it says, those of items that differ.
    """
    if shape.apart:
        yield from differing_places(shape, old, new)
        return
    before, after = _by_key(shape, old), _by_key(shape, new)
    if before is None or after is None:
        yield from zip_longest(range(len(old)), range(len(new)))
        return
    for key in dict.fromkeys((*after, *before)):
        yield before.get(key), after.get(key)


def has_key_of(shape: Shape, item: Value, items: list[Value]) -> bool:
    """Whether a list has an item with the key of another one."""
    return any(_key(shape, item) == _key(shape, each) for each in items)


def tells_its_items(shape: Shape, value: Value) -> bool:
    """Whether it is known which items a list has, whatever else of them is not. Another value has to be known."""
    if isinstance(value, list) and shape.type.key:
        return all(isinstance(item, dict) and _key(shape, item) is not UNKNOWN for item in value)
    return not has_unknown(value)


def in_order_of(shape: Shape, items: list[Value], others: list[Value]) -> list[Value]:
    """The items of a list in the order that another one has for their keys; those that it does not have come last."""
    places = {_key(shape, item): place for place, item in enumerate(others)}
    return sorted(items, key=lambda item: places.get(_key(shape, item), len(places)))


def _key(shape: Shape, item: Value) -> Value:
    return item.get(to_pulumi(shape.type.key)) if isinstance(item, dict) else None


def _by_key(shape: Shape, items: list[Value]) -> dict[Value, int] | None:
    """The places of a list's items by their keys, None where those don't tell all of them apart."""
    if not shape.type.key:
        return None
    keys = [_key(shape, item) for item in items]
    if any(key is None or key is UNKNOWN for key in keys) or len(set(keys)) < len(keys):
        return None
    return {key: place for place, key in enumerate(keys)}


def projected(shape: Shape, actual: Value, given: Value) -> Value:
    """What is there, without what the cloud filled in: in objects, what was not given and has no default."""
    if isinstance(actual, dict) and isinstance(given, dict) and shape.properties:
        return {
            name: projected(prop.shape, actual[name], given.get(name))
            for name, prop in shape.properties.items()
            if actual.get(name) is not None
            and (name in given or (prop.default is not NO_DEFAULT and not same(prop.shape, prop.default, actual[name])))
        }
    if isinstance(actual, list) and isinstance(given, list) and shape.apart:
        return as_given(shape, actual, given)
    if isinstance(actual, list) and isinstance(given, list) and shape.items and shape.items.properties:
        items = shape.items
        # What was given comes first, in its order.
        places = sorted(_pairs(shape, actual, given), key=lambda pair: len(given) if pair[1] is None else pair[1])
        return [
            actual[here] if there is None else projected(items, actual[here], given[there])
            for here, there in places
            if here is not None
        ]
    return actual


def differences(
    shape: Shape, old: Value, new: Value, path: str, kept: bool = False
) -> Iterator[tuple[str, Value, Value]]:
    """The paths at which two values differ, as deep as both go, with what is there; None is nothing.

    `kept`: what the new value leaves out, and has no default, stays as it is. An item that has another place now is told at
    both.
    """
    if (kept and new is None and not shape.properties) or same(shape, old, new):
        return
    if isinstance(old, dict) and isinstance(new, dict):
        yield from _in_objects(shape, old, new, path, kept)
    elif isinstance(old, list) and isinstance(new, list) and shape.items:
        yield from _in_lists(shape, shape.items, old, new, path, kept)
    elif kept and new is None and isinstance(old, dict):
        yield from _in_objects(shape, old, {}, path, kept)
    else:
        yield path, old, new


def _in_objects(
    shape: Shape, old: dict[str, Value], new: dict[str, Value], path: str, kept: bool
) -> Iterator[tuple[str, Value, Value]]:
    for key in dict.fromkeys((*old, *new)):
        before, after, at = old.get(key), new.get(key), f"{path}{key_part(key)}"
        prop = shape.properties.get(key)
        if prop is None:
            if shape.map_of:
                yield from differences(shape.map_of, before, after, at)
            elif before != after:
                yield at, before, after
        elif prop.shape.properties and before is not UNKNOWN and after is not UNKNOWN:
            yield from differences(prop.shape, before or {}, after or {}, at, kept)
        elif prop.default is NO_DEFAULT or (before is not None and after is not None):
            yield from differences(prop.shape, before, after, at, kept)
        elif not same(prop.shape, filled(prop, before), filled(prop, after)):
            yield at, before, after


def _in_lists(
    shape: Shape, items: Shape, old: list[Value], new: list[Value], path: str, kept: bool
) -> Iterator[tuple[str, Value, Value]]:
    for here, there in _pairs(shape, old, new):
        if there is None:
            if not (kept and shape.type.key):
                yield f"{path}[{here}]", old[here or 0], None
        elif here is None:
            yield f"{path}[{there}]", None, new[there]
        elif here == there:
            yield from differences(items, old[here], new[there], f"{path}[{here}]", kept)
        else:
            for rest, before, after in differences(items, old[here], new[there], "", kept):
                if before is not None:
                    yield f"{path}[{here}]{rest}", before, None
                if after is not None:
                    yield f"{path}[{there}]{rest}", None, after
