"""A real refresh through a gateway that has a page of its own for everything: the stack stays as it is."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import httpx

from engine.conftest import TIMEOUT, Stack
from engine.processes import served

NETS = "import pulumi_outscale_native as o\nfor i in range(4):\n    o.Net(f'net{i}', ip_range=f'10.{i}.0.0/16')\n"


class Gateway(ThreadingHTTPServer):
    """Passes requests on to a server, until it is under `maintenance`."""

    def __init__(self, behind: str) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.behind = behind
        self.maintenance = False


class _Handler(BaseHTTPRequestHandler):
    server: Gateway

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        if self.server.maintenance:
            self._answer(200, b'{"message": "maintenance"}')
            return
        answer = httpx.post(self.server.behind + self.path, content=body, headers=dict(self.headers), timeout=TIMEOUT)
        self._answer(answer.status_code, answer.content)

    def _answer(self, status: int, content: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_: object) -> None:
        pass


@contextmanager
def gateway_to(server: str) -> Iterator[Gateway]:
    with Gateway(server) as gateway:
        thread = Thread(target=gateway.serve_forever)
        thread.start()
        try:
            yield gateway
        finally:
            gateway.shutdown()
            thread.join()


def known(stack: Stack) -> dict[str, Any]:
    """What the state has of each resource."""
    return {
        name: (resource["id"], resource["inputs"], resource["outputs"]) for name, resource in stack.resources().items()
    }


def test_a_refresh_under_maintenance_leaves_the_stack_as_it_is(stack: Stack) -> None:
    stack.program(NETS)
    with served(stack, "immediate") as server, gateway_to(server.url) as gateway:
        stack.configure("endpoint", f"http://127.0.0.1:{gateway.server_port}")
        stack.configure("maxRetries", "2")
        stack.up()
        before = known(stack)
        gateway.maintenance = True
        output = stack.run("refresh", "--yes", "--skip-preview", fails=True)
        assert known(stack) == before
        gateway.maintenance = False
        stack.calls()
        stack.up()
        assert [call for call in stack.calls() if not call.startswith("Read")] == [], "nothing is made again"
    assert len(before) == 4
    assert "this is a bug" not in output
    assert '`{"message":"maintenance"}`' in output
    assert "the reason stands in another error" in output
