"""Sends requests to the API: signed JSON over one pooled HTTP client, errors as the provider's own."""

from __future__ import annotations

import asyncio
import ssl
from typing import TYPE_CHECKING, Any

import httpx
import msgspec

from outscale_provider.api.retrying import RetryPolicy
from outscale_provider.errors import CloudError, Refused, Unanswered, Unauthenticated, Unreachable
from outscale_provider.model.values import Remote

if TYPE_CHECKING:
    from outscale_provider.api.signing import Signer
    from outscale_provider.config import Configuration
    from outscale_provider.model.resource import Read

CONNECT_TIMEOUT = 4.0
ANSWER_TIMEOUT = 60.0
MAX_CONNECTIONS = 16

#: Codes that say that no other request will succeed either: wrong signature or key, lock-out, clock, access rules.
UNAUTHENTICATED = frozenset({1, 5, 7, 8, 9, 10, 11, 12, 13, 14, 15, 20, 4120, 11001})

_ADVICE = {
    1: "the secret key does not belong to the access key, or the key is inactive",
    11: "the account is locked",
    13: "too many failed log-ins; the account is locked for a while",
    14: "the API access rules of the account do not allow requests from here",
    15: "the clock of this machine is wrong, or the request was on its way for too long",
    4120: "there is no such access key in this Region",
}

_decode = msgspec.json.Decoder().decode
_encode = msgspec.json.Encoder().encode


class Client:
    """The API, for one account at one endpoint.

    `transport` replaces the network; the embedded emulator and tests use it.
    """

    def __init__(
        self,
        configuration: Configuration,
        signer: Signer,
        user_agent: str,
        transport: httpx.AsyncBaseTransport | None = None,
        policy: RetryPolicy | None = None,
    ) -> None:
        self._endpoint = "http://emulator/api/v1" if configuration.emulator_file else configuration.endpoint
        self._region = configuration.region
        self._signer = signer
        self._policy = policy or RetryPolicy()
        self._http = httpx.AsyncClient(
            transport=transport,
            verify=_tls(configuration),
            limits=httpx.Limits(max_connections=MAX_CONNECTIONS, max_keepalive_connections=MAX_CONNECTIONS),
            timeout=httpx.Timeout(ANSWER_TIMEOUT, connect=CONNECT_TIMEOUT),
            headers={"User-Agent": user_agent},
        )
        self._unauthenticated: Unauthenticated | None = None

    async def close(self) -> None:
        await self._http.aclose()

    async def call(self, action: str, request: Remote) -> Remote:
        """The API's answer to a request, without its ResponseContext. Raises a CloudError."""
        body = _encode(request)
        idempotent = action.startswith("Read")
        attempt = 1
        while True:
            try:
                return await self._send(action, body)
            except CloudError as error:
                if not self._policy.again(error, attempt, idempotent):
                    raise
            await asyncio.sleep(self._policy.pause(attempt))
            attempt += 1

    async def find(self, read: Read, id: str) -> Remote | None:
        """The object that a read action finds by an identifier, None where there is none."""
        response = await self.call(read.action, {"Filters": {read.by: [id]}})
        found = next(value for value in response.values() if isinstance(value, list))
        return next((item for item in found if id in _values_at(item, read.key.split("."))), None)

    async def _send(self, action: str, body: bytes) -> Remote:
        if self._unauthenticated:
            raise self._unauthenticated
        url = f"{self._endpoint}/{action}"
        try:
            response = await self._http.post(url, content=body, headers=self._signer.headers(url, body))
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout) as error:
            raise Unreachable(self._unreachable(action, error)) from error
        except httpx.HTTPError as error:
            raise Unanswered(
                f"{action} was sent, but no answer came ({type(error).__name__}: {error}); it may have taken effect"
            ) from error
        return self._answer(action, response)

    def _answer(self, action: str, response: httpx.Response) -> Remote:
        try:
            answer = _decode(response.content)
        except msgspec.DecodeError:
            answer = None
        if not isinstance(answer, dict):
            raise Unanswered(f"{action}: the answer (HTTP {response.status_code}) is not from the OUTSCALE API")
        context = answer.pop("ResponseContext", {})
        if response.status_code == 200:
            return answer
        refusal = _refusal(action, response.status_code, answer, context.get("RequestId", ""))
        if isinstance(refusal, Unauthenticated):
            self._unauthenticated = refusal
        raise refusal

    def _unreachable(self, action: str, error: Exception) -> str:
        from outscale_provider.config import KNOWN_REGIONS

        reason = str(error) or type(error).__name__
        message = f"{action} was not sent: no connection to {self._endpoint} ({reason})"
        if self._region not in KNOWN_REGIONS:
            message += f"; is the Region {self._region!r} right? Known are {', '.join(KNOWN_REGIONS)}"
        return message


def _refusal(action: str, status: int, answer: dict[str, Any], request_id: str) -> Refused:
    error = (answer.get("Errors") or [{}])[0]
    code = int(error.get("Code") or 0)
    kind, details = error.get("Type", ""), error.get("Details", "")
    if code in UNAUTHENTICATED:
        advice = _ADVICE.get(code, "the credentials were not accepted")
        return Unauthenticated(action, status, code, kind, f"{details} ({advice})" if details else advice, request_id)
    return Refused(action, status, code, kind, details, request_id)


def _values_at(item: Any, path: list[str]) -> list[Any]:
    if not path:
        return [item]
    head, rest = path[0], path[1:]
    if head.endswith("[]"):
        return [value for each in item.get(head[:-2]) or () for value in _values_at(each, rest)]
    return _values_at(item[head], rest) if head in item else []


def _tls(configuration: Configuration) -> ssl.SSLContext | bool:
    if configuration.insecure:
        return False
    if not (configuration.ca_bundle or configuration.client_certificate):
        return True
    context = ssl.create_default_context(cafile=configuration.ca_bundle or None)
    if configuration.client_certificate:
        context.load_cert_chain(configuration.client_certificate, configuration.client_key or None)
    return context
