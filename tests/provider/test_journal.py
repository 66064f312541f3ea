"""Stacks and providers that work at once don't take each other's creations for orphans, and a journal never ends anything."""

from __future__ import annotations

import asyncio
import errno
import json
import random
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import IO, Any

import grpc.aio
import pytest

from outscale_api import load
from outscale_emulator import ACCESS_KEY, SECRET_KEY
from outscale_provider.api.client import Client, Connection
from outscale_provider.api.rate_limit import RateLimiter
from outscale_provider.api.retry import RetryPolicy
from outscale_provider.api.signing import Signer
from outscale_provider.api.tracing import Trace
from outscale_provider.config import Configuration
from outscale_provider.functions import functions_of
from outscale_provider.lifecycle.owner import Owner, lives
from outscale_provider.lifecycle.provider import Log, Provider
from outscale_provider.listening import listen
from outscale_provider.plugin import keep_journal
from outscale_provider.protos import engine_pb2_grpc, provider_pb2, provider_pb2_grpc
from outscale_provider.resources import RESOURCES
from outscale_provider.rpc import Servicer, register
from provider.cloud import Way
from provider.conftest import AT_ONCE, UNPACED
from provider.engine import Engine, InitFailed, token
from provider.messages import encode

DISK = {"subregionName": "eu-west-2a", "size": 10}

DEFAULT = "pulumi:providers:outscale-native::default_0_1_0"


class Process(engine_pb2_grpc.EngineServicer):
    """One provider of one stack as a process of its own: what it creates, and what its engine is told."""

    def __init__(self, way: Way, environment: dict[str, str], stack: str, provider: str) -> None:
        self.stack = stack
        self.said: list[str] = []
        self._urn = f"urn:pulumi:{stack}::tests::{provider}"
        self._environment = environment
        self._connections: list[Connection] = []
        self._way = way
        self._provider = Provider(load(), RESOURCES, functions_of, self._connect, self._keep_journal, AT_ONCE)

    def _keep_journal(self, configuration: Configuration, urn: str) -> Any:
        return keep_journal(configuration, urn, self._environment)

    def _connect(self, configuration: Configuration, log: Log) -> Client:
        signer = Signer(ACCESS_KEY, SECRET_KEY, configuration.region)
        self._connections.append(Connection(load(), configuration, signer, "tests", self._way))
        policy = RetryPolicy(first_pause=0)
        return Client(
            load(), self._connections[-1], RateLimiter(UNPACED, UNPACED), (), policy, Trace([]), log.info, window=0
        )

    async def Log(self, request: Any, context: Any) -> Any:  # noqa: N802
        from google.protobuf import empty_pb2

        if request.severity >= 2:
            self.said.append(request.message)
        return empty_pb2.Empty()

    async def start(self, **settings: str) -> None:
        engine, address = listen()
        engine_pb2_grpc.add_EngineServicer_to_server(self, engine)
        server, port = listen()
        register(Servicer(self._provider, "0.1.0", dict, {}, f"127.0.0.1:{address}"), server)
        self._servers = (engine, server)
        for each in self._servers:
            await each.start()
        self._channel = grpc.aio.insecure_channel(f"127.0.0.1:{port}")
        self._stub = provider_pb2_grpc.ResourceProviderStub(self._channel)
        given = {"endpoint": "http://emulator", "accessKey": ACCESS_KEY, "secretKey": SECRET_KEY, **settings}
        await self._stub.Configure(provider_pb2.ConfigureRequest(args=encode(given), urn=self._urn))

    async def check(self, name: str) -> None:
        request = provider_pb2.CheckRequest(
            urn=self.urn(name), type=token("Volume"), name=name, olds=encode({}), news=encode(DISK)
        )
        await self._stub.Check(request)

    async def create(self, name: str) -> str:
        await self.check(name)
        request = provider_pb2.CreateRequest(
            urn=self.urn(name), type=token("Volume"), name=name, properties=encode({**DISK, "tags": {"Name": name}})
        )
        return str((await self._stub.Create(request)).id)

    def urn(self, name: str) -> str:
        return f"urn:pulumi:{self.stack}::tests::{token('Volume')}::{name}"

    async def cancel(self) -> None:
        """The engine ends in good order."""
        await self._stub.Cancel(provider_pb2.google_dot_protobuf_dot_empty__pb2.Empty())

    async def stop(self) -> None:
        """The process is gone, and its locks with it."""
        self._provider.close()
        await self._channel.close()
        for server in self._servers:
            await server.stop(None)
        for connection in self._connections:
            await connection.close()


