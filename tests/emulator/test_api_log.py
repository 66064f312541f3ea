"""The log: of what was really asked and answered, in pages, and only to the account that asked."""

import base64
import json
import re

import pytest
from pki import pem_certificate, pem_key, rsa_key

from outscale_emulator import ACCESS_KEY

DETAILS = {
    "AccountId",
    "CallDuration",
    "QueryAccessKey",
    "QueryApiName",
    "QueryApiVersion",
    "QueryCallName",
    "QueryDate",
    "QueryHeaderRaw",
    "QueryHeaderSize",
    "QueryIpAddress",
    "QueryPayloadRaw",
    "QueryPayloadSize",
    "QueryUserAgent",
    "RequestId",
    "ResponseSize",
    "ResponseStatusCode",
}


async def logs(client, **request):
    return (await client.call("ReadApiLogs", **request))["Logs"]


async def test_a_log_tells_all_of_a_request(api):
    response = await api.post("ReadVms", '{"Filters": {"VmIds": []}}', **{"User-Agent": "a test"})
    (log,) = await logs(api)

    assert set(log) == DETAILS
    assert log["AccountId"] == "100000000001"
    assert log["QueryAccessKey"] == ACCESS_KEY
    assert (log["QueryApiName"], log["QueryApiVersion"], log["QueryCallName"]) == ("oapi", "1.16", "ReadVms")
    assert log["QueryDate"] == "2022-03-01T00:00:00.000Z"
    assert log["QueryIpAddress"] == "127.0.0.1"
    assert log["QueryPayloadRaw"] == '{"Filters": {"VmIds": []}}'
    assert log["QueryPayloadSize"] == 26
    assert log["QueryUserAgent"] == "a test"
    assert log["RequestId"] == response.json()["ResponseContext"]["RequestId"]
    assert log["ResponseSize"] == len(response.content)
    assert log["ResponseStatusCode"] == 200
    assert log["CallDuration"] > 0


async def test_the_newest_comes_first_and_refusals_are_there(api):
    await api.call("ReadNets")
    await api.refused("DeleteNet", NetId="vpc-12345678")
    await api.refused("ReadNets", Foo="bar")

    seen = [(log["QueryCallName"], log["ResponseStatusCode"]) for log in await logs(api)]
    assert seen == [("ReadNets", 400), ("DeleteNet", 400), ("ReadNets", 200)]


async def test_accounts_see_their_own_calls(api, neighbour, http):
    await neighbour.call("ReadNets")
    await http.post("/api/v1/ReadRegions")
    assert await logs(api) == []


async def test_headers_are_logged_without_what_proves_who_asks(api, http):
    login = base64.b64encode(b"emulator@example.com:emulator-password").decode()
    await http.post("/api/v1/ReadAccessKeys", content="{}", headers={"Authorization": f"Basic {login}"})
    (log,) = await logs(api)

    assert re.search(r"(?m)^authorization: \*+$", log["QueryHeaderRaw"])
    assert re.search(r"(?m)^host: emulator$", log["QueryHeaderRaw"])
    assert log["QueryHeaderSize"] == len(log["QueryHeaderRaw"])
    assert "QueryAccessKey" not in log


async def test_secrets_of_a_request_are_not_logged(api):
    await api.call("CheckAuthentication", Login="emulator@example.com", Password="emulator-password")
    pair = {"Body": pem_certificate(), "PrivateKey": pem_key(rsa_key())}
    await api.call("CreateServerCertificate", Name="web", **pair)
    certificate, login = await logs(api)

    assert json.loads(login["QueryPayloadRaw"]) == {"Login": "emulator@example.com", "Password": "*****"}
    assert json.loads(certificate["QueryPayloadRaw"])["PrivateKey"] == "*****"
    await api.post("CreateServerCertificate", '{"PrivateKey": "secret"')
    assert (await logs(api, ResultsPerPage=1))[0]["QueryPayloadRaw"] == "*****"


async def test_what_the_description_calls_secret_is_hidden_too(api):
    await api.refused("CreateVms", ImageId="ami-00000000", UserData="c2VjcmV0")
    [log] = await logs(api)
    assert json.loads(log["QueryPayloadRaw"]) == {"ImageId": "ami-00000000", "UserData": "*****"}


