"""Signatures OSC4 and AWS4, which differ in names only (api-behaviour.md sections 1.1 and 10)."""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from outscale_emulator.requests.request import Request

SCHEMES = {"OSC4": "x-osc-date", "AWS4": "x-amz-date"}

_AUTHORIZATION = re.compile(
    r"(?P<scheme>OSC4|AWS4)-HMAC-SHA256 Credential=(?P<key>[^/]+)/(?P<scope>[^,]*),\s*"
    r"SignedHeaders=(?P<headers>[^,]+),\s*Signature=(?P<value>[0-9a-f]{64})"
)
_DATE = re.compile(r"\d{8}T\d{6}Z")


@dataclass(frozen=True, slots=True)
class Signature:
    """What a signed request shows: the access key, the date, and what proves that the sender has the secret key."""

    scheme: str
    key: str
    scope: str
    headers: str
    value: str
    date: str

    @classmethod
    def of(cls, headers: Mapping[str, str]) -> Signature | None:
        """The signature in the headers of a request; None where there is none that can be read."""
        shown = _AUTHORIZATION.fullmatch(headers.get("authorization", ""))
        if shown is None:
            return None
        return cls(**shown.groupdict(), date=headers.get(SCHEMES[shown["scheme"]], ""))

    def is_made_with(self, secret: str, request: Request) -> bool:
        """Whether this is the request's signature by a secret key."""
        # All but the name of the scheme comes from the scope: the real API checks neither its region nor its service.
        parts = self.scope.split("/")
        if len(parts) != 4 or not parts[0] or parts[3] != f"{self.scheme.lower()}_request":
            return False
        key = _signing_key(self.scheme, secret, *parts)
        payload = hashlib.sha256(request.body).hexdigest()
        return any(
            hmac.compare_digest(self._sign(key, self._canonical(request, host, payload)), self.value)
            for host in _hosts(request.headers.get("host", ""), region=parts[1])
        )

    def _canonical(self, request: Request, host: str, payload: str) -> bytes:
        get = request.headers.get
        lines = "".join(
            f"{name}:{host if name == 'host' else ' '.join(get(name, '').split())}\n"
            for name in self.headers.split(";")
        )
        return f"POST\n{request.path}\n\n{lines}\n{self.headers}\n{payload}".encode("latin-1", "replace")

    def _sign(self, key: bytes, canonical: bytes) -> str:
        digest = hashlib.sha256(canonical).hexdigest()
        text = f"{self.scheme}-HMAC-SHA256\n{self.date}\n{self.scope}\n{digest}"
        return hmac.digest(key, text.encode("latin-1", "replace"), "sha256").hex()


def moment_of(date: str) -> float | None:
    """The seconds since the epoch at the date of a request; None where it is no date."""
    if not _DATE.fullmatch(date):
        return None
    try:
        return datetime.fromisoformat(date).timestamp()
    except ValueError:
        return None


def _hosts(sent: str, region: str) -> Iterator[str]:
    """The spellings of the host that clients sign: as sent, without its port, and the real API's."""
    yield sent
    yield sent.partition(":")[0]
    yield f"api.{region}.outscale.com"


@lru_cache(maxsize=1024)
def _signing_key(scheme: str, secret: str, *scope: str) -> bytes:
    key = f"{scheme}{secret}".encode()
    for part in scope:
        key = hmac.digest(key, part.encode(), "sha256")
    return key
