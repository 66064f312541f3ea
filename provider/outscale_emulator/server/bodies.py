"""The bodies of requests as they arrive: how large they may be."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from starlette.responses import HTMLResponse

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

MAX_BODY_BYTES = 1_000_000

TOO_LARGE = "413 Request Entity Too Large"


class _TooLarge(Exception):
    """A body that is larger than any request needs."""


class WholeBodies:
    """Hands requests on once their bodies are whole. Refuses those that are too large before they are read.

    As with the other refusals of the proxy in front of the real API, what says so is a page.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        try:
            body = await _read(scope["headers"], receive)
        except _TooLarge:
            page = f"<html><head><title>{TOO_LARGE}</title></head><body><h1>{TOO_LARGE}</h1></body></html>"
            await HTMLResponse(page, 413)(scope, receive, send)
            return
        if body is not None:
            await self._app(scope, _replayed(body, receive), send)


async def _read(headers: Iterable[tuple[bytes, bytes]], receive: Receive) -> bytes | None:
    """The body of a request, None where the client has gone. Raises _TooLarge."""
    declared = next((value for name, value in headers if name == b"content-length"), b"")
    if declared.isdigit() and int(declared) > MAX_BODY_BYTES:
        raise _TooLarge
    body = bytearray()
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            return None
        body += message.get("body", b"")
        if len(body) > MAX_BODY_BYTES:
            raise _TooLarge
        if not message.get("more_body", False):
            return bytes(body)


def _replayed(body: bytes, receive: Receive) -> Receive:
    """What hands the body out once, and then what the connection has to say."""
    first: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def next_message() -> Message:
        return first.pop() if first else await receive()

    return next_message
