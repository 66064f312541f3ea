"""Changes that can't be made in place, judged where it is known that the resource will not be replaced. No I/O."""

from __future__ import annotations

from outscale_provider.errors import UsageError
from outscale_provider.lifecycle.changed_inputs import changed, differing_paths, is_in_place
from outscale_provider.lifecycle.names import is_automatic
from outscale_provider.lifecycle.property_path import parts
from outscale_provider.lifecycle.requests import UpdateRequest
from outscale_provider.model.bound import Bound
from outscale_provider.model.naming import to_pulumi
from outscale_provider.model.property import OnChange, Property
from outscale_provider.model.translation import judged, judged_request_of, known_request_of
from outscale_provider.model.values import UNKNOWN, Value, Values
from outscale_provider.violations import Violation


def refuse_impossible(bound: Bound, request: UpdateRequest) -> None:
    """Raises UsageError where a change is one that this resource can't have, or that its program has to allow."""
    inputs = request.inputs
    reasons = [
        f"{prop.name}: {reason}"
        for prop, old, new in changed(bound, request.old_inputs, inputs, request.old_outputs)
        if (reason := _refusal(prop, old, new))
    ]
    restart = bound.resource.restart
    if restart and not may_restart(bound, inputs):
        names = restarting(bound, request)
        known = [name for name in names if inputs.get(name) is not UNKNOWN]
        reasons += [f"{', '.join(known)}: {restart.refusal}"] if known else []
    if reasons:
        raise UsageError(f"{bound.resource.name} {request.id} is as it was, since {'; '.join(reasons)}")


def replacements_in_use(bound: Bound, old_inputs: Values, inputs: Values, name: str) -> list[Violation]:
    """Changes that would replace what others may hold on to, where the old one would have to go first.

    The engine deletes what depends on it before it comes to that: nothing would be left but the refusal. `name` is the
    resource's in the program.
    """
    if not bound.resource.held_by:
        return []
    replacing = [
        prop.name
        for prop, old, new in changed(bound, old_inputs, inputs, {})
        if prop.on_change is OnChange.REPLACE and old is not None and new is not UNKNOWN
    ]
    if not replacing or not conflicts(bound, old_inputs, inputs, name):
        return []
    autonamed = to_pulumi(bound.resource.autonamed)
    reason = (
        f"can't be changed under the same {autonamed}: the old {bound.resource.name} would have to go first, and all that"
        f" depends on it before that, but {bound.resource.held_by} may still use it. Nothing was changed. Leave {autonamed}"
        " out, or give it another value: both then exist until nothing uses the old one. A later `pulumi up` can change the"
        " name back"
    )
    return [Violation(path, reason) for path in replacing]


def _refusal(prop: Property, old: Value, new: Value) -> str:
    if prop.refused_when is None or new is UNKNOWN or old is UNKNOWN:
        return ""
    return prop.refused_when(judged(prop.shape, old), judged(prop.shape, new))


def may_restart(bound: Bound, inputs: Values) -> bool:
    """Whether a running VM may be stopped for an update. What the resource says counts more than the provider's setting."""
    assert bound.resource.restart
    said = inputs.get(to_pulumi(bound.resource.restart.allowed_by))
    return bound.allows_restart if said is None else bool(said)


def restarting(bound: Bound, request: UpdateRequest) -> list[str]:
    """The changed inputs for which a running VM has to be stopped."""
    restart = bound.resource.restart
    if restart is None:
        return []
    changes = changed(bound, request.old_inputs, request.inputs, request.old_outputs)
    names = [prop.name for prop, old, new in changes if _stops(prop, old, new)]
    old, new = known_request_of(bound.inputs, request.old_inputs), judged_request_of(bound.inputs, request.inputs)
    return [] if not names or restart.needless(old, new) else names


def _stops(prop: Property, old: Value, new: Value) -> bool:
    """Whether a change is made while the VM is stopped. Whether what nobody can tell will be one, the update finds out."""
    if not prop.in_place_stopped:
        return prop.on_change is OnChange.RESTART
    return any(
        is_in_place(prop.in_place_stopped, parts(path)[2:])
        for path, before, _ in differing_paths(prop, old, new)
        if before is not UNKNOWN
    )


def conflicts(bound: Bound, old_inputs: Values, inputs: Values, name: str) -> bool:
    """Whether the old resource would have to be gone before the new one can be made. `name` is its name in the program."""
    judge, autonamed = bound.resource.conflicts, bound.resource.autonamed
    if judge is None or (autonamed and is_automatic(bound, str(inputs.get(to_pulumi(autonamed))), name)):
        return False
    return judge(known_request_of(bound.inputs, old_inputs), judged_request_of(bound.inputs, inputs))
