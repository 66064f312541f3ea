"""The provider's client of the API, as the composition root makes it, on a scripted API and in virtual time."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AsyncExitStack
from typing import Any, Protocol

import pytest

from mechanisms.api import ScriptedApi
from mechanisms.loop import VirtualTimeLoop
from outscale_provider.api.client import Client
from outscale_provider.config import resolve
from outscale_provider.plugin import Connector


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
        connector = Connector(closing, {}, api)

        def make(**settings: Any) -> Client:
            given = {"endpoint": "http://api", "accessKey": "AK", "secretKey": "SK", **settings}
            return connector.connect(resolve(given, {}), said.append)

        yield make


@pytest.fixture
async def client(connect: Connect) -> Client:
    return connect()
