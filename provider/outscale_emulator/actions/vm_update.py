"""UpdateVm: one attribute of a VM at a time, some of them only while it is stopped (api-behaviour.md section 6)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from outscale_api import codes
from outscale_emulator.actions.flexible_gpu import check_gpus_fit
from outscale_emulator.actions.membership import memberships
from outscale_emulator.actions.nic import change_groups
from outscale_emulator.actions.vm import as_read, nics_of
from outscale_emulator.actions.vm_type import vm_type
from outscale_emulator.data.kind import Object
from outscale_emulator.data.kinds import KEYPAIR, NIC, VM, VOLUME
from outscale_emulator.rules.call import Call
from outscale_emulator.rules.errors import ApiError
from outscale_emulator.rules.exclusive_parameters import exactly_one
from outscale_emulator.rules.registry import action

#: What needs a stopped VM.
COLD = {"BsuOptimized", "NestedVirtualization", "Performance", "UserData", "VmType"}


@action(
    "UpdateVm",
    simplified=(
        "NoDevice and VirtualDeviceName have no effect. Inferred are 5071 for an empty KeypairName, 4045 for "
        "a wrong device, 7000 for no security groups; that a device needs no VolumeId in the era today."
    ),
)
def update_vm(call: Call) -> dict[str, Any]:
    """One attribute at a time, several in the era today; some only while stopped (6003)."""
    vm = call.owned(VM, call.request["VmId"])
    attributes = _attributes(call)
    if vm["State"] in ("shutting-down", "terminated") or (COLD & attributes and vm["State"] != "stopped"):
        raise ApiError(codes.WRONG_STATE, f"'{vm['VmId']}' is {vm['State']}.")
    for attribute, change in CHANGES.items():
        if attribute in attributes:
            change(call, vm, call.request[attribute])
    call.store.save(VM, vm)
    return {"Vm": as_read(call, vm)}


def _attributes(call: Call) -> set[str]:
    """What the request changes: one thing at a time in v1.16, any number of things today."""
    given = call.request.keys() & CHANGES.keys()
    return given if given and call.era.updates_several_vm_attributes else {exactly_one(call.request, *CHANGES)}


def _set(attribute: str) -> Callable[[Call, Object, Any], None]:
    def change(call: Call, vm: Object, value: Any) -> None:
        vm[attribute] = value

    return change


def _set_bsu_optimized(call: Call, vm: Object, value: bool) -> None:
    if value and not vm_type(call, vm["VmType"]).bsu_optimized:
        raise ApiError(codes.NOT_OPTIMIZABLE, f"VMs of the type '{vm['VmType']}' cannot be optimized.")
    vm["BsuOptimized"] = value


def _set_devices(call: Call, vm: Object, mappings: list[Object]) -> None:
    for mapping in mappings:
        volume, link = _linked(call, vm["VmId"], mapping["DeviceName"], mapping["Bsu"].get("VolumeId"))
        link["DeleteOnVmDeletion"] = mapping["Bsu"]["DeleteOnVmDeletion"]
        call.store.save(VOLUME, volume)


def _linked(call: Call, vm_id: str, device: str, volume_id: str | None) -> tuple[Object, Object]:
    """The volume that is a device of a VM, and its link. Raises ApiError where there is none, or it is not the one named."""
    volumes = (
        call.store.find(VOLUME, "LinkedVolumes[].VmId", vm_id) if volume_id is None else [call.owned(VOLUME, volume_id)]
    )
    for volume in volumes:
        for link in volume["LinkedVolumes"]:
            if (link["VmId"], link["DeviceName"]) == (vm_id, device):
                return volume, link
    raise ApiError(codes.NOT_TOGETHER, f"'{device}' of '{vm_id}' is no volume, or not that one.")


def _set_groups(call: Call, vm: Object, ids: list[str]) -> None:
    if "NetId" not in vm:
        if not ids:
            raise ApiError(codes.MISSING_PARAMETER, "The parameter 'SecurityGroupIds' needs at least one value.")
        vm["SecurityGroups"] = memberships(call, None, ids)
        return
    primary = nics_of(call.store, vm["VmId"])[0]
    change_groups(call, primary, ids)
    call.store.save(NIC, primary)


def _set_keypair(call: Call, vm: Object, name: str) -> None:
    vm["KeypairName"] = call.owned(KEYPAIR, name)["KeypairName"]


def _set_performance(call: Call, vm: Object, performance: str) -> None:
    vm["Performance"] = vm_type(call, vm["VmType"]).performance_of(performance)
    check_gpus_fit(call, vm, vm["VmType"])


def _set_source_dest_check(call: Call, vm: Object, value: bool) -> None:
    if "NetId" not in vm:
        raise ApiError(codes.NOT_IN_A_NET, f"'{vm['VmId']}' is not in a Net.")
    primary = nics_of(call.store, vm["VmId"])[0]
    primary["IsSourceDestChecked"] = value
    call.store.save(NIC, primary)


def _set_type(call: Call, vm: Object, name: str) -> None:
    type, old = vm_type(call, name), vm_type(call, vm["VmType"])
    before = dict(vm)
    # What the program chose for a type that leaves the choice stays.
    chosen = vm["Performance"] if type.generation and not old.is_fixed else None
    vm.update(Performance=type.performance_of(chosen), VmType=type.name, **type.size)
    call.quotas.check_room(VM, vm, before)
    check_gpus_fit(call, vm, type.name)


CHANGES: dict[str, Callable[[Call, Object, Any], None]] = {
    "VmType": _set_type,  # First, since it brings a performance of its own.
    "ActionsOnNextBoot": _set("ActionsOnNextBoot"),
    "BlockDeviceMappings": _set_devices,
    "BsuOptimized": _set_bsu_optimized,
    "DeletionProtection": _set("DeletionProtection"),
    "IsSourceDestChecked": _set_source_dest_check,
    "KeypairName": _set_keypair,
    "NestedVirtualization": _set("NestedVirtualization"),
    "Performance": _set_performance,
    "SecurityGroupIds": _set_groups,
    "UserData": _set("UserData"),
    "VmInitiatedShutdownBehavior": _set("VmInitiatedShutdownBehavior"),
}
