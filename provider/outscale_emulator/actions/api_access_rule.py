"""API access rules. `access_rules` plays them."""

from __future__ import annotations

import ipaddress
from typing import Any

from outscale_api import codes
from outscale_emulator.data.kind import Object
from outscale_emulator.data.kinds import API_ACCESS_RULE, CA
from outscale_emulator.rules.call import Call
from outscale_emulator.rules.errors import ApiError
from outscale_emulator.rules.filters import read
from outscale_emulator.rules.registry import action

UNKNOWN_CA = CA.missing


@action(
    "CreateApiAccessRule",
    CaIds=UNKNOWN_CA,
    IpRanges=codes.INVALID_SETTING,
    simplified=(
        "A rule without ranges lets everyone in, because there are no TLS client certificates; /0 covers IPv6 "
        "too. Lists that were not given are shown as []."
    ),
)
def create_api_access_rule(call: Call) -> dict[str, Any]:
    """Needs CaIds or IpRanges, and CaIds for Cns (4118); unknown CA 4122. Rules decide which addresses are let in
    (14).
    """
    rule = _content(call)
    return {"ApiAccessRule": call.add(API_ACCESS_RULE, {"ApiAccessRuleId": call.new_id(API_ACCESS_RULE), **rule})}


@action("ReadApiAccessRules")
def read_api_access_rules(call: Call) -> dict[str, Any]:
    """Lists rules; all filters."""
    return {"ApiAccessRules": read(call, API_ACCESS_RULE)}


@action(
    "UpdateApiAccessRule",
    ApiAccessRuleId=codes.INVALID_SETTING,
    CaIds=UNKNOWN_CA,
    IpRanges=codes.INVALID_SETTING,
    simplified="As for CreateApiAccessRule.",
)
def update_api_access_rule(call: Call) -> dict[str, Any]:
    """Replaces all that a rule says; what is left out is taken away. Checks as when creating."""
    content = _content(call)
    rule = call.owned(API_ACCESS_RULE, call.request["ApiAccessRuleId"])
    rule.pop("Description", None)
    rule.update(content)
    call.store.save(API_ACCESS_RULE, rule)
    return {"ApiAccessRule": rule}


@action(
    "DeleteApiAccessRule", ApiAccessRuleId=codes.INVALID_SETTING, simplified="The code for the last rule is inferred."
)
def delete_api_access_rule(call: Call) -> None:
    """Deletes a rule; the last one stays (4118)."""
    rule = call.owned(API_ACCESS_RULE, call.request["ApiAccessRuleId"])
    if call.store.count(API_ACCESS_RULE, call.account) == 1:
        # The real code is not known; this is the one for what these families refuse.
        raise ApiError(codes.INVALID_SETTING, "The last API access rule of an account cannot be deleted.")
    call.store.remove(API_ACCESS_RULE, rule)


def _content(call: Call) -> Object:
    """What a request makes a rule of. Raises ApiError where that is no rule."""
    rule = {name: call.request.get(name, []) for name in ("CaIds", "Cns", "IpRanges")}
    if not rule["CaIds"] and not rule["IpRanges"]:
        raise ApiError(codes.INVALID_SETTING, "One of CaIds and IpRanges is required.")
    if rule["Cns"] and not rule["CaIds"]:
        raise ApiError(codes.INVALID_SETTING, "Cns needs CaIds.")
    for ip_range in rule["IpRanges"]:
        _check_range(ip_range)
    call.owned_all(CA, rule["CaIds"])
    return rule | {name: call.request[name] for name in ("Description",) if name in call.request}


def _check_range(text: str) -> None:
    try:
        ipaddress.IPv4Network(text, strict=False)  # The document's own example has host bits.
    except ValueError as error:
        raise ApiError(codes.INVALID_SETTING, f"'{text}' is no IP range.") from error
