"""VMs on their way between running, stopped and terminated, and what each of these states does to what they have."""

from __future__ import annotations

from collections.abc import Callable
from random import SystemRandom
from typing import Any

from outscale_api import codes
from outscale_emulator.actions.nic_link import release_nics
from outscale_emulator.actions.public_ip import free_address, unlink
from outscale_emulator.actions.user_data import has_no_public_ip
from outscale_emulator.actions.volume_link import release_volumes, settle_links
from outscale_emulator.data.kind import Object
from outscale_emulator.data.kinds import NIC, PUBLIC_IP, VM
from outscale_emulator.data.transaction import Transaction
from outscale_emulator.rules.call import Call
from outscale_emulator.rules.errors import ApiError
from outscale_emulator.rules.registry import action, effect

#: The tag by which a VM of the public Cloud keeps a public IP of the account when it stops.
AUTO_ATTACH = "osc.fcu.eip.auto-attach"

#: What a terminated VM no longer has (api-behaviour.md section 4).
ENDED_FIELDS = ("NetId", "PrivateIp", "PublicIp", "SecurityGroups", "SubnetId", "_HiddenNic")


@action("StartVms", simplified="A public IP that was unlinked by the stop is not linked again.")
def start_vms(call: Call) -> dict[str, Any]:
    """All or none; stopping or ended 6003. A VM of the public Cloud gets a new public IP."""
    return {"Vms": _for_each(call, _start)}


@action("StopVms", simplified="9039 also with ForceStop.")
def stop_vms(call: Call) -> dict[str, Any]:
    """All or none; pending 9039, ended 6003; what follows is what VmInitiatedShutdownBehavior says. In the public
    Cloud the public IP goes.
    """
    return {"Vms": _for_each(call, _stop)}


@action("DeleteVms", simplified="Terminated VMs stay readable as long as the database lives (really about an hour).")
def delete_vms(call: Call) -> dict[str, Any]:
    """All or none; protected 8018; frees NICs, volumes and public IPs as their flags say once terminated."""
    return {"Vms": _for_each(call, _terminate)}


@action("RebootVms", simplified="Changes no state, not even for a moment.")
def reboot_vms(call: Call) -> None:
    """Of VMs that run or are pending (6003)."""
    for vm in call.owned_all(VM, call.request["VmIds"]):
        if vm["State"] not in ("pending", "running"):
            raise _wrong_state(vm)


@effect("Vm")
def settle(store: Transaction, vm: Object, passed: str) -> None:
    """Brings about what the end of a transient state means for a VM and for what it has."""
    if passed == "pending":
        settle_links(store, vm["VmId"])
        if vm.pop("_StaysStopped", False):
            vm["State"] = "stopped"
            _lose_public_ip(store, vm)
    elif passed == "stopping":
        _lose_public_ip(store, vm)
        _after_stop(store, vm)
    elif passed == "shutting-down":
        _end(store, vm)
    store.save(VM, vm)


def _for_each(call: Call, change: Callable[[Call, Object], None]) -> list[Object]:
    """Changes the state of every VM of a request, or of none, and answers the states before and after."""
    changes = []
    for vm in call.owned_all(VM, dict.fromkeys(call.request["VmIds"])):
        before = vm["State"]
        change(call, vm)
        call.store.save(VM, vm)
        changes.append({"CurrentState": vm["State"], "PreviousState": before, "VmId": vm["VmId"]})
    return changes


def _start(call: Call, vm: Object) -> None:
    if vm["State"] == "stopped":
        _boot(call.store, vm)
    elif vm["State"] not in ("pending", "running"):
        raise _wrong_state(vm)


def _stop(call: Call, vm: Object) -> None:
    if vm["State"] == "pending":
        raise ApiError(codes.VM_STILL_PENDING, f"'{vm['VmId']}' is pending.")
    if vm["State"] in ("shutting-down", "terminated"):
        raise _wrong_state(vm)
    if vm["State"] == "running":
        vm["State"] = "stopping"


def _terminate(call: Call, vm: Object) -> None:
    if vm["State"] == "terminated":
        return
    if vm["DeletionProtection"]:
        raise ApiError(codes.PROTECTED, f"'{vm['VmId']}' is protected against deletion.")
    vm["State"] = "shutting-down"


def _wrong_state(vm: Object) -> ApiError:
    return ApiError(codes.WRONG_STATE, f"'{vm['VmId']}' is {vm['State']}.")


def _boot(store: Transaction, vm: Object) -> None:
    vm["State"] = "pending"
    if "NetId" not in vm and not has_no_public_ip(vm["UserData"]):
        vm["PublicIp"] = free_address(store, SystemRandom())


def _lose_public_ip(store: Transaction, vm: Object) -> None:
    """In the public Cloud a VM has no public IP while it is stopped (api-behaviour.md section 4)."""
    if "NetId" in vm:
        return
    vm.pop("PublicIp", None)
    kept = [tag["Value"] for tag in vm["Tags"] if tag["Key"] == AUTO_ATTACH]
    for ip in store.find(PUBLIC_IP, "VmId", vm["VmId"]):
        if ip["PublicIp"] not in kept:
            unlink(store, ip)


def _after_stop(store: Transaction, vm: Object) -> None:
    if vm["VmInitiatedShutdownBehavior"] == "restart":
        _boot(store, vm)
    elif vm["VmInitiatedShutdownBehavior"] == "terminate":
        vm["State"] = "shutting-down"


def _end(store: Transaction, vm: Object) -> None:
    """Gives back what a terminated VM had; its security groups a little later."""
    of_nics = [nic["SecurityGroups"] for nic in store.find(NIC, "LinkNic.VmId", vm["VmId"])]
    ids = {group["SecurityGroupId"] for groups in (vm.get("SecurityGroups", ()), *of_nics) for group in groups}
    vm["_LeftGroups"] = {"SecurityGroupIds": sorted(ids), "State": "leaving"}
    release_nics(store, vm["VmId"])
    release_volumes(store, vm["VmId"])
    for ip in store.find(PUBLIC_IP, "VmId", vm["VmId"]):
        unlink(store, ip)
    for name in ENDED_FIELDS:
        vm.pop(name, None)
