"""NetPeering: asks another Net to let two Nets reach each other. NetPeeringAcceptance says yes."""

from outscale_api import codes
from outscale_provider.model.example import Example
from outscale_provider.model.resource import Create, Delete, Read, Replaces, Resource, Wait
from outscale_provider.model.tags import TAGS

NET_PEERING = Resource(
    "NetPeering",
    id="NetPeeringId",
    object="NetPeering",
    description="Asks another Net, perhaps of another account, for a Net peering. It carries traffic once it is accepted, which"
    " `NetPeeringAcceptance` does with a provider of the account that owns the other Net, and once both have a `Route` to it."
    " One that was rejected, or that nobody accepted in 7 days, is gone: after a refresh it is asked for again.",
    # Asking again answers the peering that is pending or active, or that there is one.
    create=Create("CreateNetPeering", adopts=True, exists={codes.PEERING_EXISTS: ["SourceNetId", "AccepterNetId"]}),
    read=Read("ReadNetPeerings", by="NetPeeringIds"),
    # In the states that it can't be deleted in there is nothing left of it.
    delete=Delete("DeleteNetPeering", gone=[codes.UNKNOWN_NET_PEERING, codes.PEERING_IN_WRONG_STATE]),
    inputs={
        "AccepterNetId": Replaces(reads=lambda peering: peering["AccepterNet"]["NetId"]),
        "SourceNetId": Replaces(reads=lambda peering: peering["SourceNet"]["NetId"]),
    },
    owner=lambda peering: peering["SourceNet"]["AccountId"],
    tags=TAGS,
    wait=Wait(
        field="State.Name",
        reason="State.Message",
        ready=["pending-acceptance", "active"],
        failed=["failed"],
        absent=["deleted", "expired", "rejected"],
    ),
    example=Example(
        "Two nets that reach each other",
        """
resource office "outscale-native:index:Net" {
  ipRange = "10.0.0.0/16"
}

resource plant "outscale-native:index:Net" {
  ipRange = "10.1.0.0/16"
}

resource peering "outscale-native:index:NetPeering" {
  sourceNetId = office.netId
  accepterNetId = plant.netId
}

resource acceptance "outscale-native:index:NetPeeringAcceptance" {
  netPeeringId = peering.netPeeringId
}

resource routeTable "outscale-native:index:RouteTable" {
  netId = office.netId
}

resource route "outscale-native:index:Route" {
  routeTableId = routeTable.routeTableId
  destinationIpRange = "10.1.0.0/16"
  netPeeringId = acceptance.netPeeringId
}
""",
    ),
)
