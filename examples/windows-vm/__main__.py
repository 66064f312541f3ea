"""A Windows server that administrators reach by remote desktop, with the password that it made for itself at its first boot."""

import pulumi
import pulumi_outscale_native as outscale

config = pulumi.Config()
# Where administrators come from. Nobody else reaches the remote desktop, which the whole Internet tries to get into.
admin_ranges: list[str] = config.require_object("adminRanges")
disk_size = config.get_int("diskSize") or 60

# Of OUTSCALE only: anybody may publish an image under such a name.
image = outscale.get_image(
    name=config.get("image") or "Windows-2019*", filters={"account_aliases": ["Outscale"]}, most_recent=True
)


def named(name: str) -> dict[str, str]:
    """Tags: what the console shows, and which stack it belongs to."""
    return {"Name": name, "Project": pulumi.get_project(), "Stack": pulumi.get_stack()}


net = outscale.Net("main", ip_range="10.0.0.0/16", tags=named("main"))
subnet = outscale.Subnet("public", net_id=net.id, ip_range="10.0.1.0/24", tags=named("public"))
internet = outscale.InternetService("internet", tags=named("internet"))
internet_link = outscale.InternetServiceLink("internet", internet_service_id=internet.id, net_id=net.id)
routes = outscale.RouteTable("public", net_id=net.id, tags=named("public"))
outscale.RouteTableLink("public", route_table_id=routes.id, subnet_id=subnet.id)
outscale.Route(
    "internet",
    route_table_id=routes.id,
    destination_ip_range="0.0.0.0/0",
    # The link's output rather than the service's: so the route comes after the link, and goes before it.
    gateway_id=internet_link.internet_service_id,
)

group = outscale.SecurityGroup(
    "windows",
    net_id=net.id,
    description="Remote desktop from administrators",
    # The list is the whole truth: a rule that somebody adds by hand goes with the next `pulumi up --refresh`.
    inbound_rules=[
        {"ip_protocol": protocol, "from_port_range": 3389, "to_port_range": 3389, "ip_ranges": admin_ranges}
        for protocol in ("tcp", "udp")
    ],
    tags=named("windows"),
)

# What Windows runs at each boot: it lets the firewall inside it answer pings.
SCRIPT = """\
# autoexecutepowershellnopasswd
Enable-NetFirewallRule -Name FPS-ICMP4-ERQ-In
# autoexecutepowershellnopasswd
"""

# The server encrypts its password for this keypair, which therefore has to be an RSA one, as those are that the API makes.
keypair = outscale.Keypair("windows")
server = outscale.Vm(
    "windows",
    image_id=image.image_id,
    vm_type=config.get("vmType") or "tinav5.c2r8p2",
    subnet_id=subnet.id,
    security_group_ids=[group.id],
    keypair_name=keypair.keypair_name,
    user_data=SCRIPT,
    block_device_mappings=[{"device_name": "/dev/sda1", "bsu": {"volume_size": disk_size, "volume_type": "gp2"}}],
    tags=named("windows"),
    # A newer image is for new servers: what runs is not replaced for it.
    opts=pulumi.ResourceOptions(ignore_changes=["image_id"]),
)
address = outscale.PublicIp("windows", tags=named("windows"))
outscale.PublicIpLink(
    "windows",
    public_ip_id=address.id,
    vm_id=server.id,
    # It can be linked once the Net has its way to the Internet, and has to be unlinked before that goes.
    opts=pulumi.ResourceOptions(depends_on=[internet_link], replace_with=[internet_link]),
)

pulumi.export("address", address.public_ip)
pulumi.export("user", "Administrator")
# Windows makes the password at its first boot, which takes some minutes. Once it has been started again, the API tells it no
# more.
if config.get_bool("readPassword") is not False:
    password = outscale.get_admin_password_output(
        vm_id=server.id,
        # The API tells the key of a pair that it has made, which this one is.
        private_key=keypair.private_key.apply(lambda key: key or ""),
    )
    pulumi.export("password", password.admin_password)
