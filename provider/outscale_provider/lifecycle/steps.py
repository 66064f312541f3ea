"""Carries out changes by the steps that a definition declares (`model/steps.py`)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from outscale_api.paths import with_value_at
from outscale_provider.errors import Failed, Refused
from outscale_provider.lifecycle.guarding import guarded
from outscale_provider.lifecycle.identity import answered_by, said_by
from outscale_provider.lifecycle.observed import remote_value_of_api
from outscale_provider.lifecycle.operation import RunningOperation
from outscale_provider.model.bound import Bound
from outscale_provider.model.naming import to_pulumi
from outscale_provider.model.property import OnChange
from outscale_provider.model.steps import By, Changes, InPlace, Items, Members, Run, Step, Update, sources
from outscale_provider.model.values import Remote
from outscale_provider.model.verbs import Delete


@dataclass(frozen=True)
class Target:
    """The resource that is changed: its id, and what is known of it, in the API's names."""

    id: str
    known: Remote


@dataclass(frozen=True)
class Request:
    """A request to the API that is not sent yet."""

    action: str
    parameters: Remote


async def take_steps(
    operation: RunningOperation, target: Target, changes: Changes, remote: Remote | None = None
) -> Remote | None:
    """Makes the changes; answers the object as it is then, None where neither `remote` nor a step tells."""
    async with guarded(operation, target.id, changes.new, changes.new):
        return await _take_all(operation, target, changes, remote)


async def _take_all(
    operation: RunningOperation, target: Target, changes: Changes, remote: Remote | None
) -> Remote | None:
    silent: Remote = {}
    for step in operation.bound.resource.steps:
        mine = replace(changes, names=changes.names & step.parameters.keys())
        if not mine.names:
            continue
        answered = await _take(operation, step, target, mine)
        if answered is None:
            silent |= {name: changes.new.get(name) for name in mine.names}
        else:
            remote = answered
    return None if remote is None else {**remote, **silent}


async def _take(operation: RunningOperation, step: Step, target: Target, changes: Changes) -> Remote | None:
    """Takes one step. Items that come out as they went in are known without an answer; else what none tells is read."""
    if isinstance(step, Members):
        answered = await _change_members(operation, step, target, changes)
        if answered is None and to_pulumi(step.name) in operation.bound.echoed:
            return None
    elif isinstance(step, Update):
        answered = await _update(operation, step, target, changes)
    else:
        answered = await step.function(operation, target.id, changes)
    if answered is None:
        answered = await operation.remote(target.id)
    if answered is None:
        raise Failed(f"{operation.bound.resource.name} {target.id} has disappeared")
    return answered


async def _update(operation: RunningOperation, step: Update, target: Target, changes: Changes) -> Remote | None:
    try:
        return await _send_update(operation, step, target, changes)
    except Refused:
        moved = await moved_target(operation, step.action, step.by, target)
        if moved is None:
            raise
    # What an update whose answer was lost has done is not asked for again.
    left = frozenset(name for name in changes.names if moved.known.get(name) != changes.new.get(name))
    return await _send_update(operation, step, moved, replace(changes, names=left)) if left else moved.known


async def moved_target(operation: RunningOperation, action: str, by: By, target: Target) -> Target | None:
    """The resource by what an action is told of it now, None where that is nothing else than before, or it is gone.

    For an action that goes by more than the id, such as a name: an update whose answer was lost may have changed that.
    """
    bound = operation.bound
    if not any(_can_change(bound, source) for source in sources(by, bound.resource.id_parts).values()):
        return None
    remote = await operation.remote(target.id)
    if remote is None:
        return None
    moved = Target(target.id, remote)
    same = identifying(bound, action, by, moved) == identifying(bound, action, by, target)
    return None if same else moved


def _can_change(bound: Bound, source: str) -> bool:
    """Whether a field by which an action goes may become another one. A list says what of the resource is meant, not which."""
    prop = bound.inputs.get(to_pulumi(source))
    if prop is None or prop.shape.items or source in bound.resource.id_parts:
        return False
    return prop.on_change is OnChange.UPDATE


async def _send_update(operation: RunningOperation, step: Update, target: Target, changes: Changes) -> Remote | None:
    remote: Remote | None = None
    for request in _update_requests(operation.bound, step, target, changes):
        response = await operation.call(request.action, request.parameters)
        remote = answered_by(operation.bound, request.action, response, target.id)
    return remote


