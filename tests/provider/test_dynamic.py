"""The code of dynamic resources in Pulumi's own host of it, which is driven as the engine drives it."""

from __future__ import annotations

import base64
import os
import pickletools
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import grpc
import pytest

from emulator.server import served
from engine.conftest import LISTENING
from engine.processes import closed_port
from outscale_emulator import ACCESS_KEY, SECRET_KEY
from outscale_provider.protos import provider_pb2, provider_pb2_grpc
from provider.messages import UNKNOWN, Secret, decode, encode

#: The stored form of what serves dynamic resources: states have it, so it must work for ever.
REFERENCE = base64.b64encode(
    b"\x80\x04\x95:\x00\x00\x00\x00\x00\x00\x00\x8c\x1eoutscale_provider.dynamic.host\x94\x8c\x10OutscaleProvider\x94\x93\x94)\x81\x94."
).decode()

#: How long the host may take to end, in seconds.
LONGEST_END = 20

URN = "urn:pulumi:dev::tests::pulumi-python:dynamic/outscale-native:{type}::main"


class Host:
    """Pulumi's host, as the engine sees it."""

    def __init__(self, port: int) -> None:
        self._channel = grpc.insecure_channel(f"127.0.0.1:{port}")
        self.stub: Any = provider_pb2_grpc.ResourceProviderStub(self._channel)

    def configure(self, **settings: str) -> None:
        args = encode({f"outscale-native:{name}": value for name, value in settings.items()})
        self.stub.Configure(provider_pb2.ConfigureRequest(args=args))

    def check(self, type: str, news: dict[str, Any], secrets: str = "[]") -> Any:
        return self.stub.Check(provider_pb2.CheckRequest(news=encode({**beside(type, secrets), **news})))

    def diff(self, id: str, olds: Any, news: Any) -> Any:
        return self.stub.Diff(provider_pb2.DiffRequest(id=id, olds=olds, news=news))

    def create(self, type: str, secrets: str = "[]", **inputs: Any) -> Any:
        checked = self.check(type, inputs, secrets)
        assert not checked.failures
        # The host does not take secrets: the engine sends it values without marks.
        properties = encode(_unmarked(decode(checked.inputs)))
        return self.stub.Create(provider_pb2.CreateRequest(properties=properties))


def _unmarked(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _unmarked(item) for name, item in value.items()}
    return value.value if isinstance(value, Secret) else value


def beside(type: str, secrets: str = "[]") -> dict[str, Any]:
    return {"__provider": REFERENCE, "_outscale": {"urn": URN.format(type=type), "secrets": secrets}}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("dynamic")


def environment_of(folder: Path, **credentials: str) -> dict[str, str]:
    """What a host or a program finds that works in a folder."""
    foreign = ("PULUMI_", "OSC_", "OUTSCALE_")
    own = {name: value for name, value in os.environ.items() if not name.startswith(foreign)}
    return own | {"PULUMI_HOME": str(folder / "home"), "HOME": str(folder), **credentials}


@contextmanager
def started(folder: Path, engine: str = "", **credentials: str) -> Iterator[Host]:
    """A host that the engine ends in good order, or that ends since its engine has."""
    with subprocess.Popen(
        [*LISTENING, sys.executable, "-u", "-m", "pulumi.dynamic", engine],
        cwd=folder,
        env=environment_of(folder, **credentials),
        stdout=subprocess.PIPE,
    ) as process:
        assert process.stdout
        try:
            yield Host(int(process.stdout.readline()))
        finally:
            if not engine:
                process.send_signal(signal.SIGINT)
            try:
                process.wait(LONGEST_END)
            except subprocess.TimeoutExpired:
                process.kill()
                raise


@pytest.fixture(scope="module")
def host(folder: Path) -> Iterator[Host]:
    with started(folder) as host:
        host.configure(endpoint=f"emulator:{folder / 'cloud.sqlite'}")
        yield host


