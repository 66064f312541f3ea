"""Invoke: the functions that programs call, derived from the Read actions that they stand for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from outscale_api import Api, Field, ObjectType, Type
from outscale_provider.errors import UsageError
from outscale_provider.lifecycle.asking import Asking
from outscale_provider.lifecycle.operation import Cloud
from outscale_provider.lifecycle.validation import meant, object_violations, unknown_property
from outscale_provider.model.function import Ask, CallAny, Function, GetMany, GetOne, Readiness
from outscale_provider.model.naming import to_pulumi
from outscale_provider.model.property import (
    BOOLEAN,
    NO_DEFAULT,
    STRING,
    Property,
    Shape,
    properties_of,
    property_of,
    shape_of,
)
from outscale_provider.model.translation import from_api, request_of
from outscale_provider.model.values import UNKNOWN, Remote, Value, Values
from outscale_provider.violations import Violation

#: A value of any form; only `call` has such.
ANY = Shape(Type("object"), map_of=Shape(Type("object")))

PLAINTEXT = (
    "Has to be said for an action whose answer holds secrets. The output form of this function keeps them secret in either"
    " case: there, say false. The plain form puts them in clear text into the program, and from there into the state and"
    " onto the screen: true says that this is meant."
)


@dataclass(frozen=True)
class BoundFunction:
    """A function together with the API's description."""

    function: Function
    api: Api

    @cached_property
    def inputs(self) -> dict[str, Property]:
        function = self.function
        if isinstance(function, CallAny):
            action = Property("Action", shape_of(STRING), required=True, description="The name of the action.")
            request = Property("Request", ANY, description="The parameters of the request, in the API's own names.")
            plaintext = Property("Plaintext", shape_of(BOOLEAN), description=PLAINTEXT)
            return {"action": action, "request": request, "plaintext": plaintext}
        fields = self.api.action(function.action).request.fields
        inputs: dict[str, Property] = {}
        if "Filters" in fields:
            inputs["filters"] = property_of(fields["Filters"])
        inputs |= {
            to_pulumi(name): _parameter(field)
            for name, field in fields.items()
            if name not in ("DryRun", "Filters") and not field.since
        }
        if isinstance(function, GetOne):
            inputs |= self._short_inputs(function)
        if isinstance(function, Ask):
            inputs |= function.inputs
            inputs |= {"timeout": _timeout(function.ready)} if function.ready else {}
        return inputs

    def _short_inputs(self, function: GetOne) -> dict[str, Property]:
        inputs = {
            to_pulumi(name): Property(
                name, shape_of(STRING), description=f"Short for `filters` with one of `{filter}`."
            )
            for name, filter in ((name, to_pulumi(filter)) for name, filter in function.by.items())
        }
        if function.newest_by:
            text = "Whether to take the most recent where several match."
            inputs["mostRecent"] = Property("MostRecent", shape_of(BOOLEAN), description=text, default=False)
        return inputs

    @cached_property
    def outputs(self) -> dict[str, Property]:
        function = self.function
        if isinstance(function, CallAny):
            text = "What the API answers, in its own names."
            return {"response": Property("Response", ANY, always=True, description=text)}
        if isinstance(function, Ask):
            return dict(function.outputs)
        if isinstance(function, GetMany):
            return {to_pulumi(self._answer.name): replace(property_of(self._answer), always=True)}
        items = self._answer.type.items
        assert items and items.object
        return properties_of(items.object)

    def returned(self, inputs: Values) -> Mapping[str, Property]:
        """The outputs for some inputs: those of `call` depend on the action."""
        if not isinstance(self.function, CallAny):
            return self.outputs
        response = self.api.action(inputs["action"]).response
        return {"response": Property("Response", Shape(Type("object"), _as_described(response)))}

    @cached_property
    def _answer(self) -> Field:
        """The field of the response that has the objects."""
        assert not isinstance(self.function, CallAny)
        answer = self.api.action(self.function.action).answer
        assert answer
        return answer

    def spelled(self, inputs: Values) -> Values:
        """Inputs in Pulumi's spelling: SDKs translate a function's own arguments, but not what is in them."""
        return inputs if isinstance(self.function, CallAny) else _spelled(self.inputs, inputs)

    def check(self, inputs: Values) -> list[Violation]:
        """What is wrong with the inputs."""
        given = {name: value for name, value in inputs.items() if value is not None}
        if not isinstance(self.function, CallAny):
            return object_violations(self.inputs, given)
        violations = [Violation(name, unknown_property(name, self.inputs)) for name in given if name not in self.inputs]
        if not isinstance(given.get("request", {}), dict):
            violations.append(Violation("request", "expected an object"))
        action = given.get("action")
        if action not in self.api:
            hint = meant(str(action), (each.name for each in self.api))
            return [
                *violations,
                Violation("action", f"must be an action of the API, such as ReadVms{hint}", repr(action)),
            ]
        return violations + self._unasked_secrets(given)

    def _unasked_secrets(self, given: Values) -> list[Violation]:
        """A violation where an answer would hold secrets and nothing is said of them: the form of the call can't be seen."""
        names = _secret_fields(self.api.action(given["action"]).response)
        if isinstance(given.get("plaintext"), bool) or not names:
            return []
        reason = (
            f"has to be given: the answer of {given['action']} holds secrets ({', '.join(names)}). `call_output` keeps them"
            " secret: use that, with plaintext=False. `call` puts them in clear text into the program, and from there into"
            " the state and onto the screen; plaintext=True says that this is meant"
        )
        return [Violation("plaintext", reason)]

    async def run(self, asking: Asking, inputs: Values) -> Values:
        """The outputs. Raises UsageError where there is not exactly one object for a function that answers one."""
        cloud, preview = asking.cloud, asking.preview
        given = {name: value for name, value in inputs.items() if value is not None}
        if isinstance(self.function, CallAny):
            return await self._call(cloud, given, preview)
        if isinstance(self.function, Ask):
            return await self._ask(self.function, asking, given)
        response = await cloud.read(self.function.action, self._request(given))
        found = response[self._answer.name]
        if isinstance(self.function, GetMany):
            return {to_pulumi(self._answer.name): from_api(shape_of(self._answer.type), found)}
        one = self._only(found, given)
        return {
            name: from_api(prop.shape, one[prop.api_name])
            for name, prop in self.outputs.items()
            if prop.api_name in one
        }

    async def _ask(self, function: Ask, asking: Asking, given: Values) -> Values:
        parameters = {
            name: prop for name, prop in self.inputs.items() if name not in function.inputs and name != "timeout"
        }
        request = request_of(parameters, {name: value for name, value in given.items() if name in parameters})
        told = await asking.answer(function, request, request_of(self.inputs, given))
        return {name: told[prop.api_name] for name, prop in self.outputs.items()}

    async def _call(self, cloud: Cloud, given: Values, preview: bool) -> Values:
        action = self.api.action(given["action"])
        if preview and action.mutates:
            return {"response": _unknown(action.response)}
        return {"response": await cloud.call(action.name, given.get("request", {}))}

    def _request(self, given: Values) -> Remote:
        function = self.function
        short = function.by if isinstance(function, GetOne) else {}
        plain = {name: prop for name, prop in self.inputs.items() if prop.api_name not in (*short, "MostRecent")}
        request = request_of(plain, {name: value for name, value in given.items() if name in plain})
        for name, filter in short.items():
            if to_pulumi(name) in given:
                request.setdefault("Filters", {})[filter] = [given[to_pulumi(name)]]
        return request

    def _only(self, found: list[Remote], given: Values) -> Remote:
        function = self.function
        assert isinstance(function, GetOne)
        if function.newest_by and given.get("mostRecent"):
            found = sorted(found, key=lambda obj: str(obj.get(function.newest_by, "")))[-1:]
        if len(found) != 1:
            what = "nothing matches" if not found else f"{len(found)} objects match"
            # Not quoted: SDKs take the marks of secrets off arguments, so any may be one.
            hint = ", or mostRecent" if found and function.newest_by else ""
            raise UsageError(f"{function.name}: {what} {_told(given)}; exactly one must. Use other filters{hint}.")
        return found[0]


