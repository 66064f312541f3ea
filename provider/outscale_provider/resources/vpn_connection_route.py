"""VpnConnectionRoute: a static route of a VPN connection, to a network behind its client gateway."""

from outscale_api import codes
from outscale_provider.model.example import Example
from outscale_provider.model.property import normal_cidr
from outscale_provider.model.resource import Create, Delete, Read, Replaces, Resource, Wait
from outscale_provider.model.values import Remote


def _routes(connection: Remote) -> list[Remote]:
    id = connection["VpnConnectionId"]
    return [{**route, "VpnConnectionId": id} for route in connection["Routes"]]


VPN_CONNECTION_ROUTE = Resource(
    "VpnConnectionRoute",
    id=("VpnConnectionId", "DestinationIpRange"),
    object="RouteLight",
    description="A static route of a VPN connection that was made with `staticRoutesOnly`, to a network behind its client"
    " gateway.",
    create=Create(
        "CreateVpnConnectionRoute",
        adopts=True,
        exists={codes.ROUTE_EXISTS: ["VpnConnectionId", "DestinationIpRange"]},
    ),
    read=Read("ReadVpnConnections", by="VpnConnectionIds", parts=_routes),
    delete=Delete("DeleteVpnConnectionRoute", gone=[codes.UNKNOWN_VPN_ROUTE, codes.UNKNOWN_VPN_CONNECTION], waits=True),
    inputs={"DestinationIpRange": Replaces(normal=normal_cidr), "VpnConnectionId": Replaces()},
    wait=Wait(pending=["pending"], ready=["available"], failed=["deleting"], absent=["deleted"]),
    advice={
        codes.NOT_STATIC: "The VPN connection learns its routes over BGP. For static ones it has to be made with"
        " staticRoutesOnly: true, which replaces it",
    },
    id_example="vpn-12345678/10.1.0.0/16",
    example=Example(
        "The way to an office's network",
        """
resource gateway "outscale-native:index:VirtualGateway" {
  connectionType = "ipsec.1"
}

resource office "outscale-native:index:ClientGateway" {
  bgpAsn = 65000
  connectionType = "ipsec.1"
  publicIp = "198.51.100.1"
}

resource connection "outscale-native:index:VpnConnection" {
  clientGatewayId = office.clientGatewayId
  virtualGatewayId = gateway.virtualGatewayId
  connectionType = "ipsec.1"
  staticRoutesOnly = true
}

resource route "outscale-native:index:VpnConnectionRoute" {
  vpnConnectionId = connection.vpnConnectionId
  destinationIpRange = "192.168.0.0/16"
}
""",
    ),
)
