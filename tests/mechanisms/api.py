"""The API as a script: what each action answers, how long that takes, and what was asked when."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import httpx

from outscale_api import Type, load

API = load()

Answer = dict[str, Any]
Behaviour = Callable[[dict[str, Any]], "Answer | Refusal | httpx.Response"]


@dataclass(frozen=True)
class Refusal:
    """An error of the API."""

    status: int
    code: int
    type: str = "Scripted"
    details: str = ""


THROTTLED = Refusal(503, 6, "AccessDenied", "Request rate exceeded.")
THROTTLED_TODAY = Refusal(429, 24, "AccessDenied")
BROKEN = Refusal(500, 2000, "InternalError")
WRONG = Refusal(400, 4047, "InvalidParameterValue")
FORBIDDEN = Refusal(401, 1, "AccessDenied")


@dataclass(frozen=True)
class Asked:
    """One request that arrived."""

    action: str
    request: dict[str, Any]
    at: float


def _ok(_: dict[str, Any]) -> Answer:
    return {}


def empty_answer(action: str) -> Answer:
    """The least that an action answers."""
    fields = API.action(action).response.fields.values()
    return {field.name: _least(field.type) for field in fields if not field.since and field.name != "NextPageToken"}


def _least(type: Type) -> Any:
    if type.items:
        return []
    if type.object:
        identifiers = {f"{type.object.name}Id", f"{type.object.name}Name"}
        return dict.fromkeys(identifiers & type.object.fields.keys(), "it")
    return ""


@dataclass
class ScriptedApi(httpx.AsyncBaseTransport):
    """Stands where the network does. `behaviours` are by action; what they leave out of an answer is empty."""

    behaviours: dict[str, Behaviour] = field(default_factory=dict)
    latency: float = 0.05
    asked: list[Asked] = field(default_factory=list)
    under_way: int = 0
    most_under_way: int = 0

    def requests(self, action: str) -> list[dict[str, Any]]:
        return [asked.request for asked in self.asked if asked.action == action]

    def times(self, action: str = "") -> list[float]:
        """When requests arrived."""
        return [asked.at for asked in self.asked if action in ("", asked.action)]

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        action, body = request.url.path.rpartition("/")[2], json.loads(request.content)
        self.asked.append(Asked(action, body, asyncio.get_running_loop().time()))
        self.under_way += 1
        self.most_under_way = max(self.most_under_way, self.under_way)
        try:
            await asyncio.sleep(self.latency)
            return _response(action, self.behaviours.get(action, _ok)(body))
        finally:
            self.under_way -= 1


def _response(action: str, answer: Answer | Refusal | httpx.Response) -> httpx.Response:
    if isinstance(answer, httpx.Response):
        return answer
    context = {"ResponseContext": {"RequestId": "0"}}
    if isinstance(answer, dict):
        return httpx.Response(200, json={**empty_answer(action), **answer, **context})
    error = {"Type": answer.type, "Details": answer.details, "Code": str(answer.code)}
    return httpx.Response(answer.status, json={"Errors": [error], **context})


def in_turn(*answers: Answer | Refusal | httpx.Response | Exception) -> Behaviour:
    """One answer after the other; the last of them for ever."""
    left = list(answers)

    def answer(_: dict[str, Any]) -> Answer | Refusal | httpx.Response:
        now = left.pop(0) if len(left) > 1 else left[0]
        if isinstance(now, Exception):
            raise now
        return now

    return answer
