"""Faults on purpose: which requests they strike, what a client sees, and what became of the data."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator

import httpx
import pytest

from emulator.conftest import Client, FakeTime
from outscale_emulator import Clock, Emulator, Era, InProcess, Settings
from outscale_emulator.requests.faults import Faults

Connect = Callable[..., Client]


@pytest.fixture
def connect(time: FakeTime) -> Iterator[Connect]:
    """Makes a client of an emulator with faults."""
    emulators = []

    def make(faults: str, era: Era = "1.16") -> Client:
        emulators.append(Emulator(Settings(clock=Clock(now=time), faults=faults, era=era)))
        return Client(httpx.AsyncClient(transport=InProcess(emulators[-1]), base_url="http://emulator"), time)

    yield make
    for emulator in emulators:
        emulator.close()


async def net_count(api: Client) -> int:
    return len((await api.call("ReadNets"))["Nets"])


@pytest.mark.parametrize(("era", "status", "code"), [("1.16", 503, "6"), ("today", 429, "24")])
async def test_a_throttled_request_is_refused_as_its_era_does(
    connect: Connect, era: Era, status: int, code: str
) -> None:
    api = connect("CreateNet:throttle", era)
    response = await api.post("CreateNet", '{"IpRange": "10.0.0.0/16"}')
    assert (response.status_code, response.json()["Errors"][0]["Code"]) == (status, code)
    assert await net_count(api) == 0


async def test_an_internal_error_has_a_body_and_changes_nothing(connect: Connect) -> None:
    api = connect("CreateNet:500")
    assert await api.refused("CreateNet", IpRange="10.0.0.0/16") == "2000"
    assert await net_count(api) == 0


@pytest.mark.parametrize(("fault", "nets"), [("502", 0), ("504", 1)])
async def test_a_proxy_answers_with_a_page(connect: Connect, fault: str, nets: int) -> None:
    api = connect(f"CreateNet:{fault}")
    response = await api.post("CreateNet", '{"IpRange": "10.0.0.0/16"}')
    assert response.status_code == int(fault)
    assert response.headers["content-type"].startswith("text/html")
    assert await net_count(api) == nets


@pytest.mark.parametrize(("fault", "nets"), [("cut", 0), ("lost", 1)])
async def test_a_connection_is_cut_before_or_after_the_request_is_carried_out(
    connect: Connect, fault: str, nets: int
) -> None:
    api = connect(f"CreateNet:{fault}")
    with pytest.raises(httpx.RemoteProtocolError):
        await api.call("CreateNet", IpRange="10.0.0.0/16")
    assert await net_count(api) == nets


async def test_a_delayed_answer_is_the_right_one(connect: Connect) -> None:
    api = connect("delay=0.001@100%")
    assert await net_count(api) == 0


async def test_a_script_goes_on_with_the_next_request_that_its_step_is_for(connect: Connect) -> None:
    api = connect("CreateNet:ok, CreateNet:throttle*2, ReadNets:500")
    assert await net_count(api) == 0
    await api.call("CreateNet", IpRange="10.0.0.0/16")
    assert await api.refused("CreateNet", IpRange="10.0.0.0/16") == "6"
    assert await api.refused("CreateNet", IpRange="10.0.0.0/16") == "6"
    assert await api.refused("ReadNets") == "2000"
    await api.call("CreateNet", IpRange="10.0.0.0/16")
    assert await net_count(api) == 2


async def test_a_stale_read_answers_as_before_the_last_changes(connect: Connect) -> None:
    api = connect("ReadNets:stale, ReadTags:stale=2, ReadNets:ok")
    first, second = [(await api.call("CreateNet", IpRange="10.0.0.0/16"))["Net"]["NetId"] for _ in range(2)]
    assert [net["NetId"] for net in (await api.call("ReadNets"))["Nets"]] == [first]
    tags = [{"Key": key, "Value": "x"} for key in "abc"]
    for tag in tags:
        await api.call("CreateTags", ResourceIds=[second], Tags=[tag])
    assert [tag["Key"] for tag in (await api.call("ReadTags"))["Tags"]] == ["a"]
    assert [net["Tags"] for net in (await api.call("ReadNets"))["Nets"]] == [[], tags]


async def test_a_stale_read_sees_what_is_deleted(connect: Connect) -> None:
    api = connect("ReadNets:stale")
    net = (await api.call("CreateNet", IpRange="10.0.0.0/16"))["Net"]
    await api.call("DeleteNet", NetId=net["NetId"])
    assert (await api.call("ReadNets", Filters={"NetIds": [net["NetId"]]}))["Nets"] == [net]
    assert await net_count(api) == 0


async def test_a_stale_read_can_leave_a_filter_by_an_index_without_answer(connect: Connect) -> None:
    api = connect("ReadSubnets:stale")
    net_id = (await api.call("CreateNet", IpRange="10.0.0.0/16"))["Net"]["NetId"]
    await api.call("CreateSubnet", NetId=net_id, IpRange="10.0.1.0/24")
    wanted = {"Filters": {"NetIds": [net_id]}}
    assert (await api.call("ReadSubnets", **wanted))["Subnets"] == []
    assert len((await api.call("ReadSubnets", **wanted))["Subnets"]) == 1


def test_a_probability_is_how_many_requests_are_struck_and_a_seed_says_which() -> None:
    def struck(seed: int) -> list[str]:
        faults = Faults.parse(f"throttle@10%, Create*:lost@0.05, seed={seed}")
        return ["".join(fault.kind for fault in faults.strike("CreateNet")) for _ in range(10_000)]

    counts = Counter(struck(1))
    assert counts["throttle"] == pytest.approx(1000, rel=0.15)
    assert counts["lost"] == pytest.approx(450, rel=0.15)
    assert struck(1) == struck(1) != struck(2)


def test_a_delay_and_a_refusal_may_strike_at_once() -> None:
    faults = Faults.parse("500@100%, delay=2@100%, throttle@100%")
    assert [(fault.kind, fault.value) for fault in faults.strike("ReadNets")] == [("delay", 2.0), ("500", 0.0)]


@pytest.mark.parametrize(
    "text",
    ["explode", "throttle@110%", "throttle@often", "throttle=3", "delay=long", "500*few", "500*2@10%", "seed=x"],
)
def test_rules_that_make_no_sense_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match="fault"):
        Faults.parse(text)
