"""What exists is declared: the program that is written for it asks for what an import of it finds."""

from __future__ import annotations

import ast
import builtins
import json
import os
import re
import shlex
import signal
import socket
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import yaml

from engine.conftest import LISTENING
from outscale_emulator import ACCESS_KEY, SECRET_KEY
from outscale_native.account import count
from outscale_native.adoption import Adopted, Adoption, adopt, adopt_named
from outscale_native.environment import PLUGIN, Environment, beside
from outscale_native.project import IMPORTS, MAIN, SHARED, Project, write
from outscale_native.selection import Selection, select
from outscale_native.terraform import COUNTERPARTS, Counterpart, read_state
from outscale_provider.lifecycle.provider import Provider
from outscale_provider.resources import RESOURCES
from provider.cloud import Account, Way
from provider.engine import Engine
from provider.evidence import BOUND, Evidence
from provider.lifecycles import LIFECYCLES, Lifecycle
from provider.messages import bare
from provider.test_lifecycles import Stage

SDK = Path(__file__).parents[2] / "sdk/python/pulumi_outscale_native"

#: Resources of which nothing is declared, as what they are about says it or they are over.
NEVER_DECLARED = {"Account", "ApiAccessPolicy", "ImageExportTask", "NetAttributes", "SnapshotExportTask", "Tag"}

#: Lives whose resource can't be declared as it is found: their sources can't be read; a NIC says its own addresses.
LEFT_OUT = {"NicPrivateIps", "Image", "Snapshot, imported", "Snapshot, copied"}


@pytest.fixture(params=["1.16"])
def era(request: pytest.FixtureRequest) -> str:
    return request.param


@cache
def sdk_files() -> list[ast.Module]:
    return [ast.parse(path.read_text()) for path in SDK.glob("*.py") if not path.name.startswith("_")]


@cache
def arguments_of(type: str) -> set[str]:
    """The arguments that the SDK's class of a resource takes. (The SDK and the provider can't be in one process.)"""
    classes = (node for tree in sdk_files() for node in tree.body if isinstance(node, ast.ClassDef))
    found = next(node for node in classes if node.name == f"{type}Args")
    init = next(node for node in found.body if isinstance(node, ast.FunctionDef) and node.name == "__init__")
    return {argument.arg for argument in init.args.kwonlyargs}


async def adopted(provider: Provider) -> Adoption:
    return adopt(provider, await count(provider, lambda _type, _count: None))


#: What a program asks its configuration by, each with what that answers.
CONFIG = SimpleNamespace(require_secret=lambda key: "secret", require=lambda key: "plain", require_int=lambda key: 80)


@dataclass
class Program:
    """What a program of several files declares: the arguments of each resource, by type and name."""

    project: Project
    declared: dict[tuple[str, str], dict[str, Any]] = field(default_factory=dict)
    modules: dict[str, dict[str, Any]] = field(default_factory=dict)

    def run(self, module: str = MAIN) -> None:
        if module not in self.modules:
            namespace: dict[str, Any] = {"__builtins__": {**vars(builtins), "__import__": self._imported}}
            self.modules[module] = namespace
            exec(compile(self.project.files[f"{module}.py"], module, "exec"), namespace)

    def _imported(self, name: str, *_: Any) -> Any:
        if name == "pulumi_outscale_native":
            return self
        if name == "pulumi":
            return SimpleNamespace(Config=lambda: CONFIG, ResourceOptions=lambda **options: options)
        self.run(name)
        return SimpleNamespace(**self.modules[name])

    def __getattr__(self, type: str) -> Callable[..., Any]:
        def declare(name: str, /, opts: Any = None, **arguments: Any) -> Any:
            assert arguments.keys() <= arguments_of(type)
            assert (type, name) not in self.declared
            self.declared[type, name] = arguments
            return SimpleNamespace(id=f"id of {type} {name}")

        return declare


