"""How the engine configures the provider: what it may be told, which cloud that leads to, what the state remembers of it."""

from __future__ import annotations

import asyncio
import json
import ssl
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import grpc.aio
import httpx
import pytest

from emulator.pki import pem_certificate, pem_key, rsa_key
from outscale_api import load
from outscale_emulator import ACCESS_KEY, SECRET_KEY, Emulator, Settings, create_app
from outscale_provider.functions import functions_of
from outscale_provider.lifecycle.journal import Journal
from outscale_provider.lifecycle.provider import Provider
from outscale_provider.listening import listen
from outscale_provider.model.values import UNKNOWN
from outscale_provider.plugin import Connector
from outscale_provider.protos import provider_pb2
from outscale_provider.resources import RESOURCES
from outscale_provider.rpc import Servicer, register
from outscale_provider.version import VERSION
from provider.engine import Difference, Engine, Failed, Resource, difference
from provider.messages import Secret, decode, encode

URN = "urn:pulumi:dev::tests::pulumi:providers:outscale-native::default"
KEYS = {"OSC_ACCESS_KEY": ACCESS_KEY, "OSC_SECRET_KEY": SECRET_KEY}
EU, US = "api.eu-west-2.outscale.com", "api.us-east-2.outscale.com"
NET = {"ipRange": "10.0.0.0/16"}


@dataclass
class Internet(httpx.AsyncBaseTransport):
    """A cloud behind each host that is asked, and which were."""

    closing: AsyncExitStack
    clouds: dict[str, httpx.ASGITransport] = field(default_factory=dict)
    hosts: list[str] = field(default_factory=list)
    user_agents: list[str] = field(default_factory=list)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        self.hosts.append(request.url.host)
        self.user_agents.append(request.headers["User-Agent"])
        if request.url.host not in self.clouds:
            emulator = Emulator(Settings())
            self.closing.callback(emulator.close)
            self.clouds[request.url.host] = httpx.ASGITransport(create_app(emulator))
        return await self.clouds[request.url.host].handle_async_request(request)


@dataclass
class Stack:
    """A stack with one provider: its environment, and what its state has of the provider resource.

    Each operation has a process of its own.
    """

    folder: Path
    internet: Internet
    closing: AsyncExitStack
    environment: dict[str, str]
    state: dict[str, Any] | None = None

    async def engine(self, by_network: bool = False) -> Engine:
        """An engine with a new provider, which it has not configured."""
        connector = Connector(load(), self.closing, dict(self.environment), None if by_network else self.internet)
        journal = self.folder / "journal"
        provider = Provider(load(), RESOURCES, functions_of, connector.connect, lambda *_: Journal(journal))
        self.closing.callback(provider.close)
        server, port = listen()
        register(Servicer(provider, "0.1.0", dict, dict(self.environment)), server)
        await server.start()
        self.closing.push_async_callback(server.stop, None)
        return Engine(await self.closing.enter_async_context(grpc.aio.insecure_channel(f"127.0.0.1:{port}")))

    async def checked(self, engine: Engine, settings: dict[str, Any]) -> tuple[dict[str, Any], list[tuple[str, str]]]:
        """The inputs that the engine would store, and what is wrong with them."""
        request = provider_pb2.CheckRequest(urn=URN, olds=encode(self.state or {}), news=encode(settings))
        response = await engine.stub.CheckConfig(request)
        return decode(response.inputs), [(failure.property, failure.reason) for failure in response.failures]

    async def up(self, **settings: Any) -> tuple[Engine, Difference]:
        """What an update does with the provider: it is checked, compared, configured and stored."""
        engine = await self.engine()
        inputs, failures = await self.checked(engine, settings)
        assert failures == []
        change = Difference()
        if self.state is not None:
            request = provider_pb2.DiffRequest(urn=URN, old_inputs=encode(self.state), news=encode(inputs))
            change = difference(await engine.stub.DiffConfig(request))
        # The engine configures what it thinks unchanged with what it had.
        await engine.configure(**(inputs if change or self.state is None else self.state))
        self.state = inputs
        return engine, change

    async def refresh(self) -> Engine:
        """What a refresh or a destroy does with it: it is configured with what was stored."""
        engine = await self.engine()
        await engine.configure(**(self.state or {}))
        return engine

    async def refused(self, **settings: Any) -> str:
        """Why an update may not go on."""
        _, failures = await self.checked(await self.engine(), settings)
        [(property, reason)] = failures
        assert property == "", "the engine would print the value"
        return reason

    async def host(self, engine: Engine) -> str:
        """Where a provider sends its requests."""
        await engine.listed("Net")
        return self.internet.hosts[-1]


