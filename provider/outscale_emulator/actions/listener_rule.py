"""Rules of listeners, which send some requests to certain VMs."""

from __future__ import annotations

from typing import Any

from outscale_api import codes
from outscale_emulator.actions.listener import listener_on
from outscale_emulator.actions.load_balancer import owned_balancer
from outscale_emulator.data.kind import Object
from outscale_emulator.data.kinds import LISTENER_RULE, VM
from outscale_emulator.rules.call import Call
from outscale_emulator.rules.errors import ApiError
from outscale_emulator.rules.filters import read
from outscale_emulator.rules.registry import action


@action(
    "CreateListenerRule",
    simplified="The VMs need not be backends of the load balancer. An action other than forward is 4047.",
)
def create_listener_rule(call: Call) -> dict[str, Any]:
    """Needs a pattern (7000), a free name (9054) and a free priority of the listener (9047)."""
    wanted, place = call.request["ListenerRule"], call.request["Listener"]
    if not wanted.get("HostNamePattern") and not wanted.get("PathPattern"):
        raise ApiError(codes.MISSING_PARAMETER, "One of HostNamePattern and PathPattern is required.")
    listener = listener_on(owned_balancer(call, place["LoadBalancerName"]), place["LoadBalancerPort"])
    vms = call.owned_all(VM, dict.fromkeys(call.request["VmIds"]))
    _check_free(call, listener, wanted)
    rule = {
        "Action": "forward",
        **wanted,
        "ListenerId": listener["_ListenerId"],
        "ListenerRuleId": call.random.randrange(10**5, 10**9),
        "VmIds": [vm["VmId"] for vm in vms],
    }
    return {"ListenerRule": call.add(LISTENER_RULE, rule)}


@action("ReadListenerRules")
def read_listener_rules(call: Call) -> dict[str, Any]:
    """Lists rules; all filters."""
    return {"ListenerRules": read(call, LISTENER_RULE)}


@action("UpdateListenerRule", simplified="null, by which the document takes a pattern away, is 4110.")
def update_listener_rule(call: Call) -> dict[str, Any]:
    """Changes the patterns; none given 7000."""
    if "HostPattern" not in call.request and "PathPattern" not in call.request:
        raise ApiError(codes.MISSING_PARAMETER, "One of HostPattern and PathPattern is required.")
    rule = call.owned(LISTENER_RULE, call.request["ListenerRuleName"])
    # The request calls the pattern of host names otherwise than the rule does.
    for parameter, field in (("HostPattern", "HostNamePattern"), ("PathPattern", "PathPattern")):
        if parameter in call.request:
            rule[field] = call.request[parameter]
    call.store.save(LISTENER_RULE, rule)
    return {"ListenerRule": rule}


@action("DeleteListenerRule")
def delete_listener_rule(call: Call) -> None:
    """Deletes a rule."""
    call.store.remove(LISTENER_RULE, call.owned(LISTENER_RULE, call.request["ListenerRuleName"]))


def _check_free(call: Call, listener: Object, wanted: Object) -> None:
    """Raises ApiError if the account has a rule of that name, or the listener one of that priority."""
    if call.store.get_of(LISTENER_RULE, call.account, wanted["ListenerRuleName"]):
        raise ApiError(
            codes.LISTENER_RULE_NAME_TAKEN, f"There is a listener rule named '{wanted['ListenerRuleName']}'."
        )
    for rule in call.store.find(LISTENER_RULE, "ListenerId", str(listener["_ListenerId"])):
        if rule["Priority"] == wanted["Priority"]:
            raise ApiError(codes.PRIORITY_TAKEN, f"The priority {wanted['Priority']} is that of another rule.")
