"""The volumes that a VM has by its devices: changed, made and linked, unlinked and deleted, so that what is cut off goes on."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable
from contextlib import suppress
from dataclasses import dataclass

from outscale_provider.model.operation import Operation
from outscale_provider.model.read import Read
from outscale_provider.model.values import Remote
from outscale_provider.procedures.vm_power import RUNNING, STOPPED, bring_to

VOLUMES = Read("ReadVolumes", by="VolumeIds", key="VolumeId")

#: What a program says of a disk, and the field of a volume that has it.
FIELDS = {"VolumeSize": "Size", "VolumeType": "VolumeType", "Iops": "Iops", "SnapshotId": "SnapshotId"}

#: The tag of a volume that is on its way to a VM or away from it. What was cut off is found again by it.
MARK = "outscale-native:disk"
_COMING = " coming"
MARKED = Read("ReadVolumes", by="TagValues", key="Tags[].Value")


@dataclass(frozen=True)
class VolumeChange:
    """A change of a volume. It `was_announced` if the preview knew of it, so that the VM may be stopped for it."""

    device: str
    request: Remote
    was_announced: bool


def disks(vm: Remote) -> dict[str, Remote]:
    """The volumes that are linked to a VM, by device."""
    return {mapping["DeviceName"]: mapping["Bsu"] for mapping in vm.get("BlockDeviceMappings", ())}


def refuse_unannounced(operation: Operation, vm: Remote, volumes: list[VolumeChange]) -> None:
    """No running VM is stopped without notice."""
    unannounced = [volume.device for volume in volumes if not volume.was_announced]
    if vm["State"] == RUNNING and unannounced:
        operation.fail(
            f"blockDeviceMappings: {', '.join(unannounced)} is not as it is declared, and {vm['VmId']} runs: its disks can only"
            " be changed while it is stopped. Declare them as they are and change them afterwards, or stop the VM first"
        )


async def change_volumes(operation: Operation, vm: Remote, volumes: list[VolumeChange], inputs: Remote) -> None:
    """The API changes the volumes of a VM only while it is stopped. `inputs` are what it shall be like."""
    if not volumes:
        return
    id, runs = vm["VmId"], vm["State"] == RUNNING
    names = ", ".join(volume.device for volume in volumes)
    if runs:
        operation.tell(f"stopping {id} to change {names}")
        await bring_to(operation, id, STOPPED, inputs)
    for volume in volumes:
        await operation.call("UpdateVolume", volume.request)
        await _wait_for(
            operation, volume.request["VolumeId"], lambda now: now["State"] in ("available", "in-use"), "changed"
        )
    if runs and inputs.get("State", RUNNING) == RUNNING:
        await bring_to(operation, id, RUNNING, inputs)


async def add(operation: Operation, vm: Remote, device: str, bsu: Remote) -> None:
    """Makes a volume and links it, or goes on with one that was on its way."""
    mark = _coming(vm["VmId"], device)
    volume = await operation.find(MARKED, mark)
    if volume is None and device in disks(vm):
        return
    if volume is None:
        asked = {field: bsu[name] for name, field in FIELDS.items() if name in bsu}
        request = {"SubregionName": vm["Placement"]["SubregionName"], **asked}
        volume = (await operation.call("CreateVolume", request))["Volume"]
        await _mark_new(operation, volume["VolumeId"], mark)
    id = volume["VolumeId"]
    if not volume["LinkedVolumes"]:
        await _wait_for(operation, id, lambda now: now["State"] == "available", "available")
        await _link(operation, {"DeviceName": device, "VmId": vm["VmId"], "VolumeId": id})
    await _wait_for(operation, id, lambda now: _link_state(now) == "attached", f"linked to {vm['VmId']}")
    await _tag(operation, "DeleteTags", [id], mark)


async def _link(operation: Operation, request: Remote) -> None:
    """A volume that can't be linked is of no use: a program may give up the disk, or the VM, instead of mending it."""
    try:
        await operation.call("LinkVolume", request)
    except Exception:
        # Else its mark has it found again. One that was linked all the same is not deleted by the API.
        with suppress(Exception):
            await operation.call("DeleteVolume", {"VolumeId": request["VolumeId"]})
        raise


