"""Volumes, and the limits of their size, type and IOPS (api-behaviour.md section 2.4)."""

from __future__ import annotations

from typing import Any

from outscale_api import codes
from outscale_emulator.actions.sharing import usable
from outscale_emulator.actions.subregion import check_subregion
from outscale_emulator.data.kind import Object
from outscale_emulator.data.kinds import SNAPSHOT, VM, VOLUME
from outscale_emulator.data.paths import texts_at
from outscale_emulator.rules.call import Call
from outscale_emulator.rules.errors import ApiError
from outscale_emulator.rules.filters import Filter, Filters, read
from outscale_emulator.rules.registry import action

#: The type of a volume that names none, also where its snapshot was taken of another type.
STANDARD = "standard"
SMALLEST_IO1 = 4
IOPS_PER_GIB = 300


def _on_date(path: str) -> Filter:
    """Compares a moment with dates, or with the beginnings of moments."""
    parts = tuple(path.split("."))
    return lambda obj, wanted: any(moment.startswith(tuple(wanted)) for moment in texts_at(obj, parts))


FILTERS: Filters = {
    "CreationDates": _on_date("CreationDate"),
    "LinkVolumeLinkDates": _on_date("LinkedVolumes[]._LinkDate"),
}


@action(
    "CreateVolume",
    Size=codes.BAD_SIZE,
    Iops=codes.BAD_IOPS,
    simplified="Iops with another type than io1 is 4045 (inferred). gp2 shows 3 IOPS for each GiB, 100 to 10000.",
)
def create_volume(call: Call) -> dict[str, Any]:
    """Empty or of a snapshot; sizes (4078, 4125), types and IOPS (4029, 4045, 4047); creating first. In the era
    today a ClientToken creates once (4119).
    """
    request = call.request
    subregion = check_subregion(call, request["SubregionName"])
    snapshot = usable(call, SNAPSHOT, request["SnapshotId"]) if "SnapshotId" in request else None
    storage = checked_storage(snapshot, request.get("Size"), request.get("VolumeType", STANDARD), request.get("Iops"))
    return {"Volume": new_volume(call, subregion, storage)}


@action("ReadVolumes")
def read_volumes(call: Call) -> dict[str, Any]:
    """Lists volumes; all filters."""
    return {"Volumes": read(call, VOLUME, FILTERS)}


@action(
    "UpdateVolume",
    Size=codes.BAD_SIZE,
    Iops=codes.BAD_IOPS,
    simplified=(
        "At once, never updating, so the era today names no task, for which clients would wait by an action "
        "that is not there. Size 0 is 4078 (really 4047)."
    ),
)
def update_volume(call: Call) -> dict[str, Any]:
    """Grows it, changes type and IOPS, only while no VM that is not stopped has it (6003), in the era today at any
    time.
    """
    volume = call.owned(VOLUME, call.request["VolumeId"])
    if not call.request.keys() & {"Iops", "Size", "VolumeType"}:
        raise ApiError(codes.MISSING_PARAMETER, "One of 'Size', 'VolumeType' and 'Iops' is required.")
    _check_is_at_rest(call, volume)
    wanted = {**volume, **call.request}
    size, type = wanted["Size"], wanted["VolumeType"]
    if size < volume["Size"]:
        raise ApiError(codes.BAD_SIZE, f"'{volume['VolumeId']}' has {volume['Size']} GiB and cannot shrink.")
    kept = volume.get("Iops") if type == volume["VolumeType"] == "io1" else None
    storage = checked_storage(None, size, type, call.request.get("Iops", kept))
    before = dict(volume)
    volume.pop("Iops", None)
    volume.update(storage)
    call.quotas.check_room(VOLUME, volume, before)
    call.store.save(VOLUME, volume)
    return {"Volume": volume}


@action("DeleteVolume", simplified="The code is inferred.")
def delete_volume(call: Call) -> None:
    """Only an available one (6003); deleting first."""
    volume = call.owned(VOLUME, call.request["VolumeId"])
    if volume["State"] != "available":
        raise ApiError(codes.WRONG_STATE, f"'{volume['VolumeId']}' is {volume['State']}.")
    volume["State"] = "deleting"
    call.store.save(VOLUME, volume)


def checked_storage(snapshot: Object | None, size: int | None, type: str, iops: int | None) -> Object:
    """The fields of a volume that say what it stores how. Raises ApiError where they do not go together."""
    if size is None and snapshot is None:
        raise ApiError(codes.MISSING_PARAMETER, "One of 'Size' and 'SnapshotId' is required.")
    if size is None:
        size = snapshot["VolumeSize"] if snapshot else 0
    if type == "io1" and size < SMALLEST_IO1:
        raise ApiError(codes.BAD_SIZE, f"An io1 volume has at least {SMALLEST_IO1} GiB.")
    if snapshot and size < snapshot["VolumeSize"]:
        raise ApiError(
            codes.SMALLER_THAN_SNAPSHOT, f"The snapshot '{snapshot['SnapshotId']}' needs {snapshot['VolumeSize']}."
        )
    return {"Size": size, "VolumeType": type, **_iops(size, type, iops), **_origin(snapshot)}


def new_volume(call: Call, subregion: str, storage: Object) -> Object:
    """A volume that nothing is linked to."""
    volume = {
        "CreationDate": call.timestamp(),
        "LinkedVolumes": [],
        "State": "creating",
        "SubregionName": subregion,
        "Tags": [],
        "VolumeId": call.new_id(VOLUME),
        **storage,
    }
    return call.add(VOLUME, volume)


def _iops(size: int, type: str, iops: int | None) -> Object:
    """The IOPS as a volume shows them: not at all for a standard one."""
    if type == "io1":
        if iops is None:
            raise ApiError(codes.NOT_TOGETHER, "The parameter 'Iops' is required for an io1 volume.")
        if iops > IOPS_PER_GIB * size:
            raise ApiError(codes.BAD_VALUE, f"A volume of {size} GiB has at most {IOPS_PER_GIB * size} IOPS.")
        return {"Iops": iops}
    if iops is not None:
        raise ApiError(codes.NOT_TOGETHER, "The parameter 'Iops' is for io1 volumes.")
    # What a gp2 volume gets for its size, within the limits that its type is sold with.
    return {"Iops": min(max(100, 3 * size), 10000)} if type == "gp2" else {}


def _origin(snapshot: Object | None) -> Object:
    return {"SnapshotId": snapshot["SnapshotId"]} if snapshot else {}


def _check_is_at_rest(call: Call, volume: Object) -> None:
    """Raises ApiError unless a volume can be changed: in v1.16 only while no VM that is not stopped uses it."""
    states = [call.owned(VM, link["VmId"])["State"] for link in volume["LinkedVolumes"]]
    if volume["State"] not in ("available", "in-use") or (
        not call.era.updates_linked_volumes and any(state != "stopped" for state in states)
    ):
        raise ApiError(codes.WRONG_STATE, f"'{volume['VolumeId']}' is {volume['State']}.")
