"""Snapshots, images, who may use them, and their way to object storage."""

import pulumi_outscale_native as outscale
from phase import SUBREGION, either, tags

NEIGHBOUR, STRANGER = "100000000002", "123456789012"

volume = outscale.Volume("source", subregion_name=SUBREGION, size=10, tags=tags)
snapshots = {
    name: outscale.Snapshot(name, volume_id=volume.id, description=f"the {name} one", tags=tags)
    for name in ("main", "left", "right")
}
outscale.Snapshot("spare", volume_id=volume.id, description=either("before", "after"), tags=tags)
outscale.Snapshot("copy", source_snapshot_id=snapshots["main"].id, source_region_name="eu-west-2", tags=tags)


def image(name: str, description: str) -> outscale.Image:
    root = {"device_name": "/dev/sda1", "bsu": {"snapshot_id": snapshots["main"].id}}
    return outscale.Image(
        name, description=description, block_device_mappings=[root], root_device_name="/dev/sda1", tags=tags
    )


images = {name: image(name, f"the {name} one") for name in ("main", "left", "right")}
image("spare", either("before", "after"))
side = either("left", "right")

shared = either(
    {"account_ids": [NEIGHBOUR], "global_permission": False}, {"account_ids": [STRANGER], "global_permission": True}
)
outscale.ImageLaunchPermission("main", image_id=images["main"].id, **shared)
outscale.ImageLaunchPermission("moved", image_id=images[side].id, account_ids=[NEIGHBOUR])
outscale.SnapshotVolumePermission("main", snapshot_id=snapshots["main"].id, **shared)
outscale.SnapshotVolumePermission("moved", snapshot_id=snapshots[side].id, account_ids=[NEIGHBOUR])

export = {"disk_image_format": "qcow2", "osu_bucket": "backups", "osu_prefix": "nightly/"}
outscale.ImageExportTask("main", image_id=images["main"].id, osu_export=export, tags=tags)
outscale.ImageExportTask("moved", image_id=images[side].id, osu_export=export, tags=tags)
outscale.SnapshotExportTask("main", snapshot_id=snapshots["main"].id, osu_export=export, tags=tags)
outscale.SnapshotExportTask("moved", snapshot_id=snapshots[side].id, osu_export=export, tags=tags)
