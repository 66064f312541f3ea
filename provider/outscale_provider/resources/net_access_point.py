"""NetAccessPoint: leads from a Net to an OUTSCALE service without the Internet."""

from outscale_api import codes
from outscale_provider.model.example import Example
from outscale_provider.model.resource import Create, Delete, Items, Members, Read, Replaces, Resource, Updates, Wait
from outscale_provider.model.tags import TAGS
from outscale_provider.model.values import Remote


def _leads_to_same_service(old: Remote, new: Remote) -> bool:
    """A route table has one route to a service."""
    return all(old.get(name) == new.get(name) for name in ("NetId", "ServiceName"))


NET_ACCESS_POINT = Resource(
    "NetAccessPoint",
    id="NetAccessPointId",
    object="NetAccessPoint",
    description="A Net access point leads from a Net to an OUTSCALE service without the Internet. The route tables of"
    " `routeTableIds` get a route to it; they come and go in place.",
    create=Create("CreateNetAccessPoint"),
    read=Read("ReadNetAccessPoints", by="NetAccessPointIds"),
    update=[
        Members(
            "RouteTableIds",
            add=Items("UpdateNetAccessPoint", "AddRouteTableIds"),
            remove=Items("UpdateNetAccessPoint", "RemoveRouteTableIds"),
            together=True,
        )
    ],
    # The Net can only go without it.
    delete=Delete("DeleteNetAccessPoint", gone=[codes.UNKNOWN_NET_ACCESS_POINT], waits=True),
    inputs={"NetId": Replaces(), "RouteTableIds": Updates(default=[]), "ServiceName": Replaces()},
    conflicts=_leads_to_same_service,
    tags=TAGS,
    wait=Wait(pending=["pending"], ready=["available"], failed=["deleting"], absent=["deleted"]),
    advice={
        codes.UNKNOWN_SERVICE: "There is no such service here: `call` with ReadNetAccessPointServices lists them",
        codes.SERVICE_ROUTE_EXISTS: "A route table has one route to a service, and another Net access point made it",
    },
    example=Example(
        "The API from within a net",
        """
resource net "outscale-native:index:Net" {
  ipRange = "10.0.0.0/16"
}

resource routeTable "outscale-native:index:RouteTable" {
  netId = net.netId
}

resource point "outscale-native:index:NetAccessPoint" {
  netId = net.netId
  serviceName = "com.outscale.eu-west-2.api"
  routeTableIds = [routeTable.routeTableId]
}
""",
    ),
)
