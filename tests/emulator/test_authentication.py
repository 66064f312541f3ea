"""Who gets in: signatures of both schemes and all spellings of the host, passwords, clocks, locks, access rules."""

import base64
import hashlib
import hmac
import json
from datetime import UTC, datetime

import httpx
import pytest
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

from conftest import NEIGHBOUR, Client
from outscale_emulator import ACCESS_KEY, SECRET_KEY, Clock, Emulator, Settings, create_app
from outscale_emulator.data.settings import DEFAULT_SEED

LOGIN = "emulator@example.com"
PASSWORD = "emulator-password"

#: The actions that take a log-in (api-behaviour.md section 1.2).
LOGIN_ACTIONS = (
    "CreateAccessKey",
    "CreateApiAccessRule",
    "CreateCa",
    "DeleteAccessKey",
    "DeleteApiAccessRule",
    "DeleteCa",
    "ReadAccessKeys",
    "ReadApiAccessPolicy",
    "ReadApiAccessRules",
    "ReadCas",
    "ReadSecretAccessKey",
    "UpdateAccessKey",
    "UpdateApiAccessPolicy",
    "UpdateApiAccessRule",
    "UpdateCa",
)


def stamp(time, seconds=0.0):
    return datetime.fromtimestamp(time.seconds + seconds, UTC).strftime("%Y%m%dT%H%M%SZ")


def osc4(date, *, action="ReadNets", path="/api/v1", host="emulator", scope_date=None, region="eu-west-2", **extra):
    """The headers of a request that is signed as `region`'s `host`; `extra` headers are signed too."""
    headers = {"host": host, "x-osc-date": date} | {name.replace("_", "-"): value for name, value in extra.items()}
    signed = ";".join(sorted(headers))
    lines = "".join(f"{name}:{headers[name]}\n" for name in sorted(headers))
    payload = hashlib.sha256(b"{}").hexdigest()
    canonical = f"POST\n{path}/{action}\n\n{lines}\n{signed}\n{payload}"
    scope = f"{date[:8] if scope_date is None else scope_date}/{region}/api/osc4_request"
    text = f"OSC4-HMAC-SHA256\n{date}\n{scope}\n{hashlib.sha256(canonical.encode()).hexdigest()}"
    key = f"OSC4{SECRET_KEY}".encode()
    for part in scope.split("/"):
        key = hmac.digest(key, part.encode(), "sha256")
    signature = hmac.digest(key, text.encode(), "sha256").hex()
    headers["authorization"] = (
        f"OSC4-HMAC-SHA256 Credential={ACCESS_KEY}/{scope}, SignedHeaders={signed}, Signature={signature}"
    )
    return headers


def basic(login=LOGIN, password=PASSWORD):
    return {"Authorization": "Basic " + base64.b64encode(f"{login}:{password}".encode()).decode()}


async def code(http, action="ReadNets", headers=None, path="/api/v1", body="{}"):
    """The code of a refusal, None where there is none."""
    response = await http.post(f"{path}/{action}", content=body, headers=headers)
    return response.json()["Errors"][0]["Code"] if response.status_code != 200 else None


@pytest.fixture
async def settle_for(time):
    """Makes clients of an emulator with other settings, from other addresses."""
    opened = []

    def make(address="127.0.0.1", **settings):
        emulator = Emulator(Settings(**{"clock": Clock.parse("immediate", time)} | settings))
        transport = httpx.ASGITransport(create_app(emulator), client=(address, 4321))
        opened.append((emulator, httpx.AsyncClient(transport=transport, base_url="http://emulator")))
        return opened[-1][1]

    yield make
    for emulator, client in opened:
        await client.aclose()
        emulator.close()


# Signatures


async def test_osc4_is_taken_whatever_headers_are_signed(http, time):
    assert await code(http, headers=osc4(stamp(time))) is None
    assert await code(http, headers=osc4(stamp(time), content_type="application/json; charset=utf-8")) is None
    assert await code(http, headers=osc4(stamp(time), x_osc_target="OutscaleService.ReadNets")) is None


@pytest.mark.parametrize("region", ["eu-west-2", "us-east-2"])
async def test_aws4_is_taken_in_any_region(settle_for, region):
    request = AWSRequest("POST", "http://emulator/api/v1/ReadNets", {"Content-Type": "application/json"}, b"{}")
    SigV4Auth(Credentials(ACCESS_KEY, SECRET_KEY), "oapi", region).add_auth(request)

    # The clock of the machine, since that of botocore is no other.
    assert await code(settle_for(clock=Clock()), headers=dict(request.headers)) is None


