"""Two stacks with one home and one account, at work at once: a kill of one is the other's business at no time."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from emulator.server import Server
from engine.conftest import PROGRAMS, TIMEOUT, Stack
from engine.processes import ask, plugins_of, served, steer, wait_for

VMS = "import pulumi_outscale_native as o\nfor i in range(2):\n    o.Vm(f'vm{i}', image_id='ami-e0000002')\n"


def beside(stack: Stack, folder: Path, server: Server) -> Stack:
    """Another stack with the same home, on the same cloud."""
    other = stack.beside(folder)
    other.configure("endpoint", server.url)
    shared = ("PULUMI_HOME", "OSC_ACCESS_KEY", "OSC_SECRET_KEY")
    other.environment |= {name: stack.environment[name] for name in shared}
    return other


def vms(stack: Stack) -> int:
    return sum(kind == "Vm" for kind, _ in stack.objects())


def test_a_killed_stack_is_not_told_of_by_another_that_works(stack: Stack, tmp_path: Path) -> None:
    stack.program(f"{VMS}o.Keypair('keypair')\n")
    with served(stack, "seconds:60", "--control") as server:
        other = beside(stack, tmp_path / "other", server)
        other.program(VMS)
        stack.up("--target", "**Keypair::keypair")
        with stack.start("up", "--yes", "--skip-preview") as killed, other.start("up", "--yes") as working:
            wait_for(lambda: vms(stack) == 4)
            killed.kill()
            killed.communicate(timeout=TIMEOUT)
            wait_for(lambda: not plugins_of(stack.folder))
            steer(server, "clock", Clock="immediate")
            output, _ = working.communicate(timeout=TIMEOUT)
        assert working.returncode == 0, output
        assert "cut off" not in output
        assert "cut off" not in other.run("refresh", "--yes", "--skip-preview")
        stack.run("cancel", "--yes")
        told = stack.run("refresh", "--yes", "--skip-preview", "--clear-pending-creates")
        assert told.count("was created for vm") >= 2


def test_stacks_of_the_automation_api_at_work_at_once_are_told_of_nothing(stack: Stack) -> None:
    """Two stacks with two providers each, all for one account: what another one creates is nobody's left-over."""
    with served(stack, "seconds:1") as server:
        command = [sys.executable, PROGRAMS / "automation.py", server.url, "2"]
        ran = subprocess.run(command, env=stack.environment, capture_output=True, text=True, timeout=4 * TIMEOUT)
        assert ran.returncode == 0, ran.stdout + ran.stderr
        # The stack, its provider and four volumes, in each of two rounds of two stacks.
        assert ran.stdout.count("+ 6 created") == 4, ran.stdout
        assert "cut off" not in ran.stdout
        assert "may be what" not in ran.stdout
        assert {volume["State"] for volume in ask(server, "ReadVolumes")["Volumes"]} <= {"deleting"}
