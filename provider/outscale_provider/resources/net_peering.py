"""NetPeering: asks another Net to let two Nets reach each other. NetPeeringAcceptance says yes."""

from outscale_api import codes
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
    example="""
import pulumi_outscale_native as outscale

office = outscale.Net("office", ip_range="10.0.0.0/16")
plant = outscale.Net("plant", ip_range="10.1.0.0/16")
peering = outscale.NetPeering("office-plant", source_net_id=office.id, accepter_net_id=plant.id)
acceptance = outscale.NetPeeringAcceptance("office-plant", net_peering_id=peering.id)
table = outscale.RouteTable("office", net_id=office.id)
route = outscale.Route(
    "plant",
    route_table_id=table.id,
    destination_ip_range="10.1.0.0/16",
    net_peering_id=acceptance.net_peering_id,
)
""",
)
