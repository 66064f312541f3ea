"""What Check and Diff of a Vm with 40 properties add to an empty call over the same channel, and the memory that stays."""

from __future__ import annotations

import asyncio
import statistics
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

import grpc.aio
from google.protobuf import empty_pb2

from benchmarks.emulator import resident_memory
from benchmarks.requests import CONFIGURATION, check_request, diff_request
from benchmarks.startup import launched
from outscale_provider.protos import provider_pb2, provider_pb2_grpc
from outscale_provider.wire import encode

#: Calls of each kind in a turn, and turns. A first part of the resources and all of them show how the time grows.
TURN, TURNS = 100, 20
RESOURCES = 10_000


@dataclass(frozen=True)
class Verbs:
    """Milliseconds a call: medians over turns. `growth` is the time of the last tenth of the resources over the first."""

    empty: float
    check: float
    check_new: float
    diff: float
    growth: float
    memory: float

    @property
    def check_adds(self) -> float:
        return self.check - self.empty

    @property
    def check_new_adds(self) -> float:
        return self.check_new - self.empty

    @property
    def diff_adds(self) -> float:
        return self.diff - self.empty


def measure(resources: int = RESOURCES) -> Verbs:
    return asyncio.run(_measure(resources))


async def _measure(resources: int) -> Verbs:
    with launched() as (port, pid):
        async with grpc.aio.insecure_channel(f"127.0.0.1:{port}") as channel:
            stub = provider_pb2_grpc.ResourceProviderStub(channel)
            await stub.Configure(provider_pb2.ConfigureRequest(args=encode(CONFIGURATION)))
            check, new, diff = check_request(0), check_request(0, is_new=True), diff_request(0)
            plugin = empty_pb2.Empty()
            turns = [
                (
                    await _milliseconds(TURN, stub.GetPluginInfo, lambda _: plugin),
                    await _milliseconds(TURN, stub.Check, lambda _: check),
                    await _milliseconds(TURN, stub.Check, lambda _: new),
                    await _milliseconds(TURN, stub.Diff, lambda _: diff),
                )
                for _ in range(TURNS)
            ]
            tenths = [await _handle(stub, start, resources // 10) for start in range(0, resources, resources // 10)]
            empty, checking, checking_new, diffing = (statistics.median(column) for column in zip(*turns, strict=True))
            return Verbs(empty, checking, checking_new, diffing, tenths[-1] / tenths[0], resident_memory(pid))


async def _handle(stub: Any, start: int, amount: int) -> float:
    """Checks and compares as many resources as an engine would do one after the other."""
    checking = await _milliseconds(amount, stub.Check, lambda number: check_request(start + number))
    return checking + await _milliseconds(amount, stub.Diff, lambda number: diff_request(start + number))


async def _milliseconds(amount: int, call: Callable[[Any], Awaitable[Any]], request: Callable[[int], Any]) -> float:
    """The time of one call. The requests are made before the clock runs."""
    requests = [request(number) for number in range(amount)]
    began = time.perf_counter()
    for message in requests:
        await call(message)
    return (time.perf_counter() - began) / amount * 1000
