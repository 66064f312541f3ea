"""When nothing answers, all give up together: within twice what one request may take, however many there are."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import httpx
import pytest

from mechanisms.stack import Stack
from outscale_emulator import Emulator
from outscale_provider.api.client import ANSWER_TIMEOUT
from outscale_provider.api.retry import RetryPolicy
from outscale_provider.diagnostics import ELSEWHERE, Diagnostics
from outscale_provider.errors import ProviderError
from outscale_provider.lifecycle.requests import ResourceState
from provider.cloud import Account, Way
from useless import USELESS

BUDGET = RetryPolicy().total

#: How many the engine has under way on a machine of two processors.
AT_ONCE = 8

VOLUME = {"subregionName": "eu-west-2a", "size": 10}

#: What comes in place of answers, and how many resources ask.
CASES = [
    *((kind, 10) for kind in ("502", "{}", "message", "null", "text", "errors are texts", "silence")),
    *((kind, 200) for kind in ("502", "silence")),
]
each_case = pytest.mark.parametrize(("kind", "count"), CASES)


async def as_the_engine_does(works: list[Callable[[], Awaitable[Any]]]) -> list[Any]:
    """What becomes of works, of which so many at once are under way; it has to end in time."""
    places, began = asyncio.Semaphore(AT_ONCE), asyncio.get_running_loop().time()

    async def do(work: Callable[[], Awaitable[Any]]) -> Any:
        async with places:
            return await work()

    outcomes = await asyncio.gather(*(do(work) for work in works), return_exceptions=True)
    assert asyncio.get_running_loop().time() - began <= 2 * BUDGET
    return outcomes


class Gateway(httpx.AsyncBaseTransport):
    """What stands before the API. Of the `broken` actions it brings no answer; `carries` them out or not."""

    def __init__(self, way: Way) -> None:
        self.way = way
        self.kind = ""
        self.broken: set[str] | None = set()
        self.carries = False

    def breaks(self, kind: str, *actions: str, carries: bool = False) -> None:
        """No action stands for all."""
        self.kind, self.broken, self.carries = kind, set(actions) or None, carries

    def heals(self) -> None:
        self.broken = set()

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        action = request.url.path.rpartition("/")[2]
        if self.broken is not None and action not in self.broken:
            return await self.way.handle_async_request(request)
        if self.carries:
            await self.way.handle_async_request(request)
        if self.kind == "silence":
            await asyncio.sleep(ANSWER_TIMEOUT)
            raise httpx.ReadTimeout("")
        return USELESS[self.kind](action)


@pytest.fixture(params=["1.16"])
def era(request: pytest.FixtureRequest) -> Any:
    return request.param


@pytest.fixture
def gateway(way: Way) -> Gateway:
    return Gateway(way)


@pytest.fixture
def transport(gateway: Gateway) -> httpx.AsyncBaseTransport:
    return gateway


async def volumes(stack: Stack, count: int) -> list[ResourceState]:
    return await asyncio.gather(*(stack.create("Volume", f"v{n}", **VOLUME) for n in range(count)))


def assert_told(outcomes: list[Any]) -> None:
    """Errors that say what became of the request, and the reason once."""
    assert all(isinstance(outcome, ProviderError) for outcome in outcomes)
    telling = Diagnostics()
    texts = [telling.text(outcome) for outcome in outcomes]
    assert sum(ELSEWHERE not in text for text in texts) <= 3
    assert all("HTTP" in text or "no answer came" in text or ELSEWHERE in text for text in texts)


@each_case
@pytest.mark.parametrize("broken", [["ReadVolumes"], []], ids=["reads", "all"])
async def test_a_refresh(stack: Stack, gateway: Gateway, emulator: Emulator, count: int, kind: str, broken: list[str]):
    made = await volumes(stack, count)
    stack.restart()
    gateway.breaks(kind, *broken)
    outcomes = await as_the_engine_does([lambda n=n, v=v: stack.read("Volume", v, f"v{n}") for n, v in enumerate(made)])
    assert_told(outcomes)
    assert not any("may have taken effect" in outcome.message for outcome in outcomes)
    gateway.heals()
    stack.restart()
    assert await as_the_engine_does([lambda v=v: stack.read("Volume", v) for v in made]) == made


@each_case
async def test_deletions(stack: Stack, gateway: Gateway, emulator: Emulator, count: int, kind: str):
    made = await volumes(stack, count)
    stack.restart()
    gateway.breaks(kind, "DeleteVolume")
    assert_told(
        await as_the_engine_does([lambda n=n, v=v: stack.delete("Volume", v, f"v{n}") for n, v in enumerate(made)])
    )


@each_case
async def test_changes_of_tags(stack: Stack, gateway: Gateway, count: int, kind: str):
    made = await volumes(stack, count)
    stack.restart()
    gateway.breaks(kind, "CreateTags")
    outcomes = await as_the_engine_does(
        [lambda n=n, v=v: stack.update("Volume", v, f"v{n}", tags={"n": str(n)}) for n, v in enumerate(made)]
    )
    assert_told(outcomes)
    gateway.heals()
    stack.restart()
    assert await as_the_engine_does([lambda v=v: stack.read("Volume", v) for v in made]) == made


@each_case
@pytest.mark.parametrize("broken", [["CreateVolume"], []], ids=["creations", "all"])
async def test_creations_that_are_not_carried_out(
    stack: Stack, gateway: Gateway, emulator: Emulator, count: int, kind: str, broken: list[str]
):
    gateway.breaks(kind, *broken)
    outcomes = await as_the_engine_does([lambda n=n: stack.create("Volume", f"v{n}", **VOLUME) for n in range(count)])
    assert all(isinstance(outcome, ProviderError) for outcome in outcomes)
    assert await existing(emulator) == 0


@pytest.mark.parametrize("kind", sorted({kind for kind, _ in CASES}))
@pytest.mark.parametrize("broken", [["CreateVolume"], []], ids=["creations", "all"])
async def test_none_is_created_twice(stack: Stack, gateway: Gateway, emulator: Emulator, kind: str, broken: list[str]):
    gateway.breaks(kind, *broken, carries=True)
    creations = [lambda n=n: stack.create("Volume", f"v{n}", **VOLUME) for n in range(10)]
    outcomes = await as_the_engine_does(creations)
    assert all(isinstance(outcome, ProviderError) for outcome in outcomes)
    created = await existing(emulator)
    assert created
    gateway.heals()
    stack.restart()
    await asyncio.gather(*(create() for create in creations), return_exceptions=True)
    assert created <= await existing(emulator) <= 10


async def existing(emulator: Emulator) -> int:
    account = Account(emulator)
    volumes = (await account.call("ReadVolumes"))["Volumes"]
    await account.close()
    return len(volumes)
