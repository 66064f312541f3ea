"""What became of a creation whose answer was lost: found and provably ours, not there, or a question for the user."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

from outscale_provider.clock import now
from outscale_provider.errors import Doubtful
from outscale_provider.lifecycle.journal import Entry, type_of
from outscale_provider.lifecycle.operation import LOOKS, RunningOperation
from outscale_provider.lifecycle.outputs import remote_value
from outscale_provider.lifecycle.values import same
from outscale_provider.model.property import Property
from outscale_provider.model.values import Remote, Values


async def find_created(operation: RunningOperation, inputs: Values, token: str) -> Remote | None:
    """The resource that an earlier request of ours made, None where there is none.

    Raises Doubtful where something is there that may be it and may be somebody else's.
    """
    create = operation.bound.resource.create
    suspects: set[str] = set()
    async for remote in _seen(operation, inputs, token):
        if create.token or create.adopts:
            return remote
        suspects.add(_id(operation, remote))
    # Only now, since the engine tells of what it knows bit by bit.
    suspects -= operation.journal.accounted_for()
    if suspects:
        raise Doubtful(_question(operation, sorted(suspects)))
    return None


def reminder(entry: Entry, file: Path) -> str:
    """What a user has to know of a creation that was cut off, where the operation is not one that takes it up."""
    type, name = type_of(entry.urn), entry.urn.rpartition("::")[2]
    if entry.id:
        return (
            f"{entry.id} was created for {name} ({type}) by an operation that was cut off, and the stack does not have it."
            f" The next `pulumi up` takes it up; without that, import it (`pulumi import {type} {name} {entry.id}`) or"
            f" delete it, and remove {file}"
        )
    return (
        f"the creation of {name} ({type}) was under way when an operation was cut off, and may have taken effect. The next"
        f" `pulumi up` looks for it; without that, look for it yourself, and remove {file}"
    )


async def _seen(operation: RunningOperation, inputs: Values, token: str) -> AsyncIterator[Remote]:
    """What may be the resource, as several looks show it: the first may be told old news.

    Where nothing proves whose it is, it goes on as long as answers to others' creations may come, which say what is theirs,
    and the operation may take.
    """
    looks = 0
    while looks < LOOKS or (_others_may_be_told(operation) and now() < operation.deadline):
        if looks and await operation.is_cancelled_before_next_look():
            return
        looks += 1
        for remote in await _all(operation):
            if _may_be_it(operation, inputs, token, remote):
                yield remote


def _others_may_be_told(operation: RunningOperation) -> bool:
    create = operation.bound.resource.create
    return not (create.token or create.adopts) and operation.journal.is_under_way(type_of(operation.urn))


def _may_be_it(operation: RunningOperation, inputs: Values, token: str, remote: Remote) -> bool:
    """Whether an object is what was asked for: by its token, else as far as it can be told."""
    create = operation.bound.resource.create
    if create.token:
        return remote.get(create.token) == token and _lives(operation, remote)
    if not (_lives(operation, remote) and _answers(operation, inputs, remote)):
        return False
    return create.adopts or (not remote.get("Tags") and (create.fresh is None or create.fresh(remote)))


async def _all(operation: RunningOperation) -> list[Remote]:
    """Everything of the resource's type, each as the resource would see it."""
    resource = operation.bound.resource
    response = await operation.cloud.read(resource.read.action, {})
    answered: list[Remote] = operation.bound.api.action(resource.read.action).objects_in(response)
    read = resource.read
    if read.members is None or read.pick is None:
        return answered
    picked = (read.pick(item, resource.split_id(id)) for item in answered for id in read.members(item))
    return [remote for remote in picked if remote is not None]


def _lives(operation: RunningOperation, remote: Remote) -> bool:
    wait = operation.bound.resource.wait
    return wait is None or not (wait.is_absent(remote) or wait.has_failed(remote))


def _answers(operation: RunningOperation, inputs: Values, remote: Remote) -> bool:
    """Whether a resource has all that was asked of it at its creation, as far as it can be read."""
    bound = operation.bound
    return all(
        _has(prop, value, remote)
        for name, value in inputs.items()
        if (prop := bound.inputs[name]).readable and bound.creates_with(prop.api_name)
    )


def _has(prop: Property, value: object, remote: Remote) -> bool:
    return same(prop.shape, value, remote_value(prop, remote))


def _id(operation: RunningOperation, remote: Remote) -> str:
    return operation.bound.resource.join_id(remote)


def _question(operation: RunningOperation, ids: list[str]) -> str:
    resource = operation.bound.resource
    name = operation.urn.rpartition("::")[2]
    token = type_of(operation.urn) or resource.name
    commands = "\n".join(f"  pulumi import {token} {name} {id}" for id in ids)
    file = operation.journal.file(operation.urn)
    return (
        f"the answer to {resource.create.action} was lost, and {' and '.join(ids)} may be what it created; nothing proves"
        f" it. If it is, import it:\n{commands}\nor delete it. If it is not, remove {file}. Then run `pulumi up` again"
    )
