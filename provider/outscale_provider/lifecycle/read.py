"""Read: the resource as it is now, for refreshes and imports."""

from __future__ import annotations

from dataclasses import dataclass

from outscale_provider.errors import UsageError
from outscale_provider.lifecycle.operation import RunningOperation
from outscale_provider.lifecycle.outputs import inputs_of, outputs_of
from outscale_provider.model.values import Values


@dataclass(frozen=True)
class Found:
    """A resource that exists."""

    id: str
    inputs: Values
    outputs: Values


async def read(operation: RunningOperation, id: str, old_inputs: Values, old_outputs: Values) -> Found | None:
    """The resource, None where it does not exist. Without old inputs it is an import."""
    try:
        remote = await operation.remote(id)
    except ValueError as error:
        raise UsageError(f"{id!r}: {error}") from error
    if remote is None:
        return None
    bound = operation.bound
    inputs = inputs_of(bound, remote, old_inputs, importing=not old_outputs)
    return Found(id, inputs, outputs_of(bound, remote, inputs, old_outputs))
