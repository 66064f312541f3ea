"""Create: makes the resource, and does what of it takes further requests."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from outscale_api.paths import with_value_at
from outscale_provider.clock import now
from outscale_provider.errors import Cancelled, CloudError, Failed, Incomplete, ProviderError, Refused, Unanswered, told
from outscale_provider.lifecycle.changes import settle
from outscale_provider.lifecycle.delete import delete
from outscale_provider.lifecycle.diff import changed
from outscale_provider.lifecycle.doubt import find_created
from outscale_provider.lifecycle.existing import taken_over
from outscale_provider.lifecycle.identity import answered_by
from outscale_provider.lifecycle.journal import Entry
from outscale_provider.lifecycle.operation import RunningOperation
from outscale_provider.lifecycle.outputs import inputs_of, outputs_of
from outscale_provider.lifecycle.preview import preview_create
from outscale_provider.lifecycle.read import Found
from outscale_provider.model.bound import Bound
from outscale_provider.model.naming import to_pulumi
from outscale_provider.model.property import Change
from outscale_provider.model.translation import from_api, request_of
from outscale_provider.model.values import Remote, Values

#: How long a process that has lost its engine may take to end, in seconds: it lets answers in that are on their way.
LONGEST_END = 25.0

_UNDONE = "What had been created is deleted again, since nobody can ask for what only the lost answer told"


async def create(operation: RunningOperation, inputs: Values) -> Found:
    """Makes the resource, once. Once it exists, whatever goes wrong raises Incomplete."""
    bound = operation.bound
    left = await _left_over(operation)
    # Shielded: when the engine is killed its call ends, but what was sent still gets its answer into the journal.
    made = await operation.see_through(_make(operation, inputs, left))
    outputs = preview_create(bound, inputs)
    try:
        remote = made.told.remote
        inputs, others = _inputs_of_its_creation(bound, remote, inputs) if left else (inputs, [])
        outputs = outputs_of(bound, remote, inputs, _only_told_once(bound, remote))
        if others:
            raise Failed(f"an operation that was cut off had created it with another {' and '.join(others)}")
        remote = await _finish(operation, made, inputs)
        return Found(made.id, inputs, outputs_of(bound, remote, inputs, outputs))
    except Exception as error:
        raise Incomplete(made.id, inputs, outputs, told(error), bound.resource.name) from error
    finally:
        operation.journal.told(made.entry)


async def _left_over(operation: RunningOperation) -> Entry | None:
    """The entry of an operation that was cut off. One that lost its engine a moment ago may still note its answers."""
    began = now()
    while operation.journal.is_elsewhere(operation.urn) and now() - began < LONGEST_END:
        if await operation.is_cancelled_before_next_look():
            raise Cancelled("nothing was created: the operation was cancelled")
    return operation.journal.left_over(operation.urn)


def _inputs_of_its_creation(bound: Bound, remote: Remote, inputs: Values) -> tuple[Values, list[str]]:
    """The inputs that the resource has, and those of them that are not as asked and that nothing but a replacement changes.

    There are some where the program was changed after the operation that was cut off.
    """
    actual = inputs_of(bound, remote, inputs, importing=False)
    others = [prop.name for prop, _, _ in changed(bound, actual, inputs, {}) if prop.change is Change.REPLACE]
    return (actual, others) if others else (inputs, [])


@dataclass(frozen=True)
class _Told:
    """A new resource, as far as it is known. It `is_whole` if a read would tell no more."""

    remote: Remote
    is_whole: bool = True


@dataclass(frozen=True)
class _Made:
    """A new resource, and the entry in the journal that has it."""

    id: str
    told: _Told
    entry: Entry


async def _make(operation: RunningOperation, inputs: Values, left: Entry | None) -> _Made:
    bound = operation.bound
    asked = request_of(bound.inputs, bound.stored(inputs))
    found = await _taken_up(operation, inputs, left) if left else None
    tells_once = bound.resource.create.tells_once
    is_told_once = tells_once is not None and tells_once(asked)
    entry = operation.journal.begin(operation.urn, _name(operation, inputs), is_told_once, anew=found is None)
    try:
        told = await _create_once(operation, inputs, asked, entry) if found is None else _Told(found)
        id = _id(bound, asked, told.remote)
    except BaseException:
        operation.journal.lost(entry)
        raise
    operation.journal.answered(entry, id)
    return _Made(id, told, entry)


async def _taken_up(operation: RunningOperation, inputs: Values, left: Entry) -> Remote | None:
    """What an earlier operation created before it was cut off, None where there is nothing of it that is of use."""
    # A replacement may have the identifier of what it replaces: then only its inputs tell them apart.
    if left.id and (left.told_once or left.id not in left.before):
        found = await operation.remote(left.id)
    else:
        found = await find_created(operation, inputs, left)
    if found is not None and left.told_once:
        await _undo(operation, found)
        return None
    if found is not None:
        operation.tell("taking up what an earlier operation had created before it was cut off")
    return found


async def _create_once(operation: RunningOperation, inputs: Values, asked: Remote, entry: Entry) -> _Told:
    """Sends the creation. After a lost answer it looks for what may have been created, before anything else is tried."""
    try:
        return await _create(operation, asked, entry.token)
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
        if entry.told_once:
            await _undo(operation, found)
            lost.add(f"{_UNDONE}; the next `pulumi up` creates it again")
            raise
        return _Told(found)
    except ProviderError as error:
        found = await taken_over(operation, inputs, error) if isinstance(error, Refused) else None
        if found is not None:
            return _Told(found)
        operation.journal.refused(entry)
        error.add("Nothing was created")
        raise


def _id(bound: Bound, asked: Remote, remote: Remote) -> str:
    return bound.resource.join_id({**asked, **remote})


async def _undo(operation: RunningOperation, remote: Remote) -> None:
    """Deletes what is ours and of no use without the answer to its creation."""
    operation.tell(_UNDONE)
    await delete(operation, operation.bound.resource.join_id(remote), {}, {})


async def _create(operation: RunningOperation, asked: Remote, token: str) -> _Told:
    """The new object, as far as the action tells it: some answer it whole, links their identifier at most."""
    bound = operation.bound
    create = bound.resource.create
    why_stuck = partial(_why_stuck, operation, asked) if create.stuck_when else None
    response = await operation.call(create.action, creation_request(bound, asked, token), create.retry_while, why_stuck)
    given = {name: value for name, value in asked.items() if bound.creates_with(name)}
    told = {**given, **_only_answered_here(bound, response)}
    remote = answered_by(bound, create.action, response, _id(bound, asked, told))
    if remote is not None:
        return _Told(remote)
    return _Told(told, is_whole=all(bound.outputs[name].api_name in told for name in bound.answered))


async def _why_stuck(operation: RunningOperation, asked: Remote) -> str:
    """Why a refused creation will go on to be refused, "" where time may resolve it."""
    resource = operation.bound.resource
    found = await operation.find(resource.read, resource.split_id(_id(operation.bound, asked, {}))[0])
    return resource.create.stuck_when(found, asked) if found is not None and resource.create.stuck_when else ""


def _only_answered_here(bound: Bound, response: Remote) -> Remote:
    """What no read could tell of a new resource: its identifier, which stands beside its object or in it, and secrets."""
    objects = bound.api.action(bound.resource.create.action).objects_in(response)
    answered = {**response, **(objects[0] if objects else {})}
    return {name: answered[name] for name in (*bound.resource.id_parts, *bound.resource.told_once) if name in answered}


def creation_request(bound: Bound, asked: Remote, token: str) -> Remote:
    """The request that makes the resource: its inputs, each where the action has it, and what the provider sends."""
    create = bound.resource.create
    request: Remote = {}
    for name, value in asked.items():
        if bound.creates_with(name):
            request = with_value_at(request, bound.create_fields[name][0], value)
    for name, value in create.sends.items():
        request[name] = value(asked) if callable(value) else value
    return {**request, create.token: token} if create.token else request


async def _finish(operation: RunningOperation, made: _Made, inputs: Values) -> Remote:
    remote = made.told.remote
    if not made.told.is_whole and operation.bound.resource.wait is None:
        remote = await operation.remote(made.id) or remote
    return await settle(operation, made.id, inputs, remote)


def _only_told_once(bound: Bound, remote: Remote) -> Values:
    """Outputs that only the create action answers, such as a private key."""
    return {
        name: from_api(prop.shape, remote[prop.api_name])
        for name, prop in bound.outputs.items()
        if name not in bound.answered and prop.api_name in remote
    }


def _name(operation: RunningOperation, inputs: Values) -> str:
    """The name by which the resource is told apart, where it has one that may be automatic. A secret one is not."""
    autonamed = to_pulumi(operation.bound.resource.autonamed)
    return "" if (autonamed,) in operation.secrets else str(inputs.get(autonamed, ""))
