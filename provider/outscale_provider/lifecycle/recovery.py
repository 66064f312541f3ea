"""What became of a creation whose answer was lost: found and provably ours, not there, or a question for the user."""

from __future__ import annotations

import json
import shlex
from collections.abc import AsyncIterator
from pathlib import Path

from outscale_provider.clock import now
from outscale_provider.errors import Ambiguous
from outscale_provider.lifecycle.journal import Entry
from outscale_provider.lifecycle.names import is_automatic
from outscale_provider.lifecycle.observed import agreement
from outscale_provider.lifecycle.operation import CONFIRMING_READS, RunningOperation
from outscale_provider.lifecycle.questions import Question
from outscale_provider.lifecycle.steps import Target, deletion_request
from outscale_provider.lifecycle.urn import name_of, type_of
from outscale_provider.model.bound import Bound
from outscale_provider.model.naming import to_pulumi
from outscale_provider.model.values import Remote, Values
from outscale_provider.model.verbs import Leave, Unique


async def find_created(operation: RunningOperation, inputs: Values, entry: Entry) -> Remote | None:
    """The resource that an earlier request of ours made, None where there is none.

    Raises Ambiguous where something is there that may be it and may be somebody else's.
    """
    bound, journal, type = operation.bound, operation.journal, type_of(entry.urn)
    is_proof = _is_proof(operation, inputs)
    suspects: dict[str, Remote] = {}
    async for remote in _seen(operation, inputs, entry, is_proof):
        # What is unique can only be in the way of another resource of ours if the program is wrong.
        if is_proof and not (
            bound.resource.create.unique and bound.resource.join_id(remote) in journal.accounted_for(type, entry.urn)
        ):
            return remote
        suspects[bound.resource.join_id(remote)] = remote
    # Only now, since the engine tells of what it knows bit by bit.
    others = journal.accounted_for(type, entry.urn if bound.resource.create.unique else "")
    deletions = {id: _deletion(bound, id, suspects[id]) for id in sorted(suspects.keys() - others)}
    if deletions:
        raise Ambiguous(operation.questions.ask(Question(bound.resource, entry, journal.file(entry), deletions)))
    return None


def reminder(entry: Entry, file: Path) -> str:
    """What a user has to know of a creation that was cut off, where the operation is not one that takes it up."""
    type, name = type_of(entry.urn), name_of(entry.urn)
    if entry.irrecoverable and entry.id:
        return (
            f"{entry.id} was created for {name} ({type}) by an operation that was cut off, and what only the answer told is"
            f" lost, so it is of no use. The next `pulumi up` deletes it and creates another; without that, delete it, and"
            f" remove {file}"
        )
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


def _is_proof(operation: RunningOperation, inputs: Values) -> bool:
    """Whether something that looks as asked is what our request made, and nobody else's."""
    create = operation.bound.resource.create
    if create.unique is None:
        return bool(create.token) or create.adopts
    within = inputs.get(to_pulumi(create.unique.within)) if create.unique.within else None
    return operation.journal.manages(within) or _is_named_automatically(operation, create.unique, inputs)


def _is_named_automatically(operation: RunningOperation, unique: Unique, inputs: Values) -> bool:
    autonamed, bound = operation.bound.resource.autonamed, operation.bound
    return autonamed in unique.by and is_automatic(bound, str(inputs.get(to_pulumi(autonamed))), name_of(operation.urn))


async def _seen(operation: RunningOperation, inputs: Values, entry: Entry, is_proof: bool) -> AsyncIterator[Remote]:
    """What may be the resource, as several reads show it: the first may be stale.

    Where nothing proves whose it is, it goes on as long as answers to others' creations may come, which say what is theirs,
    and the operation may take.
    """
    looks = 0
    while looks < CONFIRMING_READS or (_others_may_be_told(operation, is_proof) and now() < operation.deadline):
        if looks and await operation.is_cancelled_before_next_look():
            return
        looks += 1
        for remote in await operation.everything():
            if _lives(operation, remote) and _may_be_it(operation, inputs, entry, is_proof, remote):
                yield remote


def _others_may_be_told(operation: RunningOperation, is_proof: bool) -> bool:
    return not is_proof and operation.journal.is_under_way(type_of(operation.urn))


def _may_be_it(operation: RunningOperation, inputs: Values, entry: Entry, is_proof: bool, remote: Remote) -> bool:
    """Whether an object is what was asked for: by its token or what is unique of it, else as far as it can be told."""
    create = operation.bound.resource.create
    if create.token:
        return bool(remote.get(create.token) == entry.token)
    is_fresh = create.fresh is None or create.fresh(remote)
    if create.unique and is_proof:
        names = map(to_pulumi, create.unique.by)
        return is_fresh and all(agreement(operation.bound.inputs[name], inputs.get(name), remote) for name in names)
    return _answers(operation, inputs, remote) and (create.adopts or (not remote.get("Tags") and is_fresh))


def _lives(operation: RunningOperation, remote: Remote) -> bool:
    wait = operation.bound.resource.wait
    return wait is None or not (wait.is_absent(remote) or wait.has_failed(remote))


def _answers(operation: RunningOperation, inputs: Values, remote: Remote) -> bool:
    """Whether a resource has all that was asked of it at its creation, as far as it can be read."""
    bound = operation.bound
    return not any(
        agreement(prop, value, remote) is False
        for name, value in bound.stored(inputs).items()
        if bound.creates_with((prop := bound.inputs[name]).parameter) or prop.api_name in bound.resource.id_parts
    )


def _deletion(bound: Bound, id: str, remote: Remote) -> str:
    """A command of the API's own command line that deletes a resource."""
    delete = bound.resource.delete
    if isinstance(delete, Leave):
        return f"# {delete.why}"
    request = deletion_request(bound, delete, Target(id, remote))
    texts = {name: value if isinstance(value, str) else json.dumps(value) for name, value in request.items()}
    return " ".join(
        ["osc-cli", "api", delete.action, *(f"--{name} {shlex.quote(text)}" for name, text in texts.items())]
    )
