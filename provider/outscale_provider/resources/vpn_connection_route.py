"""VpnConnectionRoute: a static route of a VPN connection, to a network behind its client gateway."""

from outscale_api import codes
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
    example="""
import pulumi_outscale_native as outscale

gateway = outscale.VirtualGateway("office", connection_type="ipsec.1")
office = outscale.ClientGateway("office", bgp_asn=65000, connection_type="ipsec.1", public_ip="198.51.100.1")
connection = outscale.VpnConnection(
    "office",
    client_gateway_id=office.id,
    virtual_gateway_id=gateway.id,
    connection_type="ipsec.1",
    static_routes_only=True,
)
route = outscale.VpnConnectionRoute(
    "office", vpn_connection_id=connection.id, destination_ip_range="192.168.0.0/16"
)
""",
)
