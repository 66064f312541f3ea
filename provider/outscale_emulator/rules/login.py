"""Log-ins by e-mail address and password, and the lock that wrong passwords in a row put on an account.

The fourth wrong password locks it for a minute, each further one for longer, up to ten minutes (api-behaviour.md
section 1.1). How the time grows is not known; here it doubles.
"""

from __future__ import annotations

import hmac

from outscale_api import codes
from outscale_emulator.data.kind import Object
from outscale_emulator.data.kinds import ACCOUNT
from outscale_emulator.data.transaction import Transaction
from outscale_emulator.rules.errors import ApiError

FAILURES_TO_LOCK = 4
FIRST_LOCK_SECONDS = 60
LONGEST_LOCK_SECONDS = 600


class WrongPassword(ApiError):
    """A password that is not the account's. It counts although the request is refused."""

    def __init__(self, account_id: str) -> None:
        super().__init__(codes.UNKNOWN_CREDENTIALS)
        self.account_id = account_id

    def aftermath(self, store: Transaction) -> None:
        account = store.get(ACCOUNT, self.account_id)
        if account is None:
            return
        failures = account["_FailedLogins"] = account.get("_FailedLogins", 0) + 1
        if failures >= FAILURES_TO_LOCK:
            seconds = FIRST_LOCK_SECONDS * 2 ** (failures - FAILURES_TO_LOCK)
            account["_LockedUntil"] = store.now + min(seconds, LONGEST_LOCK_SECONDS)
        store.save(ACCOUNT, account)


def log_in(store: Transaction, login: str, password: str) -> Object:
    """The account with this e-mail address and password, in a transaction that writes. Raises ApiError if none has."""
    for account in store.find(ACCOUNT, "Email", login):
        if account.get("_LockedUntil", 0) > store.now:
            raise ApiError(codes.LOCKED_OUT, "Too many log-ins have failed. Wait before the next one.")
        if not hmac.compare_digest(account["_Password"].encode(), password.encode()):
            raise WrongPassword(account["AccountId"])
        if account.pop("_FailedLogins", 0):
            store.save(ACCOUNT, account)
        return account
    raise ApiError(codes.UNKNOWN_CREDENTIALS)


def check_usable(account: Object | None) -> None:
    """Raises ApiError for an account that the seed makes frozen, restricted or the like."""
    if account is None or account.get("_State", "active") != "active":
        raise ApiError(codes.UNUSABLE_ACCOUNT)
