"""What an account has exactly one of: a stack sets it, changes it and forgets it."""

from __future__ import annotations

import pytest

from outscale_emulator import ACCESS_KEY
from provider.cloud import Account
from provider.engine import Engine, Failed

POLICY = {"maxAccessKeyExpirationSeconds": 0, "requireTrustedEnv": False}
TEN_YEARS = 10 * 365 * 24 * 3600


async def test_the_policy_is_set_changed_imported_and_left(engine: Engine, account: Account):
    # Keys must not live longer than the policy allows, and this one signs all requests.
    await account.call("UpdateAccessKey", AccessKeyId=ACCESS_KEY, State="ACTIVE", ExpirationDate="2030-01-01")
    policy = await engine.made("ApiAccessPolicy", **POLICY)
    strict = {**POLICY, "maxAccessKeyExpirationSeconds": TEN_YEARS}
    assert (await engine.diff(policy, strict)).details == {"maxAccessKeyExpirationSeconds": "UPDATE"}
    policy = await engine.update(policy, strict)
    assert policy.outputs == strict
    imported = await engine.imported("ApiAccessPolicy", "api-access-policy")
    assert imported and imported.inputs == strict
    await engine.delete(policy)
    assert (await account.call("ReadApiAccessPolicy"))["ApiAccessPolicy"]["MaxAccessKeyExpirationSeconds"] == TEN_YEARS


async def test_a_policy_that_shuts_out_its_key_is_refused_and_changes_nothing(engine: Engine, account: Account):
    policy = await engine.made("ApiAccessPolicy", **POLICY)
    with pytest.raises(Failed, match="api-access-policy is as it was"):
        await engine.update(policy, {**POLICY, "maxAccessKeyExpirationSeconds": TEN_YEARS})
    assert await engine.read(policy) == policy


async def test_another_id_is_no_policy(engine: Engine):
    with pytest.raises(Failed, match="is always api-access-policy"):
        await engine.imported("ApiAccessPolicy", "policy")
