"""The emulator for httpx in the same process, where a connection that is cut looks as it would over a network."""

from __future__ import annotations

import httpx

from outscale_emulator.requests.emulator import Emulator
from outscale_emulator.server.app import create_app
from outscale_emulator.server.fault_injection import ConnectionCut


class InProcess(httpx.AsyncBaseTransport):
    """Takes requests to an emulator without a network. The emulator is left open at the end."""

    def __init__(self, emulator: Emulator) -> None:
        self._transport = httpx.ASGITransport(create_app(emulator))

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        try:
            return await self._transport.handle_async_request(request)
        except ConnectionCut as cut:
            raise httpx.RemoteProtocolError("Server disconnected without sending a response.", request=request) from cut
