"""The connections of the server: how long a request may take to arrive, and how one is cut."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

from outscale_emulator.server.closing import CLOSE

if TYPE_CHECKING:
    from asyncio import Transport

    from starlette.types import ASGIApp, Receive, Scope, Send

#: How long a request, head and body, may take to arrive, in seconds.
ARRIVAL_SECONDS = 15


class Connection(H11Protocol):
    """A connection that ends where a request does not arrive in time."""

    _deadline: asyncio.TimerHandle | None = None

    def connection_made(self, transport: Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._watch()

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        self._watch()

    def connection_lost(self, exc: Exception | None) -> None:
        super().connection_lost(exc)
        self._stop_watching()

    def _watch(self) -> None:
        """Gives the request that is arriving its time, and the one that has arrived all the time that it takes."""
        if self.conn.their_state not in (h11.IDLE, h11.SEND_BODY):
            self._stop_watching()
        elif self._deadline is None:
            self._deadline = self.loop.call_later(ARRIVAL_SECONDS, self.transport.abort)

    def _stop_watching(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None


class Closing:
    """Lends each request the function that closes its connection (`CLOSE`), as far as uvicorn serves it.

    A request that is still under way when the server ends loses its connection.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        # Uvicorn has no way to do this; `send` is a method of what holds the connection.
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        close = scope.setdefault("extensions", {})[CLOSE] = send.__self__.transport.abort  # type: ignore[attr-defined]
        try:
            await self._app(scope, receive, send)
        except asyncio.CancelledError:
            close()
            # Uvicorn says nothing of a request whose client has gone, once it has seen that.
            await asyncio.sleep(0)
