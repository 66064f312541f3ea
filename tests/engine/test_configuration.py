"""What becomes of a stack whose Region or endpoint change, and what the screen shows of the provider's settings."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from engine.conftest import Stack
from outscale_emulator import ACCESS_KEY, SECRET_KEY

NETS = "import pulumi_outscale_native as o\nfor i in range(3):\n    o.Net(f'net{i}', ip_range=f'10.{i}.0.0/16')\n"


@pytest.fixture
def stack(stack: Stack) -> Stack:
    """A stack whose program says nothing of the cloud."""
    stack.configure("endpoint", None)
    stack.program(NETS)
    return stack


def ids(stack: Stack) -> set[str]:
    return {resource["id"] for resource in stack.resources().values()}


def exist_in(stack: Stack, cloud: Path) -> set[str]:
    """The Nets of a cloud."""
    stack.cloud = cloud
    return {id for kind, id in stack.objects() if kind == "Net"}


def providers(stack: Stack) -> list[dict[str, Any]]:
    """What the state has of the provider resources."""
    return [resource for resource in stack.state() if resource["type"] == "pulumi:providers:outscale-native"]


def write_profile(stack: Stack, **profile: str) -> None:
    """Makes this the default profile of the user."""
    file = stack.folder / ".osc" / "config.json"
    file.parent.mkdir(exist_ok=True)
    file.write_text(json.dumps({"default": profile}))


def test_another_endpoint_loses_nothing_and_moves_when_the_program_says_so(stack: Stack, tmp_path: Path) -> None:
    here, there = tmp_path / "here.sqlite", tmp_path / "there.sqlite"
    write_profile(stack, endpoint=f"emulator:{here}")
    stack.up()
    before = ids(stack)
    assert exist_in(stack, here) == before

    def assert_it_stays() -> None:
        for command in (["preview"], ["up", "--yes", "--refresh"]):
            output = stack.run(*command, fails=True)
            assert "the stack's resources are in Region eu-west-2" in output
        output = stack.run("refresh", "--yes")
        assert "4 unchanged" in output
        assert f"working in Region eu-west-2 at emulator:{here}" in output
        assert (ids(stack), exist_in(stack, here)) == (before, before)
        assert not there.exists()

    write_profile(stack, endpoint=f"emulator:{there}")
    assert_it_stays()
    (stack.folder / ".osc" / "config.json").unlink()
    stack.environment["OSC_ENDPOINT_API"] = f"emulator:{there}"
    assert_it_stays()

    # Now the program says it, and nobody else does.
    del stack.environment["OSC_ENDPOINT_API"]
    stack.configure("endpoint", f"emulator:{there}")
    assert "replace" in stack.run("preview")
    stack.up()
    assert exist_in(stack, here) == set()
    assert exist_in(stack, there) == ids(stack) != before
    stack.run("preview", "--expect-no-changes")


def test_another_region_in_the_environment_loses_nothing(stack: Stack, tmp_path: Path) -> None:
    cloud = tmp_path / "cloud.sqlite"
    stack.environment |= {"OSC_ENDPOINT_API": f"emulator:{cloud}", "OSC_REGION": "eu-west-2"}
    stack.up()
    before = ids(stack)
    [provider] = providers(stack)
    assert provider["inputs"]["cloud"] == {"region": "eu-west-2", "endpoint": f"emulator:{cloud}"}

    stack.environment["OSC_REGION"] = "us-east-2"
    assert "region (OSC_REGION)" in stack.up(fails=True)
    stack.run("refresh", "--yes")
    assert ids(stack) == before
    stack.run("destroy", "--yes")
    assert exist_in(stack, cloud) == set()


def test_a_state_of_the_version_before_goes_on_without_a_change(stack: Stack, tmp_path: Path) -> None:
    stack.environment |= {"OSC_ENDPOINT_API": f"emulator:{tmp_path / 'cloud.sqlite'}", "OSC_REGION": "eu-west-2"}
    stack.up()
    before = ids(stack)
    state = json.loads(stack.run("stack", "export"))
    for resource in state["deployment"]["resources"]:
        if resource["type"].startswith("pulumi:providers:"):
            for properties in (resource["inputs"], resource["outputs"]):
                del properties["cloud"]
                properties["version"] = "0.0.1"
    (stack.folder / "state.json").write_text(json.dumps(state))
    stack.run("stack", "import", "--file", "state.json")

    stack.run("preview", "--expect-no-changes")
    assert "cloud" not in providers(stack)[0]["inputs"]
    stack.run("refresh", "--yes")
    stack.up("--expect-no-changes")
    assert ids(stack) == before
    assert providers(stack)[0]["inputs"]["cloud"]["region"] == "eu-west-2"

    stack.environment["OSC_REGION"] = "us-east-2"
    assert "Nothing was done" in stack.up(fails=True)


TWO = """
import pulumi, pulumi_outscale_native as o

def net(name, provider):
    return o.Net(name, ip_range="10.0.0.0/16", opts=pulumi.ResourceOptions(provider=provider))

first = net("first", o.Provider("early", region="eu-west-2", endpoint="emulator:{early}"))
net("second", o.Provider(
    "late",
    endpoint=first.id.apply(lambda _: "emulator:{late}"),
    access_key=pulumi.Output.secret("{key}"),
    secret_key=pulumi.Output.secret("{secret}"),
))
"""


def test_what_a_preview_cannot_know_yet_and_what_is_secret(stack: Stack, tmp_path: Path) -> None:
    """An endpoint that is known once something else exists, and credentials of the program."""
    early, late = tmp_path / "early.sqlite", tmp_path / "late.sqlite"
    stack.program(TWO.format(early=early, late=late, key=ACCESS_KEY, secret=SECRET_KEY))
    assert "5 to create" in stack.run("preview")
    stack.up()
    assert len(exist_in(stack, early)) == len(exist_in(stack, late)) == 1
    exported = stack.run("stack", "export")
    assert ACCESS_KEY not in exported and SECRET_KEY not in exported
    stack.run("preview", "--expect-no-changes")
    stack.run("destroy", "--yes")
    assert exist_in(stack, early) == exist_in(stack, late) == set()


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ("secret_key=1234567890123", "secretKey: expected a string"),
        ("endpoint=pulumi.Output.secret('ftp://1234567890123')", "endpoint: this is neither a host"),
    ],
)
def test_a_wrong_setting_is_told_without_its_value(stack: Stack, arguments: str, told: str) -> None:
    stack.program(
        "import pulumi, pulumi_outscale_native as o\n"
        f"provider = o.Provider('p', {arguments})\n"
        "o.Net('net', ip_range='10.0.0.0/16', opts=pulumi.ResourceOptions(provider=provider))\n"
    )
    output = stack.run("preview", fails=True)
    assert told in output
    assert "1234" not in output