def plain(value: Any) -> Any:
    """Names without what the spelling of a language adds to them."""
    if isinstance(value, dict):
        return {name.replace("_", "").lower(): plain(item) for name, item in value.items()}
    return [plain(item) for item in value] if isinstance(value, list) else value


def resolved(value: Any, project: Project) -> Any:
    """Values in which references are the identifiers of what they refer to."""
    if isinstance(value, dict):
        return {name: resolved(item, project) for name, item in value.items()}
    if isinstance(value, list):
        return [resolved(item, project) for item in value]
    listed = json.loads(project.files[IMPORTS])["resources"]
    ids = {f"id of {each['type'].split(':')[2]} {each['name']}": each["id"] for each in listed}
    return ids.get(value, value) if isinstance(value, str) else value


@pytest.mark.parametrize("lifecycle", LIFECYCLES, ids=lambda lifecycle: lifecycle.name)
async def test_what_is_written_is_what_an_import_finds(
    lifecycle: Lifecycle, engine: Engine, account: Account, way: Way, provider: Provider
):
    stage = Stage(engine, account, lifecycle, Evidence(BOUND[lifecycle.type], account, way))
    await stage.set_up()
    await stage.create()
    adoption = await adopted(provider)
    project = write(provider, adoption, "existing")
    program = Program(project)
    program.run()
    assert len(program.declared) == len(adoption.resources) == len(json.loads(project.files[IMPORTS])["resources"])
    for each in adoption.resources:
        await assert_no_change(engine, each, resolved(program.declared[each.type, each.name], project), stage)
    is_declared = any(each.type == lifecycle.type and each.id == stage.it.id for each in adoption.resources)
    reasons = [each.why for each in adoption.left_out if (each.type, each.id) == (lifecycle.type, stage.it.id)]
    assert is_declared or (all(reasons) and reasons)
    if lifecycle.type in NEVER_DECLARED:
        assert not is_declared
    elif LEFT_OUT.isdisjoint({lifecycle.type, lifecycle.name}):
        assert is_declared, reasons


async def assert_no_change(engine: Engine, each: Adopted, declared: dict[str, Any], stage: Stage) -> None:
    """After an import, the program finds nothing to do."""
    imported = await engine.imported(each.type, each.id)
    assert imported
    found = bare(imported.inputs)
    given = next((one.inputs for one in stage.there.values() if (one.type, one.id) == (each.type, each.id)), {})
    asked = {name: value for name, value in bare(given).items() if name in each.asked}
    wanted = {**each.inputs, **asked, **{name: found[name] for name in each.kept}}
    declared = {name: value for name, value in declared.items() if name.replace("_", "").lower() not in plain(asked)}
    assert plain(declared) == plain(each.inputs)
    checked = await engine.checked(each.type, wanted, imported.inputs)
    assert not await engine.diff(imported, checked), each


async def network(engine: Engine, name: str, octet: int) -> tuple[str, str]:
    """A Net with a Subnet and a VM in it."""
    net = await engine.made("Net", name=name, ipRange=f"10.{octet}.0.0/16", tags={"Name": name, "team": name})
    subnet = await engine.made("Subnet", name=name, netId=net.id, ipRange=f"10.{octet}.1.0/24")
    await engine.made("Vm", name=name, imageId="ami-e0000001", subnetId=subnet.id, tags={"Name": "web"})
    return net.id, subnet.id


async def test_names_are_those_of_tags_and_unique(engine: Engine, provider: Provider):
    await network(engine, "blue", 0)
    await network(engine, "red", 1)
    adoption = await adopted(provider)
    names = {(each.type, each.name) for each in adoption.resources}
    assert len(names) == len(adoption.resources) == len({each.variable for each in adoption.resources})
    assert {("Net", "blue"), ("Net", "red")} <= names
    vms = [each for each in adoption.resources if each.type == "Vm"]
    assert {each.name for each in vms} == {f"web-{each.id}" for each in vms}


