"""The tags of load balancers."""

import pytest
from balancers import create, read


@pytest.fixture(autouse=True)
async def balancers(api, neighbour):
    for name in ("one", "two"):
        await create(api, name)
    await create(neighbour, "three")


async def tag(client, *names, **tags):
    wanted = [{"Key": key, "Value": value} for key, value in tags.items()]
    await client.call("CreateLoadBalancerTags", LoadBalancerNames=names, Tags=wanted)


async def untag(client, *names, keys):
    await client.call("DeleteLoadBalancerTags", LoadBalancerNames=names, Tags=[{"Key": key} for key in keys])


async def tags_of(client, *names):
    found = (await client.call("ReadLoadBalancerTags", LoadBalancerNames=names))["Tags"]
    return [(tag["LoadBalancerName"], tag["Key"], tag["Value"]) for tag in found]


async def test_tags_come_and_go(api):
    await tag(api, "one", "two", a="1", b="2")
    await tag(api, "one", b="3", c="")

    assert await tags_of(api, "one") == [("one", "a", "1"), ("one", "b", "3"), ("one", "c", "")]
    assert await tags_of(api, "two", "one", "two") == [
        ("two", "a", "1"),
        ("two", "b", "2"),
        ("one", "a", "1"),
        ("one", "b", "3"),
        ("one", "c", ""),
    ]
    assert (await read(api, "two"))[0]["Tags"] == [{"Key": "a", "Value": "1"}, {"Key": "b", "Value": "2"}]
    await untag(api, "one", "two", "one", keys=["a", "a", "c", "unknown"])
    assert await tags_of(api, "one", "two") == [("one", "b", "3"), ("two", "b", "2")]


async def test_a_key_given_twice_is_one_tag(api):
    tags = [{"Key": "a", "Value": "1"}, {"Key": "a", "Value": "2"}]
    await api.call("CreateLoadBalancerTags", LoadBalancerNames=["one"], Tags=tags)
    assert await tags_of(api, "one") == [("one", "a", "2")]


@pytest.mark.parametrize("action", ["CreateLoadBalancerTags", "DeleteLoadBalancerTags", "ReadLoadBalancerTags"])
@pytest.mark.parametrize("names", [["_test"], ["unknown"], ["three"], ["one", "unknown"]])
async def test_load_balancers_are_known_and_the_accounts_own(api, action, names):
    request = {"LoadBalancerNames": names}
    if action.startswith("Create"):
        request["Tags"] = [{"Key": "a", "Value": "1"}]
    elif action.startswith("Delete"):
        request["Tags"] = [{"Key": "a"}]
    assert await api.refused(action, **request) == "5030"
    assert await tags_of(api, "one") == []


async def test_names_and_tags_are_required(api):
    tags = [{"Key": "a", "Value": "1"}]
    assert await api.refused("CreateLoadBalancerTags", Tags=tags) == "7000"
    assert await api.refused("CreateLoadBalancerTags", LoadBalancerNames=["one"]) == "7000"
    assert await api.refused("DeleteLoadBalancerTags", LoadBalancerNames=["one"]) == "7000"
    assert await api.refused("ReadLoadBalancerTags") == "7000"
    assert await api.refused("ReadLoadBalancerTags", LoadBalancerNames="one") == "4110"


async def test_tags_have_a_form(api):
    names = {"LoadBalancerNames": ["one"]}
    for key, value, code in (("", "1", "4108"), ("k" * 256, "1", "4106"), ("a", "v" * 256, "4106")):
        assert await api.refused("CreateLoadBalancerTags", **names, Tags=[{"Key": key, "Value": value}]) == code
    assert await api.refused("DeleteLoadBalancerTags", **names, Tags=[{"Key": ""}]) == "4108"
    assert await api.refused("DeleteLoadBalancerTags", **names, Tags=[{"Toto": "a"}]) == "3001"
    assert await api.refused("DeleteLoadBalancerTags", **names, Tags=[{"Key": ["a"]}]) == "4110"


async def test_dry_run_changes_nothing(api):
    tags = [{"Key": "a", "Value": "1"}]
    await api.call("CreateLoadBalancerTags", LoadBalancerNames=["one"], Tags=tags, DryRun=True)
    assert await tags_of(api, "one") == []
