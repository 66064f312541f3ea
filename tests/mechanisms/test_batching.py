"""Requests that one call can carry go together."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mechanisms.api import BROKEN, FORBIDDEN, THROTTLED, Answer, Refusal, ScriptedApi, in_turn
from mechanisms.loop import VirtualTimeLoop
from mechanisms.stack import Stack
from outscale_api import codes
from outscale_provider.api.batching import Batcher
from outscale_provider.api.client import Client
from outscale_provider.errors import ProviderError, Refused, Throttled, Unanswered
from outscale_provider.lifecycle.requests import ResourceState
from outscale_provider.model.verbs import Batchable
from provider.cloud import Fault, Way

NAMED = [{"Key": "Name", "Value": "web"}]
OTHER = [{"Key": "Name", "Value": "db"}]


async def tag(client: Client, id: str, tags: list[dict[str, str]]) -> dict[str, Any]:
    return await client.call("CreateTags", {"ResourceIds": [id], "Tags": tags})


async def all_of(*work: Any) -> list[Any]:
    return await asyncio.gather(*work, return_exceptions=True)


async def test_equal_tags_of_many_resources_are_one_request(client: Client, api: ScriptedApi):
    await all_of(
        *(tag(client, f"i-{n}", NAMED) for n in range(60)), *(tag(client, f"vol-{n}", OTHER) for n in range(5))
    )
    requests = api.requests("CreateTags")
    assert [(request["Tags"], len(request["ResourceIds"])) for request in requests] == [(NAMED, 60), (OTHER, 5)]


async def test_no_request_is_larger_than_it_may_be(client: Client, api: ScriptedApi):
    await all_of(*(tag(client, f"i-{n}", NAMED) for n in range(250)))
    assert [len(request["ResourceIds"]) for request in api.requests("CreateTags")] == [100, 100, 50]


@pytest.mark.parametrize("action", ["DeleteVms", "StopVms", "StartVms"])
async def test_vms_are_deleted_stopped_and_started_together(client: Client, api: ScriptedApi, action: str):
    api.behaviours[action] = lambda request: {"Vms": [{"VmId": id} for id in request["VmIds"]]}
    answers = await all_of(*(client.call(action, {"VmIds": [f"i-{n}"]}) for n in range(30)))
    assert len(api.requests(action)) == 1
    assert all({"VmId": f"i-{n}"} in answer["Vms"] for n, answer in enumerate(answers))


async def test_what_says_something_else_goes_apart(client: Client, api: ScriptedApi):
    await all_of(*(client.call("StopVms", {"VmIds": [f"i-{n}"], "ForceStop": n == 1}) for n in range(3)))
    assert sorted(len(request["VmIds"]) for request in api.requests("StopVms")) == [1, 2]


async def test_others_join_until_it_is_sent(client: Client, api: ScriptedApi):
    """While all places are taken, a request that waits takes those that come later into its batch."""
    api.latency = 10
    busy = [asyncio.create_task(client.call("CreateNet", {"number": number})) for number in range(17)]
    await asyncio.sleep(11)
    tagging = []
    for number in range(8):
        tagging.append(asyncio.create_task(tag(client, f"i-{number}", NAMED)))
        await asyncio.sleep(1)
    await all_of(*busy, *tagging)
    assert [len(request["ResourceIds"]) for request in api.requests("CreateTags")] == [8]


async def test_it_costs_one_alone_next_to_no_time(client: Client):
    await tag(client, "i-1", NAMED)
    assert asyncio.get_running_loop().time() < 0.05 + 0.1


def refuses(*guilty: str) -> Any:
    """The API refuses a request as a whole for one of its parts."""

    def answer(request: dict[str, Any]) -> Answer | Refusal:
        named = [id for id in request["ResourceIds"] if id in guilty]
        return Refusal(400, 5063, "InvalidResource", f"{named[0]} doesn't exist") if named else {}

    return answer


async def test_only_the_guilty_part_of_a_refused_request_fails(client: Client, api: ScriptedApi):
    api.behaviours["CreateTags"] = refuses("i-7", "i-60")
    outcomes = await all_of(*(tag(client, f"i-{n}", NAMED) for n in range(64)))
    failed = {n: outcome for n, outcome in enumerate(outcomes) if outcome != {}}
    assert set(failed) == {7, 60}
    assert all(isinstance(error, Refused) and f"i-{n} doesn't exist" in error.message for n, error in failed.items())
    assert len(api.requests("CreateTags")) <= 2 * 2 * 6 + 1


@pytest.mark.parametrize(
    ("refusal", "kind"), [(THROTTLED, Throttled), (BROKEN, Unanswered), (FORBIDDEN, Refused)], ids=str
)
async def test_what_concerns_all_parts_is_told_to_all_and_not_taken_apart(
    client: Client, api: ScriptedApi, refusal: Refusal, kind: type[Exception]
):
    api.behaviours["CreateTags"] = in_turn(refusal)
    outcomes = await all_of(*(tag(client, f"i-{n}", NAMED) for n in range(64)))
    assert all(isinstance(outcome, kind) for outcome in outcomes)
    assert all(len(request["ResourceIds"]) == 64 for request in api.requests("CreateTags"))


async def test_one_that_is_given_up_leaves_the_others_alone(client: Client):
    tagging = [asyncio.create_task(tag(client, f"i-{n}", NAMED)) for n in range(3)]
    await asyncio.sleep(0.01)
    tagging[1].cancel()
    outcomes = await all_of(*tagging)
    assert [type(outcome) for outcome in outcomes] == [dict, asyncio.CancelledError, dict]


# Things that an action takes by parameters of its own, or several in a list


async def a_group(stack: Stack) -> str:
    net = await stack.create("Net", ipRange="10.0.0.0/16")
    group = await stack.create("SecurityGroup", netId=net.id, securityGroupName="web", description="a group")
    return group.id


async def a_rule(stack: Stack, group: str, port: int, name: str = "", **more: Any) -> ResourceState:
    """A rule for one port, from a range unless it is from a group."""
    rule = {
        "securityGroupId": group,
        "flow": "Inbound",
        "ipProtocol": "tcp",
        "fromPortRange": port,
        "toPortRange": port,
    }
    peer = {} if "securityGroupNameToLink" in more else {"ipRange": "192.0.2.0/24"}
    return await stack.create("SecurityGroupRule", name or f"port-{port}", **{**rule, **peer, **more})


async def test_rules_of_one_group_and_direction_are_one_request(stack: Stack, way: Way):
    group = await a_group(stack)
    way.requests.clear()
    *rules, _ = await asyncio.gather(
        *(a_rule(stack, group, port) for port in range(1, 50)),
        a_rule(stack, group, 50, securityGroupNameToLink=group),
        a_rule(stack, group, 53, flow="Outbound"),
    )
    assert way.actions == ["CreateSecurityGroupRule"] * 2
    together, alone = sorted((request for _, request in way.requests), key=lambda request: "Rules" not in request)
    assert len(together["Rules"]) == 50
    assert alone["FromPortRange"] == 53
    assert [rule.outputs["fromPortRange"] for rule in rules] == [*range(1, 51)]
    way.requests.clear()
    await asyncio.gather(*(stack.delete("SecurityGroupRule", rule) for rule in rules))
    assert way.actions == ["DeleteSecurityGroupRule"]
    assert [await stack.read("SecurityGroupRule", rule) for rule in (rules[0], rules[-1])] == [None, None]


async def test_one_bad_rule_among_fifty_fails_alone(stack: Stack, way: Way):
    group = await a_group(stack)
    await a_rule(stack, group, 7, "first")
    way.requests.clear()
    rules = await all_of(*(a_rule(stack, group, port) for port in range(1, 51)))
    failed = {port: rule for port, rule in enumerate(rules, 1) if isinstance(rule, Exception)}
    assert set(failed) == {7}
    assert isinstance(failed[7], ProviderError)
    assert "is another resource of this stack" in failed[7].message
    assert way.actions.count("CreateSecurityGroupRule") <= 1 + 2 * 6


async def test_a_rule_that_two_ask_for_at_once_is_made_once_and_refused_once(stack: Stack, way: Way):
    group = await a_group(stack)
    rules = await all_of(*(a_rule(stack, group, 22, name) for name in ("one", "other")), a_rule(stack, group, 80))
    assert [isinstance(rule, ResourceState) for rule in rules] == [True, False, True]
    assert isinstance(rules[1], ProviderError)
    assert "is another resource of this stack" in rules[1].message


async def test_rules_whose_answer_was_lost_are_found_by_each(stack: Stack, way: Way):
    group = await a_group(stack)
    way.requests.clear()
    way.faults.append(Fault("CreateSecurityGroupRule", lost=True))
    rules = await asyncio.gather(*(a_rule(stack, group, port) for port in range(1, 11)))
    assert way.actions.count("CreateSecurityGroupRule") == 1
    assert len({rule.id for rule in rules}) == 10


async def test_rules_that_a_killed_process_asked_for_are_made_once(stack: Stack, way: Way):
    group = await a_group(stack)
    way.requests.clear()
    way.faults.append(Fault("CreateSecurityGroupRule", never=True))
    creating = [asyncio.create_task(a_rule(stack, group, port)) for port in range(1, 11)]
    await asyncio.sleep(1)
    stack.restart()
    rules = await asyncio.gather(*(a_rule(stack, group, port) for port in range(1, 11)))
    assert way.actions.count("CreateSecurityGroupRule") == 1
    assert len({rule.id for rule in rules}) == 10
    for task in creating:
        task.cancel()


async def test_what_is_wrong_with_all_is_not_taken_apart(stack: Stack, way: Way):
    group = await a_group(stack)
    rules = await asyncio.gather(*(a_rule(stack, group, port) for port in range(1, 11)))
    way.requests.clear()
    way.faults.append(Fault("DeleteSecurityGroupRule", status=400, code=codes.UNKNOWN_SECURITY_GROUP))
    await asyncio.gather(*(stack.delete("SecurityGroupRule", rule) for rule in rules))
    assert way.actions == ["DeleteSecurityGroupRule"]


async def test_each_is_told_what_became_of_its_own(stack: Stack, way: Way):
    group = await a_group(stack)
    rules = await asyncio.gather(*(a_rule(stack, group, port) for port in range(1, 4)))
    way.faults.append(Fault("DeleteSecurityGroupRule", status=401, code=1))
    refusals = await all_of(*(stack.delete("SecurityGroupRule", rule) for rule in rules))
    for refusal, rule in zip(refusals, rules, strict=True):
        assert isinstance(refusal, ProviderError)
        assert refusal.message.count("still exists") == 1
        assert f"{rule.id} still exists" in refusal.message


Part = tuple[float, list[int], int]


@given(
    st.lists(st.tuples(st.floats(0, 0.2), st.lists(st.integers(0, 30), min_size=1, max_size=5), st.integers(0, 1))),
    st.sets(st.integers(0, 30), max_size=3),
    st.integers(1, 10),
)
def test_everybody_gets_the_answer_to_what_they_asked(parts: list[Part], guilty: set[int], limit: int):
    """Whatever comes when, each is carried out exactly once if it can be, and fails alone if it cannot."""
    done: list[tuple[int, int]] = []

    async def carry_out(action: str, compose: Any) -> dict[str, Any]:
        await asyncio.sleep(0.05)
        request = compose()
        assert len(request["Ids"]) == len(set(request["Ids"]))
        if not guilty.isdisjoint(request["Ids"]):
            raise Refused(action, 400, 5063, "InvalidResource", "", "0")
        done.extend((request["Kind"], id) for id in request["Ids"])
        return {"Ids": request["Ids"]}

    async def ask(batcher: Batcher, delay: float, ids: list[int], kind: int) -> None:
        await asyncio.sleep(delay)
        if guilty.isdisjoint(ids):
            assert set(ids) <= set((await batcher.call("DoIt", {"Ids": ids, "Kind": kind}))["Ids"])
        else:
            with pytest.raises(Refused):
                await batcher.call("DoIt", {"Ids": ids, "Kind": kind})

    async def run() -> None:
        batcher = Batcher(carry_out, {"DoIt": Batchable("DoIt", ("Ids",), limit)})
        await asyncio.gather(*(ask(batcher, *part) for part in parts))

    with asyncio.Runner(loop_factory=VirtualTimeLoop) as runner:
        runner.run(run())
    innocent = {(kind, id) for _, ids, kind in parts if guilty.isdisjoint(ids) for id in ids}
    assert set(done) == innocent
