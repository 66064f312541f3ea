"""ImageLaunchPermission: lets other accounts create VMs from an image."""

from outscale_api import codes
from outscale_provider.model.example import Example
from outscale_provider.model.resource import Create, Read, Replaces, Resource
from outscale_provider.procedures.sharing import deletion, permissions, rows, somebody

ACTION, FIELD = "UpdateImage", "PermissionsToLaunch"

IMAGE_LAUNCH_PERMISSION = Resource(
    "ImageLaunchPermission",
    id="ImageId",
    object="Image",
    outputs=["ImageId"],
    description="Lets other accounts create VMs from an image, and copies of it. Permissions that others have given stay as"
    " they are. An import takes over all that are there.",
    create=Create(ACTION, opens=[f"{FIELD}.Additions"], adopts=True),
    read=Read("ReadImages", by="ImageIds"),
    update=[permissions(ACTION, "ImageId", FIELD)],
    delete=deletion(ACTION, "ImageId", FIELD, codes.UNKNOWN_IMAGE),
    inputs={**rows(FIELD), "ImageId": Replaces()},
    rules=[somebody],
    example=Example(
        "An image for another account",
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
}

resource permission "outscale-native:index:ImageLaunchPermission" {
  imageId = image.imageId
  accountIds = ["123456789012"]
}
""",
    ),
)
