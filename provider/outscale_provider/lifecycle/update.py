"""Update: carries changed inputs out by the actions that the resource declares for them."""

from __future__ import annotations

from outscale_provider.errors import Failed, Incomplete, ProviderError, Unanswered
from outscale_provider.lifecycle.changes import apply, differing, retag, wait_until_ready, with_tags
from outscale_provider.lifecycle.diff import changed
from outscale_provider.lifecycle.operation import RunningOperation
from outscale_provider.lifecycle.outputs import outputs_of, retold
from outscale_provider.lifecycle.read import Found
from outscale_provider.model.property import Change
from outscale_provider.model.values import Remote, Values


async def update(
    operation: RunningOperation, id: str, old_inputs: Values, inputs: Values, old_outputs: Values
) -> Found:
    """Changes the resource. Where nothing changes it finishes what an earlier operation left over.

    Raises Incomplete where some of the changes were made and others not.
    """
    bound = operation.bound
    names = {
        prop.name for prop, _, _ in changed(bound, old_inputs, inputs) if prop.change in (Change.UPDATE, Change.RESTART)
    }
    try:
        if names:
            remote = await _change(operation, id, old_inputs, inputs, names)
        else:
            remote = await _resume(operation, id, inputs)
    except ProviderError as reason:
        if names and not operation.carried_out:
            if not isinstance(reason, Unanswered):
                reason.add(f"{bound.resource.name} {id} is as it was")
            raise
        outputs = retold(bound, old_outputs, old_inputs, inputs)
        raise Incomplete(id, inputs, outputs, reason, bound.resource.name) from reason
    if remote is None:
        return Found(id, inputs, retold(bound, old_outputs, old_inputs, inputs))
    return Found(id, inputs, outputs_of(bound, remote, inputs, old_outputs))


async def _change(
    operation: RunningOperation, id: str, old_inputs: Values, inputs: Values, names: set[str]
) -> Remote | None:
    """Makes the changes; answers the object as an action told it, None where none did."""
    tags = inputs.get("tags", {})
    if "tags" in names:
        await retag(operation, id, old_inputs.get("tags", {}), tags)
    others = names - {"tags"}
    if not others:
        return None
    remote = with_tags(await apply(operation, id, inputs, others), tags)
    return await wait_until_ready(operation, id, remote)


async def _resume(operation: RunningOperation, id: str, inputs: Values) -> Remote:
    """Looks at what is there, and does what is still missing."""
    remote = await operation.remote(id)
    if remote is None:
        raise Failed(
            f"{operation.bound.resource.name} {id} no longer exists; `pulumi refresh` takes it out of the stack"
        )
    remote = await wait_until_ready(operation, id, remote)
    left = differing(operation, inputs, remote)
    if "tags" in left:
        tags = inputs.get("tags", {})
        await retag(operation, id, {tag["Key"]: tag["Value"] for tag in remote.get("Tags", ())}, tags)
        remote = with_tags(remote, tags)
    if left - {"tags"}:
        applied = await apply(operation, id, inputs, left - {"tags"})
        remote = with_tags(applied, inputs.get("tags", {}))
    return remote
