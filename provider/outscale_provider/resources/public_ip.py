"""PublicIp: a public address that stays the account's until it is given back."""

from outscale_api import codes
from outscale_provider.model.example import Example
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
    example=Example(
        "A public address with a name",
        """
resource web "outscale-native:index:PublicIp" {
  tags = { Name = "web" }
}

output address {
  value = web.publicIp
}
""",
    ),
)
