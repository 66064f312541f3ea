"""How long the provider takes from its launch to the printed port, beside what it cannot do without: `import grpc.aio`."""

from __future__ import annotations

import asyncio
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import grpc.aio

from benchmarks.requests import CONFIGURATION, check_request
from outscale_provider.protos import provider_pb2, provider_pb2_grpc
from outscale_provider.wire import encode

RUNS = 11
PROVIDER = [sys.executable, "-m", "outscale_provider"]


@dataclass(frozen=True)
class Startup:
    """Medians, in seconds."""

    grpc: float
    port: float
    first_check: float

    @property
    def ratio(self) -> float:
        return self.port / self.grpc


def measure() -> Startup:
    """Takes turns, so that whatever else the machine does strikes all alike."""
    times = [(_import_grpc(), *asyncio.run(_launch())) for _ in range(RUNS)]
    return Startup(*(statistics.median(column) for column in zip(*times, strict=True)))


def _import_grpc() -> float:
    began = time.perf_counter()
    subprocess.run([sys.executable, "-c", "import grpc.aio"], check=True)
    return time.perf_counter() - began


async def _launch() -> tuple[float, float]:
    began = time.perf_counter()
    with launched() as (port, _):
        printed = time.perf_counter() - began
        async with grpc.aio.insecure_channel(f"127.0.0.1:{port}") as channel:
            stub = provider_pb2_grpc.ResourceProviderStub(channel)
            await stub.Configure(provider_pb2.ConfigureRequest(args=encode(CONFIGURATION)))
            await stub.Check(check_request(0))
        return printed, time.perf_counter() - began


@contextmanager
def launched() -> Iterator[tuple[int, int]]:
    """A provider in a process of its own: its port and the process's number."""
    with subprocess.Popen(PROVIDER, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            yield int(process.stdout.readline()), process.pid
        finally:
            process.terminate()
