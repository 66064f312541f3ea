"""Delete: ends the resource. Deleting what is gone succeeds."""

from __future__ import annotations

from outscale_provider.errors import Refused
from outscale_provider.lifecycle.guarding import guarded
from outscale_provider.lifecycle.losses import lost_with
from outscale_provider.lifecycle.observed import ours, remote_value
from outscale_provider.lifecycle.operation import RunningOperation
from outscale_provider.lifecycle.steps import Target, deletion_request, moved_target
from outscale_provider.model.inputs import AtDeletion
from outscale_provider.model.naming import to_pulumi
from outscale_provider.model.translation import known_request_of, request_of
from outscale_provider.model.values import Remote, Values
from outscale_provider.model.verbs import Delete, Leave


async def delete(operation: RunningOperation, id: str, inputs: Values, outputs: Values) -> None:
    """Ends the resource, and waits until it is gone where others have to wait for that."""
    resource = operation.bound.resource
    if isinstance(resource.delete, Leave):
        _tell_it_stays(operation, id, resource.delete.why)
        return
    claim = operation.claims.on(operation.bound, inputs)
    if claim and claim.has_it:
        _tell_it_stays(operation, id, f"it is in {claim.list}")
        return
    known = known_request_of(operation.bound.outputs, outputs)
    if operation.bound.made_of or resource.delete.looks:
        known = await _still_there(operation, id, known, inputs)
        if not known:
            return
    everything = {**known, **known_request_of(operation.bound.inputs, inputs)}
    async with guarded(operation, id, None, everything):
        is_new = await _end(operation, resource.delete, Target(id, known), inputs, everything)
    if resource.delete.after:
        await resource.delete.after(operation, id, everything)
    lost = lost_with(operation.bound, inputs, outputs) if is_new else ""
    if lost:
        operation.tell(f"{resource.name} {id} is deleted, and with it goes {lost}")
    if resource.delete.waits and is_new:
        await operation.wait_until_gone(id)


async def _still_there(operation: RunningOperation, id: str, known: Remote, inputs: Values) -> Remote:
    """What there is yet to delete. Of what the resource is made of, that is what others have not taken away, which is refused.

    By the inputs, since the outputs may show what others have given.
    """
    remote = await operation.remote(id)
    made_of = operation.bound.made_of
    if remote is None or not made_of:
        return remote or {}
    found = {prop.name: ours(prop, remote_value(prop, remote), inputs.get(prop.name)) for prop in made_of}
    there = request_of(operation.bound.inputs, {name: value for name, value in found.items() if value})
    return {**known, **dict.fromkeys(prop.api_name for prop in made_of), **there} if there else {}


async def _end(operation: RunningOperation, delete: Delete, target: Target, inputs: Values, everything: Remote) -> bool:
    """Does what comes before the deletion, and sends it. Answers whether there was something to delete."""
    try:
        if delete.before:
            await delete.before(operation, target.id, everything)
        await operation.call(delete.action, _request(operation, delete, target, inputs), delete.retry_while)
    except Refused as refusal:
        if refusal.code in delete.gone:
            moved = await moved_target(operation, delete.action, delete.by, target)
            return await _end(operation, delete, moved, inputs, everything) if moved else False
        if refusal.code in delete.leaves:
            _tell_it_stays(operation, target.id, delete.leaves[refusal.code])
            return False
        refusal.add(f"{operation.bound.resource.name} {target.id} still exists")
        raise
    return True


def _tell_it_stays(operation: RunningOperation, id: str, why: str) -> None:
    operation.tell(f"{operation.bound.resource.name} {id} stays as it is: {why}")


def _request(operation: RunningOperation, delete: Delete, target: Target, inputs: Values) -> Remote:
    bound = operation.bound
    request = deletion_request(bound, delete, target)
    for name, row in bound.resource.inputs.items():
        value = inputs.get(to_pulumi(name))
        if isinstance(row, AtDeletion) and value is not None:
            request[name] = value
    return request
