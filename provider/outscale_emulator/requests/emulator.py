"""From a request to an answer: finds the action's behaviour, checks the request, runs it in one transaction."""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import Any

import msgspec

from outscale_api import Action, Api, codes, load
from outscale_emulator import actions  # noqa: F401 - registers every behaviour
from outscale_emulator.data.files import UnusableFile
from outscale_emulator.data.kinds import KINDS
from outscale_emulator.data.seeding import seed
from outscale_emulator.data.settings import Settings
from outscale_emulator.data.states import MovableTime
from outscale_emulator.data.store import Store
from outscale_emulator.data.transaction import Transaction
from outscale_emulator.requests.answers import Answers
from outscale_emulator.requests.api_log import entry
from outscale_emulator.requests.authentication import authenticate, is_login
from outscale_emulator.requests.faults import Faults
from outscale_emulator.requests.paging import has_pages, page
from outscale_emulator.requests.request import Request, parsed
from outscale_emulator.requests.validation import Validator
from outscale_emulator.rules.call import Call
from outscale_emulator.rules.eras import ERAS, Version
from outscale_emulator.rules.errors import ApiError, family
from outscale_emulator.rules.quotas import amounts
from outscale_emulator.rules.registry import ACTIONS, EFFECTS, Registered

#: What a body may be said to be. The second is what curl says of any body, which the real API lets pass (seen in 2021).
CONTENT_TYPES = ("", "application/json", "application/x-www-form-urlencoded")

_encode = msgspec.json.Encoder().encode


@dataclass
class Answer:
    """What goes back, and what the log says about it. `content` is the encoded body."""

    status: int = 200
    body: dict[str, Any] = field(default_factory=dict)
    content: bytes = b""
    media_type: str = "application/json"
    account: str = ""
    access_key: str = ""
    aftermath: Callable[[Transaction], None] | None = None

    def refuse(self, error: ApiError, era: Version, action: str = "") -> None:
        """Makes this the refusal of a request for an action."""
        code = era.code(error, action)
        kind = family(code)
        self.status = era.statuses.get(code, kind.status)
        self.body = {"Errors": [{"Type": kind.type, "Details": error.details, "Code": str(code)}]}
        self.aftermath = error.aftermath

    def seal(self, request_id: str) -> None:
        """Completes and encodes the body."""
        self.body["ResponseContext"] = {"RequestId": request_id}
        self.content = _encode(self.body)


class _Unkept(Exception):
    """Ends a transaction that must leave nothing behind."""


