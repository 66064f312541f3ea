"""The cloud behind the provider: an emulator, what happens on the way to it, and somebody who changes things by hand."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

import httpx

from outscale_api import load
from outscale_emulator import ACCESS_KEY, SECRET_KEY, Emulator, create_app
from outscale_emulator.data.states import has_ended
from outscale_provider.api.client import Connection
from outscale_provider.api.signing import Signer
from outscale_provider.config import Configuration

#: What reads answer that changes by itself.
LOGS = ("ReadApiLogs", "ReadConsumptionAccount")


@dataclass
class Fault:
    """What becomes of the next requests of an action, `times` of them.

    `status` and `code` refuse them. `lost` carries them out and loses the answer, `never` gives none for ever; `cut` loses
    them on the way there.
    """

    action: str
    times: int = 1
    status: int = 503
    code: int = 6
    lost: bool = False
    never: bool = False
    cut: bool = False
    details: str = ""

    def meets(self, action: str) -> bool:
        """Whether it is one of an action. One of no action is one of all that change something."""
        return bool(self.times) and (self.action == action if self.action else not action.startswith("Read"))


@dataclass
class Way(httpx.AsyncBaseTransport):
    """The way to an emulator: notes the requests and their times, and lets some of them fail.

    `answers` stand in for the emulator's, by action; `instead` makes what comes to any action, if it is set. `after` is
    what somebody does as soon as a request was carried out.
    """

    emulator: Emulator
    requests: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    times: list[float] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    answers: dict[str, dict[str, Any]] = field(default_factory=dict)
    instead: Callable[[str], httpx.Response] | None = None
    after: list[Callable[[], Awaitable[None]]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._inner = httpx.ASGITransport(create_app(self.emulator))

    @property
    def actions(self) -> list[str]:
        """The actions that were asked for."""
        return [action for action, _ in self.requests]

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        action = request.url.path.rpartition("/")[2]
        self.requests.append((action, json.loads(request.content)))
        self.times.append(asyncio.get_running_loop().time())
        if self.instead:
            return self.instead(action)
        if action in self.answers:
            return httpx.Response(200, json=self.answers[action])
        fault = next((fault for fault in self.faults if fault.meets(action)), None)
        if fault is None:
            response = await self._inner.handle_async_request(request)
            for act in self.after:
                await act()
            return response
        fault.times -= 1
        if fault.cut:
            raise httpx.ReadError("connection lost")
        if fault.lost or fault.never:
            await self._inner.handle_async_request(request)
            if fault.never:
                await asyncio.Event().wait()
            raise httpx.ReadError("connection lost")
        error = {"Type": "InjectedFault", "Details": fault.details, "Code": str(fault.code)}
        return httpx.Response(fault.status, json={"Errors": [error], "ResponseContext": {"RequestId": "injected"}})


class Account:
    """Somebody else who works on the same account: what the provider has to notice."""

    def __init__(self, emulator: Emulator, access_key: str = ACCESS_KEY, secret_key: str = SECRET_KEY) -> None:
        self._connection = Connection(
            load(),
            Configuration("eu-west-2", "http://emulator/api/v1"),
            Signer(access_key, secret_key, "eu-west-2"),
            "tests",
            httpx.ASGITransport(create_app(emulator)),
        )

    async def close(self) -> None:
        await self._connection.close()

    async def call(self, action: str, **request: Any) -> dict[str, Any]:
        return await self._connection.send(action, request)

    async def everything(self) -> dict[str, Any]:
        """What every read answers, but for what has ended."""
        found = {}
        for action in load():
            needs = [field for field in action.request.fields.values() if field.required]
            if action.mutates or action.answer is None or action.name in LOGS or needs:
                continue
            for name, objects in (await self.call(action.name)).items():
                if isinstance(objects, list):
                    found[f"{action.name}.{name}"] = [
                        obj for obj in objects if not (isinstance(obj, dict) and has_ended(obj))
                    ]
        return found
