"""The clock that durations and deadlines are measured by: the one by which the event loop sleeps."""

from __future__ import annotations

import asyncio
import time


def now() -> float:
    """Seconds since some moment in the past."""
    return asyncio.get_running_loop().time()


def time_of_day(moment: float) -> str:
    """The time of day, in UTC, at a moment of this clock, such as 23:59:59."""
    return time.strftime("%H:%M:%S", time.gmtime(time.time() + moment - now()))


async def happens_within(event: asyncio.Event, seconds: float) -> bool:
    """Sleeps for some seconds, unless an event happens before they have passed."""
    try:
        async with asyncio.timeout(seconds):
            return await event.wait()
    except TimeoutError:
        return False
