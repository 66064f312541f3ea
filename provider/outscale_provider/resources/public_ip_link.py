"""PublicIpLink: gives a VM or a NIC a public IP."""

from outscale_provider.model.resource import Create, Delete, Input, Read, Resource

PUBLIC_IP_LINK = Resource(
    "PublicIpLink",
    id="LinkPublicIpId",
    object="PublicIp",
    object_outputs=["LinkPublicIpId", "NicAccountId", "NicId", "PrivateIp", "PublicIp", "PublicIpId", "VmId"],
    description="Links a public IP to a VM, or to a private address of a NIC. In a Net it needs the Net's InternetServiceLink,"
    " and has to go before that: name it in the options `dependsOn` and `replaceWith`.",
    create=Create(
        "LinkPublicIp",
        excluded={"PublicIp": "publicIpId names the same address, and survives in a preview"},
        adopts=True,
    ),
    read=Read("ReadPublicIps", by="LinkPublicIpIds", key="LinkPublicIpId"),
    delete=Delete("UnlinkPublicIp", gone=[5025, 5026, 5080]),
    replace_on=["NicId", "PrivateIp", "PublicIpId", "VmId"],
    harmless={"AllowRelink": "it only matters at the moment at which the link is made"},
    inputs_known={"PublicIpId": Input(required=True), "PrivateIp": Input(kept=True)},
    exclusive=[("VmId", "NicId")],
    members=lambda address: [address["LinkPublicIpId"]] if address.get("LinkPublicIpId") else [],
    conflicts=lambda old, new: True,
    example="""
import pulumi_outscale_native as outscale

image = outscale.get_image(name="Ubuntu-22.04*", most_recent=True)
vm = outscale.Vm("web", image_id=image.image_id)
address = outscale.PublicIp("web")
link = outscale.PublicIpLink("web", public_ip_id=address.id, vm_id=vm.id)
""",
)
