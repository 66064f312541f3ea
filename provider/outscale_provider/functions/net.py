"""getNet and getNets."""

from outscale_provider.model.function import GetMany, GetOne

GET_NET = GetOne(
    "getNet",
    "ReadNets",
    by={"Id": "NetIds"},
    description="The one Net that matches.",
    example="""
import pulumi
import pulumi_outscale_native as outscale

net = outscale.get_net(filters={"tags": ["Name=main"]})
pulumi.export("range", net.ip_range)
""",
)

GET_NETS = GetMany(
    "getNets",
    "ReadNets",
    description="All Nets that match.",
    example="""
import pulumi
import pulumi_outscale_native as outscale

nets = outscale.get_nets(filters={"states": ["available"]})
pulumi.export("nets", [net.net_id for net in nets.nets])
""",
)
