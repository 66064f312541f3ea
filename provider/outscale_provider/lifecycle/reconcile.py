"""What creating and updating share: which inputs are not yet as they should be, and waiting until a resource can be used."""

from __future__ import annotations

from collections.abc import Iterable

from outscale_provider.errors import Failed
from outscale_provider.lifecycle.changed_inputs import changed
from outscale_provider.lifecycle.comparing import holds
from outscale_provider.lifecycle.observed import agreement, ours, remote_value, remote_value_of_api
from outscale_provider.lifecycle.operation import RunningOperation
from outscale_provider.lifecycle.requests import UpdateRequest
from outscale_provider.lifecycle.steps import Target, take_steps
from outscale_provider.model.bound import Bound
from outscale_provider.model.property import NO_DEFAULT, OnChange, Property
from outscale_provider.model.steps import Changes
from outscale_provider.model.translation import known_request_of, request_of
from outscale_provider.model.values import Remote, Value, Values


async def wait_until_ready(operation: RunningOperation, id: str, remote: Remote) -> Remote:
    """Waits until the resource can be used; answers it as it is then. Raises Failed where it never will be."""
    resource = operation.bound.resource
    wait = resource.wait
    if wait is None or wait.is_ready(remote):
        return remote
    what = f"{resource.name} {id} to be {wait.goal}"
    while True:
        found = await operation.wait_until(id, lambda now: now is None or wait.is_ready(now), what)
        if found is not None:
            return found
        if await operation.remote(id) is None:
            raise Failed(f"{resource.name} {id} has disappeared")


async def reconcile(
    operation: RunningOperation, id: str, inputs: Values, remote: Remote, resuming: bool = False
) -> Remote:
    """Does all that a new resource still needs; answers the object as it is then. Done twice, it does no more than once.

    `resuming`: what an update that was cut off has left over as well.
    """
    after = operation.bound.resource.create.after
    if after:
        await after(operation, id, request_of(operation.bound.inputs, inputs))
        remote = await operation.remote(id) or remote
    remote = await wait_until_ready(operation, id, remote)
    return await _complete(operation, id, inputs, remote, resuming)


def changing_in(bound: Bound, request: UpdateRequest) -> list[Property]:
    """The inputs that an update changes by its steps."""
    changes = changed(bound, request.old_inputs, request.inputs, request.old_outputs)
    return [prop for prop, _, _ in changes if prop.on_change in (OnChange.UPDATE, OnChange.RESTART)]


def planned(bound: Bound, request: UpdateRequest, changing: list[Property]) -> tuple[Target, Changes]:
    """The resource of an update, and what its steps have to do."""
    target = Target(request.id, known_request_of(bound.outputs, request.old_outputs))
    old, new = known_request_of(bound.inputs, request.old_inputs), asked(bound, request.inputs, changing)
    return target, Changes(old, new, parameters(changing))


async def _complete(operation: RunningOperation, id: str, inputs: Values, remote: Remote, resuming: bool) -> Remote:
    """Makes those inputs as they should be that are not; answers the object as it is then."""
    left = differing(operation.bound, inputs, remote)
    if resuming:
        left += [prop for prop in operation.bound.inputs.values() if prop.resumes and prop not in left]
    if not left:
        return remote
    before = {prop.parameter: remote_value_of_api(prop, remote) for prop in left}
    changes = Changes(before, asked(operation.bound, inputs, left), parameters(left), observed=True)
    return await take_steps(operation, Target(id, remote), changes, remote) or remote


def differing(bound: Bound, inputs: Values, remote: Remote) -> list[Property]:
    """The inputs that can be updated and are not what they should be."""
    return [
        prop
        for prop in bound.inputs.values()
        if prop.on_change in (OnChange.UPDATE, OnChange.RESTART) and _differs(prop, inputs, remote)
    ]


def _differs(prop: Property, inputs: Values, remote: Remote) -> bool:
    value = prop.wanted_in(inputs)
    if value is None:
        return False
    if prop.matches or not prop.readable:
        return agreement(prop, value, remote) is False
    actual = remote_value(prop, remote)
    if actual is None and (default := prop.default_in(inputs)) is not NO_DEFAULT:
        actual = default
    if prop.shared:
        return bool(ours(prop, actual, value) != value)
    return not holds(prop.shape, actual, value)


def asked(bound: Bound, inputs: Values, changing: Iterable[Property]) -> Remote:
    """The inputs in the API's names, with their defaults; of those that change and are removed, what takes them away."""
    defaults = {
        name: default for name, prop in bound.inputs.items() if (default := prop.default_in(inputs)) is not NO_DEFAULT
    }
    return request_of(bound.inputs, {**defaults, **inputs, **{prop.name: _sent(prop, inputs) for prop in changing}})


def _sent(prop: Property, inputs: Values) -> Value:
    """What an update says of an input, None where it leaves it out."""
    value = prop.wanted_in(inputs)
    return prop.removal if value is None else value


def parameters(properties: Iterable[Property]) -> frozenset[str]:
    """What the API has the properties in."""
    return frozenset(prop.parameter for prop in properties)
