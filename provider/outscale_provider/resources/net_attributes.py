"""NetAttributes: which DHCP options set a Net uses, where the Net itself does not say so."""

from outscale_api import codes
from outscale_provider.model.example import Example
from outscale_provider.model.resource import Create, Delete, Read, Replaces, Resource, Update, Updates

NET_ATTRIBUTES = Resource(
    "NetAttributes",
    id="NetId",
    object="Net",
    outputs=["DhcpOptionsSetId", "NetId"],
    description="Gives a Net a DHCP options set. The simple way is the input `dhcpOptionsSetId` of `Net`; this resource is for"
    " a Net that is declared elsewhere. A Net has one or the other, and at most one `NetAttributes`, else they undo each other."
    " When it is deleted, the Net goes back to the account's default set.",
    create=Create("UpdateNet", adopts=True),
    read=Read("ReadNets", by="NetIds"),
    update=[Update("UpdateNet", ["DhcpOptionsSetId"])],
    delete=Delete("UpdateNet", gone=[codes.UNKNOWN_NET], sends={"DhcpOptionsSetId": "default"}),
    inputs={"DhcpOptionsSetId": Updates(), "NetId": Replaces()},
    repeats=lambda _: "the Net says it",
    example=Example(
        "DHCP options for a net that something else manages",
        """
config netId string {}

resource options "outscale-native:index:DhcpOptions" {
  domainName = "internal.example.com"
}

resource attributes "outscale-native:index:NetAttributes" {
  netId = netId
  dhcpOptionsSetId = options.dhcpOptionsSetId
}
""",
    ),
)
