"""Which requests are sent again, when, and until when."""

from __future__ import annotations

import asyncio
from itertools import pairwise

import httpx
import pytest

from mechanisms.api import BROKEN, FORBIDDEN, THROTTLED, THROTTLED_TODAY, WRONG, Refusal, ScriptedApi, in_turn
from mechanisms.conftest import Connect
from outscale_provider.api.client import Client
from outscale_provider.api.retry import RetryPolicy
from outscale_provider.errors import (
    Cancelled,
    ProviderError,
    Refused,
    Unanswered,
    Unauthenticated,
    Unreachable,
    Withheld,
)

LOST = httpx.ReadError("connection lost")
SILENT = httpx.ReadTimeout("")
NOBODY = httpx.ConnectError("Connection refused")
NET = {"Net": {"NetId": "vpc-1"}}

#: An action of each kind: those of which two do no more than one, and those of which two do more.
HARMLESS = ["ReadNets", "UpdateNet", "DeleteNet", "UnlinkVolume", "CreateTags", "StopVms"]
ADDING = ["CreateNet", "CreateVms", "LinkVolume", "RebootVms"]


async def refused(client: Client, action: str) -> ProviderError:
    with pytest.raises(ProviderError) as raised:
        await client.call(action, {})
    return raised.value


@pytest.fixture
async def used(client: Client, api: ScriptedApi) -> Client:
    """A client that has been answered before."""
    await client.call("ReadAccounts", {})
    api.asked.clear()
    return client


@pytest.mark.parametrize("action", [*HARMLESS, *ADDING])
@pytest.mark.parametrize("refusal", [THROTTLED, THROTTLED_TODAY], ids=["503", "429"])
async def test_throttled_requests_are_sent_again_as_nothing_was_done(
    client: Client, api: ScriptedApi, action: str, refusal: Refusal
):
    api.behaviours[action] = in_turn(refusal, refusal, NET)
    assert (await client.call(action, {})).items() >= NET.items()
    assert len(api.asked) == 3


@pytest.mark.parametrize("action", HARMLESS)
@pytest.mark.parametrize("failure", [BROKEN, LOST, SILENT], ids=["500", "lost", "silent"])
async def test_what_twice_does_no_more_is_sent_again(
    client: Client, api: ScriptedApi, action: str, failure: Refusal | Exception
):
    api.behaviours[action] = in_turn(failure, failure, NET)
    assert (await client.call(action, {})).items() >= NET.items()
    assert len(api.asked) == 3


@pytest.mark.parametrize("action", ADDING)
@pytest.mark.parametrize("failure", [BROKEN, LOST, SILENT], ids=["500", "lost", "silent"])
async def test_what_may_have_added_something_is_not(
    client: Client, api: ScriptedApi, action: str, failure: Refusal | Exception
):
    api.behaviours[action] = in_turn(failure, NET)
    error = await refused(client, action)
    assert isinstance(error, Unanswered)
    assert "may have taken effect" in error.message
    assert len(api.asked) == 1


@pytest.mark.parametrize("action", [*HARMLESS, *ADDING])
@pytest.mark.parametrize(
    "refusal",
    [
        WRONG,
        Refusal(400, 7000),
        Refusal(400, 5065),
        Refusal(409, 9029),
        Refusal(424, 1007),
        Refusal(401, 4),
        Refusal(403, 4),
    ],
    ids=lambda refusal: f"{refusal.status} {refusal.code}",
)
async def test_what_the_api_refuses_is_not(client: Client, api: ScriptedApi, action: str, refusal: Refusal):
    api.behaviours[action] = in_turn(refusal, NET)
    error = await refused(client, action)
    assert isinstance(error, Refused)
    assert (error.status, error.code, error.request_id) == (refusal.status, refusal.code, "0")
    assert len(api.asked) == 1


@pytest.mark.parametrize("code", [1, 7, 9, 10, 11, 13, 14, 15, 20, 4120])
async def test_credentials_that_are_not_accepted_end_everything_with_one_error(
    client: Client, api: ScriptedApi, code: int
):
    api.behaviours["ReadNets"] = in_turn(Refusal(401, code))
    errors = await asyncio.gather(
        client.call("ReadNets", {}),
        *(client.call("CreateNet", {"number": number}) for number in range(10)),
        return_exceptions=True,
    )
    assert isinstance(errors[0], Unauthenticated)
    assert all(isinstance(error, Withheld) for error in errors[1:])
    assert len(api.asked) == 1
    assert asyncio.get_running_loop().time() < 5


async def test_credentials_refused_in_the_middle_end_it_as_soon(used: Client, api: ScriptedApi):
    gone = [False]
    api.behaviours["CreateNet"] = lambda request: FORBIDDEN if gone[0] else {}
    asyncio.get_running_loop().call_later(2.0, gone.__setitem__, 0, True)
    work = [used.call("CreateNet", {"number": number}) for number in range(1000)]
    outcomes = await asyncio.gather(*work, return_exceptions=True)
    refusals = [outcome for outcome in outcomes if isinstance(outcome, Unauthenticated)]
    withheld = [outcome for outcome in outcomes if isinstance(outcome, Withheld)]
    assert 1 <= len(refusals) <= 16, "those that were under way"
    assert len(withheld) > 500
    assert api.times()[-1] < 2.1


