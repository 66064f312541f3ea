"""botocore's signature (AWS4) and its own HTTP: what tools that are made for Amazon's cloud send."""

from __future__ import annotations

import json
from typing import Any

from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest, AWSResponse
from botocore.credentials import Credentials
from botocore.httpsession import URLLib3Session

from clients.stack import lead_a_life
from emulator.server import served
from outscale_emulator import ACCESS_KEY, SECRET_KEY


def test_a_stack_lives_and_a_wrong_secret_is_told() -> None:
    with served() as server:
        session = URLLib3Session()

        def send(action: str, secret_key: str, request: dict[str, Any]) -> AWSResponse:
            headers = {"Content-Type": "application/json"}
            signed = AWSRequest("POST", f"{server.url}/api/v1/{action}", headers, json.dumps(request))
            SigV4Auth(Credentials(ACCESS_KEY, secret_key), "oapi", "eu-west-2").add_auth(signed)
            return session.send(signed.prepare())

        def call(action: str, **request: Any) -> dict[str, Any]:
            answered = send(action, SECRET_KEY, request)
            assert answered.status_code == 200, answered.text
            answer: dict[str, Any] = json.loads(answered.text)
            return answer

        lead_a_life(call)

        refused = send("ReadNets", "WRONG", {})
        session.close()
        assert refused.status_code == 401
        assert json.loads(refused.text)["Errors"] == [{"Type": "AccessDenied", "Details": "", "Code": "1"}]
