"""Tags: on which resources, what they replace and what removes them."""

import pytest


@pytest.fixture
async def gateway(api):
    return (await api.call("CreateInternetService"))["InternetService"]["InternetServiceId"]


def tag(key, value):
    return {"Key": key, "Value": value}


async def tags_of(api, net):
    return (await api.call("ReadNets", Filters={"NetIds": [net]}))["Nets"][0]["Tags"]


async def test_resources_show_their_tags(api, net, gateway):
    await api.call("CreateTags", ResourceIds=[net, gateway], Tags=[tag("name", "one"), tag("empty", "")])

    assert await tags_of(api, net) == [tag("name", "one"), tag("empty", "")]
    assert (await api.call("ReadTags", Filters={"Keys": ["name"]}))["Tags"] == [
        {"Key": "name", "ResourceId": net, "ResourceType": "net", "Value": "one"},
        {"Key": "name", "ResourceId": gateway, "ResourceType": "internet-service", "Value": "one"},
    ]


async def test_a_key_that_is_there_gets_the_new_value(api, net):
    await api.call("CreateTags", ResourceIds=[net], Tags=[tag("a", "1"), tag("b", "2")])
    await api.call("CreateTags", ResourceIds=[net], Tags=[tag("a", "3"), tag("c", "4")])
    assert await tags_of(api, net) == [tag("a", "3"), tag("b", "2"), tag("c", "4")]


async def test_only_a_tag_with_the_same_value_is_removed(api, net):
    await api.call("CreateTags", ResourceIds=[net], Tags=[tag("a", "1"), tag("b", "2")])

    await api.call("DeleteTags", ResourceIds=[net], Tags=[tag("a", "other"), tag("b", "2"), tag("c", "3")])
    assert await tags_of(api, net) == [tag("a", "1")]
    await api.call("DeleteTags", ResourceIds=[net], Tags=[tag("a", "1")])
    assert (await api.call("ReadTags"))["Tags"] == []


@pytest.mark.parametrize("action", ["CreateTags", "DeleteTags"])
@pytest.mark.parametrize(
    ("request_", "code"),
    [
        ({"ResourceIds": [], "Tags": [tag("a", "1")]}, "7000"),
        ({"ResourceIds": ["vpc-00000000"], "Tags": []}, "7000"),
        ({"ResourceIds": ["vpc-00000000"]}, "7000"),
        ({"ResourceIds": ["vpc-00000000"], "Tags": [{"Key": "a"}]}, "7000"),
        ({"ResourceIds": ["vpc-00000000"], "Tags": [tag("", "1")]}, "4069"),
        ({"ResourceIds": ["vpc-00000000"], "Tags": [tag("a" * 256, "1")]}, "4106"),
        ({"ResourceIds": ["vpc-00000000"], "Tags": [{**tag("a", "1"), "toto": "toto"}]}, "3001"),
        ({"ResourceIds": [True], "Tags": [tag("a", "1")]}, "4110"),
        ({"ResourceIds": ["toto"], "Tags": [tag("a", "1")]}, "4025"),
        ({"ResourceIds": ["dxcon-00000000"], "Tags": [tag("a", "1")]}, "4025"),
    ],
)
async def test_what_is_no_tag_is_refused(api, action, request_, code):
    assert await api.refused(action, **request_) == code


async def test_another_account_cannot_tag(neighbour, net):
    request = {"ResourceIds": [net], "Tags": [tag("a", "1")]}
    assert await neighbour.refused("CreateTags", **request) == "5065"
    assert await neighbour.refused("DeleteTags", **request) == "5044"


async def test_a_batch_is_tagged_whole_or_not_at_all(api, net):
    assert await api.refused("CreateTags", ResourceIds=[net, "igw-00000000"], Tags=[tag("a", "1")]) == "5001"
    assert await tags_of(api, net) == []


async def test_filters_combine(api, neighbour, net, gateway):
    await api.call("CreateTags", ResourceIds=[net], Tags=[tag("a", "1"), tag("b", "2")])
    await api.call("CreateTags", ResourceIds=[gateway], Tags=[tag("a", "2")])

    async def found(**filters):
        answer = await api.call("ReadTags", Filters=filters)
        return [(found["ResourceId"], found["Key"]) for found in answer["Tags"]]

    assert await found(ResourceTypes=["net"]) == [(net, "a"), (net, "b")]
    assert await found(ResourceIds=[gateway, net], Values=["2"]) == [(net, "b"), (gateway, "a")]
    assert await found(Values=["none"]) == []
    assert [net["NetId"] for net in (await api.call("ReadNets", Filters={"Tags": ["a=1"]}))["Nets"]] == [net]
    assert (await api.call("ReadNets", Filters={"Tags": ["a=*"]}))["Nets"] == []
    assert (await neighbour.call("ReadTags"))["Tags"] == []


async def test_tags_go_with_their_resource(api, gateway):
    await api.call("CreateTags", ResourceIds=[gateway], Tags=[tag("a", "1")])
    await api.call("DeleteInternetService", InternetServiceId=gateway)
    assert (await api.call("ReadTags"))["Tags"] == []


@pytest.mark.parametrize(("id", "code"), [("i-00000000", "5063"), ("sg-00000000", "5020"), ("vol-00000000", "5064")])
async def test_a_resource_that_never_was_has_the_code_of_its_kind(api, id, code):
    assert await api.refused("DeleteTags", ResourceIds=[id], Tags=[tag("a", "1")]) == code
