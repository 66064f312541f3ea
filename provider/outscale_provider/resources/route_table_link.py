"""RouteTableLink: makes a Subnet use a route table."""

from outscale_api import codes
from outscale_provider.model.example import Example
from outscale_provider.model.resource import Create, Delete, Read, Replaces, Resource
from outscale_provider.model.values import Remote


def _links(table: Remote) -> list[Remote]:
    """Those to Subnets: the main table has one that is to none."""
    return [link for link in table["LinkRouteTables"] if not link["Main"]]


ROUTE_TABLE_LINK = Resource(
    "RouteTableLink",
    id="LinkRouteTableId",
    object="LinkRouteTable",
    outputs=["LinkRouteTableId", "RouteTableId", "SubnetId"],
    description="Makes a Subnet use a route table instead of its Net's main one. A Subnet uses one table.",
    create=Create("LinkRouteTable", adopts=True, exists={codes.SUBNET_HAS_ROUTE_TABLE: ["SubnetId"]}),
    read=Read(
        "ReadRouteTables",
        by="LinkRouteTableLinkRouteTableIds",
        key="LinkRouteTables[].LinkRouteTableId",
        parts=_links,
    ),
    delete=Delete("UnlinkRouteTable", gone=[codes.UNKNOWN_ROUTE_TABLE_LINK]),
    inputs={"RouteTableId": Replaces(), "SubnetId": Replaces()},
    conflicts=lambda old, new: True,
    example=Example(
        "A subnet with a route table of its own",
        """
resource net "outscale-native:index:Net" {
  ipRange = "10.0.0.0/16"
}

resource subnet "outscale-native:index:Subnet" {
  netId = net.netId
  ipRange = "10.0.1.0/24"
}

resource routeTable "outscale-native:index:RouteTable" {
  netId = net.netId
}

resource link "outscale-native:index:RouteTableLink" {
  routeTableId = routeTable.routeTableId
  subnetId = subnet.subnetId
}
""",
    ),
)
