"""Who asks: OSC4 and AWS4 signatures, e-mail and password, or nobody (api-behaviour.md section 1)."""

from __future__ import annotations

import base64
import math
from dataclasses import dataclass

from outscale_api import Action, codes
from outscale_emulator.data.kind import Object
from outscale_emulator.data.kinds import ACCESS_KEY, ACCOUNT
from outscale_emulator.data.settings import Settings
from outscale_emulator.data.transaction import Transaction
from outscale_emulator.requests.access_rules import is_let_in
from outscale_emulator.requests.request import Request
from outscale_emulator.requests.signature import SCHEMES, Signature, moment_of
from outscale_emulator.rules.errors import ApiError
from outscale_emulator.rules.login import check_usable, log_in

#: How far in the future the date of a request may lie, in seconds (measured on the real API).
MAX_AHEAD_SECONDS = 3

BASIC = "Basic "


@dataclass(frozen=True, slots=True)
class Caller:
    """The account that a request comes from, and the key it is signed with. Both "" where nobody signed."""

    account: str = ""
    access_key: str = ""


def authenticate(store: Transaction, action: Action, request: Request, settings: Settings) -> Caller:
    """The caller of a request. Raises ApiError where the action does not take what the request shows.

    The transaction has to be one that writes if `is_login` holds for the request.
    """
    if not action.authentication:
        return Caller()
    if is_login(request):
        caller, account = _by_password(store, action, request, settings)
    else:
        caller, account = _by_signature(store, action, request, settings)
    check_usable(account)
    if not is_let_in(store, caller.account, request.source_ip):
        raise ApiError(codes.NOT_LET_IN, f"No API access rule lets '{request.source_ip}' in.")
    return caller


def is_login(request: Request) -> bool:
    """Whether a request shows an e-mail address and a password."""
    return request.headers.get("authorization", "").startswith(BASIC)


def _by_password(
    store: Transaction, action: Action, request: Request, settings: Settings
) -> tuple[Caller, Object | None]:
    if "BasicAuth" not in action.authentication:
        raise ApiError(codes.PASSWORD_NOT_TAKEN, "This action does not take a login and a password.")
    # The real API wants the date beside the log-in. Here it may be absent, so that `curl -u` does.
    if "x-osc-date" in request.headers:
        _check_age(request.headers["x-osc-date"], settings.clock.now(), settings.clock_window)
    try:
        shown = base64.b64decode(request.headers["authorization"].removeprefix(BASIC), validate=True).decode()
    except ValueError as error:
        raise ApiError(codes.UNKNOWN_CREDENTIALS) from error
    login, _, password = shown.partition(":")
    account = log_in(store, login, password)
    return Caller(account["AccountId"]), account


def _by_signature(
    store: Transaction, action: Action, request: Request, settings: Settings
) -> tuple[Caller, Object | None]:
    signature = Signature.of(request.headers)
    if signature is None:
        raise _unreadable(action, request)
    key = store.get(ACCESS_KEY, signature.key)
    if key is None:
        raise ApiError(codes.UNKNOWN_CREDENTIALS)
    _check_age(signature.date, settings.clock.now(), settings.clock_window)
    usable = key["State"] == "ACTIVE" and key.get("_Expires", math.inf) > store.now
    if not usable or not signature.is_made_with(key["_SecretKey"], request):
        raise ApiError(codes.DENIED)
    return Caller(key["_account"], signature.key), store.get(ACCOUNT, key["_account"])


def _unreadable(action: Action, request: Request) -> ApiError:
    """The refusal of a request whose signature is absent, unreadable, or of a scheme that the API does not have."""
    authorization = request.headers.get("authorization", "")
    if not authorization:
        return ApiError(codes.LOGIN_MISSING if "BasicAuth" in action.authentication else codes.DENIED)
    return ApiError(codes.DENIED if authorization.startswith(tuple(SCHEMES)) else codes.WRONG_AUTHENTICATION_METHOD)


def _check_age(date: str, now: float, window: float) -> None:
    moment = moment_of(date)
    if moment is None:
        raise ApiError(codes.DENIED)
    if window and not -window <= moment - now <= MAX_AHEAD_SECONDS:
        raise ApiError(
            codes.REQUEST_TOO_OLD, f"The date of the request is '{date}', which is too far from the present."
        )
