"""Access keys: their secret, their expiration, and whose they are."""

import re

from conftest import ACCESS_KEY, SECRET_KEY, Client


async def test_a_new_key_signs_requests(api, http, time):
    key = (await api.call("CreateAccessKey"))["AccessKey"]

    assert re.fullmatch("[A-Z0-9]{20}", key["AccessKeyId"])
    assert re.fullmatch("[A-Z0-9]{40}", key["SecretKey"])
    assert key["State"] == "ACTIVE"
    assert key["CreationDate"] == key["LastModificationDate"] == "2022-03-01T00:00:00.000+0000"
    assert "ExpirationDate" not in key
    (account,) = (await Client(http, time, key["AccessKeyId"], key["SecretKey"]).call("ReadAccounts"))["Accounts"]
    assert account["AccountId"] == "100000000001"


async def test_reading_keys_does_not_show_secrets(api):
    key = (await api.call("CreateAccessKey"))["AccessKey"]
    del key["SecretKey"]

    found = await api.call("ReadAccessKeys", Filters={"AccessKeyIds": [key["AccessKeyId"]], "States": ["ACTIVE"]})
    assert found["AccessKeys"] == [key]
    assert len((await api.call("ReadAccessKeys"))["AccessKeys"]) == 2


async def test_a_secret_can_be_read_by_its_account(api, neighbour):
    secret = (await api.call("ReadSecretAccessKey", AccessKeyId=ACCESS_KEY))["AccessKey"]["SecretKey"]

    assert secret == SECRET_KEY
    assert "AccessKey" not in await api.call("ReadSecretAccessKey", AccessKeyId="foobar")
    assert await neighbour.refused("ReadSecretAccessKey", AccessKeyId=ACCESS_KEY) == "1"


async def test_an_inactive_key_signs_nothing(api, http, time):
    key = (await api.call("CreateAccessKey"))["AccessKey"]
    client = Client(http, time, key["AccessKeyId"], key["SecretKey"])

    await api.call("UpdateAccessKey", AccessKeyId=key["AccessKeyId"], State="INACTIVE")
    assert await client.refused("ReadAccounts") == "1"
    await api.call("UpdateAccessKey", AccessKeyId=key["AccessKeyId"], State="ACTIVE")
    await client.call("ReadAccounts")


async def test_a_key_expires(api, http, time):
    key = (await api.call("CreateAccessKey", ExpirationDate="2022-03-02"))["AccessKey"]
    client = Client(http, time, key["AccessKeyId"], key["SecretKey"])

    assert key["ExpirationDate"] == "2022-03-02T00:00:00.000+0000"
    await client.call("ReadAccounts")
    time.advance(24 * 3600)
    assert await client.refused("ReadAccounts") == "1"
    updated = await api.call("UpdateAccessKey", AccessKeyId=key["AccessKeyId"], State="ACTIVE")
    assert "ExpirationDate" not in updated["AccessKey"]
    await client.call("ReadAccounts")


async def test_an_expiration_lies_in_the_future(api):
    for date in ("2022-02-28", "2022-02-28T12:00:00Z", "soon"):
        assert await api.refused("CreateAccessKey", ExpirationDate=date) == "4047"
        change = {"AccessKeyId": ACCESS_KEY, "State": "ACTIVE", "ExpirationDate": date}
        assert await api.refused("UpdateAccessKey", **change) == "4123"


async def test_an_update_needs_a_key_and_a_state(api, neighbour):
    assert await api.refused("UpdateAccessKey", AccessKeyId=ACCESS_KEY) == "7000"
    assert await api.refused("UpdateAccessKey", AccessKeyId=ACCESS_KEY, State="tot") == "4123"
    assert await api.refused("UpdateAccessKey", AccessKeyId="tot", State="ACTIVE") == "4122"
    assert await neighbour.refused("UpdateAccessKey", AccessKeyId=ACCESS_KEY, State="INACTIVE") == "4122"


async def test_a_key_is_deleted_by_its_account(api, neighbour):
    key = (await api.call("CreateAccessKey"))["AccessKey"]["AccessKeyId"]

    assert await neighbour.refused("DeleteAccessKey", AccessKeyId=key) == "5076"
    assert await api.refused("DeleteAccessKey", AccessKeyId="") == "7000"
    await api.call("DeleteAccessKey", AccessKeyId=key)
    assert await api.refused("DeleteAccessKey", AccessKeyId=key) == "5076"
