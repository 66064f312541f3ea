"""API access rules as objects; test_authentication has what they do."""

import re

import pytest
from pki import pem_certificate

UNKNOWN = f"aar-{0:032x}"


@pytest.fixture
async def ca(api):
    return (await api.call("CreateCa", CaPem=pem_certificate()))["Ca"]["CaId"]


async def create(client, **request):
    return (await client.call("CreateApiAccessRule", **request))["ApiAccessRule"]


async def test_a_fresh_account_lets_everyone_in(api):
    (rule,) = (await api.call("ReadApiAccessRules"))["ApiAccessRules"]
    assert rule["IpRanges"] == ["0.0.0.0/0"]
    assert rule["CaIds"] == rule["Cns"] == []


async def test_a_rule_says_what_it_was_made_of(api, ca):
    rule = await create(api, CaIds=[ca], Cns=["one", "two"], IpRanges=["1.1.1.1/32", "2.2.2.2"], Description="all")

    assert re.fullmatch("aar-[0-9a-f]{32}", rule.pop("ApiAccessRuleId"))
    assert rule == {"CaIds": [ca], "Cns": ["one", "two"], "IpRanges": ["1.1.1.1/32", "2.2.2.2"], "Description": "all"}


async def test_a_rule_needs_authorities_or_ranges(api):
    for request in ({}, {"Description": "alone"}, {"Cns": ["one"]}, {"Cns": ["one"], "IpRanges": ["1.1.1.1/32"]}):
        assert await api.refused("CreateApiAccessRule", **request) == "4118"


@pytest.mark.parametrize("ip_range", ["1.1.1/32", "1.1.1.256/32", "1.1.1.1/33", "::/0", ""])
async def test_a_range_is_one_of_ipv4(api, ip_range):
    assert await api.refused("CreateApiAccessRule", IpRanges=["2.2.2.2/32", ip_range]) == "4118"


async def test_a_range_may_have_host_bits(api):
    assert (await create(api, IpRanges=["192.0.2.0/16"]))["IpRanges"] == ["192.0.2.0/16"]


@pytest.mark.parametrize("ca_id", ["ca-1", f"ca-{0:032x}"])
async def test_the_authorities_of_a_rule_are_known(api, ca_id):
    assert await api.refused("CreateApiAccessRule", CaIds=[ca_id]) == "4122"


async def test_the_authorities_of_another_account_are_not(neighbour, ca):
    assert await neighbour.refused("CreateApiAccessRule", CaIds=[ca]) == "4122"


async def test_an_update_replaces_all(api, ca):
    rule = await create(api, CaIds=[ca], Cns=["one"], IpRanges=["1.1.1.1/32"], Description="all")
    id = rule["ApiAccessRuleId"]

    changed = (await api.call("UpdateApiAccessRule", ApiAccessRuleId=id, IpRanges=["2.2.2.2/32"]))["ApiAccessRule"]
    assert changed == {"ApiAccessRuleId": id, "CaIds": [], "Cns": [], "IpRanges": ["2.2.2.2/32"]}
    assert await api.refused("UpdateApiAccessRule", ApiAccessRuleId=id, Description="alone") == "4118"
    assert await api.refused("UpdateApiAccessRule", ApiAccessRuleId="foobar", IpRanges=["2.2.2.2"]) == "4118"
    assert await api.refused("UpdateApiAccessRule", ApiAccessRuleId=UNKNOWN, IpRanges=["2.2.2.2"]) == "4122"


async def test_filters_choose(api, ca):
    rule = await create(api, CaIds=[ca], Cns=["one"], IpRanges=["1.1.1.1/32"], Description="mine")

    for filters in (
        {"ApiAccessRuleIds": [rule["ApiAccessRuleId"]]},
        {"CaIds": [ca]},
        {"Cns": ["one", "two"]},
        {"Descriptions": ["mine"]},
        {"IpRanges": ["1.1.1.1/32"]},
    ):
        assert (await api.call("ReadApiAccessRules", Filters=filters))["ApiAccessRules"] == [rule]


async def test_a_rule_is_deleted_by_its_account(api, neighbour):
    id = (await create(api, IpRanges=["1.1.1.1/32"]))["ApiAccessRuleId"]

    for wrong, code in (("toto", "4118"), ("ca-12345678", "4118"), (UNKNOWN, "4122")):
        assert await api.refused("DeleteApiAccessRule", ApiAccessRuleId=wrong) == code
    assert await neighbour.refused("DeleteApiAccessRule", ApiAccessRuleId=id) == "4122"
    await api.call("DeleteApiAccessRule", ApiAccessRuleId=id, DryRun=True)
    await api.call("DeleteApiAccessRule", ApiAccessRuleId=id)
    assert await api.refused("DeleteApiAccessRule", ApiAccessRuleId=id) == "4122"


async def test_the_last_rule_stays(api):
    (rule,) = (await api.call("ReadApiAccessRules"))["ApiAccessRules"]
    assert await api.refused("DeleteApiAccessRule", ApiAccessRuleId=rule["ApiAccessRuleId"]) == "4118"