@pytest.mark.parametrize(
    ("filters", "count"),
    [
        ({"QueryCallNames": ["ReadNets", "ReadTags"]}, 2),
        ({"QueryAccessKeys": [ACCESS_KEY]}, 3),
        ({"QueryAccessKeys": ["UNKNOWN"]}, 0),
        ({"QueryApiNames": ["oapi"]}, 3),
        ({"QueryApiNames": ["fcu", "lbu"]}, 0),
        ({"QueryIpAddresses": ["127.0.0.1"]}, 3),
        ({"QueryIpAddresses": ["192.0.2.1"]}, 0),
        ({"QueryUserAgents": ["UNKNOWN"]}, 0),
        ({"RequestIds": ["00000000-0000-0000-0000-000000000000"]}, 0),
        ({"ResponseStatusCodes": [400, 409]}, 1),
        ({"ResponseStatusCodes": [200], "QueryCallNames": ["ReadTags", "DeleteNet"]}, 1),
    ],
)
async def test_filters_choose(api, filters, count):
    await api.call("ReadNets")
    await api.call("ReadTags")
    await api.refused("DeleteNet", NetId="vpc-12345678")
    assert len(await logs(api, Filters=filters)) == count


async def test_filters_have_types(api):
    assert await api.refused("ReadApiLogs", Filters={"QueryIpAddresses": ["0.1"]}) == "4112"
    assert await api.refused("ReadApiLogs", Filters={"ResponseStatusCodes": ["700"]}) == "4110"
    assert await api.refused("ReadApiLogs", Filters={"QueryApiNames": [1]}) == "4110"
    assert await api.refused("ReadApiLogs", Filters={"QueryDateAfter": "2022-01-01"}) == "3001"


@pytest.mark.parametrize(
    ("details", "shown"),
    [
        ({}, {"AccountId", "RequestId"}),
        ({"QueryCallName": True}, {"AccountId", "RequestId", "QueryCallName"}),
        ({"AccountId": False, "RequestId": False, "ResponseSize": True}, {"ResponseSize"}),
        (dict.fromkeys(DETAILS, True), DETAILS),
    ],
)
async def test_a_request_says_which_details_it_wants(api, details, shown):
    await api.call("ReadNets")
    (log,) = await logs(api, With=details)
    assert set(log) == shown


async def test_details_have_names(api):
    assert await api.refused("ReadApiLogs", With={"toto": True}) == "3001"


async def test_pages_follow_each_other_while_requests_go_on(api):
    for name in ("ReadNets", "ReadTags", "ReadVms", "ReadNics", "ReadSubnets"):
        await api.call(name)
    filters = {"QueryCallNames": ["ReadNets", "ReadTags", "ReadVms", "ReadNics", "ReadSubnets"]}

    names = []
    page = await api.call("ReadApiLogs", ResultsPerPage=2, Filters=filters)
    while True:
        names.append([log["QueryCallName"] for log in page["Logs"]])
        if "NextPageToken" not in page:
            break
        await api.call("ReadVms")
        page = await api.call("ReadApiLogs", NextPageToken=page["NextPageToken"], ResultsPerPage=2, Filters=filters)
    assert names == [["ReadSubnets", "ReadNics"], ["ReadVms", "ReadTags"], ["ReadNets"]]


async def test_a_full_last_page_has_no_token(api):
    await api.call("ReadNets")
    await api.call("ReadNets")
    assert "NextPageToken" not in await api.call("ReadApiLogs", ResultsPerPage=2)


async def test_a_page_holds_a_hundred_unless_told_otherwise(api):
    for _ in range(101):
        await api.call("ReadNets")
    assert len(await logs(api)) == 100
    assert len(await logs(api, ResultsPerPage=1000)) == 102


async def test_page_sizes_and_tokens_have_a_form(api):
    for size in (0, 1001, -1):
        assert await api.refused("ReadApiLogs", ResultsPerPage=size) == "4113"
    for token in ("", "toto", "é", base64.b64encode(b"before 99999999999999999999").decode()):
        assert await api.refused("ReadApiLogs", NextPageToken=token) == "4117"
    assert await api.refused("ReadApiLogs", NextPageToken=1) == "4110"


async def test_logs_are_kept_for_thirty_days(api, time):
    await api.call("ReadNets")
    time.advance(30 * 86400)
    assert [log["QueryCallName"] for log in await logs(api)] == ["ReadNets"]
    time.advance(1)
    assert [log["QueryCallName"] for log in await logs(api)] == ["ReadApiLogs"]
