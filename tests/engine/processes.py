"""The processes around a stack: the plugins that its engine starts, a server for its cloud, and waiting for either."""

from __future__ import annotations

import asyncio
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx

from emulator.server import Server
from emulator.server import served as served_emulator
from engine.conftest import PLUGIN, TIMEOUT, Stack
from outscale_api import load
from outscale_emulator import ACCESS_KEY, SECRET_KEY
from outscale_provider.api.client import Connection
from outscale_provider.api.signing import Signer
from outscale_provider.config import Configuration


def plugins_of(folder: Path) -> list[int]:
    """The processes of the plugin that work for a project."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            words = (process / "cmdline").read_bytes().split(b"\0")
            if (process / "cwd").readlink() == folder and any(word.endswith(PLUGIN.encode()) for word in words):
                found.append(int(process.name))
        except OSError:
            continue
    return found


def closed_port() -> int:
    """A port of this machine that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for(condition: Callable[[], object]) -> None:
    """Polls until a condition holds, generously."""
    deadline = time.monotonic() + TIMEOUT
    while not condition():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.05)


@contextmanager
def served(stack: Stack, clock: str, *options: str) -> Iterator[Server]:
    """The stack's cloud as a server of its own, whose states take their time."""
    with served_emulator("--db", str(stack.cloud), "--clock", clock, *options) as server:
        # Until it answers, its data may not be there yet.
        httpx.get(server.url, timeout=TIMEOUT)
        stack.configure("endpoint", server.url)
        stack.environment |= {"OSC_ACCESS_KEY": ACCESS_KEY, "OSC_SECRET_KEY": SECRET_KEY}
        yield server


def steer(server: Server, what: str, **parameters: str) -> None:
    """Changes something of a server that was started with --control, such as its clock."""
    httpx.post(f"{server.url}/control/{what}", json=parameters, timeout=TIMEOUT).raise_for_status()


def ask(server: Server, action: str, **request: Any) -> dict[str, Any]:
    """What somebody else who works on the same account is answered."""

    async def exchange() -> dict[str, Any]:
        configuration = Configuration("eu-west-2", f"{server.url}/api/v1")
        connection = Connection(load(), configuration, Signer(ACCESS_KEY, SECRET_KEY, "eu-west-2"), "tests")
        try:
            return await connection.send(action, request)
        finally:
            await connection.close()

    return asyncio.run(exchange())
