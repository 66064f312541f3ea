"""From a request to an answer: finds the action's behaviour, checks the request, runs it in one transaction."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import msgspec

from outscale_api import Action, Api, Field, load
from outscale_emulator import actions  # noqa: F401 - registers every behaviour
from outscale_emulator.authentication import Caller, authenticate
from outscale_emulator.call import Call, answered
from outscale_emulator.errors import ApiError
from outscale_emulator.kinds import KINDS
from outscale_emulator.registry import ACTIONS, EFFECTS, Registered
from outscale_emulator.seeding import seed
from outscale_emulator.settings import Settings
from outscale_emulator.store import Store, Transaction
from outscale_emulator.validation import Validator

UNKNOWN_ACTION = 12000


@dataclass
class Request:
    """One HTTP request, as far as the API looks at it. `target` is the path that was signed."""

    action: str
    path: str
    body: bytes
    headers: Mapping[str, str]
    source_ip: str = "127.0.0.1"


@dataclass
class Answer:
    """What goes back, and what the log says about it."""

    status: int
    body: dict[str, Any]
    account: str = ""
    log: dict[str, Any] = field(default_factory=dict)


class _DryRunDone(Exception):  # noqa: N818 - it is no error
    """Ends a transaction that must leave nothing behind."""


class Emulator:
    """The whole API on one database. Not thread-safe: one thread calls `answer`."""

    def __init__(self, settings: Settings, api: Api | None = None) -> None:
        self.settings = settings
        self.api = api or load()
        self.store = Store(settings.database, settings.clock, KINDS, EFFECTS)
        self._validator = Validator(_is_of_document)
        with self.store.transaction(writes=True) as transaction:
            seed(transaction, settings)

    def close(self) -> None:
        self.store.close()

    def answer(self, request: Request) -> Answer:
        """Carries a request out. Never raises for what a client can send."""
        request_id = str(uuid.uuid4())
        try:
            answer = self._carry_out(request)
        except ApiError as error:
            answer = _refusal(error)
        answer.body["ResponseContext"] = {"RequestId": request_id}
        self._log(request, request_id, answer)
        return answer

    def refuse(self, details: str, action: str) -> Answer:
        """The answer to a request that reaches no action."""
        answer = _refusal(ApiError(UNKNOWN_ACTION, details))
        answer.body["ResponseContext"] = {"RequestId": str(uuid.uuid4())}
        return answer

    def _carry_out(self, request: Request) -> Answer:
        if request.action not in self.api:
            raise ApiError(UNKNOWN_ACTION, f"The action '{request.action}' does not exist.")
        described = self.api.action(request.action)
        if request.action not in ACTIONS:
            raise ApiError(UNKNOWN_ACTION, f"The emulator does not have the action '{request.action}' yet.")
        registered = ACTIONS[request.action]
        with self.store.transaction(writes=False) as transaction:
            caller = authenticate(transaction, described, request.headers, request.path, request.body, self.settings)
        body = _parse(request.body)
        try:
            self._validator.check(described, body, registered.codes)
            return Answer(200, self._run(described, registered, body, caller, request), caller.account)
        except ApiError as error:
            refused = _refusal(error)
            refused.account = caller.account
            return refused

    def _run(
        self,
        described: Action,
        registered: Registered,
        body: dict[str, Any],
        caller: Caller,
        request: Request,
    ) -> dict[str, Any]:
        dry_run = body.pop("DryRun", False)
        try:
            with self.store.transaction(writes=described.mutates) as transaction:
                call = self._call(described, body, caller, transaction, request)
                result = registered.behaviour(call) or {}
                if dry_run:
                    raise _DryRunDone
                answer: dict[str, Any] = answered(result)
                return answer
        except _DryRunDone:
            return {}

    def _call(
        self,
        described: Action,
        body: dict[str, Any],
        caller: Caller,
        transaction: Transaction,
        request: Request,
    ) -> Call:
        return Call(
            action=described,
            request=body,
            account=caller.account,
            store=transaction,
            settings=self.settings,
            access_key=caller.access_key,
            source_ip=request.source_ip,
        )

    def _log(self, request: Request, request_id: str, answer: Answer) -> None:
        entry = {
            "RequestId": request_id,
            "QueryCallName": request.action,
            "ResponseStatusCode": answer.status,
            "QueryIpAddress": request.source_ip,
            "QueryUserAgent": request.headers.get("user-agent", ""),
            "QueryPayloadSize": len(request.body),
        }
        with self.store.transaction(writes=True) as transaction:
            transaction.log(transaction.now, answer.account, request.action, answer.status, entry)


def _is_of_document(field: Field) -> bool:
    return not field.since


def _refusal(error: ApiError) -> Answer:
    family = error.family
    return Answer(family.status, {"Errors": [{"Type": family.type, "Details": error.details, "Code": str(error.code)}]})


def _parse(body: bytes) -> Any:
    try:
        return msgspec.json.decode(body) if body.strip() else {}
    except msgspec.DecodeError as error:
        raise ApiError(4110, f"The body of the request is no JSON: {error}.") from error
