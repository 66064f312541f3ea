"""A program without the plugin: its resources are Pulumi's dynamic ones."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import pytest

from engine.conftest import EXAMPLES, PLUGIN, Stack
from outscale_emulator import ACCESS_KEY, SECRET_KEY
from pages import blocks

SHOWN = blocks("docs/guides/without-a-plugin.md")


@pytest.fixture
def stack(stack: Stack) -> Stack:
    """A stack that finds its Python, but no plugin."""
    own = str(Path(sys.executable).parent)
    path = ":".join(folder for folder in stack.environment["PATH"].split(":") if folder != own)
    assert shutil.which("pulumi", path=path) and not shutil.which(PLUGIN, path=path)
    stack.environment |= {"PATH": path, "PULUMI_PYTHON_CMD": sys.executable}
    return stack


def _dynamic(source: str) -> str:
    """A program with its one line changed."""
    before, [after] = "import pulumi_outscale_native as outscale\n", SHOWN
    assert source.count(before) == 1
    return source.replace(before, after.text)


def test_an_example_comes_and_goes_without_the_plugin_and_leaves_no_secret(stack: Stack) -> None:
    stack.environment |= {"OSC_ACCESS_KEY": ACCESS_KEY, "OSC_SECRET_KEY": SECRET_KEY}
    stack.program(_dynamic((EXAMPLES / "web-server" / "__main__.py").read_text()))
    stack.up()
    made = [
        resource for resource in stack.state() if resource["type"].startswith("pulumi-python:dynamic/outscale-native:")
    ]
    assert len(made) == 16
    private_key = stack.run("stack", "output", "privateKey", "--show-secrets")
    assert "PRIVATE KEY" in private_key
    state = stack.checkpoint().read_text()
    for secret in (ACCESS_KEY, SECRET_KEY, private_key.splitlines()[1], "apt-get"):
        assert secret not in state
    # What is in the journal belongs to nobody once the engine has it.
    assert not list((stack.folder / "home/outscale-native/journal").glob("*.json"))

    stack.up("--refresh", "--expect-no-changes")
    stack.run("destroy", "--yes", "--skip-preview")
    assert not [kind for kind, _ in stack.objects() if kind in ("Vm", "Net", "Volume", "PublicIp", "Keypair")]


def test_credentials_that_would_get_into_the_state_are_refused_before_anything_is_done(stack: Stack) -> None:
    stack.program('import outscale_provider.dynamic as outscale\noutscale.Net("main", ip_range="10.0.0.0/16")\n')
    stack.configure_secret("secretKey", "hush-hush")
    assert "outscale-native:secretKey would be stored in the stack's state" in stack.up(fails=True)
    assert [resource["type"] for resource in stack.state()] == ["pulumi:pulumi:Stack"]
