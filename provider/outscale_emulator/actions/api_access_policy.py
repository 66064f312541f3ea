"""The API access policy of an account, which has exactly one."""

from __future__ import annotations

import math
from typing import Any

from outscale_api import codes
from outscale_emulator.data.kind import Object
from outscale_emulator.data.kinds import ACCESS_KEY, ACCOUNT, API_ACCESS_RULE
from outscale_emulator.rules.call import Call
from outscale_emulator.rules.errors import ApiError
from outscale_emulator.rules.registry import action

#: The policy of an account that never changed it.
UNLIMITED: Object = {"MaxAccessKeyExpirationSeconds": 0, "RequireTrustedEnv": False}


@action("ReadApiAccessPolicy")
def read_api_access_policy(call: Call) -> dict[str, Any]:
    """Shows the policy; without limits until it is changed."""
    return {"ApiAccessPolicy": _policy(call)}


@action(
    "UpdateApiAccessPolicy",
    MaxAccessKeyExpirationSeconds=codes.INVALID_SETTING,
    simplified="RequireTrustedEnv is stored, not enforced.",
)
def update_api_access_policy(call: Call) -> dict[str, Any]:
    """Checks the lifetimes of all keys, and what RequireTrustedEnv needs (4118)."""
    longest = call.request["MaxAccessKeyExpirationSeconds"]
    for key in call.store.all(ACCESS_KEY, call.account):
        _check_within(call, key, longest)
    if call.request["RequireTrustedEnv"]:
        _check_trusted(call, longest)
    account = call.owned(ACCOUNT, call.account)
    account["_ApiAccessPolicy"] = dict(call.request)
    call.store.save(ACCOUNT, account)
    return {"ApiAccessPolicy": account["_ApiAccessPolicy"]}


def check_lifetime(call: Call, key: Object) -> None:
    """Raises ApiError if an access key lives longer than the policy of the account allows."""
    _check_within(call, key, _policy(call)["MaxAccessKeyExpirationSeconds"])


def _policy(call: Call) -> Object:
    policy: Object = call.owned(ACCOUNT, call.account).get("_ApiAccessPolicy", UNLIMITED)
    return policy


def _check_within(call: Call, key: Object, longest: int) -> None:
    if longest and key.get("_Expires", math.inf) - call.store.now > longest:
        raise ApiError(
            codes.INVALID_SETTING, f"The access key '{key['AccessKeyId']}' lives longer than {longest} seconds."
        )


def _check_trusted(call: Call, longest: int) -> None:
    if not longest:
        raise ApiError(codes.INVALID_SETTING, "RequireTrustedEnv needs a MaxAccessKeyExpirationSeconds above 0.")
    if not any(rule["CaIds"] for rule in call.store.all(API_ACCESS_RULE, call.account)):
        raise ApiError(
            codes.INVALID_SETTING, "RequireTrustedEnv needs an API access rule with a certificate authority."
        )
