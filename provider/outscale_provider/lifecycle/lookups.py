"""The functions that look something up, derived from the action that each stands for."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from outscale_api import Action, Api, Field, ObjectType, Type
from outscale_provider.errors import UsageError
from outscale_provider.lifecycle.asking import Asking
from outscale_provider.lifecycle.operation import Cloud
from outscale_provider.lifecycle.spelling import spelled
from outscale_provider.lifecycle.validation import object_violations
from outscale_provider.model.function import Ask, Choice, Condition, GetMany, GetOne, Lookup, Readiness
from outscale_provider.model.naming import to_pulumi
from outscale_provider.model.property import (
    BOOLEAN,
    NO_DEFAULT,
    STRING,
    Property,
    properties_of,
    property_of,
    shape_of,
)
from outscale_provider.model.translation import from_api, request_of
from outscale_provider.model.values import Remote, Value, Values
from outscale_provider.violations import Violation

#: Parameters that are no question: all pages are fetched.
NOT_ASKED = frozenset({"DryRun", "NextPageToken", "ResultsPerPage"})

#: How many objects a function answers at most: all of them are in memory at once, here, in the engine and in the program.
MOST_OBJECTS = 100_000


class BoundLookup(ABC):
    """What a lookup is asked: the parameters of its action, and more that a function may have."""

    function: Lookup
    api: Api

    @cached_property
    def inputs(self) -> dict[str, Property]:
        return self._parameters | {prop.name: prop for prop in self._more_inputs()}

    @cached_property
    def _parameters(self) -> dict[str, Property]:
        fields = sorted(self._action.request.fields.values(), key=lambda field: field.name != "Filters")
        return {
            to_pulumi(field.name): replace(property_of(field), default=NO_DEFAULT)
            for field in fields
            if field.name not in NOT_ASKED and not field.since
        }

    def _more_inputs(self) -> Sequence[Property]:
        return ()

    @property
    @abstractmethod
    def outputs(self) -> dict[str, Property]: ...

    @abstractmethod
    async def _answered(self, asking: Asking, given: Values) -> Values: ...

    @cached_property
    def _action(self) -> Action:
        return self.api.action(self.function.action)

    def returned(self, inputs: Values) -> Mapping[str, Property]:
        return self.outputs

    def spelled(self, inputs: Values) -> Values:
        return spelled(self.inputs, inputs)

    def check(self, inputs: Values) -> list[Violation]:
        return object_violations(self.inputs, inputs)

    async def run(self, asking: Asking, inputs: Values) -> Values:
        return await self._answered(asking, {name: value for name, value in inputs.items() if value is not None})

    def _request(self, given: Values) -> Remote:
        return request_of(self._parameters, {name: value for name, value in given.items() if name in self._parameters})


@dataclass(frozen=True)
class BoundAsk(BoundLookup):
    """What an action answers that is no list."""

    function: Ask
    api: Api

    def _more_inputs(self) -> Sequence[Property]:
        ready = self.function.ready
        return [*self.function.inputs.values(), *([_timeout(ready)] if ready else [])]

    @property
    def outputs(self) -> dict[str, Property]:
        return dict(self.function.outputs)

    async def _answered(self, asking: Asking, given: Values) -> Values:
        told = await asking.answer(self.function, self._request(given), request_of(self.inputs, given))
        return _told_by(self.outputs, told)


@dataclass(frozen=True)
class BoundMany(BoundLookup):
    """All objects that match."""

    function: GetMany
    api: Api

    def _more_inputs(self) -> Sequence[Property]:
        return _conditions(self._action, self.function.conditions)

    @cached_property
    def outputs(self) -> dict[str, Property]:
        answer = _list_of(self._action)
        return {to_pulumi(answer.name): replace(property_of(answer), always=True)}

    async def _answered(self, asking: Asking, given: Values) -> Values:
        ((name, prop),) = self.outputs.items()
        shape = prop.shape.items
        assert shape
        found: list[Value] = []
        async for obj in _matching(asking.cloud, self._action, self._request(given), self.function.conditions, given):
            if len(found) == MOST_OBJECTS:
                raise UsageError(
                    f"{self.function.name}: {_found(f'more than {MOST_OBJECTS:,} objects', given)}, too many for one"
                    f" answer. Ask for fewer, {_how_to_narrow(self.inputs)}."
                )
            found.append(from_api(shape, obj))
        return {name: found}


@dataclass(frozen=True)
class BoundOne(BoundLookup):
    """Exactly one object."""

    function: GetOne
    api: Api

    def _more_inputs(self) -> Sequence[Property]:
        function = self.function
        short = [
            Property(name, shape_of(STRING), description=f"Short for `filters` with one of `{to_pulumi(filter)}`.")
            for name, filter in function.by.items()
        ]
        choice = function.choice
        chosen = [Property(choice.name, shape_of(BOOLEAN), description=choice.description)] if choice else []
        return [*short, *_conditions(self._action, function.conditions), *chosen]

    @cached_property
    def outputs(self) -> dict[str, Property]:
        items = _list_of(self._action).type.items
        assert items and items.object
        return properties_of(items.object)

    async def _answered(self, asking: Asking, given: Values) -> Values:
        choice = self.function.choice
        choice = choice if choice and given.get(to_pulumi(choice.name)) else None
        count = 0
        one: Remote | None = None
        async for obj in _matching(asking.cloud, self._action, self._request(given), self.function.conditions, given):
            count += 1
            if one is None or (choice and _is_better(choice, obj, one)):
                one = obj
        if one is None or (count > 1 and not choice):
            raise UsageError(self._wrong_number(count, given))
        return _told_by(self.outputs, one)

    def _request(self, given: Values) -> Remote:
        request = super()._request(given)
        for name, filter in self.function.by.items():
            if (value := given.get(to_pulumi(name))) is not None:
                request["Filters"] = {**request.get("Filters", {}), filter: [value]}
        return request

    def check(self, inputs: Values) -> list[Violation]:
        filters = inputs.get("filters")
        if not isinstance(filters, dict):
            return super().check(inputs)
        both = [
            (to_pulumi(name), to_pulumi(filter))
            for name, filter in self.function.by.items()
            if inputs.get(to_pulumi(name)) is not None and filters.get(to_pulumi(filter)) is not None
        ]
        doubles = [Violation(f"filters.{long}", f"says the same as {short}: give one of them") for short, long in both]
        return super().check(inputs) + doubles

    def _wrong_number(self, count: int, given: Values) -> str:
        """Quotes no argument: SDKs take the marks of secrets off them, so any may be one."""
        if not count:
            text = f"{self.function.name}: nothing matches {_told(given)}; exactly one must."
            return f"{text} Look for something else." if given else text
        text = f"{self.function.name}: {_found(f'{count:,} objects', given)}; exactly one is wanted."
        choice = self.function.choice
        hint = f", or say {to_pulumi(choice.name)}" if choice else ""
        ways = _how_to_narrow(
            {name: prop for name, prop in self.inputs.items() if name not in given or name == "filters"}
        )
        return f"{text} Narrow it down{f' {ways}' if ways else ''}{hint}."


def _found(objects: str, given: Values) -> str:
    return f"{objects} match {_told(given)}" if given else f"there are {objects}"


async def _matching(
    cloud: Cloud, action: Action, request: Remote, conditions: Sequence[Condition], given: Values
) -> AsyncIterator[Remote]:
    """The objects of all pages that meet the conditions, in the API's order. No more than a page is held."""
    if [] in request.get("Filters", {}).values():
        # None of no values: what the API makes of such a filter is nowhere documented, and all objects would be the worst.
        return
    wanted = [(each, given[to_pulumi(each.name)]) for each in conditions if to_pulumi(each.name) in given]
    async for page in cloud.pages(action.name, request):
        for obj in action.objects_in(page):
            if all(_meets(obj.get(condition.field), condition, value) for condition, value in wanted):
                yield obj


