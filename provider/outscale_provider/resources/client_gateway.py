"""ClientGateway: the end of VPN connections that is in one's own network."""

from outscale_api import codes
from outscale_provider.model.example import Example
from outscale_provider.model.resource import Create, Delete, Read, Replaces, Resource, Wait
from outscale_provider.model.tags import TAGS

CLIENT_GATEWAY = Resource(
    "ClientGateway",
    id="ClientGatewayId",
    object="ClientGateway",
    description="Declares the device in your own network at which VPN connections end. Nothing on that device is configured.",
    create=Create("CreateClientGateway"),
    read=Read("ReadClientGateways", by="ClientGatewayIds"),
    # VPN connections that are on their way out.
    delete=Delete("DeleteClientGateway", gone=[codes.UNKNOWN_CLIENT_GATEWAY], retry_while=[codes.HAS_VPN_CONNECTION]),
    inputs={"BgpAsn": Replaces(), "ConnectionType": Replaces(), "PublicIp": Replaces()},
    tags=TAGS,
    wait=Wait(pending=["pending"], ready=["available"], absent=["deleting", "deleted"]),
    advice={
        codes.BAD_ASN: "50624, 53306 and 132418 are reserved; without an ASN of your own, take one from 64512 to 65534"
    },
    example=Example(
        "The office's end of a VPN",
        """
resource office "outscale-native:index:ClientGateway" {
  bgpAsn = 65000
  connectionType = "ipsec.1"
  publicIp = "198.51.100.1"
}
""",
    ),
)
