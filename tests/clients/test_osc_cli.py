"""osc-cli, each call a process of its own."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from clients.stack import lead_a_life
from emulator.server import served
from outscale_emulator import ACCESS_KEY, SECRET_KEY

OSC_CLI = Path(sys.executable).parent / "osc-cli"


class OscCli:
    def __init__(self, url: str, folder: Path) -> None:
        caller = {"access_key": ACCESS_KEY, "region": "eu-west-2", "endpoint": url}
        profiles = {"default": caller | {"secret_key": SECRET_KEY}, "wrong": caller | {"secret_key": "WRONG"}}
        self._config = folder / "config.json"
        self._config.write_text(json.dumps(profiles))

    def run(self, action: str, profile: str, **request: Any) -> subprocess.CompletedProcess[str]:
        # It reads values as Python's.
        parameters = [f"--{name}={value if isinstance(value, str) else repr(value)}" for name, value in request.items()]
        command = [OSC_CLI, "api", action, f"--profile={profile}", f"--config_path={self._config}", *parameters]
        return subprocess.run(command, capture_output=True, text=True, timeout=120)

    def call(self, action: str, **request: Any) -> dict[str, Any]:
        ended = self.run(action, "default", **request)
        assert ended.returncode == 0, ended.stderr
        answer: dict[str, Any] = json.loads(ended.stdout)
        return answer


@pytest.mark.parametrize("era", ["1.16", "today"])
def test_a_stack_lives_and_a_wrong_secret_is_told(era: str, tmp_path: Path) -> None:
    with served("--era", era) as server:
        cli = OscCli(server.url, tmp_path)
        lead_a_life(cli.call)

        refused = cli.run("ReadNets", "wrong")
        assert refused.returncode == 1
        assert "Error --> status = 401, code = 1, Reason = AccessDenied, request_id = " in refused.stderr