def first_request(bound: Bound, target: Target, changes: Changes) -> Request | None:
    """The first request that changes take, None where none is known without a look. Tags are thought of last."""
    tags = bound.resource.tags
    for step in (*bound.resource.update, *((tags,) if tags else ())):
        mine = replace(changes, names=changes.names & step.parameters.keys())
        if not mine.names or isinstance(step, Run) or _takes_a_look(bound, step, mine):
            continue
        first = next(_requests(bound, step, target, mine), None)
        if first:
            return first
    return None


def _requests(bound: Bound, step: Update | Members, target: Target, changes: Changes) -> Iterator[Request]:
    if isinstance(step, Update):
        return _update_requests(bound, step, target, changes)
    return _member_requests(bound, step, target, changes)


def _update_requests(bound: Bound, step: Update, target: Target, changes: Changes) -> Iterator[Request]:
    for names in _properties(step, changes.names):
        parameters = {**identifying(bound, step.action, step.by, target), **step.sends}
        for name in names:
            if changes.new.get(name) is not None:
                parameters = with_value_at(parameters, step.parameters[name], changes.new[name])
        yield Request(step.action, parameters)


def _properties(step: Update, changing: frozenset[str]) -> list[list[str]]:
    """The properties that go into each request of an action."""
    if step.whole:
        return [list(step.parameters)]
    touched = [name for name in step.parameters if name in changing]
    return [[name] for name in touched] if step.one_at_a_time else [touched]


async def _change_members(
    operation: RunningOperation, step: Members, target: Target, changes: Changes
) -> Remote | None:
    """Changes a list item by item: from what it was, as far as that is known and nobody has put something in since."""
    if _takes_a_look(operation.bound, step, changes):
        return await _change_what_is_there(operation, step, target, changes)
    try:
        return await _send_members(operation, step, target, changes)
    except Refused as refusal:
        if changes.observed or (step.overwrites and not step.exists):
            raise
        # A part may be done: by a request whose answer was lost, or by an operation that was cut off.
        others_too = refusal.code in step.exists
    return await _change_what_is_there(operation, step, target, changes, others_too=others_too)


def _takes_a_look(bound: Bound, step: Update | Members, changes: Changes) -> bool:
    """Whether nobody knows what is there of a list of which the program has said nothing so far."""
    if isinstance(step, Update):
        return False
    return bound.inputs[to_pulumi(step.name)].authoritative and changes.old.get(step.name) is None


async def _change_what_is_there(
    operation: RunningOperation, step: Members, target: Target, changes: Changes, *, others_too: bool = True
) -> Remote | None:
    """Changes a list from what it is. Without `others_too`, what is neither in the old list nor in the new one is left.

    What is refused is asked for again if meanwhile something else is there.
    """
    remote, there = await _what_is_there(operation, step, target, changes, others_too)
    while True:
        try:
            return await _send_members(operation, step, target, replace(changes, old=there, observed=True)) or remote
        except Refused:
            before = there
            remote, there = await _what_is_there(operation, step, target, changes, others_too)
            if there == before:
                raise


async def _what_is_there(
    operation: RunningOperation, step: Members, target: Target, changes: Changes, others_too: bool
) -> tuple[Remote, Remote]:
    """The object, and the list that it has now."""
    bound, id = operation.bound, operation.bound.resource.split_id(target.id)[0]
    remote = await operation.remote(target.id)
    if remote is None:
        raise Failed(f"{bound.resource.name} {target.id} has disappeared")
    there = {step.name: remote_value_of_api(bound.inputs[to_pulumi(step.name)], remote)}
    if others_too:
        return remote, there
    known = {key for values in (changes.old, changes.new) for key in _by_key(bound, step, values, id)}
    return remote, {step.name: [item for key, item in _by_key(bound, step, there, id).items() if key in known]}


async def _send_members(operation: RunningOperation, step: Members, target: Target, changes: Changes) -> Remote | None:
    remote: Remote | None = None
    for request in _member_requests(operation.bound, step, target, changes):
        response = await operation.call(request.action, request.parameters, step.retry_while)
        remote = answered_by(operation.bound, request.action, response, target.id)
    return remote