@pytest.fixture
async def stack(tmp_path: Path) -> AsyncIterator[Stack]:
    """A stack whose environment has credentials, and a profile file that is not there."""
    async with AsyncExitStack() as closing:
        environment = KEYS | {"HOME": str(tmp_path)}
        yield Stack(tmp_path, Internet(closing), closing, environment)


def write(stack: Stack, content: str | bytes) -> Path:
    """Makes this the profile file."""
    file = stack.folder / "config.json"
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    stack.environment["OSC_CONFIG_FILE"] = str(file)
    return file


@asynccontextmanager
async def server(folder: Path, speaks_tls: bool) -> AsyncIterator[int]:
    """The port of a server that speaks HTTP, in plain or not, and knows nothing."""

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(100)
        writer.write(b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n")
        writer.close()

    context = None
    if speaks_tls:
        (folder / "server.pem").write_text(pem_certificate() + pem_key(rsa_key()))
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(folder / "server.pem")
    async with await asyncio.start_server(answer, "127.0.0.1", 0, ssl=context) as listening:
        yield listening.sockets[0].getsockname()[1]


# Which cloud


async def test_two_providers_with_regions_of_their_own_go_to_their_own_clouds(stack: Stack):
    stack.environment["OSC_ENDPOINT_API"] = "http://elsewhere.example"
    for region, host in (("eu-west-2", EU), ("us-east-2", US)):
        engine = await stack.engine()
        await engine.configure(region=region)
        assert await stack.host(engine) == host


@pytest.mark.parametrize(
    ("environment", "settings", "host"),
    [
        ({"OSC_ENDPOINT_API": "a.example"}, {}, "a.example"),
        ({"OSC_REGION": "us-east-2", "OSC_ENDPOINT_API": "a.example"}, {}, "a.example"),
        ({"OSC_REGION": "us-east-2"}, {"endpoint": "b.example"}, "b.example"),
        ({"OSC_REGION": "us-east-2", "OSC_ENDPOINT_API": "a.example"}, {"endpoint": "b.example"}, "b.example"),
        ({"OSC_ENDPOINT_API": "a.example"}, {"region": "us-east-2"}, US),
        ({"OSC_ENDPOINT_API": "a.example"}, {"region": "us-east-2", "endpoint": "b.example"}, "b.example"),
        ({"OSC_PROFILE": "us"}, {}, "us.example"),
        ({"OSC_PROFILE": "us", "OSC_REGION": "eu-west-2"}, {}, EU),
        ({"OSC_PROFILE": "us"}, {"region": "eu-west-2"}, EU),
        ({"OSC_ENDPOINT_API": "a.example"}, {"profile": "us"}, "us.example"),
        ({"OSC_ENDPOINT_API": "a.example", "OSC_REGION": "eu-west-2"}, {"profile": "plain"}, US),
    ],
)
async def test_an_endpoint_counts_if_its_source_is_as_strong_as_that_of_the_region(
    stack: Stack, environment: dict[str, str], settings: dict[str, Any], host: str
):
    keys = {"access_key": ACCESS_KEY, "secret_key": SECRET_KEY, "region": "us-east-2"}
    write(stack, json.dumps({"us": keys | {"endpoint": "us.example"}, "plain": keys}))
    stack.environment |= environment
    engine, _ = await stack.up(**settings)
    assert await stack.host(engine) == host


# What the state remembers


async def test_only_what_the_program_does_not_say_is_remembered_and_no_credentials(stack: Stack):
    stack.environment |= {"OSC_REGION": "us-east-2", "OSC_ENDPOINT_API": "https://a.example"}
    await stack.up(version="0.1.0", maxRetries="3")
    assert stack.state == {
        "version": "0.1.0",
        "maxRetries": "3",
        "cloud": {"region": "us-east-2", "endpoint": "https://a.example/api/v1"},
    }
    stack.state = None
    await stack.up(endpoint="b.example", region="us-east-2", accessKey=ACCESS_KEY, secretKey=SECRET_KEY)
    assert "cloud" not in (stack.state or {})


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ({"OSC_REGION": "eu-west-2"}, {"OSC_REGION": "us-east-2"}),
        ({}, {"OSC_REGION": "us-east-2"}),
        ({"OSC_REGION": "us-east-2"}, {}),
        ({"OSC_ENDPOINT_API": "a.example"}, {"OSC_ENDPOINT_API": "b.example"}),
        ({"OSC_ENDPOINT_API": "a.example"}, {}),
        ({}, {"OSC_ENDPOINT_API": "emulator:elsewhere.sqlite"}),
    ],
)
async def test_a_move_that_only_the_environment_says_is_refused_and_loses_nothing(
    stack: Stack, before: dict[str, str], after: dict[str, str]
):
    home = stack.environment
    stack.environment = home | before
    engine, _ = await stack.up()
    net = await engine.made("Net", **NET)

    stack.environment = home | after
    reason = await stack.refused()
    assert "the stack's resources are in Region" in reason and "Nothing was done" in reason
    engine = await stack.refresh()
    assert await engine.read(net) == net
    await engine.delete(net)

    stack.environment = home | before
    _, change = await stack.up()
    assert not change


