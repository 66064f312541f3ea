"""What is there already where a resource was to be created: taken over where it is the stack's own, else told."""

from __future__ import annotations

import shlex

from outscale_provider.errors import ProviderError, Refused
from outscale_provider.lifecycle.identity import id_of
from outscale_provider.lifecycle.names import is_automatic
from outscale_provider.lifecycle.observed import agreement
from outscale_provider.lifecycle.operation import RunningOperation
from outscale_provider.lifecycle.urn import name_of, type_of
from outscale_provider.model.naming import to_pulumi
from outscale_provider.model.translation import request_of
from outscale_provider.model.values import Remote, Values


async def taken_over(operation: RunningOperation, inputs: Values, refusal: Refused) -> Remote | None:
    """What came with another resource of this stack, where a creation is refused since it exists; None where nothing did.

    Then the refusal says what is there, and how to import it.
    """
    shared = operation.bound.resource.create.exists.get(refusal.code)
    if shared is None:
        return None
    given = [name for name in map(to_pulumi, shared) if name in inputs]
    try:
        found = await _find(operation, inputs, [to_pulumi(name) for name in shared])
    except ProviderError:
        # Whatever it was: that nothing was created stays true, and must be told.
        refusal.add("What is there already could not be looked up")
        return None
    if found is not None and _is_ours(operation, inputs, id_of(operation.bound, found)):
        operation.tell("it exists already, as a part of what the stack has: taking it over")
        return found
    refusal.add(_told(operation, found, " and ".join(given)))
    name = to_pulumi(operation.bound.resource.autonamed)
    if name in given and is_automatic(operation.bound, str(inputs[name]), name_of(operation.urn)):
        refusal.add(f"This {name} is an automatic one, since the program gives none")
    return None


async def _find(operation: RunningOperation, inputs: Values, shared: list[str]) -> Remote | None:
    bound = operation.bound
    stored = bound.stored(inputs)
    for remote in await operation.everything():
        if bound.resource.is_absent(remote):
            continue
        if all(agreement(bound.inputs[name], stored.get(name), remote) for name in shared):
            return remote
    return None


def _is_ours(operation: RunningOperation, inputs: Values, id: str) -> bool:
    """Whether what exists came with a resource of this stack, or was in a list of it, and is not another resource of it."""
    is_with_ours = _came_with_ours(operation, inputs) or operation.claims.has_given_up(operation.bound, inputs)
    return is_with_ours and id not in operation.journal.accounted_for(type_of(operation.urn), operation.urn)


def _came_with_ours(operation: RunningOperation, inputs: Values) -> bool:
    comes_with = operation.bound.resource.create.comes_with
    if comes_with is None:
        return False
    asked = request_of(operation.bound.inputs, operation.bound.stored(inputs))
    return comes_with.which(asked) and operation.journal.manages(asked[comes_with.parent])


def _told(operation: RunningOperation, found: Remote | None, names: str) -> str:
    resource = operation.bound.resource
    if found is None:
        return f"No {resource.name} of exactly this {names} is there to be seen: something else is in the way. Choose another"
    id = id_of(operation.bound, found)
    if id in operation.journal.accounted_for(type_of(operation.urn), operation.urn):
        return f"{resource.name} {id} has this {names}, and is another resource of this stack: one of the two has to go"
    command = shlex.join(["pulumi", "import", type_of(operation.urn) or resource.name, name_of(operation.urn), id])
    return f"{resource.name} {id} has this {names} already: import it (`{command}`), or choose another"