async def give_up(operation: Operation, vm_id: str, wanted: Iterable[str]) -> None:
    """Deletes the volumes that were on their way to a VM for devices that are not wanted any more."""
    marked = await operation.look("ReadVolumes", {"Filters": {"TagKeys": [MARK]}}) or {}
    awaited = {_coming(vm_id, device) for device in wanted}
    for volume in marked.get("Volumes", ()):
        [mark] = [tag["Value"] for tag in volume["Tags"] if tag["Key"] == MARK]
        was_coming = mark.startswith(f"{vm_id} ") and mark.endswith(_COMING)
        if was_coming and mark not in awaited and not volume["LinkedVolumes"]:
            await operation.call("DeleteVolume", {"VolumeId": volume["VolumeId"]})


async def _mark_new(operation: Operation, id: str, mark: str) -> None:
    """Until then nothing tells the volume from others'."""
    try:
        await _tag(operation, "CreateTags", [id], mark)
    except Exception:
        operation.tell(f"{id} was made for {mark.removesuffix(_COMING)}, and is not linked: delete it")
        raise


def _link_state(volume: Remote) -> str:
    return next((str(link["State"]) for link in volume["LinkedVolumes"]), "")


async def mark_leaving(operation: Operation, id: str, leaving: list[Remote]) -> None:
    """From here on an operation that is cut off is finished by the next one, whose program does not know them any more."""
    for goes, mark in ((True, _gone(id)), (False, _kept(id))):
        ids = [bsu["VolumeId"] for bsu in leaving if bsu["DeleteOnVmDeletion"] == goes]
        if ids:
            await _tag(operation, "CreateTags", ids, mark)


async def take_away(operation: Operation, vm_id: str, wanted: Container[str]) -> None:
    """Unlinks what is marked as leaving. What would go with the VM is deleted, the rest is kept.

    What is `wanted` by now, by device, stays: the program was changed back after it had been cut off.
    """
    while volume := await operation.find(MARKED, _gone(vm_id)):
        if _is_wanted(volume, wanted):
            await _tag(operation, "DeleteTags", [volume["VolumeId"]], _gone(vm_id))
            continue
        await _unlink(operation, volume)
        await operation.call("DeleteVolume", {"VolumeId": volume["VolumeId"]})
        await operation.wait_for(
            VOLUMES, volume["VolumeId"], lambda now: now is None, f"{volume['VolumeId']} to be gone"
        )
    while volume := await operation.find(MARKED, _kept(vm_id)):
        is_wanted = _is_wanted(volume, wanted)
        if not is_wanted:
            await _unlink(operation, volume)
        await _tag(operation, "DeleteTags", [volume["VolumeId"]], _kept(vm_id))
        if is_wanted:
            continue
        operation.tell(f"{volume['VolumeId']} is no longer a disk of {vm_id}. It is kept, and nothing manages it")


def _is_wanted(volume: Remote, wanted: Container[str]) -> bool:
    return any(link["DeviceName"] in wanted for link in volume["LinkedVolumes"])


async def _unlink(operation: Operation, volume: Remote) -> None:
    if volume["LinkedVolumes"]:
        await operation.call("UnlinkVolume", {"VolumeId": volume["VolumeId"]})
    await _wait_for(operation, volume["VolumeId"], lambda now: now["State"] == "available", "unlinked")


def _coming(vm_id: str, device: str) -> str:
    return f"{vm_id} {device}{_COMING}"


def _gone(vm_id: str) -> str:
    return f"{vm_id} leaving, to be deleted"


def _kept(vm_id: str) -> str:
    return f"{vm_id} leaving, to be kept"


async def _tag(operation: Operation, action: str, ids: list[str], mark: str) -> None:
    await operation.call(action, {"ResourceIds": ids, "Tags": [{"Key": MARK, "Value": mark}]})


async def _wait_for(operation: Operation, id: str, done: Callable[[Remote], bool], what: str) -> None:
    found = await operation.wait_for(VOLUMES, id, lambda now: now is None or done(now), f"{id} to be {what}")
    if found is None:
        operation.fail(f"blockDeviceMappings: the volume {id} has disappeared")
