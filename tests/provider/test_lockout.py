"""Nobody locks out the access key that they work with by mistake: changes of who may use the API are judged before."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest

from emulator.pki import pem_certificate, pem_key, rsa_key
from outscale_emulator import ACCESS_KEY
from outscale_provider.model.values import UNKNOWN
from provider.cloud import Account, Fault, Way
from provider.conftest import SETTINGS
from provider.engine import Engine, Failed, Resource
from provider.listener import Listener, cancel
from provider.messages import bare

#: Requests of the tests come from 127.0.0.1.
OURS, THEIRS = ["127.0.0.0/8"], ["192.0.2.0/24"]
REFUSED = rf"this would lock the provider out: no API access rule would let requests of access key {ACCESS_KEY}"


@pytest.fixture
async def ours(engine: Engine, account: Account, way: Way) -> Resource:
    """The only rule that lets us in; another one lets somebody else in."""
    ours = await engine.made("ApiAccessRule", ipRanges=OURS, name="ours")
    await engine.made("ApiAccessRule", ipRanges=THEIRS, name="theirs")
    for rule in (await account.call("ReadApiAccessRules"))["ApiAccessRules"]:
        if rule["IpRanges"] not in (OURS, THEIRS):
            await account.call("DeleteApiAccessRule", ApiAccessRuleId=rule["ApiAccessRuleId"])
    way.requests.clear()
    return ours


async def updated(engine: Engine, resource: Resource, **inputs: Any) -> Resource:
    merged = {**bare(resource.inputs), **inputs}
    return await engine.update(resource, await engine.checked(resource.type, merged, resource.inputs, resource.name))


def written(way: Way) -> list[str]:
    return [action for action in way.actions if not action.startswith("Read")]


# Rules


async def test_the_rule_that_lets_us_in_is_not_deleted(ours: Resource, engine: Engine, way: Way):
    with pytest.raises(Failed, match=f"{REFUSED} from 127.0.0.1 without a client certificate in.*set allowLockout"):
        await engine.delete(ours)
    assert written(way) == []
    assert await engine.read(ours) == ours


@pytest.mark.parametrize("wanted", [{"ipRanges": THEIRS}, {"ipRanges": OURS, "caIds": ["{ca}"]}])
async def test_nor_is_it_narrowed_so_that_it_no_longer_does(
    wanted: dict[str, Any], ours: Resource, engine: Engine, way: Way
):
    if "caIds" in wanted:
        wanted = {**wanted, "caIds": ["ca-" + "0" * 32]}
    with pytest.raises(Failed, match=REFUSED) as refused:
        await updated(engine, ours, **wanted)
    assert "is as it was" in refused.value.message
    assert written(way) == []


async def test_what_takes_nothing_away_is_done_without_a_look_at_the_log(ours: Resource, engine: Engine, way: Way):
    wide = await updated(engine, ours, ipRanges=["0.0.0.0/0"], description="everybody")
    other = await engine.made("ApiAccessRule", ipRanges=["198.51.100.7"], name="other")
    await engine.delete(other)
    narrow = await updated(engine, wide, ipRanges=["127.0.0.1"])
    assert narrow.outputs["ipRanges"] == ["127.0.0.1"]
    assert way.actions.count("ReadApiLogs") == 1
    assert "ReadApiLogs" not in way.actions[: way.actions.index("DeleteApiAccessRule")]


async def test_who_is_let_in_by_another_rule_may_delete_theirs(ours: Resource, engine: Engine):
    await engine.made("ApiAccessRule", ipRanges=["127.0.0.1"], name="another")
    await engine.delete(ours)
    assert await engine.read(ours) is None


async def test_what_the_program_allows_is_done(ours: Resource, engine: Engine, way: Way):
    allowed = await updated(engine, ours, allowLockout=True)
    assert not written(way)
    await engine.delete(allowed)
    assert written(way) == ["DeleteApiAccessRule"]
    # The API lets nobody in from here any more.
    with pytest.raises(Failed, match="API access rules of the account do not allow requests from here"):
        await engine.made("Net", ipRange="10.0.0.0/16")


async def test_of_two_that_go_at_once_the_last_that_lets_us_in_stays(ours: Resource, engine: Engine, account: Account):
    twin = await engine.made("ApiAccessRule", ipRanges=["127.0.0.1"], name="twin")
    gone = await asyncio.gather(engine.delete(ours), engine.delete(twin), return_exceptions=True)
    assert [type(each) for each in gone].count(Failed) == 1
    left = (await account.call("ReadApiAccessRules"))["ApiAccessRules"]
    assert len(left) == 2


async def test_a_read_that_is_older_than_our_own_changes_deceives_nobody(
    ours: Resource, engine: Engine, account: Account, way: Way
):
    twin = await engine.made("ApiAccessRule", ipRanges=["127.0.0.1"], name="twin")
    stale = {**await account.call("ReadApiAccessRules"), "ResponseContext": {"RequestId": "stale"}}
    await engine.delete(twin)
    way.answers["ReadApiAccessRules"] = stale
    with pytest.raises(Failed, match=REFUSED):
        await engine.delete(ours)


async def test_a_preview_that_asks_warns_of_it_and_changes_nothing(
    ours: Resource, engine: Engine, way: Way, listener: Listener
):
    narrow = {**bare(ours.inputs), "ipRanges": THEIRS}
    await engine.update(ours, narrow, preview=True)
    assert way.requests == []
    await engine.configure(**SETTINGS, validateInPreview=True)
    for inputs in (narrow, {**narrow, "allowLockout": True}, {**narrow, "ipRanges": UNKNOWN}):
        await engine.update(ours, inputs, preview=True)
    # What was foretold is not noted as done.
    with pytest.raises(Failed, match=REFUSED):
        await engine.delete(ours)
    # This may be right with what else is planned.
    await engine.create("ApiAccessRule", {"ipRanges": OURS}, preview=True, name="another")
    await engine.update(ours, narrow, preview=True)
    await cancel(engine)
    assert [name for name, text in listener.warned() if "as things are, this will fail: this would lock" in text] == [
        "ours"
    ]


# What can't be known


async def test_who_signed_our_certificate_is_a_warning(
    ours: Resource, engine: Engine, account: Account, listener: Listener, tmp_path: Path
):
    certificate = tmp_path / "client.pem"
    certificate.write_text(pem_certificate("client") + pem_key(rsa_key()))
    ca = (await account.call("CreateCa", CaPem=pem_certificate("office")))["Ca"]["CaId"]
    await engine.configure(**SETTINGS, clientCertificate=str(certificate))
    with pytest.raises(Failed, match=f"{REFUSED} from 127.0.0.1 in"):
        await updated(engine, ours, ipRanges=THEIRS, caIds=[ca])
    await updated(engine, ours, caIds=[ca])
    await cancel(engine)
    assert [name for name, text in listener.warned() if "can't be known before" in text] == ["ours"]


async def test_an_address_that_no_log_tells_is_a_warning(ours: Resource, engine: Engine, way: Way, listener: Listener):
    way.faults = [Fault("ReadApiLogs", times=2, status=403, code=4)]
    await updated(engine, ours, ipRanges=["127.0.0.1"])
    await cancel(engine)
    assert [name for name, text in listener.warned() if "can't be known before" in text] == ["ours"]


async def test_where_the_log_is_behind_the_key_s_latest_requests_tell(ours: Resource, engine: Engine, way: Way):
    way.faults = [Fault("ReadApiLogs", status=403, code=4)]
    with pytest.raises(Failed, match=f"{REFUSED} from 127.0.0.1"):
        await engine.delete(ours)
    assert [request["Filters"].keys() for action, request in way.requests if action == "ReadApiLogs"] == [
        {"RequestIds"},
        {"QueryAccessKeys"},
    ]


# The policy


async def test_a_trusted_environment_without_a_certificate_of_ours_is_refused(engine: Engine, way: Way):
    trusted = {"maxAccessKeyExpirationSeconds": 0, "requireTrustedEnv": True}
    with pytest.raises(Failed, match=REFUSED):
        await engine.made("ApiAccessPolicy", **trusted)
    assert written(way) == []
    # Then it is for the API to say.
    with pytest.raises(Failed, match="UpdateApiAccessPolicy was refused"):
        await engine.made("ApiAccessPolicy", **trusted, allowLockout=True)


async def test_a_lifetime_that_our_own_key_exceeds_is_refused(engine: Engine, account: Account, way: Way):
    policy = await engine.made("ApiAccessPolicy", maxAccessKeyExpirationSeconds=0, requireTrustedEnv=False)
    way.requests.clear()
    with pytest.raises(Failed, match=f"its own access key {ACCESS_KEY} lives longer than 3600 seconds"):
        await updated(engine, policy, maxAccessKeyExpirationSeconds=3600)
    assert written(way) == []
    await account.call("UpdateAccessKey", AccessKeyId=ACCESS_KEY, State="ACTIVE", ExpirationDate="2035-12-31")
    limited = await updated(engine, policy, maxAccessKeyExpirationSeconds=3153600000)
    lifted = await updated(engine, limited, maxAccessKeyExpirationSeconds=0)
    assert lifted.outputs["maxAccessKeyExpirationSeconds"] == 0


async def test_a_key_that_is_not_to_be_seen_is_a_warning(
    engine: Engine, account: Account, way: Way, listener: Listener
):
    way.answers["ReadAccessKeys"] = {"AccessKeys": [], "ResponseContext": {"RequestId": "none"}}
    await account.call("UpdateAccessKey", AccessKeyId=ACCESS_KEY, State="ACTIVE", ExpirationDate="2035-12-31")
    await engine.made("ApiAccessPolicy", maxAccessKeyExpirationSeconds=3153600000, requireTrustedEnv=False)
    await cancel(engine)
    [(_, text)] = listener.warned()
    assert ACCESS_KEY in text and "can't be known" in text


# The key itself


@pytest.fixture
async def own_key(engine: Engine) -> Resource:
    key = await engine.imported("AccessKey", ACCESS_KEY)
    assert key
    return key


async def test_the_key_that_we_work_with_is_not_deleted(own_key: Resource, engine: Engine, way: Way):
    with pytest.raises(Failed, match=f"lock the provider out.*signed with access key {ACCESS_KEY}.*another access key"):
        await engine.delete(own_key)
    assert written(way) == []
    allowed = await updated(engine, own_key, allowLockout=True)
    await engine.delete(allowed)
    assert written(way) == ["DeleteAccessKey"]


async def test_nor_is_it_made_inactive(own_key: Resource, engine: Engine, way: Way, listener: Listener):
    with pytest.raises(Failed, match="lock the provider out"):
        await updated(engine, own_key, state="INACTIVE")
    assert written(way) == []
    limited = await updated(engine, own_key, expirationDate="2035-12-31")
    assert limited.outputs["expirationDate"].startswith("2035-12-31")
    await engine.configure(**SETTINGS, validateInPreview=True)
    await engine.update(own_key, {**bare(own_key.inputs), "state": "INACTIVE"}, preview=True)
    await cancel(engine)
    assert [name for name, text in listener.warned() if "as things are, this will fail: this would lock" in text]


async def test_other_keys_are_nobody_s_concern(own_key: Resource, engine: Engine, way: Way):
    other = await engine.made("AccessKey", state="ACTIVE", name="other")
    inactive = await updated(engine, other, state="INACTIVE")
    await engine.delete(inactive)
    assert written(way)[-2:] == ["UpdateAccessKey", "DeleteAccessKey"]
