"""The emulator as a server on a port."""

from __future__ import annotations

from typing import TYPE_CHECKING

from outscale_emulator.http import CLOSE

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Receive, Scope, Send


class Closing:
    """Lends each request the function that closes its connection (`http.CLOSE`), as far as uvicorn serves it."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        # Uvicorn has no way to do this; `send` is a method of what holds the connection.
        cycle = getattr(send, "__self__", None)
        if scope["type"] == "http" and cycle is not None:
            scope.setdefault("extensions", {})[CLOSE] = cycle.transport.abort
        await self._app(scope, receive, send)
