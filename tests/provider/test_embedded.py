"""The emulator inside the provider: what is told of a file that can't be used."""

from __future__ import annotations

import sqlite3
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, closing
from pathlib import Path

import grpc.aio
import pytest

from outscale_api import load
from outscale_provider.functions import functions_of
from outscale_provider.lifecycle.journal import Journal
from outscale_provider.lifecycle.provider import Provider
from outscale_provider.listening import listen
from outscale_provider.plugin import Connector
from outscale_provider.resources import RESOURCES
from outscale_provider.rpc import Servicer, register
from outscale_provider.schema import build_schema
from provider.engine import Engine, Failed


@pytest.fixture
async def engine(tmp_path: Path) -> AsyncIterator[Engine]:
    async with AsyncExitStack() as stack:
        connect = Connector(load(), stack, {}).connect
        provider = Provider(load(), RESOURCES, functions_of, connect, lambda *_: Journal(tmp_path / "journal"))
        server, port = listen()
        register(Servicer(provider, "0.1.0", lambda: build_schema(provider), {}), server)
        await server.start()
        async with grpc.aio.insecure_channel(f"127.0.0.1:{port}") as channel:
            yield Engine(channel)
        await server.stop(None)


def damaged(path: Path) -> Path:
    file = path / "damaged.sqlite"
    file.write_bytes(b"This is no database. " * 500)
    return file


def of_newer_version(path: Path) -> Path:
    file = path / "newer.sqlite"
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("PRAGMA user_version = 99")
    return file


@pytest.mark.parametrize(
    ("make", "reason"),
    [
        (damaged, "not a database"),
        (of_newer_version, "newer version"),
        (lambda path: path / "missing" / "cloud.sqlite", "folder"),
    ],
)
async def test_a_file_that_can_not_be_used_is_told(
    engine: Engine, tmp_path: Path, make: Callable[[Path], Path], reason: str
) -> None:
    file = make(tmp_path)
    await engine.configure(endpoint=f"emulator:{file}")
    with pytest.raises(Failed) as raised:
        await engine.made("Net", ipRange="10.0.0.0/16")
    assert str(file) in raised.value.message and reason in raised.value.message
    assert "bug" not in raised.value.message
