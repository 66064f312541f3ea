"""What the emulator's page shows of a server and of its clients, as it stands there."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from engine.processes import closed_port
from pages import blocks, script

SERVER = blocks("docs/emulator.md", "As a server")
CLIENTS = blocks("docs/emulator.md", "Other clients")
SHOWN = [*SERVER, *CLIENTS]


def shell(script: str, folder: Path) -> str:
    """What commands print, each of which must succeed. Servers that they leave are stopped."""
    command = ["sh", "-euxc", f"trap 'jobs -p > jobs; kill $(cat jobs)' EXIT\n{script}"]
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    own = {name: value for name, value in os.environ.items() if not name.startswith("OSC_")}
    done = subprocess.run(command, cwd=folder, env={**own, "PATH": path}, capture_output=True, text=True, timeout=100)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_the_server_answers(tmp_path: Path) -> None:
    [server] = SERVER
    port = closed_port()
    serving = script([server], {"3000": str(port)}).rstrip()
    shell(f"{serving} &\noutscale-emulator wait http://127.0.0.1:{port}", tmp_path)
    assert (tmp_path / "cloud.sqlite").exists()


@pytest.mark.skipif(shutil.which("curl") is None, reason="this machine has no curl")
def test_each_client_is_answered(tmp_path: Path) -> None:
    port = str(closed_port())
    # Without a URL it waits at the port that the page's server has.
    waits = {"emulator wait\n": f"emulator wait http://127.0.0.1:{port}\n"}
    printed = shell(script(CLIENTS, {**waits, "3000": port}), tmp_path)
    # What the first client has created, all others find.
    assert printed.count("10.0.0.0/16") == 4
