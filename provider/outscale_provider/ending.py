"""When the plugin has to end: a signal says so, or its engine is no more."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal

ON_WINDOWS = os.name == "nt"

#: How often to look whether the engine still lives, in seconds.
CHECK_INTERVAL = 1.0

#: How long the engine may take to accept a connection, in seconds, and how often in a row it may fail to.
CONNECT_TIMEOUT = 5.0
SILENT_CHECKS = 3


class Lifetime:
    """How long this process is needed. To be made first: an engine that is killed during the start is missed as well.

    `engine` is the engine's address, "" where none is known yet.
    """

    def __init__(self, engine: str, on_windows: bool = ON_WINDOWS) -> None:
        self._engine = engine
        self._on_windows = on_windows
        self._parent = os.getppid()

    async def wait_for_end(self) -> None:
        """Waits until the process should end."""
        told = asyncio.Event()
        _listen_to_signals(told, self._on_windows)
        reasons: set[asyncio.Task[object]] = {asyncio.create_task(told.wait())}
        if self._engine:
            left_behind = engine_is_silent(self._engine) if self._on_windows else _parent_is_not(self._parent)
            reasons.add(asyncio.create_task(left_behind))
        _, others = await asyncio.wait(reasons, return_when=asyncio.FIRST_COMPLETED)
        for other in others:
            other.cancel()


def _listen_to_signals(told: asyncio.Event, on_windows: bool) -> None:
    """Explicitly: Python leaves SIGINT ignored where a script started the engine in the background."""
    loop = asyncio.get_running_loop()

    def tell(*_: object) -> None:
        # A loop that is closed has ended already.
        with contextlib.suppress(RuntimeError):
            loop.call_soon_threadsafe(told.set)

    # On Windows the engine sends CTRL_BREAK, which other systems do not have.
    for name in ("SIGINT", "SIGTERM", "SIGBREAK"):
        number = getattr(signal, name, None)
        if number is None:
            continue
        if on_windows:
            # Event loops there take no handlers.
            signal.signal(number, tell)
        else:
            loop.add_signal_handler(number, told.set)


async def _parent_is_not(parent: int) -> None:
    """Waits until the engine, which has started this process, was killed: nothing else would tell."""
    while os.getppid() == parent:  # noqa: ASYNC110 - nothing announces it
        await asyncio.sleep(CHECK_INTERVAL)


async def engine_is_silent(engine: str) -> None:
    """Waits until the engine accepts no connections any more.

    On Windows a process keeps the number of its parent for ever, which is not the engine either but the launcher that pip
    puts in front of a script.
    """
    silent = 0
    while silent < SILENT_CHECKS:
        await asyncio.sleep(CHECK_INTERVAL)
        silent = 0 if await _accepts(engine) else silent + 1


async def _accepts(address: str) -> bool:
    host, _, port = address.rpartition(":")
    try:
        async with asyncio.timeout(CONNECT_TIMEOUT):
            _, writer = await asyncio.open_connection(host.strip("[]"), int(port))
    except (OSError, TimeoutError):
        return False
    writer.close()
    return True
