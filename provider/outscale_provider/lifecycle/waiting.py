"""Waits for resources with one poller per type: all that wait for the same type are looked at by one read."""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

from outscale_provider.errors import Cancelled, Failed, ProviderError, TimedOut
from outscale_provider.model.resource import Wait
from outscale_provider.model.values import Remote

#: The first and the longest pause between polls, in seconds, and the part of the time waited that a pause may take.
FIRST_PAUSE = 0.3
LONGEST_PAUSE = 10.0
PAUSE_SHARE = 0.5
JITTER = 0.1

#: After how long a wait is worth a word to the user, in seconds.
PATIENCE = 20.0


@dataclass(eq=False)
class Waiter:
    """Somebody who waits. `look` reads the resource, `done` judges it, `what` names for the user what is waited for."""

    look: Callable[[], Awaitable[Remote | None]]
    done: Callable[[Remote | None], bool]
    what: str
    wait: Wait | None
    tell: Callable[[str], None]
    began: float = field(default_factory=time.monotonic)
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
        except ProviderError as error:
            if not self.outcome.done():
                self.outcome.set_exception(error)
            return
        if not self.outcome.done():
            self.outcome.set_result(remote)

    def _tell_if_long(self) -> None:
        if not self.was_told and time.monotonic() - self.began > PATIENCE:
            self.was_told = True
            self.tell(f"still waiting for {self.what}")


class Poller:
    """Looks at all that wait for one type, in growing intervals that start anew with each newcomer."""

    def __init__(self) -> None:
        self._waiters: set[Waiter] = set()
        self._task: asyncio.Task[None] | None = None

    async def wait(self, waiter: Waiter, deadline: float, cancelled: asyncio.Event) -> Remote | None:
        """The resource, once it is as wanted. Raises Failed, TimedOut, Cancelled, or what reading it raises."""
        self._waiters.add(waiter)
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._poll())
        interruption = asyncio.create_task(cancelled.wait())
        awaited: tuple[asyncio.Future[Any], ...] = (waiter.outcome, interruption)
        try:
            await asyncio.wait(awaited, timeout=deadline - time.monotonic(), return_when=asyncio.FIRST_COMPLETED)
            if waiter.outcome.done():
                return waiter.outcome.result()
            if cancelled.is_set():
                raise Cancelled(f"the wait for {waiter.what} was cancelled")
            raise TimedOut(f"waiting for {waiter.what} took longer than {deadline - waiter.began:.0f} s")
        finally:
            interruption.cancel()
            self._waiters.discard(waiter)

    async def _poll(self) -> None:
        while self._waiters:
            await asyncio.sleep(self._pause())
            # Together, so that their reads are joined.
            await asyncio.gather(*(waiter.check() for waiter in list(self._waiters) if not waiter.outcome.done()))

    def _pause(self) -> float:
        youngest = max(waiter.began for waiter in self._waiters)
        pause = min(max((time.monotonic() - youngest) * PAUSE_SHARE, FIRST_PAUSE), LONGEST_PAUSE)
        return pause * random.uniform(1 - JITTER, 1 + JITTER)


class Pollers:
    """The pollers of all types, by the action that reads them."""

    def __init__(self) -> None:
        self._pollers: dict[str, Poller] = {}

    def of(self, action: str) -> Poller:
        return self._pollers.setdefault(action, Poller())


def _refuse_failed(what: str, wait: Wait | None, remote: Remote | None) -> None:
    """Raises Failed where a resource has come to a state that it will not leave."""
    if wait is None or remote is None or remote.get(wait.field) not in wait.failed:
        return
    reason = remote.get("StateReason") or remote.get("StateComment") or ""
    raise Failed(f"{what} will not happen: the state is {remote[wait.field]} {reason}".rstrip())