def _meets(actual: Any, condition: Condition, wanted: Value) -> bool:
    if not condition.at_least:
        return bool(actual == wanted)
    return actual is not None and actual >= wanted


def _is_better(choice: Choice, obj: Remote, than: Remote) -> bool:
    """Whether a choice prefers one object. What lacks a field comes after what has it."""
    for field in choice.by:
        new, old = obj.get(field), than.get(field)
        if new != old:
            return old is None or (new is not None and (new > old) == choice.last)
    return False


def _conditions(action: Action, conditions: Sequence[Condition]) -> list[Property]:
    answered = action.answered_type
    assert answered or not conditions
    return [_condition(each, answered) for each in conditions if answered]


def _condition(condition: Condition, answered: ObjectType) -> Property:
    field = to_pulumi(condition.field)
    which = f"with a `{field}` of at least this" if condition.at_least else f"whose `{field}` is this"
    kind = Type(answered.fields[condition.field].type.kind)
    text = f"Only what has been answered {which}, since the API has no filter for it."
    return Property(condition.name, shape_of(kind), description=text)


def _timeout(ready: Readiness) -> Property:
    description = f"How many seconds to wait for the {ready.what}. A preview does not wait."
    return Property("Timeout", shape_of(Type("integer", minimum=0)), description=description, default=ready.timeout)


def _list_of(action: Action) -> Field:
    """The field of the response that has the objects."""
    assert action.answer and action.answer.type.items
    return action.answer


def _told_by(outputs: Mapping[str, Property], answered: Remote) -> Values:
    return {
        name: from_api(prop.shape, answered[prop.api_name])
        for name, prop in outputs.items()
        if prop.api_name in answered
    }


def _told(given: Mapping[str, Any]) -> str:
    return f"the given {' and '.join(given)}" if given else "no filter"


def _how_to_narrow(inputs: Mapping[str, Property]) -> str:
    """What there is to narrow a question with, as a part of a sentence."""
    filters = inputs.get("filters")
    others = [name for name, prop in inputs.items() if name != "filters" and prop.shape.type.kind != "boolean"]
    named = [f"filters ({', '.join(filters.shape.properties)})"] if filters else []
    return f"by {' or '.join([*others, *named])}" if others or named else ""
