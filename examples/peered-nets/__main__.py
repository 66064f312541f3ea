"""Two Nets of two accounts that reach each other through a Net peering.

The stack's own credentials are one account's. Those of the other, the partner's, are a second provider's: what belongs to the
partner is declared with it, and so is the acceptance, as only the account that is asked can accept.
"""

import pulumi
import pulumi_outscale_native as outscale

config = pulumi.Config()
our_range = config.get("ourRange") or "10.0.0.0/16"
# The two must not overlap.
partner_range = config.get("partnerRange") or "10.1.0.0/16"
vm_type = config.get("vmType") or "tinav5.c1r2p2"
partner_account = config.get("partnerAccountId")

# A provider of its own takes over nothing of the stack's configuration: the cloud is the same one, the account another.
partner = outscale.Provider(
    "partner",
    region=outscale.config.region,
    endpoint=outscale.config.endpoint,
    # Either a profile or keys.
    profile=config.get("partnerProfile"),
    access_key=config.get("partnerAccessKey"),
    secret_key=config.get_secret("partnerSecretKey"),
    # With credentials of any other account nothing is done.
    allowed_account_ids=[partner_account] if partner_account else None,
)

# Of OUTSCALE only: anybody may publish an image under such a name.
image = outscale.get_image(
    name=config.get("image") or "Ubuntu-22.04*", filters={"account_aliases": ["Outscale"]}, most_recent=True
)


class Side(pulumi.ComponentResource):
    """A Net with a Subnet as large as it, and a server in that, which the other side can reach."""

    def __init__(
        self, name: str, *, ip_range: str, other_range: str, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__("peered-nets:index:Side", name, opts=opts)
        inside = pulumi.ResourceOptions(parent=self)
        tags = {"Name": name}
        self.name = name
        self.other_range = other_range
        self.net = outscale.Net(name, ip_range=ip_range, tags=tags, opts=inside)
        subnet = outscale.Subnet(name, net_id=self.net.id, ip_range=ip_range, tags=tags, opts=inside)
        self.routes = outscale.RouteTable(name, net_id=self.net.id, tags=tags, opts=inside)
        outscale.RouteTableLink(name, route_table_id=self.routes.id, subnet_id=subnet.id, opts=inside)
        group = outscale.SecurityGroup(
            name, net_id=self.net.id, description="What the other side may reach", tags=tags, opts=inside
        )
        # A group of the other Net can't be named here, as it is another account's: a range it is.
        for kind, (protocol, first, last) in {"ping": ("icmp", 8, 0), "https": ("tcp", 443, 443)}.items():
            outscale.SecurityGroupRule(
                f"{name}-{kind}",
                security_group_id=group.id,
                flow="Inbound",
                ip_protocol=protocol,
                from_port_range=first,
                to_port_range=last,
                ip_range=other_range,
                opts=inside,
            )
        self.server = outscale.Vm(
            name,
            image_id=image.image_id,
            vm_type=vm_type,
            subnet_id=subnet.id,
            security_group_ids=[group.id],
            tags=tags,
            # A newer image is for new servers: what runs is not replaced for it.
            opts=pulumi.ResourceOptions(parent=self, ignore_changes=["image_id"]),
        )
        self.register_outputs({})

    def reach_other_through(self, acceptance: outscale.NetPeeringAcceptance) -> None:
        """The way to the other side. It leads through the peering once that is accepted, not before."""
        outscale.Route(
            self.name,
            route_table_id=self.routes.id,
            destination_ip_range=self.other_range,
            net_peering_id=acceptance.net_peering_id,
            opts=pulumi.ResourceOptions(parent=self),
        )


ours = Side("ours", ip_range=our_range, other_range=partner_range)
theirs = Side(
    "theirs",
    ip_range=partner_range,
    other_range=our_range,
    opts=pulumi.ResourceOptions(providers=[partner]),
)

peering = outscale.NetPeering(
    "peering", source_net_id=ours.net.id, accepter_net_id=theirs.net.id, tags={"Name": "peering"}
)
acceptance = outscale.NetPeeringAcceptance(
    "peering", net_peering_id=peering.id, opts=pulumi.ResourceOptions(provider=partner)
)
for side in (ours, theirs):
    side.reach_other_through(acceptance)

pulumi.export("peering", acceptance.net_peering_id)
pulumi.export("state", acceptance.state.name)
pulumi.export("accounts", [acceptance.source_net.account_id, acceptance.accepter_net.account_id])
pulumi.export("ourServer", ours.server.private_ip)
pulumi.export("partnerServer", theirs.server.private_ip)
