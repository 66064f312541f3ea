"""What a user sees when the credentials, the endpoint or the provider's process are not as they should be."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from engine.conftest import PLUGIN, TIMEOUT, Stack
from engine.processes import closed_port, plugins_of, served, steer, wait_for
from pages import blocks, script

#: In one terminal, and in another.
DEBUGGING = blocks("docs/guides/debugging.md")
SHOWN = DEBUGGING

NETS = "import pulumi_outscale_native as o\nfor i in range(4):\n    o.Net(f'net{i}', ip_range=f'10.{i}.0.0/16')\n"


def test_without_credentials_every_way_to_give_them_is_named(stack: Stack) -> None:
    stack.configure("endpoint", None)
    stack.program(NETS)
    output = stack.up(fails=True)
    for way in ("OSC_ACCESS_KEY", "OUTSCALE_ACCESSKEYID", "~/.osc/config.json", "config set", "emulator:"):
        assert way in output
    assert output.count("no credentials for the OUTSCALE API were found") <= 2, "once in the log, once in the summary"


@pytest.mark.parametrize(
    ("key", "secret", "reason"),
    [
        ("EMULATORACCESSKEY000", "WRONG", "the secret key does not belong to the access key"),
        ("NOSUCHACCESSKEY00000", "WRONG", "there is no such access key"),
    ],
)
def test_wrong_credentials_are_told_and_not_tried_again(stack: Stack, key: str, secret: str, reason: str) -> None:
    stack.configure("accessKey", key)
    stack.configure_secret("secretKey", secret)
    stack.program(NETS)
    output = stack.up(fails=True)
    assert reason in output
    assert "Nothing was created" in output
    assert output.count(reason) <= 3, "told once: while it happens, and in the summary"
    assert len(stack.calls()) == 1


@pytest.mark.parametrize(
    ("region", "endpoint", "reason"),
    [
        ("eu-west-2", "http://127.0.0.1:{port}", "no connection to http://127.0.0.1:{port}/api/v1"),
        ("no-such-region", "", "is the Region 'no-such-region' right?"),
    ],
)
def test_an_endpoint_that_does_not_answer_is_told_soon(stack: Stack, region: str, endpoint: str, reason: str) -> None:
    port = closed_port()
    stack.configure("endpoint", None)
    if endpoint:
        stack.configure("endpoint", endpoint.format(port=port))
    stack.configure("region", region)
    stack.configure("accessKey", "EMULATORACCESSKEY000")
    stack.configure_secret("secretKey", "SECRET")
    stack.program(NETS)
    output = stack.up(fails=True)
    assert reason.format(port=port) in output
    duration = re.search(r"Duration: (\d+)s", output)
    assert duration
    assert int(duration[1]) < 60, "a stall, not a slow machine"


VMS = (
    "import pulumi_outscale_native as o\n"
    "for i in range({}):\n    o.Vm(f'vm{{i}}', image_id='ami-e0000002', tags={{'a': 'b'}})\n"
)


def vms(stack: Stack) -> set[str]:
    """The VMs that exist in the cloud."""
    return {id for kind, id in stack.objects() if kind == "Vm"}


def test_a_killed_provider_loses_nothing_that_was_created(stack: Stack) -> None:
    stack.program(VMS.format(4))
    with served(stack, "seconds:60", "--control") as server:
        with stack.start("up", "--yes", "--skip-preview") as up:
            wait_for(lambda: len(vms(stack)) == 4 and plugins_of(stack.folder))
            for process in plugins_of(stack.folder):
                os.kill(process, signal.SIGKILL)
            output_of_up, _ = up.communicate(timeout=TIMEOUT)
        assert up.returncode != 0, output_of_up
        before = vms(stack)
        steer(server, "clock", Clock="immediate")

        stack.up()

        assert {resource["id"] for resource in stack.resources().values()} == vms(stack) == before
        stack.run("preview", "--expect-no-changes")


def test_after_a_kill_of_the_cli_the_next_operation_names_what_the_state_lacks(stack: Stack) -> None:
    # The engine starts the provider for what is in the state.
    stack.program(f"{VMS.format(4)}o.Keypair('keypair')\n")
    with served(stack, "seconds:60", "--control") as server:
        stack.up("--target", "**Keypair::keypair")
        with stack.start("up", "--yes", "--skip-preview") as up:
            wait_for(lambda: len(vms(stack)) == 4)
            up.kill()
            up.communicate(timeout=TIMEOUT)
        wait_for(lambda: not plugins_of(stack.folder))
        steer(server, "clock", Clock="immediate")
        stack.run("cancel", "--yes")
        output = stack.run("refresh", "--yes", "--skip-preview", "--clear-pending-creates")
        assert {id for id in vms(stack) if f"{id} was created for vm" in output} == vms(stack)

        stack.up()

        assert {resource["id"] for key, resource in stack.resources().items() if "Vm" in key} == vms(stack)
        assert len(vms(stack)) == 4
        assert "was created for" not in stack.run("destroy", "--yes", "--skip-preview")
        assert vms(stack) == set()


#: The plugin as it runs on Windows.
WINDOWS = """#!{python}
import asyncio, sys
from outscale_provider.__main__ import run
asyncio.run(run(sys.argv[-1], on_windows=True))
"""


def test_on_windows_the_plugin_ends_with_its_engine_in_good_order_and_after_a_kill(stack: Stack) -> None:
    folder = stack.folder / "bin"
    folder.mkdir()
    plugin = folder / PLUGIN
    plugin.write_text(WINDOWS.format(python=sys.executable))
    plugin.chmod(0o755)
    stack.environment["PATH"] = f"{folder}{os.pathsep}{stack.environment['PATH']}"
    stack.program(VMS.format(1))
    with served(stack, "seconds:60"):
        with stack.start("up", "--yes", "--skip-preview") as up:
            wait_for(lambda: vms(stack))
            assert plugins_of(stack.folder)
            up.kill()
            up.communicate(timeout=TIMEOUT)
        wait_for(lambda: not plugins_of(stack.folder))
        [left] = (Path(stack.environment["PULUMI_HOME"]) / "outscale-native" / "journal").rglob("*.json")
        assert vms(stack).pop() in left.read_text()
    stack.run("cancel", "--yes")
    output = stack.run("refresh", "--yes", "--skip-preview", "--clear-pending-creates")
    assert "exited prematurely" not in output
    assert not plugins_of(stack.folder)


def test_an_interrupt_keeps_every_id_and_the_next_up_goes_on(stack: Stack) -> None:
    stack.program(VMS.format(20))
    with served(stack, "seconds:600", "--control") as server:
        with stack.start("up", "--yes", "--skip-preview", "--parallel", "20") as up:
            wait_for(lambda: len(vms(stack)) == 20)
            up.send_signal(signal.SIGINT)
            output, _ = up.communicate(timeout=TIMEOUT)
        assert up.returncode != 0, output
        assert "exists, but is not complete" in output
        assert {resource["id"] for resource in stack.resources().values()} == vms(stack)
        stack.calls()
        with stack.start("up", "--yes", "--skip-preview") as up:
            # It has found that the VMs are not ready, and waits for them.
            wait_for(stack.requests)
            steer(server, "clock", Clock="immediate")
            output, _ = up.communicate(timeout=TIMEOUT)
        assert up.returncode == 0, output
        assert len(vms(stack)) == 20
        stack.run("preview", "--expect-no-changes")


def test_the_engine_attaches_to_a_provider_started_by_hand(stack: Stack) -> None:
    stack.program(NETS)
    by_hand, attach = DEBUGGING
    (stack.folder / ".venv").symlink_to(sys.prefix)
    stack.environment["PULUMI_SKIP_CONFIRMATIONS"] = "true"
    command = f"exec {by_hand.text}"
    with subprocess.Popen(["sh", "-c", command], cwd=stack.folder, stdout=subprocess.PIPE, text=True) as provider:
        try:
            assert provider.stdout
            port = provider.stdout.readline().strip()
            assert "5 created" in stack.shell(script([attach], {"40123": port}))
            assert len(stack.state()) == 6
        finally:
            provider.terminate()
