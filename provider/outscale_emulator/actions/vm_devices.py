"""The volumes that CreateVms makes: those of the image, as the request changes them."""

from __future__ import annotations

from dataclasses import dataclass

from outscale_api import codes
from outscale_emulator.actions.sharing import usable
from outscale_emulator.actions.volume import STANDARD, checked_storage, new_volume
from outscale_emulator.actions.volume_link import attach_volume
from outscale_emulator.data.kind import Object
from outscale_emulator.data.kinds import SNAPSHOT
from outscale_emulator.rules.call import Call
from outscale_emulator.rules.errors import ApiError


@dataclass(frozen=True)
class Device:
    """A volume to create with each VM of a request."""

    name: str
    storage: Object
    delete_with_vm: bool


def devices(call: Call, image: Object, changes: list[Object]) -> list[Device]:
    """The devices of an image with the changes of a request. Raises ApiError where their limits are broken."""
    volumes = {mapping["DeviceName"]: mapping["Bsu"] for mapping in image["BlockDeviceMappings"] if "Bsu" in mapping}
    # Whoever may use an image may use its snapshots through it, but no others.
    own_snapshots = {bsu.get("SnapshotId") for bsu in volumes.values()}
    check_names(changes)
    for change in changes:
        name = _name(change)
        if "NoDevice" in change:
            volumes.pop(name, None)
        elif "Bsu" in change:
            volumes[name] = _changed(volumes.get(name, {}), change["Bsu"])
    return [_device(call, name, bsu, own_snapshots) for name, bsu in volumes.items()]


def check_names(mappings: list[Object]) -> None:
    """Raises ApiError unless each mapping has a device of its own."""
    names = [_name(mapping) for mapping in mappings]
    if not all(names):
        raise ApiError(codes.MISSING_PARAMETER, "A block device mapping needs a 'DeviceName'.")
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise ApiError(codes.DEVICE_TAKEN, f"Several block device mappings are for {', '.join(twice)}.")


def _name(mapping: Object) -> str:
    return str(mapping.get("DeviceName") or mapping.get("NoDevice") or "")


def add_volumes(call: Call, vm_id: str, subregion: str, wanted: list[Device]) -> None:
    """Makes the volumes of a new VM and begins to link them."""
    for device in wanted:
        volume = new_volume(call, subregion, device.storage)
        attach_volume(call, volume, vm_id, device.name, device.delete_with_vm)


def _changed(old: Object, new: Object) -> Object:
    """What an image says about a device, where the request does not say otherwise."""
    kept = {name: value for name, value in old.items() if name not in ("Iops", "VolumeSize")}
    if new.get("VolumeType", old.get("VolumeType")) == old.get("VolumeType") and "Iops" in old:
        kept["Iops"] = old["Iops"]
    if "SnapshotId" not in new and "VolumeSize" in old:
        kept["VolumeSize"] = old["VolumeSize"]
    return kept | new


def _device(call: Call, name: str, bsu: Object, own_snapshots: set[str | None]) -> Device:
    id = bsu.get("SnapshotId")
    snapshot = None
    if id is not None:
        snapshot = call.store.get(SNAPSHOT, id) if id in own_snapshots else usable(call, SNAPSHOT, id)
    storage = checked_storage(snapshot, bsu.get("VolumeSize"), bsu.get("VolumeType", STANDARD), bsu.get("Iops"))
    return Device(name, storage, bsu.get("DeleteOnVmDeletion", True))
