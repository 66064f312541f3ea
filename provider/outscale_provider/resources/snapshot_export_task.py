"""SnapshotExportTask: writes a snapshot into a bucket."""

from outscale_provider.model.example import Example
from outscale_provider.model.resource import Create, Read, Replaces, Resource
from outscale_provider.model.tags import TAGS
from outscale_provider.procedures.exporting import DELETE, TIMEOUTS, WAIT, export

SNAPSHOT_EXPORT_TASK = Resource(
    "SnapshotExportTask",
    id="TaskId",
    object="SnapshotExportTask",
    description="A task that writes a snapshot into a bucket of OUTSCALE Object Storage, and is waited for. Deleting it"
    " cancels it while it runs; one that is over stays listed for a while, and what it wrote stays in the bucket. A stack"
    " whose task is no longer listed exports anew after a refresh.",
    create=Create("CreateSnapshotExportTask"),
    read=Read("ReadSnapshotExportTasks", by="TaskIds"),
    delete=DELETE,
    inputs={"SnapshotId": Replaces(), "OsuExport": export("OsuApiKey", "OsuManifestUrl")},
    tags=TAGS,
    wait=WAIT,
    timeouts=TIMEOUTS,
    needless=lambda _: "was done once",
    example=Example(
        "A backup as a file in a bucket",
        """
resource data "outscale-native:index:Volume" {
  subregionName = "eu-west-2a"
  size = 20
}

resource snapshot "outscale-native:index:Snapshot" {
  volumeId = data.volumeId
}

resource task "outscale-native:index:SnapshotExportTask" {
  snapshotId = snapshot.snapshotId
  osuExport = { diskImageFormat = "qcow2", osuBucket = "backups" }
}
""",
    ),
)
