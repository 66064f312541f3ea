"""ImageLaunchPermission: lets other accounts create VMs from an image."""

from outscale_api import codes
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
    example="""
import pulumi_outscale_native as outscale

vm = outscale.Vm("golden", image_id=outscale.get_image(name="Ubuntu-22.04*", most_recent=True).image_id)
image = outscale.Image("golden", vm_id=vm.id)
permission = outscale.ImageLaunchPermission("golden", image_id=image.id, account_ids=["123456789012"])
""",
)
