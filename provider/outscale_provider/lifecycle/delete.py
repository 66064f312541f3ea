"""Delete: ends the resource. Deleting what is gone succeeds."""

from __future__ import annotations

from outscale_provider.errors import Refused
from outscale_provider.lifecycle.operation import RunningOperation
from outscale_provider.lifecycle.steps import Target, identifying
from outscale_provider.model.inputs import AtDeletion
from outscale_provider.model.naming import to_pulumi
from outscale_provider.model.translation import known_request_of
from outscale_provider.model.values import Remote, Values
from outscale_provider.model.verbs import Delete, Leave


async def delete(operation: RunningOperation, id: str, inputs: Values, outputs: Values) -> None:
    """Ends the resource, and waits until it is gone where others have to wait for that."""
    resource = operation.bound.resource
    if isinstance(resource.delete, Leave):
        operation.tell(f"{resource.name} {id} stays as it is: {resource.delete.why}")
        return
    try:
        known = known_request_of(operation.bound.outputs, outputs)
        if resource.delete.before:
            await resource.delete.before(operation, id, known)
        request = _request(operation, resource.delete, Target(id, known), inputs)
        await operation.call(resource.delete.action, request, resource.delete.retry_while)
    except Refused as refusal:
        if refusal.code in resource.delete.gone:
            return
        refusal.add(f"{resource.name} {id} still exists")
        raise
    if resource.delete.waits:
        await operation.wait_until_gone(id)


def _request(operation: RunningOperation, delete: Delete, target: Target, inputs: Values) -> Remote:
    bound = operation.bound
    request = {**identifying(bound, delete.action, delete.by, target), **delete.sends}
    for name, row in bound.resource.inputs.items():
        value = inputs.get(to_pulumi(name))
        if isinstance(row, AtDeletion) and value is not None:
            request[name] = value
    return request
