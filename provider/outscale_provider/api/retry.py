"""Which requests are sent again, and when. Kept apart from sending, so that it can be read and tested alone."""

from __future__ import annotations

import random
from dataclasses import dataclass

from outscale_provider.errors import CloudError, Throttled, Unanswered, Unreachable


@dataclass(frozen=True)
class RetryPolicy:
    """Exponential pauses with jitter. `retries` are those after the first attempt; all durations are in seconds.

    `total` is how long a request may take with all its attempts, `quiet` the longest pause that users are not told of.
    """

    retries: int = 10
    connect_retries: int = 1
    first_pause: float = 0.3
    quick_pause: float = 0.1
    longest_pause: float = 15.0
    total: float = 120.0
    quiet: float = 5.0

    def pause(self, attempt: int, by_chance: bool = False) -> float:
        """How long to wait after the given attempt, counted from 1; less where it failed `by_chance`."""
        first = min(self.first_pause, self.quick_pause) if by_chance else self.first_pause
        longest = min(first * 2 ** (attempt - 1), self.longest_pause)
        return random.uniform(longest / 2, longest)

    def again(self, error: CloudError, attempt: int, elapsed: float, idempotent: bool, reached: bool) -> bool:
        """Whether to send a request again that failed with `error`.

        `idempotent`: twice does no more than once. `elapsed` is the time of all attempts, with the next pause. `reached`:
        the API has answered before.
        """
        if isinstance(error, Unreachable) and not reached:
            # Where nobody listens, a user wants to know soon.
            return attempt <= min(self.connect_retries, self.retries)
        if attempt > self.retries or elapsed > self.total:
            return False
        if isinstance(error, Throttled | Unreachable):
            # Nothing was carried out.
            return True
        return idempotent and isinstance(error, Unanswered)
