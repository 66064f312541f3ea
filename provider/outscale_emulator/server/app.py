"""The emulator over HTTP: the paths, methods and headers of the real API (api-behaviour.md section 1)."""

from __future__ import annotations

import re
import time
from collections.abc import Sequence
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

import msgspec
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request as HttpRequest
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from outscale_api import codes
from outscale_emulator.data.files import UnusableFile
from outscale_emulator.requests.emulator import Answer, Emulator
from outscale_emulator.requests.request import Request
from outscale_emulator.server.bodies import WholeBodies
from outscale_emulator.server.closing import CLOSE
from outscale_emulator.server.dating import Dated
from outscale_emulator.server.fault_injection import ConnectionCut, respond
from outscale_emulator.server.request_lines import Exchange, Observer

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from starlette.types import ASGIApp, Receive, Scope, Send


#: Answers to every method, so that what the API does not take is refused in its own words.
ANY_METHOD = ["GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE"]

HEADERS = {"Server": "nginx", "Access-Control-Allow-Origin": "*"}
OPTIONS_HEADERS = {
    **HEADERS,
    "Access-Control-Allow-Methods": "GET,OPTIONS,POST",
    "Access-Control-Max-Age": "86400",
}

_encode = msgspec.json.Encoder().encode
_SLASHES = re.compile("/{2,}")
_VERSION = re.compile(r"latest|v1(\.\d+)?", re.IGNORECASE)


def create_app(
    emulator: Emulator, *, routes: Sequence[BaseRoute] = (), observers: Sequence[Observer] = ()
) -> Starlette:
    """The ASGI application that answers for an emulator, and closes it at the end.

    `routes` are what it has beside the API, such as those of `Control` and `Page`. `observers` are told about each request for
    an action.
    """

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        yield
        emulator.close()

    endpoints = _Endpoints(emulator, observers)
    return Starlette(
        lifespan=lifespan,
        exception_handlers={
            Exception: endpoints.failed,
            UnusableFile: endpoints.unusable,
            405: endpoints.no_method,
        },
        middleware=[
            Middleware(Dated, now=emulator.settings.clock.now),
            Middleware(WholeBodies),
            Middleware(_SingleSlashes),
        ],
        routes=[
            Route("/api/{version}/{action}", endpoints.act, methods=ANY_METHOD),
            Route("/api/{version}", endpoints.actions, methods=["POST"]),
            Route("/api", endpoints.versions, methods=["POST"]),
            Route("/health", endpoints.health),
            *routes,
            Route("/{path:path}", endpoints.no_action, methods=ANY_METHOD),
        ],
    )


class _Endpoints:
    """What answers at each path."""

    def __init__(self, emulator: Emulator, observers: Sequence[Observer]) -> None:
        self._emulator = emulator
        self._observers = observers

    async def act(self, http: HttpRequest) -> Response:
        if http.method == "OPTIONS":
            return Response(status_code=204, headers=OPTIONS_HEADERS)
        if not _VERSION.fullmatch(http.path_params["version"]):
            return await self.no_action(http)
        if http.method != "POST":
            name = http.path_params["action"]
            return _respond(self._emulator.refuse(f"CallName '{name}' : unsupported method '{http.method}'"))
        answer = await self._answer(await _request(http))
        return _respond(answer) if answer else _Cut()

    async def _answer(self, request: Request) -> Answer | None:
        """The answer to a request, None where the connection is to be cut."""
        began, counted = time.time(), time.perf_counter()
        try:
            answer = await respond(self._emulator, request)
        except ConnectionCut:
            answer = None
        exchange = Exchange(request, answer, began, time.perf_counter() - counted)
        for observe in self._observers:
            observe(exchange)
        return answer

    async def versions(self, _: HttpRequest) -> Response:
        return _json({"Versions": [f"v{self._emulator.era.version}"]})

    async def actions(self, http: HttpRequest) -> Response:
        if not _VERSION.fullmatch(http.path_params["version"]):
            return await self.no_action(http)
        major, minor = self._emulator.era.version.split(".")
        return _json({"Version": major, "Minor": minor, "Calls": self._emulator.action_names})

    async def health(self, _: HttpRequest) -> Response:
        return _json({"Status": "ok"})

    async def failed(self, _: HttpRequest, __: Exception) -> Response:
        """The answer where the emulator itself has a defect. The server still sees the exception, and logs it."""
        return _respond(self._emulator.refuse("The emulator failed. Its log says why.", codes.INTERNAL_ERROR))

    async def unusable(self, _: HttpRequest, error: Exception) -> Response:
        """The answer where a file of the emulator can't be used."""
        return _respond(self._emulator.refuse(str(error), codes.INTERNAL_ERROR))

    async def no_method(self, http: HttpRequest, _: Exception) -> Response:
        """The answer to a method that HTTP does not have, or has not had for long."""
        return await (self.act(http) if "action" in http.path_params else self.no_action(http))

    async def no_action(self, http: HttpRequest) -> Response:
        details = f"There is no action at '{http.url.path}' for the method '{http.method}'."
        return _respond(self._emulator.refuse(details))


class _SingleSlashes:
    """Takes repeated slashes of a path for one: osc-cli sends `//api/latest` and signs one slash (section 10)."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and "//" in scope["path"]:
            scope = {**scope, "path": _SLASHES.sub("/", scope["path"])}
        await self._app(scope, receive, send)


class _Cut(Response):
    """No answer: the connection is closed. Where there is none, ConnectionCut tells that there would be."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        close = scope.get("extensions", {}).get(CLOSE)
        if close is None:
            raise ConnectionCut
        close()
        # The server counts the request as answered once it has seen the connection end.
        while (await receive())["type"] != "http.disconnect":
            pass


async def _request(http: HttpRequest) -> Request:
    return Request(
        action=http.path_params["action"],
        path=http.scope["path"],
        body=await http.body(),
        # A plain dictionary: the view that Starlette has of the headers looks each name up from the start.
        headers={name.decode("latin-1"): value.decode("latin-1") for name, value in http.scope["headers"]},
        source_ip=http.client.host if http.client else "127.0.0.1",
    )


def _respond(answer: Answer) -> Response:
    return Response(answer.content, answer.status, HEADERS, media_type=answer.media_type)


def _json(body: object) -> Response:
    return Response(_encode(body), headers=HEADERS, media_type="application/json")
