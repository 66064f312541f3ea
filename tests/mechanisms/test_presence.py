"""A refresh gives nothing up on one look, and says so before it empties a stack."""

from __future__ import annotations

import asyncio

import httpx
import pytest

from mechanisms.stack import Stack
from outscale_provider.lifecycle.provider import Log
from outscale_provider.lifecycle.requests import ResourceState
from provider.cloud import Way

VOLUME = {"subregionName": "eu-west-2a", "size": 10}


class Forgetful(httpx.AsyncBaseTransport):
    """A way to an API that lists nothing while `forgets`, and knows everything that is asked for by its identifier."""

    def __init__(self, way: Way) -> None:
        self.way = way
        self.forgets = False

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        if self.forgets and request.content == b"{}":
            return httpx.Response(200, json={"Volumes": [], "ResponseContext": {"RequestId": "0"}})
        return await self.way.handle_async_request(request)


@pytest.fixture
def transport(way: Way) -> Forgetful:
    return Forgetful(way)


@pytest.fixture
def warned() -> list[str]:
    """What the user is warned of."""
    return []


async def refreshed(stack: Stack, warned: list[str], made: list[ResourceState]) -> list[ResourceState | None]:
    """What the next operation, a refresh, finds."""
    stack.restart()
    stack.provider.configure(stack.settings, {}, Log(lambda _: None, lambda _: None, warned.append))
    return await asyncio.gather(*(stack.read("Volume", volume, f"v{n}") for n, volume in enumerate(made)))


async def volumes(stack: Stack, count: int) -> list[ResourceState]:
    return await asyncio.gather(*(stack.create("Volume", f"v{n}", **VOLUME) for n in range(count)))


async def test_what_a_list_lacks_is_asked_for_by_its_identifier(stack: Stack, transport: Forgetful, warned: list[str]):
    made = await volumes(stack, 20)
    transport.forgets = True
    assert await refreshed(stack, warned, made) == made
    assert warned == []


@pytest.mark.parametrize("count", [2, 20])
async def test_a_refresh_that_would_empty_a_stack_says_so_once(stack: Stack, warned: list[str], count: int):
    made = await volumes(stack, count)
    for volume in made:
        await stack.delete("Volume", volume)
    assert await refreshed(stack, warned, made) == [None] * count
    (text,) = warned
    assert f"none of the {count} resources that were looked for so far exists in the Region eu-west-2" in text


async def test_a_refresh_that_misses_some_says_nothing(stack: Stack, warned: list[str]):
    made = await volumes(stack, 10)
    for volume in made[:9]:
        await stack.delete("Volume", volume)
    assert await refreshed(stack, warned, made) == [None] * 9 + made[9:]
    assert warned == []


async def test_one_alone_that_is_gone_is_no_reason_to_warn(stack: Stack, warned: list[str]):
    made = await volumes(stack, 1)
    await stack.delete("Volume", made[0])
    assert await refreshed(stack, warned, made) == [None]
    assert warned == []