def test_a_resource_lives_through_all_verbs(host: Host) -> None:
    created = host.create("Net", ipRange="10.0.0.0/16", tags={"a": "1"})
    assert created.id.startswith("vpc-") and decode(created.properties)["state"] == "available"

    same = host.check("Net", {"ipRange": "10.0.0.0/16", "tags": {"a": "1"}}).inputs
    assert host.diff(created.id, created.properties, same).changes == provider_pb2.DiffResponse.DIFF_NONE

    news = host.check("Net", {"ipRange": "10.0.0.0/16", "tags": {"a": "2"}}).inputs
    difference = host.diff(created.id, created.properties, news)
    assert (difference.changes, list(difference.replaces)) == (provider_pb2.DiffResponse.DIFF_SOME, [])
    update = provider_pb2.UpdateRequest(id=created.id, olds=created.properties, news=news)
    updated = host.stub.Update(update).properties
    assert decode(updated)["tags"] == {"a": "2"}

    read = host.stub.Read(provider_pb2.ReadRequest(id=created.id, properties=updated))
    assert (read.id, read.properties, read.inputs) == (created.id, updated, news)

    host.stub.Delete(provider_pb2.DeleteRequest(id=created.id, properties=updated))
    assert not host.stub.Read(provider_pb2.ReadRequest(id=created.id, properties=updated)).id


def test_both_kinds_of_replacement_are_told(host: Host) -> None:
    net = host.create("Net", ipRange="10.0.0.0/16")
    news = host.check("Net", {"ipRange": "10.1.0.0/16"}).inputs
    difference = host.diff(net.id, net.properties, news)
    assert (list(difference.replaces), difference.deleteBeforeReplace) == (["ipRange"], False)

    keypair = host.create("Keypair", keypairName="mine")
    news = host.check("Keypair", {"keypairName": "mine", "publicKey": UNKNOWN}).inputs
    difference = host.diff(keypair.id, keypair.properties, news)
    assert (list(difference.replaces), difference.deleteBeforeReplace) == (["publicKey"], True)


def test_what_is_not_known_yet_passes_through(host: Host) -> None:
    checked = host.check("Subnet", {"netId": UNKNOWN, "ipRange": "10.0.1.0/24"})
    assert not checked.failures
    assert decode(checked.inputs)["netId"] is UNKNOWN


def test_what_cannot_be_is_a_failure_that_says_where(host: Host) -> None:
    [failure] = host.check("Volume", {"subregionName": "eu-west-2a", "size": -3}).failures
    assert (failure.property, failure.reason) == ("", "size: must be 1 to 14901, got -3")


def test_secrets_are_marked_wherever_they_come_back_and_never_quoted(host: Host) -> None:
    created = host.create("Net", '[["tags", "a"]]', ipRange="10.0.0.0/16", tags={"a": "hush"})
    outputs = decode(created.properties)
    assert outputs["tags"] == outputs["_outscale"]["inputs"]["tags"] == {"a": Secret("hush")}
    # The description says so.
    keypair = decode(host.create("Keypair").properties)
    assert isinstance(keypair["privateKey"], Secret)

    [failure] = host.check("Volume", {"subregionName": "eu-west-2a", "size": "hush"}, '[["size"]]').failures
    assert not failure.property and "hush" not in failure.reason


def test_an_error_ends_with_what_the_plugin_says(host: Host) -> None:
    with pytest.raises(grpc.RpcError) as failed:
        host.create("Subnet", netId="vpc-00000000", ipRange="10.0.1.0/24")
    # Of the traceback, which is the host's doing, as little as can be.
    *trace, told = failed.value.details().strip().splitlines()
    assert told.startswith("outscale_provider.dynamic.session.OutscaleError: CreateSubnet was refused: ")
    assert told.endswith("Nothing was created")
    assert sum(line.startswith("  File") for line in trace) == 4


