"""What became of a creation whose answer was lost: found and provably ours, not there, or a question for the user."""

from __future__ import annotations

from outscale_provider.errors import Doubtful
from outscale_provider.lifecycle.operation import RunningOperation
from outscale_provider.lifecycle.outputs import remote_value
from outscale_provider.lifecycle.values import same
from outscale_provider.model.property import Property
from outscale_provider.model.values import Remote, Values


async def find_created(operation: RunningOperation, inputs: Values, token: str) -> Remote | None:
    """The resource that an earlier request of ours made, None where there is none.

    Raises Doubtful where something is there that may be it and may be somebody else's.
    """
    create = operation.bound.resource.create
    matching = [remote for remote in await _all(operation) if _answers(operation, inputs, remote)]
    if create.token:
        return next((remote for remote in matching if remote.get(create.token) == token), None)
    if create.adopts:
        return next(iter(matching), None)
    suspects = [remote for remote in matching if not remote.get("Tags")]
    if suspects:
        raise Doubtful(_question(operation, suspects))
    return None


async def _all(operation: RunningOperation) -> list[Remote]:
    """Everything of the resource's type, each as the resource would see it."""
    resource = operation.bound.resource
    response = await operation.cloud.read(resource.read.action, {})
    answered = next((value for value in response.values() if isinstance(value, list)), [])
    if resource.members is None or resource.read.pick is None:
        return answered
    picked = (resource.read.pick(item, resource.split_id(id)) for item in answered for id in resource.members(item))
    return [remote for remote in picked if remote is not None]


def _answers(operation: RunningOperation, inputs: Values, remote: Remote) -> bool:
    """Whether a resource has all that was asked of it at its creation, as far as it can be read."""
    bound = operation.bound
    resource = bound.resource
    if resource.wait and remote.get(resource.wait.field) in (*resource.absent, *resource.wait.failed):
        return False
    return all(
        _has(prop, value, remote)
        for name, value in inputs.items()
        if (prop := bound.inputs[name]).readable and prop.api_name in bound.create_parameters
    )


def _has(prop: Property, value: object, remote: Remote) -> bool:
    return same(prop.shape, value, remote_value(prop, remote))


def _question(operation: RunningOperation, suspects: list[Remote]) -> str:
    resource = operation.bound.resource
    ids = ["/".join(str(remote[part]) for part in resource.id_parts) for remote in suspects]
    name = operation.urn.rpartition("::")[2]
    token = operation.urn.split("::")[2].split("$")[-1] if operation.urn.count("::") >= 3 else resource.name
    commands = "\n".join(f"  pulumi import {token} {name} {id}" for id in ids)
    file = operation.journal.file(operation.urn)
    return (
        f"the answer to {resource.create.action} was lost, and {' and '.join(ids)} may be what it created; nothing proves"
        f" it. If it is, import it:\n{commands}\nor delete it. If it is not, remove {file}. Then run `pulumi up` again"
    )
