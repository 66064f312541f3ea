"""Delete: ends the resource. Deleting what is gone succeeds."""

from __future__ import annotations

from outscale_provider.errors import Refused
from outscale_provider.lifecycle.operation import RunningOperation
from outscale_provider.lifecycle.values import to_api
from outscale_provider.model.naming import to_pulumi
from outscale_provider.model.values import Remote, Values


async def delete(operation: RunningOperation, id: str, inputs: Values, outputs: Values) -> None:
    """Ends the resource, and waits until it is gone where others have to wait for that."""
    resource = operation.bound.resource
    try:
        request = _request(operation, id, inputs, outputs)
        await operation.call(resource.delete.action, request, resource.delete.retry_while)
    except Refused as refusal:
        if refusal.code in resource.delete.gone:
            return
        refusal.add(f"{resource.name} {id} still exists")
        raise
    if resource.delete.waits:
        await operation.wait_until_gone(id)


def _request(operation: RunningOperation, id: str, inputs: Values, outputs: Values) -> Remote:
    bound = operation.bound
    resource = bound.resource
    parts = dict(zip(resource.id_parts, resource.split_id(id), strict=True))
    fields = bound.api.action(resource.delete.action).request.fields
    request: Remote = {}
    for parameter, name in (resource.delete.by or {part: part for part in resource.id_parts}).items():
        known = outputs.get(to_pulumi(name))
        value = parts.get(name) if known is None else to_api(bound.outputs[to_pulumi(name)].shape, known)
        if value is not None:
            request[parameter] = [value] if fields[parameter].type.items else value
    for name in resource.delete.options:
        if inputs.get(to_pulumi(name)) is not None:
            request[name] = inputs[to_pulumi(name)]
    return request
