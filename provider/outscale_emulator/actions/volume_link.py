"""Links between volumes and VMs."""

from __future__ import annotations

from outscale_api import codes
from outscale_emulator.data.kind import Object
from outscale_emulator.data.kinds import VM, VOLUME
from outscale_emulator.data.transaction import Transaction
from outscale_emulator.rules.call import Call
from outscale_emulator.rules.errors import ApiError
from outscale_emulator.rules.registry import action, effect


@action("LinkVolume", simplified="A taken device is 9014, another Subregion 9071 (both inferred).")
def link_volume(call: Call) -> None:
    """To a VM that runs or is stopped (6003); attaching first."""
    vm = call.owned(VM, call.request["VmId"])
    volume = call.owned(VOLUME, call.request["VolumeId"])
    if vm["State"] not in ("running", "stopped") or volume["State"] != "available":
        raise ApiError(
            codes.WRONG_STATE, f"'{vm['VmId']}' is {vm['State']} and '{volume['VolumeId']}' {volume['State']}."
        )
    if volume["SubregionName"] != vm["Placement"]["SubregionName"]:
        raise ApiError(codes.OF_OTHER_SUBREGION, f"'{volume['VolumeId']}' is not in the Subregion of '{vm['VmId']}'.")
    device = call.request["DeviceName"]
    if any(link["DeviceName"] == device for link in _links(call.store, vm["VmId"])):
        raise ApiError(codes.DEVICE_TAKEN, f"'{vm['VmId']}' already has a device '{device}'.")
    attach_volume(call, volume, vm["VmId"], device, delete_with_vm=False)


@action("UnlinkVolume", simplified="ForceUnlink has no effect.")
def unlink_volume(call: Call) -> None:
    """detaching first; not linked 6003; the root volume only while its VM is stopped (8003)."""
    volume = call.owned(VOLUME, call.request["VolumeId"])
    link = next((link for link in volume["LinkedVolumes"] if link["State"] != "detaching"), None)
    if link is None:
        raise ApiError(codes.WRONG_STATE, f"'{volume['VolumeId']}' is {volume['State']} and not linked to a VM.")
    vm = call.owned(VM, link["VmId"])
    if link["DeviceName"] == vm["RootDeviceName"] and vm["State"] != "stopped":
        raise ApiError(
            codes.IS_ROOT_VOLUME,
            f"'{volume['VolumeId']}' is the root volume of '{vm['VmId']}', which is {vm['State']}.",
        )
    link["State"] = "detaching"
    call.store.save(VOLUME, volume)


def attach_volume(call: Call, volume: Object, vm_id: str, device: str, delete_with_vm: bool) -> None:
    """Begins to link a volume to a VM."""
    volume["State"] = "in-use"
    volume["LinkedVolumes"] = [
        {
            "DeleteOnVmDeletion": delete_with_vm,
            "DeviceName": device,
            "State": "attaching",
            "VmId": vm_id,
            "VolumeId": volume["VolumeId"],
            "_LinkDate": call.timestamp(),
        }
    ]
    call.store.save(VOLUME, volume)


def settle_links(store: Transaction, vm_id: str) -> None:
    """Ends what is still being linked to a VM: it cannot run before it has its volumes."""
    for volume in store.find(VOLUME, "LinkedVolumes[].VmId", vm_id):
        for link in volume["LinkedVolumes"]:
            if link["State"] == "attaching":
                link["State"] = "attached"
                store.save(VOLUME, volume)


def release_volumes(store: Transaction, vm_id: str) -> None:
    """Deletes or unlinks the volumes of a VM that has ended."""
    for volume in store.find(VOLUME, "LinkedVolumes[].VmId", vm_id):
        goes = any(link["DeleteOnVmDeletion"] for link in volume["LinkedVolumes"])
        volume["LinkedVolumes"] = []
        volume["State"] = "deleting" if goes else "available"
        store.save(VOLUME, volume)


@effect("Volume")
def settle_state(store: Transaction, volume: Object, passed: str) -> None:
    """Makes a volume available once its link is gone."""
    if passed == "detaching":
        volume["State"] = "available"
        store.save(VOLUME, volume)


def _links(store: Transaction, vm_id: str) -> list[Object]:
    return [link for volume in store.find(VOLUME, "LinkedVolumes[].VmId", vm_id) for link in volume["LinkedVolumes"]]
