"""VirtualGatewayRoutePropagation: lets a virtual gateway add the routes that it learns to a route table of its Net."""

from outscale_api import codes
from outscale_provider.model.example import Example
from outscale_provider.model.resource import Create, Delete, Read, Replaces, Resource
from outscale_provider.model.values import Remote


def _propagations(table: Remote) -> list[Remote]:
    id = table["RouteTableId"]
    return [{**gateway, "RouteTableId": id} for gateway in table["RoutePropagatingVirtualGateways"]]


VIRTUAL_GATEWAY_ROUTE_PROPAGATION = Resource(
    "VirtualGatewayRoutePropagation",
    id=("RouteTableId", "VirtualGatewayId"),
    object="RoutePropagatingVirtualGateway",
    description="Lets a virtual gateway add the routes that it learns to a route table of the Net that it is linked to. It ends"
    " with that link.",
    create=Create("UpdateRoutePropagation", sends={"Enable": True}, adopts=True),
    read=Read("ReadRouteTables", by="RouteTableIds", parts=_propagations),
    delete=Delete(
        "UpdateRoutePropagation",
        sends={"Enable": False},
        gone=[codes.UNKNOWN_ROUTE_TABLE, codes.UNKNOWN_VIRTUAL_GATEWAY, codes.VIRTUAL_GATEWAY_NOT_LINKED],
    ),
    inputs={"RouteTableId": Replaces(), "VirtualGatewayId": Replaces()},
    advice={
        codes.VIRTUAL_GATEWAY_NOT_LINKED: "The virtual gateway has to be linked to the route table's Net: give the"
        " virtualGatewayId of its VirtualGatewayLink, so that the link comes first",
    },
    example=Example(
        "Routes that a VPN brings",
        """
resource net "outscale-native:index:Net" {
  ipRange = "10.0.0.0/16"
}

resource routeTable "outscale-native:index:RouteTable" {
  netId = net.netId
}

resource gateway "outscale-native:index:VirtualGateway" {
  connectionType = "ipsec.1"
}

resource link "outscale-native:index:VirtualGatewayLink" {
  virtualGatewayId = gateway.virtualGatewayId
  netId = net.netId
}

resource propagation "outscale-native:index:VirtualGatewayRoutePropagation" {
  routeTableId = routeTable.routeTableId
  virtualGatewayId = link.virtualGatewayId
}
""",
    ),
)
