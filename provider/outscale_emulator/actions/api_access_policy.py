"""The API access policy of an account, which has exactly one."""

from __future__ import annotations

from typing import Any

from outscale_emulator.call import Call
from outscale_emulator.errors import ApiError
from outscale_emulator.kinds import ACCESS_KEY, ACCOUNT, API_ACCESS_RULE
from outscale_emulator.registry import action
from outscale_emulator.store import Object

INVALID = 4118

#: The policy of an account that never changed it.
UNLIMITED: Object = {"MaxAccessKeyExpirationSeconds": 0, "RequireTrustedEnv": False}


@action("ReadApiAccessPolicy")
def read_api_access_policy(call: Call) -> dict[str, Any]:
    return {"ApiAccessPolicy": call.owned(ACCOUNT, call.account).get("_ApiAccessPolicy", UNLIMITED)}


@action("UpdateApiAccessPolicy", MaxAccessKeyExpirationSeconds=INVALID)
def update_api_access_policy(call: Call) -> dict[str, Any]:
    longest = call.request["MaxAccessKeyExpirationSeconds"]
    if longest:
        _check_keys(call, longest)
    if call.request["RequireTrustedEnv"]:
        _check_trusted(call, longest)
    account = call.owned(ACCOUNT, call.account)
    account["_ApiAccessPolicy"] = dict(call.request)
    call.store.save(ACCOUNT, account)
    return {"ApiAccessPolicy": account["_ApiAccessPolicy"]}


def _check_keys(call: Call, longest: int) -> None:
    """Raises ApiError unless every access key expires within the seconds that the policy leaves it."""
    for key in call.store.all(ACCESS_KEY, call.account):
        if "_Expires" not in key or key["_Expires"] - call.store.now > longest:
            raise ApiError(INVALID, f"The access key '{key['AccessKeyId']}' lives longer than {longest} seconds.")


def _check_trusted(call: Call, longest: int) -> None:
    if not longest:
        raise ApiError(INVALID, "RequireTrustedEnv needs a MaxAccessKeyExpirationSeconds above 0.")
    if not any(rule["CaIds"] for rule in call.store.all(API_ACCESS_RULE, call.account)):
        raise ApiError(INVALID, "RequireTrustedEnv needs an API access rule with a certificate authority.")
