"""One operation on one resource: what its verb needs, and the waiting."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol

from outscale_provider.errors import Cancelled, Failed, TimedOut
from outscale_provider.model.resource import Bound, Read
from outscale_provider.model.values import Remote

#: Pauses between polls, in seconds: short ones first, since most things are quick.
FIRST_PAUSE = 0.5
LONGEST_PAUSE = 10.0
PAUSE_GROWTH = 1.5

#: After how long a wait is worth a word to the user, in seconds.
PATIENCE = 20.0


class Cloud(Protocol):
    """The API, as far as the lifecycle knows it."""

    async def call(self, action: str, request: Remote) -> Remote:
        """Sends one request. Raises a CloudError where there is no answer to use."""
        ...

    async def find(self, read: Read, id: str) -> Remote | None:
        """The object that a read finds by an identifier, None where there is none."""
        ...


@dataclass
class RunningOperation:
    """What a verb may use (see `model.operation.Operation`). `deadline` is a time of the monotonic clock."""

    bound: Bound
    cloud: Cloud
    deadline: float
    cancelled: asyncio.Event = field(default_factory=asyncio.Event)
    say: Callable[[str], None] = lambda _: None
    #: How many requests were carried out so far.
    carried_out: int = 0

    async def call(self, action: str, request: Remote) -> Remote:
        if self.cancelled.is_set():
            raise Cancelled(f"{action} was not sent: the operation was cancelled")
        response = await self.cloud.call(action, request)
        self.carried_out += 1
        return response

    async def remote(self, id: str) -> Remote | None:
        resource = self.bound.resource
        parts = resource.split_id(id)
        found = await self.cloud.find(resource.read, parts[0])
        if found is not None and resource.read.pick:
            found = resource.read.pick(found, parts)
        if found is None or (resource.wait and found.get(resource.wait.field) in resource.absent):
            return None
        return found

    async def wait_until(self, id: str, done: Callable[[Remote | None], bool], what: str) -> Remote | None:
        pause, began, told = FIRST_PAUSE, time.monotonic(), False
        while not done(remote := await self.remote(id)):
            self._check_failed(id, remote)
            now = time.monotonic()
            if now >= self.deadline:
                raise TimedOut(f"{what} took longer than {self.deadline - began:.0f} s")
            if not told and now - began > PATIENCE:
                self.tell(f"still waiting for {what}")
                told = True
            await self._pause(min(pause, self.deadline - now), what)
            pause = min(pause * PAUSE_GROWTH, LONGEST_PAUSE)
        return remote

    def tell(self, message: str) -> None:
        self.say(message)

    def _check_failed(self, id: str, remote: Remote | None) -> None:
        wait = self.bound.resource.wait
        if wait and remote and remote.get(wait.field) in wait.failed:
            reason = remote.get("StateReason") or remote.get("StateComment") or ""
            raise Failed(f"{id} is in the state {remote[wait.field]} {reason}".rstrip())

    async def _pause(self, seconds: float, what: str) -> None:
        try:
            async with asyncio.timeout(seconds):
                await self.cancelled.wait()
        except TimeoutError:
            return
        raise Cancelled(f"the wait for {what} was cancelled")
