"""Stickiness policies of load balancers."""

from __future__ import annotations

from typing import Any

from outscale_api import codes
from outscale_emulator.actions.load_balancer import owned_balancer
from outscale_emulator.data.kind import Object
from outscale_emulator.data.kinds import LOAD_BALANCER
from outscale_emulator.rules.call import Call
from outscale_emulator.rules.errors import ApiError
from outscale_emulator.rules.registry import action

#: The lists of a load balancer's policies, by type.
LISTS = {"app": "ApplicationStickyCookiePolicies", "load_balancer": "LoadBalancerStickyCookiePolicies"}
UNTIL_CLOSED = 1


@action("CreateLoadBalancerPolicy", PolicyType=codes.BAD_POLICY_TYPE, simplified="A taken name is 9021 (inferred).")
def create_load_balancer_policy(call: Call) -> dict[str, Any]:
    """Checks type (4128) and cookie name (3002)."""
    balancer = owned_balancer(call, call.request["LoadBalancerName"])
    name, type = call.request["PolicyName"], call.request["PolicyType"]
    if (type == "app") != bool(call.request.get("CookieName")):
        raise ApiError(
            codes.EXCLUSIVE_PARAMETERS, "A policy of the type 'app' needs a CookieName, one of another type has none."
        )
    if _type_of(balancer, name):
        raise ApiError(codes.POLICY_NAME_TAKEN, f"There is a policy named '{name}'.")
    if type == "app":
        policy = {"CookieName": call.request["CookieName"], "PolicyName": name}
    else:
        seconds = call.request.get("CookieExpirationPeriod", UNTIL_CLOSED)
        policy = {"CookieExpirationPeriod": seconds, "PolicyName": name}
    balancer[LISTS[type]].append(policy)
    call.store.save(LOAD_BALANCER, balancer)
    return {"LoadBalancer": balancer}


@action("DeleteLoadBalancerPolicy")
def delete_load_balancer_policy(call: Call) -> dict[str, Any]:
    """Refused while a listener uses it (9055); unknown 5056."""
    balancer = owned_balancer(call, call.request["LoadBalancerName"])
    name = call.request["PolicyName"]
    type = _known_type(balancer, name)
    if any(name in listener.get("PolicyNames", ()) for listener in balancer["Listeners"]):
        raise ApiError(codes.POLICY_IN_FORCE, f"The policy '{name}' is in force on a listener.")
    balancer[LISTS[type]] = [policy for policy in balancer[LISTS[type]] if policy["PolicyName"] != name]
    call.store.save(LOAD_BALANCER, balancer)
    return {"LoadBalancer": balancer}


def put_in_force(balancer: Object, listener: Object, names: list[str]) -> None:
    """Replaces the policy of a listener; an empty list leaves it none. Raises ApiError where it cannot have these."""
    types = [_known_type(balancer, name) for name in names]
    if types and listener["LoadBalancerProtocol"] not in ("HTTP", "HTTPS"):
        raise ApiError(
            codes.POLICY_OF_OTHER_PROTOCOL, f"A listener for '{listener['LoadBalancerProtocol']}' has no policies."
        )
    if len(set(types)) > 1:
        raise ApiError(codes.POLICIES_OF_BOTH_KINDS, "A listener has one policy, of either type.")
    if len(types) > 1:
        code = codes.SEVERAL_APPLICATION_POLICIES if types[0] == "app" else codes.SEVERAL_LOAD_BALANCER_POLICIES
        raise ApiError(code, "A listener has one policy.")
    listener.pop("PolicyNames", None)
    if names:
        listener["PolicyNames"] = names


def _known_type(balancer: Object, name: str) -> str:
    type = _type_of(balancer, name)
    if type is None:
        raise ApiError(codes.UNKNOWN_POLICY, f"The PolicyName '{name}' doesn't exist.")
    return type


def _type_of(balancer: Object, name: str) -> str | None:
    """The type of the load balancer's policy of that name, None where there is none."""
    for type, policies in LISTS.items():
        if any(policy["PolicyName"] == name for policy in balancer[policies]):
            return type
    return None
