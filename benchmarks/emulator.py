"""How many requests the emulator answers in a second, and what memory it takes: `python -m benchmarks.emulator`.

A real server in a process of its own, and here a client that signs each request, on connections that are kept alive. Both
share the machine. Each line is one number of stored objects, so that the lines show the growth. The server's own time for
a request says most where other things run on the machine.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import hashlib
import hmac
import itertools
import json
import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from outscale_emulator import SECRET_KEY, Emulator, Settings
from outscale_emulator.data.kind import Kind
from outscale_emulator.data.kinds import ACCESS_KEY, NET, SECURITY_GROUP, SNAPSHOT, VOLUME
from outscale_emulator.data.settings import ACCESS_KEY as KEY
from outscale_emulator.data.settings import DEFAULT_SEED

REGION = "eu-west-2"
HOST = "127.0.0.1"
CONNECTIONS = 8

#: What is stored, in equal parts: objects of these kinds, each with its action that reads it by its identifier.
STORED: Mapping[str, tuple[Kind, Mapping[str, Any]]] = {
    "ReadNets": (
        NET,
        {"DhcpOptionsSetId": "dopt-00000000", "IpRange": "10.0.0.0/16", "State": "available", "Tenancy": "default"},
    ),
    "ReadSecurityGroups": (
        SECURITY_GROUP,
        {
            "AccountId": "100000000001",
            "Description": "for benchmarks",
            "InboundRules": [
                {"FromPortRange": port, "IpProtocol": "tcp", "IpRanges": ["10.0.0.0/8"], "ToPortRange": port}
                for port in (22, 80, 443)
            ],
            "NetId": "vpc-00000000",
            "OutboundRules": [],
            "SecurityGroupName": "web",
        },
    ),
    "ReadSnapshots": (
        SNAPSHOT,
        {
            "AccountId": "100000000001",
            "CreationDate": "2022-01-01T00:00:00.000Z",
            "Description": "",
            "PermissionsToCreateVolume": {"AccountIds": [], "GlobalPermission": False},
            "Progress": 100,
            "State": "completed",
            "VolumeId": "vol-00000000",
            "VolumeSize": 10,
        },
    ),
    "ReadVolumes": (
        VOLUME,
        {
            "CreationDate": "2022-01-01T00:00:00.000Z",
            "LinkedVolumes": [],
            "Size": 10,
            "State": "available",
            "SubregionName": "eu-west-2a",
            "VolumeType": "standard",
        },
    ),
}


@dataclass(frozen=True)
class Rate:
    """Requests in a second, and the seconds of processor time that the server spends on one."""

    requests: float
    work: float


@dataclass(frozen=True)
class Figures:
    """What was measured with so many objects in the database. `memory` is the greatest that the server had, in MB, until then,
    and `memory_after_lists` once everything was listed, a kind in one answer."""

    objects: int
    reads: Rate
    writes: Rate
    memory: float
    memory_after_lists: float = 0


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("objects", type=int, nargs="*", default=[1_000, 50_000], help="numbers of stored objects")
    parser.add_argument("--requests", type=int, default=6_000, help="requests of each kind (default: %(default)s)")
    arguments = parser.parse_args()
    print(f"{'objects':>8} {'reads/s':>8} {'ms each':>8} {'writes/s':>8} {'ms each':>8} {'memory':>9} {'listing':>9}")
    for objects in arguments.objects:
        figures = measure(objects, arguments.requests)
        rates = " ".join(f"{rate.requests:8.0f} {rate.work * 1000:8.2f}" for rate in (figures.reads, figures.writes))
        print(f"{figures.objects:8} {rates} {figures.memory:6.0f} MB {figures.memory_after_lists:6.0f} MB", flush=True)


def measure(objects: int, requests: int) -> Figures:
    """Serves a database of so many objects, reads single ones by their identifiers, and changes them."""
    with tempfile.TemporaryDirectory() as folder:
        options = {"database": f"{folder}/emulator.db", "seed": _generous_seed(Path(folder))}
        reads = itertools.cycle(fill(Settings(**options), objects))
        with served(**options) as server:

            async def read(connection: Connection) -> None:
                action, filter, id = next(reads)
                await connection.call(action, {"Filters": {filter: [id]}})

            figures = Figures(
                objects,
                reads=asyncio.run(rate(server, read, requests)),
                writes=asyncio.run(rate(server, _write, requests // len(WRITES), len(WRITES))),
                memory=server.memory,
            )
            asyncio.run(_list(server))
            return replace(figures, memory_after_lists=server.memory)


#: What is done to a volume, one after the other.
WRITES = ("CreateVolume", "CreateTags", "UpdateVolume", "DeleteVolume")


async def _write(connection: Connection) -> None:
    answer = await connection.call("CreateVolume", {"Size": 10, "SubregionName": "eu-west-2a", "VolumeType": "gp2"})
    id = answer["Volume"]["VolumeId"]
    await connection.call("CreateTags", {"ResourceIds": [id], "Tags": [{"Key": "name", "Value": "benchmark"}]})
    await connection.call("UpdateVolume", {"VolumeId": id, "Size": 20})
    await connection.call("DeleteVolume", {"VolumeId": id})


async def _list(server: Server) -> None:
    async with Connection.open(server.port) as connection:
        for action in STORED:
            await connection.call(action, {})


def _generous_seed(folder: Path) -> Path:
    """The default seed with quotas that are reached by nothing, and looked at all the same."""
    seed = json.loads(DEFAULT_SEED.read_text())
    seed["quotas"] = [{**quota, "MaxValue": 10**9} for quota in seed["quotas"]]
    path = folder / "seed.json"
    path.write_text(json.dumps(seed))
    return path


def fill(settings: Settings, objects: int) -> list[tuple[str, str, str]]:
    """Stores so many objects of the default account. Gives the action, the filter and the identifier that find each."""
    emulator = Emulator(settings)
    found = []
    with emulator.store.transaction(writes=True) as transaction:
        key = transaction.get(ACCESS_KEY, KEY)
        assert key is not None
        for number in range(objects // len(STORED)):
            for action, (kind, body) in STORED.items():
                id = f"{kind.prefix}-{number:08x}"
                transaction.add(kind, key["_account"], {kind.id: id, "Tags": [], **body})
                found.append((action, f"{kind.id}s", id))
    emulator.close()
    return found


@dataclass(frozen=True)
class Server:
    """A running server."""

    port: int
    process: subprocess.Popen[str]

    @property
    def work(self) -> float:
        """The processor time that it has taken, in seconds."""
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    @property
    def memory(self) -> float:
        """The greatest memory that it has occupied, in MB."""
        return _megabytes(self.process.pid, "VmHWM")


@contextlib.contextmanager
def served(database: str, seed: Path) -> Iterator[Server]:
    """A server on a database."""
    options = ["--port", "0", "--db", database, "--seed", str(seed)]
    command = [sys.executable, "-m", "outscale_emulator", "serve", *options]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as process:
        assert process.stdout is not None
        try:
            yield Server(int(process.stdout.readline()), process)
        finally:
            process.terminate()


async def rate(server: Server, job: Callable[[Connection], Awaitable[None]], jobs: int, requests: int = 1) -> Rate:
    """How often a job is done in a second, on several connections at once, in requests. A job makes so many."""
    left = iter(range(jobs))

    async def work() -> None:
        async with Connection.open(server.port) as connection:
            for _ in left:
                await job(connection)

    async with Connection.open(server.port) as connection:
        await job(connection)  # Whatever is done once only.
    began, spent = time.perf_counter(), server.work
    await asyncio.gather(*(work() for _ in range(CONNECTIONS)))
    done = jobs * requests
    return Rate(done / (time.perf_counter() - began), (server.work - spent) / done)


class Connection:
    """A connection that stays open, with one request at a time."""

    def __init__(self, port: int, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._port = port
        self._reader = reader
        self._writer = writer

    @classmethod
    @contextlib.asynccontextmanager
    async def open(cls, port: int) -> AsyncIterator[Connection]:
        reader, writer = await asyncio.open_connection(HOST, port)
        yield cls(port, reader, writer)
        writer.close()

    async def call(self, action: str, body: Mapping[str, Any]) -> dict[str, Any]:
        """The answer to a request, which must not be refused."""
        self._writer.write(signed(self._port, action, json.dumps(body).encode()))
        head = await self._reader.readuntil(b"\r\n\r\n")
        length = re.search(rb"content-length: (\d+)", head, re.IGNORECASE)
        content = await self._reader.readexactly(int(length[1]) if length else 0)
        assert head.startswith(b"HTTP/1.1 200"), (head, content)
        answer: dict[str, Any] = json.loads(content)
        return answer


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
    return _megabytes(pid, "VmRSS")


def _megabytes(pid: int, name: str) -> float:
    text = Path(f"/proc/{pid}/status").read_text()
    found = re.search(rf"{name}:\s*(\d+) kB", text)
    assert found is not None
    return int(found[1]) / 1024


if __name__ == "__main__":
    main()
