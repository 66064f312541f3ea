"""The creation itself: the request to the action that makes a resource, and what its response tells."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from outscale_api.paths import with_value_at
from outscale_provider.lifecycle.identity import answered_by
from outscale_provider.lifecycle.operation import RunningOperation
from outscale_provider.model.bound import Bound
from outscale_provider.model.values import Remote


@dataclass(frozen=True)
class NewObject:
    """A new resource, as far as it is known. It `is_whole` if a read would tell no more."""

    remote: Remote
    is_whole: bool = True


async def send_creation(operation: RunningOperation, asked: Remote, token: str) -> NewObject:
    """Sends the creation. Some actions answer the new object whole, links their identifier at most."""
    bound = operation.bound
    create = bound.resource.create
    unblock = partial(_unblock, operation, asked) if create.when_refused else None
    response = await operation.call(create.action, creation_request(bound, asked, token), create.retry_while, unblock)
    given = {name: value for name, value in asked.items() if bound.creates_with(name)}
    known = {**given, **_only_answered_here(bound, response)}
    remote = answered_by(bound, create.action, response, id_of_new(bound, asked, known))
    if remote is not None:
        return NewObject(remote)
    return NewObject(known, is_whole=all(bound.outputs[name].parameter in known for name in bound.answered))


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


def _only_answered_here(bound: Bound, response: Remote) -> Remote:
    """What no read could tell of a new resource: its identifier, which stands beside its object or in it, and secrets."""
    objects = bound.api.action(bound.resource.create.action).objects_in(response)
    answered = {**response, **(objects[0] if objects else {})}
    return {
        name: answered[name]
        for name in (*bound.resource.id_parts, *bound.resource.only_at_creation)
        if name in answered
    }


async def _unblock(operation: RunningOperation, asked: Remote) -> str:
    """Why a refused creation will go on to be refused, "" where that may be resolved, by what is done here or by time."""
    resource = operation.bound.resource
    found = await operation.find(resource.read, resource.split_id(id_of_new(operation.bound, asked, {}))[0])
    when_refused = resource.create.when_refused
    return await when_refused(operation, found, asked) if found is not None and when_refused else ""


def id_of_new(bound: Bound, asked: Remote, remote: Remote) -> str:
    """The identifier of a new object, as far as its inputs and its response tell it."""
    return bound.resource.join_id({**asked, **remote})