def _member_requests(bound: Bound, step: Members, target: Target, changes: Changes) -> Iterator[Request]:
    """The requests that make a list what it should be, in an order in which what stays is never absent."""
    id = bound.resource.split_id(target.id)[0]
    old, new = (_by_key(bound, step, values, id) for values in (changes.old, changes.new))
    gone = [item for key, item in old.items() if key not in new]
    coming = [item for key, item in new.items() if key not in old]
    before, after = (_by_key(bound, step, _as_stored(bound, values), id) for values in (changes.old, changes.new))
    # Without a key of their own, all that items say tells them apart.
    both = [key for key in old if key in new] if step.key else []
    changed = [key for key in both if not is_as(before[key], after[key], changes.observed)]
    here = [key for key in changed if step.in_place and _stays(step.in_place, before[key], after[key])]
    anew = [key for key in changed if key not in here]
    coming += [new[key] for key in anew]
    first = [] if step.overwrites else [old[key] for key in anew]
    if step.frees_first or step.together:
        first, gone = first + gone, []
    parts = [(step.remove, first), (step.add, coming), (step.remove, gone)]
    requests = [_items_request(bound, part, target, items) for part, items in parts if items]
    yield from [_joined(requests)] if step.together and requests else requests
    for key in here:
        yield from _in_place(bound, step, target, old[key], new[key])


def _stays(in_place: InPlace, old: Remote, new: Remote) -> bool:
    """Whether an item needs no more than what can be changed where it is."""
    differing = {name for name in (*old, *new) if old.get(name) != new.get(name)}
    return differing <= {name for name in in_place.fields if new.get(name) is not None}


def _in_place(bound: Bound, step: Members, target: Target, old: Remote, new: Remote) -> Iterator[Request]:
    assert step.in_place
    for name in step.in_place.fields:
        if old.get(name) != new.get(name):
            known = identifying(bound, step.in_place.action, step.in_place.by, target)
            yield Request(step.in_place.action, {**known, step.key: new[step.key], name: new[name]})


def _joined(requests: list[Request]) -> Request:
    parameters = {name: value for request in requests for name, value in request.parameters.items()}
    return Request(requests[0].action, parameters)


def _items_request(bound: Bound, part: Items, target: Target, items: list[Any]) -> Request:
    request = {**identifying(bound, part.action, part.by, target), **part.sends}
    id = bound.resource.split_id(target.id)[0]
    return Request(part.action, with_value_at(request, part.parameter, [part.sent(item, id) for item in items]))


def _as_stored(bound: Bound, values: Remote) -> Remote:
    return bound.resource.as_stored(values) if bound.resource.as_stored else values


def _by_key(bound: Bound, step: Members, values: Remote, id: str) -> dict[str, Any]:
    items, apart = values.get(step.name) or [], bound.inputs[to_pulumi(step.name)].shape.apart
    if apart:
        # As they are sent: what a program may say in several ways is one thing to the API.
        sent = (step.add.sent(item, id) for item in items)
        return {single.key: single.item for item in sent for single in apart(item)}
    return {str(item[step.key]) if step.key else repr(item): item for item in items}


def is_as(actual: Any, wanted: Any, observed: bool) -> bool:
    """Whether an item is as wanted. One that was observed may say more: what the cloud filled in."""
    if observed and isinstance(actual, dict) and isinstance(wanted, dict):
        return all(is_as(actual.get(name), value, observed) for name, value in wanted.items())
    return bool(actual == wanted)


def deletion_request(bound: Bound, delete: Delete, target: Target) -> Remote:
    """The request that ends the resource, without what its inputs may add to it."""
    sent = {name: value(target.known) if callable(value) else value for name, value in delete.sends.items()}
    return {**identifying(bound, delete.action, delete.by, target), **sent}


def identifying(bound: Bound, action: str, by: By, target: Target) -> Remote:
    """The parameters that tell an action which resource is meant."""
    resource = bound.resource
    said = said_by(bound, target.id)
    request: Remote = {}
    for parameter, source in sources(by, resource.id_parts).items():
        # The identifier has the API's own form, what is known may have the program's.
        value = said.get(source, target.known.get(source))
        if value is not None:
            type = bound.api.action(action).request.type_at(parameter)
            request = with_value_at(request, parameter, _fitting(type, value))
    return request


def _fitting(type: Any, value: Any) -> Any:
    """An identifier in the form in which an action takes it."""
    if type.items and not isinstance(value, list):
        return [value]
    return int(value) if type.kind == "integer" else value
