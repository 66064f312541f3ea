"""Diff: what a change of inputs means for the resource. No I/O."""

from __future__ import annotations

from collections.abc import Sequence

from outscale_provider.lifecycle.changed_inputs import changed, differing_paths, is_in_place
from outscale_provider.lifecycle.losses import lost_with
from outscale_provider.lifecycle.property_path import parts
from outscale_provider.lifecycle.refusals import conflicts
from outscale_provider.lifecycle.requests import Detail, Difference, DiffRequest, Kind
from outscale_provider.model.bound import Bound
from outscale_provider.model.property import OnChange, Property
from outscale_provider.model.translation import judged
from outscale_provider.model.values import UNKNOWN, Value, Values


def diff(bound: Bound, request: DiffRequest) -> Difference:
    """How new inputs differ from those of the last operation.

    An input that is new and asks for what is there already, by the outputs, is no difference.
    """
    old_inputs, inputs, outputs = request.old_inputs, request.inputs, request.old_outputs
    details: dict[str, Detail] = {}
    patterns = [parts(path) for path in request.ignored]
    replaces: list[str] = []
    for prop, old, new in changed(bound, old_inputs, inputs, outputs):
        if prop.on_change is OnChange.NONE:
            continue
        given = (old_inputs.get(prop.name), inputs.get(prop.name))
        # A default is not there to be seen, so there is nothing to look into; but for the default of a map, which is empty.
        is_hidden = None in given and not prop.shape.map_of and not prop.reads_part
        found = [(prop.name, *given)] if is_hidden else differing_paths(prop, old, new)
        differing = [at for at in found if not _is_any(at[0], patterns)]
        if not differing:
            continue
        replacing = _must_replace(prop, old, new, differing) or _is_to_replace(prop, new, inputs)
        if replacing:
            replaces.append(prop.name)
        for path, before, after in differing:
            # A default, or what an answer tells, is not there to be seen.
            here = (old_inputs.get(path), inputs.get(path)) if path == prop.name else (before, after)
            kind = _kind(*here) if old_inputs.get(prop.name) is not None or path == prop.name else "add"
            # What is there, and something else in the same place of the list.
            details[path] = Detail("update" if path in details else kind, replacing)
    lost = lost_with(bound, old_inputs, outputs) if details else ""
    if not replaces:
        return Difference(details, loss=lost)
    # What others may hold on to is not torn down: that would be refused when what protects them is gone already.
    goes_first = not bound.resource.held_by and conflicts(bound, old_inputs, inputs, request.name)
    return Difference(details, replaces, goes_first, lost)


def _is_any(path: str, patterns: Sequence[tuple[str, ...]]) -> bool:
    """Whether a path is one of some, or inside of it. A pattern's `*` stands for anything."""
    here = parts(path)
    return any(
        len(pattern) <= len(here) and all(want in ("*", part) for want, part in zip(pattern, here, strict=False))
        for pattern in patterns
    )


def _must_replace(prop: Property, old: Value, new: Value, differing: Sequence[tuple[str, Value, Value]]) -> bool:
    if prop.on_change is OnChange.REPLACE:
        return True
    if prop.in_place:
        # The name and the place in the list come first. What nobody can tell is for the update to find out.
        known = [parts(path)[2:] for path, before, _ in differing if before is not UNKNOWN]
        return not all(is_in_place(prop.in_place, path) for path in known)
    judge = prop.replaces_when
    return judge is not None and new is not UNKNOWN and judge(judged(prop.shape, old), judged(prop.shape, new))


def _is_to_replace(prop: Property, new: Value, inputs: Values) -> bool:
    """Whether the program asks that a change replaces. What nobody knows yet replaces nothing."""
    return bool(prop.replaces_if) and new is not UNKNOWN and inputs.get(prop.replaces_if) is True


def _kind(old: Value, new: Value) -> Kind:
    if old is None or old is UNKNOWN:
        return "add"
    return "delete" if new is None else "update"
