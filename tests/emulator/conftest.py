"""An emulator in memory, and clients that sign their requests, over HTTP through the ASGI interface."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest

from always import lacking
from outscale_api import load
from outscale_emulator import ACCESS_KEY, SECRET_KEY, Clock, Emulator, Settings, create_app

API = load()

NEIGHBOUR = ("EMULATORACCESSKEY002", "EMULATORSECRETKEYFORLOCALUSEONLY00000002")


class FakeTime:
    """The emulator's time, moved by the test."""

    def __init__(self) -> None:
        self.seconds = datetime(2022, 3, 1, tzinfo=UTC).timestamp()

    def __call__(self) -> float:
        return self.seconds

    def advance(self, seconds: float) -> None:
        self.seconds += seconds


class Refused(AssertionError):
    """A request that the emulator refused."""

    def __init__(self, status: int, error: dict[str, str]) -> None:
        super().__init__(f"{status} {error}")
        self.status = status
        self.code = error["Code"]
        self.type = error["Type"]
        self.details = error["Details"]


class Client:
    """Signs requests as osc-cli does, independently of the provider's own signing."""

    def __init__(
        self, http: httpx.AsyncClient, time: FakeTime, key: str = ACCESS_KEY, secret: str = SECRET_KEY
    ) -> None:
        self.http = http
        self.time = time
        self.key = key
        self.secret = secret

    async def post(self, action: str, body: str, **headers: str) -> httpx.Response:
        return await self.http.post(f"/api/v1/{action}", content=body, headers=self.sign(action, body) | headers)

    def sign(self, action: str, body: str, date: str | None = None) -> dict[str, str]:
        stamp = date or datetime.fromtimestamp(self.time.seconds, UTC).strftime("%Y%m%dT%H%M%SZ")
        payload = hashlib.sha256(body.encode()).hexdigest()
        canonical = f"POST\n/api/v1/{action}\n\nhost:emulator\nx-osc-date:{stamp}\n\nhost;x-osc-date\n{payload}"
        scope = f"{stamp[:8]}/eu-west-2/api/osc4_request"
        text = f"OSC4-HMAC-SHA256\n{stamp}\n{scope}\n{hashlib.sha256(canonical.encode()).hexdigest()}"
        signing_key = f"OSC4{self.secret}".encode()
        for part in scope.split("/"):
            signing_key = hmac.digest(signing_key, part.encode(), "sha256")
        signature = hmac.digest(signing_key, text.encode(), "sha256").hex()
        credential = f"OSC4-HMAC-SHA256 Credential={self.key}/{scope}"
        return {
            "Authorization": f"{credential}, SignedHeaders=host;x-osc-date, Signature={signature}",
            "X-Osc-Date": stamp,
            "Content-Type": "application/json",
        }

    async def call(self, action: str, **request: Any) -> dict[str, Any]:
        """The answer to a request. Raises Refused where there is none."""
        response = await self.post(action, json.dumps(request))
        answer: dict[str, Any] = response.json()
        if response.status_code != 200:
            raise Refused(response.status_code, answer["Errors"][0])
        if action in API and not request.get("DryRun"):
            assert sorted(lacking(API.action(action).response, answer)) == []
        return answer

    async def refused(self, action: str, **request: Any) -> str:
        """The code with which a request is refused."""
        with pytest.raises(Refused) as caught:
            await self.call(action, **request)
        return caught.value.code


@pytest.fixture
def time() -> FakeTime:
    return FakeTime()


@pytest.fixture
def clock() -> str:
    """How time passes; parametrize to change it."""
    return "immediate"


@pytest.fixture
async def http(time: FakeTime, clock: str) -> AsyncIterator[httpx.AsyncClient]:
    emulator = Emulator(Settings(clock=Clock.parse(clock, time)))
    transport = httpx.ASGITransport(create_app(emulator))
    async with httpx.AsyncClient(transport=transport, base_url="http://emulator") as client:
        yield client
    emulator.close()


@pytest.fixture
def api(http: httpx.AsyncClient, time: FakeTime) -> Client:
    """The default account."""
    return Client(http, time)


@pytest.fixture
def neighbour(http: httpx.AsyncClient, time: FakeTime) -> Client:
    """Another account on the same emulator."""
    return Client(http, time, *NEIGHBOUR)


@pytest.fixture
async def net(api: Client) -> str:
    """The identifier of a Net, 10.0.0.0/16."""
    return (await api.call("CreateNet", IpRange="10.0.0.0/16"))["Net"]["NetId"]


@pytest.fixture
async def subnet(api: Client, net: str) -> str:
    """The identifier of a Subnet of it, 10.0.1.0/24."""
    return (await api.call("CreateSubnet", NetId=net, IpRange="10.0.1.0/24"))["Subnet"]["SubnetId"]


@pytest.fixture
async def table(api: Client, net: str) -> str:
    """The identifier of another route table of it."""
    return (await api.call("CreateRouteTable", NetId=net))["RouteTable"]["RouteTableId"]


@pytest.fixture
async def ip(api: Client) -> dict[str, Any]:
    """A public IP."""
    return (await api.call("CreatePublicIp"))["PublicIp"]