async def test_why_there_are_pauses_is_told_once(used: Client, api: ScriptedApi, said: list[str]):
    gateway = httpx.Response(502, text="<h1>Bad Gateway</h1>")
    api.behaviours["ReadNets"] = lambda _: gateway
    with pytest.raises(Unanswered):
        await used.read("ReadNets", {})
    first, *others = said
    assert "Bad Gateway" in first
    assert others
    assert all(
        "sending again in" in each and each.endswith("since ReadNets was sent, but it was as before") for each in others
    )


async def test_pauses_grow_and_are_told_once_they_are_long(used: Client, api: ScriptedApi, said: list[str]):
    api.behaviours["CreateNet"] = in_turn(*[THROTTLED] * 8, NET)
    assert (await used.call("CreateNet", {})).items() >= NET.items()
    pauses = [after - before for before, after in pairwise(api.times())]
    assert pauses[0] < 1.5
    assert 7 < pauses[-1] < 16
    assert said
    assert all("CreateNet: sending again in" in message and "Request rate exceeded" in message for message in said)
    assert sum(pause > 6 for pause in pauses) <= len(said) <= sum(pause > 5 for pause in pauses)


async def test_pauses_of_several_are_not_the_same():
    pauses = {RetryPolicy().pause(attempt=5) for _ in range(20)}
    assert len(pauses) > 15
    assert all(2.4 <= pause <= 4.8 for pause in pauses)


@pytest.mark.parametrize("action", ["ReadNets", "CreateNet"])
async def test_it_gives_up_in_the_end(used: Client, api: ScriptedApi, action: str):
    api.behaviours[action] = in_turn(THROTTLED)
    error = await refused(used, action)
    assert "Request rate exceeded" in error.message
    assert len(api.asked) == 11
    assert 30 < api.times()[-1] - api.times()[0] <= 120


async def test_slow_failures_end_by_time_not_by_number(used: Client, api: ScriptedApi):
    api.latency = 50
    api.behaviours["ReadNets"] = in_turn(BROKEN)
    await refused(used, "ReadNets")
    assert 2 <= len(api.asked) <= 4
    assert asyncio.get_running_loop().time() < 180


@pytest.mark.parametrize("retries", [0, 1, 3])
async def test_max_retries_is_how_often_it_is_sent_again(connect: Connect, api: ScriptedApi, retries: int):
    api.behaviours["ReadNets"] = in_turn(THROTTLED)
    await refused(connect(maxRetries=str(retries)), "ReadNets")
    assert len(api.asked) == 1 + retries


async def test_where_nobody_listens_it_is_told_soon(client: Client, api: ScriptedApi):
    api.behaviours["CreateNet"] = in_turn(NOBODY)
    error = await refused(client, "CreateNet")
    assert isinstance(error, Unreachable)
    assert "CreateNet was not sent: no connection to http://api/api/v1 (Connection refused)" in error.message
    assert len(api.asked) == 2
    assert asyncio.get_running_loop().time() < 5


async def test_an_interruption_of_the_network_is_survived(used: Client, api: ScriptedApi):
    api.behaviours["CreateNet"] = in_turn(*[NOBODY] * 6, NET)
    assert (await used.call("CreateNet", {})).items() >= NET.items()
    assert asyncio.get_running_loop().time() > 5


@pytest.mark.parametrize(("action", "repeats"), [("ReadNets", True), ("CreateNet", False)], ids=["harmless", "adding"])
async def test_an_answer_of_somebody_else_is_no_answer(used: Client, action: str, repeats: bool, api: ScriptedApi):
    api.behaviours[action] = in_turn(httpx.Response(502, html="<h1>Bad Gateway</h1>"))
    error = await refused(used, action)
    assert isinstance(error, Unanswered)
    assert "HTTP 502" in error.message
    assert len(api.asked) == (11 if repeats else 1)


async def test_an_interrupt_ends_pauses_and_lets_nothing_more_out(used: Client, api: ScriptedApi):
    api.behaviours["DeleteNet"] = in_turn(THROTTLED)
    api.behaviours["CreateVms"] = in_turn({"Vms": []})
    api.latency = 3.0
    pausing = asyncio.create_task(used.call("DeleteNet", {}))
    await asyncio.sleep(20)
    waiting = [asyncio.create_task(used.call("CreateVms", {"number": number})) for number in range(100)]
    await asyncio.sleep(2.0)
    sent, under_way = len(api.asked), len(api.requests("CreateVms"))
    began = asyncio.get_running_loop().time()
    used.interrupt()
    outcomes = await asyncio.gather(*waiting, pausing, return_exceptions=True)
    assert asyncio.get_running_loop().time() - began <= 3.0
    assert len(api.asked) == sent, "nothing more was sent"
    assert sum(isinstance(outcome, dict) for outcome in outcomes) == under_way, "what was sent got its answer"
    assert sum(isinstance(outcome, Cancelled) for outcome in outcomes) == 100 - under_way
    assert isinstance(outcomes[-1], Refused)
    with pytest.raises(Cancelled):
        await used.call("ReadNets", {})
