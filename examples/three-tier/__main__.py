"""A web application in three tiers, over two Subregions.

A public load balancer spreads requests over web servers. These ask an internal one, which spreads what they ask over
application servers. These keep their data in a database. No server can be reached from the Internet.
"""

import pulumi
import pulumi_outscale_native as outscale
import start_scripts
from network import Network

config = pulumi.Config()
servers_per_tier = config.get_int("serversPerTier") or 2
vm_type = config.get("vmType") or "tinav5.c2r4p2"
data_size = config.get_int("dataSize") or 50
database_password = config.require_secret("databasePassword")
# The ORN of a server certificate. With one, the application is served by HTTPS as well.
certificate = config.get("certificate")

WEB_PORT, APPLICATION_PORT, DATABASE_PORT = 80, 8080, 5432

# Of OUTSCALE only: anybody may publish an image under such a name.
image = outscale.get_image(
    name=config.get("image") or "Ubuntu-22.04*", filters={"account_aliases": ["Outscale"]}, most_recent=True
)
subregions = [each.subregion_name for each in outscale.get_subregions().subregions][:2]
network = Network("main", prefix="10.0", subregions=subregions)


def security_group(name: str, description: str, parent: pulumi.Resource) -> outscale.SecurityGroup:
    return outscale.SecurityGroup(
        name,
        net_id=network.net.id,
        description=description,
        tags={"Name": name},
        opts=pulumi.ResourceOptions(parent=parent),
    )


class Tier(pulumi.ComponentResource):
    """Servers of one kind, spread over the private Subnets, and the security group that they share."""

    def __init__(self, name: str, *, servers: int, start_script: pulumi.Input[str]) -> None:
        super().__init__("three-tier:index:Tier", name)
        self.group = security_group(name, f"The servers of the tier {name}", self)
        self.servers = [
            outscale.Vm(
                f"{name}-{number}",
                image_id=image.image_id,
                vm_type=vm_type,
                subnet_id=network.private_subnets[number % len(subregions)].id,
                security_group_ids=[self.group.id],
                user_data=start_script,
                # A server is made by its script: another script is another server.
                replace_on_user_data_change=True,
                tags={"Name": f"{name}-{number}"},
                # They fetch what they run when they start, so their way out comes first.
                # And a newer image is for new servers: what runs is not replaced for it.
                opts=pulumi.ResourceOptions(parent=self, depends_on=[network], ignore_changes=["image_id"]),
            )
            for number in range(servers)
        ]
        self.register_outputs({})


class Entrance(pulumi.ComponentResource):
    """A load balancer with a security group of its own. It is in one Subnet; the servers behind it may be in any of the Net."""

    def __init__(
        self,
        name: str,
        *,
        type: outscale.LoadBalancerType,
        subnet: outscale.Subnet,
        listeners: list[outscale.ListenerForCreationArgsDict],
    ) -> None:
        super().__init__("three-tier:index:Entrance", name)
        self.name = name
        self.group = security_group(name, f"The load balancer {name}", self)
        self.balancer = outscale.LoadBalancer(
            name,
            load_balancer_type=type,
            subnets=[subnet.id],
            security_groups=[self.group.id],
            listeners=listeners,
            health_check={
                "protocol": "HTTP",
                "port": listeners[0]["backend_port"],
                "path": "/health",
                "check_interval": 10,
                "timeout": 5,
                "healthy_threshold": 2,
                "unhealthy_threshold": 3,
            },
            tags={"Name": name},
            # One that faces the Internet is refused in a Net that has no way there.
            opts=pulumi.ResourceOptions(parent=self, depends_on=[network]),
        )
        self.register_outputs({})

    def leads_to(self, tier: Tier) -> None:
        outscale.LoadBalancerVms(
            self.name,
            load_balancer_name=self.balancer.id,
            backend_vm_ids=[server.id for server in tier.servers],
            opts=pulumi.ResourceOptions(parent=self),
        )


# From the innermost tier to the outermost, as each has to know the next one's address.
database = Tier(
    "database",
    servers=1,
    start_script=database_password.apply(lambda password: start_scripts.database(password, network.ip_range)),
)
# The data outlives the server: a new one gets the same volume.
data = outscale.Volume(
    "data",
    subregion_name=subregions[0],
    size=data_size,
    volume_type="gp2",
    tags={"Name": "data"},
    opts=pulumi.ResourceOptions(protect=config.get_bool("protectData")),
)
outscale.VolumeLink("data", volume_id=data.id, vm_id=database.servers[0].id, device_name="/dev/sdb")

inner = Entrance(
    "application",
    type=outscale.LoadBalancerType.INTERNAL,
    subnet=network.private_subnets[0],
    listeners=[
        {
            "load_balancer_port": APPLICATION_PORT,
            "load_balancer_protocol": "HTTP",
            "backend_port": APPLICATION_PORT,
        }
    ],
)
application = Tier(
    "application-server",
    servers=servers_per_tier,
    start_script=pulumi.Output.all(database_password, database.servers[0].private_ip).apply(
        lambda known: start_scripts.application(known[0], known[1], APPLICATION_PORT)
    ),
)
inner.leads_to(application)

listeners: list[outscale.ListenerForCreationArgsDict] = [
    {"load_balancer_port": 80, "load_balancer_protocol": "HTTP", "backend_port": WEB_PORT}
]
if certificate:
    listeners.append(
        {
            "load_balancer_port": 443,
            "load_balancer_protocol": "HTTPS",
            "backend_port": WEB_PORT,
            # The connection is decrypted here.
            "backend_protocol": "HTTP",
            "server_certificate_id": certificate,
        }
    )
outer = Entrance(
    "web",
    type=outscale.LoadBalancerType.INTERNET_FACING,
    subnet=network.public_subnet,
    listeners=listeners,
)
web = Tier(
    "web-server",
    servers=servers_per_tier,
    start_script=inner.balancer.dns_name.apply(lambda name: start_scripts.web(name, APPLICATION_PORT)),
)
outer.leads_to(web)

# Who may talk to whom: each group lets in the one before it, and nobody else.
steps = {
    "web-to-server": (outer.group, web.group, WEB_PORT),
    "server-to-application": (web.group, inner.group, APPLICATION_PORT),
    "application-to-server": (inner.group, application.group, APPLICATION_PORT),
    "server-to-database": (application.group, database.group, DATABASE_PORT),
}
for name, (source, target, port) in steps.items():
    outscale.SecurityGroupRule(
        name,
        security_group_id=target.id,
        flow="Inbound",
        ip_protocol="tcp",
        from_port_range=port,
        to_port_range=port,
        security_group_name_to_link=source.id,
    )
for listener in listeners:
    outscale.SecurityGroupRule(
        f"internet-to-web-{listener['load_balancer_port']}",
        security_group_id=outer.group.id,
        flow="Inbound",
        ip_protocol="tcp",
        from_port_range=listener["load_balancer_port"],
        to_port_range=listener["load_balancer_port"],
        ip_range="0.0.0.0/0",
    )

pulumi.export("url", pulumi.Output.concat("http://", outer.balancer.dns_name))
pulumi.export("subregions", subregions)
pulumi.export("webServers", [server.private_ip for server in web.servers])
pulumi.export("applicationServers", [server.private_ip for server in application.servers])
pulumi.export("database", database.servers[0].private_ip)
