"""Create: makes the resource, and does what of it takes further requests."""

from __future__ import annotations

from outscale_provider.errors import Incomplete, ProviderError
from outscale_provider.lifecycle.changes import apply, differing, picked, retag, wait_until_ready, with_tags
from outscale_provider.lifecycle.operation import RunningOperation
from outscale_provider.lifecycle.outputs import outputs_of
from outscale_provider.lifecycle.read import Found
from outscale_provider.lifecycle.values import from_api, request_of
from outscale_provider.model.resource import Bound
from outscale_provider.model.values import Remote, Values


async def create(operation: RunningOperation, inputs: Values) -> Found:
    """Makes the resource. Once it exists, whatever goes wrong raises Incomplete."""
    bound = operation.bound
    asked = request_of(bound.inputs, {name: value for name, value in inputs.items() if name != "tags"})
    remote = await _create(operation, asked)
    id = "/".join(str({**asked, **remote}[part]) for part in bound.resource.id_parts)
    remote = picked(operation, id, remote)
    outputs = outputs_of(bound, remote, inputs, _only_told_once(bound, remote))
    try:
        remote = await _finish(operation, id, inputs, remote)
    except ProviderError as reason:
        raise Incomplete(id, inputs, outputs, reason, bound.resource.name) from reason
    return Found(id, inputs, outputs_of(bound, remote, inputs, outputs))


async def _create(operation: RunningOperation, asked: Remote) -> Remote:
    """The new object, as far as the action tells it: some answer it whole, links only their identifier."""
    bound = operation.bound
    if bound.resource.create_function:
        return await bound.resource.create_function(operation, asked)
    request = {name: value for name, value in asked.items() if name in bound.create_parameters}
    response = await operation.call(bound.resource.create.action, request, bound.resource.create.retry_while)
    answered = next((value for value in response.values() if isinstance(value, dict)), None)
    return {**request, **response} if answered is None else answered


async def _finish(operation: RunningOperation, id: str, inputs: Values, remote: Remote) -> Remote:
    bound = operation.bound
    tags = inputs.get("tags")
    if tags:
        await retag(operation, id, {}, tags)
        remote = with_tags(remote, tags)
    if bound.resource.create.read_after:
        remote = await operation.remote(id) or remote
    remote = await wait_until_ready(operation, id, remote)
    left = differing(operation, inputs, remote) - {"tags"}
    if left:
        remote = await apply(operation, id, inputs, left)
        remote = with_tags(remote, tags) if tags else remote
    return remote


def _only_told_once(bound: Bound, remote: Remote) -> Values:
    """Outputs that only the create action answers, such as a private key."""
    return {
        name: from_api(prop.shape, remote[prop.api_name])
        for name, prop in bound.outputs.items()
        if name not in bound.answered and prop.api_name in remote
    }
