"""An office at the end of a VPN: its routes come into the Net's table. Its device and the key are replaced."""

import pulumi_outscale_native as outscale

net = outscale.Net("main", ip_range="10.0.0.0/16")
table = outscale.RouteTable("private", net_id=net.id)
gateway = outscale.VirtualGateway("office", connection_type="ipsec.1")
link = outscale.VirtualGatewayLink("office", virtual_gateway_id=gateway.id, net_id=net.id)
outscale.VirtualGatewayRoutePropagation("office", route_table_id=table.id, virtual_gateway_id=link.virtual_gateway_id)
devices = {
    name: outscale.ClientGateway(name, bgp_asn=65000, connection_type="ipsec.1", public_ip=address)
    for name, address in (("first", "198.51.100.1"), ("second", "198.51.100.2"))
}
connection = outscale.VpnConnection(
    "office",
    client_gateway_id=devices["FIRST_DEVICE"].id,
    virtual_gateway_id=link.virtual_gateway_id,
    connection_type="ipsec.1",
    static_routes_only=True,
    vpn_options={"phase2_options": {"pre_shared_key": "FIRST_KEY"}},
)
outscale.VpnConnectionRoute("office", vpn_connection_id=connection.id, destination_ip_range="192.168.0.0/16")
line = outscale.DirectLink("office", direct_link_name="office", bandwidth="1Gbps", location="PAR1")
outscale.DirectLinkInterface(
    "office",
    direct_link_id=line.id,
    direct_link_interface_name="office",
    virtual_gateway_id=gateway.id,
    bgp_asn=65000,
    vlan=100,
)
