"""NetPeeringAcceptance: lets a Net peering that was asked for carry traffic."""

from outscale_api import codes
from outscale_provider.model.example import Example
from outscale_provider.model.resource import Create, Leave, Read, Replaces, Resource
from outscale_provider.model.values import Remote


def _accepted(peering: Remote) -> list[Remote]:
    return [peering] if peering["State"]["Name"] == "active" else []


NET_PEERING_ACCEPTANCE = Resource(
    "NetPeeringAcceptance",
    id="NetPeeringId",
    object="NetPeering",
    outputs=["AccepterNet", "NetPeeringId", "SourceNet", "State"],
    description="Accepts a Net peering, as the account that owns the accepter Net: where that is another account than the one"
    " that asks, by a provider with its credentials. An accepted peering can't be taken back, only deleted: it stays as it is"
    " when this resource is deleted, and goes with its `NetPeering`.",
    create=Create("AcceptNetPeering", adopts=True),
    read=Read("ReadNetPeerings", by="NetPeeringIds", parts=_accepted),
    delete=Leave("an acceptance can't be taken back; the peering goes when its NetPeering is deleted"),
    inputs={"NetPeeringId": Replaces()},
    owner=lambda peering: peering["AccepterNet"]["AccountId"],
    advice={
        codes.PEERING_IN_WRONG_STATE: "Only a peering that waits for its acceptance can be accepted, for 7 days: refresh the"
        " stack that declares the NetPeering, and ask anew",
        codes.NOT_ACCEPTER: "The account that owns the accepter Net has to accept: give this resource a provider with its"
        " credentials",
    },
    example=Example(
        "A peering that another account asked for",
        """
config netPeeringId string {}

resource partner "pulumi:providers:outscale-native" {
  profile = "partner"
}

resource acceptance "outscale-native:index:NetPeeringAcceptance" {
  netPeeringId = netPeeringId

  options {
    provider = partner
  }
}
""",
    ),
)
