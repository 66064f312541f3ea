"""The control endpoint: off unless asked for; clock, time, faults and data of a running emulator."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest

from emulator.conftest import Client, FakeTime
from outscale_emulator import Clock, Emulator, Settings, create_app
from outscale_emulator.server.control import Control

DAY = 24 * 3600


@pytest.fixture(params=[":memory:", "file"])
def database(request: pytest.FixtureRequest, tmp_path: Any) -> str:
    return str(tmp_path / "emulator.db") if request.param == "file" else request.param


@pytest.fixture
async def http(time: FakeTime, clock: str, database: str) -> AsyncIterator[httpx.AsyncClient]:
    emulator = Emulator(Settings(database=database, clock=Clock.parse(clock, time)))
    transport = httpx.ASGITransport(create_app(emulator, routes=[Control(emulator).routes]))
    async with httpx.AsyncClient(transport=transport, base_url="http://emulator") as client:
        yield client
    emulator.close()


async def steer(api: Client, path: str, **body: Any) -> dict[str, Any]:
    response = await api.http.post(f"/control/{path}", json=body)
    assert response.status_code == 200, response.text
    in_force: dict[str, Any] = response.json()
    return in_force


async def volume_state(api: Client) -> str:
    volumes = (await api.call("ReadVolumes"))["Volumes"]
    return str(volumes[-1]["State"])


async def test_it_is_off_unless_asked_for(time: FakeTime) -> None:
    emulator = Emulator(Settings())
    transport = httpx.ASGITransport(create_app(emulator))
    async with httpx.AsyncClient(transport=transport, base_url="http://emulator") as client:
        assert (await client.post("/control/reset")).status_code == 404
    emulator.close()


async def test_it_tells_what_is_in_force(api: Client, time: FakeTime) -> None:
    response = await api.http.get("/control/")
    assert response.json() == {"Clock": "immediate", "Copies": [], "Era": "1.16", "Faults": "", "Time": time()}


async def test_the_clock_changes_for_states_that_last_already(api: Client) -> None:
    assert (await steer(api, "clock", Clock="seconds:60"))["Clock"] == "seconds:60"
    await api.call("CreateVolume", SubregionName="eu-west-2a", Size=1)
    assert await volume_state(api) == "creating"
    await steer(api, "clock", Clock="reads:1")
    assert [await volume_state(api) for _ in range(2)] == ["creating", "available"]


async def test_time_moves_forward_while_signatures_stay_valid(api: Client) -> None:
    await steer(api, "clock", Clock=f"seconds:{DAY}")
    await api.call("CreateVolume", SubregionName="eu-west-2a", Size=1)
    await steer(api, "advance", Seconds=DAY - 1)
    assert await volume_state(api) == "creating"
    await steer(api, "advance", Seconds=1)
    assert await volume_state(api) == "available"


async def test_faults_come_and_go(api: Client) -> None:
    assert (await steer(api, "faults", Faults="throttle@100%"))["Faults"] == "throttle@100%"
    assert await api.refused("ReadNets") == "6"
    await steer(api, "faults", Faults="")
    await api.call("ReadNets")


async def test_a_reset_begins_again_from_the_seed(api: Client) -> None:
    before = await api.call("ReadSecurityGroups")
    await api.call("CreateNet", IpRange="10.0.0.0/16")
    await steer(api, "reset")
    assert (await api.call("ReadNets"))["Nets"] == []
    assert (await api.call("ReadSecurityGroups"))["SecurityGroups"] == before["SecurityGroups"]


async def test_a_copy_takes_the_place_of_the_data(api: Client) -> None:
    await api.call("CreateNet", IpRange="10.0.0.0/16")
    nets = (await api.call("ReadNets"))["Nets"]
    assert (await steer(api, "copies/one"))["Copies"] == ["one"]
    for _ in range(2):
        await api.call("DeleteNet", NetId=nets[0]["NetId"])
        await api.call("CreateNet", IpRange="10.1.0.0/16")
        await steer(api, "copies/one/restore")
        assert (await api.call("ReadNets"))["Nets"] == nets
    assert (await api.http.delete("/control/copies/one")).json()["Copies"] == []


async def test_a_stale_read_does_not_go_back_behind_a_restored_copy(api: Client) -> None:
    await steer(api, "faults", Faults="ReadNets:stale=5")
    await steer(api, "copies/empty")
    await api.call("CreateNet", IpRange="10.0.0.0/16")
    await steer(api, "copies/empty/restore")
    assert (await api.call("ReadNets"))["Nets"] == []


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        ("clock", {"Clock": "sometimes"}, 400),
        ("clock", {"Clock": 1}, 400),
        ("advance", {"Seconds": "1"}, 400),
        ("faults", {"Faults": "explode"}, 400),
        ("faults", [], 400),
        ("copies/none/restore", {}, 404),
    ],
)
async def test_what_makes_no_sense_is_refused(api: Client, path: str, body: Any, status: int) -> None:
    response = await api.http.post(f"/control/{path}", json=body)
    assert (response.status_code, list(response.json())) == (status, ["Error"])
