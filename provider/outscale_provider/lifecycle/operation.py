"""One operation on one resource: what its verb needs."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from typing import Any, NoReturn, Protocol, TypeVar

from outscale_provider.clock import happens_within, now
from outscale_provider.errors import Cancelled, CloudError, Refused, UsageError
from outscale_provider.lifecycle.advice import advise
from outscale_provider.lifecycle.claims import Claims
from outscale_provider.lifecycle.identity import parts_of, picked
from outscale_provider.lifecycle.journal import Journal
from outscale_provider.lifecycle.questions import Questions
from outscale_provider.lifecycle.requests import Say, silent
from outscale_provider.lifecycle.turns import Turns
from outscale_provider.lifecycle.waiting import PATIENCE, Pollers, Waiter
from outscale_provider.model.bound import Bound
from outscale_provider.model.operation import Caller
from outscale_provider.model.read import Read
from outscale_provider.model.values import Path, Remote
from outscale_provider.model.verbs import Wait

T = TypeVar("T")

#: How often to look before something is believed not to be there: what a read answers may be older than the last changes.
CONFIRMING_READS = 3


class Cloud(Protocol):
    """The API, as far as the lifecycle knows it."""

    async def call(self, action: str, request: Remote) -> Remote:
        """Sends one request. Raises a CloudError where there is no answer to use."""
        ...

    async def dry_run(self, action: str, request: Remote) -> None:
        """Has the API judge a request that is not carried out. Raises a CloudError where it would refuse it."""
        ...

    async def read(self, action: str, request: Remote) -> Remote:
        """The answer to a Read action, with all of its pages."""
        ...

    def pages(self, action: str, request: Remote) -> AsyncIterator[Remote]:
        """The same page by page, for answers that may be long."""
        ...

    async def find(self, read: Read, id: str, latest: bool = False) -> Remote | None:
        """The object that a read finds by an identifier, None where there is none.

        The `latest` is as it is now, any other as it was at most some seconds ago.
        """
        ...

    async def find_all(self, read: Read, id: str, latest: bool = False) -> list[Remote]:
        """The same where several objects have an identifier in common."""
        ...

    @property
    def caller(self) -> Caller:
        """Whose requests these are."""
        ...

    def interrupt(self) -> None:
        """Sends nothing more, but for what is under way."""
        ...


@dataclass
class RunningOperation:
    """What a verb may use (see `model.operation.Operation`). `deadline` is a time of the loop's clock."""

    bound: Bound
    cloud: Cloud
    deadline: float
    pollers: Pollers
    cancelled: asyncio.Event
    journal: Journal
    questions: Questions
    claims: Claims = field(default_factory=Claims)
    turns: Turns = field(default_factory=Turns)
    urn: str = ""
    say: Say = silent
    warn: Say = silent
    #: What must be seen through, even if nobody waits for it any more.
    unfinished: set[asyncio.Task[Any]] = field(default_factory=set)
    #: Where the inputs are secret, so that none of them is written down.
    secrets: frozenset[Path] = frozenset()
    #: How many requests were carried out so far.
    carried_out: int = field(default=0, init=False)

    async def call(
        self,
        action: str,
        request: Remote,
        retry_while: Sequence[int] = (),
        unblock: Callable[[], Awaitable[str]] | None = None,
    ) -> Remote:
        began, told = now(), False
        while True:
            pause = self.pollers.pace.pause(now() - began)
            if self.cancelled.is_set():
                raise Cancelled(f"{action} was not sent: the operation was cancelled")
            try:
                response = await self.cloud.call(action, request)
            except Refused as refusal:
                stuck = await unblock() if unblock and refusal.code in retry_while else ""
                if stuck:
                    refusal.add(stuck)
                if stuck or refusal.code not in retry_while or now() + pause > self.deadline:
                    advise(self.bound, refusal, request)
                    raise
                if not told and now() - began > PATIENCE:
                    advise(self.bound, refusal, request)
                    self.tell(f"repeating what was refused, until it is possible: {refusal}")
                    told = True
            else:
                self.carried_out += 1
                return response
            await happens_within(self.cancelled, pause)

    async def remote(self, id: str) -> Remote | None:
        """The resource as it is, None where it is not there. One look is not enough to say that."""
        found = await self._look(id, latest=False)
        for _ in range(CONFIRMING_READS - 1):
            if found is not None or await self.is_cancelled_before_next_look():
                break
            found = await self._look(id, latest=True)
        return found

    async def everything(self) -> list[Remote]:
        """All resources of this type in the account, as they are."""
        action = self.bound.resource.read.action
        response = await self.cloud.read(action, {})
        return [
            one for found in self.bound.api.action(action).objects_in(response) for one in parts_of(self.bound, found)
        ]

    async def look(self, action: str, request: Remote) -> Remote | None:
        try:
            return await self.cloud.read(action, request)
        except CloudError:
            return None

    @property
    def caller(self) -> Caller:
        return self.cloud.caller

    def turn(self, name: str) -> AbstractAsyncContextManager[Remote]:
        return self.turns.take(name)

    async def is_cancelled_before_next_look(self) -> bool:
        """Pauses between two looks at what may not be there, unless the operation is cancelled."""
        return await happens_within(self.cancelled, self.pollers.pace.pause(waited=0))

    async def _look(self, id: str, latest: bool) -> Remote | None:
        """The resource as one read tells it."""
        resource = self.bound.resource
        answered = await self.cloud.find_all(resource.read, resource.split_id(id)[0], latest)
        found = picked(self.bound, id, answered)
        return None if found is None or resource.is_absent(found) else found

    async def find(self, read: Read, id: str) -> Remote | None:
        return await self.cloud.find(read, id, latest=True)

    async def wait_for(self, read: Read, id: str, done: Callable[[Remote | None], bool], what: str) -> Remote | None:
        waiter = Waiter(lambda: self.find(read, id), done, what, None, self.tell)
        return await self.pollers.of(read.action).wait(waiter, self.deadline, self.cancelled)

    async def wait_until(self, id: str, done: Callable[[Remote | None], bool], what: str) -> Remote | None:
        return await self._wait(id, done, what, self.bound.resource.wait)

    async def wait_until_gone(self, id: str) -> None:
        # On its way there it comes to states in which nothing else can become of it.
        await self._wait(id, lambda now: now is None, f"{self.bound.resource.name} {id} to be gone", None)

    async def _wait(
        self, id: str, done: Callable[[Remote | None], bool], what: str, states: Wait | None
    ) -> Remote | None:
        waiter = Waiter(lambda: self._look(id, latest=True), done, what, states, self.tell)
        return await self.pollers.of(self.bound.resource.read.action).wait(waiter, self.deadline, self.cancelled)

    async def see_through(self, work: Coroutine[Any, Any, T]) -> T:
        """The result of some work that goes on even when the caller is cancelled."""
        task = asyncio.create_task(work)
        self.unfinished.add(task)
        task.add_done_callback(self.unfinished.discard)
        return await asyncio.shield(task)

    def fail(self, reason: str) -> NoReturn:
        raise UsageError(reason)

    def tell(self, message: str) -> None:
        self.say(message)
