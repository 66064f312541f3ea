"""Update: carries changed inputs out by the steps that the resource declares for them."""

from __future__ import annotations

from outscale_provider.errors import Failed, Incomplete, Unanswered, as_provider_error
from outscale_provider.lifecycle.operation import RunningOperation
from outscale_provider.lifecycle.outputs import outputs_of, retold
from outscale_provider.lifecycle.reconcile import changing_in, planned, reconcile, wait_until_ready
from outscale_provider.lifecycle.refusals import refuse_impossible
from outscale_provider.lifecycle.requests import ResourceState, UpdateRequest
from outscale_provider.lifecycle.steps import take_steps
from outscale_provider.model.property import Property
from outscale_provider.model.values import Remote, Values


async def update(operation: RunningOperation, request: UpdateRequest) -> ResourceState:
    """Changes the resource. Where nothing changes it finishes what an earlier operation left over.

    Raises Incomplete where some of the changes were made and others not.
    """
    bound, id, inputs = operation.bound, request.id, request.inputs
    refuse_impossible(bound, request)
    changing = changing_in(bound, request)
    try:
        if changing:
            remote = await _change(operation, request, changing)
        else:
            remote = await _resume(operation, id, inputs)
        if remote is None:
            return ResourceState(id, inputs, retold(bound, request))
        return ResourceState(id, inputs, outputs_of(bound, remote, inputs, request.old_outputs))
    except Exception as error:
        reason = as_provider_error(error)
        if changing and not operation.carried_out:
            if not isinstance(reason, Unanswered):
                reason.add(f"{bound.resource.name} {id} is as it was")
            raise reason from error
        raise Incomplete(id, inputs, retold(bound, request), reason, bound.resource.name) from error


async def _change(operation: RunningOperation, request: UpdateRequest, changing: list[Property]) -> Remote | None:
    """Makes the changes; answers the object as an action told it, None where none did."""
    target, changes = planned(operation.bound, request, changing)
    remote = await take_steps(operation, target, changes)
    return None if remote is None else await wait_until_ready(operation, request.id, remote)


async def _resume(operation: RunningOperation, id: str, inputs: Values) -> Remote:
    """Looks at what is there, and does what is still missing."""
    remote = await operation.remote(id)
    if remote is None:
        raise Failed(
            f"{operation.bound.resource.name} {id} no longer exists; `pulumi refresh` takes it out of the stack"
        )
    return await reconcile(operation, id, inputs, remote, resuming=True)
