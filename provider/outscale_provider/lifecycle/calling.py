"""`call`: any action of the API, in the API's own names."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from outscale_api import Action, Api, ObjectType, Type
from outscale_provider.errors import CloudError, Refused
from outscale_provider.lifecycle.asking import Asking
from outscale_provider.lifecycle.validation import meant, object_violations, unknown_property
from outscale_provider.model.function import CallAny
from outscale_provider.model.property import BOOLEAN, STRING, Property, Shape, shape_of
from outscale_provider.model.values import UNKNOWN, Values
from outscale_provider.violations import Violation

#: A value of any form; only `call` has such.
ANY = Shape(Type("object"), map_of=Shape(Type("object")))

PLAINTEXT = (
    "Has to be said for an action whose answer holds secrets. The output form of this function keeps them secret in either"
    " case: there, say false. The plain form puts them in clear text into the program, and from there into the state and"
    " onto the screen: true says that this is meant."
)


@dataclass(frozen=True)
class BoundCall:
    """`call` together with the API's description."""

    function: CallAny
    api: Api

    @cached_property
    def inputs(self) -> dict[str, Property]:
        action = Property("Action", shape_of(STRING), required=True, description="The name of the action.")
        text = "The parameters of the request, in the API's own names. They are checked before anything is sent."
        request = Property("Request", ANY, description=text)
        plaintext = Property("Plaintext", shape_of(BOOLEAN), description=PLAINTEXT)
        return {"action": action, "request": request, "plaintext": plaintext}

    @cached_property
    def outputs(self) -> dict[str, Property]:
        text = "What the API answers, in its own names."
        return {"response": Property("Response", ANY, always=True, description=text)}

    def returned(self, inputs: Values) -> Mapping[str, Property]:
        response = self.api.action(inputs["action"]).response
        return {"response": Property("Response", Shape(Type("object"), _as_described(response)))}

    def spelled(self, inputs: Values) -> Values:
        return inputs

    def check(self, inputs: Values) -> list[Violation]:
        given = {name: value for name, value in inputs.items() if value is not None}
        found = [Violation(name, unknown_property(name, self.inputs)) for name in given if name not in self.inputs]
        action = str(given.get("action"))
        if action not in self.api:
            hint = meant(action, self.api.action_names)
            return [*found, Violation("action", "must be an action of the API, such as ReadVms", repr(action), hint)]
        called = self.api.action(action)
        return found + _violations_of_request(called, given.get("request", {})) + _unasked_secrets(called, given)

    async def run(self, asking: Asking, inputs: Values) -> Values:
        action, request = self.api.action(inputs["action"]), inputs.get("request") or {}
        if not (asking.preview and action.mutates):
            return {"response": await asking.cloud.call(action.name, request)}
        await _rehearse(asking, action, request)
        return {"response": _unknown(action.response)}


async def _rehearse(asking: Asking, action: Action, request: Values) -> None:
    """Lets the API check a request without carrying it out, and tells what it has against it.

    That is no error: what the request needs may be there once the preview comes true.
    """
    try:
        await asking.cloud.dry_run(action.name, request)
    except Refused as refusal:
        asking.warn(f"call: as things are, this will fail: {refusal.message}")
    except CloudError as failure:
        asking.warn(f"call: the API can't be asked what it has against {action.name}: {failure.because}")


def _violations_of_request(action: Action, request: object) -> list[Violation]:
    if not isinstance(request, dict):
        return [Violation("request", "expected an object")]
    return object_violations(_as_described(action.request), request, "request.")


def _unasked_secrets(action: Action, given: Values) -> list[Violation]:
    """A violation where an answer would hold secrets and nothing is said about them: which form is used can't be seen here."""
    names = _secret_fields(action.response)
    if isinstance(given.get("plaintext"), bool) or not names:
        return []
    reason = (
        f"has to be given: the answer of {action.name} holds secrets ({', '.join(names)}). `call_output` keeps them"
        " secret: use that, with plaintext=False. `call` puts them in clear text into the program, and from there into"
        " the state and onto the screen; plaintext=True says that this is meant"
    )
    return [Violation("plaintext", reason)]


def _as_described(object_type: ObjectType) -> dict[str, Property]:
    """The fields of an object by the API's own names, those of later versions included."""
    return {
        name: Property(name, _described(field.type), required=field.required, secret=field.secret)
        for name, field in object_type.fields.items()
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
