"""What a create or update will answer, as far as that is known before it is carried out. No I/O."""

from __future__ import annotations

from outscale_provider.lifecycle.diff import changed
from outscale_provider.lifecycle.outputs import known_defaults, retold
from outscale_provider.lifecycle.refusals import restarting
from outscale_provider.model.bound import Bound
from outscale_provider.model.values import Values


def preview_create(bound: Bound, inputs: Values) -> Values:
    """The outputs that follow from the inputs. Those left out are unknown."""
    left_out = [prop for name, prop in bound.inputs.items() if name not in inputs]
    return known_defaults(bound, left_out, inputs) | {
        name: value for name, value in inputs.items() if name in bound.echoed
    }


def preview_update(bound: Bound, old_inputs: Values, inputs: Values, old_outputs: Values) -> Values:
    """The old outputs with the new inputs in them. Those that the change may move are left out."""
    moving = {name for prop, _, _ in changed(bound, old_inputs, inputs, old_outputs) for name in prop.moves}
    outputs = retold(bound, old_outputs, old_inputs, inputs)
    return {name: value for name, value in outputs.items() if name in inputs or name not in moving}


def warnings_of_update(bound: Bound, old_inputs: Values, inputs: Values, old_outputs: Values) -> list[str]:
    """What a user should know before the update is carried out."""
    names, restart = restarting(bound, old_inputs, inputs, old_outputs), bound.resource.restart
    return [restart.warning.format(properties=", ".join(names))] if names and restart else []
