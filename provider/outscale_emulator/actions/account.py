"""Accounts, their passwords, and the e-mail that resets one."""

from __future__ import annotations

import logging
import re
import string
from typing import Any

from outscale_api import codes
from outscale_emulator.data.kinds import ACCOUNT
from outscale_emulator.data.seeding import add_account
from outscale_emulator.rules.call import Call
from outscale_emulator.rules.errors import ApiError
from outscale_emulator.rules.login import check_usable, log_in
from outscale_emulator.rules.registry import action

PASSWORD_LENGTH = 20

# The two actions refuse the same mistakes with different codes (seen in 2021).
CREATE_BAD_EMAIL, CREATE_EMAIL_TAKEN = 4047, 9007
UPDATE_BAD_EMAIL, UPDATE_EMAIL_TAKEN = 4118, 9073

_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s.]+")

log = logging.getLogger(__name__)


@action(
    "CreateAccount",
    simplified="Any account may do it; the password is random and told to nobody; no access key comes with it.",
)
def create_account(call: Call) -> dict[str, Any]:
    """Creates an account with what every account has from the start; a bad address is 4047, a taken one 9007."""
    _check_email(call, CREATE_BAD_EMAIL, CREATE_EMAIL_TAKEN)
    account = {
        **call.request,
        "AccountId": _new_account_id(call),
        "AccessKeys": [],
        "Password": "".join(call.random.choices(string.ascii_letters + string.digits, k=PASSWORD_LENGTH)),
    }
    return {"Account": add_account(call.store, account, call.region)}


@action("ReadAccounts")
def read_accounts(call: Call) -> dict[str, Any]:
    """Shows the caller's own account."""
    return {"Accounts": [call.owned(ACCOUNT, call.account)]}


@action("UpdateAccount")
def update_account(call: Call) -> dict[str, Any]:
    """Changes what the account says of itself; nothing given 7000, a bad address 4118, a taken one 9073."""
    if not call.request:
        raise ApiError(codes.MISSING_PARAMETER, "At least one parameter is required.")
    account = call.owned(ACCOUNT, call.account)
    if call.request.get("Email") not in (None, account["Email"]):
        _check_email(call, UPDATE_BAD_EMAIL, UPDATE_EMAIL_TAKEN)
    account.update(call.request)
    call.store.save(ACCOUNT, account)
    return {"Account": account}


@action("CheckAuthentication", writes=True, simplified="No permanent lock (11).")
def check_authentication(call: Call) -> None:
    """Compares login and password, counts failures, locks after four (13), refuses unusable accounts (11001)."""
    check_usable(log_in(call.store, call.request["Login"], call.request["Password"]))


@action("SendResetPasswordEmail", simplified="The token goes to the log of the process instead of a mailbox.")
def send_reset_password_email(call: Call) -> None:
    """Makes a token; an unknown address is answered like a known one.

    The log stands for the mailbox. An unknown address is not told from a known one.
    """
    for account in call.store.find(ACCOUNT, "Email", call.request["Email"]):
        account["_PasswordToken"] = f"{call.random.getrandbits(160):040x}"
        call.store.save(ACCOUNT, account)
        log.info("E-mail to %s: the token to reset the password is %s", account["Email"], account["_PasswordToken"])


@action("ResetAccountPassword", simplified="Tokens do not expire.")
def reset_account_password(call: Call) -> None:
    """Sets a new password by the token, once; the same password is 9074, an unknown token 4118."""
    for account in call.store.find(ACCOUNT, "_PasswordToken", call.request["Token"]):
        if account["_Password"] == call.request["Password"]:
            raise ApiError(codes.SAME_PASSWORD, "The new password is the old one.")
        account["_Password"] = call.request["Password"]
        del account["_PasswordToken"]
        call.store.save(ACCOUNT, account)
        return
    raise ApiError(codes.INVALID_SETTING, "The token is not valid.")


def _check_email(call: Call, bad: int, taken: int) -> None:
    email = call.request["Email"]
    if not _EMAIL.fullmatch(email):
        raise ApiError(bad, f"'{email}' is no e-mail address.")
    if call.store.exists(ACCOUNT, "Email", email):
        raise ApiError(taken, f"There is an account with the e-mail address '{email}'.")


def _new_account_id(call: Call) -> str:
    while True:
        id = f"{call.random.randrange(10**11, 10**12)}"
        if call.store.get(ACCOUNT, id) is None:
            return id