def test_what_a_program_gets_must_exist(host: Host) -> None:
    net = host.create("Net", ipRange="10.0.0.0/16")
    inputs = encode(beside("Net"))
    got = host.stub.Read(provider_pb2.ReadRequest(id=net.id, inputs=inputs))
    assert decode(got.properties)["ipRange"] == "10.0.0.0/16"
    with pytest.raises(grpc.RpcError) as failed:
        host.stub.Read(provider_pb2.ReadRequest(id="vpc-00000000", inputs=inputs))
    assert failed.value.details().endswith("OutscaleError: main: there is no Net vpc-00000000\n")


def test_what_is_not_complete_is_taken_up_by_the_next_operation(tmp_path: Path) -> None:
    keys = {"OSC_ACCESS_KEY": ACCESS_KEY, "OSC_SECRET_KEY": SECRET_KEY}
    with served("--faults", "CreateTags:500") as server:
        settings = {"endpoint": server.url, "maxRetries": "0"}
        with started(tmp_path, **keys) as host:
            host.configure(**settings)
            with pytest.raises(grpc.RpcError, match="exists, but is not complete") as failed:
                host.create("Net", ipRange="10.0.0.0/16", tags={"a": "1"})
        with started(tmp_path, **keys) as host:
            host.configure(**settings)
            net = host.create("Net", ipRange="10.0.0.0/16", tags={"a": "1"})
            assert f"Net {net.id} exists" in failed.value.details()
            assert decode(net.properties)["tags"] == {"a": "1"}


def journal(folder: Path) -> list[Path]:
    return list((folder / "home/outscale-native/journal").glob("*.json"))


def test_what_was_created_leaves_the_journal_once_the_engine_answers_the_program(tmp_path: Path) -> None:
    settings = {"endpoint": f"emulator:{tmp_path / 'cloud.sqlite'}"}
    with started(tmp_path) as host:
        host.configure(**settings)
        net = host.create("Net", ipRange="10.0.0.0/16")
        assert len(journal(tmp_path)) == 1
        for id, left in (("vpc-00000000", 1), (net.id, 0)):
            _script(ANSWERED.format(id=id, urn=URN.format(type="Net")), tmp_path)
            # However the host ends now, and if it is killed.
            assert len(journal(tmp_path)) == left


def test_a_host_whose_engine_is_gone_leaves_what_it_created_to_the_next(tmp_path: Path) -> None:
    settings = {"endpoint": f"emulator:{tmp_path / 'cloud.sqlite'}"}
    with started(tmp_path, engine=f"127.0.0.1:{closed_port()}") as host:
        host.configure(**settings)
        lost = host.create("Net", ipRange="10.0.0.0/16")
    assert len(journal(tmp_path)) == 1
    with started(tmp_path) as host:
        host.configure(**settings)
        assert host.create("Net", ipRange="10.0.0.0/16").id == lost.id


def test_what_the_state_has_of_a_host_that_was_killed_is_no_question(tmp_path: Path) -> None:
    settings = {"endpoint": f"emulator:{tmp_path / 'cloud.sqlite'}"}
    with started(tmp_path) as host:
        host.configure(**settings)
        net = host.create("Net", ipRange="10.0.0.0/16")
    assert len(journal(tmp_path)) == 1
    with started(tmp_path) as host:
        host.configure(**settings)
        same = host.check("Net", {"ipRange": "10.0.0.0/16"}).inputs
        assert host.diff(net.id, net.properties, same).changes == provider_pb2.DiffResponse.DIFF_NONE
        assert not journal(tmp_path)


def test_configuration_with_credentials_is_refused(folder: Path) -> None:
    with started(folder) as host:
        host.configure(accessKey="AK", secretKey="SECRET")
        with pytest.raises(grpc.RpcError) as failed:
            host.check("Net", {"ipRange": "10.0.0.0/16"})
        assert "accessKey and outscale-native:secretKey would be stored" in failed.value.details()
        assert "SECRET" not in failed.value.details()