async def test_a_large_program_has_a_module_for_each_net(engine: Engine, provider: Provider):
    blue, _ = await network(engine, "blue", 0)
    red, _ = await network(engine, "red", 1)
    peering = await engine.made("NetPeering", sourceNetId=blue, accepterNetId=red)
    await engine.made("Keypair", keypairName="web")
    project = write(provider, await adopted(provider), "existing", one_module=3)
    modules = {name for name in project.files if name.endswith(".py")}
    assert modules == {f"{MAIN}.py", f"{SHARED}.py", "net_blue.py", "net_red.py"}
    program = Program(project)
    program.run()
    assert ("Keypair", "web") in program.declared
    arguments = program.declared["NetPeering", f"net-peering-{peering.id}"]
    assert resolved(arguments["source_net_id"], project) == blue and arguments["source_net_id"] != blue


#: Names that people give, and that programs can't spell as they are.
ODD = [
    *(
        'say "hi"',
        "it's",
        "both ' and \"",
        "back\\slash",
        "two\nlines",
        "clé",
        "网络" * 30,
        "class",
        "1st",
        "::",
        "\u202e",
    ),
    *("a b", "a-b", "a b", "a-b-2", "volume", "volume-a", "volume_a", "volume-a-2", "x" * 255, "x" * 254, "{x}", "#"),
]


async def test_any_name_makes_a_program(engine: Engine, provider: Provider):
    for name in ODD:
        given = {"Name": name, 'key "of" it\\': name} if name.strip() else {}
        await engine.made("Volume", subregionName="eu-west-2a", size=1, tags=given)
    project = write(provider, await adopted(provider), "existing")
    program = Program(project)
    program.run()
    tags = [arguments.get("tags", {}) for (type, _), arguments in program.declared.items() if type == "Volume"]
    assert sorted(each.get("Name", "") for each in tags) == sorted(name if name.strip() else "" for name in ODD)
    assert {name for _, name in program.declared} >= {"two lines", "clé", 'say "hi"'}
    assert_formatted(project)


async def test_no_variable_hides_another_one_or_a_module(engine: Engine, provider: Provider):
    net, _ = await network(engine, "a b", 0)
    for octet, name in enumerate(("a-b", "peering a", "x" * 255), start=1):
        other, _ = await network(engine, name, octet)
        peering = await engine.made("NetPeering", sourceNetId=net, accepterNetId=other, tags={"Name": "net peering a"})
        await engine.made("NetPeeringAcceptance", netPeeringId=peering.id)
    project = write(provider, await adopted(provider), "existing", one_module=3)
    modules = {name for name in project.files if name.startswith("net_")}
    assert len(modules) == 4 and "net_peering_a.py" in modules
    Program(project).run()
    assert_formatted(project)


def assert_formatted(project: Project) -> None:
    ruff = Path(sys.executable).with_name("ruff")
    for name, source in project.files.items():
        if name.endswith(".py"):
            command = [ruff, "format", "--isolated", "--line-length", "100", "-"]
            done = subprocess.run(command, input=source, capture_output=True, text=True, check=True)
            assert done.stdout == source


@pytest.mark.parametrize(
    ("selection", "types"),
    [
        (Selection(nets=["blue"]), {"Net", "Subnet", "Vm"}),
        (Selection(nets=["blue"], types=["Vm"]), {"Vm"}),
        (Selection(tags=["team=red"]), {"Net"}),
        (Selection(tags=["team=green"]), set()),
    ],
)
async def test_a_selection_is_all_that_is_written(
    selection: Selection, types: set[str], engine: Engine, provider: Provider
):
    net, subnet = await network(engine, "blue", 0)
    await network(engine, "red", 1)
    await engine.made("Keypair", keypairName="web")
    adoption = select(await adopted(provider), selection)
    assert {each.type for each in adoption.resources} == types
    text = write(provider, adoption, "existing").files[f"{MAIN}.py"]
    # What is not selected is referred to by its identifier.
    assert (f'subnet_id="{subnet}"' in text) == (types == {"Vm"})
    assert net not in text


