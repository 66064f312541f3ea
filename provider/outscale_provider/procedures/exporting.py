"""Tasks that write an image or a snapshot into a bucket. One that is over stays listed for a while; nothing ends that."""

from __future__ import annotations

from outscale_api import codes
from outscale_provider.model.resource import Delete, Replaces, Timeouts, Wait
from outscale_provider.model.values import Remote

#: How long an export may take.
TIMEOUTS = Timeouts(create=2 * 60 * 60)

WAIT = Wait(
    pending=["pending/queued", "pending", "active"],
    ready=["completed"],
    failed=["failed"],
    absent=["cancelled"],
    reason="Comment",
)

#: One that runs is cancelled.
DELETE = Delete(
    "DeleteExportTask",
    by="ExportTaskId",
    gone=[codes.UNKNOWN_EXPORT_TASK],
    leaves={codes.WRONG_STATE: "it is over, so there is nothing to cancel; the files stay in the bucket"},
)


def export(*untold: str) -> Replaces:
    """The row of where to export to, of which a task does not tell some fields. They mean nothing once it is over."""

    def is_as(asked: Remote, task: Remote) -> bool:
        there = task.get("OsuExport", {})
        return all(there.get(name) == value for name, value in asked.items() if name not in untold)

    return Replaces(reads=lambda task: task["OsuExport"], matches=is_as)
