"""Which inputs change: those that differ from the old ones, and ask for what is not there already. No I/O."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from outscale_provider.lifecycle.comparing import differences, has_key_of, holds, in_order_of, same
from outscale_provider.model.bound import Bound
from outscale_provider.model.property import OnChange, Property
from outscale_provider.model.translation import from_api, known_request_of, to_api
from outscale_provider.model.values import UNKNOWN, Value, Values, has_unknown


def changed(
    bound: Bound, old_inputs: Values, inputs: Values, outputs: Values
) -> Iterator[tuple[Property, Value, Value]]:
    """The inputs that differ, with their old and new values. An absent input has its default, if that is known.

    An input that is new asks for nothing where the `outputs` say that it is so already, unless another change moves that.
    """
    if inputs is old_inputs:
        return
    old_inputs = respelled(bound, old_inputs, inputs)
    old_stored, stored = bound.stored(old_inputs), bound.stored(inputs)
    all_told = _all_told(bound, old_inputs)
    there: list[tuple[Property, Value, Value]] = []
    moved: set[str] = set()
    for name, prop in bound.inputs.items():
        if old_inputs.get(name) is inputs.get(name):
            continue
        old, new = prop.wanted_in(old_inputs), prop.wanted_in(inputs)
        if same(prop.shape, old, new) or _are_stored_as_one(prop, old_stored.get(name), stored.get(name)):
            continue
        if new is None and (prop.authoritative or any(inputs.get(other) is not None for other in prop.instead)):
            continue
        if prop.name not in inputs and prop.name not in old_inputs and _is_spelled_otherwise(prop, old_inputs):
            continue
        standing = _standing(bound, prop, old, new, outputs, all_told)
        if not differing_paths(prop, standing, new):
            there.append((prop, old, new))
            continue
        moved.update(prop.moves)
        yield prop, standing, new
    for prop, old, new in there:
        if prop.name in moved and old is None and not prop.reads_part:
            yield prop, old, new


def respelled(bound: Bound, values: Values, as_in: Values) -> Values:
    """Values with each parameter in the spelling that others have it in, where it can be said so."""
    for spellings in bound.spellings.values():
        given = next((prop for prop in spellings if values.get(prop.name) is not None), None)
        wanted = next((prop for prop in spellings if as_in.get(prop.name) is not None), None)
        if given is None or wanted is None or given is wanted or values[given.name] is UNKNOWN:
            continue
        said = from_api(wanted.shape, to_api(given.shape, values[given.name]))
        if said is not None:
            values = {**{name: value for name, value in values.items() if name != given.name}, wanted.name: said}
    return values


def _is_spelled_otherwise(prop: Property, values: Values) -> bool:
    return bool(prop.spells or prop.shape.form) and any(values.get(other) is not None for other in prop.instead)


def _are_stored_as_one(prop: Property, old: Value, new: Value) -> bool:
    return old is not None and new is not None and same(prop.shape, old, new)


def differing_paths(prop: Property, old: Value, new: Value) -> list[tuple[str, Value, Value]]:
    """The paths at which an input differs, with what is there. What nobody can tell is no reason to make anything anew."""
    found = [*differences(prop.shape, old, new, prop.name, prop.kept), *_leaving(prop, old, new)]
    return [at for at in found if at[1] is not UNKNOWN or prop.on_change is not OnChange.REPLACE]


def _all_told(bound: Bound, old_inputs: Values) -> bool:
    """Whether a program has said all that there is, even what no read tells: an import alone lacks what it has to say."""
    untold = [name for name, prop in bound.inputs.items() if prop.required and not prop.readable]
    return bool(untold) and all(old_inputs.get(name) is not None for name in untold)


def is_in_place(paths: Sequence[tuple[str, ...]], path: tuple[str, ...]) -> bool:
    """Whether a path in an item is one of some, or inside of it. The empty one is the item itself, and nothing in it."""
    return any(path[: len(each)] == each if each else path == each for each in paths)


def _leaving(prop: Property, old: Value, new: Value) -> list[tuple[str, Value, Value]]:
    """The items of a list that are given no longer, with their paths, where that takes them away."""
    if prop.stays is None or not isinstance(old, list) or not isinstance(new, list | None):
        return []
    places = [place for place, item in enumerate(old) if not has_key_of(prop.shape, item, new or [])]
    return [(f"{prop.name}[{place}]", old[place], None) for place in places]


def _without_what_stays(bound: Bound, prop: Property, old: Value, new: Value, outputs: Values) -> Value:
    """The old value without the items that are given no longer and are there all the same."""
    if prop.stays is None or prop.shape.items is None or not isinstance(old, list) or not isinstance(new, list | None):
        return old
    known, shape = known_request_of(bound.outputs, outputs), prop.shape.items
    return [
        item for item in old if has_key_of(prop.shape, item, new or []) or not prop.stays(known, to_api(shape, item))
    ]


def _standing(bound: Bound, prop: Property, old: Value, new: Value, outputs: Values, all_told: bool) -> Value:
    """The old value of an input; where it was not given, or not all of it, as far as the outputs tell what is there."""
    old = _without_what_stays(bound, prop, old, new, outputs)
    if new is None or has_unknown(new):
        return old
    if prop.reads_part:
        missing = _not_in(prop, old, new)
        told = _told(bound, prop, missing, outputs) if missing else None
        if told is None:
            return old
        return in_order_of(prop.shape, [*old, *told], new) if isinstance(old, list) else told
    return new if _is_there(bound, prop, old, new, outputs, all_told) else old


def _is_there(bound: Bound, prop: Property, old: Value, new: Value, outputs: Values, all_told: bool) -> bool:
    """Whether a value asks for what is there. An input that is new and that nothing has told of says what is there."""
    if prop.matches:
        verdict = prop.matches(to_api(prop.shape, new), known_request_of(bound.outputs, outputs))
        return old is None and not all_told if verdict is None else verdict
    if old is None and prop.required and not prop.readable:
        return True  # Only an import lacks it, as no read tells it.
    return old is None and prop.name in bound.outputs and holds(prop.shape, _output(bound, prop, outputs), new)


def _output(bound: Bound, prop: Property, outputs: Values) -> Value:
    """What the outputs have of an input, as the input says it."""
    if prop.reads is None:
        return outputs.get(prop.name)
    try:
        return from_api(prop.shape, prop.reads(known_request_of(bound.outputs, outputs)))
    except (KeyError, TypeError):
        return outputs.get(prop.name)


def _told(bound: Bound, prop: Property, wanted: Value, outputs: Values) -> Value:
    """What the outputs tell of a value that is asked for. Where they lack what they should have, the program is believed."""
    assert prop.reads_part
    try:
        told = prop.reads_part(known_request_of(bound.outputs, outputs), to_api(prop.shape, wanted))
    except (KeyError, TypeError):
        return wanted
    return from_api(prop.shape, told)


def _not_in(prop: Property, old: Value, new: Value) -> Value:
    """What is asked for and was not before: a value, or the items of a list whose keys are new."""
    if old is None:
        return new
    if not isinstance(old, list) or not isinstance(new, list) or not prop.shape.type.key:
        return None
    return [item for item in new if not has_key_of(prop.shape, item, old)]