Start = Callable[..., Awaitable[Process]]


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    return {"PULUMI_HOME": str(tmp_path / "home"), "PULUMI_BACKEND_URL": f"file://{tmp_path}"}


@pytest.fixture
async def start(way: Way, environment: dict[str, str]) -> AsyncIterator[Start]:
    processes: list[Process] = []

    async def begin(stack: str = "one", provider: str = DEFAULT, **settings: str) -> Process:
        processes.append(Process(way, environment, stack, provider))
        await processes[-1].start(**settings)
        return processes[-1]

    yield begin
    for process in processes:
        await process.stop()


def explicit(name: str) -> str:
    return f"pulumi:providers:outscale-native::{name}"


@pytest.mark.parametrize("run", range(20))
async def test_stacks_and_providers_at_work_at_once_warn_of_nothing(start: Start, run: int):
    """One of four is killed: only its own stack, and the same provider of it, hears of that."""
    chance = random.Random(run)
    kinds = [(stack, provider) for stack in ("one", "other") for provider in (DEFAULT, explicit("second"))]
    processes = [await start(*kind, accessKey=f"AK{kind[1]}") for kind in kinds]
    chance.shuffle(processes)
    victim, *others = processes
    await asyncio.gather(*(process.create(f"disk-{i}") for i, process in enumerate(processes)))
    # Begun while the others have entries that nobody has ended.
    late = [await start(*kind, accessKey=f"AK{kind[1]}") for kind in kinds]
    for process in late:
        await process.cancel()
    assert [process.said for process in late] == [[], [], [], []]
    await victim.stop()
    for process in others:
        await process.cancel()
    assert [process.said for process in others] == [[], [], []]

    after = [await start(*kind, accessKey=f"AK{kind[1]}") for kind in kinds]
    for process in after:
        await process.cancel()

    warned = [process for process in after if process.said]
    assert len(warned) == 1
    assert warned[0]._urn == victim._urn
    assert "was created for disk-0" in warned[0].said[0]


@pytest.mark.parametrize("change", ["port", "spelling", "credentials", "SDK", "nothing"])
async def test_what_a_kill_left_is_found_though_the_same_cloud_is_written_otherwise(start: Start, change: str):
    killed = await start()
    id = await killed.create("disk")
    await killed.stop()
    settings = {
        "port": {"endpoint": "http://emulator:8080"},
        "spelling": {"endpoint": "https://EMULATOR/api/v1/"},
        "credentials": {"accessKey": "another"},
    }.get(change, {})
    provider = DEFAULT.replace("0_1_0", "0_2_0") if change == "SDK" else DEFAULT

    refreshed = await start("one", provider, **settings)
    await refreshed.cancel()
    assert [message for message in refreshed.said if id in message]

    again = await start("one", provider, **settings)
    assert await again.create("disk") == id


async def test_what_a_kill_left_in_another_cloud_is_not_taken_up(start: Start):
    killed = await start()
    id = await killed.create("disk")
    await killed.stop()
    for settings in ({"endpoint": "http://elsewhere"}, {"region": "us-east-2"}):
        other = await start(**settings)
        await other.cancel()
        assert other.said == []
        assert await (await start(**settings)).create("disk") != id


@pytest.mark.parametrize("source", ["login", "project"])
async def test_stacks_of_the_same_name_in_different_backends_are_told_apart(
    start: Start, environment: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, source: str
):
    """Also where the environment does not say which backend it is."""
    del environment["PULUMI_BACKEND_URL"]
    home = tmp_path / "home"
    home.mkdir()
    monkeypatch.chdir(home)

    def use(url: str) -> None:
        if source == "login":
            (home / "credentials.json").write_text(json.dumps({"current": url}))
        else:
            (home / "Pulumi.yaml").write_text(f"name: tests\nruntime: python\nbackend:\n  url: {url}\n")

    use("file:///here")
    killed = await start()
    id = await killed.create("disk")
    await killed.stop()
    use("file:///there")
    other = await start()
    await other.cancel()
    assert other.said == []
    assert await (await start()).create("disk") != id
    use("file:///here")
    same = await start()
    await same.cancel()
    assert [message for message in same.said if id in message]