async def test_a_profile_that_says_something_else_than_before_is_a_move(stack: Stack):
    profile = {"access_key": ACCESS_KEY, "secret_key": SECRET_KEY, "endpoint": "http://a.example"}
    write(stack, json.dumps({"default": profile, "other": profile | {"endpoint": "http://b.example"}}))
    engine, _ = await stack.up()
    net = await engine.made("Net", **NET)
    write(stack, json.dumps({"default": profile | {"endpoint": "http://b.example"}, "other": profile}))
    reason = await stack.refused()
    assert "a.example" in reason and "b.example" in reason and "profile 'default' in" in reason
    assert await (await stack.refresh()).read(net) == net


@pytest.mark.parametrize(
    ("before", "settings", "replaces"),
    [
        ({"OSC_REGION": "eu-west-2"}, {"region": "us-east-2"}, ["region"]),
        ({}, {"region": "us-east-2"}, ["region"]),
        ({"OSC_ENDPOINT_API": "a.example"}, {"endpoint": "b.example"}, ["endpoint"]),
        ({"OSC_ENDPOINT_API": "a.example"}, {"region": "eu-west-2"}, ["region"]),
        ({}, {"endpoint": "emulator:cloud.sqlite"}, ["endpoint"]),
        ({}, {"profile": "other"}, ["profile"]),
        ({"OSC_REGION": "eu-west-2"}, {"region": "eu-west-2"}, []),
        ({"OSC_ENDPOINT_API": "a.example:3000"}, {"endpoint": "https://A.example/api/v1"}, []),
    ],
)
async def test_a_move_that_the_program_says_replaces_what_it_leaves(
    stack: Stack, before: dict[str, str], settings: dict[str, Any], replaces: list[str]
):
    profile = {"access_key": ACCESS_KEY, "secret_key": SECRET_KEY}
    write(stack, json.dumps({"default": profile, "other": profile | {"region": "us-east-2"}}))
    stack.environment |= before
    engine, _ = await stack.up()
    net = await engine.made("Net", **NET)
    old = stack.state
    _, change = await stack.up(**settings)
    assert change.replaces == replaces
    assert set(change.details) == set(settings)

    # The engine then deletes the old ones through a provider with the old inputs, in today's environment.
    stack.state = old
    for name in before:
        del stack.environment[name]
    assert await (await stack.refresh()).read(net) == net


