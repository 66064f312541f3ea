"""The composition root: builds the pieces and serves them. The only importer of the emulator."""

from __future__ import annotations

import hashlib
import os
from contextlib import AsyncExitStack, asynccontextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from outscale_api import Api, load
from outscale_provider.backend import backend_of, home_of
from outscale_provider.errors import ConfigurationError
from outscale_provider.functions import functions_of
from outscale_provider.lifecycle.journal import Journal, Scope
from outscale_provider.lifecycle.provider import Provider
from outscale_provider.model.tags import BATCHABLE_TAGS
from outscale_provider.resources import RESOURCES
from outscale_provider.rpc import Servicer, register
from outscale_provider.schema import build_schema
from outscale_provider.version import VERSION

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Mapping

    import grpc.aio
    import httpx

    from outscale_provider.api.client import Client
    from outscale_provider.api.rate_limit import RateLimiter
    from outscale_provider.api.tracing import Trace
    from outscale_provider.config import Configuration
    from outscale_provider.ending import Lifetime
    from outscale_provider.lifecycle.provider import Log

#: How long requests in flight may take to finish after the engine has told the plugin to end, in seconds.
GRACE = 10.0

#: Names the file of the trace of requests.
TRACE_VARIABLE = "OUTSCALE_NATIVE_TRACE"

UNLIMITED = 1e6


class Connector:
    """Makes the clients of this process. Those of one account at one endpoint share a pace.

    `transport` replaces the network.
    """

    def __init__(
        self,
        api: Api,
        closing: AsyncExitStack,
        environment: Mapping[str, str],
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        self._api = api
        self._closing = closing
        self._environment = environment
        self._transport = transport
        self._limiters: dict[tuple[str, str], RateLimiter] = {}

    def connect(self, configuration: Configuration, log: Log) -> Client:
        """A client for a configuration. What it holds is released at the end of the process."""
        # Imported here, since they take longer than everything else before the port is printed.
        from outscale_provider.api.client import Client, Connection
        from outscale_provider.api.retry import RetryPolicy
        from outscale_provider.api.signing import Signer

        access_key, secret_key, transport = configuration.access_key, configuration.secret_key, self._transport
        if configuration.emulator_file is not None:
            from outscale_emulator import ACCESS_KEY, SECRET_KEY

            transport = _embedded(configuration, self._closing)
            access_key, secret_key = access_key or ACCESS_KEY, secret_key or SECRET_KEY
        signer = Signer(access_key, secret_key, configuration.region)
        user_agent = f"outscale-native/{VERSION} {configuration.user_agent_suffix}".rstrip()
        connection = Connection(self._api, configuration, signer, user_agent, transport)
        self._closing.push_async_callback(connection.close)
        policy = RetryPolicy(retries=configuration.max_retries)
        batchable = (*BATCHABLE_TAGS, *(each for resource in RESOURCES for each in resource.batchable))
        limiter = self._limiter(configuration, access_key)
        return Client(self._api, connection, limiter, batchable, policy, self._traced(log), log.info)

    def _limiter(self, configuration: Configuration, access_key: str) -> RateLimiter:
        from outscale_provider.api.rate_limit import START_RATE, RateLimiter

        # Nobody throttles an emulator in this process.
        ceiling = UNLIMITED if configuration.emulator_file is not None else configuration.requests_per_second
        rate = ceiling if configuration.emulator_file is not None else START_RATE
        made = RateLimiter(rate, ceiling, configuration.max_concurrent_requests)
        return self._limiters.setdefault((configuration.endpoint, access_key), made)

    def _traced(self, log: Log) -> Trace:
        from outscale_provider.api.tracing import Trace, TraceFile

        path = self._environment.get(TRACE_VARIABLE)
        trace = Trace([log.debug, TraceFile(Path(path), log.warning).write] if path else [log.debug])
        self._closing.callback(trace.summarize)
        return trace


def keep_journal(configuration: Configuration, provider_urn: str, environment: Mapping[str, str]) -> Journal:
    """The journal of creations, beside the engine's own files."""
    # Not the key itself: it is nobody else's business.
    account = hashlib.sha256(configuration.access_key.encode()).hexdigest()[:16]
    scope = Scope(backend_of(environment, Path.cwd()), configuration.cloud, account, provider_urn)
    return Journal(journal_folder(environment), scope)


def journal_folder(environment: Mapping[str, str]) -> Path:
    """Where the journal of creations is, of all stacks of this machine's user."""
    return home_of(environment) / "outscale-native" / "journal"


def _embedded(configuration: Configuration, closing: AsyncExitStack) -> httpx.ASGITransport:
    """The emulator in this process, on the configured file."""
    import httpx

    from outscale_emulator import Emulator, Settings, UnusableFile, create_app

    try:
        emulator = Emulator(Settings(database=configuration.emulator_file or "", region=configuration.region))
    except UnusableFile as error:
        raise ConfigurationError(f"endpoint emulator:{configuration.emulator_file}: {error}") from error
    closing.callback(emulator.close)
    return httpx.ASGITransport(create_app(emulator))


@asynccontextmanager
async def assembled(environment: Mapping[str, str]) -> AsyncIterator[Provider]:
    """The whole provider, which is not configured yet.

    In the end it begins nothing any more, lets in the answers that must not be lost, and closes what it opened.
    """
    api = load()
    async with AsyncExitStack() as closing:
        connector = Connector(api, closing, environment)
        journal = partial(keep_journal, environment=environment)
        provider = Provider(api, RESOURCES, functions_of, connector.connect, journal)
        try:
            yield provider
        finally:
            provider.interrupt()
            await provider.finish(GRACE)
            provider.close()


def service_of(provider: Provider, environment: Mapping[str, str], engine: str) -> Servicer:
    """What answers the engine for a provider. `engine` is its address, "" where none is known yet."""
    return Servicer(provider, VERSION, lambda: build_schema(provider), environment, engine)


async def serve(server: grpc.aio.Server, engine: str, lifetime: Lifetime) -> None:
    """Serves until the process is told to end. `engine` is the engine's address, "" where none is known yet."""
    async with assembled(os.environ) as provider:
        register(service_of(provider, os.environ, engine), server)
        await server.start()
        await lifetime.wait_for_end()
        provider.interrupt()
        await server.stop(GRACE)
