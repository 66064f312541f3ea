"""CreateImage: from a VM, from another image, from an exported one, or from snapshots (api-behaviour.md section 5)."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from outscale_api import codes
from outscale_emulator.actions.sharing import PERMISSIONS, nobody, usable
from outscale_emulator.actions.snapshot import add_snapshot, check_region, copy_snapshot, snapshot_of
from outscale_emulator.actions.vm_devices import check_names
from outscale_emulator.actions.volume import STANDARD, checked_storage
from outscale_emulator.data.kind import Object
from outscale_emulator.data.kinds import IMAGE, SNAPSHOT, VM, VOLUME
from outscale_emulator.rules.call import Call
from outscale_emulator.rules.errors import ApiError
from outscale_emulator.rules.exclusive_parameters import exactly_one
from outscale_emulator.rules.registry import action

#: The size of what an export brings, which the emulator cannot look into.
IMPORTED_GIB = 10


@action(
    "CreateImage",
    Iops=codes.BAD_IOPS,
    VolumeSize=codes.BAD_SIZE,
    simplified=(
        "FileLocation makes an image of 10 GiB without looking at the file; NoReboot has no effect; a taken "
        "name is 9015, a device named twice 9014 (both inferred)."
    ),
)
def create_image(call: Call) -> dict[str, Any]:
    """From a VM (with a snapshot of each volume, pending first), from an image (copies the snapshots), from
    snapshots or from an exported file; every source with its checks.
    """
    return {"Image": SOURCES[exactly_one(call.request, *SOURCES)](call)}


def _from_vm(call: Call) -> Object:
    if "ImageName" not in call.request:
        raise ApiError(codes.EXCLUSIVE_PARAMETERS, "'VmId' needs 'ImageName'.")
    vm = call.owned(VM, call.request["VmId"])
    if vm["State"] not in ("running", "stopped"):
        raise ApiError(codes.WRONG_STATE, f"'{vm['VmId']}' is {vm['State']}.")
    mappings = [
        _mapping(link["DeviceName"], snapshot_of(call, volume, f"Created for an image of {vm['VmId']}"), volume)
        for volume in call.store.find(VOLUME, "LinkedVolumes[].VmId", vm["VmId"])
        for link in volume["LinkedVolumes"]
    ]
    same = _same(vm, "Architecture", "ProductCodes", "RootDeviceName")
    return _add(call, {**same, "BlockDeviceMappings": mappings, "State": "pending"})


def _from_image(call: Call) -> Object:
    if "SourceRegionName" not in call.request:
        raise ApiError(codes.MISSING_PARAMETER, "'SourceImageId' needs 'SourceRegionName'.")
    check_region(call, call.request["SourceRegionName"])
    source = usable(call, IMAGE, call.request["SourceImageId"])
    same = _same(source, "Architecture", "Description", "ImageName", "ProductCodes", "RootDeviceName")
    return _add(call, {**same, "BlockDeviceMappings": [_copied(call, item) for item in source["BlockDeviceMappings"]]})


def _from_export(call: Call) -> Object:
    location = call.request["FileLocation"].partition("?")[0]
    name = re.sub(r"[^A-Za-z0-9()/_.-]", "-", location.rpartition("/")[2])[-128:].rjust(3, "-")
    snapshot = add_snapshot(call, IMPORTED_GIB, f"Created for an image from {location}", "completed")
    return _add(call, {"ImageName": name, "BlockDeviceMappings": [_mapping("/dev/sda1", snapshot, {})]})


def _from_snapshots(call: Call) -> Object:
    request = call.request
    missing = [name for name in ("ImageName", "RootDeviceName") if name not in request]
    if missing:
        raise ApiError(codes.MISSING_PARAMETER, f"'BlockDeviceMappings' needs {' and '.join(missing)}.")
    check_names(request["BlockDeviceMappings"])
    mappings = [_registered(call, mapping) for mapping in request["BlockDeviceMappings"]]
    roots = [mapping for mapping in mappings if mapping["DeviceName"] == request["RootDeviceName"]]
    if not any("SnapshotId" in root.get("Bsu", {}) for root in roots):
        raise ApiError(codes.NO_ROOT_SNAPSHOT, f"The root device '{request['RootDeviceName']}' needs a snapshot.")
    # The default architecture of an image from a snapshot, in version 1.16.
    return _add(call, {"Architecture": "i386", "BlockDeviceMappings": mappings})


#: The parameter that names a source, and what makes an image of it.
SOURCES: dict[str, Callable[[Call], Object]] = {
    "BlockDeviceMappings": _from_snapshots,
    "FileLocation": _from_export,
    "SourceImageId": _from_image,
    "VmId": _from_vm,
}


def _add(call: Call, known: Object) -> Object:
    """An image with what its source decides, then what the request says, then the defaults."""
    asked = _same(call.request, "Architecture", "Description", "ImageName", "RootDeviceName")
    image: Object = {
        "AccountId": call.account,
        "Architecture": "x86_64",
        "CreationDate": call.timestamp(),
        "Description": "",
        "ImageId": call.new_id(IMAGE),
        "ImageType": "machine",
        PERMISSIONS[IMAGE.name]: nobody(),
        "ProductCodes": ["0001"],
        "RootDeviceName": "/dev/sda1",
        "RootDeviceType": "bsu",
        "State": "available",
        "StateComment": {},
        "Tags": [],
        **known,
        **asked,
    }
    if any(other["_account"] == call.account for other in call.store.find(IMAGE, "ImageName", image["ImageName"])):
        raise ApiError(codes.IMAGE_NAME_TAKEN, f"There is an image named '{image['ImageName']}'.")
    return call.add(IMAGE, {**image, "FileLocation": f"{call.account}/{image['ImageName']}"})


def _same(source: Object, *names: str) -> Object:
    return {name: source[name] for name in names if name in source}


def _mapping(device: str, snapshot: Object, volume: Object) -> Object:
    """The device of an image that a snapshot is for, with the type of the volume it was taken of."""
    bsu = {
        "DeleteOnVmDeletion": True,
        "SnapshotId": snapshot["SnapshotId"],
        "VolumeSize": snapshot["VolumeSize"],
        "VolumeType": volume.get("VolumeType", STANDARD),
    }
    if bsu["VolumeType"] == "io1":
        bsu["Iops"] = volume["Iops"]
    return {"Bsu": bsu, "DeviceName": device}


def _copied(call: Call, mapping: Object) -> Object:
    """A device of a copied image, with a snapshot of its own: the copy depends on nothing of the original."""
    source = call.store.get(SNAPSHOT, mapping.get("Bsu", {}).get("SnapshotId", ""))
    if source is None:
        return mapping
    snapshot = copy_snapshot(call, source, f"Created for a copy of {call.request['SourceImageId']}")
    return {**mapping, "Bsu": {**mapping["Bsu"], "SnapshotId": snapshot["SnapshotId"]}}


def _registered(call: Call, mapping: Object) -> Object:
    """A device as a request describes it, complete. Raises ApiError where its parameters do not go together."""
    if "Bsu" not in mapping:
        return mapping
    bsu = mapping["Bsu"]
    if "VirtualDeviceName" in mapping and "SnapshotId" in bsu:
        raise ApiError(codes.VIRTUAL_DEVICE_WITH_SNAPSHOT, "A virtual device has no snapshot.")
    snapshot = usable(call, SNAPSHOT, bsu["SnapshotId"]) if "SnapshotId" in bsu else None
    type = bsu.get("VolumeType", STANDARD)
    storage = checked_storage(snapshot, bsu.get("VolumeSize"), type, bsu.get("Iops"))
    defaults = {"DeleteOnVmDeletion": True, "VolumeSize": storage["Size"], "VolumeType": type}
    return {**mapping, "Bsu": {**defaults, **bsu}}
