"""Snapshots: taken of volumes, copied, or imported."""

from __future__ import annotations

from typing import Any

from outscale_api import codes
from outscale_emulator.actions.sharing import PERMISSIONS, change_permissions, nobody, read_usable, usable
from outscale_emulator.data.kind import Object
from outscale_emulator.data.kinds import IMAGE, SNAPSHOT, VOLUME
from outscale_emulator.data.transaction import Transaction
from outscale_emulator.rules.call import Call
from outscale_emulator.rules.dependencies import Blocker, refuse_if_used
from outscale_emulator.rules.errors import ApiError
from outscale_emulator.rules.exclusive_parameters import exactly_one
from outscale_emulator.rules.registry import action, effect

GIB = 1024**3

BLOCKERS = (Blocker(IMAGE, "BlockDeviceMappings[].Bsu.SnapshotId", codes.USED_BY_IMAGE),)

#: What goes with each of the sources that a snapshot can have, and with no other.
COMPANIONS = {"FileLocation": "SnapshotSize", "SourceSnapshotId": "SourceRegionName", "VolumeId": None}


@action("CreateSnapshot", simplified="Progress is 0, 50, 100. An import is not read; a copy shows no VolumeId.")
def create_snapshot(call: Call) -> dict[str, Any]:
    """From a volume that is ready (6007), from a snapshot of the same Region (8019), or imported; states and
    Progress by the clock. In the era today a ClientToken creates once (4119).
    """
    request = call.request
    source = exactly_one(request, *COMPANIONS)
    _check_companions(request, source)
    description = request.get("Description", "")
    if source == "VolumeId":
        snapshot = snapshot_of(call, call.owned(VOLUME, request["VolumeId"]), description)
    elif source == "SourceSnapshotId":
        check_region(call, request["SourceRegionName"])
        snapshot = copy_snapshot(call, usable(call, SNAPSHOT, request["SourceSnapshotId"]), description)
    else:
        snapshot = add_snapshot(call, -(-request["SnapshotSize"] // GIB), description, "importing")
    return {"Snapshot": snapshot}


@action("ReadSnapshots", simplified="A shared snapshot shows its owner's permissions and tags.")
def read_snapshots(call: Call) -> dict[str, Any]:
    """Own, shared and public snapshots; all filters."""
    return {"Snapshots": read_usable(call, SNAPSHOT)}


@action("UpdateSnapshot", AccountIds=codes.MALFORMED_ID, simplified="GlobalPermission false changes nothing.")
def update_snapshot(call: Call) -> dict[str, Any]:
    """Adds or removes permissions, one of both at a time (3002)."""
    snapshot = call.owned(SNAPSHOT, call.request["SnapshotId"])
    change_permissions(call, SNAPSHOT, snapshot, call.request[PERMISSIONS[SNAPSHOT.name]])
    return {"Snapshot": snapshot}


@action("DeleteSnapshot")
def delete_snapshot(call: Call) -> None:
    """Refused while an image uses it (9094)."""
    snapshot = call.owned(SNAPSHOT, call.request["SnapshotId"])
    refuse_if_used(call, snapshot["SnapshotId"], BLOCKERS)
    call.store.remove(SNAPSHOT, snapshot)


def snapshot_of(call: Call, volume: Object, description: str) -> Object:
    """Begins a snapshot of a volume. Raises ApiError while the volume is being created or deleted."""
    if volume["State"] in ("creating", "deleting"):
        raise ApiError(codes.VOLUME_IN_WRONG_STATE, f"'{volume['VolumeId']}' is {volume['State']}.")
    return add_snapshot(call, volume["Size"], description, call.era.queued, VolumeId=volume["VolumeId"])


def copy_snapshot(call: Call, source: Object, description: str) -> Object:
    """A copy that belongs to the caller; it is complete at once (api-behaviour.md section 4)."""
    return add_snapshot(call, source["VolumeSize"], description, "completed")


def add_snapshot(call: Call, size: int, description: str, state: str, **more: str) -> Object:
    """A snapshot of so many GiB."""
    return call.add(
        SNAPSHOT,
        {
            "AccountId": call.account,
            "CreationDate": call.timestamp(),
            "Description": description,
            PERMISSIONS[SNAPSHOT.name]: nobody(),
            "Progress": 100 if state == "completed" else 0,
            "SnapshotId": call.new_id(SNAPSHOT),
            "State": state,
            "Tags": [],
            "VolumeSize": size,
            **more,
        },
    )


def check_region(call: Call, name: str) -> None:
    """Raises ApiError unless a copy stays in the Region: others are reached by an export only."""
    if name != call.region:
        raise ApiError(codes.OTHER_REGION, f"Copies from the Region '{name}' are not supported.")


@effect("Snapshot")
def settle_progress(store: Transaction, snapshot: Object, _: str) -> None:
    """Lets the progress of a snapshot follow its state."""
    snapshot["Progress"] = 100 if snapshot["State"] == "completed" else 50
    store.save(SNAPSHOT, snapshot)


def _check_companions(request: Object, source: str) -> None:
    for other, companion in COMPANIONS.items():
        if companion is None:
            continue
        if other == source and companion not in request:
            raise ApiError(codes.MISSING_PARAMETER, f"'{source}' needs '{companion}'.")
        if other != source and companion in request:
            raise ApiError(codes.EXCLUSIVE_PARAMETERS, f"'{companion}' does not go with '{source}'.")
