"""Creates exactly once: notes the creation in the journal before it is sent, and recovers what a lost answer was about."""

from __future__ import annotations

from dataclasses import dataclass

from outscale_provider.clock import now
from outscale_provider.errors import Cancelled, CloudError, ProviderError, Refused, Unanswered
from outscale_provider.lifecycle.creation import NewObject, id_of_new, send_creation
from outscale_provider.lifecycle.delete import delete
from outscale_provider.lifecycle.existing import taken_over
from outscale_provider.lifecycle.journal import Entry
from outscale_provider.lifecycle.operation import RunningOperation
from outscale_provider.lifecycle.recovery import find_created
from outscale_provider.model.naming import to_pulumi
from outscale_provider.model.translation import request_of
from outscale_provider.model.values import Remote, Values

#: How long a process that has lost its engine may take to end, in seconds: it lets answers in that are on their way.
LONGEST_END = 25.0

_UNDONE = "What had been created is deleted again, since nobody can ask for what only the lost answer told"


@dataclass(frozen=True)
class Created:
    """A new resource, and the entry in the journal that has it."""

    id: str
    new: NewObject
    entry: Entry


async def orphan_of(operation: RunningOperation) -> Entry | None:
    """The entry of an operation that was cut off. One that lost its engine a moment ago may still note its answers."""
    began = now()
    while operation.journal.is_elsewhere(operation.urn) and now() - began < LONGEST_END:
        if await operation.is_cancelled_before_next_look():
            raise Cancelled("nothing was created: the operation was cancelled")
    return operation.journal.orphan(operation.urn)


async def create_once(operation: RunningOperation, inputs: Values, orphan: Entry | None) -> Created:
    """Creates the resource, or recovers what the creation that `orphan` is about made."""
    bound = operation.bound
    asked = request_of(bound.inputs, bound.stored(inputs))
    found = await _recovered(operation, inputs, orphan) if orphan else None
    judge = bound.resource.create.irrecoverable
    irrecoverable = judge is not None and judge(asked)
    entry = operation.journal.begin(operation.urn, _name(operation, inputs), irrecoverable, anew=found is None)
    try:
        new = NewObject(found) if found is not None else await _create_or_recover(operation, inputs, asked, entry)
        id = id_of_new(bound, asked, new.remote)
    except BaseException:
        operation.journal.lost(entry)
        raise
    operation.journal.answered(entry, id)
    return Created(id, new, entry)


async def _create_or_recover(operation: RunningOperation, inputs: Values, asked: Remote, entry: Entry) -> NewObject:
    """Sends the creation. After a lost answer it looks for what may have been created, before anything else is tried."""
    try:
        return await send_creation(operation, asked, entry.token)
    except Unanswered as lost:
        operation.journal.lost(entry)
        try:
            found = await find_created(operation, inputs, entry)
        except CloudError as blind:
            lost.add("Whether it did could not be looked up either; the next `pulumi up` looks again")
            raise lost from blind
        if found is None:
            lost.add("Nothing of it is to be seen yet; the next `pulumi up` looks again")
            raise
        if entry.irrecoverable:
            await _undo(operation, found)
            lost.add(f"{_UNDONE}; the next `pulumi up` creates it again")
            raise
        return NewObject(found)
    except ProviderError as error:
        found = await taken_over(operation, inputs, error) if isinstance(error, Refused) else None
        if found is not None:
            return NewObject(found)
        operation.journal.refused(entry)
        error.add("Nothing was created")
        raise


async def _recovered(operation: RunningOperation, inputs: Values, orphan: Entry) -> Remote | None:
    """What an earlier operation created before it was cut off, None where there is nothing of it that is of use."""
    # A replacement may have the identifier of what it replaces: then only its inputs tell them apart.
    if orphan.id and (orphan.irrecoverable or orphan.id not in orphan.before):
        found = await operation.remote(orphan.id)
    else:
        found = await find_created(operation, inputs, orphan)
    if found is not None and orphan.irrecoverable:
        await _undo(operation, found)
        return None
    if found is not None:
        operation.tell("taking up what an earlier operation had created before it was cut off")
    return found


async def _undo(operation: RunningOperation, remote: Remote) -> None:
    """Deletes what is ours and of no use without the answer to its creation."""
    operation.tell(_UNDONE)
    await delete(operation, operation.bound.resource.join_id(remote), {}, {})


def _name(operation: RunningOperation, inputs: Values) -> str:
    """The name by which the resource is told apart, where it has one that may be automatic. A secret one is not."""
    autonamed = to_pulumi(operation.bound.resource.autonamed)
    return "" if (autonamed,) in operation.secrets else str(inputs.get(autonamed, ""))
