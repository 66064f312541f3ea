"""An event loop whose time passes at once where nothing else is to do: hours of pauses take no time, and no test a sleep."""

from __future__ import annotations

import asyncio
import selectors
import time
from typing import Any

#: How many seconds of processor time a test may take, however much of the virtual time passes: they take some tenths, the
#: longest two. Not of real time, of which a busy machine takes many times as much, while what goes on for ever never rests.
LONGEST = 20


class VirtualTimeLoop(asyncio.SelectorEventLoop):
    """Begins at zero. Where everybody waits for ever, or one goes on for ever, it says so instead of going on too."""

    def __init__(self) -> None:
        self.seconds = 0.0
        super().__init__(_Unhurried(self))

    def time(self) -> float:
        return self.seconds


class _Unhurried(selectors.DefaultSelector):
    """Instead of waiting for events until a timer is due, moves the time to it."""

    def __init__(self, loop: VirtualTimeLoop) -> None:
        super().__init__()
        self._loop = loop
        self._end = time.thread_time() + LONGEST

    def select(self, timeout: float | None = None) -> list[Any]:
        # Not by an exception of a signal, which a task that is at work would take for its own.
        if time.thread_time() > self._end:
            raise AssertionError("somebody goes on for ever")
        events = super().select(0)
        if not events and timeout is None:
            raise AssertionError("everybody waits, and nothing will happen")
        if not events and timeout:
            self._loop.seconds += timeout
        return events
