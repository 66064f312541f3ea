"""The backend VMs of load balancers, and their health."""

from __future__ import annotations

from typing import Any

from outscale_api import codes
from outscale_emulator.actions.load_balancer import owned_balancer
from outscale_emulator.data.kind import Object
from outscale_emulator.data.kinds import LOAD_BALANCER, VM
from outscale_emulator.rules.call import Call
from outscale_emulator.rules.errors import ApiError
from outscale_emulator.rules.registry import action


@action("RegisterVmsInLoadBalancer", simplified="Effective at once.")
def register_vms(call: Call) -> None:
    """Adds backends; a VM of another network is 4086, an ended one 6003. A terminated VM leaves by itself."""
    balancer = owned_balancer(call, call.request["LoadBalancerName"])
    for vm in call.owned_all(VM, call.request["BackendVmIds"]):
        if vm["State"] in ("shutting-down", "terminated"):
            raise ApiError(codes.WRONG_STATE, f"'{vm['VmId']}' is {vm['State']}.")
        if vm.get("NetId") != balancer.get("NetId"):
            raise ApiError(codes.VM_OF_OTHER_NETWORK, f"'{vm['VmId']}' is in another network than the load balancer.")
        if vm["VmId"] not in balancer["BackendVmIds"]:
            balancer["BackendVmIds"].append(vm["VmId"])
    call.store.save(LOAD_BALANCER, balancer)


@action("DeregisterVmsInLoadBalancer")
def deregister_vms(call: Call) -> None:
    """Takes backends away; one that is none is 5063."""
    balancer = owned_balancer(call, call.request["LoadBalancerName"])
    for id in dict.fromkeys(call.request["BackendVmIds"]):
        if id not in balancer["BackendVmIds"]:
            raise call.missing(VM, id)
        balancer["BackendVmIds"].remove(id)
    call.store.save(LOAD_BALANCER, balancer)


@action("ReadVmsHealth", simplified="UP while the VM runs, else DOWN; never UNKNOWN. Health checks are not played.")
def read_vms_health(call: Call) -> dict[str, Any]:
    """The health of the backends; an unknown load balancer is 5030."""
    balancer = owned_balancer(call, call.request["LoadBalancerName"])
    wanted = call.request.get("BackendVmIds") or balancer["BackendVmIds"]
    vms = call.store.by_ids(VM, [id for id in balancer["BackendVmIds"] if id in wanted])
    return {"BackendVmHealth": [_health(vm) for vm in vms]}


def _health(vm: Object) -> Object:
    """A VM is healthy while it runs: what would listen on it is not played. States: api-behaviour.md section 5."""
    if vm["State"] == "running":
        return {"Description": "The VM runs.", "State": "UP", "StateReason": "N/A", "VmId": vm["VmId"]}
    description = f"The VM is {vm['State']}."
    return {"Description": description, "State": "DOWN", "StateReason": "Instance", "VmId": vm["VmId"]}
