"""PublicIp: a public address that stays the account's until it is given back."""

from outscale_api import codes
from outscale_provider.model.resource import Create, Delete, Read, Resource
from outscale_provider.model.tags import TAGS

PUBLIC_IP = Resource(
    "PublicIp",
    id="PublicIpId",
    object="PublicIp",
    description="A public IP is an address on the Internet. `PublicIpLink` links it to a VM or NIC.",
    create=Create("CreatePublicIp", fresh=lambda address: not address.get("LinkPublicIpId")),
    read=Read("ReadPublicIps", by="PublicIpIds"),
    delete=Delete(
        "DeletePublicIp",
        gone=[codes.UNKNOWN_PUBLIC_IP, codes.UNKNOWN_PUBLIC_IP_TODAY],
        retry_while=[codes.IN_USE, codes.USED_BY_LOAD_BALANCER],
    ),
    inputs={},
    loses=lambda address, _: f"the address {address['PublicIp']}, which nobody gets back",
    tags=TAGS,
    example="""
import pulumi
import pulumi_outscale_native as outscale

address = outscale.PublicIp("web", tags={"Name": "web"})
pulumi.export("address", address.public_ip)
""",
)