async def test_of_a_peering_each_account_declares_its_own_end(
    engine: Engine, provider: Provider, neighbour: Account, account: Account
):
    async def theirs(octet: int) -> str:
        made = await neighbour.call("CreateNet", IpRange=f"10.{octet}.0.0/16")
        return str(made["Net"]["NetId"])

    net = (await engine.made("Net", ipRange="10.0.0.0/16")).id
    asked = await engine.made("NetPeering", sourceNetId=net, accepterNetId=await theirs(1))
    await neighbour.call("AcceptNetPeering", NetPeeringId=asked.id)
    got = await neighbour.call("CreateNetPeering", SourceNetId=await theirs(2), AccepterNetId=net)
    accepted = got["NetPeering"]["NetPeeringId"]
    await account.call("AcceptNetPeering", NetPeeringId=accepted)
    adoption = await adopted(provider)
    ends = {(each.type, each.id) for each in adoption.resources if "Peering" in each.type}
    assert ends == {("NetPeering", asked.id), ("NetPeeringAcceptance", accepted)}
    left_out = {(each.type, each.id): each.why for each in adoption.left_out if "Peering" in each.type}
    assert left_out.keys() == {("NetPeering", accepted), ("NetPeeringAcceptance", asked.id)}
    assert set(left_out.values()) == {"belongs to the account 100000000002"}


async def test_everything_is_declared_once(engine: Engine, provider: Provider):
    await network(engine, "blue", 0)
    adoption = adopt(provider, await count(provider, lambda _type, _count: None), everything=True)
    types = {each.type for each in adoption.resources}
    assert {"RouteTable", "SecurityGroup", "Volume", "VolumeLink"} <= types
    # What these say, others do.
    assert types.isdisjoint({"Tag", "NetAttributes", "NicPrivateIps"})
    assert {"Tag", "NetAttributes"} <= {each.type for each in adoption.left_out}
    chosen = select(adoption, Selection(types=["Net"]))
    assert chosen.left_out == []


async def test_all_nets_of_a_name_are_selected_by_it(engine: Engine, provider: Provider):
    for octet in (0, 1):
        await engine.made("Net", ipRange=f"10.{octet}.0.0/16", tags={"Name": "blue"})
    adoption = select(await adopted(provider), Selection(nets=["blue"]))
    assert [each.type for each in adoption.resources] == ["Net", "Net"]


async def test_what_does_not_exist_can_not_be_selected(engine: Engine, provider: Provider):
    adoption = await adopted(provider)
    with pytest.raises(LookupError, match="there is no Net blue"):
        select(adoption, Selection(nets=["blue"]))


async def test_secrets_stand_in_no_file(engine: Engine, provider: Provider):
    await engine.made("Vm", imageId="ami-e0000001", userData="#!/bin/sh\n", tags={"Name": "web"})
    project = write(provider, await adopted(provider), "existing")
    assert not [name for name, text in project.files.items() if "IyEv" in text or "#!/bin" in text]
    assert 'ignore_changes=["userData"]' in project.files[f"{MAIN}.py"]


def state_of(*resources: tuple[str, str, dict[str, Any]], **more: Any) -> str:
    """A Terraform state with one instance of each resource."""
    listed = [
        {"mode": "managed", "type": type, "name": name, "instances": [{"attributes": attributes, **more}]}
        for type, name, attributes in resources
    ]
    return json.dumps({"version": 4, "resources": listed})


def written(path: Path, text: str) -> Path:
    path.write_text(text)
    return path


async def named_by(provider: Provider, path: Path, state: str) -> Adoption:
    declared, left_out = read_state(written(path, state))
    counted = await count(provider, lambda _type, _count: None, {each.type for each in declared})
    adoption = adopt_named(provider, counted, {(each.type, each.id): each.name for each in declared})
    return replace(adoption, left_out=[*left_out, *adoption.left_out])