def _spelled(properties: Mapping[str, Property], values: Values) -> Values:
    """Values with their names as properties have them, where a program spells them as its language does (`net_ids`)."""
    names = {_plain(name): name for name in properties}
    spelled = {}
    for name, value in values.items():
        meant = names.get(_plain(name), name)
        known = name if name in properties or meant in values else meant
        spelled[known] = _spelled_in(properties[known].shape, value) if known in properties else value
    return spelled


def _spelled_in(shape: Shape, value: Value) -> Value:
    if shape.properties and isinstance(value, dict):
        return _spelled(shape.properties, value)
    if shape.items and isinstance(value, list):
        return [_spelled_in(shape.items, item) for item in value]
    return value


def _plain(name: str) -> str:
    return name.replace("_", "").lower()


def _timeout(ready: Readiness) -> Property:
    description = f"How many seconds to wait for the {ready.what}. A preview does not wait."
    return Property("Timeout", shape_of(Type("integer", minimum=0)), description=description, default=ready.timeout)


def _parameter(field: Field) -> Property:
    described = property_of(field)
    return Property(
        described.api_name,
        described.shape,
        required=described.required,
        secret=described.secret,
        description=described.description,
        default=NO_DEFAULT,
    )


def _as_described(object_type: ObjectType) -> dict[str, Property]:
    """The fields of an object by the API's own names."""
    return {
        name: Property(name, _described(field.type), secret=field.secret) for name, field in object_type.fields.items()
    }


def _described(type: Type) -> Shape:
    if type.object:
        return Shape(type, _as_described(type.object))
    return Shape(type, items=_described(type.items) if type.items else None)


def _secret_fields(object_type: ObjectType, path: str = "") -> list[str]:
    """The paths of all that is secret in objects of a type."""
    found = []
    for field in object_type.fields.values():
        inner = field.type.items or field.type
        if field.secret:
            found.append(f"{path}{field.name}")
        elif inner.object:
            found += _secret_fields(inner.object, f"{path}{field.name}{'[]' if field.type.items else ''}.")
    return found


def _unknown(object_type: ObjectType) -> Values:
    """An answer of which nothing is known but its form. Not a plain unknown: what SDKs expect is an object."""
    return {
        field.name: _unknown(field.type.object) if field.type.object else UNKNOWN
        for field in object_type.fields.values()
        if field.name != "ResponseContext" and not field.since
    }


def _told(given: Mapping[str, Any]) -> str:
    return f"the given {' and '.join(given)}" if given else "no filter"
