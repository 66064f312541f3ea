"""Each field that today's API answers is filled by some answer of the emulator, or a known gap with its reason."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pytest
import yaml

from emulator.cases import CASES, Case
from emulator.conftest import Client, FakeTime
from emulator.scenes import PREPARATIONS, SCENES, Step
from emulator.stage import Stage
from outscale_api import ObjectType, load
from outscale_emulator import Clock, Emulator, InProcess, Settings
from outscale_emulator.data.states import MovableTime
from outscale_emulator.rules.eras import TODAY

API = load()

#: The fields that no answer fills, each with its reason.
GAPS: Mapping[str, str] = yaml.safe_load((Path(__file__).parent / "unfilled_fields.yaml").read_text())

EMPTY = ("", [], {})


class Recording(InProcess):
    """Takes requests to an emulator and notes which fields its answers fill, as `Type.Field`."""

    def __init__(self, emulator: Emulator) -> None:
        super().__init__(emulator)
        self.filled: set[str] = set()

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        response = await super().handle_async_request(request)
        if response.status_code == 200:
            await response.aread()
            action = API.action(request.url.path.rpartition("/")[2])
            self.filled |= set(_filled(action.response, response.json()))
        return response


def _filled(type: ObjectType, answer: Mapping[str, Any]) -> Iterator[str]:
    for name, value in answer.items():
        if value in EMPTY:
            continue
        yield f"{type.name}.{name}"
        inner = type.fields[name].type
        if inner.object:
            yield from _filled(inner.object, value)
        elif inner.items and inner.items.object:
            for item in value:
                yield from _filled(inner.items.object, item)


def _described(type: ObjectType) -> Iterator[str]:
    """The fields that an answer of today's may have."""
    for described in type.fields.values():
        if TODAY.gives(type.name, described):
            yield f"{type.name}.{described.name}"
            inner = described.type.object or (described.type.items and described.type.items.object)
            if inner:
                yield from _described(inner)


@pytest.fixture
def emulator(time: FakeTime) -> Iterator[Emulator]:
    emulator = Emulator(Settings(clock=Clock.parse("immediate", time), era="today"))
    yield emulator
    emulator.close()


@pytest.fixture
def transport(emulator: Emulator) -> Recording:
    return Recording(emulator)


@pytest.fixture
async def http(transport: Recording) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(transport=transport, base_url="http://emulator") as client:
        yield client


async def test_each_field_of_today_is_filled_or_a_known_gap(
    emulator: Emulator, transport: Recording, api: Client, neighbour: Client, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "outscale_emulator")
    actions = [action for action in API if TODAY.has(action)]
    scenes = [Scene(((action.name, CASES[action.name].request),), CASES[action.name]) for action in actions]
    scenes += [Scene(steps) for steps in SCENES.values()]
    for scene in scenes:
        emulator.reset()
        emulator.store.use_clock(Clock.parse("immediate", emulator.time))
        await scene.play(Stage(emulator, api, neighbour, caplog, PREPARATIONS), emulator.time)

    described = {name for action in actions for name in _described(action.response)}
    assert described - transport.filled == set(GAPS)


@dataclass(frozen=True)
class Scene:
    """Requests that are made one after the other, an hour apart, as a case of an action or for themselves."""

    steps: Sequence[Step]
    case: Case = field(default_factory=lambda: Case({}, {}, ""))

    async def play(self, stage: Stage, time: MovableTime) -> None:
        for name in self.case.first:
            await stage.made(name)
        for action, request in self.steps:
            filled = await stage.filled(request)
            time.advance(3600)
            await stage.actor(self.case).call(action, **filled)
