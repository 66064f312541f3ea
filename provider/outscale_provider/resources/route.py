"""Route: one destination of a route table, and the target that traffic for it goes to."""

from outscale_api import codes
from outscale_provider.model.example import Example
from outscale_provider.model.resource import Create, Delete, Read, Replaces, Resource, Update, Updates
from outscale_provider.model.values import Remote

TARGETS = ["GatewayId", "NatServiceId", "NetPeeringId", "VmId", "NicId"]

#: Two ways to name the same target: a VM stands for its primary NIC.
SAME = {"VmId": ["NicId"], "NicId": ["VmId"]}


def _routes(table: Remote) -> list[Remote]:
    """Those that somebody made: others come with the table, by themselves, or with a Net access point, to a service."""
    made = (route for route in table["Routes"] if route.get("CreationMethod") == "CreateRoute")
    made = (route for route in made if "DestinationIpRange" in route)
    return [{**route, "RouteTableId": table["RouteTableId"]} for route in made]


ROUTE = Resource(
    "Route",
    id=("RouteTableId", "DestinationIpRange"),
    object="Route",
    description="A route of a route table: traffic for the destination goes to the target, of which there is exactly one.",
    create=Create("CreateRoute", adopts=True, exists={codes.ROUTE_EXISTS: ["RouteTableId", "DestinationIpRange"]}),
    read=Read("ReadRouteTables", by="RouteTableIds", parts=_routes),
    update=[Update("UpdateRoute", TARGETS, whole=True)],
    delete=Delete("DeleteRoute", gone=[codes.UNKNOWN_ROUTE_TABLE, codes.NO_SUCH_ROUTE]),
    inputs={
        "RouteTableId": Replaces(),
        "DestinationIpRange": Replaces(),
        # A VM as target comes with its NIC and account.
        **{name: Updates(moves=[*TARGETS, "State", "VmAccountId"], instead=SAME.get(name, ())) for name in TARGETS},
    },
    exclusive=[TARGETS],
    example=Example(
        "A route to the internet",
        """
resource net "outscale-native:index:Net" {
  ipRange = "10.0.0.0/16"
}

resource internetService "outscale-native:index:InternetService" {}

resource link "outscale-native:index:InternetServiceLink" {
  internetServiceId = internetService.internetServiceId
  netId = net.netId
}

resource routeTable "outscale-native:index:RouteTable" {
  netId = net.netId
}

resource route "outscale-native:index:Route" {
  routeTableId = routeTable.routeTableId
  destinationIpRange = "0.0.0.0/0"
  gatewayId = link.internetServiceId
}
""",
    ),
)