@pytest.mark.parametrize("host", ["emulator:3000", "emulator", "api.eu-west-2.outscale.com"])
async def test_the_signed_host_is_the_one_sent_the_one_without_port_or_the_real_one(http, time, host):
    headers = osc4(stamp(time), host=host) | {"host": "emulator:3000"}
    assert await code(http, headers=headers) is None


async def test_another_host_is_not_the_signed_one(http, time):
    assert await code(http, headers=osc4(stamp(time), host="elsewhere") | {"host": "emulator:3000"}) == "1"


@pytest.mark.parametrize("version", ["v1", "V1", "v1.16", "latest"])
async def test_every_version_of_the_path_is_taken_with_single_and_double_slashes(http, time, version):
    headers = osc4(stamp(time), path=f"/api/{version}")
    assert await code(http, headers=headers, path=f"/api/{version}") is None
    assert await code(http, headers=headers, path=f"http://emulator//api//{version}") is None


async def test_the_date_of_the_scope_may_be_nonsense_but_not_empty(http, time):
    assert await code(http, headers=osc4(stamp(time), scope_date="toto")) is None
    assert await code(http, headers=osc4(stamp(time), scope_date="")) == "1"


async def test_a_wrong_secret_and_a_changed_body_are_refused(http, time):
    assert await Client(http, time, secret=NEIGHBOUR[1]).refused("ReadNets") == "1"
    assert await code(http, headers=osc4(stamp(time)), body='{"Filters": {}}') == "1"


async def test_an_unknown_key_is_refused_in_another_way(http, time):
    response = await Client(http, time, "NOSUCHKEY00000000000").post("ReadNets", "{}")
    assert response.status_code == 400
    assert response.json()["Errors"] == [{"Type": "InvalidParameterValue", "Code": "4120", "Details": ""}]


async def test_nothing_is_not_enough(http):
    response = await http.post("/api/v1/ReadNets", content="{}")
    assert response.status_code == 401
    assert response.json()["Errors"][0] == {"Type": "AccessDenied", "Code": "1", "Details": ""}


@pytest.mark.parametrize(
    ("authorization", "refusal"),
    [
        ("OSC4-HMAC-SHA256 Credential=x", "1"),
        ("AWS4-HMAC-SHA256 Credential=a/b, SignedHeaders=host, Signature=xyz", "1"),
        ("Bearer token", "8"),
    ],
)
async def test_an_authorization_of_another_form_is_refused(http, authorization, refusal):
    assert await code(http, headers={"Authorization": authorization}) == refusal


async def test_an_action_without_authentication_looks_at_none(http, time):
    assert await code(http, "ReadRegions") is None
    assert await code(http, "ReadRegions", {"Authorization": "Bearer token"}) is None
    await Client(http, time, "NOSUCHKEY00000000000").call("ReadRegions")


async def test_a_key_that_is_inactive_or_deleted_is_refused(api, http, time):
    key = (await api.call("CreateAccessKey"))["AccessKey"]
    client = Client(http, time, key["AccessKeyId"], key["SecretKey"])
    await api.call("UpdateAccessKey", AccessKeyId=key["AccessKeyId"], State="INACTIVE")
    assert await client.refused("ReadNets") == "1"
    await api.call("DeleteAccessKey", AccessKeyId=key["AccessKeyId"])
    assert await client.refused("ReadNets") == "4120"


# The clock


@pytest.mark.parametrize(("seconds", "refusal"), [(-800, None), (-86400, "15"), (2, None), (4, "15")])
async def test_the_date_is_near_the_present(http, time, seconds, refusal):
    assert await code(http, headers=osc4(stamp(time, seconds))) == refusal


async def test_a_date_that_is_none_is_refused(http, time):
    for date in ("", "toto", "20220399T000000Z", "2022-03-01T00:00:00Z"):
        assert await code(http, headers=osc4(date, scope_date="20220301")) == "1"


async def test_the_clock_can_be_ignored(settle_for, time):
    client = settle_for(clock_window=0)
    assert await code(client, headers=osc4(stamp(time, -10 * 86400))) is None


# Log-ins


async def test_a_login_is_for_the_actions_that_manage_access_only(http):
    assert await code(http, "ReadAccessKeys", basic()) is None
    response = await http.post("/api/v1/ReadNets", content="{}", headers=basic())
    assert (response.status_code, response.json()["Errors"][0]["Code"]) == (401, "9")
    assert response.json()["Errors"][0]["Type"] == "AuthFailure"


async def test_a_login_may_have_a_date_near_the_present(http, time):
    for seconds, refusal in ((-800, None), (-86400, "15")):
        assert await code(http, "ReadAccessKeys", basic() | {"X-Osc-Date": stamp(time, seconds)}) == refusal


