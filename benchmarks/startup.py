"""How long the provider takes from its launch to the printed port, beside what it cannot do without: `import grpc.aio`."""

from __future__ import annotations

import asyncio
import platform
import statistics
import subprocess
import sys
import tarfile
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

import grpc.aio

from benchmarks.requests import CONFIGURATION, check_request
from benchmarks.stack import ROOT
from outscale_provider.protos import provider_pb2, provider_pb2_grpc
from outscale_provider.version import VERSION
from outscale_provider.wire import encode

RUNS = 11
PROVIDER = [sys.executable, "-m", "outscale_provider"]


@dataclass(frozen=True)
class Startup:
    """Medians, in seconds."""

    grpc: float
    port: float
    first_check: float
    archive_port: float | None = None
    """Of the executable in the archive of dist/, where one was made; so the next."""
    archive_first_check: float | None = None

    @property
    def ratio(self) -> float:
        return self.port / self.grpc


def measure() -> Startup:
    """Takes turns, so that whatever else the machine does strikes all alike."""
    with unpacked() as archive:
        programs = [PROVIDER, *archive]
        times = [(_import_grpc(), *(each for program in programs for each in _times(program))) for _ in range(RUNS)]
    medians = [statistics.median(column) for column in zip(*times, strict=True)]
    return Startup(*medians)


@contextmanager
def unpacked() -> Iterator[list[list[str]]]:
    """The command of the archive's executable, or none where no archive was made."""
    name = f"pulumi-resource-outscale-native-v{VERSION}-{platform.system().lower()}-*.tar.gz"
    archives = list((ROOT / "dist").glob(name))
    with tempfile.TemporaryDirectory() as folder:
        for archive in archives:
            with tarfile.open(archive) as tar:
                tar.extractall(folder, filter="data")
        yield [[f"{folder}/pulumi-resource-outscale-native"]] if archives else []


def _import_grpc() -> float:
    began = time.perf_counter()
    subprocess.run([sys.executable, "-c", "import grpc.aio"], check=True)
    return time.perf_counter() - began


def _times(program: Sequence[str]) -> tuple[float, float]:
    return asyncio.run(_launch(program))


async def _launch(program: Sequence[str]) -> tuple[float, float]:
    began = time.perf_counter()
    with launched(program) as (port, _):
        printed = time.perf_counter() - began
        async with grpc.aio.insecure_channel(f"127.0.0.1:{port}") as channel:
            stub = provider_pb2_grpc.ResourceProviderStub(channel)
            await stub.Configure(provider_pb2.ConfigureRequest(args=encode(CONFIGURATION)))
            await stub.Check(check_request(0))
        return printed, time.perf_counter() - began


@contextmanager
def launched(program: Sequence[str] = PROVIDER) -> Iterator[tuple[int, int]]:
    """A provider in a process of its own: its port and the process's number."""
    with subprocess.Popen(program, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            yield int(process.stdout.readline()), process.pid
        finally:
            process.terminate()
