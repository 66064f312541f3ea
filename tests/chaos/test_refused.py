"""A credential that is refused in the middle of a refresh ends it at once, with one error that says why."""

from __future__ import annotations

import re
from pathlib import Path

from engine.conftest import TIMEOUT, Stack
from engine.processes import ask, served, wait_for
from outscale_emulator import ACCESS_KEY
from outscale_provider.api.rate_limit import DEFAULT_CONCURRENCY

PROGRAM = (Path(__file__).parent / "program.py").read_text()

#: The key is refused from this request of the refresh on.
ENOUGH = 2


def test_a_refused_credential_ends_a_refresh_at_once(stack: Stack) -> None:
    stack.program(PROGRAM)
    for name, value in (("phase", "0"), ("cells", "3")):
        stack.set(f"test:{name}", value)
    with served(stack, "immediate") as server:
        stack.up()
        assert len(stack.resources()) == 62
        # Slow enough to come to something in the middle. A refresh has its settings from the last `up`.
        stack.configure("requestsPerSecond", "2")
        stack.up()
        stack.calls()
        with stack.start("refresh", "--yes", "--skip-preview") as refresh:
            wait_for(lambda: stack.requests() >= ENOUGH)
            ask(server, "UpdateAccessKey", AccessKeyId=ACCESS_KEY, State="INACTIVE")
            output, _ = refresh.communicate(timeout=TIMEOUT)
    calls = stack.calls()
    assert refresh.returncode != 0
    assert len(set(re.findall(r"the key is inactive.*RequestId (\S+)\)", output))) == 1, "one refusal is told"
    assert "was not sent: the API does not accept the credentials: the reason stands in another error" in output
    assert len(calls) - calls.index("UpdateAccessKey") - 1 <= DEFAULT_CONCURRENCY, "only what was under way"
