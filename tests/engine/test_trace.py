"""What can be seen of the requests: in a file, and in the engine's own log."""

from __future__ import annotations

import json

from engine.conftest import Stack

NET = "import pulumi_outscale_native as o\no.Net('net', ip_range='10.0.0.0/16', tags={'owner': 'somebody'})\n"


def test_each_request_is_traced_to_a_file_and_to_the_engine(stack: Stack) -> None:
    file = stack.folder / "trace.jsonl"
    stack.environment["OUTSCALE_NATIVE_TRACE"] = str(file)
    stack.program(NET)

    log = stack.up("-v=9", "--logtostderr")

    *requests, summary = [json.loads(line) for line in file.read_text().splitlines()]
    assert [request["action"] for request in requests] == stack.calls() == ["CreateNet", "CreateTags"]
    assert set(summary["summary"]) == {"CreateNet", "CreateTags"}
    assert all(request["requestId"] in log for request in requests)
    assert "summary" in log
    assert "somebody" not in file.read_text()


def test_debugging_shows_the_requests(stack: Stack) -> None:
    stack.program(NET)
    assert '"action": "CreateNet"' in stack.up("--debug")
    assert '"action"' not in stack.run("refresh", "--yes", "--skip-preview")
