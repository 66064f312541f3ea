import pulumi
import pulumi_outscale_native as outscale

options = outscale.DhcpOptions("options", domain_name="example.com", ntp_servers=["192.0.2.1"])
net = outscale.Net("net", ip_range="10.0.0.0/16", tags={"Name": "net"})
attributes = outscale.NetAttributes("attributes", net_id=net.id, dhcp_options_set_id=options.id)

public = outscale.Subnet("public", net_id=net.id, ip_range="10.0.1.0/24")
service = outscale.InternetService("service")
service_link = outscale.InternetServiceLink("service", internet_service_id=service.id, net_id=net.id)
table = outscale.RouteTable("public", net_id=net.id)
table_link = outscale.RouteTableLink("public", route_table_id=table.id, subnet_id=public.id)
route = outscale.Route(
    "public",
    route_table_id=table.id,
    destination_ip_range="0.0.0.0/0",
    gateway_id=service_link.internet_service_id,
)
address = outscale.PublicIp("nat")
nat = outscale.NatService(
    "nat",
    subnet_id=public.id,
    public_ip_id=address.id,
    opts=pulumi.ResourceOptions(depends_on=[route, table_link]),
)

private = outscale.Subnet("private", net_id=net.id, ip_range="10.0.2.0/24")
private_table = outscale.RouteTable("private", net_id=net.id)
private_link = outscale.RouteTableLink("private", route_table_id=private_table.id, subnet_id=private.id)
through_nat = outscale.Route(
    "private", route_table_id=private_table.id, destination_ip_range="0.0.0.0/0", nat_service_id=nat.id
)
reached_from = {"private": private_table, "public": table}["FIRST_SIDE"]
point = outscale.NetAccessPoint(
    "api", net_id=net.id, service_name="com.outscale.eu-west-2.api", route_table_ids=[reached_from.id]
)

image = outscale.get_image(name="Ubuntu-22.04*", most_recent=True)
vm = outscale.Vm("vm", image_id=image.image_id, subnet_id=private.id)
primary = vm.nics.apply(lambda nics: nics[0].nic_id)
addresses = outscale.NicPrivateIps("addresses", nic_id=primary, private_ips=["10.0.2.21", "FIRST_ADDRESS"])
nic = outscale.Nic("nic", subnet_id=private.id)
nic_link = outscale.NicLink("nic", nic_id=nic.id, vm_id=vm.id, device_number=1, delete_on_vm_deletion=False)

other = outscale.Net("other", ip_range="10.1.0.0/16")
peering = outscale.NetPeering("peering", source_net_id=net.id, accepter_net_id=other.id)
acceptance = outscale.NetPeeringAcceptance("peering", net_peering_id=peering.id)
to_other = outscale.Route(
    "other",
    route_table_id=private_table.id,
    destination_ip_range="10.1.0.0/16",
    net_peering_id=acceptance.net_peering_id,
)
tag = outscale.Tag("owner", resource_id=primary, key="owner", value="FIRST_TEAM")
