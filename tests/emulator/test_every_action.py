"""Each of the API's actions, over a connection: it succeeds, it refuses, and a dry run changes nothing."""

from __future__ import annotations

import json
import logging
import socket
import threading
from collections.abc import AsyncIterator, Iterator, Mapping
from typing import Any

import httpx
import pytest
import uvicorn

from emulator.cases import CASES
from emulator.conftest import Client, FakeTime
from emulator.samples import samples
from emulator.stage import Stage
from openapi import response_validator
from outscale_api import Action, Field, load
from outscale_emulator import Clock, Emulator, Settings, create_app
from outscale_emulator.data.transaction import TABLES

API = load()

#: Actions that leave the data as it is although their names do not say so: a reboot is over at once.
CHANGES_NOTHING = {"RebootVms"}


@pytest.fixture(scope="module")
def emulator() -> Iterator[Emulator]:
    emulator = Emulator(Settings(clock=Clock.parse("immediate", FakeTime())))
    yield emulator
    emulator.close()


@pytest.fixture(scope="module")
def port(emulator: Emulator) -> Iterator[int]:
    """Where the emulator is served."""
    # The protocol is named so that asyncio sees that it is TCP, and sends small packets at once.
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP) as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        server = uvicorn.Server(uvicorn.Config(create_app(emulator), log_level="warning", lifespan="off"))
        thread = threading.Thread(target=server.run, args=([listener],))
        thread.start()
        yield listener.getsockname()[1]
        server.should_exit = True
        thread.join()


@pytest.fixture
async def http(emulator: Emulator, port: int) -> AsyncIterator[httpx.AsyncClient]:
    emulator.reset()
    emulator.store.use_clock(Clock.parse("immediate", emulator.time))
    url = f"http://127.0.0.1:{port}"
    async with httpx.AsyncClient(base_url=url, headers={"Host": "emulator"}) as client:
        yield client


@pytest.fixture
def stage(emulator: Emulator, api: Client, neighbour: Client, caplog: pytest.LogCaptureFixture) -> Stage:
    caplog.set_level(logging.INFO, "outscale_emulator")
    return Stage(emulator, api, neighbour, caplog)


def stored(emulator: Emulator) -> list[list[Any]]:
    """Everything but the log."""
    copy = emulator.store.copy()
    try:
        return [copy.execute(f"SELECT * FROM {table}").fetchall() for table in TABLES if table != "requests"]
    finally:
        copy.close()


def test_there_is_a_case_for_each_action() -> None:
    assert sorted(CASES) == sorted(API.action_names)
    assert len(CASES) == 170


@pytest.mark.parametrize("action", API.action_names)
async def test_it_succeeds_refuses_and_runs_dry(action: str, stage: Stage, emulator: Emulator) -> None:
    case = CASES[action]
    for name in case.first:
        await stage.made(name)
    request = await stage.filled(case.request)
    refused = request | await stage.filled(case.refused)
    client = stage.actor(case)
    before = stored(emulator)

    assert list(await client.call(action, **request, DryRun=True)) == ["ResponseContext"]
    assert stored(emulator) == before
    assert await client.refused(action, **refused) == case.code
    assert await client.refused(action, **refused, DryRun=True) == case.code
    assert stored(emulator) == before

    answer = await client.call(action, **request)
    response_validator(action).validate(answer)
    changes = API.action(action).mutates and action not in CHANGES_NOTHING
    assert (stored(emulator) != before) == changes


READS_BY_FILTER = [action for action, case in CASES.items() if "Filters" in case.request]


@pytest.mark.parametrize("action", READS_BY_FILTER)
async def test_a_filter_finds_exactly_what_it_names(action: str, stage: Stage) -> None:
    case = CASES[action]
    for name in case.first:
        await stage.made(name)
    request = await stage.filled(case.request)
    client = stage.actor(case)
    ((name, wanted),) = request["Filters"].items()

    (found,) = _listed(await client.call(action, **request))
    assert len(found) >= len(wanted)
    assert [item for item in found if json.dumps(wanted[0]) not in json.dumps(item)] == []
    (nothing,) = _listed(await client.call(action, Filters={name: [_other(wanted[0])]}))
    assert nothing == []


def _listed(answer: Mapping[str, Any]) -> list[list[Any]]:
    return [value for value in answer.values() if isinstance(value, list)]


def _other(identifier: str) -> str:
    """An identifier of the same form that nothing has."""
    prefix, dash, digits = identifier.rpartition("-")
    return f"{prefix}-{'0' * len(digits)}" if dash and len(digits) == 8 else "nothing"


def _filters(action: Action) -> list[Field]:
    """The filters that the document has for an action."""
    filters = action.request.fields.get("Filters")
    fields = filters.type.object.fields.values() if filters and filters.type.object else ()
    return [field for field in fields if not field.since]


@pytest.mark.parametrize("action", [action for action in API if _filters(action)], ids=lambda action: action.name)
async def test_every_filter_is_known(action: Action, api: Client) -> None:
    for field in _filters(action):
        for value in samples(field.type):
            answer = await api.call(action.name, Filters={field.name: value})
            response_validator(action.name).validate(answer)