async def test_what_another_provider_of_the_stack_takes_up_is_nobodys_warning(start: Start):
    killed = await start()
    id = await killed.create("disk")
    await killed.stop()
    idle = await start()
    moved = await start("one", explicit("second"))
    assert await moved.create("disk") == id
    await idle.cancel()
    assert idle.said == []


async def test_a_process_that_lost_its_engine_is_waited_for(start: Start, way: Way):
    """Its answer may still come; what it made is taken up, not made twice."""
    orphan = await start()
    id = await orphan.create("disk")
    following = await start()
    creating = asyncio.create_task(following.create("disk"))
    await asyncio.sleep(0.5)
    assert way.actions.count("CreateVolume") == 1
    await orphan.stop()
    assert await creating == id
    assert way.actions.count("CreateVolume") == 1


def _no_locks(_: IO[bytes]) -> None:
    raise OSError(errno.ENOLCK, "no locks")


@pytest.mark.parametrize("has_locks", [True, False])
def test_an_owner_lives_as_long_as_its_process(tmp_path: Path, has_locks: bool):
    more = () if has_locks else (_no_locks,)
    owner = Owner(tmp_path, *more)
    assert not lives(tmp_path, owner.name, *more)
    owner.appear()
    assert lives(tmp_path, owner.name, *more)
    owner.end()
    assert not lives(tmp_path, owner.name, *more)


def test_without_locks_a_number_that_is_given_away_again_deceives_nobody(tmp_path: Path):
    owner = Owner(tmp_path, _no_locks)
    owner.appear()
    (file,) = tmp_path.glob("*.owner")
    host, number, began = file.read_text().split()
    owner.end()
    file.write_text(f"{host} {number} {int(began) - 1}")
    assert not lives(tmp_path, owner.name, _no_locks)


BROKEN = ["the folder is a file", "the file is no entry", "of another version", "not to be read", "not an object"]


@pytest.mark.parametrize("how", BROKEN)
async def test_a_journal_that_is_none_is_told_once_and_ends_nothing(start: Start, tmp_path: Path, how: str):
    folder = tmp_path / "home" / "outscale-native" / "journal"
    folder.parent.mkdir(parents=True)
    if how == "the folder is a file":
        folder.write_text("")
    else:
        folder.mkdir()
        content = {
            "the file is no entry": "{",
            "not an object": "[]",
            "of another version": '{"urn": "x", "scope": ""}',
        }
        if how == "not to be read":
            (folder / "x.json").mkdir()
        else:
            (folder / "x.json").write_text(content[how])
    process = await start()
    assert await process.create("one")
    assert await process.create("other")
    await process.cancel()
    told = [message for message in process.said if str(folder) in message]
    assert told == process.said
    assert len(told) == (2 if how == "the folder is a file" else 1), (
        "once that it can't be read, once that not be written"
    )


async def test_after_a_creation_any_exception_keeps_the_identifier(engine: Engine, way: Way):
    way.answers["UpdateAccessKey"] = {"AccessKey": "no object"}
    with pytest.raises(InitFailed) as failed:
        await engine.made("AccessKey", state="INACTIVE")
    assert len(failed.value.resource.id) == 20
    assert failed.value.resource.outputs["secretKey"]
    assert "is not complete" in failed.value.message


async def test_after_a_change_any_exception_keeps_what_was_changed(engine: Engine, way: Way):
    vm = await engine.made("Vm", imageId="ami-e0000002")
    changed = {**vm.inputs, "tags": {"a": "b"}, "deletionProtection": True}
    way.answers["UpdateVm"] = {"Vm": "no object"}
    with pytest.raises(InitFailed) as failed:
        await engine.update(vm, changed)
    assert failed.value.resource.inputs["tags"] == {"a": "b"}
    assert failed.value.resource.id == vm.id