async def test_a_terraform_state_gives_names_and_identifiers(engine: Engine, provider: Provider, tmp_path: Path):
    net, subnet = await network(engine, "blue", 0)
    group = await engine.made("SecurityGroup", netId=net, description="web")
    traffic = {"flow": "Inbound", "ipProtocol": "tcp", "fromPortRange": 80, "toPortRange": 80}
    for ip_range in ("10.0.0.0/8", "192.168.0.0/16"):
        await engine.made("SecurityGroupRule", securityGroupId=group.id, ipRange=ip_range, **traffic)
    rule = {"ip_protocol": "tcp", "from_port_range": 80, "to_port_range": 80}
    ranges = ["10.0.0.0/8", "192.168.0.0/16"]
    rules = {"security_group_id": group.id, "flow": "Inbound", "rules": [{**rule, "ip_ranges": ranges}]}
    state = state_of(
        ("outscale_net", "main", {"net_id": net, "id": net}),
        ("outscale_subnet", "private", {"subnet_id": subnet}),
        ("outscale_security_group", "web", {"security_group_id": group.id}),
        ("outscale_security_group_rule", "web", rules),
        ("outscale_vm", "gone", {"vm_id": "i-12345678"}),
        ("outscale_oks_cluster", "containers", {}),
        ("outscale_load_balancer_attributes", "web", {}),
        ("aws_vpc", "other", {}),
    )
    adoption = await named_by(provider, tmp_path / "terraform.tfstate", state)
    assert {(each.type, each.name) for each in adoption.resources} == {
        ("Net", "main"),
        ("Subnet", "private"),
        ("SecurityGroup", "web"),
        ("SecurityGroupRule", "web-1"),
        ("SecurityGroupRule", "web-2"),
    }
    why = {each.type: each.why for each in adoption.left_out}
    assert set(why) == {"Vm", "outscale_oks_cluster", "outscale_load_balancer_attributes", "aws_vpc"}
    assert why["Vm"] == "does not exist any more"


@pytest.mark.parametrize(
    ("module", "index", "name"),
    [
        ("module.eu.module.web", "blue", "eu-web-main-blue"),
        ('module.eu["a.b"].module.web[0]', 0, "eu-a.b-web-0-main-0"),
        ('module.eu["module.x"]', None, "eu-module.x-main"),
        ("", "a::b\n", "main-a-b"),
    ],
)
async def test_names_of_a_terraform_state_have_their_modules_and_indices(
    module: str, index: object, name: str, engine: Engine, provider: Provider, tmp_path: Path
):
    net, _ = await network(engine, "blue", 0)
    resource = {"mode": "managed", "type": "outscale_net", "name": "main", "module": module}
    instance = {"index_key": index, "attributes": {"net_id": net}}
    state = json.dumps({"version": 4, "resources": [{**resource, "instances": [instance]}]})
    adoption = await named_by(provider, tmp_path / "terraform.tfstate", state)
    assert [each.name for each in adoption.resources] == [name]


async def test_a_rule_of_a_terraform_state_is_found_in_any_spelling(engine: Engine, provider: Provider, tmp_path: Path):
    net, _ = await network(engine, "blue", 0)
    group = (await engine.made("SecurityGroup", netId=net, description="web")).id
    traffic = {"flow": "Inbound", "ipProtocol": "tcp", "fromPortRange": 80, "toPortRange": 80}
    await engine.made("SecurityGroupRule", securityGroupId=group, ipRange="10.0.0.0/8", **traffic)
    ports = {"from_port_range": 80, "to_port_range": 80}
    said = {"security_group_id": group, "flow": "Inbound", "ip_protocol": "6", "ip_range": "10.0.0.0/8", **ports}
    services = {**ports, "ip_protocol": "tcp", "ip_ranges": None, "service_ids": ["pl-12345678"]}
    state = state_of(
        ("outscale_security_group_rule", "web", said),
        ("outscale_security_group_rule", "services", {**said, "rules": [services]}),
    )
    adoption = await named_by(provider, tmp_path / "terraform.tfstate", state)
    assert [each.name for each in adoption.resources] == ["web"]
    [left_out] = adoption.left_out
    assert left_out.id == "services" and "pl-12345678" in left_out.why


