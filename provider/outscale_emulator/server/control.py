"""Steers a running emulator, under /control. Off unless asked for: it asks nobody who they are.

    GET  /control                            what is in force: clock, time, faults, era, copies
    POST /control/clock    {"Clock": TEXT}   how transient states pass from now on (`Clock.parse`)
    POST /control/advance  {"Seconds": S}    moves the time of the objects forward; that of signatures stays
    POST /control/faults   {"Faults": TEXT}  what goes wrong from now on (`Faults.parse`); "" for nothing
    POST /control/reset                      deletes everything and fills the database from the seed again
    POST /control/copies/NAME                keeps a copy of the data, in the memory of this process
    POST /control/copies/NAME/restore        puts a copy in the place of the data
    DELETE /control/copies/NAME              forgets a copy

Each answers what is in force then; 400 or 404 with {"Error": TEXT} where a request makes no sense.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import msgspec
from starlette.responses import Response
from starlette.routing import Mount, Route

from outscale_emulator.data.states import Clock
from outscale_emulator.requests.faults import Faults
from outscale_emulator.requests.request import parsed

if TYPE_CHECKING:
    import sqlite3

    from starlette.requests import Request

    from outscale_emulator.requests.emulator import Emulator

Steer = Callable[["Request"], Awaitable[None]]


class Control:
    """What can be done to an emulator while it runs."""

    def __init__(self, emulator: Emulator) -> None:
        self._emulator = emulator
        self._faults = emulator.settings.faults
        self._copies: dict[str, sqlite3.Connection] = {}

    @property
    def routes(self) -> Mount:
        async def look(_: Request) -> None:
            pass

        return Mount(
            "/control",
            routes=[
                self._route("/", look, "GET"),
                self._route("/clock", self._use_clock),
                self._route("/advance", self._advance),
                self._route("/faults", self._use_faults),
                self._route("/reset", self._reset),
                self._route("/copies/{name}", self._copy),
                self._route("/copies/{name}", self._forget, "DELETE"),
                self._route("/copies/{name}/restore", self._restore),
            ],
        )

    def _route(self, path: str, steer: Steer, method: str = "POST") -> Route:
        async def answer(request: Request) -> Response:
            try:
                await steer(request)
            except (ValueError, msgspec.DecodeError) as error:
                return _json({"Error": str(error)}, 400)
            except KeyError as error:
                return _json({"Error": f"There is no copy {error}."}, 404)
            return _json(self._in_force())

        return Route(path, answer, methods=[method])

    def _in_force(self) -> dict[str, Any]:
        emulator = self._emulator
        return {
            "Clock": str(emulator.store.clock),
            "Copies": list(self._copies),
            "Era": emulator.settings.era,
            "Faults": self._faults,
            "Time": emulator.time(),
        }

    async def _use_clock(self, request: Request) -> None:
        clock = Clock.parse(await _parameter(request, "Clock", str))
        self._emulator.store.use_clock(replace(clock, now=self._emulator.time))

    async def _advance(self, request: Request) -> None:
        self._emulator.time.advance(await _parameter(request, "Seconds", (int, float)))

    async def _use_faults(self, request: Request) -> None:
        text = await _parameter(request, "Faults", str)
        self._emulator.faults = Faults.parse(text)
        self._faults = text

    async def _reset(self, _: Request) -> None:
        self._emulator.reset()

    async def _copy(self, request: Request) -> None:
        self._copies[request.path_params["name"]] = self._emulator.store.copy()

    async def _restore(self, request: Request) -> None:
        self._emulator.store.replace(self._copies[request.path_params["name"]])

    async def _forget(self, request: Request) -> None:
        self._copies.pop(request.path_params["name"]).close()


async def _parameter(request: Request, name: str, type: type[Any] | tuple[type[Any], ...]) -> Any:
    """The one parameter of a request. Raises ValueError where it is something else."""
    body = parsed(await request.body())
    if not isinstance(body, dict) or list(body) != [name] or not isinstance(body[name], type):
        raise ValueError(f"expected a JSON object with {name} alone")
    return body[name]


def _json(body: dict[str, Any], status: int = 200) -> Response:
    return Response(msgspec.json.encode(body), status, media_type="application/json")
