"""curl, which signs by itself since 7.75: as OUTSCALE does, and as Amazon does."""

from __future__ import annotations

import json
import shutil
import subprocess
from typing import Any

import pytest

from clients.stack import lead_a_life
from emulator.server import served
from outscale_emulator import ACCESS_KEY, SECRET_KEY

CURL = shutil.which("curl")
REFUSED = 22


@pytest.mark.skipif(CURL is None, reason="this machine has no curl")
@pytest.mark.parametrize("signature", ["osc:osc:eu-west-2:api", "aws:amz:eu-west-2:api"])
def test_a_stack_lives_and_a_wrong_secret_is_told(signature: str) -> None:
    with served() as server:

        def curl(action: str, secret_key: str, request: dict[str, Any]) -> subprocess.CompletedProcess[str]:
            signed = ["--aws-sigv4", signature, "--user", f"{ACCESS_KEY}:{secret_key}"]
            sent = ["--header", "Content-Type: application/json", "--data", json.dumps(request)]
            address = f"{server.url}/api/v1/{action}"
            command = [CURL or "", "--silent", "--fail-with-body", "--noproxy", "*", *signed, *sent, address]
            return subprocess.run(command, capture_output=True, text=True, timeout=60)

        def call(action: str, **request: Any) -> dict[str, Any]:
            ended = curl(action, SECRET_KEY, request)
            assert ended.returncode == 0, ended.stdout + ended.stderr
            answer: dict[str, Any] = json.loads(ended.stdout)
            return answer

        lead_a_life(call)

        refused = curl("ReadNets", "WRONG", {})
        assert refused.returncode == REFUSED
        assert json.loads(refused.stdout)["Errors"] == [{"Type": "AccessDenied", "Details": "", "Code": "1"}]
