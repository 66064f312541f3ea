"""Each example, by the commands of its README: it comes, is what it says, is as it was declared, and goes."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from engine.conftest import EXAMPLES, Project
from outscale_emulator import Emulator, Settings
from pages import blocks, script
from provider.messages import SIGNATURE

Outputs = dict[str, Any]

ADDRESS = r"\d+\.\d+\.\d+\.\d+"


def _bastion_nat(outputs: Outputs) -> None:
    assert {name[: len("server-eu-west-2a")] for name in outputs["servers"]} == {
        f"server-eu-west-2{letter}" for letter in "abc"
    }
    assert outputs["bastion"] != outputs["nat"]
    hosts = re.findall(rf"Host (\S+)\n  HostName ({ADDRESS})", outputs["sshConfig"])
    assert dict(hosts) == {"bastion": outputs["bastion"], **outputs["servers"]}
    assert "PRIVATE KEY" in outputs["privateKey"]


def _lookups(outputs: Outputs) -> None:
    assert outputs["account"] == "100000000001"
    assert outputs["image"]["id"].startswith("ami-") and outputs["image"]["name"].startswith("Ubuntu-22.04")
    assert outputs["vmType"].startswith(("t2.", "m", "c", "r", "tina"))
    assert outputs["subregions"] == [f"eu-west-2{letter}" for letter in "abc"]
    assert outputs["nets"] == {} and outputs["freePublicIps"] == []
    assert outputs["vmsLeft"] > 0


def _office_vpn(outputs: Outputs) -> None:
    assert outputs["server"].startswith("10.0.1.")
    (tunnel,) = json.loads(outputs["deviceConfiguration"])["Tunnels"]
    assert tunnel["ClientGateway"]["TunnelOutside"]["IpAddress"] == "203.0.113.1"


def _kubernetes_network(outputs: Outputs) -> None:
    assert re.fullmatch(r"api-\S+\.lbu\.outscale\.com:6443", outputs["apiEndpoint"])
    for pool in (outputs["controlPlane"], outputs["workers"]):
        assert sorted(address.rpartition(".")[0] for address in pool.values()) == ["10.0.1", "10.0.2", "10.0.3"]


def _peered_nets(outputs: Outputs) -> None:
    assert outputs["state"] == "active"
    assert outputs["accounts"] == ["100000000001", "100000000002"]
    assert outputs["ourServer"].startswith("10.0.") and outputs["partnerServer"].startswith("10.1.")


def _three_tier(outputs: Outputs) -> None:
    assert re.fullmatch(r"http://web-\S+\.lbu\.outscale\.com", outputs["url"])
    servers = outputs["webServers"] + outputs["applicationServers"] + [outputs["database"]]
    assert len(set(servers)) == 5
    assert {address.rpartition(".")[0] for address in servers} == {"10.0.1", "10.0.2"}


def _web_server(outputs: Outputs) -> None:
    address = outputs["url"].removeprefix("http://")
    assert re.fullmatch(ADDRESS, address)
    assert outputs["ssh"] == f"ssh -i web.pem outscale@{address}"


def _windows_vm(outputs: Outputs) -> None:
    assert re.fullmatch(ADDRESS, outputs["address"])
    # What the emulator makes the password of a VM of.
    assert re.fullmatch(r"[0-9a-f]{20}", outputs["password"])


#: Whether an example's outputs make sense.
CHECKS: dict[str, Callable[[Outputs], None]] = {
    "bastion-nat": _bastion_nat,
    "kubernetes-network": _kubernetes_network,
    "lookups": _lookups,
    "office-vpn": _office_vpn,
    "peered-nets": _peered_nets,
    "three-tier": _three_tier,
    "web-server": _web_server,
    "windows-vm": _windows_vm,
}


NAMES = sorted(path.parent.name for path in EXAMPLES.glob("*/Pulumi.yaml"))

#: What is run of each README.
COMES = {name: blocks(f"examples/{name}/README.md", "On the emulator") for name in NAMES}
GOES = {name: blocks(f"examples/{name}/README.md", "Clean up") for name in NAMES}
SHOWN = [block for part in (COMES, GOES) for shown in part.values() for block in shown]


def _section(readme: str, heading: str) -> str:
    return readme.partition(f"\n## {heading}\n")[2].partition("\n## ")[0]


@pytest.fixture(scope="module")
def seed(tmp_path_factory: pytest.TempPathFactory) -> set[tuple[str, str]]:
    """What a cloud has from the start."""
    folder = tmp_path_factory.mktemp("seed")
    Emulator(Settings(database=str(folder / "cloud.sqlite"))).close()
    return Project(folder / "project", folder / "cloud.sqlite").objects()


@pytest.mark.parametrize("example", NAMES)
def test_an_example_comes_and_goes_as_its_readme_says(example: str, tmp_path: Path, seed: set[tuple[str, str]]) -> None:
    folder = tmp_path / "project"
    project = Project(folder, folder / "cloud.sqlite")
    # In place of the person at the terminal.
    project.environment |= {"PULUMI_SKIP_CONFIRMATIONS": "true", "PULUMI_OPTION_SKIP_PREVIEW": "true"}
    project.take(example)
    readme = (folder / "README.md").read_text()

    project.shell(script(COMES[example]))
    outputs = json.loads(project.run("stack", "output", "--json", "--show-secrets"))
    CHECKS[example](outputs)
    described = dict(re.findall(r"^\| `(\w+)` \| (.*) \|$", _section(readme, "Outputs"), re.MULTILINE))
    assert set(outputs) == set(described)
    (stack,) = (resource for resource in project.state() if resource["type"] == "pulumi:pulumi:Stack")
    hidden = {name for name, value in stack["outputs"].items() if SIGNATURE in json.dumps(value)}
    assert hidden == {name for name, text in described.items() if "a secret" in text}

    project.run("up", "--yes", "--refresh", "--expect-no-changes")
    project.shell(script(GOES[example]))
    assert project.objects() == seed
