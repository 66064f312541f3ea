"""Update: carries changed inputs out by the steps that the resource declares for them."""

from __future__ import annotations

from outscale_provider.errors import (
    CloudError,
    Failed,
    Incomplete,
    ProviderError,
    Refused,
    Throttled,
    TimedOut,
    Unanswered,
    Unauthenticated,
    UsageError,
    as_provider_error,
)
from outscale_provider.lifecycle.operation import RunningOperation
from outscale_provider.lifecycle.outputs import outputs_of, retold
from outscale_provider.lifecycle.reconcile import changing_in, planned, reconcile, wait_until_ready
from outscale_provider.lifecycle.refusals import refuse_impossible
from outscale_provider.lifecycle.requests import ResourceState, UpdateRequest
from outscale_provider.lifecycle.steps import take_steps
from outscale_provider.model.property import Property
from outscale_provider.model.values import Remote, Values

_GONE = (
    "{what} no longer exists: it was deleted outside of this stack. `pulumi refresh` takes it out of the stack, and the next"
    " `pulumi up` makes it anew; `pulumi up --refresh` does both"
)


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
        if await _is_gone(operation, id, reason):
            reason.add(_GONE.format(what=f"{bound.resource.name} {id}"))
            raise reason from error
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
        raise Failed("what an earlier operation had left over can't be done")
    return await reconcile(operation, id, inputs, remote, resuming=True)


async def _is_gone(operation: RunningOperation, id: str, reason: ProviderError) -> bool:
    """Whether a change failed since somebody else has deleted the resource, of which the engine does not know."""
    if not isinstance(reason, Refused | Failed | TimedOut | UsageError) or isinstance(
        reason, Throttled | Unauthenticated
    ):
        return False
    try:
        return await operation.remote(id) is None
    except CloudError:
        return False
