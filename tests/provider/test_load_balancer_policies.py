"""Stickiness policies: on which listeners they are in force, and that no other policy is touched."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from provider.cloud import Account, Fault, Way
from provider.engine import Engine, Failed, InitFailed, Resource
from provider.lifecycles import LISTENER, TCP_LISTENER

OTHER_LISTENER = {**LISTENER, "loadBalancerPort": 81}


async def a_balancer(engine: Engine) -> Resource:
    return await engine.made(
        "LoadBalancer",
        name="balancer",
        loadBalancerName="web",
        subregionNames=["eu-west-2a"],
        listeners=[LISTENER, OTHER_LISTENER, TCP_LISTENER],
    )


async def a_policy(engine: Engine, name: str, ports: list[int], **more: Any) -> Resource:
    inputs = {"loadBalancerName": "web", "policyName": name, "policyType": "load_balancer", "loadBalancerPorts": ports}
    return await engine.made("LoadBalancerPolicy", name=name, **inputs | more)


async def in_force(account: Account) -> dict[int, list[str]]:
    [balancer] = (await account.call("ReadLoadBalancers"))["LoadBalancers"]
    listeners = balancer["Listeners"]
    return {each["LoadBalancerPort"]: each["PolicyNames"] for each in listeners if each.get("PolicyNames")}


async def test_each_listener_takes_one_request_and_those_of_other_policies_none(
    engine: Engine, account: Account, way: Way
):
    await a_balancer(engine)
    await a_policy(engine, "others", [81])
    way.requests.clear()
    policy = await a_policy(engine, "sticky", [80])
    updates = [request for action, request in way.requests if action == "UpdateLoadBalancer"]
    assert updates == [{"LoadBalancerName": "web", "LoadBalancerPort": 80, "PolicyNames": ["sticky"]}]
    assert await in_force(account) == {80: ["sticky"], 81: ["others"]}
    await engine.delete(policy)
    assert await in_force(account) == {81: ["others"]}


async def test_it_is_taken_off_its_listeners_before_it_is_deleted(engine: Engine, account: Account, way: Way):
    await a_balancer(engine)
    policy = await a_policy(engine, "sticky", [80])
    # Also where somebody else put it in force.
    await account.call("UpdateLoadBalancer", LoadBalancerName="web", LoadBalancerPort=81, PolicyNames=["sticky"])
    way.requests.clear()
    await engine.delete(policy)
    changes = [action for action in way.actions if not action.startswith("Read")]
    assert changes == ["UpdateLoadBalancer", "UpdateLoadBalancer", "DeleteLoadBalancerPolicy"]
    assert await in_force(account) == {}


async def test_one_that_can_not_be_taken_off_still_exists(engine: Engine, account: Account, way: Way):
    await a_balancer(engine)
    policy = await a_policy(engine, "sticky", [80])
    way.faults = [Fault("UpdateLoadBalancer", status=400, code=4047)]
    with pytest.raises(Failed, match="LoadBalancerPolicy web/sticky still exists"):
        await engine.delete(policy)
    assert await in_force(account) == {80: ["sticky"]}
    assert "DeleteLoadBalancerPolicy" not in way.actions


async def test_one_whose_load_balancer_goes_meanwhile_is_gone(engine: Engine, way: Way):
    await a_balancer(engine)
    policy = await a_policy(engine, "sticky", [80])
    way.faults = [Fault("UpdateLoadBalancer", status=400, code=5030)]
    await engine.delete(policy)
    assert "DeleteLoadBalancerPolicy" not in way.actions


async def test_two_policies_change_places_at_once(engine: Engine, account: Account):
    await a_balancer(engine)
    one, other = await a_policy(engine, "one", [80]), await a_policy(engine, "other", [])
    wanted = (
        engine.update(other, {**other.inputs, "loadBalancerPorts": [80]}),
        engine.update(one, {**one.inputs, "loadBalancerPorts": []}),
    )
    await asyncio.gather(*wanted)
    assert await in_force(account) == {80: ["other"]}


async def test_the_place_of_another_policy_is_never_taken(engine: Engine, account: Account):
    await a_balancer(engine)
    await a_policy(engine, "others", [80])
    inputs = {"loadBalancerName": "web", "policyName": "sticky", "policyType": "load_balancer"}
    checked = await engine.checked("LoadBalancerPolicy", {**inputs, "loadBalancerPorts": [80]})
    with pytest.raises(InitFailed) as failed:
        await engine.create("LoadBalancerPolicy", checked, timeout=1)
    assert "listener 80 of web to have no other policy in force" in failed.value.message
    assert failed.value.resource.id == "web/sticky"
    assert await in_force(account) == {80: ["others"]}


@pytest.mark.parametrize(
    ("port", "words"),
    [(443, "no listener at one of the loadBalancerPorts"), (22, "Only HTTP and HTTPS listeners have policies")],
)
async def test_a_listener_that_can_have_none_is_told(port: int, words: str, engine: Engine):
    await a_balancer(engine)
    with pytest.raises(InitFailed) as failed:
        await a_policy(engine, "sticky", [port])
    assert words in failed.value.message


@pytest.mark.parametrize(
    ("inputs", "property"),
    [
        ({"policyType": "app"}, "cookieName"),
        ({"policyType": "load_balancer", "cookieName": "session"}, "cookieName"),
        ({"policyType": "app", "cookieName": "session", "cookieExpirationPeriod": 9}, "cookieExpirationPeriod"),
        ({"policyType": "app", "cookieName": "session", "loadBalancerPorts": [0]}, "loadBalancerPorts[0]"),
    ],
)
async def test_what_does_not_go_together_is_refused_in_the_preview(
    inputs: dict[str, Any], property: str, engine: Engine
):
    checked = await engine.check("LoadBalancerPolicy", {"loadBalancerName": "web", "policyName": "a", **inputs})
    assert set(checked.failures) == {property}


async def test_a_policy_of_a_load_balancer_that_is_gone_is_gone(engine: Engine, account: Account):
    balancer = await a_balancer(engine)
    policy = await a_policy(engine, "sticky", [80])
    await engine.delete(balancer)
    await engine.delete(policy)
    assert await engine.read(policy) is None


async def test_a_name_that_is_taken_is_told_with_its_import(engine: Engine):
    await a_balancer(engine)
    await a_policy(engine, "sticky", [])
    inputs = {"loadBalancerName": "web", "policyName": "sticky", "policyType": "app", "cookieName": "session"}
    with pytest.raises(Failed) as failed:
        await engine.made("LoadBalancerPolicy", **inputs)
    assert "web/sticky" in failed.value.message
