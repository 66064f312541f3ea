"""A provider behind a real gRPC server, whose requests go to an emulator in memory, and an engine that talks to it."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from pathlib import Path

import grpc.aio
import pytest

from emulator.conftest import NEIGHBOUR
from emulator.stage import Stage
from outscale_api import load
from outscale_emulator import ACCESS_KEY, SECRET_KEY, Clock, Emulator, Era, Settings
from outscale_provider.api.client import Client, Connection
from outscale_provider.api.rate_limit import RateLimiter
from outscale_provider.api.retry import RetryPolicy
from outscale_provider.api.signing import Signer
from outscale_provider.api.tracing import Trace
from outscale_provider.config import Configuration
from outscale_provider.functions import functions_of
from outscale_provider.lifecycle.journal import Journal
from outscale_provider.lifecycle.provider import Log, Provider
from outscale_provider.lifecycle.waiting import Pace
from outscale_provider.listening import listen
from outscale_provider.model.resource import Resource
from outscale_provider.model.tags import BATCHABLE_TAGS
from outscale_provider.protos import engine_pb2_grpc, provider_pb2
from outscale_provider.resources import RESOURCES
from outscale_provider.rpc import Servicer, register
from outscale_provider.schema import build_schema
from provider.cloud import Account, Way
from provider.engine import Engine, channel_to
from provider.listener import Listener

UNPACED = 1e6

#: Nothing that an emulator does takes time.
AT_ONCE = Pace(first=0, longest=0)


@pytest.fixture(params=["1.16", "today"])
def era(request: pytest.FixtureRequest) -> Era:
    """Whatever reaches the API works with the one of v1.16 and with today's."""
    return request.param


@pytest.fixture
def emulator(era: Era) -> Iterator[Emulator]:
    emulator = Emulator(Settings(era=era))
    yield emulator
    emulator.close()


@pytest.fixture
def way(emulator: Emulator) -> Way:
    return Way(emulator)


@pytest.fixture
async def account(emulator: Emulator) -> AsyncIterator[Account]:
    account = Account(emulator)
    yield account
    await account.close()


@pytest.fixture
async def neighbour(emulator: Emulator) -> AsyncIterator[Account]:
    """Another account on the same emulator."""
    neighbour = Account(emulator, *NEIGHBOUR)
    yield neighbour
    await neighbour.close()


SetScene = Callable[[], Stage]


@pytest.fixture
def set_scene(emulator: Emulator, account: Account, neighbour: Account, caplog: pytest.LogCaptureFixture) -> SetScene:
    """Begins anew with an account in which is made what the requests of `emulator.cases` need. Nothing takes time there."""
    caplog.set_level(logging.INFO, "outscale_emulator")

    def set_scene() -> Stage:
        emulator.reset()
        emulator.store.use_clock(Clock.parse("immediate", emulator.time))
        return Stage(emulator, account, neighbour, caplog)

    return set_scene


@pytest.fixture
def retry_policy() -> RetryPolicy:
    return RetryPolicy(first_pause=0)


MakeProvider = Callable[[Sequence[Resource]], Provider]


@pytest.fixture
async def make_provider(way: Way, tmp_path: Path, retry_policy: RetryPolicy) -> AsyncIterator[MakeProvider]:
    """Makes a provider of some resources, not yet configured."""
    connections: list[Connection] = []

    def connect(configuration: Configuration, log: Log) -> Client:
        signer = Signer(configuration.access_key, configuration.secret_key, configuration.region)
        connections.append(Connection(load(), configuration, signer, "tests", way))
        batchable = (*BATCHABLE_TAGS, *(each for resource in RESOURCES for each in resource.batchable))
        limiter = RateLimiter(UNPACED, UNPACED)
        return Client(load(), connections[-1], limiter, batchable, retry_policy, Trace([log.debug]), log.info, window=0)

    made: list[Provider] = []

    def make(resources: Sequence[Resource]) -> Provider:
        journal = tmp_path / "journal"
        made.append(Provider(load(), resources, functions_of, connect, lambda *_: Journal(journal), AT_ONCE))
        return made[-1]

    yield make
    for provider in made:
        provider.close()
    for connection in connections:
        await connection.close()


@pytest.fixture
def provider(make_provider: MakeProvider) -> Provider:
    """The provider, not yet configured."""
    return make_provider(RESOURCES)


@pytest.fixture
async def stranger(provider: Provider) -> AsyncIterator[Engine]:
    """An engine that has said nothing yet."""
    server, port = listen()
    register(Servicer(provider, "0.1.0", lambda: build_schema(provider), {}), server)
    await server.start()
    async with channel_to(port) as channel:
        yield Engine(channel)
    await server.stop(None)


SETTINGS = {"endpoint": "http://emulator", "accessKey": ACCESS_KEY, "secretKey": SECRET_KEY}


@pytest.fixture
async def engine(stranger: Engine) -> Engine:
    """An engine that has configured the provider."""
    await stranger.configure(**SETTINGS)
    return stranger


@pytest.fixture
async def validating(stranger: Engine) -> Engine:
    """An engine whose previews ask the API what it would refuse."""
    await stranger.configure(**SETTINGS, validateInPreview=True)
    return stranger


@pytest.fixture
async def listener(stranger: Engine) -> AsyncIterator[Listener]:
    """An engine that listens, and that the provider has been told of."""
    listener = Listener()
    server = grpc.aio.server()
    engine_pb2_grpc.add_EngineServicer_to_server(listener, server)
    port = server.add_insecure_port("127.0.0.1:0")
    await server.start()
    address = f"127.0.0.1:{port}"
    await stranger.stub.Handshake(provider_pb2.ProviderHandshakeRequest(engine_address=address))
    yield listener
    await server.stop(None)
