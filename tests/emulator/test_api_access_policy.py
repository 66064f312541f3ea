"""The API access policy: what has to be so before it can demand it."""

from pki import pem_certificate

from conftest import ACCESS_KEY


async def update(client, seconds, trusted=False, **request):
    policy = {"MaxAccessKeyExpirationSeconds": seconds, "RequireTrustedEnv": trusted}
    return (await client.call("UpdateApiAccessPolicy", **policy, **request))["ApiAccessPolicy"]


async def refused(client, seconds, trusted=False):
    policy = {"MaxAccessKeyExpirationSeconds": seconds, "RequireTrustedEnv": trusted}
    return await client.refused("UpdateApiAccessPolicy", **policy)


async def let_the_key_expire(api, date="2022-03-01T01:00:00Z"):
    await api.call("UpdateAccessKey", AccessKeyId=ACCESS_KEY, State="ACTIVE", ExpirationDate=date)


async def add_rule_with_ca(api):
    ca = (await api.call("CreateCa", CaPem=pem_certificate()))["Ca"]["CaId"]
    await api.call("CreateApiAccessRule", CaIds=[ca])


async def test_an_account_demands_nothing_at_first(api):
    policy = (await api.call("ReadApiAccessPolicy"))["ApiAccessPolicy"]
    assert policy == {"MaxAccessKeyExpirationSeconds": 0, "RequireTrustedEnv": False}


async def test_keys_have_to_expire_in_time(api, neighbour):
    assert await refused(api, 3600) == "4118"
    await let_the_key_expire(api)
    assert await refused(api, 3599) == "4118"

    policy = await update(api, 3600)
    assert policy == {"MaxAccessKeyExpirationSeconds": 3600, "RequireTrustedEnv": False}
    assert (await api.call("ReadApiAccessPolicy"))["ApiAccessPolicy"] == policy
    assert (await neighbour.call("ReadApiAccessPolicy"))["ApiAccessPolicy"]["MaxAccessKeyExpirationSeconds"] == 0


async def test_new_keys_keep_to_the_limit(api):
    await let_the_key_expire(api)
    await update(api, 3600)

    assert await api.refused("CreateAccessKey") == "4118"
    assert await api.refused("CreateAccessKey", ExpirationDate="2022-03-01T01:00:01Z") == "4118"
    assert await api.refused("UpdateAccessKey", AccessKeyId=ACCESS_KEY, State="ACTIVE") == "4118"
    await api.call("CreateAccessKey", ExpirationDate="2022-03-01T01:00:00Z")
    await update(api, 0)
    await api.call("UpdateAccessKey", AccessKeyId=ACCESS_KEY, State="ACTIVE")


async def test_trust_needs_a_limit_expiring_keys_and_an_authority(api):
    assert await refused(api, 0, trusted=True) == "4118"
    assert await refused(api, 3600, trusted=True) == "4118"
    await let_the_key_expire(api)
    assert await refused(api, 3600, trusted=True) == "4118"
    await add_rule_with_ca(api)
    assert await refused(api, 0, trusted=True) == "4118"
    assert (await update(api, 3600, trusted=True))["RequireTrustedEnv"] is True


async def test_the_seconds_have_a_range_and_both_parameters_are_required(api):
    assert await refused(api, -4354) == "4118"
    assert await refused(api, 3153600001) == "4118"
    assert await refused(api, 0, trusted="foo bar") == "4110"
    assert await api.refused("UpdateApiAccessPolicy", RequireTrustedEnv=False) == "7000"
    assert await api.refused("UpdateApiAccessPolicy", MaxAccessKeyExpirationSeconds=0) == "7000"


async def test_dry_run_changes_nothing(api):
    await let_the_key_expire(api)
    request = {"MaxAccessKeyExpirationSeconds": 3600, "RequireTrustedEnv": False, "DryRun": True}
    assert set(await api.call("UpdateApiAccessPolicy", **request)) == {"ResponseContext"}
    assert (await api.call("ReadApiAccessPolicy"))["ApiAccessPolicy"]["MaxAccessKeyExpirationSeconds"] == 0