#: A program that registers a Net of the tests' stack, which its engine, as it answers, has stored under an identifier.
ANSWERED = """
from outscale_provider.dynamic.program import Monitor
from pulumi.runtime.proto import resource_pb2

class Engine:
    def RegisterResource(self, request):
        return resource_pb2.RegisterResourceResponse(id="{id}", urn="{urn}")

request = resource_pb2.RegisterResourceRequest(
    type="outscale-native:index:Net", parent="urn:pulumi:dev::tests::pulumi:pulumi:Stack::tests-dev", name="main"
)
Monitor(Engine(), frozenset()).RegisterResource(request)
"""

#: What stands in for the engine of a program, and what the program asks it for.
PROGRAM = """
import grpc
import pulumi
from outscale_provider.dynamic.program import Monitor
from outscale_provider.dynamic.session import settings_of
from pulumi.runtime.proto import resource_pb2

class Engine:
    def RegisterResource(self, request):
        print(request.type, request.object["_outscale"]["urn"] if "_outscale" in request.object else "")
        # As in a preview: there is no identifier yet.
        return resource_pb2.RegisterResourceResponse(object=request.object, urn=request.name)

monitor = Monitor(Engine(), settings_of({"endpoint": "emulator:cloud.sqlite"}.get))

def register(**request):
    parent = "urn:pulumi:dev::tests::my:index:Network::office"
    request = resource_pb2.RegisterResourceRequest(parent=parent, name="main", custom=True, **request)
    try:
        response = monitor.RegisterResource(request)
    except pulumi.RunError as error:
        print(error)
    else:
        print(sorted(response.object))

register(type="random:index:Pet")
register(type="outscale-native:index:Net", object={"ipRange": "10.0.0.0/16"})
register(type="outscale-native:index:Net", importId="vpc-1")
register(type="outscale-native:index:Net", replaceOnChanges=["tags"])
register(type="pulumi:providers:outscale-native")

def ask(args, **request):
    request = resource_pb2.ResourceInvokeRequest(tok="outscale-native:index:getNet", args=args, **request)
    try:
        response = monitor.Invoke(request)
    except grpc.RpcError as error:
        print(error.details())
    else:
        print("unknown" if response.unknown else response)

ask({}, dependsOn=["other"])
ask({}, dependsOn=["main"])
ask({"filters": {"netIds": ["04da6b54-80e4-46f7-96ec-b56ff0331ba9"]}})
"""


def test_a_program_is_served_dynamic_resources_and_answers_in_place_of_ours_alone(tmp_path: Path) -> None:
    assert _script(PROGRAM, tmp_path).splitlines() == [
        "random:index:Pet ",
        "[]",
        "pulumi-python:dynamic/outscale-native:Net"
        " urn:pulumi:dev::tests::my:index:Network$pulumi-python:dynamic/outscale-native:Net::main",
        "['ipRange']",
        "main: an import takes the plugin",
        "warning: main: without the plugin replace_on_changes has no effect",
        "pulumi-python:dynamic/outscale-native:Net"
        " urn:pulumi:dev::tests::my:index:Network$pulumi-python:dynamic/outscale-native:Net::main",
        "[]",
        "main: a provider of one's own takes the plugin",
        # A function: what a preview can't know is no question, and what an SDK is told it takes for an engine's.
        "getNet: nothing matches no filter; exactly one must.",
        "unknown",
        "unknown",
    ]


def _script(source: str, folder: Path) -> str:
    """What a script prints in a process of its own: in this one Pulumi is not whole."""
    command, environment = [sys.executable, "-u", "-c", source], environment_of(folder)
    process = subprocess.run(
        command, cwd=folder, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False
    )
    assert process.returncode == 0, process.stdout
    return process.stdout


def test_the_state_has_nothing_but_the_import_path(tmp_path: Path) -> None:
    made = _script("from outscale_provider.dynamic.host import REFERENCE; print(REFERENCE)", tmp_path).strip()
    assert made == REFERENCE
    texts = [value for _, value, _ in pickletools.genops(base64.b64decode(made)) if isinstance(value, str)]
    assert texts == ["outscale_provider.dynamic.host", "OutscaleProvider"]
