"""Read: the resource as it is now, for refreshes and imports."""

from __future__ import annotations

from outscale_provider.errors import UsageError
from outscale_provider.lifecycle.identity import id_of, id_violation
from outscale_provider.lifecycle.operation import RunningOperation
from outscale_provider.lifecycle.outputs import inputs_of, outputs_of
from outscale_provider.lifecycle.requests import ReadRequest, ResourceState


async def read(operation: RunningOperation, request: ReadRequest) -> ResourceState | None:
    """The resource, None where it does not exist."""
    bound, id, importing = operation.bound, request.id, not request.old_outputs
    violation = id_violation(bound, id) if importing else ""
    if violation:
        raise UsageError(f"{id!r} can't be the id of a {bound.resource.name}: {violation}")
    remote = await operation.remote(id)
    if remote is None:
        return None
    inputs = inputs_of(bound, remote, request.old_inputs, importing)
    if bound.made_of and not any(inputs.get(prop.name) for prop in bound.made_of):
        return None
    return ResourceState(id_of(bound, remote), inputs, outputs_of(bound, remote, inputs, request.old_outputs))