async def test_a_setting_that_is_taken_away_is_a_move_as_well(stack: Stack):
    await stack.up(region="us-east-2")
    _, change = await stack.up()
    assert (change.replaces, change.details) == (["region"], {"region": "DELETE_REPLACE"})


async def test_another_port_in_the_environment_is_no_move_and_is_followed(stack: Stack):
    stack.environment["OSC_ENDPOINT_API"] = "http://a.example:3000"
    await stack.up()
    stack.environment["OSC_ENDPOINT_API"] = "a.example"
    engine, change = await stack.up()
    assert not change
    assert await stack.host(engine) == "a.example"
    assert stack.state == {"cloud": {"region": "eu-west-2", "endpoint": "https://a.example/api/v1"}}


@pytest.mark.parametrize(
    "state", [{"version": "0.0.9"}, {"version": "0.0.9", "region": "eu-west-2"}, {"endpoint": "a.example"}]
)
async def test_a_state_that_remembers_nothing_goes_on_and_begins_to(stack: Stack, state: dict[str, Any]):
    stack.state = dict(state)
    _, change = await stack.up(**state | {"version": "0.1.0"})
    assert not change
    assert stack.state["cloud"]


async def test_an_upgrade_and_other_keys_of_the_engine_change_nothing(stack: Stack):
    await stack.up(version="0.1.0", pluginDownloadURL="https://x.example")
    _, change = await stack.up(version="0.2.0", pluginDownloadURL="https://y.example")
    assert not change
    assert stack.state and stack.state["version"] == "0.2.0"


@pytest.mark.parametrize("name", ["region", "endpoint", "profile", "configFile"])
async def test_what_a_preview_does_not_know_moves_nothing_and_forgets_nothing(stack: Stack, name: str):
    stack.environment["OSC_REGION"] = "us-east-2"
    engine, _ = await stack.up()
    before = stack.state
    inputs, failures = await stack.checked(engine, {name: UNKNOWN})
    assert failures == []
    assert inputs["cloud"] == (before or {})["cloud"]
    request = provider_pb2.DiffRequest(urn=URN, old_inputs=encode(before or {}), news=encode(inputs))
    assert difference(await engine.stub.DiffConfig(request)).replaces == []


async def test_a_file_that_cannot_be_read_does_not_make_the_state_forget(stack: Stack):
    await stack.up()
    write(stack, "[")
    stack.environment["OSC_PROFILE"] = "named"
    inputs, failures = await stack.checked(await stack.engine(), {})
    assert (inputs, failures) == (stack.state, [])
    with pytest.raises(Failed, match="cannot be read as JSON"):
        await stack.refresh()


async def test_a_secret_endpoint_is_not_remembered_in_clear(stack: Stack):
    await stack.up(endpoint="a.example")
    stack.environment["OSC_REGION"] = "us-east-2"
    assert "a.example" not in await stack.refused(endpoint="a.example")
    assert stack.state == {"endpoint": "a.example", "cloud": {"region": "eu-west-2"}}


async def test_a_setting_may_be_secret(stack: Stack):
    engine = await stack.engine()
    await engine.configure(endpoint=Secret("a.example"), secretKey=Secret(SECRET_KEY), accessKey=Secret(ACCESS_KEY))
    assert await stack.host(engine) == "a.example"


# What is wrong with a setting


