"""A web server in a Net of its own, with a public address and a data volume."""

import base64

import pulumi
import pulumi_outscale_native as outscale

TAGS = {"Project": pulumi.get_project(), "Stack": pulumi.get_stack()}

config = pulumi.Config()
vm_type = config.get("vmType") or "tinav5.c1r2p2"
subregion = outscale.get_subregions().subregions[0].subregion_name
image = outscale.get_image(name="Ubuntu-22.04*", most_recent=True)

# The network, and its way to the Internet.
net = outscale.Net("main", ip_range="10.0.0.0/16", tags=TAGS)
subnet = outscale.Subnet("public", net_id=net.id, ip_range="10.0.1.0/24", subregion_name=subregion, tags=TAGS)
internet = outscale.InternetService("internet", tags=TAGS)
internet_link = outscale.InternetServiceLink("internet", internet_service_id=internet.id, net_id=net.id)
table = outscale.RouteTable("public", net_id=net.id, tags=TAGS)
outscale.Route(
    "internet",
    route_table_id=table.id,
    destination_ip_range="0.0.0.0/0",
    gateway_id=internet_link.internet_service_id,
)
outscale.RouteTableLink("public", route_table_id=table.id, subnet_id=subnet.id)

# Who may reach the server.
firewall = outscale.SecurityGroup("web", net_id=net.id, description="HTTP and HTTPS from everywhere", tags=TAGS)
for name, port in {"http": 80, "https": 443}.items():
    outscale.SecurityGroupRule(
        name,
        security_group_id=firewall.id,
        flow="Inbound",
        ip_protocol="tcp",
        from_port_range=port,
        to_port_range=port,
        ip_range="0.0.0.0/0",
    )

# The server, its disk and its address.
start_script = """#!/bin/sh
apt-get update && apt-get install --yes nginx
"""
keypair = outscale.Keypair("web")
server = outscale.Vm(
    "web",
    image_id=image.image_id,
    vm_type=vm_type,
    subnet_id=subnet.id,
    security_group_ids=[firewall.id],
    keypair_name=keypair.keypair_name,
    user_data=base64.b64encode(start_script.encode()).decode(),
    tags=TAGS,
)
data = outscale.Volume("data", subregion_name=subregion, size=20, volume_type="gp2", tags=TAGS)
outscale.VolumeLink("data", volume_id=data.id, vm_id=server.id, device_name="/dev/sdb")
address = outscale.PublicIp("web", tags=TAGS)
outscale.PublicIpLink(
    "web",
    public_ip_id=address.id,
    vm_id=server.id,
    opts=pulumi.ResourceOptions(depends_on=[internet_link]),
)

pulumi.export("address", address.public_ip)
pulumi.export("url", address.public_ip.apply(lambda ip: f"http://{ip}/"))
pulumi.export("private_key", keypair.private_key)
