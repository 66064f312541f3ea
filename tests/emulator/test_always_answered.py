"""What the description says is always answered: it is, in both eras and in every state that objects come to."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Iterator, Mapping
from typing import Any

import httpx
import pytest

from always import lacking
from emulator.cases import CASES
from emulator.conftest import NEIGHBOUR, Client, FakeTime
from emulator.scenes import PREPARATIONS, SCENES
from emulator.stage import Stage
from emulator.test_fields import Scene
from outscale_api import Action, ObjectType, load
from outscale_emulator import Clock, Emulator, InProcess, Settings

API = load()

#: How long objects stay in a state that passes.
PASSING = 60

#: States that are seen on the way, by family.
STATES = {
    "client_gateway": {"ClientGateway.available", "ClientGateway.deleting", "ClientGateway.deleted"},
    "image": {"Image.pending", "Image.available", "ImageExportTask.pending/queued", "ImageExportTask.active"},
    "nat_service": {"NatService.available", "NatService.deleting", "NatService.deleted"},
    "nic": {"Nic.available", "Nic.attaching", "Nic.in-use", "Nic.detaching", "LinkNic.detaching", "NicLight.in-use"},
    "route": {"Route.active", "Route.blackhole"},
    "snapshot": {"Snapshot.pending", "Snapshot.completed", "SnapshotExportTask.completed"},
    "virtual_gateway": {"VirtualGateway.deleted", "NetToVirtualGatewayLink.detaching"},
    "vm": {f"Vm.{state}" for state in ("pending", "running", "stopping", "stopped", "shutting-down", "terminated")},
    "volume": {"Volume.creating", "Volume.available", "Volume.in-use", "Volume.deleting", "LinkedVolume.detaching"},
    "vpn_connection": {"VpnConnection.pending", "VpnConnection.deleted", "RouteLight.deleting"},
}

#: What lists everything there is, by family.
READS: dict[str, list[Action]] = {}
for read in API:
    needs = [field for field in read.request.fields.values() if field.required]
    if not read.mutates and read.answer and not needs and "ApiKeyAuth" in read.authentication:
        READS.setdefault(read.family, []).append(read)


class Looking(Client):
    """Looks at everything of a family after each change in it, at once and when its states have passed.

    `seen` are the states, as `Type.state`; `lacking` is what answers should have had.
    """

    def __init__(self, emulator: Emulator, http: httpx.AsyncClient, time: FakeTime, *key: str) -> None:
        super().__init__(http, time, *key)
        self.emulator = emulator
        self.seen: set[str] = set()
        self.lacking: set[str] = set()

    async def call(self, action: str, **request: Any) -> dict[str, Any]:
        answer = await self._answer(action, request)
        if API.action(action).mutates:
            await self.look(API.action(action).family)
            self.emulator.time.advance(PASSING)
            await self.look(API.action(action).family)
        return answer

    async def look(self, *families: str) -> None:
        for family in families:
            for action in READS.get(family, ()):
                if self.emulator.era.has(action):
                    await self._answer(action.name, {})

    async def _answer(self, action: str, request: Mapping[str, Any]) -> dict[str, Any]:
        answer = await super().call(action, **request)
        self.lacking |= {f"{name} ({action})" for name in lacking(API.action(action).response, answer)}
        self.seen |= set(_states(API.action(action).response, answer))
        return answer


def _states(type: ObjectType, answer: Mapping[str, Any]) -> Iterator[str]:
    for name, value in answer.items():
        described = type.fields[name].type
        inner = described.object or (described.items and described.items.object)
        if name == "State" and isinstance(value, str):
            yield f"{type.name}.{value}"
        elif inner:
            for item in value if described.items else [value]:
                yield from _states(inner, item)


@pytest.fixture(params=["1.16", "today"])
def emulator(request: pytest.FixtureRequest, time: FakeTime) -> Iterator[Emulator]:
    emulator = Emulator(Settings(clock=Clock.parse(f"seconds:{PASSING}", time), era=request.param))
    yield emulator
    emulator.close()


@pytest.fixture
async def http(emulator: Emulator) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(transport=InProcess(emulator), base_url="http://emulator") as client:
        yield client


async def plays_without_lack(emulator: Emulator, us: Looking, neighbour: Looking, scene: Scene, stage: Stage) -> None:
    emulator.reset()
    emulator.store.use_clock(Clock.parse(f"seconds:{PASSING}", emulator.time))
    await scene.play(stage, emulator.time)
    await us.look(*READS)
    assert us.lacking | neighbour.lacking == set()


@pytest.mark.parametrize("family", sorted({action.family for action in API}))
async def test_nothing_is_lacking(
    emulator: Emulator, http: httpx.AsyncClient, time: FakeTime, caplog: pytest.LogCaptureFixture, family: str
) -> None:
    caplog.set_level(logging.INFO, "outscale_emulator")
    us, neighbour = Looking(emulator, http, time), Looking(emulator, http, time, *NEIGHBOUR)
    for action in (action for action in API if action.family == family and emulator.era.has(action)):
        scene = Scene(((action.name, CASES[action.name].request),), CASES[action.name])
        await plays_without_lack(emulator, us, neighbour, scene, Stage(emulator, us, neighbour, caplog))
    assert us.seen >= STATES.get(family, set())


@pytest.mark.parametrize("emulator", ["today"], indirect=True)
@pytest.mark.parametrize("name", SCENES)
async def test_nothing_is_lacking_in_the_scenes_of_today(
    emulator: Emulator, http: httpx.AsyncClient, time: FakeTime, caplog: pytest.LogCaptureFixture, name: str
) -> None:
    caplog.set_level(logging.INFO, "outscale_emulator")
    us, neighbour = Looking(emulator, http, time), Looking(emulator, http, time, *NEIGHBOUR)
    stage = Stage(emulator, us, neighbour, caplog, PREPARATIONS)
    await plays_without_lack(emulator, us, neighbour, Scene(SCENES[name]), stage)
