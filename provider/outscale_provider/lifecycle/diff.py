"""Diff: what a change of inputs means for the resource. No I/O."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Literal

from outscale_provider.lifecycle.comparing import differences, has_key_of, holds, in_order_of, same
from outscale_provider.lifecycle.names import is_automatic
from outscale_provider.lifecycle.property_path import parts
from outscale_provider.lifecycle.requests import DiffRequest
from outscale_provider.model.bound import Bound
from outscale_provider.model.naming import to_pulumi
from outscale_provider.model.property import Change, Property
from outscale_provider.model.translation import from_api, known_request_of, request_of, to_api
from outscale_provider.model.values import UNKNOWN, Value, Values, has_unknown

Kind = Literal["add", "delete", "update"]


@dataclass(frozen=True)
class Detail:
    """What happens at one property path."""

    kind: Kind
    replaces: bool


@dataclass(frozen=True)
class Difference:
    """What an operation would change. `details` are by property path; `replaces` are properties."""

    details: dict[str, Detail] = field(default_factory=dict)
    replaces: list[str] = field(default_factory=list)
    delete_before_replace: bool = False
    #: What a user has to know of it before it is carried out.
    warning: str = ""


def diff(bound: Bound, request: DiffRequest) -> Difference:
    """How new inputs differ from those of the last operation.

    An input that is new and asks for what is there already, by the outputs, is no difference.
    """
    old_inputs, inputs, outputs = request.old_inputs, request.inputs, request.old_outputs
    details: dict[str, Detail] = {}
    patterns = [parts(path) for path in request.ignored]
    replaces: list[str] = []
    for prop, old, new in changed(bound, old_inputs, inputs, outputs):
        if prop.change is Change.NONE:
            continue
        given = (old_inputs.get(prop.name), inputs.get(prop.name))
        # A default is not there to be seen, so there is nothing to look into; but for the default of a map, which is empty.
        is_hidden = None in given and not prop.shape.map_of and not prop.told
        found = [(prop.name, *given)] if is_hidden else _differing(prop, old, new)
        differing = [at for at in found if not _is_any(at[0], patterns)]
        if not differing:
            continue
        replacing = _must_replace(prop, old, new, differing)
        if replacing:
            replaces.append(prop.name)
        for path, before, after in differing:
            # A default, or what an answer tells, is not there to be seen.
            here = (old_inputs.get(path), inputs.get(path)) if path == prop.name else (before, after)
            kind = _kind(*here) if old_inputs.get(prop.name) is not None or path == prop.name else "add"
            # What is there, and something else in the same place of the list.
            details[path] = Detail("update" if path in details else kind, replacing)
    if not replaces:
        return Difference(details)
    # What others may hold on to is not torn down: that would be refused when what protects them is gone already.
    goes_first = not bound.resource.held_by and conflicts(bound, old_inputs, inputs, request.name)
    return Difference(details, replaces, goes_first, _loss(bound, outputs))


def changed(
    bound: Bound, old_inputs: Values, inputs: Values, outputs: Values
) -> Iterator[tuple[Property, Value, Value]]:
    """The inputs that differ, with their old and new values. An absent input has its default, if that is known.

    An input that is new asks for nothing where the `outputs` say that it is so already, unless another change moves that.
    """
    if inputs is old_inputs:
        return
    old_stored, stored = bound.stored(old_inputs), bound.stored(inputs)
    there: list[tuple[Property, Value, Value]] = []
    moved: set[str] = set()
    for name, prop in bound.inputs.items():
        if old_inputs.get(name) is inputs.get(name):
            continue
        old, new = prop.wanted_in(old_inputs), prop.wanted_in(inputs)
        if same(prop.shape, old, new) or _are_stored_as_one(prop, old_stored.get(name), stored.get(name)):
            continue
        if new is None and any(inputs.get(other) is not None for other in prop.instead):
            continue
        standing = _standing(bound, prop, old, new, outputs)
        if not _differing(prop, standing, new):
            there.append((prop, old, new))
            continue
        moved.update(prop.moves)
        yield prop, standing, new
    for prop, old, new in there:
        if prop.name in moved and old is None and not prop.told:
            yield prop, old, new


def _are_stored_as_one(prop: Property, old: Value, new: Value) -> bool:
    return old is not None and same(prop.shape, old, new)


def _differing(prop: Property, old: Value, new: Value) -> list[tuple[str, Value, Value]]:
    """The paths at which an input differs, with what is there. What nobody can tell is no reason to make anything anew."""
    found = differences(prop.shape, old, new, prop.name, prop.kept)
    return [at for at in found if at[1] is not UNKNOWN or prop.change is not Change.REPLACE]


def _standing(bound: Bound, prop: Property, old: Value, new: Value, outputs: Values) -> Value:
    """The old value of an input; where it was not given, or not all of it, as far as the outputs tell what is there."""
    if new is None or has_unknown(new):
        return old
    if prop.told:
        missing = _not_in(prop, old, new)
        told = _told(bound, prop, missing, outputs) if missing else None
        if told is None:
            return old
        return in_order_of(prop.shape, [*old, *told], new) if isinstance(old, list) else told
    return new if _is_there(bound, prop, old, new, outputs) else old


def _is_there(bound: Bound, prop: Property, old: Value, new: Value, outputs: Values) -> bool:
    """Whether a value asks for what is there. An input that is new and that nothing tells of says what is there."""
    if prop.agrees:
        verdict = prop.agrees(to_api(prop.shape, new), known_request_of(bound.outputs, outputs))
        return old is None if verdict is None else verdict
    return old is None and prop.name in bound.outputs and holds(prop.shape, outputs.get(prop.name), new)


def _told(bound: Bound, prop: Property, wanted: Value, outputs: Values) -> Value:
    """What the outputs tell of a value that is asked for. Where they lack what they should have, the program is believed."""
    assert prop.told
    try:
        told = prop.told(known_request_of(bound.outputs, outputs), to_api(prop.shape, wanted))
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


def _is_any(path: str, patterns: Sequence[tuple[str, ...]]) -> bool:
    """Whether a path is one of some, or inside of it. A pattern's `*` stands for anything."""
    here = parts(path)
    return any(
        len(pattern) <= len(here) and all(want in ("*", part) for want, part in zip(pattern, here, strict=False))
        for pattern in patterns
    )


