"""An emulator and what goes wrong with it: carries requests out, or fails them as its faults say."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from outscale_api import codes
from outscale_emulator.requests.emulator import Answer, Emulator

if TYPE_CHECKING:
    from outscale_emulator.requests.faults import Fault
    from outscale_emulator.requests.request import Request

#: What the proxy in front of the API says where the API does not answer.
PROXY_PAGES = {"502": "Bad Gateway", "504": "Gateway Time-out"}


class ConnectionCut(Exception):
    """The connection is to be closed without an answer."""


async def respond(emulator: Emulator, request: Request) -> Answer:
    """The answer to a request, wrong or late where a fault strikes it. Raises ConnectionCut where there is none."""
    faults = emulator.faults.strike(request.action)
    if not faults:
        return emulator.answer(request)
    values = {fault.kind: fault.value for fault in faults}
    try:
        return _fail(emulator, request, faults[-1], back=int(values.get("stale", 0)))
    finally:
        await asyncio.sleep(values.get("delay", 0))


def _fail(emulator: Emulator, request: Request, fault: Fault, back: int) -> Answer:
    match fault.kind:
        case "throttle":
            return emulator.refuse("Request rate exceeded.", emulator.era.throttled)
        case "500":
            return emulator.refuse("An internal error occurred.", codes.INTERNAL_ERROR)
        case "502":
            return _proxy_page(fault.kind)
        case "504":
            emulator.answer(request)
            return _proxy_page(fault.kind)
        case "cut":
            raise ConnectionCut
        case "lost":
            emulator.answer(request)
            raise ConnectionCut
        case _:
            return emulator.answer(request, back)


def _proxy_page(status: str) -> Answer:
    title = f"{status} {PROXY_PAGES[status]}"
    page = f"<html><head><title>{title}</title></head><body><h1>{title}</h1></body></html>"
    return Answer(status=int(status), content=page.encode(), media_type="text/html")
