"""Stickiness policies of load balancers."""

import pytest
from balancers import create, read


@pytest.fixture(autouse=True)
async def balancer(api):
    return await create(api)


def policy(name="sticky", type="load_balancer", **request):
    return {"LoadBalancerName": "web", "PolicyName": name, "PolicyType": type, **request}


async def test_policies_stand_in_the_list_of_their_type(api):
    await api.call("CreateLoadBalancerPolicy", **policy("app-1", "app", CookieName="cookie"))
    await api.call("CreateLoadBalancerPolicy", **policy("lb-1"))
    answer = await api.call("CreateLoadBalancerPolicy", **policy("lb-2", CookieExpirationPeriod=10))

    balancer = answer["LoadBalancer"]
    assert balancer["ApplicationStickyCookiePolicies"] == [{"CookieName": "cookie", "PolicyName": "app-1"}]
    assert balancer["LoadBalancerStickyCookiePolicies"] == [
        {"CookieExpirationPeriod": 1, "PolicyName": "lb-1"},
        {"CookieExpirationPeriod": 10, "PolicyName": "lb-2"},
    ]
    assert [{**balancer, "PublicIp": found["PublicIp"]} for found in await read(api)] == await read(api)


@pytest.mark.parametrize(
    ("request_", "code"),
    [
        (policy(type="app"), "3002"),
        (policy(CookieName="cookie"), "3002"),
        (policy(type="invalid"), "4128"),
        (policy(type="load_balancé"), "4128"),
        (policy("under_score"), "4047"),
        (policy(LoadBalancerName="toto"), "5030"),
        ({"LoadBalancerName": "web", "PolicyType": "app"}, "7000"),
        ({"LoadBalancerName": "web", "PolicyName": "sticky"}, "7000"),
    ],
)
async def test_what_cannot_be_a_policy_is_refused(api, request_, code):
    assert await api.refused("CreateLoadBalancerPolicy", **request_) == code


async def test_a_name_is_unique_on_the_load_balancer(api):
    await create(api, "other")
    await api.call("CreateLoadBalancerPolicy", **policy())
    await api.call("CreateLoadBalancerPolicy", **policy(LoadBalancerName="other"))
    assert await api.refused("CreateLoadBalancerPolicy", **policy(type="app", CookieName="cookie")) == "9021"


async def test_a_policy_is_deleted_when_it_is_not_in_force(api, neighbour):
    await api.call("CreateLoadBalancerPolicy", **policy())
    await api.call("UpdateLoadBalancer", LoadBalancerName="web", LoadBalancerPort=80, PolicyNames=["sticky"])
    request = {"LoadBalancerName": "web", "PolicyName": "sticky"}

    assert await api.refused("DeleteLoadBalancerPolicy", **request) == "9055"
    await api.call("UpdateLoadBalancer", LoadBalancerName="web", LoadBalancerPort=80, PolicyNames=[])
    assert await neighbour.refused("DeleteLoadBalancerPolicy", **request) == "5030"
    await api.call("DeleteLoadBalancerPolicy", **request, DryRun=True)
    balancer = (await api.call("DeleteLoadBalancerPolicy", **request))["LoadBalancer"]
    assert balancer["LoadBalancerStickyCookiePolicies"] == []
    assert await api.refused("DeleteLoadBalancerPolicy", **request) == "5056"
    assert await api.refused("DeleteLoadBalancerPolicy", LoadBalancerName="web") == "7000"
