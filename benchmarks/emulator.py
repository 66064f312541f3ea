"""How many requests the emulator answers in a second, and what memory it takes: `python -m benchmarks.emulator`.

A real server in a process of its own, and here a client that signs each request, on connections that are kept alive. Both
share the machine. Each line is one number of stored objects, so that the lines show the growth.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import hashlib
import hmac
import itertools
import json
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from outscale_emulator.dispatch import Emulator
from outscale_emulator.kinds import ACCESS_KEY, NET
from outscale_emulator.settings import ACCESS_KEY as KEY
from outscale_emulator.settings import SECRET_KEY, Settings

REGION = "eu-west-2"
HOST = "127.0.0.1"
CONNECTIONS = 8


@dataclass(frozen=True)
class Figures:
    """What was measured with so many objects in the database. Rates are in requests per second, memory in MB."""

    objects: int
    reads: float
    writes: float
    memory: float


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("objects", type=int, nargs="*", default=[1_000, 50_000], help="numbers of stored objects")
    parser.add_argument("--requests", type=int, default=5_000, help="requests of each kind (default: %(default)s)")
    arguments = parser.parse_args()
    print(f"{'objects':>8} {'reads/s':>8} {'writes/s':>8} {'memory':>8}")
    for objects in arguments.objects:
        figures = measure(objects, arguments.requests)
        print(f"{figures.objects:8} {figures.reads:8.0f} {figures.writes:8.0f} {figures.memory:5.0f} MB")


def measure(objects: int, requests: int) -> Figures:
    """Serves a database of so many Nets, reads single ones by their identifiers, and tags them."""
    with tempfile.TemporaryDirectory() as folder:
        database = Path(folder) / "emulator.db"
        ids = itertools.cycle(fill(database, objects))
        numbers = itertools.count()

        def read() -> dict[str, Any]:
            return {"Filters": {"NetIds": [next(ids)]}}

        def write() -> dict[str, Any]:
            return {"ResourceIds": [next(ids)], "Tags": [{"Key": "number", "Value": str(next(numbers))}]}

        with served(database) as (port, process):
            reads = asyncio.run(rate(port, "ReadNets", read, requests))
            writes = asyncio.run(rate(port, "CreateTags", write, requests))
            return Figures(objects, reads, writes, resident_memory(process.pid))


def fill(database: Path, objects: int) -> list[str]:
    """Stores so many Nets of the default account, and gives their identifiers."""
    emulator = Emulator(Settings(database=str(database)))
    ids = [f"vpc-{number:08x}" for number in range(objects)]
    common = {"DhcpOptionsSetId": "dopt-00000000", "State": "available", "Tags": [], "Tenancy": "default"}
    with emulator.store.transaction(writes=True) as transaction:
        key = transaction.get(ACCESS_KEY, KEY)
        assert key is not None
        for id in ids:
            transaction.add(NET, key["_account"], {"NetId": id, "IpRange": "10.0.0.0/16", **common})
    emulator.close()
    return ids


@contextlib.contextmanager
def served(database: Path) -> Iterator[tuple[int, subprocess.Popen[str]]]:
    """A server on a database: its port and its process."""
    command = [sys.executable, "-m", "outscale_emulator", "serve", "--port", "0", "--db", str(database)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            yield int(process.stdout.readline()), process
        finally:
            process.terminate()


async def rate(port: int, action: str, body: Callable[[], dict[str, Any]], requests: int) -> float:
    """How many requests of an action are answered in a second."""
    began = time.perf_counter()
    await asyncio.gather(*(_send(port, action, body, requests // CONNECTIONS) for _ in range(CONNECTIONS)))
    return requests // CONNECTIONS * CONNECTIONS / (time.perf_counter() - began)


async def _send(port: int, action: str, body: Callable[[], dict[str, Any]], requests: int) -> None:
    reader, writer = await asyncio.open_connection(HOST, port)
    for _ in range(requests):
        writer.write(signed(port, action, json.dumps(body()).encode()))
        head = await reader.readuntil(b"\r\n\r\n")
        length = re.search(rb"content-length: (\d+)", head, re.IGNORECASE)
        answer = await reader.readexactly(int(length[1]) if length else 0)
        assert head.startswith(b"HTTP/1.1 200"), (head, answer)
    writer.close()


def signed(port: int, action: str, body: bytes) -> bytes:
    """A request as it goes over the wire, signed with OSC4 as osc-cli does."""
    date = time.strftime("%Y%m%dT%H%M%SZ", time.gmtime())
    scope = f"{date[:8]}/{REGION}/api/osc4_request"
    canonical = (
        f"POST\n/api/v1/{action}\n\nhost:{HOST}:{port}\nx-osc-date:{date}\n\nhost;x-osc-date\n"
        f"{hashlib.sha256(body).hexdigest()}"
    )
    text = f"OSC4-HMAC-SHA256\n{date}\n{scope}\n{hashlib.sha256(canonical.encode()).hexdigest()}"
    signature = hmac.digest(_signing_key(scope), text.encode(), "sha256").hex()
    head = (
        f"POST /api/v1/{action} HTTP/1.1\r\nHost: {HOST}:{port}\r\nContent-Type: application/json\r\nX-Osc-Date: {date}\r\n"
        f"Authorization: OSC4-HMAC-SHA256 Credential={KEY}/{scope}, SignedHeaders=host;x-osc-date,"
        f" Signature={signature}\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


@lru_cache(maxsize=2)
def _signing_key(scope: str) -> bytes:
    key = f"OSC4{SECRET_KEY}".encode()
    for part in scope.split("/"):
        key = hmac.digest(key, part.encode(), "sha256")
    return key


def resident_memory(pid: int) -> float:
    """The memory that a process occupies, in MB."""
    text = Path(f"/proc/{pid}/status").read_text()
    found = re.search(r"VmRSS:\s*(\d+) kB", text)
    assert found is not None
    return int(found[1]) / 1024


if __name__ == "__main__":
    main()
