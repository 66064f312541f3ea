"""Load balancers: reading and deleting them, and what time does to them.

A load balancer has no state in v1.16, but it starts, when it has no public IP yet, and it goes, when it is unseen
already but its name, its Subnet and its security groups are not free yet (api-behaviour.md section 4). Today's API shows
its state, and so that it goes.
"""

from __future__ import annotations

from typing import Any

from outscale_emulator.data.kind import Object
from outscale_emulator.data.kinds import LISTENER_RULE, LOAD_BALANCER, PUBLIC_IP
from outscale_emulator.data.transaction import Transaction
from outscale_emulator.rules.call import Call
from outscale_emulator.rules.filters import read
from outscale_emulator.rules.registry import action, effect


@action("ReadLoadBalancers")
def read_load_balancers(call: Call) -> dict[str, Any]:
    """Lists load balancers; all filters."""
    found = read(call, LOAD_BALANCER)
    if LOAD_BALANCER.name in call.era.lingering:
        return {"LoadBalancers": found}
    return {"LoadBalancers": [balancer for balancer in found if not _is_going(balancer)]}


@action("DeleteLoadBalancer")
def delete_load_balancer(call: Call) -> dict[str, Any]:
    """Deletes it with its rules; its name, Subnet, groups, Internet service and public IP stay taken until the
    clock has passed. In the era today it is seen deleting meanwhile.
    """
    balancer = owned_balancer(call, call.request["LoadBalancerName"])
    for listener in balancer["Listeners"]:
        drop_rules(call.store, listener)
    balancer["_State"] = "deleting"
    call.store.save(LOAD_BALANCER, balancer)
    return {"LoadBalancer": balancer}


def owned_balancer(call: Call, name: str) -> Object:
    """The caller's load balancer of that name. Raises ApiError where there is none."""
    balancer = call.owned(LOAD_BALANCER, name)
    if _is_going(balancer):
        raise call.missing(LOAD_BALANCER, name)
    return balancer


def drop_rules(store: Transaction, listener: Object) -> None:
    """Deletes the rules of a listener that goes."""
    for rule in store.find(LISTENER_RULE, "ListenerId", str(listener["_ListenerId"])):
        store.remove(LISTENER_RULE, rule)


def give_back_public_ip(store: Transaction, balancer: Object) -> None:
    """Frees the account's public IP that a load balancer uses, if it uses one."""
    for ip in store.find(PUBLIC_IP, "_LoadBalancerName", balancer["LoadBalancerName"]):
        if ip["_account"] == balancer["_account"]:
            del ip["_LoadBalancerName"]
            store.save(PUBLIC_IP, ip)


@effect("LoadBalancer")
def _on_transition(store: Transaction, balancer: Object, passed: str) -> None:
    if passed == "deleting":
        give_back_public_ip(store, balancer)
    elif "_PublicIp" in balancer:
        balancer["PublicIp"] = balancer.pop("_PublicIp")
        store.save(LOAD_BALANCER, balancer)


@effect("Vm")
def _drop_terminated(store: Transaction, vm: Object, passed: str) -> None:
    """A terminated VM is no backend any more."""
    if passed != "shutting-down":
        return
    for balancer in store.find(LOAD_BALANCER, "BackendVmIds[]", vm["VmId"]):
        balancer["BackendVmIds"].remove(vm["VmId"])
        store.save(LOAD_BALANCER, balancer)


def _is_going(balancer: Object) -> bool:
    return bool(balancer["_State"] == "deleting")