@pytest.mark.parametrize(
    ("settings", "told"),
    [
        ({"secretKey": 1234567890123}, "secretKey: expected a string"),
        ({"secretKey": ["1234567890123"]}, "secretKey: expected a string"),
        ({"secretKey": {"a": UNKNOWN}}, "secretKey: expected a string"),
        ({"secretKey": "1234 567890123"}, "secretKey: a key has no blanks"),
        ({"accessKey": "1234\n567890123"}, "accessKey: a key has no blanks"),
        ({"accesskey": "1234567890123"}, "did you mean 'accessKey'?"),
        ({"insecure": "1234567890123"}, "insecure: expected true or false"),
        ({"insecure": ["true"]}, "insecure: expected true or false"),
        ({"maxRetries": "x1234567890123"}, "maxRetries: expected 0 or a positive integer"),
        ({"maxRetries": "1.5"}, "maxRetries: expected 0 or a positive integer"),
        ({"maxRetries": True}, "maxRetries: expected 0 or a positive integer"),
        ({"requestsPerSecond": "inf"}, "requestsPerSecond: expected a positive number"),
        ({"region": "eu west"}, "region: a Region has letters, digits and hyphens alone"),
        ({"region": "eu\nwest"}, "region: a Region has letters, digits and hyphens alone"),
        ({"region": 2}, "region: expected a string"),
        ({"endpoint": "HTTPS://"}, "endpoint: this is neither a host"),
        ({"endpoint": "https:"}, "endpoint: this is neither a host"),
        ({"endpoint": "ftp://1234567890123"}, "endpoint: this is neither a host"),
        ({"endpoint": "host:port"}, "endpoint: this is neither a host"),
        ({"endpoint": "a\nb"}, "endpoint: this is neither a host"),
        (
            {"endpoint": "https://user:1234567890123@host/api/v1"},
            "endpoint: a URL here has neither a user, nor a password",
        ),
        ({"endpoint": "host?key=1234567890123"}, "endpoint: a URL here has neither a user, nor a password"),
    ],
)
async def test_a_wrong_setting_is_named_without_its_value(stack: Stack, settings: dict[str, Any], told: str):
    reason = await stack.refused(**settings)
    assert told in reason
    assert "1234" not in reason


async def test_a_wrong_setting_is_judged_again_where_it_is_used(stack: Stack):
    with pytest.raises(Failed) as refused:
        await (await stack.engine()).configure(accessKey="a", secretKey=Secret(1234567890123))
    assert refused.value.message == "secretKey: expected a string"


@pytest.mark.parametrize(
    ("environment", "told"),
    [
        ({"OSC_REGION": "eu west"}, "region (OSC_REGION): a Region has"),
        ({"OUTSCALE_REGION": "eu\nwest"}, "region (OUTSCALE_REGION): a Region has"),
        ({"OSC_ENDPOINT_API": "HTTPS://"}, "endpoint (OSC_ENDPOINT_API): this is neither"),
        ({"OSC_SECRET_KEY": "a b"}, "secretKey (OSC_SECRET_KEY): a key has no blanks"),
        (
            {"OSC_CONFIG_FILE": "~nosuch/config.json"},
            "configFile (OSC_CONFIG_FILE): there is no home folder for ~nosuch",
        ),
        (
            {"OSC_CONFIG_FILE": "/nosuch/config.json"},
            "configFile (OSC_CONFIG_FILE): there is no file /nosuch/config.json",
        ),
        ({"OSC_CA_BUNDLE": "/nosuch/ca.pem"}, "caBundle (OSC_CA_BUNDLE): there is no file /nosuch/ca.pem"),
        ({"OSC_X509_CLIENT_CERT": "~nosuch/x"}, "clientCertificate (OSC_X509_CLIENT_CERT): there is no home folder"),
    ],
)
async def test_what_the_environment_says_wrong_is_named_with_its_variable(
    stack: Stack, environment: dict[str, str], told: str
):
    stack.environment |= environment
    with pytest.raises(Failed) as refused:
        await (await stack.engine()).configure()
    assert told in refused.value.message


@pytest.mark.parametrize("name", ["caBundle", "clientCertificate", "clientKey", "configFile"])
async def test_a_file_that_is_not_there_is_named_with_its_setting(stack: Stack, name: str):
    with pytest.raises(Failed, match=f"{name}: there is no file /nosuch"):
        await (await stack.engine()).configure(**{name: "/nosuch"})
    with pytest.raises(Failed, match=f"{name}: there is no home folder for ~nosuch/"):
        await (await stack.engine()).configure(**{name: "~nosuch/"})


