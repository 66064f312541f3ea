"""Nets with what they consist of, and what leads out of them."""

import pulumi
import pulumi_outscale_native as outscale
from phase import SUBREGION, either, tags

options = {
    name: outscale.DhcpOptions(name, domain_name=f"{name}.example.com", ntp_servers=["192.0.2.1"], tags=tags)
    for name in ("first", "second")
}
outscale.DhcpOptions("spare", domain_name=either("old.example.com", "new.example.com"), tags=tags)
wanted_options = either(options["first"], options["second"]).id

net = outscale.Net("main", ip_range="10.0.0.0/16", tags=tags)
other = outscale.Net("other", ip_range="10.1.0.0/16", dhcp_options_set_id=wanted_options, tags=tags)
left = outscale.Net("left", ip_range="10.2.0.0/16", tags=tags)
right = outscale.Net("right", ip_range="10.3.0.0/16", tags=tags)
outscale.Net("spare", ip_range=either("10.8.0.0/16", "10.9.0.0/16"), tags=tags)
side = either(left, right)
outscale.NetAttributes("main", net_id=net.id, dhcp_options_set_id=wanted_options)
outscale.NetAttributes("moved", net_id=side.id, dhcp_options_set_id=options["first"].id)


def subnet(name: str, ip_range: str, **more: bool) -> outscale.Subnet:
    return outscale.Subnet(name, net_id=net.id, ip_range=ip_range, subregion_name=SUBREGION, tags=tags, **more)


public = subnet("public", "10.0.1.0/24", map_public_ip_on_launch=either(False, True))
private = subnet("private", "10.0.2.0/24")
behind = subnet("behind", "10.0.3.0/24")
spare = subnet("spare", either("10.0.8.0/24", "10.0.9.0/24"))

internet = outscale.InternetService("main", tags=tags)
internet_link = outscale.InternetServiceLink("main", internet_service_id=internet.id, net_id=net.id)
moved_internet = outscale.InternetService("moved", tags=tags)
outscale.InternetServiceLink("moved", internet_service_id=moved_internet.id, net_id=side.id)

tables = {name: outscale.RouteTable(name, net_id=net.id, tags=tags) for name in ("public", "private")}
moved_table = outscale.RouteTable("moved", net_id=side.id, tags=tags)
table_link = outscale.RouteTableLink("public", route_table_id=tables["public"].id, subnet_id=public.id)
outscale.RouteTableLink("private", route_table_id=tables["private"].id, subnet_id=private.id)
outscale.RouteTableLink("moved", route_table_id=either(tables["private"], tables["public"]).id, subnet_id=behind.id)

to_internet = outscale.Route(
    "internet",
    route_table_id=tables["public"].id,
    destination_ip_range="0.0.0.0/0",
    gateway_id=internet_link.internet_service_id,
)
outscale.Route(
    "spare",
    route_table_id=tables["public"].id,
    destination_ip_range=either("198.51.100.0/24", "203.0.113.0/24"),
    gateway_id=internet_link.internet_service_id,
)

nat_addresses = {name: outscale.PublicIp(name, tags=tags) for name in ("nat", "nat-left", "nat-right")}
needs_way_out = pulumi.ResourceOptions(depends_on=[to_internet, table_link])
nat = outscale.NatService(
    "main", subnet_id=public.id, public_ip_id=nat_addresses["nat"].id, tags=tags, opts=needs_way_out
)
outscale.NatService(
    "moved",
    subnet_id=public.id,
    public_ip_id=nat_addresses[either("nat-left", "nat-right")].id,
    tags=tags,
    opts=needs_way_out,
)

outscale.NetAccessPoint(
    "main",
    net_id=net.id,
    service_name="com.outscale.eu-west-2.api",
    route_table_ids=[tables[either("public", "private")].id],
    tags=tags,
)
outscale.NetAccessPoint(
    "spare", net_id=other.id, service_name=f"com.outscale.eu-west-2.{either('api', 'oos')}", tags=tags
)

peering = outscale.NetPeering("main", source_net_id=net.id, accepter_net_id=other.id, tags=tags)
acceptance = outscale.NetPeeringAcceptance("main", net_peering_id=peering.id)
moved_peering = outscale.NetPeering("moved", source_net_id=other.id, accepter_net_id=side.id, tags=tags)
outscale.NetPeeringAcceptance("moved", net_peering_id=moved_peering.id)

# Each kind of target comes and goes.
outscale.Route(
    "private",
    route_table_id=tables["private"].id,
    destination_ip_range="0.0.0.0/0",
    **either({"gateway_id": internet_link.internet_service_id}, {"nat_service_id": nat.id}),
)
outscale.Route(
    "peer",
    route_table_id=tables["private"].id,
    destination_ip_range="10.1.0.0/16",
    **either({"nat_service_id": nat.id}, {"net_peering_id": acceptance.net_peering_id}),
)

groups = {
    name: outscale.SecurityGroup(name, net_id=net.id, description=f"of {name}", tags=tags) for name in ("web", "data")
}
outscale.SecurityGroup("spare", net_id=net.id, description=either("the old one", "the new one"), tags=tags)

# The whole truth of what it lets through, in both directions.
outscale.SecurityGroup(
    "listed",
    net_id=net.id,
    description="with its rules as lists",
    inbound_rules=[
        {"ip_protocol": "tcp", "from_port_range": port, "to_port_range": port, "ip_ranges": ["10.0.0.0/8"]}
        for port in either((25, 110), (25, 143))
    ],
    outbound_rules=[{"ip_protocol": "-1", "ip_ranges": [either("10.0.0.0/8", "192.168.0.0/16")]}],
    tags=tags,
)


def rule(name: str, protocol: str, port: int, **peer: pulumi.Input[str]) -> None:
    outscale.SecurityGroupRule(
        name,
        security_group_id=groups["web" if "ip_range" in peer else "data"].id,
        flow="Inbound",
        ip_protocol=protocol,
        from_port_range=port,
        to_port_range=port,
        **peer,
    )


for port in (22, 80, 443):
    rule(f"tcp-{port}", "tcp", port, ip_range="0.0.0.0/0")
rule("ping", "icmp", -1, ip_range="10.0.0.0/8")
rule("data", "tcp", 5432, security_group_name_to_link=groups["web"].id)
rule("spare", "udp", either(5000, 5001), ip_range="192.0.2.0/24")
