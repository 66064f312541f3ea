"""The emulator over HTTP: the paths, methods and headers of the real API (api-behaviour.md section 1)."""

from __future__ import annotations

import re
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

import msgspec
from starlette.applications import Starlette
from starlette.requests import Request as HttpRequest
from starlette.responses import Response
from starlette.routing import Route

from outscale_emulator.dispatch import Answer, Emulator, Request

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

_encode = msgspec.json.Encoder().encode
_SLASHES = re.compile("/{2,}")
_OPTIONS_HEADERS = {
    "Access-Control-Allow-Methods": "GET,OPTIONS,POST",
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Max-Age": "86400",
}


def create_app(emulator: Emulator) -> Starlette:
    """The ASGI application that answers for an emulator, and closes it at the end."""

    async def act(http: HttpRequest) -> Response:
        # Clients differ in whether they sign the slashes that they send double (api-behaviour.md section 10).
        request = Request(
            action=http.path_params["action"],
            path=_SLASHES.sub("/", http.url.path),
            body=await http.body(),
            headers=http.headers,
            source_ip=http.client.host if http.client else "127.0.0.1",
        )
        return _respond(emulator.answer(request))

    async def refuse_method(http: HttpRequest) -> Response:
        name = http.path_params["action"]
        return _respond(emulator.refuse(f"CallName '{name}' : unsupported method '{http.method}'", name))

    async def options(http: HttpRequest) -> Response:
        return Response(status_code=204, headers=_OPTIONS_HEADERS)

    async def versions(_: HttpRequest) -> Response:
        return _json(200, {"Versions": [f"v{emulator.api.version}"]})

    async def actions(_: HttpRequest) -> Response:
        major, minor = emulator.api.version.split(".")
        return _json(200, {"Version": major, "Minor": minor, "Calls": list(emulator.api.action_names)})

    async def health(_: HttpRequest) -> Response:
        return _json(200, {"Status": "ok"})

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        yield
        emulator.close()

    version = "{version:path}"
    return Starlette(
        lifespan=lifespan,
        routes=[
            Route(f"/api/{version}/{{action}}", act, methods=["POST"]),
            Route(f"/api/{version}/{{action}}", options, methods=["OPTIONS"]),
            Route(f"/api/{version}/{{action}}", refuse_method, methods=["GET", "PUT", "PATCH", "DELETE"]),
            Route(f"/api/{version}", actions, methods=["POST"]),
            Route("/api", versions, methods=["POST"]),
            Route("/health", health),
        ],
    )


def _respond(answer: Answer) -> Response:
    return _json(answer.status, answer.body)


def _json(status: int, body: object) -> Response:
    headers = {"Access-Control-Allow-Origin": "*"}
    return Response(_encode(body), status, headers, media_type="application/json")
