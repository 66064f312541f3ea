"""What an answer must have to be one.

From anything else nothing is concluded: neither that something is gone, nor that it was made.
"""

from __future__ import annotations

from typing import Annotated, Any

import msgspec

from outscale_api import Action, Api, Field, ObjectType, Type
from outscale_provider.api.quoting import Quoter
from outscale_provider.errors import CloudError, Refused, Throttled, Unanswered, Unauthenticated
from outscale_provider.model.values import Remote

#: HTTP statuses of throttling: 503 in the days of v1.16, 429 today (api-behaviour.md section 2.1).
TOO_MANY = 429
THROTTLED = (TOO_MANY, 503)
REQUEST_TIMEOUT = 408

#: Codes that say that no other request will succeed either: wrong signature or key, lock-out, clock, access rules.
UNAUTHENTICATED = frozenset({1, 5, 7, 8, 9, 10, 11, 12, 13, 14, 15, 20, 4120, 11001})

_ADVICE = {
    1: "the secret key does not belong to the access key, or the key is inactive",
    11: "the account is locked",
    13: "too many failed log-ins; the account is locked for a while",
    14: "the API access rules of the account do not allow requests from here",
    15: "the clock of this machine is wrong, or the request was on its way for too long",
    4120: "there is no such access key in this Region",
}

#: Lists and objects are what is worked with, so they have to be what the description says. Of other values only that they are
#: none of these: a number as a text is no reason to give a stack up.
_SCALAR = str | int | float | bool | None

_decode = msgspec.json.Decoder().decode
_UNREADABLE = (msgspec.MsgspecError, UnicodeDecodeError, RecursionError)


class _Context(msgspec.Struct):
    RequestId: str


class _Bare(msgspec.Struct):
    """The least that there is in an answer, and all that is in one to a DryRun."""

    ResponseContext: _Context


class _Error(msgspec.Struct):
    Code: int | Annotated[str, msgspec.Meta(pattern="^[0-9]+$")]
    Type: str = ""
    Details: str = ""


class _Refusal(msgspec.Struct):
    Errors: Annotated[list[_Error], msgspec.Meta(min_length=1)]
    ResponseContext: _Context | None = None


class Answers:
    """Judges answers by the description. What an action has to answer is compiled when it is first asked for."""

    def __init__(self, api: Api) -> None:
        self._api = api
        self._quoter = Quoter(api)
        self._decoders: dict[str, msgspec.json.Decoder[Any]] = {}
        self._structs: dict[tuple[str, str], type[msgspec.Struct]] = {}

    def judge(self, action: str, request: Remote, status: int, content: bytes) -> Remote:
        """The answer, with its ResponseContext. Raises a CloudError where it is a refusal, or none."""
        if status != 200:
            raise self._failure(action, request, status, content)
        try:
            self._decoder(action, request).decode(content)
        except _UNREADABLE as fault:
            raise self._unusable(action, request, status, content, f" ({fault})") from fault
        answer: Remote = _decode(content)
        return answer

    # What is answered where all is well

    def _decoder(self, action: str, request: Remote) -> msgspec.json.Decoder[Any]:
        if request.get("DryRun"):
            return _BARE
        if action not in self._decoders:
            self._decoders[action] = msgspec.json.Decoder(self._response(self._api.action(action)))
        return self._decoders[action]

    def _response(self, action: Action) -> type[msgspec.Struct]:
        fields: list[Any] = [("ResponseContext", _Context)]
        fields += [
            (field.name, self._answered(field.type), *([msgspec.UNSET] if field.left_out else ()))
            for field in action.response.fields.values()
            if field.name not in ("ResponseContext", "NextPageToken") and not field.since
        ]
        return msgspec.defstruct(action.response.name, fields)

    def _answered(self, type: Type) -> Any:
        """The answer itself. Its objects have what tells them apart."""
        if type.items:
            return list[self._answered(type.items)]  # type: ignore[misc]
        return self._struct(type.object, _identifier(type.object)) if type.object else str

    def _struct(self, object_type: ObjectType, identifier: str = "") -> type[msgspec.Struct]:
        key = (object_type.name, identifier)
        if key not in self._structs:
            fields = [self._field(field, field.name == identifier) for field in object_type.fields.values()]
            self._structs[key] = msgspec.defstruct(object_type.name, fields, kw_only=True)
        return self._structs[key]

    def _field(self, field: Field, identifies: bool) -> Any:
        if identifies:
            return field.name, str | int
        type = self._type(field.type)
        return (field.name, type) if field.required else (field.name, type, msgspec.UNSET)

    def _type(self, type: Type) -> Any:
        if type.items:
            return list[self._type(type.items)]  # type: ignore[misc]
        return self._struct(type.object) if type.object else _SCALAR

    # What else may come

    def _failure(self, action: str, request: Remote, status: int, content: bytes) -> CloudError:
        try:
            refusal = _REFUSAL.decode(content)
        except _UNREADABLE:
            return self._foreign(action, request, status, content)
        error = refusal.Errors[0]
        request_id = refusal.ResponseContext.RequestId if refusal.ResponseContext else ""
        code, type, details = int(error.Code), error.Type, error.Details
        if code in UNAUTHENTICATED and not self._api.action(action).logs_in:
            advice = _ADVICE.get(code, "the credentials were not accepted")
            details = f"{details} ({advice})" if details else advice
            return Unauthenticated(action, status, code, type, details, request_id)
        if status in THROTTLED:
            return Throttled(action, status, code, type, details, request_id)
        if status >= 500:
            because = f"the API failed ({': '.join(filter(None, (type, details)))}, code {code}, HTTP {status})"
            return Unanswered(action, because, self._mutates(action), request_id)
        return Refused(action, status, code, type, details, request_id)

    def _foreign(self, action: str, request: Remote, status: int, content: bytes) -> CloudError:
        """What to make of an answer that is no error of the API: a gateway's refusal is one, anything else is no answer."""
        quote = self._quoter.quote(request, content)
        if status == TOO_MANY:
            return Throttled(action, status, 0, "", quote, "")
        if 400 <= status < 500 and status != REQUEST_TIMEOUT:
            return Refused(action, status, 0, "", f"what answered is not in the form of the OUTSCALE API: {quote}", "")
        return self._unusable(action, request, status, content)

    def _unusable(self, action: str, request: Remote, status: int, content: bytes, why: str = "") -> Unanswered:
        quote = self._quoter.quote(request, content)
        because = f"what came (HTTP {status}) is no answer of the OUTSCALE API{why}: {quote}"
        return Unanswered(action, because, self._mutates(action))

    def _mutates(self, action: str) -> bool:
        return self._api.action(action).mutates


_BARE = msgspec.json.Decoder(_Bare)
_REFUSAL = msgspec.json.Decoder(_Refusal)


def _identifier(object_type: ObjectType) -> str:
    """The field by which objects of a type are told apart, "" where it has no such name."""
    fields = object_type.fields
    names = (f"{object_type.name}Id", f"{object_type.name}Name")
    return next((name for name in names if name in fields and not fields[name].since), "")
