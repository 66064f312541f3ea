"""Servers in private Subnets of every Subregion.

Administrators reach them through a bastion, and they reach the Internet through a NAT service.
"""

import ipaddress

import pulumi
import pulumi_outscale_native as outscale

config = pulumi.Config()
# Where administrators come from. Nobody else can even try to log in.
admin_ranges: list[str] = config.require_object("adminRanges")
servers_per_subregion = config.get_int("serversPerSubregion") or 1
vm_type = config.get("vmType") or "tinav5.c1r2p2"
net_range = ipaddress.ip_network(config.get("netRange") or "10.0.0.0/16")

# Of OUTSCALE only: anybody may publish an image under such a name.
image = outscale.get_image(
    name=config.get("image") or "Ubuntu-22.04*", filters={"account_aliases": ["Outscale"]}, most_recent=True
)
subregions = [each.subregion_name for each in outscale.get_subregions().subregions]
ranges = net_range.subnets(new_prefix=24)


def named(name: str) -> dict[str, str]:
    """Tags: what the console shows, and which stack it belongs to."""
    return {"Name": name, "Project": pulumi.get_project(), "Stack": pulumi.get_stack()}


def tcp(port: int) -> outscale.SecurityGroupRuleDetailsArgsDict:
    """The traffic that a rule lets through; from or to whom is for the rule to add."""
    return {"ip_protocol": "tcp", "from_port_range": port, "to_port_range": port}


net = outscale.Net("main", ip_range=str(net_range), tags=named("main"))

# The public Subnet, whose addresses the Internet can reach.
public_subnet = outscale.Subnet(
    "public",
    net_id=net.id,
    ip_range=str(next(ranges)),
    subregion_name=subregions[0],
    tags=named("public"),
)
internet = outscale.InternetService("internet", tags=named("internet"))
internet_link = outscale.InternetServiceLink("internet", internet_service_id=internet.id, net_id=net.id)
public_routes = outscale.RouteTable("public", net_id=net.id, tags=named("public"))
public_link = outscale.RouteTableLink("public", route_table_id=public_routes.id, subnet_id=public_subnet.id)
public_route = outscale.Route(
    "public",
    route_table_id=public_routes.id,
    destination_ip_range="0.0.0.0/0",
    # The link's output rather than the service's: so the route comes after the link, and goes before it.
    gateway_id=internet_link.internet_service_id,
)

# The way out of the private Subnets. It can't be made before its own Subnet has one.
nat_address = outscale.PublicIp("nat", tags=named("nat"))
nat = outscale.NatService(
    "main",
    subnet_id=public_subnet.id,
    public_ip_id=nat_address.id,
    tags=named("main"),
    opts=pulumi.ResourceOptions(depends_on=[public_route, public_link]),
)
private_routes = outscale.RouteTable("private", net_id=net.id, tags=named("private"))
private_route = outscale.Route(
    "private",
    route_table_id=private_routes.id,
    destination_ip_range="0.0.0.0/0",
    nat_service_id=nat.id,
)

# Who may log in: administrators to the bastion, the bastion to the servers. The lists are the whole truth: a rule that
# somebody adds by hand goes with the next `pulumi up --refresh`.
bastion_group = outscale.SecurityGroup(
    "bastion",
    net_id=net.id,
    description="SSH from administrators",
    inbound_rules=[{**tcp(22), "ip_ranges": admin_ranges}],
    # Whoever takes it over gets no further than to the servers' SSH, and to updates of its system.
    outbound_rules=[
        {**tcp(22), "ip_ranges": [str(net_range)]},
        {**tcp(80), "ip_ranges": ["0.0.0.0/0"]},
        {**tcp(443), "ip_ranges": ["0.0.0.0/0"]},
    ],
    tags=named("bastion"),
)
server_group = outscale.SecurityGroup(
    "server",
    net_id=net.id,
    description="SSH from the bastion",
    inbound_rules=[{**tcp(22), "security_groups_members": [{"security_group_id": bastion_group.id}]}],
    tags=named("server"),
)

keypair = outscale.Keypair("admin")
bastion = outscale.Vm(
    "bastion",
    image_id=image.image_id,
    vm_type=vm_type,
    subnet_id=public_subnet.id,
    security_group_ids=[bastion_group.id],
    keypair_name=keypair.keypair_name,
    tags=named("bastion"),
    # A newer image is for new servers: what runs is not replaced for it.
    opts=pulumi.ResourceOptions(ignore_changes=["image_id"]),
)
bastion_address = outscale.PublicIp("bastion", tags=named("bastion"))
outscale.PublicIpLink(
    "bastion",
    public_ip_id=bastion_address.id,
    vm_id=bastion.id,
    # It can be linked once the Net has its way to the Internet, and has to be unlinked before that goes.
    opts=pulumi.ResourceOptions(depends_on=[internet_link], replace_with=[internet_link]),
)

servers: dict[str, outscale.Vm] = {}
for subregion in subregions:
    subnet = outscale.Subnet(
        f"private-{subregion}",
        net_id=net.id,
        ip_range=str(next(ranges)),
        subregion_name=subregion,
        tags=named(f"private-{subregion}"),
    )
    link = outscale.RouteTableLink(f"private-{subregion}", route_table_id=private_routes.id, subnet_id=subnet.id)
    for number in range(servers_per_subregion):
        name = f"server-{subregion}-{number}"
        servers[name] = outscale.Vm(
            name,
            image_id=image.image_id,
            vm_type=vm_type,
            subnet_id=subnet.id,
            security_group_ids=[server_group.id],
            keypair_name=keypair.keypair_name,
            tags=named(name),
            # What it fetches when it starts, it fetches through the NAT service.
            opts=pulumi.ResourceOptions(depends_on=[private_route, link], ignore_changes=["image_id"]),
        )


def ssh_config(known: dict[str, str]) -> str:
    """Lets `ssh -F` reach each server by its name, through the bastion."""
    hosts = [f"Host {name}\n  HostName {address}\n" for name, address in known.items()]
    jumps = "Host server-*\n  ProxyJump bastion\n"
    return "".join([*hosts, jumps, "Host *\n  User outscale\n  IdentityFile admin.pem\n  IdentitiesOnly yes\n"])


addresses = {"bastion": bastion_address.public_ip, **{name: server.private_ip for name, server in servers.items()}}
pulumi.export("bastion", bastion_address.public_ip)
pulumi.export("nat", nat_address.public_ip)
pulumi.export("servers", {name: server.private_ip for name, server in servers.items()})
pulumi.export("sshConfig", pulumi.Output.all(**addresses).apply(ssh_config))
pulumi.export("privateKey", keypair.private_key)
