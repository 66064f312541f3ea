"""Client certificate authorities: what they are made of, whose they are, what keeps them."""

import re

import pytest
from cryptography.hazmat.primitives.hashes import SHA1
from pki import certificate, pem_certificate

UNKNOWN = f"ca-{0:032x}"


async def create(client, name="ca.example.com", **request):
    return (await client.call("CreateCa", CaPem=pem_certificate(name), **request))["Ca"]


async def test_a_ca_shows_the_fingerprint_of_its_certificate(api):
    ca = await create(api, Description="for tests")

    assert re.fullmatch("ca-[0-9a-f]{32}", ca["CaId"])
    assert ca["CaFingerprint"] == certificate("ca.example.com").fingerprint(SHA1()).hex()
    assert ca["Description"] == "for tests"
    assert (await api.call("ReadCas"))["Cas"] == [ca]


async def test_the_same_certificate_can_be_registered_twice(api):
    first, second = await create(api), await create(api)
    assert first["CaId"] != second["CaId"]
    assert "Description" not in first


@pytest.mark.parametrize("pem", ["test", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"])
async def test_a_ca_needs_a_certificate(api, pem):
    assert await api.refused("CreateCa", Description="none") == "7000"
    assert await api.refused("CreateCa", CaPem=pem) == "4124"


async def test_filters_choose(api):
    one = await create(api, "one.example.com", Description="one")
    two = await create(api, "two.example.com", Description="two")

    for filters in (
        {"CaFingerprints": [one["CaFingerprint"]]},
        {"CaIds": [one["CaId"]]},
        {"Descriptions": ["one"]},
        {"CaIds": [one["CaId"], two["CaId"]], "Descriptions": ["one", "three"]},
    ):
        assert (await api.call("ReadCas", Filters=filters))["Cas"] == [one]
    assert (await api.call("ReadCas", Filters={"CaIds": ["ca-12345678"]}))["Cas"] == []


async def test_only_the_description_changes(api):
    ca = await create(api, Description="old")

    changed = (await api.call("UpdateCa", CaId=ca["CaId"], Description="new"))["Ca"]
    assert changed == {**ca, "Description": "new"}
    assert await api.refused("UpdateCa", CaId=ca["CaId"], CaPem=pem_certificate()) == "3001"


async def test_a_ca_is_its_accounts_own(api, neighbour):
    ca = await create(api)

    assert (await neighbour.call("ReadCas"))["Cas"] == []
    assert await neighbour.refused("UpdateCa", CaId=ca["CaId"], Description="mine") == "4122"
    assert await neighbour.refused("DeleteCa", CaId=ca["CaId"]) == "4122"


async def test_a_ca_is_deleted_by_a_proper_id(api):
    ca = await create(api)

    assert await api.refused("DeleteCa") == "7000"
    assert await api.refused("DeleteCa", CaId="ca-test123456") == "4118"
    assert await api.refused("DeleteCa", CaId=UNKNOWN) == "4122"
    assert set(await api.call("DeleteCa", CaId=ca["CaId"], DryRun=True)) == {"ResponseContext"}
    await api.call("DeleteCa", CaId=ca["CaId"])
    assert await api.refused("DeleteCa", CaId=ca["CaId"]) == "4122"


async def test_a_rule_keeps_its_cas(api):
    ca = await create(api)
    rule = (await api.call("CreateApiAccessRule", CaIds=[ca["CaId"]]))["ApiAccessRule"]

    assert await api.refused("DeleteCa", CaId=ca["CaId"]) == "9029"
    await api.call("DeleteApiAccessRule", ApiAccessRuleId=rule["ApiAccessRuleId"])
    await api.call("DeleteCa", CaId=ca["CaId"])
