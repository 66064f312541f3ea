"""What the engine shows to the user while an operation runs. Each message goes through the mask of secrets."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable
from typing import Any

import grpc

from outscale_provider.masking import Masker
from outscale_provider.protos import engine_pb2, engine_pb2_grpc

INFO, DEBUG, WARNING = engine_pb2.INFO, engine_pb2.DEBUG, engine_pb2.WARNING

#: How long the end waits for what was said last to arrive, in seconds.
FLUSH_TIMEOUT = 1.0


class EngineLog:
    """The engine's log. `address` is the engine's, "" while it is not known: what is said then is lost."""

    def __init__(self, masker: Masker, address: str = "") -> None:
        self._masker = masker
        self._engine: Any = None
        self._address = ""
        #: Messages on their way. Kept, or they might be collected before they arrive.
        self._sending: set[asyncio.Task[None]] = set()
        #: One message after the other, or they would arrive in any order.
        self._turn = asyncio.Lock()
        self.connect(address)

    def connect(self, address: str) -> None:
        if address and address != self._address:
            self._address = address
            self._engine = engine_pb2_grpc.EngineStub(grpc.aio.insecure_channel(address))

    def sayer(self, urn: str, severity: Any = INFO) -> Callable[[str], None]:
        """What says something of one resource; of none where `urn` is ""."""
        return lambda message: self.say(message, severity, urn)

    def say(self, message: str, severity: Any, urn: str = "") -> None:
        """Sends a message, without waiting for it: what is said must not hold up what is done."""
        if self._engine:
            request = engine_pb2.LogRequest(severity=severity, message=self._masker.masked(message), urn=urn)
            task = asyncio.create_task(self._send(request))
            self._sending.add(task)
            task.add_done_callback(self._sending.discard)

    async def flush(self) -> None:
        """Waits for what was said last to arrive. Only short: the engine waits."""
        if self._sending:
            await asyncio.wait(self._sending, timeout=FLUSH_TIMEOUT)

    async def _send(self, request: Any) -> None:
        # An engine that has ended hears nothing.
        with contextlib.suppress(grpc.aio.AioRpcError):
            async with self._turn:
                await self._engine.Log(request)
