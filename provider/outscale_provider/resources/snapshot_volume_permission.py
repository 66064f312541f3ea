"""SnapshotVolumePermission: lets other accounts make volumes from a snapshot."""

from outscale_api import codes
from outscale_provider.model.example import Example
from outscale_provider.model.resource import Create, Read, Replaces, Resource
from outscale_provider.procedures.sharing import deletion, permissions, rows, somebody

ACTION, FIELD = "UpdateSnapshot", "PermissionsToCreateVolume"

SNAPSHOT_VOLUME_PERMISSION = Resource(
    "SnapshotVolumePermission",
    id="SnapshotId",
    object="Snapshot",
    outputs=["SnapshotId"],
    description="Lets other accounts make volumes from a snapshot, and copies of it. Permissions that others have given stay as"
    " they are. An import takes over all that are there.",
    create=Create(ACTION, opens=[f"{FIELD}.Additions"], adopts=True),
    read=Read("ReadSnapshots", by="SnapshotIds"),
    update=[permissions(ACTION, "SnapshotId", FIELD)],
    delete=deletion(ACTION, "SnapshotId", FIELD, codes.UNKNOWN_SNAPSHOT),
    inputs={**rows(FIELD), "SnapshotId": Replaces()},
    rules=[somebody],
    example=Example(
        "A backup for another account",
        """
resource data "outscale-native:index:Volume" {
  subregionName = "eu-west-2a"
  size = 20
}

resource backup "outscale-native:index:Snapshot" {
  volumeId = data.volumeId
}

resource permission "outscale-native:index:SnapshotVolumePermission" {
  snapshotId = backup.snapshotId
  accountIds = ["123456789012"]
}
""",
    ),
)
