"""Signs requests with OSC4-HMAC-SHA256, on botocore's SigV4 (api-behaviour.md sections 1.1 and 1.3)."""

from __future__ import annotations

from typing import Any, NamedTuple

from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest

ALGORITHM = "OSC4-HMAC-SHA256"
SERVICE = "api"


class Credentials(NamedTuple):
    """What botocore signs with. Its own class would import much that nobody needs here (30 ms)."""

    access_key: str
    secret_key: str
    token: str | None = None


class Osc4Auth(SigV4Auth):  # type: ignore[misc] # botocore has no types
    """SigV4 with OUTSCALE's names in the places of AWS's."""

    def _modify_request_before_signing(self, request: Any) -> None:
        # A botocore message: setting a header twice would send it twice.
        del request.headers["Authorization"], request.headers["X-Osc-Date"]
        request.headers["X-Osc-Date"] = request.context["timestamp"]

    def credential_scope(self, request: Any) -> str:
        return f"{request.context['timestamp'][:8]}/{self._region_name}/{self._service_name}/osc4_request"

    def scope(self, request: Any) -> str:
        return f"{self.credentials.access_key}/{self.credential_scope(request)}"

    def string_to_sign(self, request: Any, canonical_request: str) -> str:
        text: str = super().string_to_sign(request, canonical_request)
        return text.replace("AWS4-HMAC-SHA256", ALGORITHM, 1)

    def signature(self, string_to_sign: str, request: Any) -> str:
        key = f"OSC4{self.credentials.secret_key}".encode()
        for part in self.credential_scope(request).split("/"):
            key = self._sign(key, part)
        signature: str = self._sign(key, string_to_sign, hex=True)
        return signature

    def _inject_signature_to_request(self, request: Any, signature: str) -> Any:
        signed = ";".join(sorted(name.lower() for name in self.headers_to_sign(request)))
        request.headers["Authorization"] = (
            f"{ALGORITHM} Credential={self.scope(request)}, SignedHeaders={signed}, Signature={signature}"
        )
        return request


class Signer:
    """Signs requests of one account in one Region."""

    def __init__(self, access_key: str, secret_key: str, region: str) -> None:
        self.access_key = access_key
        self._auth = Osc4Auth(Credentials(access_key, secret_key), SERVICE, region)

    def headers(self, url: str, body: bytes) -> dict[str, str]:
        """The headers to send with a POST of this body."""
        request = AWSRequest("POST", url, headers={"Content-Type": "application/json"}, data=body)
        self._auth.add_auth(request)
        return dict(request.headers.items())
