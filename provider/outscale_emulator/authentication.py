"""Who asks: OSC4 and AWS4 signatures, e-mail and password, or nobody (api-behaviour.md section 1)."""

from __future__ import annotations

import base64
import hashlib
import hmac
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache

from outscale_api import Action
from outscale_emulator.errors import ApiError
from outscale_emulator.kinds import ACCESS_KEY, ACCOUNT
from outscale_emulator.settings import Settings
from outscale_emulator.store import Transaction

DENIED = 1
WRONG_METHOD = 8
NO_FAILURE_ALLOWED = 9
NO_LOGIN = 10
EXPIRED = 15
UNKNOWN_KEY = 4120

#: How far in the future the date of a request may lie, in seconds (measured on the real API).
MAX_AHEAD_SECONDS = 3

_AUTHORIZATION = re.compile(
    r"(?P<name>OSC4|AWS4)-HMAC-SHA256 Credential=(?P<key>[^/]+)/(?P<scope>[^,]*),\s*"
    r"SignedHeaders=(?P<headers>[^,]+),\s*Signature=(?P<signature>[0-9a-f]+)"
)


@dataclass(frozen=True, slots=True)
class Caller:
    """The account that a request comes from, and the key it is signed with. Both "" where nobody signed."""

    account: str = ""
    access_key: str = ""


def authenticate(
    store: Transaction, action: Action, headers: Mapping[str, str], path: str, body: bytes, settings: Settings
) -> Caller:
    """The caller of a request. Raises ApiError where the action does not take what the request shows."""
    if not action.authentication:
        return Caller()
    authorization = headers.get("authorization", "")
    if authorization.startswith("Basic "):
        return _by_password(store, action, authorization)
    if not authorization:
        raise ApiError(NO_LOGIN if "BasicAuth" in action.authentication else DENIED)
    return _by_signature(store, authorization, headers, path, body, settings)


def _by_password(store: Transaction, action: Action, authorization: str) -> Caller:
    if "BasicAuth" not in action.authentication:
        raise ApiError(NO_FAILURE_ALLOWED, "This action does not take a login and a password.")
    try:
        login, _, password = base64.b64decode(authorization[6:], validate=True).decode().partition(":")
    except ValueError as error:
        raise ApiError(UNKNOWN_KEY) from error
    for account in store.find(ACCOUNT, "Email", login):
        if hmac.compare_digest(account["_Password"], password):
            return Caller(account["AccountId"])
    raise ApiError(UNKNOWN_KEY)


def _by_signature(
    store: Transaction,
    authorization: str,
    headers: Mapping[str, str],
    path: str,
    body: bytes,
    settings: Settings,
) -> Caller:
    shown = _AUTHORIZATION.fullmatch(authorization)
    if shown is None:
        raise ApiError(DENIED)
    key = store.get(ACCESS_KEY, shown["key"])
    if key is None:
        raise ApiError(UNKNOWN_KEY)
    date = headers.get("x-osc-date" if shown["name"] == "OSC4" else "x-amz-date", "")
    _check_age(date, store.now, settings.clock_window)
    usable = key["State"] == "ACTIVE" and key.get("_Expires", math.inf) > store.now
    if not usable or not _is_signed(shown, key["_SecretKey"], date, headers, path, body):
        raise ApiError(DENIED)
    return Caller(key["_account"], shown["key"])


def _check_age(date: str, now: float, window: float) -> None:
    try:
        moment = datetime.strptime(date, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC).timestamp()
    except ValueError as error:
        raise ApiError(DENIED) from error
    if window and not -window <= moment - now <= MAX_AHEAD_SECONDS + 1:
        raise ApiError(EXPIRED, f"The date of the request is '{date}', which is too far from the present.")


def _is_signed(
    shown: re.Match[str], secret: str, date: str, headers: Mapping[str, str], path: str, body: bytes
) -> bool:
    # Everything comes from the scope that was signed: the real API checks neither region nor service.
    parts = shown["scope"].split("/")
    if len(parts) != 4 or not parts[0] or parts[3] != f"{shown['name'].lower()}_request":
        return False
    key = _signing_key(shown["name"], secret, *parts)
    payload = hashlib.sha256(body).hexdigest()
    for host in _hosts(headers.get("host", ""), parts[1]):
        canonical = _canonical(shown["headers"], {**headers, "host": host}, path, payload)
        text = f"{shown['name']}-HMAC-SHA256\n{date}\n{shown['scope']}\n{hashlib.sha256(canonical).hexdigest()}"
        if hmac.compare_digest(hmac.digest(key, text.encode(), "sha256").hex(), shown["signature"]):
            return True
    return False


def _hosts(host: str, region: str) -> list[str]:
    """The spellings of the host that clients sign (api-behaviour.md section 10)."""
    return list(dict.fromkeys((host, host.rpartition(":")[0] or host, f"api.{region}.outscale.com")))


def _canonical(signed: str, headers: Mapping[str, str], path: str, payload: str) -> bytes:
    lines = "".join(f"{name}:{' '.join(headers.get(name, '').split())}\n" for name in signed.split(";"))
    return f"POST\n{path}\n\n{lines}\n{signed}\n{payload}".encode()


@lru_cache(maxsize=256)
def _signing_key(name: str, secret: str, *scope: str) -> bytes:
    key = f"{name}{secret}".encode()
    for part in scope:
        key = hmac.digest(key, part.encode(), "sha256")
    return key