def _must_replace(prop: Property, old: Value, new: Value, differing: Sequence[tuple[str, Value, Value]]) -> bool:
    if prop.change is Change.REPLACE:
        return True
    if prop.in_place:
        # The name and the place in the list come first. What nobody can tell is for the update to find out.
        return any(parts(path)[2:] not in prop.in_place for path, before, _ in differing if before is not UNKNOWN)
    judge = prop.replaces_when
    return judge is not None and new is not UNKNOWN and judge(to_api(prop.shape, old), to_api(prop.shape, new))


def _loss(bound: Bound, outputs: Values) -> str:
    if bound.resource.loses is None:
        return ""
    try:
        lost = bound.resource.loses(known_request_of(bound.outputs, outputs))
    except (KeyError, TypeError):
        lost = "what is in it"
    return f"a replacement loses {lost}" if lost else ""


def _kind(old: Value, new: Value) -> Kind:
    if old is None or old is UNKNOWN:
        return "add"
    return "delete" if new is None else "update"


def conflicts(bound: Bound, old_inputs: Values, inputs: Values, name: str) -> bool:
    """Whether the old resource would have to be gone before the new one can be made. `name` is its name in the program."""
    judge, autonamed = bound.resource.conflicts, bound.resource.autonamed
    if judge is None or (autonamed and is_automatic(bound, str(inputs.get(to_pulumi(autonamed))), name)):
        return False
    return judge(known_request_of(bound.inputs, old_inputs), request_of(bound.inputs, inputs))
