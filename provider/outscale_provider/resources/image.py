"""Image: what VMs are created from. ImageLaunchPermission shares it."""

from typing import Any

from outscale_api import codes
from outscale_provider.model.example import Example
from outscale_provider.model.resource import (
    Create,
    Delete,
    Harmless,
    Problem,
    Read,
    Replaces,
    Resource,
    Timeouts,
    Unique,
    Wait,
    never_read,
)
from outscale_provider.model.tags import TAGS
from outscale_provider.model.values import UNKNOWN, Remote
from outscale_provider.procedures.sharing import is_private

#: What a volume of an image has where nobody says otherwise.
BSU_DEFAULTS = {"DeleteOnVmDeletion": True, "VolumeType": "standard"}


def _check_region(inputs: Remote) -> list[Problem]:
    if ("SourceImageId" in inputs) == ("SourceRegionName" in inputs):
        return []
    return [Problem("SourceRegionName", "goes with sourceImageId: both or none")]


def _check_root(inputs: Remote) -> list[Problem]:
    devices, root = inputs.get("BlockDeviceMappings", UNKNOWN), inputs.get("RootDeviceName")
    if devices is UNKNOWN or root is UNKNOWN:
        return []
    if root is None:
        return [Problem("RootDeviceName", "is required with blockDeviceMappings")]
    if any(UNKNOWN in (device, _device_name(device), _snapshot_id(device)) for device in devices):
        return []
    if any(_device_name(device) == root and _snapshot_id(device) for device in devices):
        return []
    return [Problem("BlockDeviceMappings", "must have the root device (rootDeviceName), with its snapshot")]


def _device_name(device: Any) -> Any:
    return device if device is UNKNOWN else device.get("DeviceName", UNKNOWN)


def _snapshot_id(device: Any) -> Any:
    bsu: Any = device if device is UNKNOWN else device.get("Bsu", {})
    return bsu if bsu is UNKNOWN else bsu.get("SnapshotId")


def _has_devices(asked: list[Remote], image: Remote) -> bool:
    """Whether an image has certain devices. Sizes that nobody gave are the snapshots'."""
    there = {device.get("DeviceName"): device for device in image.get("BlockDeviceMappings", ())}
    return there.keys() == {device.get("DeviceName") for device in asked} and all(
        _is_as(device, there[device.get("DeviceName")]) for device in asked
    )


def _is_as(asked: Remote, device: Remote) -> bool:
    bsu = {**BSU_DEFAULTS, **asked["Bsu"]} if "Bsu" in asked else {}
    return asked.get("VirtualDeviceName") == device.get("VirtualDeviceName") and all(
        {**BSU_DEFAULTS, **device.get("Bsu", {})}.get(name) == value for name, value in bsu.items()
    )


def _same_name(old: Remote, new: Remote) -> bool:
    return bool(old.get("ImageName") == new.get("ImageName"))


IMAGE = Resource(
    "Image",
    id="ImageId",
    object="Image",
    description="An OUTSCALE machine image (OMI), from which VMs are created. It is made from one source: a VM (`vmId`), an"
    " image that is copied (`sourceImageId` and `sourceRegionName`), snapshots (`blockDeviceMappings` and `rootDeviceName`), or"
    " an export in a bucket (`fileLocation`). Which one it was can't be found out; after `pulumi import` the program is"
    " believed. The snapshots that an image from a VM, a copy or an export brings along stay when it is deleted.",
    create=Create(
        "CreateImage",
        unique=Unique(["ImageName"]),
        exists={codes.IMAGE_NAME_TAKEN: ["ImageName"]},
        fresh=is_private("PermissionsToLaunch"),
    ),
    read=Read("ReadImages", by="ImageIds"),
    delete=Delete("DeleteImage", gone=[codes.UNKNOWN_IMAGE]),
    inputs={
        "Architecture": Replaces(kept=True),
        # Reads show the devices of every image, whatever it was made from.
        "BlockDeviceMappings": Replaces(readable=False, matches=_has_devices),
        "Description": Replaces(kept=True),
        # Reads show another location: where the image is now.
        "FileLocation": Replaces(readable=False, matches=never_read),
        "ImageName": Replaces(autonamed=128),
        "NoReboot": Harmless("how the VM was treated while the image was made is past"),
        "RootDeviceName": Replaces(kept=True),
        "SourceImageId": Replaces(matches=never_read),
        "SourceRegionName": Replaces(matches=never_read),
        "VmId": Replaces(matches=never_read),
    },
    exclusive=[("VmId", "SourceImageId", "BlockDeviceMappings", "FileLocation")],
    rules=[_check_region, _check_root],
    conflicts=_same_name,
    tags=TAGS,
    loses=lambda image, _: f"the image {image.get('ImageName')}, from which no more VMs can be created",
    wait=Wait(pending=["pending"], ready=["available"], failed=["failed"], reason="StateComment.StateMessage"),
    timeouts=Timeouts(create=60 * 60),
    advice={
        codes.OTHER_REGION: "A copy stays in its Region. Export the image there (ImageExportTask), and register it here",
    },
    example=Example(
        "An image of a VM that is set up",
        """
ubuntu = invoke("outscale-native:index:getImage", {
  name = "Ubuntu-22.04*"
  accountAlias = "Outscale"
  mostRecent = true
})

resource vm "outscale-native:index:Vm" {
  imageId = ubuntu.imageId
}

resource image "outscale-native:index:Image" {
  vmId = vm.vmId
  description = "with all that a server needs"
}
""",
    ),
)
