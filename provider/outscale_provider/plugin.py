"""The composition root: builds the pieces and serves them. The only importer of the emulator."""

from __future__ import annotations

import asyncio
import os
import signal
from contextlib import AsyncExitStack
from typing import TYPE_CHECKING

from outscale_api import load
from outscale_provider.functions import FUNCTIONS
from outscale_provider.lifecycle.provider import Provider
from outscale_provider.resources import RESOURCES
from outscale_provider.rpc import Servicer, register
from outscale_provider.schema import build_schema
from outscale_provider.version import VERSION

if TYPE_CHECKING:
    import grpc.aio
    import httpx

    from outscale_provider.api.client import Client
    from outscale_provider.config import Configuration

#: How long requests in flight may take to finish after the engine has told the plugin to end, in seconds.
GRACE = 10.0


def connect(configuration: Configuration, closing: AsyncExitStack) -> Client:
    """A client for a configuration. What it holds is released with `closing`."""
    # Imported here, since they take longer than everything else before the port is printed.
    from outscale_provider.api.client import Client
    from outscale_provider.api.signing import Signer

    access_key, secret_key, transport = configuration.access_key, configuration.secret_key, None
    if configuration.emulator_file is not None:
        from outscale_emulator.settings import ACCESS_KEY, SECRET_KEY

        transport = _embedded(configuration, closing)
        access_key, secret_key = access_key or ACCESS_KEY, secret_key or SECRET_KEY
    signer = Signer(access_key, secret_key, configuration.region)
    client = Client(configuration, signer, f"outscale-native/{VERSION}", transport)
    closing.push_async_callback(client.close)
    return client


def _embedded(configuration: Configuration, closing: AsyncExitStack) -> httpx.ASGITransport:
    """The emulator in this process, on the configured file."""
    import httpx

    from outscale_emulator.dispatch import Emulator
    from outscale_emulator.http import create_app
    from outscale_emulator.settings import Settings

    emulator = Emulator(Settings(database=configuration.emulator_file or "", region=configuration.region))
    closing.callback(emulator.close)
    return httpx.ASGITransport(create_app(emulator))


async def serve(server: grpc.aio.Server, engine: str) -> None:
    """Serves until the process is told to end. `engine` is the engine's address, "" where none is known yet."""
    async with AsyncExitStack() as closing:
        provider = Provider(load(), RESOURCES, FUNCTIONS, lambda configuration: connect(configuration, closing))
        register(Servicer(provider, VERSION, lambda: build_schema(provider), os.environ, engine), server)
        stop = asyncio.Event()
        # Python leaves SIGINT ignored where a script started the engine in the background.
        for number in (signal.SIGINT, signal.SIGTERM):
            asyncio.get_running_loop().add_signal_handler(number, stop.set)
        await server.start()
        await stop.wait()
        provider.cancel()
        await server.stop(GRACE)
