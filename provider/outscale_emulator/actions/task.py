"""Tasks that export images and snapshots to a bucket. Nothing is written anywhere: there is no object storage here."""

from __future__ import annotations

from typing import Any

from outscale_api import codes
from outscale_emulator.actions.sharing import owned_to_export
from outscale_emulator.data.kind import Kind, Object
from outscale_emulator.data.kinds import BY_PREFIX, IMAGE, IMAGE_EXPORT_TASK, SNAPSHOT, SNAPSHOT_EXPORT_TASK
from outscale_emulator.data.transaction import Transaction
from outscale_emulator.rules.call import Call
from outscale_emulator.rules.errors import ApiError
from outscale_emulator.rules.filters import read
from outscale_emulator.rules.registry import action, effect


@action(
    "CreateImageExportTask",
    DiskImageFormat=codes.MISSING_PARAMETER,
    simplified="Nothing is written to any bucket; there is no OsuManifestUrl unless one was given.",
)
def create_image_export_task(call: Call) -> dict[str, Any]:
    """Own images only (8017), bad formats 7000; pending/queued, active, completed with Progress."""
    image = owned_to_export(call, IMAGE, call.request["ImageId"])
    shown = ("DiskImageFormat", "OsuBucket", "OsuManifestUrl", "OsuPrefix")
    return {"ImageExportTask": _add(call, IMAGE_EXPORT_TASK, "ImageId", image["ImageId"], shown)}


@action(
    "CreateSnapshotExportTask", DiskImageFormat=codes.MISSING_PARAMETER, simplified="Nothing is written to any bucket."
)
def create_snapshot_export_task(call: Call) -> dict[str, Any]:
    """Own snapshots only (8017), bad formats 7000; pending/queued, active, completed with Progress."""
    snapshot = owned_to_export(call, SNAPSHOT, call.request["SnapshotId"])
    shown = ("DiskImageFormat", "OsuBucket", "OsuPrefix")
    return {"SnapshotExportTask": _add(call, SNAPSHOT_EXPORT_TASK, "SnapshotId", snapshot["SnapshotId"], shown)}


@action("ReadImageExportTasks")
def read_image_export_tasks(call: Call) -> dict[str, Any]:
    """Lists tasks; all filters."""
    return {"ImageExportTasks": read(call, IMAGE_EXPORT_TASK)}


@action("ReadSnapshotExportTasks")
def read_snapshot_export_tasks(call: Call) -> dict[str, Any]:
    """Lists tasks; all filters."""
    return {"SnapshotExportTasks": read(call, SNAPSHOT_EXPORT_TASK)}


@action("DeleteExportTask", simplified="One that does not run is 6003 (inferred).")
def delete_export_task(call: Call) -> None:
    """Cancels a task that runs."""
    id = call.request["ExportTaskId"]
    kind = BY_PREFIX[id.rpartition("-")[0]]
    task = call.owned(kind, id)
    assert kind.machine is not None
    if task["State"] not in kind.machine.transitions:
        raise ApiError(codes.WRONG_STATE, f"'{id}' is {task['State']}.")
    task["State"] = "cancelled"
    call.store.save(kind, task)


@effect("ImageExportTask")
def settle_image_export(store: Transaction, task: Object, _: str) -> None:
    _settle_progress(store, IMAGE_EXPORT_TASK, task)


@effect("SnapshotExportTask")
def settle_snapshot_export(store: Transaction, task: Object, _: str) -> None:
    _settle_progress(store, SNAPSHOT_EXPORT_TASK, task)


def _settle_progress(store: Transaction, kind: Kind, task: Object) -> None:
    task["Progress"] = 100 if task["State"] == "completed" else 50
    store.save(kind, task)


def _add(call: Call, kind: Kind, source: str, id: str, shown: tuple[str, ...]) -> Object:
    export = call.request["OsuExport"]
    return call.add(
        kind,
        {
            "Comment": f"Export of {id}",
            "OsuExport": {name: export[name] for name in shown if name in export},
            "Progress": 0,
            source: id,
            "State": "pending/queued",
            "Tags": [],
            "TaskId": call.new_id(kind),
        },
    )
