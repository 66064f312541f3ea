"""Waits for resources with one poller per type: all that wait for the same type are looked at by one read."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

from outscale_provider.clock import now
from outscale_provider.errors import Cancelled, Failed, TimedOut
from outscale_provider.model.values import Remote
from outscale_provider.model.verbs import Wait

#: After how long a wait is worth a word to the user, in seconds.
PATIENCE = 20.0


@dataclass(frozen=True)
class Pace:
    """How long to pause before another look or another try: a `share` of the time waited so far, within bounds in seconds."""

    first: float = 0.3
    longest: float = 10.0
    share: float = 0.5
    jitter: float = 0.1

    def pause(self, waited: float) -> float:
        """The pause after having waited for some seconds."""
        pause = min(max(waited * self.share, self.first), self.longest)
        return pause * random.uniform(1 - self.jitter, 1 + self.jitter)


@dataclass(eq=False)
class Waiter:
    """Somebody who waits. `look` reads the resource, `done` judges it, `what` names for the user what is waited for."""

    look: Callable[[], Awaitable[Remote | None]]
    done: Callable[[Remote | None], bool]
    what: str
    wait: Wait | None
    tell: Callable[[str], None]
    #: What says how long it may take.
    limit: str = "the operation may take (`customTimeouts`)"
    began: float = field(default_factory=now)
    outcome: asyncio.Future[Remote | None] = field(default_factory=lambda: asyncio.get_running_loop().create_future())
    was_told: bool = False

    async def check(self) -> None:
        """Looks once, and settles the outcome where there is one."""
        try:
            remote = await self.look()
            if not self.done(remote):
                _refuse_failed(self.what, self.wait, remote)
                self._tell_if_long()
                return
        except Exception as error:
            if not self.outcome.done():
                self.outcome.set_exception(error)
            return
        if not self.outcome.done():
            self.outcome.set_result(remote)

    def _tell_if_long(self) -> None:
        if not self.was_told and now() - self.began > PATIENCE:
            self.was_told = True
            self.tell(f"still waiting for {self.what}")


class Poller:
    """Looks at all that wait for one type, in growing intervals that start anew with each newcomer."""

    def __init__(self, pace: Pace) -> None:
        self._pace = pace
        self._waiters: set[Waiter] = set()
        self._newcomer = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    async def wait(self, waiter: Waiter, deadline: float, cancelled: asyncio.Event) -> Remote | None:
        """The resource, once it is as wanted. Raises Failed, TimedOut, Cancelled, or what reading it raises."""
        self._waiters.add(waiter)
        self._newcomer.set()
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._poll())
        interruption = asyncio.create_task(cancelled.wait())
        awaited: tuple[asyncio.Future[Any], ...] = (waiter.outcome, interruption)
        try:
            await asyncio.wait(awaited, timeout=deadline - now(), return_when=asyncio.FIRST_COMPLETED)
            if waiter.outcome.done():
                return waiter.outcome.result()
            if cancelled.is_set():
                raise Cancelled(f"the wait for {waiter.what} was cancelled")
            raise TimedOut(f"waiting for {waiter.what} took longer than {waiter.limit}")
        finally:
            interruption.cancel()
            self._waiters.discard(waiter)

    async def _poll(self) -> None:
        while self._waiters:
            await self._rest()
            # Together, so that their reads are joined.
            await asyncio.gather(*(waiter.check() for waiter in list(self._waiters) if not waiter.outcome.done()))

    async def _rest(self) -> None:
        """Pauses until the next look is due, which a newcomer makes sooner."""
        began = now()
        while True:
            self._newcomer.clear()
            youngest = max((waiter.began for waiter in self._waiters), default=began)
            try:
                async with asyncio.timeout_at(began + self._pace.pause(began - youngest)):
                    await self._newcomer.wait()
            except TimeoutError:
                return


class Pollers:
    """The pollers of all types, by the action that reads them."""

    def __init__(self, pace: Pace) -> None:
        self.pace = pace
        self._pollers: dict[str, Poller] = {}

    def of(self, action: str) -> Poller:
        return self._pollers.setdefault(action, Poller(self.pace))


def _refuse_failed(what: str, wait: Wait | None, remote: Remote | None) -> None:
    """Raises Failed where a resource has come to a state that it will not leave."""
    if wait is None or remote is None or not wait.has_failed(remote):
        return
    raise Failed(f"{what} will not happen: the state is {wait.state(remote)} {wait.why(remote)}".rstrip())
