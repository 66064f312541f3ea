"""The trace of requests is told of, and never in the way."""

from __future__ import annotations

from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from mechanisms.api import ScriptedApi
from outscale_api import load
from outscale_provider.config import resolve
from outscale_provider.lifecycle.provider import Log
from outscale_provider.plugin import TRACE_VARIABLE, Connector


@pytest.mark.parametrize("where", ["missing/trace", ".", "/dev/full"])
async def test_a_trace_that_cannot_be_written_ends_no_operation_and_is_told_once(
    api: ScriptedApi, tmp_path: Path, where: str
):
    warned: list[str] = []
    async with AsyncExitStack() as closing:
        connector = Connector(load(), closing, {TRACE_VARIABLE: str(tmp_path / where)}, api)
        configuration = resolve({"endpoint": "http://api", "accessKey": "AK", "secretKey": "SK"}, {})
        client = connector.connect(configuration, Log(lambda _: None, lambda _: None, warned.append))
        for _ in range(3):
            assert await client.call("CreateNet", {"IpRange": "10.0.0.0/16"})
    assert len(api.requests("CreateNet")) == 3
    assert len(warned) == 1
    assert str(tmp_path / where) in warned[0]
    assert "cannot be written" in warned[0]
