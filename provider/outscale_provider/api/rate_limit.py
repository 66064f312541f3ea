"""How fast requests may go: a limiter for one account at one endpoint, shared by all that work for it.

The API's rates are not published, and its official clients hold themselves to 5 requests a second (api-behaviour.md
section 7). So it starts there, speeds up with every answer, halves once it is throttled for its pace, and recovers slowly
from then on.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from outscale_provider.clock import now
from outscale_provider.errors import Cancelled

START_RATE = 5.0
DEFAULT_CEILING = 100.0
DEFAULT_CONCURRENCY = 16
SLOWEST = 1.0

#: Growth of the rate with each answer, before the first throttling, and requests a second gained by each answer after it.
GROWTH = 1.2
RECOVERY = 0.2

#: Throttled requests without an answer in between that say that it is the pace. Of those, an API that refuses every fifth
#: request has next to none, one that takes half of what it gets has them soon.
TOO_MANY_IN_A_ROW = 4

#: The share of the rate that proved too high before from which on one throttled request is enough.
NEAR = 0.8

#: A slot, but for what sums of fractions lack.
NEARLY_ONE = 1 - 1e-6


class RateLimiter:
    """Hands out slots. Reads and writes take turns where both wait."""

    def __init__(
        self,
        rate: float = START_RATE,
        ceiling: float = DEFAULT_CEILING,
        concurrency: int = DEFAULT_CONCURRENCY,
    ) -> None:
        self.rate = min(rate, ceiling)
        self._ceiling = ceiling
        self._free = concurrency
        self._tokens = self.rate
        self._filled = now()
        self._throttled_at = float("-inf")
        self._in_a_row = 0
        self._too_high = float("inf")
        self._waiting: tuple[deque[asyncio.Future[None]], deque[asyncio.Future[None]]] = (deque(), deque())
        self._turn = 0
        self._timer: asyncio.TimerHandle | None = None

    @asynccontextmanager
    async def slot(self, writes: bool, interrupted: asyncio.Event) -> AsyncIterator[None]:
        """Waits until a request may be sent, and holds one of the concurrent places for its duration.

        Raises Cancelled once the user has interrupted.
        """
        permission: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting[writes].append(permission)
        self._hand_out()
        try:
            await _granted(permission, interrupted)
        except BaseException:
            if not permission.cancel():
                self._leave()
            raise
        try:
            yield
        finally:
            self._leave()

    def answered(self) -> None:
        """Tells that a request was not throttled."""
        self._in_a_row = 0
        ever_throttled = self._throttled_at > float("-inf")
        faster = self.rate + RECOVERY if ever_throttled else self.rate * GROWTH
        self.rate = min(faster, self._ceiling)

    def throttled(self, sent: float) -> None:
        """Tells that a request that was sent at a time of the clock was throttled.

        One is bad luck, unless it comes near the rate that proved too high before. Otherwise it takes several in a row to
        halve the rate, and a burst of them does so once.
        """
        self._in_a_row += 1
        is_too_fast = self.is_overdone or self.rate >= NEAR * self._too_high
        if is_too_fast and sent >= self._throttled_at:
            self._too_high = self.rate
            self.rate = max(self.rate / 2, SLOWEST)
            self._throttled_at = now()
            self._tokens = 0.0

    @property
    def is_overdone(self) -> bool:
        """Whether requests are throttled for their pace, not by chance."""
        return self._in_a_row >= TOO_MANY_IN_A_ROW

    def _leave(self) -> None:
        self._free += 1
        self._hand_out()

    def _hand_out(self) -> None:
        self._fill()
        while self._free > 0 and self._tokens > NEARLY_ONE and (permission := self._next()):
            self._tokens -= 1
            self._free -= 1
            permission.set_result(None)
        if self._free > 0 and any(self._waiting) and self._timer is None:
            self._timer = asyncio.get_running_loop().call_later((1 - self._tokens) / self.rate, self._on_time)

    def _on_time(self) -> None:
        self._timer = None
        self._hand_out()

    def _fill(self) -> None:
        time = now()
        # A second's worth may be saved up, so that a small stack is not held up at all.
        self._tokens = min(self._tokens + (time - self._filled) * self.rate, max(self.rate, 1.0))
        self._filled = time

    def _next(self) -> asyncio.Future[None] | None:
        for _ in range(2):
            self._turn ^= 1
            queue = self._waiting[self._turn]
            while queue:
                permission = queue.popleft()
                if not permission.done():
                    return permission
        return None


async def _granted(permission: asyncio.Future[None], interrupted: asyncio.Event) -> None:
    if not permission.done():
        interruption = asyncio.create_task(interrupted.wait())
        try:
            await asyncio.wait((permission, interruption), return_when=asyncio.FIRST_COMPLETED)
        finally:
            interruption.cancel()
    if interrupted.is_set():
        raise Cancelled("the operation was cancelled: nothing more is sent")
