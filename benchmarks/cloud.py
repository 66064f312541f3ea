"""An emulated cloud for benchmarks and chaos runs: a server in a process of its own, steered over HTTP, without quotas.

`python -m benchmarks.cloud DATABASE CLOCK FAULTS` serves one and prints its port.
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent


@dataclass(frozen=True)
class Cloud:
    """A served emulator."""

    port: int

    @property
    def environment(self) -> dict[str, str]:
        """What a provider needs to know to use it."""
        from outscale_emulator import ACCESS_KEY, SECRET_KEY

        return {
            "OSC_ENDPOINT_API": f"http://127.0.0.1:{self.port}",
            "OSC_ACCESS_KEY": ACCESS_KEY,
            "OSC_SECRET_KEY": SECRET_KEY,
            "OSC_REGION": "eu-west-2",
        }

    def suffer(self, faults: str) -> None:
        """Says what goes wrong from now on."""
        self._post("/control/faults", {"Faults": faults})

    def call(self, action: str, **request: Any) -> dict[str, Any]:
        """The answer to one request, in a Python client that knows nothing of the provider's."""
        from benchmarks.emulator import signed

        body = json.dumps(request).encode()
        with socket.create_connection(("127.0.0.1", self.port)) as connection:
            connection.sendall(signed(self.port, action, body).replace(b"\r\n", b"\r\nConnection: close\r\n", 1))
            answer = b"".join(iter(lambda: connection.recv(65536), b""))
        head, _, content = answer.partition(b"\r\n\r\n")
        if not head.startswith(b"HTTP/1.1 200"):
            raise RuntimeError(f"{action}: {content.decode()}")
        result: dict[str, Any] = json.loads(content)
        return result

    def _post(self, path: str, body: dict[str, Any]) -> None:
        request = urllib.request.Request(f"http://127.0.0.1:{self.port}{path}", json.dumps(body).encode())
        urllib.request.urlopen(request).close()


@contextlib.contextmanager
def served(clock: str = "immediate", faults: str = "") -> Iterator[Cloud]:
    """A cloud of its own, with nothing in it."""
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "benchmarks.cloud", f"{folder}/cloud.sqlite", clock, faults]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT) as process:
            assert process.stdout is not None
            try:
                yield Cloud(int(process.stdout.readline()))
            finally:
                process.terminate()


def _serve(database: str, clock: str, faults: str) -> None:
    import uvicorn

    from outscale_emulator import Clock, Emulator, Settings, create_app
    from outscale_emulator.data.settings import DEFAULT_SEED
    from outscale_emulator.server.connections import Closing
    from outscale_emulator.server.control import Control

    seed = Path(database).with_name("seed.json")
    seed.write_text(json.dumps({**json.loads(DEFAULT_SEED.read_text()), "quotas": []}))
    emulator = Emulator(Settings(database, clock=Clock.parse(clock), seed=seed, faults=faults))
    listener = socket.create_server(("127.0.0.1", 0))
    print(listener.getsockname()[1], flush=True)
    app = Closing(create_app(emulator, routes=[Control(emulator).routes]))
    server = uvicorn.Server(uvicorn.Config(app, log_level="error", server_header=False))
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    server.run(sockets=[listener])


if __name__ == "__main__":
    os.nice(1)
    _serve(*sys.argv[1:])
