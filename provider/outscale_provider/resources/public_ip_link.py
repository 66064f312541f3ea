"""PublicIpLink: gives a VM or a NIC a public IP."""

from outscale_api import codes
from outscale_provider.model.example import Example
from outscale_provider.model.resource import Create, Delete, Harmless, Read, Replaces, Resource
from outscale_provider.model.values import Remote


def _links(address: Remote) -> list[Remote]:
    return [address] if address.get("LinkPublicIpId") else []


def _of_service(address: Remote) -> str:
    """A NAT service or a load balancer has its address linked by itself, to nothing that a program could name."""
    return "" if address.get("VmId") or address.get("NicId") else "is a part of what uses the address"


PUBLIC_IP_LINK = Resource(
    "PublicIpLink",
    id="LinkPublicIpId",
    object="PublicIp",
    outputs=["LinkPublicIpId", "NicAccountId", "NicId", "PrivateIp", "PublicIp", "PublicIpId", "VmId"],
    description="Links a public IP to a VM, or to a private address of a NIC. In a Net it needs the Net's InternetServiceLink,"
    " and has to go before that: name it in the options `dependsOn` and `replaceWith`.",
    create=Create(
        "LinkPublicIp",
        excluded={"PublicIp": "publicIpId names the same address, and survives in a preview"},
        adopts=True,
        exists={codes.IN_USE: ["PublicIpId"]},
    ),
    read=Read("ReadPublicIps", by="LinkPublicIpIds", parts=_links),
    delete=Delete(
        "UnlinkPublicIp", gone=[codes.UNKNOWN_PUBLIC_IP, codes.UNKNOWN_PUBLIC_IP_LINK, codes.UNKNOWN_PUBLIC_IP_TODAY]
    ),
    inputs={
        "AllowRelink": Harmless("it only matters at the moment at which the link is made"),
        # A VM stands for its NIC.
        "NicId": Replaces(instead=["VmId"]),
        "PrivateIp": Replaces(kept=True),
        "PublicIpId": Replaces(required=True),
        "VmId": Replaces(instead=["NicId"]),
    },
    exclusive=[("VmId", "NicId")],
    conflicts=lambda old, new: True,
    needless=_of_service,
    example=Example(
        "A VM with a public address",
        """
ubuntu = invoke("outscale-native:index:getImage", {
  name = "Ubuntu-22.04*"
  accountAlias = "Outscale"
  mostRecent = true
})

resource vm "outscale-native:index:Vm" {
  imageId = ubuntu.imageId
}

resource publicIp "outscale-native:index:PublicIp" {}

resource link "outscale-native:index:PublicIpLink" {
  publicIpId = publicIp.publicIpId
  vmId = vm.vmId
}
""",
    ),
)