class Emulator:
    """The whole API on one database. Not thread-safe: one thread calls `answer`."""

    def __init__(self, settings: Settings, api: Api | None = None) -> None:
        self.settings = settings
        self.era = ERAS[settings.era]
        self.api = api or load()
        #: The time in which objects change. Signatures go by `settings.clock`, which nobody can move.
        self.time = MovableTime(settings.clock.now)
        self.store = Store(settings.database, replace(settings.clock, now=self.time), KINDS, EFFECTS, amounts)
        self.faults = Faults.parse(settings.faults)
        self._validator = Validator(self.era)
        self._answers = Answers(self.era)
        with self.store.transaction(writes=True) as transaction:
            seed(transaction, settings)
            transaction.forget_old_requests()

    def reset(self) -> None:
        """Begins again from the seed."""
        with self.store.transaction(writes=True) as transaction:
            transaction.clear()
            seed(transaction, self.settings)

    @property
    def faults(self) -> Faults:
        """What goes wrong on purpose. Whoever serves the emulator asks it before each request (`fault_injection`)."""
        return self._faults

    @faults.setter
    def faults(self, faults: Faults) -> None:
        self._faults = faults
        self.store.undo_log.remember(faults.memory)

    @property
    def action_names(self) -> list[str]:
        """The actions that the era has."""
        return [action.name for action in self.api if self.era.has(action)]

    def close(self) -> None:
        self.store.close()

    def answer(self, request: Request, back: int = 0) -> Answer:
        """Carries a request out. Never raises for what a client can send.

        An action that changes nothing sees the data as it was before the last `back` changes.
        """
        began = time.perf_counter()
        request_id = str(uuid.uuid4())
        answer = Answer()
        try:
            self._carry_out(request, answer, back)
        except _Unkept:
            pass
        except ApiError as error:
            answer.refuse(error, self.era, request.action)
        except UnusableFile as error:
            answer = self._failed(str(error))
        answer.seal(request_id)
        # A request that was carried out stays so, also where nothing more can be written.
        with suppress(UnusableFile):
            self._finish(request, request_id, answer, time.perf_counter() - began)
        return answer

    def refuse(self, details: str, code: int = codes.UNKNOWN_ACTION) -> Answer:
        """The answer to a request that reaches no action."""
        answer = Answer()
        answer.refuse(ApiError(code, details), self.era)
        answer.seal(str(uuid.uuid4()))
        return answer

    def _failed(self, details: str) -> Answer:
        """The answer, not sealed yet, where the emulator can't do its work."""
        answer = Answer()
        answer.refuse(ApiError(codes.INTERNAL_ERROR, details), self.era)
        return answer

    def _carry_out(self, request: Request, answer: Answer, back: int) -> None:
        """Fills the answer in. Raises ApiError where the request is refused."""
        described, registered = self._find(request.action)
        _check_content_type(request)
        writes = described.mutates or registered.writes or is_login(request)
        back = 0 if writes else back
        with self.store.transaction(writes) as transaction:
            caller = authenticate(transaction, described, request, self.settings)
            answer.account, answer.access_key = caller.account, caller.access_key
            if back:
                transaction.go_back(back)
            body = _parse(request.body)
            self._validator.check(described, body, registered.codes)
            dry_run = body.pop("DryRun", False)
            call = Call(
                action=described,
                request=body,
                account=caller.account,
                store=transaction,
                settings=self.settings,
                access_key=caller.access_key,
                source_ip=request.source_ip,
            )
            result = registered.behaviour(call) or {}
            if has_pages(described):
                result = page(call, result)
            if not dry_run:
                answer.body = self._answers.of(described.response, result)
            if dry_run or back:
                raise _Unkept

    def _find(self, action: str) -> tuple[Action, Registered]:
        if action not in self.api or not self.era.has(self.api.action(action)):
            raise ApiError(codes.UNKNOWN_ACTION, f"The action '{action}' does not exist.")
        if action not in ACTIONS:
            raise ApiError(codes.UNKNOWN_ACTION, f"The emulator does not have the action '{action}' yet.")
        return self.api.action(action), ACTIONS[action]

    def _finish(self, request: Request, request_id: str, answer: Answer, seconds: float) -> None:
        """Writes down what remains of a request, whether it was refused or not."""
        with self.store.transaction(writes=True) as transaction:
            if answer.aftermath:
                answer.aftermath(transaction)
            transaction.log(
                answer.account,
                request.action,
                answer.status,
                entry(
                    request,
                    time=transaction.now,
                    request_id=request_id,
                    account=answer.account,
                    access_key=answer.access_key,
                    api_version=self.era.version,
                    seconds=seconds,
                    status=answer.status,
                    response_size=len(answer.content),
                    type=self.api.action(request.action).request if request.action in self.api else None,
                ),
            )


def _check_content_type(request: Request) -> None:
    given = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if given not in CONTENT_TYPES:
        raise ApiError(codes.WRONG_CONTENT_TYPE, f"The body of '{request.action}' has to be 'application/json'.")


def _parse(body: bytes) -> Any:
    try:
        return parsed(body) if body else {}
    except msgspec.DecodeError as error:
        raise ApiError(codes.WRONG_TYPE, f"The body of the request is no JSON: {error}.") from error
