"""An office at the end of a VPN and of a DirectLink."""

import pulumi_outscale_native as outscale
from network import moved_table, net, side, tables
from phase import either, tags

gateways = {
    name: outscale.VirtualGateway(name, connection_type="ipsec.1", tags=tags) for name in ("main", "second", "moved")
}
link = outscale.VirtualGatewayLink("main", virtual_gateway_id=gateways["main"].id, net_id=net.id)
moved_link = outscale.VirtualGatewayLink("moved", virtual_gateway_id=gateways["moved"].id, net_id=side.id)
outscale.VirtualGatewayRoutePropagation(
    "main", route_table_id=tables["private"].id, virtual_gateway_id=link.virtual_gateway_id
)

outscale.VirtualGatewayRoutePropagation(
    "moved", route_table_id=moved_table.id, virtual_gateway_id=moved_link.virtual_gateway_id
)

devices = {
    name: outscale.ClientGateway(
        name, bgp_asn=65000, connection_type="ipsec.1", public_ip=f"198.51.100.{number}", tags=tags
    )
    for number, name in enumerate(("first", "second", "third"), 1)
}
outscale.ClientGateway(
    "spare", bgp_asn=either(65001, 65002), connection_type="ipsec.1", public_ip="198.51.100.9", tags=tags
)
connection = outscale.VpnConnection(
    "main",
    client_gateway_id=devices[either("first", "second")].id,
    virtual_gateway_id=gateways[either("main", "second")].id,
    connection_type="ipsec.1",
    static_routes_only=True,
    vpn_options={"phase2_options": {"pre_shared_key": either("of the first", "of the second")}},
    tags=tags,
)
outscale.VpnConnection(
    "spare",
    client_gateway_id=devices["third"].id,
    virtual_gateway_id=gateways["main"].id,
    connection_type="ipsec.1",
    static_routes_only=either(True, False),
    tags=tags,
)
for name, ip_range in (("main", "192.168.0.0/16"), ("spare", either("172.16.0.0/16", "172.17.0.0/16"))):
    outscale.VpnConnectionRoute(name, vpn_connection_id=connection.id, destination_ip_range=ip_range)

line = outscale.DirectLink("main", direct_link_name="main", bandwidth="1Gbps", location="PAR1")
outscale.DirectLink("spare", direct_link_name="spare", bandwidth="1Gbps", location=either("PAR1", "PAR4"))
for name, vlan in (("main", 100), ("spare", either(101, 102))):
    outscale.DirectLinkInterface(
        name,
        direct_link_id=line.id,
        direct_link_interface_name=name,
        virtual_gateway_id=gateways["main"].id,
        bgp_asn=65000,
        vlan=vlan,
    )
