"""SnapshotVolumePermission: lets other accounts make volumes from a snapshot."""

from outscale_api import codes
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
    example="""
import pulumi_outscale_native as outscale

data = outscale.Volume("data", subregion_name="eu-west-2a", size=20)
backup = outscale.Snapshot("backup", volume_id=data.id)
permission = outscale.SnapshotVolumePermission("backup", snapshot_id=backup.id, account_ids=["123456789012"])
""",
)
