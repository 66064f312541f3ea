"""The provider as the composition root makes it, in virtual time: its client on a scripted API, and all on an emulator."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any, Protocol

import httpx
import pytest

from mechanisms.api import ScriptedApi
from mechanisms.loop import VirtualTimeLoop
from mechanisms.stack import Stack
from outscale_api import load
from outscale_emulator import ACCESS_KEY, SECRET_KEY, Clock, Emulator, Era, Settings
from outscale_provider.api.client import Client
from outscale_provider.clock import now
from outscale_provider.config import resolve
from outscale_provider.lifecycle.provider import Log
from outscale_provider.plugin import Connector
from provider.cloud import Way


def pytest_asyncio_loop_factories() -> Mapping[str, Callable[[], VirtualTimeLoop]]:
    return {"virtual": VirtualTimeLoop}


class Connect(Protocol):
    """Makes a client, from settings that are not as usual."""

    def __call__(self, **settings: Any) -> Client: ...


@pytest.fixture
def api() -> ScriptedApi:
    return ScriptedApi()


@pytest.fixture
def said() -> list[str]:
    """What the user was told."""
    return []


@pytest.fixture
async def connect(api: ScriptedApi, said: list[str]) -> AsyncIterator[Connect]:
    async with AsyncExitStack() as closing:
        connector = Connector(load(), closing, {}, api)

        def make(**settings: Any) -> Client:
            given = {"endpoint": "http://api", "accessKey": "AK", "secretKey": "SK", **settings}
            return connector.connect(resolve(given, {}), Log(said.append, lambda _: None))

        yield make


@pytest.fixture
async def client(connect: Connect) -> Client:
    return connect()


#: What everything takes that the emulator needs time for, in seconds.
DURATION = 60


@pytest.fixture(params=["1.16", "today"])
def era(request: pytest.FixtureRequest) -> Era:
    return request.param


@pytest.fixture
async def emulator(era: Era) -> AsyncIterator[Emulator]:
    """An emulator in which things take their time, by the loop's clock."""
    clock = Clock.parse(f"seconds:{DURATION}", now)
    emulator = Emulator(Settings(clock=clock, clock_window=0, era=era))
    yield emulator
    emulator.close()


@pytest.fixture
def way(emulator: Emulator) -> Way:
    return Way(emulator)


@pytest.fixture
def transport(way: Way) -> httpx.AsyncBaseTransport:
    """What the provider of a stack is connected to."""
    return way


@pytest.fixture
async def stack(transport: httpx.AsyncBaseTransport, tmp_path: Path, said: list[str]) -> AsyncIterator[Stack]:
    async with AsyncExitStack() as closing:
        connector = Connector(load(), closing, {}, transport)
        settings = {"endpoint": "http://emulator", "accessKey": ACCESS_KEY, "secretKey": SECRET_KEY}
        stack = Stack(connector, settings, tmp_path / "journal", said)
        yield stack
        stack.provider.close()
