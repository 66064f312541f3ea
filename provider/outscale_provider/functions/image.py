"""getImage and getImages."""

from outscale_provider.model.function import GetMany, GetOne

GET_IMAGE = GetOne(
    "getImage",
    "ReadImages",
    by={"Id": "ImageIds", "Name": "ImageNames"},
    newest_by="CreationDate",
    description="The one image that matches. `name` may have the wildcard `*`. Anybody may publish an image under any name:"
    " say whose it has to be, as the example does.",
    example="""
import pulumi
import pulumi_outscale_native as outscale

image = outscale.get_image(name="Ubuntu-22.04*", filters={"account_aliases": ["Outscale"]}, most_recent=True)
pulumi.export("image", image.image_id)
""",
)

GET_IMAGES = GetMany(
    "getImages",
    "ReadImages",
    description="All images that match: the account's own, those shared with it, and public ones.",
    example="""
import pulumi
import pulumi_outscale_native as outscale

images = outscale.get_images(filters={"account_aliases": ["Outscale"]})
pulumi.export("images", [image.image_name for image in images.images])
""",
)
