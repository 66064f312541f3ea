"""What shows that inputs do what their rows declare: in the objects that the emulator has, and in the requests that it got."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from outscale_api import load
from outscale_api.paths import values_at
from outscale_provider.lifecycle.comparing import holds, same
from outscale_provider.lifecycle.observed import remote_value
from outscale_provider.model.bound import Bound
from outscale_provider.model.property import NO_DEFAULT, OnChange, Property
from outscale_provider.model.steps import Members, Step, Update
from outscale_provider.model.translation import from_api, to_api
from outscale_provider.model.values import UNKNOWN
from outscale_provider.model.verbs import Delete
from outscale_provider.resources import RESOURCES
from provider.cloud import Account, Way
from provider.engine import Difference, Resource, root
from provider.messages import bare

API = load()
BOUND = {resource.name: Bound(resource, API) for resource in RESOURCES}

#: What a change of an input that `Restarts` may send besides.
STOP_AND_START = frozenset({"StopVms", "StartVms"})

Sent = Sequence[tuple[str, Mapping[str, Any]]]


def actions_of(step: Step) -> set[str]:
    """The actions that a step may send."""
    if isinstance(step, Update):
        return {step.action}
    if isinstance(step, Members):
        return {step.add.action, step.remove.action} | ({step.in_place.action} if step.in_place else set())
    return {*step.actions}


def updating(bound: Bound, prop: Property) -> set[str]:
    """The actions by which a change of an input is made in place."""
    steps = (step for step in bound.resource.steps if prop.parameter in step.parameters)
    return {action for step in steps for action in actions_of(step)}


def at_deletion(bound: Bound, prop: Property) -> bool:
    """Whether an input is a parameter of the deletion alone."""
    delete = bound.resource.delete
    takes = isinstance(delete, Delete) and prop.api_name in API.action(delete.action).request.fields
    return prop.on_change is OnChange.NONE and takes and prop.api_name not in bound.create_fields


def steers(bound: Bound, prop: Property) -> bool:
    """Whether an input tells the provider what to do: no action takes it, and no object has it."""
    is_sent = prop.parameter in bound.create_fields or bool(updating(bound, prop)) or at_deletion(bound, prop)
    return not is_sent and not prop.readable


@dataclass(frozen=True)
class Evidence:
    """Looks at the emulator past the provider, and at what the provider sent on its way there."""

    bound: Bound
    account: Account
    way: Way

    @property
    def now(self) -> int:
        """How many requests there were."""
        return len(self.way.requests)

    def sent(self, since: int = 0) -> Sent:
        """The requests that change something, after the first ones."""
        requests = (each for each in self.way.requests[since:] if not each[1].get("DryRun"))
        return [(action, request) for action, request in requests if API.action(action).mutates]

    async def assert_created(self, resource: Resource, sent: Sent) -> None:
        """Each input is in the object as the emulator has it; what no object tells was in a request."""
        there = await self._object(resource.id)
        for prop, asked in self._asked(resource):
            told = [self._tellable(prop, value) for value in asked]
            if prop.readable:
                self._assert_has(prop, there, told)
            if not prop.readable or asked[0] != told[0]:
                requests = [from_api(prop.shape, at) for at in self._parameters(prop, sent)]
                assert any(holds(prop.shape, request, asked[0]) for request in requests), f"{prop.name} was not sent"

    async def assert_still(self, resource: Resource) -> None:
        """Each input is in the object as far as that tells it."""
        there = await self._object(resource.id)
        for prop, asked in self._asked(resource):
            if prop.readable:
                self._assert_has(prop, there, [self._tellable(prop, value) for value in asked])
            elif prop.reads_part:
                told = from_api(prop.shape, prop.reads_part(there, to_api(prop.shape, asked[0])))
                assert told is None or holds(prop.shape, completed(told, asked[0]), asked[0]), f"{prop.name}: {told}"

    def _asked(self, resource: Resource) -> Iterator[tuple[Property, tuple[Any, Any]]]:
        """The inputs that say something to an action before the deletion: as they are given, and as the API keeps them."""
        inputs = plain(resource.inputs)
        stored = self.bound.stored(inputs)
        for name, value in inputs.items():
            prop = self.bound.inputs[name]
            if value not in (None, [], {}) and not steers(self.bound, prop) and not at_deletion(self.bound, prop):
                yield prop, (value, stored[name])

    def _assert_has(self, prop: Property, there: Any, asked: Iterable[Any]) -> None:
        actual = remote_value(prop, there)
        assert any(has(prop, actual, value) for value in asked), f"{prop.name}: {actual}"

    def _tellable(self, prop: Property, value: Any) -> Any:
        """What reads can tell of a value: an object that they answer may have fewer fields than the one that is given."""
        shape = self.bound.outputs[prop.name].shape if prop.name in self.bound.answered else prop.shape
        if isinstance(value, dict) and shape.properties:
            return {name: item for name, item in value.items() if name in shape.properties}
        return value

    async def _object(self, id: str) -> Any:
        resource = self.bound.resource
        answered = API.action(resource.read.action).objects_in(await self.account.call(resource.read.action))
        parts: Callable[[Any], list[Any]] = resource.read.parts or (lambda whole: [whole])
        return next(part for whole in answered for part in parts(whole) if resource.join_id(part) == id)

    def _parameters(self, prop: Property, sent: Sent) -> list[Any]:
        """What requests said of an input, at each place where it can stand."""
        name = prop.parameter
        paths = {step.parameters[name] for step in self.bound.resource.steps if name in step.parameters}
        if name in self.bound.create_fields:
            paths.add(self.bound.create_fields[name][0])
        return [value for _, request in sent for path in paths for value in values_at(request, path.split("."))]

    def assert_found(self, imported: Resource, made: Resource) -> None:
        """An import has each input that reads tell. Of those that exclude each other it has one."""
        exclusive = {name for group in self.bound.resource.exclusive for name in group}
        inputs, shown = plain(made.inputs), plain(imported.inputs)
        stored = self.bound.stored(inputs)
        for name, value in inputs.items():
            prop = self.bound.inputs[name]
            if value in (None, [], {}) or not prop.readable or prop.authoritative or prop.api_name in exclusive:
                continue
            found = shown.get(name)
            if found is None and prop.removal is not None:
                continue  # It may be the cloud's choice.
            asked = [self._tellable(prop, each) for each in (value, stored[name])]
            assert any(has(prop, found, each) for each in asked), f"{name}: {found}"

    def assert_declared(self, before: Mapping[str, Any], after: Mapping[str, Any], difference: Difference) -> None:
        """Each input that changes does what its row says, or means the same as before."""
        for name in changed(before, after):
            prop = self.bound.inputs[name]
            kinds = [kind for path, kind in difference.details.items() if root(path) == name]
            replacing = [kind for kind in kinds if kind.endswith("_REPLACE")]
            if prop.on_change is OnChange.NONE:
                assert not kinds, f"{name} is said to have no effect"
            elif prop.on_change is OnChange.REPLACE:
                assert kinds == replacing, f"{name} is said to replace"
            else:
                may = prop.replaces_when or prop.in_place or (prop.replaces_if and after.get(prop.replaces_if))
                assert not replacing or may, f"{name} is said to be updated"

    def assert_updated(self, before: Mapping[str, Any], after: Mapping[str, Any], roots: Collection[str], sent: Sent):
        """Each changed input has an effect, by the actions of its step, and nothing else was sent."""
        actions = {action for action, _ in sent}
        allowed: set[str] = set()
        for name in changed(before, after):
            prop = self.bound.inputs[name]
            if prop.on_change is OnChange.NONE or (after.get(name) is None and stays(prop, after)):
                continue
            assert name in roots, f"{name} has no effect: let the table change it by itself"
            own = updating(self.bound, prop)
            # What the object tells only a part of is looked at in the update, which may find that it is so.
            assert own & actions or prop.reads_part, f"{name}: none of {own} in {actions}"
            allowed |= own | (STOP_AND_START if prop.on_change is OnChange.RESTART else frozenset())
        assert actions <= allowed, f"{actions - allowed} for {roots}"

    def assert_deleted(self, resource: Resource, sent: Sent) -> None:
        """The deletion says what the program has said for it."""
        inputs = bare(resource.inputs)
        for name, prop in self.bound.inputs.items():
            if inputs.get(name) is not None and at_deletion(self.bound, prop):
                assert inputs[name] in [request.get(prop.api_name) for _, request in sent]


def stays(prop: Property, inputs: Mapping[str, Any]) -> bool:
    """Whether what there is of an input stays when a program leaves it out."""
    is_kept = prop.kept and prop.stays is None and prop.default_in(dict(inputs)) is NO_DEFAULT
    return is_kept or prop.authoritative or any(inputs.get(name) is not None for name in prop.instead)


def changed(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[str]:
    """The names of the inputs that are not as they were."""
    return [name for name in {**before, **after} if before.get(name) != after.get(name)]


def has(prop: Property, actual: Any, asked: Any) -> bool:
    """Whether a value is what was asked for. Of a shared list, others have items as well; a default need not be told."""
    if actual is None:
        return prop.default is not NO_DEFAULT and same(prop.shape, prop.default, asked)
    if prop.shared and prop.shape.items:
        items = prop.shape.items
        return all(any(holds(items, item, one) for item in actual) for one in asked)
    return holds(prop.shape, actual, asked)


def plain(value: Any) -> Any:
    """A value without its secret wrappings, and with whole numbers: on the wire, all are floating."""
    value = bare(value)
    if isinstance(value, dict):
        return {name: plain(item) for name, item in value.items()}
    if isinstance(value, list):
        return [plain(item) for item in value]
    return int(value) if isinstance(value, float) and value.is_integer() else value


def completed(told: Any, asked: Any) -> Any:
    """What is told, with what was asked for in the place of what is not."""
    if isinstance(told, dict) and isinstance(asked, dict):
        return {name: completed(item, asked.get(name)) for name, item in told.items()}
    if isinstance(told, list) and isinstance(asked, list):
        return [completed(item, one) for item, one in zip(told, asked, strict=True)]
    return asked if told is UNKNOWN else told
