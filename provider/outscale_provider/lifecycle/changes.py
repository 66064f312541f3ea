"""The steps that creating and updating share: tags, waiting, and the requests that change properties."""

from __future__ import annotations

from collections.abc import Iterable

from outscale_provider.errors import Failed
from outscale_provider.lifecycle.operation import RunningOperation
from outscale_provider.lifecycle.outputs import remote_value
from outscale_provider.lifecycle.values import request_of, same, to_api
from outscale_provider.model.naming import to_pulumi
from outscale_provider.model.property import NO_DEFAULT, Change, Property
from outscale_provider.model.resource import Update
from outscale_provider.model.values import Remote, Value, Values


async def retag(operation: RunningOperation, id: str, old: Values, new: Values) -> None:
    """Makes the tags of a resource what they should be."""
    added = [{"Key": key, "Value": value} for key, value in new.items() if old.get(key) != value]
    removed = [{"Key": key, "Value": value} for key, value in old.items() if key not in new]
    if added:
        await operation.call("CreateTags", {"ResourceIds": [id], "Tags": added})
    if removed:
        await operation.call("DeleteTags", {"ResourceIds": [id], "Tags": removed})


def with_tags(remote: Remote, tags: Values) -> Remote:
    """An answered object with other tags."""
    return {**remote, "Tags": [{"Key": key, "Value": value} for key, value in tags.items()]}


async def wait_until_ready(operation: RunningOperation, id: str, remote: Remote) -> Remote:
    """Waits until the resource can be used; answers it as it is then. Raises Failed where it never will be."""
    resource = operation.bound.resource
    wait = resource.wait
    if wait is None or remote.get(wait.field) in wait.ready:
        return remote
    ready = wait.ready
    what = f"{resource.name} {id} to be {' or '.join(ready)}"
    while True:
        found = await operation.wait_until(id, lambda now: now is None or now.get(wait.field) in ready, what)
        if found is not None:
            return found
        if await operation.remote(id) is None:
            raise Failed(f"{resource.name} {id} has disappeared")


def differing(operation: RunningOperation, inputs: Values, remote: Remote) -> set[str]:
    """The inputs that can be updated and are not what they should be, by their Pulumi names."""
    return {
        name
        for name, prop in operation.bound.inputs.items()
        if prop.change in (Change.UPDATE, Change.RESTART) and _differs(prop, wanted(prop, inputs), remote)
    }


def _differs(prop: Property, value: Value, remote: Remote) -> bool:
    if value is None or not prop.readable:
        return False
    actual = remote_value(prop, remote)
    if actual is None and prop.default is not NO_DEFAULT:
        actual = prop.default
    return not same(prop.shape, value, actual)


def wanted(prop: Property, inputs: Values) -> Value:
    """What an input asks for: its value, else its default, None where neither is known."""
    value = inputs.get(prop.name)
    return (None if prop.default is NO_DEFAULT else prop.default) if value is None else value


async def apply(operation: RunningOperation, id: str, inputs: Values, names: Iterable[str]) -> Remote:
    """Changes properties by the actions that the resource declares; answers the object as it is then."""
    bound = operation.bound
    changed = [bound.inputs[name] for name in names]
    changing = frozenset(prop.api_name for prop in changed)
    if bound.resource.update_function:
        asked = {**inputs, **{prop.name: _sent(prop, inputs) for prop in changed}}
        return await bound.resource.update_function(operation, id, request_of(bound.inputs, asked), changing)
    remote: Remote | None = None
    for update in bound.resource.update:
        for properties in _requests(update, changing):
            response = await operation.call(update.action, _request(operation, update, id, inputs, properties))
            remote = bound.answered_by(update.action, response, id)
    if remote is None:
        remote = await operation.remote(id)
    if remote is None:
        raise Failed(f"{bound.resource.name} {id} has disappeared")
    return remote


def _requests(update: Update, changing: frozenset[str]) -> list[list[str]]:
    """The properties that go into each request of an action."""
    touched = [name for name in update.properties if name in changing]
    if not touched:
        return []
    if update.whole:
        return [list(update.properties)]
    return [[name] for name in touched] if update.one_at_a_time else [touched]


def _request(operation: RunningOperation, update: Update, id: str, inputs: Values, properties: list[str]) -> Remote:
    bound = operation.bound
    resource = bound.resource
    request: Remote = dict(zip(update.by or resource.id_parts, resource.split_id(id), strict=True))
    for name in properties:
        prop = bound.inputs[to_pulumi(name)]
        value = _sent(prop, inputs)
        if value is not None:
            request[name] = to_api(prop.shape, value)
    return request


def _sent(prop: Property, inputs: Values) -> Value:
    """What an update says of an input, None where it leaves it out."""
    value = wanted(prop, inputs)
    return prop.removal if value is None else value
