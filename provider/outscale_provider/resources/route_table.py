"""RouteTable: where the traffic of the Subnets that are linked to it goes."""

from outscale_api import codes
from outscale_provider.model.example import Example
from outscale_provider.model.resource import Create, Delete, Read, Replaces, Resource
from outscale_provider.model.tags import TAGS
from outscale_provider.model.values import Remote


def _is_main(table: Remote) -> str:
    return "is the main table, which every Net has" if any(link["Main"] for link in table["LinkRouteTables"]) else ""


ROUTE_TABLE = Resource(
    "RouteTable",
    id="RouteTableId",
    object="RouteTable",
    description="A route table of a Net. `Route` adds routes to it, `RouteTableLink` makes a Subnet use it.",
    # Not the one that a Net comes with.
    create=Create("CreateRouteTable", fresh=lambda table: not table["LinkRouteTables"]),
    read=Read("ReadRouteTables", by="RouteTableIds"),
    delete=Delete("DeleteRouteTable", gone=[codes.UNKNOWN_ROUTE_TABLE], retry_while=[codes.IN_USE]),
    inputs={"NetId": Replaces()},
    tags=TAGS,
    needless=_is_main,
    example=Example(
        "A route table of a net",
        """
resource net "outscale-native:index:Net" {
  ipRange = "10.0.0.0/16"
}

resource routeTable "outscale-native:index:RouteTable" {
  netId = net.netId
}
""",
    ),
)