async def test_what_a_terraform_state_says_in_part_is_left_out(engine: Engine, provider: Provider, tmp_path: Path):
    net, _ = await network(engine, "blue", 0)
    lacking = state_of(("outscale_net", "a", {}), ("outscale_route", "b", {"route_table_id": 1}))
    deposed = state_of(("outscale_net", "c", {"net_id": net}), deposed="12345678")
    flat = json.loads(state_of(("outscale_net", "d", {})))
    flat["resources"][0]["instances"][0] = {"attributes_flat": {"net_id": net}}
    odd = state_of(("outscale_security_group_rule", "e", {"security_group_id": "x", "flow": "y", "rules": ["z"]}))
    every = [each for state in (lacking, deposed, odd) for each in json.loads(state)["resources"]] + flat["resources"]
    state = json.dumps({"version": 4, "resources": every})
    adoption = await named_by(provider, tmp_path / "terraform.tfstate", state)
    assert [each.name for each in adoption.resources] == ["d"]
    assert {each.id for each in adoption.left_out} == {"a", "b", "c", "e"}


def test_a_terraform_state_may_be_in_utf_16(tmp_path: Path):
    file = tmp_path / "terraform.tfstate"
    file.write_bytes(state_of(("outscale_net", "main", {"net_id": "vpc-12345678"})).encode("utf-16"))
    assert [each.name for each in read_state(file)[0]] == ["main"]


BROKEN = [
    *("", "[]", "{}", '{"version": 3, "modules": [], "resources": []}', "\0\0"),
    *(json.dumps({"version": 4, "resources": each}) for each in (None, 1, ["x"], [{}], [{"mode": "managed"}])),
    '{"version": 4, "resources": [{"mode": "managed", "type": "outscale_net", "name": "a", "instances": [1]}]}',
]


@pytest.mark.parametrize("text", BROKEN)
def test_what_is_no_terraform_state_is_told(text: str, tmp_path: Path):
    file = tmp_path / "terraform.tfstate"
    file.write_text(text)
    with pytest.raises(ValueError, match=re.escape(str(file))):
        read_state(file)


def test_each_of_terraforms_types_has_a_counterpart_of_ours_or_a_reason():
    ours = {resource.name for resource in RESOURCES}
    for found in COUNTERPARTS.values():
        assert (found.type in ours) if isinstance(found, Counterpart) else found


EXECUTABLE = Path(sys.executable).with_name("outscale-native")


def environment(folder: Path) -> dict[str, str]:
    return {"PATH": os.environ["PATH"], "HOME": str(folder.parent), "PULUMI_HOME": str(folder.parent / "home")}