@pytest.mark.parametrize("action", LOGIN_ACTIONS)
async def test_each_action_that_takes_a_login_misses_it(http, action):
    response = await http.post(f"/api/v1/{action}", content="{}")
    assert response.status_code == 403
    assert response.json()["Errors"][0]["Type"] == "MissingLoginPassword"
    assert await code(http, action, basic()) in (None, "7000", "4118")


@pytest.mark.parametrize(
    "headers",
    [basic(password="wrong"), basic(login="nobody@example.com"), {"Authorization": "Basic %%%"}],
)
async def test_a_wrong_login_is_refused(http, headers):
    assert await code(http, "ReadAccessKeys", headers) == "4120"


async def test_an_account_is_locked_after_four_wrong_passwords(http, api, time):
    wrong = basic(password="wrong")
    for _ in range(4):
        assert await code(http, "ReadAccessKeys", wrong) == "4120"
    response = await http.post("/api/v1/ReadAccessKeys", content="{}", headers=basic())
    assert (response.status_code, response.json()["Errors"][0]["Code"]) == (401, "13")
    assert await api.refused("CheckAuthentication", Login=LOGIN, Password=PASSWORD) == "13"
    # Keys sign on, and other accounts log in.
    await api.call("ReadNets")
    assert await code(http, "ReadAccessKeys", basic("neighbour@example.com", "neighbour-password")) is None

    time.advance(60)
    assert await code(http, "ReadAccessKeys", basic()) is None


async def test_a_lock_lasts_longer_each_time_up_to_ten_minutes(http, time):
    for _ in range(3):
        await code(http, "ReadAccessKeys", basic(password="wrong"))
    for seconds in (60, 120, 240, 480, 600, 600):
        assert await code(http, "ReadAccessKeys", basic(password="wrong")) == "4120"
        time.advance(seconds - 1)
        assert await code(http, "ReadAccessKeys", basic()) == "13"
        time.advance(1)


async def test_only_failures_in_a_row_lock(http, api):
    for _ in range(3):
        assert await api.refused("CheckAuthentication", Login=LOGIN, Password="wrong") == "4120"
    await api.call("CheckAuthentication", Login=LOGIN, Password=PASSWORD)
    assert await code(http, "ReadAccessKeys", basic(password="wrong")) == "4120"
    assert await code(http, "ReadAccessKeys", basic()) is None


# Accounts and addresses


async def test_a_frozen_account_does_nothing(settle_for, time, tmp_path):
    seed = json.loads(DEFAULT_SEED.read_text())
    seed["accounts"][0]["State"] = "frozen"
    path = tmp_path / "seed.json"
    path.write_text(json.dumps(seed))
    client = settle_for(seed=path)

    response = await client.post("/api/v1/ReadNets", content="{}", headers=osc4(stamp(time)))
    assert response.status_code == 401
    assert response.json()["Errors"][0]["Type"] == "UserAccountProblem"
    assert await code(client, "ReadAccessKeys", basic()) == "11001"
    neighbour = Client(client, time, *NEIGHBOUR)
    assert await neighbour.refused("CheckAuthentication", Login=LOGIN, Password=PASSWORD) == "11001"


async def test_access_rules_decide_by_address(settle_for, time, tmp_path):
    database = str(tmp_path / "emulator.db")
    inside = Client(settle_for("192.0.2.7", database=database), time)
    outside = Client(settle_for("198.51.100.7", database=database), time)
    (everyone,) = (await inside.call("ReadApiAccessRules"))["ApiAccessRules"]
    await inside.call("CreateApiAccessRule", IpRanges=["192.0.2.0/24"])
    await outside.call("ReadNets")

    await inside.call("DeleteApiAccessRule", ApiAccessRuleId=everyone["ApiAccessRuleId"])
    await inside.call("ReadNets")
    assert await outside.refused("ReadNets") == "14"
    response = await outside.http.post("/api/v1/ReadAccessKeys", content="{}", headers=basic())
    assert (response.status_code, response.json()["Errors"][0]["Type"]) == (401, "AccessDenied")
    # Other accounts, and actions without authentication, are not concerned.
    await Client(outside.http, time, *NEIGHBOUR).call("ReadNets")
    assert await code(outside.http, "ReadRegions") is None


@pytest.mark.parametrize("address", ["::1", "::ffff:192.0.2.7"])
async def test_the_rule_for_all_addresses_covers_ipv6(settle_for, time, address):
    await Client(settle_for(address), time).call("ReadNets")
