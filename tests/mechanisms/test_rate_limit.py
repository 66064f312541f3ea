"""How fast requests go."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from itertools import count, pairwise
from statistics import median
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mechanisms.api import THROTTLED, THROTTLED_TODAY, Answer, Refusal, ScriptedApi
from mechanisms.conftest import Connect
from mechanisms.loop import VirtualTimeLoop
from outscale_provider.api.client import Client
from outscale_provider.api.rate_limit import RateLimiter


async def send(client: Client, count: int, action: str = "CreateNet") -> None:
    await asyncio.gather(*(client.call(action, {"number": number}) for number in range(count)))


def within(times: list[float], seconds: float) -> int:
    """How many there were in the first seconds."""
    return sum(time - times[0] < seconds for time in times)


def latest_rate(api: ScriptedApi) -> float:
    """The requests a second of the last ones."""
    times = api.times()[-11:]
    return 10 / (times[-1] - times[0])


async def test_it_begins_with_five_a_second(connect: Connect, api: ScriptedApi):
    api.latency = 10.0  # Nothing is known yet.
    client = connect(maxConcurrentRequests="1000")
    await client.call("ReadNets", {})
    api.asked.clear()
    await asyncio.gather(*(client.call("CreateNet", {"number": number}) for number in range(40)))
    # A second's worth was saved up while nothing was sent.
    gaps = [after - before for before, after in pairwise(api.times()[6:])]
    assert all(1 / 6.1 < gap < 1 / 4.9 for gap in gaps)


async def test_it_speeds_up_while_nothing_is_throttled(client: Client, api: ScriptedApi):
    await send(client, 300)
    times = api.times()
    assert within(times, 0.25) < 12
    assert sum(times[-1] - time < 1.0 for time in times) > 80
    assert times[-1] - times[0] < 10


@pytest.mark.parametrize("refusal", [THROTTLED, THROTTLED_TODAY], ids=["1.16", "today"])
async def test_it_halves_when_throttled_and_recovers_slowly(connect: Connect, api: ScriptedApi, refusal: Refusal):
    """However many of those that were under way are throttled, it halves once."""
    client = connect(requestsPerSecond="40")
    await send(client, 200)
    assert latest_rate(api) == pytest.approx(40)
    api.latency, burst = 0.5, 10
    refusals = [refusal] * burst
    api.behaviours["CreateNet"] = lambda _: refusals.pop() if refusals else {}
    await send(client, burst)
    api.latency = 0.05
    await send(client, 50)
    assert 20 < latest_rate(api) < 20 + (burst + 50) * 0.2
    await send(client, 200)
    assert latest_rate(api) == pytest.approx(40)


@pytest.mark.parametrize("refusal", [THROTTLED, THROTTLED_TODAY], ids=["1.16", "today"])
async def test_one_that_is_throttled_by_chance_slows_nobody(connect: Connect, api: ScriptedApi, refusal: Refusal):
    client = connect(requestsPerSecond="40")
    await send(client, 200)
    refusals = [refusal]
    api.behaviours["CreateNet"] = lambda _: refusals.pop() if refusals else {}
    await send(client, 50)
    assert latest_rate(api) == pytest.approx(40)


def every_fifth_refused() -> Callable[[dict[str, Any]], Answer | Refusal]:
    numbers = count(1)
    return lambda _: {} if next(numbers) % 5 else THROTTLED


@pytest.mark.parametrize(("action", "most"), [("ReadVolumes", 1.6), ("CreateTags", 1.4)])
async def test_where_every_fifth_is_refused_the_others_go_on(
    connect: Connect, api: ScriptedApi, action: str, most: float
):
    """Three hundred requests, eight at once, as the engine sends them."""

    async def duration(client: Client) -> float:
        places, began = asyncio.Semaphore(8), asyncio.get_running_loop().time()

        async def one(number: int) -> None:
            async with places:
                await client.call(action, {"number": number})

        await asyncio.gather(*(one(number) for number in range(300)))
        return asyncio.get_running_loop().time() - began

    undisturbed = await duration(connect(accessKey="UNDISTURBED"))
    api.behaviours[action] = every_fifth_refused()
    # Pauses are a matter of luck.
    disturbed = median([await duration(connect(accessKey=f"KEY{number}")) for number in range(9)])
    assert disturbed < most * undisturbed


async def test_it_finds_the_rate_of_an_api_and_stays_near_it(client: Client, api: ScriptedApi):
    """An API that takes 20 requests a second gets most of those, and few that it has to refuse."""
    allowed, refusals = [0.0], []

    def limited(_: dict[str, Any]) -> Answer | Refusal:
        now = asyncio.get_running_loop().time()
        recent = [time for time in allowed if now - time < 1.0]
        if len(recent) >= 20:
            refusals.append(now)
            return THROTTLED
        allowed[:] = [*recent, now]
        return {}

    api.behaviours["CreateNet"] = limited
    await send(client, 600)
    took = api.times()[-1] - api.times()[0]
    assert 600 / took > 10
    assert len(refusals) < 600 / 8


async def test_reads_and_writes_take_turns(client: Client, api: ScriptedApi):
    writes = asyncio.create_task(send(client, 100, "CreateNet"))
    await asyncio.sleep(0.3)
    reads = asyncio.create_task(send(client, 20, "ReadQuotas"))
    await asyncio.gather(writes, reads)
    kinds = [asked.action for asked in api.asked]
    begin = kinds.index("ReadQuotas")
    both = kinds[begin : begin + 30]
    assert 13 <= both.count("ReadQuotas") <= 17


async def test_no_more_are_under_way_than_allowed(connect: Connect, api: ScriptedApi):
    api.latency = 5.0
    await send(connect(maxConcurrentRequests="3"), 20)
    assert api.most_under_way == 3


@pytest.mark.parametrize("most", [16, 40])
async def test_as_many_are_under_way_as_allowed(connect: Connect, api: ScriptedApi, most: int):
    api.latency = 20.0
    await send(connect(maxConcurrentRequests=str(most)), 200)
    assert api.most_under_way == most


async def test_requests_per_second_is_a_ceiling(connect: Connect, api: ScriptedApi):
    await send(connect(requestsPerSecond="2"), 21)
    times = api.times()
    assert all(within(times[number:], 1.0) <= 4 for number in range(20))
    assert times[-1] - times[0] >= 8.5


async def test_clients_of_one_account_at_one_endpoint_share_a_pace(connect: Connect, api: ScriptedApi):
    settings = {"requestsPerSecond": "5"}
    ours, theirs = connect(**settings), connect(**settings)
    stranger = connect(accessKey="OTHER", **settings)
    await asyncio.gather(send(ours, 50), send(theirs, 50))
    shared = api.times()[-1] - api.times()[0]
    api.asked.clear()
    await asyncio.gather(send(ours, 50), send(stranger, 50))
    apart = api.times()[-1] - api.times()[0]
    assert shared == pytest.approx(100 / 5, rel=0.1)
    assert apart == pytest.approx(50 / 5, rel=0.2)


async def test_a_request_that_nobody_waits_for_any_more_takes_no_turn(client: Client, api: ScriptedApi):
    abandoned = asyncio.create_task(send(client, 100))
    await asyncio.sleep(0.5)
    abandoned.cancel()
    sent = len(api.asked)
    began = asyncio.get_running_loop().time()
    await client.call("DeleteNet", {})
    assert asyncio.get_running_loop().time() - began < 1
    assert len(api.asked) == sent + 1


@given(
    st.lists(st.tuples(st.floats(0, 3), st.booleans(), st.booleans(), st.floats(0, 2)), max_size=40),
    st.integers(1, 8),
    st.floats(0.5, 50),
)
def test_whatever_happens_the_limits_hold_and_everybody_gets_a_turn(
    requests: list[tuple[float, bool, bool, float]], places: int, ceiling: float
):
    """Requests come, are throttled, are given up; at no time are there too many, and none is forgotten."""

    async def run() -> None:
        limiter = RateLimiter(ceiling=ceiling, concurrency=places)
        loop, never = asyncio.get_running_loop(), asyncio.Event()
        begun: list[float] = []
        busy = 0

        async def one(delay: float, writes: bool, throttled: bool, duration: float) -> None:
            nonlocal busy
            await asyncio.sleep(delay)
            async with limiter.slot(writes, never):
                begun.append(loop.time())
                busy += 1
                assert busy <= places
                sent = loop.time()
                try:
                    await asyncio.sleep(duration)
                finally:
                    busy -= 1
                if throttled:
                    limiter.throttled(sent)
                else:
                    limiter.answered()

        tasks = [asyncio.create_task(one(*request)) for request in requests]
        for task in tasks[::5]:
            loop.call_later(1.0, task.cancel)
        outcomes = await asyncio.gather(*tasks, return_exceptions=True)
        assert all(outcome is None or isinstance(outcome, asyncio.CancelledError) for outcome in outcomes)
        most = max(ceiling, 1.0)
        assert all(sum(start <= time < start + 1.0 for time in begun) <= 2 * most + 1 for start in begun)

    with asyncio.Runner(loop_factory=VirtualTimeLoop) as runner:
        runner.run(run())
