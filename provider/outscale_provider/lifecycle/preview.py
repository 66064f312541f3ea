"""What a create or update will answer, as far as that is known before it is carried out. No I/O."""

from __future__ import annotations

from outscale_provider.lifecycle.diff import changed
from outscale_provider.lifecycle.outputs import known_defaults, retold
from outscale_provider.lifecycle.refusals import restarting
from outscale_provider.lifecycle.requests import UpdateRequest
from outscale_provider.model.bound import Bound
from outscale_provider.model.values import Values


def preview_create(bound: Bound, inputs: Values) -> Values:
    """The outputs that follow from the inputs. Those left out are unknown."""
    left_out = [prop for name, prop in bound.inputs.items() if name not in inputs]
    return known_defaults(bound, left_out, inputs) | {
        name: value for name, value in inputs.items() if name in bound.echoed
    }


def preview_update(bound: Bound, request: UpdateRequest) -> Values:
    """The old outputs with the new inputs in them. Those that the change may move are left out."""
    changes = changed(bound, request.old_inputs, request.inputs, request.old_outputs)
    moving = {name for prop, _, _ in changes for name in prop.moves}
    return {
        name: value for name, value in retold(bound, request).items() if name in request.inputs or name not in moving
    }


def warnings_of_update(bound: Bound, request: UpdateRequest) -> list[str]:
    """What a user should know before the update is carried out."""
    names, restart = restarting(bound, request), bound.resource.restart
    return [restart.warning.format(properties=", ".join(names))] if names and restart else []
