"""The official Python SDK."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import requests
from osc_sdk_python import Gateway
from osc_sdk_python.credentials import Endpoint

from clients.stack import lead_a_life
from emulator.server import served
from outscale_emulator import ACCESS_KEY, SECRET_KEY


@pytest.fixture(scope="module")
def gateway() -> Iterator[Gateway]:
    # It reads the whole description of the API, and would send no more than five requests a second.
    with Gateway(limiter_max_requests=1000) as gateway:
        yield gateway


@pytest.mark.parametrize("era", ["1.16", "today"])
def test_a_stack_lives_and_a_wrong_secret_is_told(era: str, gateway: Gateway) -> None:
    with served("--era", era) as server:
        caller = {"region": "eu-west-2", "endpoints": Endpoint(api=f"{server.url}/api/v1"), "access_key": ACCESS_KEY}
        gateway.update_profile(**caller, secret_key=SECRET_KEY)
        lead_a_life(lambda action, **request: getattr(gateway, action)(**request))

        gateway.update_profile(**caller, secret_key="WRONG")
        with pytest.raises(requests.HTTPError, match="status = 401, code = 1, request_id = ") as refused:
            gateway.ReadNets()
        assert refused.value.response.status_code == 401
