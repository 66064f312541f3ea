"""VirtualGateway: a Net's end of VPN connections and DirectLink interfaces, once it is linked to it."""

from outscale_api import codes
from outscale_provider.model.example import Example
from outscale_provider.model.resource import Create, Delete, Read, Replaces, Resource, Wait
from outscale_provider.model.tags import TAGS

VIRTUAL_GATEWAY = Resource(
    "VirtualGateway",
    id="VirtualGatewayId",
    object="VirtualGateway",
    description="The cloud's end of VPN connections and DirectLink interfaces. `VirtualGatewayLink` links it to a Net.",
    create=Create("CreateVirtualGateway", fresh=lambda gateway: not gateway["NetToVirtualGatewayLinks"]),
    read=Read("ReadVirtualGateways", by="VirtualGatewayIds"),
    # VPN connections and DirectLink interfaces that are on their way out.
    delete=Delete("DeleteVirtualGateway", gone=[codes.UNKNOWN_VIRTUAL_GATEWAY], retry_while=[codes.IN_USE]),
    inputs={"ConnectionType": Replaces()},
    tags=TAGS,
    wait=Wait(pending=["pending"], ready=["available"], absent=["deleting", "deleted"]),
    example=Example(
        "A virtual gateway with a name",
        """
resource gateway "outscale-native:index:VirtualGateway" {
  connectionType = "ipsec.1"
  tags = { Name = "office" }
}
""",
    ),
)
