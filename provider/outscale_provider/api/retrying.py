"""Which requests are sent again, and when. Kept apart from sending, so that it can be read and tested alone."""

from __future__ import annotations

import random
from dataclasses import dataclass

from outscale_provider.errors import CloudError, Refused, Unanswered, Unauthenticated, Unreachable

#: HTTP statuses of throttling: 503 in the days of v1.16, 429 today (api-behaviour.md section 2.1).
THROTTLED = (429, 503)


@dataclass(frozen=True, slots=True)
class RetryPolicy:
    """Exponential pauses with jitter. `attempts` counts the first one; all durations are in seconds."""

    attempts: int = 8
    connect_attempts: int = 2
    first_pause: float = 0.5
    longest_pause: float = 15.0

    def pause(self, attempt: int) -> float:
        """How long to wait after the given attempt, counted from 1."""
        longest = min(self.first_pause * 2 ** (attempt - 1), self.longest_pause)
        return random.uniform(longest / 2, longest)

    def again(self, error: CloudError, attempt: int, idempotent: bool) -> bool:
        """Whether to send a request again that failed with `error`. `idempotent`: twice does no more than once."""
        if isinstance(error, Unauthenticated):
            return False
        if isinstance(error, Unreachable):
            # Nothing was sent. Where nobody listens, a user wants to know soon.
            return attempt < self.connect_attempts
        if attempt >= self.attempts:
            return False
        if isinstance(error, Refused):
            return error.status in THROTTLED or (idempotent and error.status >= 500)
        return idempotent and isinstance(error, Unanswered)
