"""A Net that an office reaches over a VPN, and only the office: it has no way to the Internet."""

import pulumi
import pulumi_outscale_native as outscale

config = pulumi.Config()
# The office's device: its address in the Internet, and what is behind it.
office_address = config.require("officeAddress")
office_ranges: list[str] = config.require_object("officeRanges")
office_asn = config.get_int("officeAsn") or 65000
# The keys of the tunnel. By default OUTSCALE makes them.
pre_shared_key = config.get_secret("preSharedKey")
net_range = config.get("netRange") or "10.0.0.0/16"
subnet_range = config.get("subnetRange") or "10.0.1.0/24"

# Of OUTSCALE only: anybody may publish an image under such a name.
image = outscale.get_image(
    name=config.get("image") or "Ubuntu-22.04*", filters={"account_aliases": ["Outscale"]}, most_recent=True
)


def named(name: str) -> dict[str, str]:
    """Tags: what the console shows, and which stack it belongs to."""
    return {"Name": name, "Project": pulumi.get_project(), "Stack": pulumi.get_stack()}


net = outscale.Net("main", ip_range=net_range, tags=named("main"))
subnet = outscale.Subnet("internal", net_id=net.id, ip_range=subnet_range, tags=named("internal"))
routes = outscale.RouteTable("internal", net_id=net.id, tags=named("internal"))
outscale.RouteTableLink("internal", route_table_id=routes.id, subnet_id=subnet.id)

# The two ends of the tunnel: the office's, and that of the Net.
office = outscale.ClientGateway(
    "office",
    bgp_asn=office_asn,
    connection_type="ipsec.1",
    public_ip=office_address,
    tags=named("office"),
)
gateway = outscale.VirtualGateway("main", connection_type="ipsec.1", tags=named("main"))
gateway_link = outscale.VirtualGatewayLink("main", virtual_gateway_id=gateway.id, net_id=net.id)

connection = outscale.VpnConnection(
    "office",
    client_gateway_id=office.id,
    # The link's output rather than the gateway's: so the connection is there after the link, and goes before it.
    virtual_gateway_id=gateway_link.virtual_gateway_id,
    connection_type="ipsec.1",
    static_routes_only=True,
    vpn_options={"phase2_options": {"pre_shared_key": pre_shared_key}} if pre_shared_key else None,
    tags=named("office"),
)

# The way to the office: the tunnel knows its ranges, and the Subnet's table takes over what the tunnel knows.
for ip_range in office_ranges:
    outscale.VpnConnectionRoute(ip_range, vpn_connection_id=connection.id, destination_ip_range=ip_range)
outscale.VirtualGatewayRoutePropagation(
    "internal", route_table_id=routes.id, virtual_gateway_id=gateway_link.virtual_gateway_id
)

# What the office may reach: SSH, HTTPS, and pings, which tell whether the tunnel works. The lists are the whole truth: a
# rule that somebody adds by hand goes with the next `pulumi up --refresh`.
openings = [("tcp", 22, 22), ("tcp", 443, 443), ("icmp", 8, 0)]
group = outscale.SecurityGroup(
    "server",
    net_id=net.id,
    description="What the office may reach",
    inbound_rules=[
        {"ip_protocol": protocol, "from_port_range": first, "to_port_range": last, "ip_ranges": office_ranges}
        for protocol, first, last in openings
    ],
    outbound_rules=[{"ip_protocol": "-1", "ip_ranges": office_ranges}],
    tags=named("server"),
)
keypair = outscale.Keypair("office")
server = outscale.Vm(
    "server",
    image_id=image.image_id,
    vm_type=config.get("vmType") or "tinav5.c1r2p2",
    subnet_id=subnet.id,
    security_group_ids=[group.id],
    keypair_name=keypair.keypair_name,
    tags=named("server"),
    # A newer image is for new servers: what runs is not replaced for it.
    opts=pulumi.ResourceOptions(ignore_changes=["image_id"]),
)

pulumi.export("server", server.private_ip)
pulumi.export("privateKey", keypair.private_key)
# What the office's device is set up with. It holds the keys of the tunnel, so it is a secret.
pulumi.export("deviceConfiguration", connection.client_gateway_configuration)
