"""VirtualGatewayLink: the link between a virtual gateway and the Net that it serves."""

from outscale_api import codes
from outscale_provider.model.example import Example
from outscale_provider.model.resource import Create, Delete, Read, Replaces, Resource, Wait
from outscale_provider.model.values import Remote


def _links(gateway: Remote) -> list[Remote]:
    id = gateway["VirtualGatewayId"]
    return [{**link, "VirtualGatewayId": id} for link in gateway["NetToVirtualGatewayLinks"]]


VIRTUAL_GATEWAY_LINK = Resource(
    "VirtualGatewayLink",
    id=("VirtualGatewayId", "NetId"),
    object="NetToVirtualGatewayLink",
    description="Links a virtual gateway to a Net. A Net has at most one, and a virtual gateway serves one Net.",
    create=Create(
        "LinkVirtualGateway",
        adopts=True,
        exists={codes.VIRTUAL_GATEWAY_LINKED: ["VirtualGatewayId"], codes.NET_HAS_GATEWAY: ["NetId"]},
    ),
    read=Read("ReadVirtualGateways", by="VirtualGatewayIds", parts=_links),
    # Neither the gateway nor the Net can be linked again before that is over.
    delete=Delete(
        "UnlinkVirtualGateway",
        gone=[codes.VIRTUAL_GATEWAY_NOT_LINKED, codes.UNKNOWN_VIRTUAL_GATEWAY, codes.UNKNOWN_NET],
        waits=True,
    ),
    inputs={"NetId": Replaces(), "VirtualGatewayId": Replaces()},
    wait=Wait(pending=["attaching"], ready=["attached"], failed=["detaching"], absent=["detached"]),
    conflicts=lambda old, new: True,
    example=Example(
        "A net with a virtual gateway",
        """
resource net "outscale-native:index:Net" {
  ipRange = "10.0.0.0/16"
}

resource gateway "outscale-native:index:VirtualGateway" {
  connectionType = "ipsec.1"
}

resource link "outscale-native:index:VirtualGatewayLink" {
  virtualGatewayId = gateway.virtualGatewayId
  netId = net.netId
}
""",
    ),
)
