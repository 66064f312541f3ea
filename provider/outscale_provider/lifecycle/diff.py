"""Diff: what a change of inputs means for the resource. No I/O."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Literal

from outscale_provider.lifecycle.check import is_automatic
from outscale_provider.lifecycle.values import differences, holds, parts, same
from outscale_provider.model.bound import Bound
from outscale_provider.model.naming import to_pulumi
from outscale_provider.model.property import NO_DEFAULT, Change, Property
from outscale_provider.model.translation import known_request_of, request_of, to_api
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


def diff(
    bound: Bound,
    old_inputs: Values,
    inputs: Values,
    outputs: Values,
    ignored: Sequence[str] = (),
    name: str = "",
) -> Difference:
    """How new inputs differ from those of the last operation, other than at the property paths that are `ignored`.

    An input that is new and asks for what is there already, by the `outputs`, is no difference. `name` is the resource's in
    the program.
    """
    details: dict[str, Detail] = {}
    patterns = [parts(path) for path in ignored]
    replaces: list[str] = []
    for prop, old, new in changed(bound, old_inputs, inputs):
        if prop.change is Change.NONE or _is_there(bound, prop, old, new, outputs):
            continue
        differing = [at for at in differences(prop.shape, old, new, prop.name) if not _is_any(at[0], patterns)]
        if not differing:
            continue
        replacing = prop.change is Change.REPLACE or _must_replace(prop, old, new)
        if replacing:
            replaces.append(prop.name)
        for path, before, after in differing:
            # A default is not there to be seen.
            here = (old_inputs.get(path), inputs.get(path)) if path == prop.name else (before, after)
            details[path] = Detail(_kind(*here), replacing)
    # What others may hold on to is not torn down: that would be refused when what protects them is gone already.
    goes_first = bool(replaces) and not bound.resource.held_by and conflicts(bound, old_inputs, inputs, name)
    return Difference(details, replaces, goes_first)


def changed(bound: Bound, old_inputs: Values, inputs: Values) -> Iterator[tuple[Property, Value, Value]]:
    """The inputs that differ, with their old and new values. An absent input has its default, if that is known."""
    if inputs is old_inputs:
        return
    old_stored, stored = bound.stored(old_inputs), bound.stored(inputs)
    for name, prop in bound.inputs.items():
        old, new = old_inputs.get(name), inputs.get(name)
        if old is new or (new is None and prop.kept):
            continue
        if prop.default is not NO_DEFAULT:
            old = prop.default if old is None else old
            new = prop.default if new is None else new
        if not same(prop.shape, old, new) and not _are_stored_as_one(prop, old_stored.get(name), stored.get(name)):
            yield prop, old, new


def _are_stored_as_one(prop: Property, old: Value, new: Value) -> bool:
    return old is not None and same(prop.shape, old, new)


def _is_there(bound: Bound, prop: Property, old: Value, new: Value, outputs: Values) -> bool:
    """Whether a value asks for what is there. An input that is new and that nothing tells of says what is there."""
    if prop.agrees and new is not None and not has_unknown(new):
        verdict = prop.agrees(to_api(prop.shape, new), known_request_of(bound.outputs, outputs))
        return old is None if verdict is None else verdict
    return old is None and prop.name in bound.outputs and holds(prop.shape, outputs.get(prop.name), new)


def _is_any(path: str, patterns: Sequence[tuple[str, ...]]) -> bool:
    """Whether a path is one of some, or inside of it. A pattern's `*` stands for anything."""
    here = parts(path)
    return any(
        len(pattern) <= len(here) and all(want in ("*", part) for want, part in zip(pattern, here, strict=False))
        for pattern in patterns
    )


def _must_replace(prop: Property, old: Value, new: Value) -> bool:
    judge = prop.replaces_when
    return judge is not None and new is not UNKNOWN and judge(to_api(prop.shape, old), to_api(prop.shape, new))


def _kind(old: Value, new: Value) -> Kind:
    if old is None:
        return "add"
    return "delete" if new is None else "update"


def conflicts(bound: Bound, old_inputs: Values, inputs: Values, name: str) -> bool:
    """Whether the old resource would have to be gone before the new one can be made. `name` is its name in the program."""
    judge, autonamed = bound.resource.conflicts, bound.resource.autonamed
    if judge is None or (autonamed and is_automatic(str(inputs.get(to_pulumi(autonamed))), name)):
        return False
    return judge(known_request_of(bound.inputs, old_inputs), request_of(bound.inputs, inputs))
