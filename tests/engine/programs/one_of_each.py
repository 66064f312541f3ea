"""Every resource of the provider."""

import pulumi
import pulumi_outscale_native as outscale

TAGS = {"team": "FIRST_TEAM"}
net = outscale.Net("net", ip_range="10.0.0.0/16", tags=TAGS)
subnet = outscale.Subnet("subnet", net_id=net.id, ip_range="10.0.1.0/24", subregion_name="eu-west-2a", tags=TAGS)
internet = outscale.InternetService("internet", tags=TAGS)
internet_link = outscale.InternetServiceLink("internet", internet_service_id=internet.id, net_id=net.id)
table = outscale.RouteTable("table", net_id=net.id, tags=TAGS)
table_link = outscale.RouteTableLink("table", route_table_id=table.id, subnet_id=subnet.id)
route = outscale.Route(
    "route", route_table_id=table.id, destination_ip_range="0.0.0.0/0", gateway_id=internet_link.internet_service_id
)
group = outscale.SecurityGroup("group", net_id=net.id, description="FIRST_DESCRIPTION", tags=TAGS)
rule = outscale.SecurityGroupRule(
    "rule",
    security_group_id=group.id,
    flow="Inbound",
    ip_protocol="tcp",
    from_port_range=80,
    to_port_range=80,
    ip_range="0.0.0.0/0",
)
keypair = outscale.Keypair("keypair")
vm = outscale.Vm(
    "vm",
    image_id="ami-e0000002",
    vm_type="tinav5.c1r2p2",
    subnet_id=subnet.id,
    security_group_ids=[group.id],
    keypair_name=keypair.keypair_name,
    user_data="the user data",
    tags=TAGS,
)
volume = outscale.Volume("volume", subregion_name="eu-west-2a", size=10, volume_type="gp2", tags=TAGS)
volume_link = outscale.VolumeLink("volume", volume_id=volume.id, vm_id=vm.id, device_name="/dev/sdb")
address = outscale.PublicIp("address", tags=TAGS)
needs_internet = pulumi.ResourceOptions(depends_on=[internet_link], replace_with=[internet_link])
address_link = outscale.PublicIpLink("address", public_ip_id=address.id, vm_id=vm.id, opts=needs_internet)
pulumi.export("private_key", keypair.private_key)
