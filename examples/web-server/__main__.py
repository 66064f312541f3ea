"""A web server in a Net of its own, with a public address and a disk for its data."""

import pulumi
import pulumi_outscale_native as outscale

config = pulumi.Config()
image_name = config.get("image") or "Ubuntu-22.04*"
vm_type = config.get("vmType") or "tinav5.c2r4p2"
data_size = config.get_int("dataSize") or 20
# Where administrators come from, as a range of addresses. Without it nobody gets in by SSH.
ssh_from = config.get("sshFrom")


def tags(name: str) -> dict[str, str]:
    """What names a resource in the console, and says who made it."""
    project, stack = pulumi.get_project(), pulumi.get_stack()
    return {"Name": f"{project}-{stack}-{name}", "Project": project, "Stack": stack}


subregion = outscale.get_subregions().subregions[0].subregion_name
# Of OUTSCALE only: anybody may publish an image under such a name.
image = outscale.get_image(name=image_name, filters={"account_aliases": ["Outscale"]}, most_recent=True)

# The network, and its way to the Internet.
net = outscale.Net("main", ip_range="10.0.0.0/16", tags=tags("main"))
subnet = outscale.Subnet(
    "public",
    net_id=net.id,
    ip_range="10.0.1.0/24",
    subregion_name=subregion,
    tags=tags("public"),
)
internet = outscale.InternetService("internet", tags=tags("internet"))
internet_link = outscale.InternetServiceLink("internet", internet_service_id=internet.id, net_id=net.id)
routes = outscale.RouteTable("public", net_id=net.id, tags=tags("public"))
outscale.RouteTableLink("public", route_table_id=routes.id, subnet_id=subnet.id)
outscale.Route(
    "internet",
    route_table_id=routes.id,
    destination_ip_range="0.0.0.0/0",
    gateway_id=internet_link.internet_service_id,
)

# Who may reach the server.
firewall = outscale.SecurityGroup(
    "web",
    net_id=net.id,
    description="HTTP and HTTPS from everywhere, SSH from administrators",
    tags=tags("web"),
)
openings = {"http": (80, "0.0.0.0/0"), "https": (443, "0.0.0.0/0")}
if ssh_from:
    openings["ssh"] = (22, ssh_from)
for name, (port, ip_range) in openings.items():
    outscale.SecurityGroupRule(
        name,
        security_group_id=firewall.id,
        flow="Inbound",
        ip_protocol="tcp",
        from_port_range=port,
        to_port_range=port,
        ip_range=ip_range,
    )

# The server. Its disk for data outlives it: a new server gets the same one.
START_SCRIPT = """\
#!/bin/sh
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
    user_data=START_SCRIPT,
    tags=tags("web"),
    # A newer image is for new servers: what runs is not replaced for it.
    opts=pulumi.ResourceOptions(ignore_changes=["image_id"]),
)
data = outscale.Volume("data", subregion_name=subregion, size=data_size, volume_type="gp2", tags=tags("data"))
outscale.VolumeLink("data", volume_id=data.id, vm_id=server.id, device_name="/dev/sdb")

# Its address. It can be linked once the Net has its way to the Internet, and has to be unlinked before that goes.
address = outscale.PublicIp("web", tags=tags("web"))
outscale.PublicIpLink(
    "web",
    public_ip_id=address.id,
    vm_id=server.id,
    opts=pulumi.ResourceOptions(depends_on=[internet_link], replace_with=[internet_link]),
)

pulumi.export("url", pulumi.Output.concat("http://", address.public_ip))
pulumi.export("ssh", pulumi.Output.concat("ssh -i web.pem outscale@", address.public_ip))
pulumi.export("privateKey", keypair.private_key)
