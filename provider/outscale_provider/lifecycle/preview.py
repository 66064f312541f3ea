"""What a create or update will answer, as far as that is known before it is carried out. No I/O."""

from __future__ import annotations

from outscale_provider.lifecycle.changed_inputs import changed
from outscale_provider.lifecycle.comparing import tells_its_items
from outscale_provider.lifecycle.outputs import in_all_spellings, known_defaults, retold
from outscale_provider.lifecycle.refusals import restarting
from outscale_provider.lifecycle.requests import UpdateRequest
from outscale_provider.model.bound import Bound
from outscale_provider.model.naming import to_pulumi
from outscale_provider.model.property import Property, Shape
from outscale_provider.model.translation import judged, known_request_of
from outscale_provider.model.values import Value, Values


def preview_create(bound: Bound, inputs: Values) -> Values:
    """The outputs that follow from the inputs. Those left out are unknown."""
    left_out = [prop for name, prop in bound.inputs.items() if name not in inputs]
    echoed = {
        name: value
        for name, value in inputs.items()
        if name in bound.echoed and not _may_be_filled_in(bound.inputs[name], value)
    }
    return known_defaults(bound, left_out, inputs) | echoed | in_all_spellings(bound, inputs)


def preview_update(bound: Bound, request: UpdateRequest) -> Values:
    """The old outputs with the new inputs in them. Those that the change may move are left out."""
    inputs, old_outputs = request.inputs, request.old_outputs
    changes = [prop for prop, _, _ in changed(bound, request.old_inputs, inputs, old_outputs)]
    moving = {name for prop in changes for name in prop.moves}
    # What is the business of others may have changed by now.
    moving |= {prop.name for prop in bound.authoritative if prop.name not in inputs}
    known = {name: value for name, value in retold(bound, request).items() if name in inputs or name not in moving}
    partial = {name for name in inputs.keys() & bound.echoed if _may_be_filled_in(bound.inputs[name], inputs[name])}
    as_they_are = partial & old_outputs.keys() - {prop.name for prop in changes} - moving
    return {name: value for name, value in known.items() if name not in partial} | {
        name: old_outputs[name] for name in as_they_are
    }


def _may_be_filled_in(prop: Property, value: Value) -> bool:
    """Whether the answer may say more than an input does: what a program leaves out of an object, the cloud may choose."""
    return prop.kept and not _says_all(prop.shape, value)


def _says_all(shape: Shape, value: Value) -> bool:
    if isinstance(value, dict) and shape.properties:
        return all(
            value.get(name) is not None and _says_all(prop.shape, value[name])
            for name, prop in shape.properties.items()
        )
    if isinstance(value, list) and shape.items:
        return all(_says_all(shape.items, item) for item in value)
    return True


def warnings_of_update(bound: Bound, request: UpdateRequest) -> list[str]:
    """What a user should know before the update is carried out."""
    names, restart = restarting(bound, request), bound.resource.restart
    if not names or restart is None:
        return []
    warning = restart.warning.format(properties=", ".join(names))
    own = request.inputs.get(to_pulumi(restart.allowed_by)) is not None
    return [warning if own else f"{warning}, as the provider's {to_pulumi(restart.allowed_by)} allows"]


def losses_of_update(bound: Bound, request: UpdateRequest) -> list[str]:
    """What the update loses for good."""
    known = known_request_of(bound.outputs, request.old_outputs)
    lost = [
        prop.loses(known, judged(prop.shape, old), judged(prop.shape, new))
        for prop, old, new in changed(bound, request.old_inputs, request.inputs, request.old_outputs)
        if prop.loses and tells_its_items(prop.shape, new)
    ]
    return [f"this update loses {what}" for what in lost if what]
