"""A real emulator process on a free port of this machine, for the tests that need one."""

from __future__ import annotations

import contextlib
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass

import httpx

from emulator.conftest import Client, FakeTime


@dataclass(frozen=True)
class Server:
    """A running server."""

    port: int
    process: subprocess.Popen[str]

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"


@contextlib.contextmanager
def served(*options: str, file_size: int | None = None) -> Iterator[Server]:
    """A server with these options of `outscale-emulator serve`. It is killed at the end where it still runs.

    No file that it writes may be larger than `file_size` bytes.
    """
    command = [sys.executable, "-m", "outscale_emulator", "serve", "--port", "0", *options]
    if file_size is not None:
        command = ["sh", "-c", f'ulimit -f {file_size // 512}; exec "$@"', "sh", *command]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            yield Server(int(process.stdout.readline()), process)
        finally:
            process.kill()


class RealTime(FakeTime):
    """The time by which a server in another process goes."""

    def __init__(self) -> None:
        self.seconds = time.time()


@contextlib.asynccontextmanager
async def client(server: Server) -> AsyncIterator[Client]:
    """A client of a server. It has no use for authorities of TLS, which would take a while to read."""
    # The tests' signature names the host that it signs.
    headers = {"Host": "emulator"}
    async with httpx.AsyncClient(base_url=server.url, headers=headers, verify=False, timeout=300) as http:
        yield Client(http, RealTime())
