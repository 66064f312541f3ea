"""Net: a private network, the range of addresses that Subnets divide."""

from outscale_api import codes
from outscale_provider.model.example import Example
from outscale_provider.model.resource import Create, Delete, Read, Replaces, Resource, Update, Updates, Wait
from outscale_provider.model.tags import TAGS

NET = Resource(
    "Net",
    id="NetId",
    object="Net",
    description="A Net is a private network. It comes with a main route table and a default security group. Where"
    " `dhcpOptionsSetId` is not given, a `NetAttributes` may choose the set: give one or the other.",
    create=Create("CreateNet"),
    read=Read("ReadNets", by="NetIds"),
    update=[Update("UpdateNet", ["DhcpOptionsSetId"])],
    # What is in a Net may still be going when its deletion has been answered.
    delete=Delete("DeleteNet", gone=[codes.UNKNOWN_NET], retry_while=[codes.HAS_VPN_CONNECTION, codes.IN_USE]),
    inputs={
        "IpRange": Replaces(),
        "Tenancy": Replaces(),
        # The API takes this word for the account's default set.
        "DhcpOptionsSetId": Updates(removal="default"),
    },
    tags=TAGS,
    wait=Wait(pending=["pending"], ready=["available"], absent=["deleting", "deleted"]),
    example=Example(
        "A net with a name",
        """
resource net "outscale-native:index:Net" {
  ipRange = "10.0.0.0/16"
  tags = { Name = "main" }
}
""",
    ),
)
