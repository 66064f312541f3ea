"""Batching: one request carries what several ask for. While one waits for its slot, others of the same kind go with it.

What can be batched is declared by the resources (`Resource.batchable`). All requests of a batch get the same answer; a batch
that is refused is halved, so that only the guilty part fails. The API carries out all of a request or nothing.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import msgspec

from outscale_provider.clock import happens_within, now
from outscale_provider.errors import ProviderError, Refused, Throttled, Unauthenticated
from outscale_provider.model.values import Remote
from outscale_provider.model.verbs import Batchable

#: How long a batch stays open, in seconds: less than a request takes to be answered.
WINDOW = 0.05

#: How many times as long it does while requests for the same action follow one another, in so many seconds: that saves a
#: stack of 300 a tenth of its calls, and takes no longer.
BUSY, FOLLOWING = 3, 1.0

#: The same for reads: a refresh and those that wait ask for all that they can at once, and much waits for what they read.
READ_WINDOW = 0.01

#: Sends a request that is only composed once it has its slot.
Send = Callable[[str, Callable[[], Remote]], Awaitable[Remote]]

_encode = msgspec.json.Encoder(order="deterministic").encode


@dataclass(frozen=True)
class _Part:
    """One request of a batch: as it came, what it adds to the list, and its answer."""

    request: Remote
    values: list[Any]
    answer: asyncio.Future[Remote]


@dataclass
class _Batch:
    """Requests that will go as one. Open until it is sent."""

    batchable: Batchable
    rest: Remote
    parts: list[_Part] = field(default_factory=list)
    is_open: bool = True
    #: Whether somebody did not find room in it: there is nothing more to wait for.
    full: asyncio.Event = field(default_factory=asyncio.Event)

    def takes(self, values: list[Any]) -> bool:
        """Whether a request for some values can still go with the others."""
        there = [value for part in self.parts for value in part.values]
        if not self.is_open or len(there) + len(values) > self.batchable.limit:
            return False
        return self.batchable.in_list is None or not any(value in there for value in values)

    def compose(self) -> Remote:
        """The request for all parts. It closes the batch."""
        self.is_open = False
        if self.batchable.in_list and len(self.parts) == 1:
            return self.parts[0].request
        merged = {_encode(value): value for part in self.parts for value in part.values}
        return _with(self.rest, self.batchable.parameter, list(merged.values()))

    def can_be_halved(self, refusal: Refused) -> bool:
        """Whether a part of the batch may be guilty of a refusal. Only the API itself refuses a request for a part of it."""
        is_about_all = not refusal.code or refusal.code in self.batchable.about_all
        return len(self.parts) > 1 and not is_about_all and not isinstance(refusal, Throttled | Unauthenticated)

    def halves(self) -> tuple[_Batch, _Batch]:
        middle = len(self.parts) // 2
        return (
            _Batch(self.batchable, self.rest, self.parts[:middle], is_open=False),
            _Batch(self.batchable, self.rest, self.parts[middle:], is_open=False),
        )


class Batcher:
    """Sends requests by `send`, together where `batchable` allow it."""

    def __init__(self, send: Send, batchable: Mapping[str, Batchable], window: float = WINDOW) -> None:
        self._send = send
        self._batchable = batchable
        self._window = window
        self._open: dict[bytes, _Batch] = {}
        #: When the latest batch of each action was opened.
        self._opened: dict[str, float] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    async def call(self, action: str, request: Remote, batchable: Batchable | None = None) -> Remote:
        """The answer to a request, which may be that to a larger one. Raises what `send` raises."""
        batchable = batchable or self._batchable.get(action)
        listed = batchable.in_list(request) if batchable and batchable.in_list else request
        values = _at(listed, batchable.parameter) if batchable else None
        if batchable is None or not values:
            return await self._send(action, lambda: request)
        rest = _with(listed, batchable.parameter, [])
        key = _encode([action, rest])
        batch = self._open.get(key)
        if batch is None or not batch.takes(values):
            if batch:
                batch.full.set()
            batch = self._open[key] = _Batch(batchable, rest)
            self._start(self._carry_out(batch, self._window_for(action)))
        answer: asyncio.Future[Remote] = asyncio.get_running_loop().create_future()
        batch.parts.append(_Part(request, values, answer))
        return await answer

    def _window_for(self, action: str) -> float:
        """How long a batch that is opened now stays so."""
        before, self._opened[action] = self._opened.get(action, float("-inf")), now()
        return self._window * (BUSY if now() - before < FOLLOWING else 1)

    def _start(self, work: Any) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _carry_out(self, batch: _Batch, window: float) -> None:
        try:
            if window:
                await happens_within(batch.full, window)
            response = await self._send(batch.batchable.action, batch.compose)
        except Refused as refusal:
            if batch.can_be_halved(refusal):
                await asyncio.gather(*(self._carry_out(half, 0) for half in batch.halves()))
                return
            _fail(batch, refusal)
        except BaseException as error:
            _fail(batch, error)
            if not isinstance(error, Exception):
                raise
        else:
            for part in batch.parts:
                if not part.answer.done():
                    part.answer.set_result(response)


def _fail(batch: _Batch, error: BaseException) -> None:
    for part in batch.parts:
        if not part.answer.done():
            part.answer.set_exception(error.again() if isinstance(error, ProviderError) else error)


def _at(request: Remote, path: tuple[str, ...]) -> list[Any]:
    value: Any = request
    for name in path:
        value = value.get(name, {})
    return value or []


def _with(request: Remote, path: tuple[str, ...], values: list[Any]) -> Remote:
    head, rest = path[0], path[1:]
    return {**request, head: _with(request.get(head, {}), rest, values) if rest else values}
