"""Snapshot: what a volume had on it at one moment. SnapshotVolumePermission shares it."""

from outscale_api import codes
from outscale_provider.model.example import Example
from outscale_provider.model.resource import (
    Create,
    Delete,
    Problem,
    Read,
    Replaces,
    Resource,
    Timeouts,
    Wait,
    never_read,
)
from outscale_provider.model.tags import TAGS
from outscale_provider.model.values import Remote
from outscale_provider.procedures.sharing import is_private

#: What goes with a source, and with no other one.
COMPANIONS = {"SourceSnapshotId": "SourceRegionName", "FileLocation": "SnapshotSize"}


def _check_companions(inputs: Remote) -> list[Problem]:
    missing = [needed for source, needed in COMPANIONS.items() if source in inputs and needed not in inputs]
    idle = [needed for source, needed in COMPANIONS.items() if needed in inputs and source not in inputs]
    return [Problem(name, "is required, since it goes with the source that is given") for name in missing] + [
        Problem(name, "goes with another source than the one that is given") for name in idle
    ]


def _lost(snapshot: Remote, _: Remote) -> str:
    of = f" {snapshot['VolumeId']}" if snapshot.get("VolumeId") else " a volume"
    return f"what it keeps of{of} ({snapshot.get('VolumeSize')} GiB)"


SNAPSHOT = Resource(
    "Snapshot",
    id="SnapshotId",
    object="Snapshot",
    description="A snapshot keeps what a volume has on it at one moment: taken of a volume (`volumeId`), copied from a"
    " snapshot (`sourceSnapshotId` and `sourceRegionName`), or imported from a bucket (`fileLocation` and `snapshotSize`)."
    " Where it came from can't be found out of a copy or an import; after `pulumi import` the program is believed.",
    # A volume that is being created can't be copied yet.
    create=Create(
        "CreateSnapshot", fresh=is_private("PermissionsToCreateVolume"), retry_while=[codes.VOLUME_IN_WRONG_STATE]
    ),
    read=Read("ReadSnapshots", by="SnapshotIds"),
    delete=Delete("DeleteSnapshot", gone=[codes.UNKNOWN_SNAPSHOT]),
    inputs={
        "Description": Replaces(kept=True),
        "FileLocation": Replaces(matches=never_read),
        "SnapshotSize": Replaces(matches=never_read),
        "SourceRegionName": Replaces(matches=never_read),
        "SourceSnapshotId": Replaces(matches=never_read),
        "VolumeId": Replaces(),
    },
    exclusive=[("VolumeId", "SourceSnapshotId", "FileLocation")],
    rules=[_check_companions],
    tags=TAGS,
    loses=_lost,
    wait=Wait(
        pending=["pending/queued", "in-queue", "pending", "importing"],
        ready=["completed"],
        failed=["error"],
        absent=["deleting"],
    ),
    timeouts=Timeouts(create=60 * 60),
    advice={
        codes.OTHER_REGION: "A copy stays in its Region. Export the snapshot there (SnapshotExportTask), and import it here",
        codes.USED_BY_IMAGE: "An image is made of this snapshot: delete the image first",
    },
    example=Example(
        "A backup of a volume",
        """
resource data "outscale-native:index:Volume" {
  subregionName = "eu-west-2a"
  size = 20
}

resource backup "outscale-native:index:Snapshot" {
  volumeId = data.volumeId
  description = "before the migration"
}
""",
    ),
)
