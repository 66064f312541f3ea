"""What a program says beside its resources, in each language but Python, which the tests of the engine speak: the programs of
programs/ declare the same, and the state has to show the same."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from engine.conftest import LONGEST, Project
from sdk.conftest import ROOT, UNVERSIONED, compiles_go, run, use_package

PROGRAMS = Path(__file__).parent / "programs"

#: By this the engine knows a secret in a state.
SECRET = "4dabf18193072939515e22adb298388d"

pytestmark = pytest.mark.timeout(LONGEST)

#: How a project runs a program, for its Pulumi.yaml.
Runtime = dict[str, Any]


def install_yaml(folder: Path) -> Runtime:
    shutil.copy(PROGRAMS / "features.yaml", folder / "Main.yaml")
    return {"name": "yaml"}


def install_nodejs(folder: Path) -> Runtime:
    shutil.copy(PROGRAMS / "features.ts", folder / "index.ts")
    use_package(folder)
    run(folder, "node_modules/typescript/bin/tsc --strict --target es2022 --module nodenext index.ts")
    # Compiled here, once, and not by each command.
    return {"name": "nodejs", "options": {"typescript": False}}


def install_go(folder: Path) -> Runtime:
    shutil.copy(PROGRAMS / "features.go", folder / "main.go")
    # What the SDK needs is all that the program needs: nothing is to be resolved.
    sdk = ROOT / "sdk" / "go"
    header, _, requirements = (sdk / "go.mod").read_text().partition("\n")
    module = header.removeprefix("module ")
    ours = f"module features\n\nrequire {module} {UNVERSIONED}\n\nreplace {module} => {sdk}\n"
    (folder / "go.mod").write_text(ours + requirements)
    shutil.copy(sdk / "go.sum", folder)
    run(folder, "go build -o ../features .")
    return {"name": "go", "options": {"binary": str(folder.parent / "features")}}


def configure(project: Project, **settings: str) -> None:
    """Sets keys of the program's configuration; what YAML can't read from there is put into its program."""
    project.run("config", "set-all", *(word for of in settings.items() for word in ("--plaintext", "=".join(of))))
    program = project.folder / "Main.yaml"
    if program.exists():
        source = (PROGRAMS / "features.yaml").read_text()
        program.write_text(source.replace("NET_NAME", settings["netName"]))


def secrets(value: Any, path: str = "") -> Iterator[str]:
    """The paths of what is secret in a part of the state."""
    if isinstance(value, dict):
        if SECRET in value:
            yield path
        else:
            for name, inner in value.items():
                yield from secrets(inner, f"{path}.{name}" if path else name)


@pytest.mark.parametrize("install", [install_yaml, install_nodejs, pytest.param(install_go, marks=compiles_go)])
def test_what_a_program_says_beside_its_resources(
    project: Project, tmp_path: Path, install: Callable[[Path], Runtime]
) -> None:
    (project.folder / "Pulumi.yaml").write_text(json.dumps({"name": "features", "runtime": install(project.folder)}))
    project.run("stack", "init", "dev")
    clouds = {"cloud": str(project.cloud), "otherCloud": str(tmp_path / "other.sqlite")}
    configure(project, **clouds, netName="before", tag="ours", port="80")

    # With a preview, in which hardly anything is known: not what a rule in a list names, nor what functions look for.
    project.run("up", "--yes")
    first = project.resources()
    urns = {
        one["urn"].rpartition("::")[2]: one for one in project.state() if one["type"].startswith("pulumi:providers")
    }
    here, there = urns["here"], urns["there"]
    assert {name: of["provider"].rpartition("::")[0] for name, of in first.items()} == {
        **dict.fromkeys(first, here["urn"]),
        "Net there": there["urn"],
    }
    check_inputs(first, there)
    outputs = json.loads(project.run("stack", "output", "--json", "--show-secrets"))
    check_secrets(project, first, outputs)
    check_functions(first, outputs)

    project.run("up", "--yes", "--skip-preview", "--refresh", "--expect-no-changes")

    configure(project, netName="after", tag="yours", port="81")
    printed = project.up()
    second = project.resources()
    # The Net has another name, by its alias, and its tag stays, as the program says; the Subnet's is what replaces it.
    assert "Net before" not in second
    assert second["Net after"]["id"] == first["Net before"]["id"]
    assert second["Net after"]["outputs"]["tags"]["owner"] == "ours"
    assert second["Subnet subnet"]["id"] != first["Subnet subnet"]["id"]
    assert printed.index("Subnet subnet deleted original") < printed.index("Subnet subnet creating replacement")
    assert second["SecurityGroup group"]["inputs"]["inboundRules"][1]["toPortRange"] == 81

    configure(project, netName="after", tag="yours", port="70000")
    refused = project.run("preview", fails=True)
    assert "has a problem: inboundRules[1].toPortRange: must be -1 to 65535, got 70000" in refused

    project.run("destroy", "--yes", "--skip-preview")
    assert not {of["id"] for of in second.values()} & {id for _, id in project.objects()}


def check_inputs(ours: dict[str, Any], there: dict[str, Any]) -> None:
    """What was said in lists, maps, members of enums, options and the settings of providers arrives."""
    assert ours["Net before"]["inputs"]["tags"] == {"owner": "ours", "team": "net"}
    assert ours["Net before"]["inputs"]["tenancy"] == "default"
    assert "tags" not in ours["Net there"]["inputs"]
    # Of lists and maps SDKs make texts, and YAML doesn't.
    assert there["inputs"]["region"] == "us-east-2" and "billing*" in str(there["inputs"]["ignoreTags"])
    assert ours["Subnet subnet"]["customTimeouts"] == {"create": 90, "delete": 120}
    rules = ours["SecurityGroup group"]["inputs"]["inboundRules"]
    assert rules[0]["ipRanges"] == [f"{ours['PublicIp ip']['outputs']['publicIp']}/32"]
    [disk] = ours["Vm vm"]["inputs"]["blockDeviceMappings"]
    assert disk == {
        "deviceName": "/dev/sdb",
        "bsu": {"volumeSize": 10, "volumeType": "gp2", "deleteOnVmDeletion": True},
    }
    assert ours["ApiAccessPolicy policy"]["id"] == "api-access-policy"
    assert ours["Net found"]["external"]


def check_secrets(project: Project, ours: dict[str, Any], outputs: dict[str, Any]) -> None:
    """The key is nowhere in the state as it is: not where it is made, nor where it is used or looked for."""
    key = outputs["secret"]
    assert len(key) > 20 and outputs["called"]["AccessKey"]["SecretKey"] == key
    assert key not in project.checkpoint().read_text()
    assert [*secrets(ours["AccessKey key"]["outputs"])] == ["secretKey"]
    assert {*secrets(ours["Vm vm"]["inputs"])} == {"userData"}
    assert {*secrets(ours["Vm vm"]["outputs"])} == {"userData", "userDataBase64"}
    [stack] = [one for one in project.state() if one["type"] == "pulumi:pulumi:Stack"]
    assert {*secrets(stack["outputs"])} == {"called", "secret"}


def check_functions(ours: dict[str, Any], outputs: dict[str, Any]) -> None:
    """Both forms of functions answer, of the provider that the program names."""
    net, other = ours["Net before"]["id"], ours["Net there"]["id"]
    assert outputs["nets"] == [net]
    assert outputs["both"] == f"{net} {other}"
    assert outputs["found"] == "10.0.0.0/16"
    assert {*outputs["subregions"]} == {"eu-west-2"}
    assert outputs["quotas"] == "vm_limit"
    assert outputs["address"] == ours["Vm vm"]["outputs"]["privateIp"]