def command(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Runs `outscale-native` on a cloud in a file beside the folder."""
    words = [EXECUTABLE, *arguments]
    return subprocess.run(words, env=environment(folder), capture_output=True, text=True, check=False)


def test_the_command_writes_a_project_once(tmp_path: Path):
    folder = tmp_path / "my account é"
    endpoint = ("--endpoint", f"emulator:{tmp_path / 'cloud.db'}")
    done = command(folder, "adopt", str(folder), *endpoint)
    assert done.returncode == 0, done.stderr
    assert {path.name for path in folder.iterdir()} == {"Pulumi.yaml", "requirements.txt", IMPORTS, f"{MAIN}.py"}
    assert (
        "pulumi import --file" in done.stderr and "every Net, and the public cloud, has a default group" in done.stderr
    )
    # The stack that is then made knows nothing of this command line.
    said = shlex.quote(f"emulator:{tmp_path / 'cloud.db'}")
    assert f"  pulumi config set outscale-native:endpoint {said}\n" in done.stderr
    project = yaml.safe_load((folder / "Pulumi.yaml").read_text())
    assert project["name"] == "my-account-e"
    assert project["plugins"]["providers"] == [{"name": "outscale-native", "path": str(EXECUTABLE.parent)}]
    assert project["runtime"]["options"]["virtualenv"] == str(EXECUTABLE.parents[1])
    again = command(folder, "adopt", str(folder), *endpoint)
    assert again.returncode == 1 and "--force" in again.stderr and "reading" not in again.stderr
    assert command(folder, "adopt", str(folder), "--force", *endpoint).returncode == 0


@pytest.fixture
def commands(tmp_path: Path) -> Path:
    """The folder of commands of a virtual environment in a project `here`, with the plugin."""
    folder = tmp_path / "here" / ".venv" / "bin"
    folder.mkdir(parents=True)
    (folder.parent / "pyvenv.cfg").touch()
    (folder / PLUGIN).touch(mode=0o755)
    return folder


@pytest.mark.parametrize(
    ("project", "virtualenv", "plugin"),
    [
        ("here", ".venv", ".venv/bin"),
        ("here/existing", "../.venv", "../.venv/bin"),
        ("far/away", "{tmp_path}/here/.venv", "{tmp_path}/here/.venv/bin"),
    ],
)
def test_a_project_names_the_environment_of_the_command(
    project: str, virtualenv: str, plugin: str, commands: Path, tmp_path: Path
):
    said = beside(commands / "python", True, tmp_path / project, tmp_path / "home")
    assert said == Environment(virtualenv.format(tmp_path=tmp_path), plugin.format(tmp_path=tmp_path))


def test_a_project_does_not_name_an_environment_that_lacks_what_it_needs(commands: Path, tmp_path: Path):
    project, python = tmp_path / "here", commands / "python"
    assert beside(python, False, project, tmp_path / "home") == Environment("", ".venv/bin")
    (commands.parent / "pyvenv.cfg").unlink()
    assert beside(python, True, project, tmp_path / "home") == Environment("", ".venv/bin")
    # The engine's own cache.
    (tmp_path / "plugins").symlink_to(commands.parent)
    installed = tmp_path / "plugins" / "bin" / "outscale-native"
    assert beside(installed, False, project, tmp_path) == Environment()
    (commands / PLUGIN).unlink()
    assert beside(python, True, project, tmp_path / "home") == Environment()


@pytest.mark.parametrize(
    ("options", "status", "told"),
    [
        ((), 1, "`adopt` reads no stack's configuration: --endpoint, --region, --profile say the same"),
        (("--type", "Vmm"), 2, "there is no type Vmm; did you mean 'Vm'?"),
        (("--name", "my account"), 1, "'my account' can't be the name of a project"),
        (("--terraform-state", "nowhere"), 1, "nowhere"),
    ],
)
def test_the_command_says_what_it_lacks(options: tuple[str, ...], status: int, told: str, tmp_path: Path):
    done = command(tmp_path / "existing", "adopt", str(tmp_path / "existing"), *options)
    assert done.returncode == status and told in done.stderr and "Traceback" not in done.stderr
    assert not (tmp_path / "existing").exists()


def test_who_interrupts_the_command_is_told_so(tmp_path: Path):
    keys = {"OSC_ACCESS_KEY": ACCESS_KEY, "OSC_SECRET_KEY": SECRET_KEY}
    with socket.create_server(("127.0.0.1", 0)) as silent:
        silent.settimeout(60)
        words = [*LISTENING, EXECUTABLE, "graph", "--endpoint", f"http://127.0.0.1:{silent.getsockname()[1]}"]
        with subprocess.Popen(words, env=environment(tmp_path) | keys, stderr=subprocess.PIPE, text=True) as process:
            connection, _ = silent.accept()
            process.send_signal(signal.SIGINT)
            _, told = process.communicate(timeout=60)
            connection.close()
    assert (process.returncode, told) == (1, "outscale-native: interrupted\n")
