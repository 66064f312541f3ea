"""Which requests are sent again, and when. Kept apart from sending, so that it can be read and tested alone."""

from __future__ import annotations

import random
from dataclasses import dataclass

from outscale_provider.errors import CloudError, Refused, Unanswered, Unauthenticated, Unreachable

#: HTTP statuses of throttling: 503 in the days of v1.16, 429 today (api-behaviour.md section 2.1).
THROTTLED = (429, 503)

#: Actions of which two do more than one begin so; tags are the exception: set twice, they are set.
_ADDING = ("Create", "Link", "Reboot")


def is_idempotent(action: str) -> bool:
    """Whether sending a request of this action twice does no more than once."""
    return action == "CreateTags" or not action.startswith(_ADDING)


@dataclass(frozen=True)
class RetryPolicy:
    """Exponential pauses with jitter. `retries` are those after the first attempt; all durations are in seconds.

    `total` is how long a request may take with all its attempts, `quiet` the longest pause that users are not told of.
    """

    retries: int = 10
    connect_retries: int = 1
    first_pause: float = 0.3
    longest_pause: float = 15.0
    total: float = 120.0
    quiet: float = 5.0

    def pause(self, attempt: int) -> float:
        """How long to wait after the given attempt, counted from 1."""
        longest = min(self.first_pause * 2 ** (attempt - 1), self.longest_pause)
        return random.uniform(longest / 2, longest)

    def again(self, error: CloudError, attempt: int, elapsed: float, idempotent: bool) -> bool:
        """Whether to send a request again that failed with `error`.

        `idempotent`: twice does no more than once. `elapsed` is the time of all attempts, with the next pause.
        """
        if isinstance(error, Unauthenticated):
            return False
        if isinstance(error, Unreachable):
            # Nothing was sent. Where nobody listens, a user wants to know soon.
            return attempt <= min(self.connect_retries, self.retries)
        if attempt > self.retries or elapsed > self.total:
            return False
        if isinstance(error, Refused):
            return error.status in THROTTLED
        return idempotent and isinstance(error, Unanswered)