async def test_a_file_of_something_else_is_named_with_its_setting(stack: Stack):
    file = stack.folder / "no.pem"
    file.write_text("{}")
    for name in ("caBundle", "clientCertificate"):
        engine = await stack.engine()
        await engine.configure(**{name: str(file)})
        with pytest.raises(Failed, match=f"{name}: {file} ") as refused:
            await engine.imported("Net", "vpc-00000000")
        assert "PEM" in refused.value.message


@pytest.mark.parametrize("speaks_tls", [True, False])
@pytest.mark.parametrize("scheme", ["https", "http", None])
async def test_who_speaks_the_wrong_scheme_is_told_which_one_to_try(
    stack: Stack, tmp_path: Path, scheme: str | None, speaks_tls: bool
):
    """`host:port` alone means https."""
    async with server(tmp_path, speaks_tls) as port:
        engine = await stack.engine(by_network=True)
        host = f"127.0.0.1:{port}"
        await engine.configure(endpoint=f"{scheme}://{host}" if scheme else host, insecure="true", maxRetries="0")
        with pytest.raises(Failed) as refused:
            await engine.imported("Net", "vpc-00000000")
    right = "https" if speaks_tls else "http"
    assert (f"try {right}://{host}" in refused.value.message) == ((scheme or "https") != right)


# The profile file


BARE = [b"", b"\xef\xbb\xbf", b" \n", b"null", b"\xef\xbb\xbfnull", b"{}", b"\xff\xfe", b'{"default": null}']
BROKEN = [b"[", b"[]", b"\x80\x81", b'{"default": 1}']


@pytest.mark.parametrize("content", BARE + BROKEN)
async def test_a_file_without_profiles_stops_only_who_needs_it(stack: Stack, content: bytes):
    file = write(stack, content)
    engine = await stack.engine()
    await engine.configure()
    assert await stack.host(engine) == EU
    await (await stack.engine()).configure(endpoint="emulator:cloud.sqlite")

    stack.environment = {"OSC_CONFIG_FILE": str(file)}
    with pytest.raises(Failed) as refused:
        await (await stack.engine()).configure()
    assert str(file) in refused.value.message
    assert ("no credentials" in refused.value.message) == (content in BARE)
    stack.environment["OSC_PROFILE"] = "named"
    with pytest.raises(Failed, match=str(file)):
        await (await stack.engine()).configure(endpoint="emulator:cloud.sqlite")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
async def test_a_profile_is_taken_as_it_is_written_for_other_tools(stack: Stack, encoding: str):
    profile = {
        "access_key": f" {ACCESS_KEY}\n",
        "secret_key": f"{SECRET_KEY} ",
        "region": " us-east-2 ",
        "endpoint": "HTTP://127.0.0.1:3000",
    }
    write(stack, json.dumps({"default": profile}).encode(encoding))
    del stack.environment["OSC_ACCESS_KEY"], stack.environment["OSC_SECRET_KEY"]
    engine, _ = await stack.up()
    assert await stack.host(engine) == "127.0.0.1"
    assert stack.state == {"cloud": {"region": "us-east-2", "endpoint": "http://127.0.0.1:3000/api/v1"}}


async def test_every_request_says_who_sends_it(stack: Stack):
    engine, _ = await stack.up(userAgentSuffix="pipeline/42")
    await stack.host(engine)
    assert stack.internet.user_agents[-1] == f"outscale-native/{VERSION} pipeline/42"


async def test_blanks_around_what_is_set_are_no_part_of_it(stack: Stack):
    stack.environment |= {"OSC_ACCESS_KEY": f" {ACCESS_KEY}", "OSC_SECRET_KEY": f"{SECRET_KEY}\n"}
    engine, _ = await stack.up(region=" eu-west-2\n")
    assert await stack.host(engine) == EU
    _, change = await stack.up(region="eu-west-2")
    assert change.replaces == []
    stack.state = None
    engine, _ = await stack.up(
        accessKey=f"{ACCESS_KEY} ", secretKey=f" {SECRET_KEY}", insecure="True", maxRetries=" 3 "
    )
    assert await engine.read(Resource("Net", "vpc-00000000", {}, {})) is None
