"""Lists that are compared as the set of the single things that their items say (`inputs.Input.apart`), however grouped."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from outscale_provider.model.property import Shape
from outscale_provider.model.single import Single
from outscale_provider.model.translation import from_api, to_api
from outscale_provider.model.values import UNKNOWN, Value


def singles_of(shape: Shape, item: Value) -> Sequence[Single]:
    """What an item of such a list says, one thing at a time."""
    assert shape.apart and shape.items
    if item is UNKNOWN:
        return [Single(repr(item), "", item)]
    return shape.apart(to_api(shape.items, item))


def keys_of(shape: Shape, items: Sequence[Value]) -> list[str]:
    """What the items say, in a form that is the same for all lists that say the same."""
    return sorted({single.key for item in items for single in singles_of(shape, item)})


def differing_places(
    shape: Shape, old: Sequence[Value], new: Sequence[Value]
) -> Iterator[tuple[int | None, int | None]]:
    """The places of the items that say what the other list does not: in pairs where one was made of the other."""
    before, after = _said(shape, old), _said(shape, new)
    gone, come = _beyond(before, after), _beyond(after, before)
    for place in range(max(len(old), len(new))):
        if place in gone and place in come:
            yield place, place
        elif place not in gone and place not in come:
            continue
        elif place < min(len(old), len(new)) and before[place] & after[place]:
            yield place, place
        else:
            yield (place, None) if place in gone else (None, place)


def _said(shape: Shape, items: Sequence[Value]) -> list[set[str]]:
    return [{single.key for single in singles_of(shape, item)} for item in items]


def _beyond(some: list[set[str]], others: list[set[str]]) -> set[int]:
    """The places of those that say something that none of the others does."""
    return {place for place, said in enumerate(some) if not said <= set().union(*others)}


def as_given(shape: Shape, actual: Sequence[Value], given: Sequence[Value]) -> list[Value]:
    """What a list says, in the items that were given as far as all of them is there, and one thing at a time where not."""
    assert shape.items
    there = {single.key: from_api(shape.items, single.item) for item in actual for single in singles_of(shape, item)}
    told: list[Value] = []
    rest = dict(there)
    for item in given:
        keys = [single.key for single in singles_of(shape, item)]
        is_there = all(key in there for key in keys)
        told += [item] if is_there else [rest[key] for key in keys if key in rest]
        for key in keys:
            rest.pop(key, None)
    return told + list(rest.values())
