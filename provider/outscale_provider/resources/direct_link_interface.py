"""DirectLinkInterface: what leads from a DirectLink to a virtual gateway, and so to a Net."""

from outscale_api import codes
from outscale_provider.model.example import Example
from outscale_provider.model.resource import Create, Delete, Read, Replaces, Resource, Unique, Wait
from outscale_provider.model.values import Remote

#: A DirectLink has one interface for each VLAN.
VLAN = ("DirectLinkId", "Vlan")


def _takes_same_vlan(old: Remote, new: Remote) -> bool:
    return all(old.get(name) == new.get(name) for name in VLAN)


DIRECT_LINK_INTERFACE = Resource(
    "DirectLinkInterface",
    id="DirectLinkInterfaceId",
    object="DirectLinkInterfaces",
    description="An interface of a DirectLink, through which your network reaches the Net of a virtual gateway.",
    create=Create(
        "CreateDirectLinkInterface",
        opens=["DirectLinkInterface"],
        exists={codes.VLAN_TAKEN: VLAN},
        unique=Unique(VLAN, within="DirectLinkId"),
    ),
    read=Read("ReadDirectLinkInterfaces", by="DirectLinkInterfaceIds"),
    # Neither its DirectLink nor its virtual gateway can go before it has gone.
    delete=Delete("DeleteDirectLinkInterface", gone=[codes.UNKNOWN_DIRECT_LINK_INTERFACE], waits=True),
    inputs={
        "BgpAsn": Replaces(),
        # Where a program gives none, the cloud chooses.
        "BgpKey": Replaces(kept=True),
        "ClientPrivateIp": Replaces(kept=True),
        "DirectLinkId": Replaces(),
        "DirectLinkInterfaceName": Replaces(),
        "OutscalePrivateIp": Replaces(kept=True),
        "VirtualGatewayId": Replaces(),
        "Vlan": Replaces(),
    },
    wait=Wait(
        pending=["pending", "confirming"],
        ready=["available"],
        failed=["deleting", "rejected", "expired"],
        absent=["deleted"],
    ),
    conflicts=_takes_same_vlan,
    advice={
        codes.WRONG_STATE: "The DirectLink has to be available: run `pulumi up` again once it is",
        codes.BAD_ASN: "50624, 53306 and 132418 are reserved; without an ASN of your own, take one from 64512 to 65534",
    },
    example=Example(
        "A line that ends at a virtual gateway",
        """
resource line "outscale-native:index:DirectLink" {
  directLinkName = "office"
  bandwidth = "1Gbps"
  location = "PAR1"
}

resource gateway "outscale-native:index:VirtualGateway" {
  connectionType = "ipsec.1"
}

resource connection "outscale-native:index:DirectLinkInterface" {
  directLinkId = line.directLinkId
  directLinkInterfaceName = "office"
  virtualGatewayId = gateway.virtualGatewayId
  bgpAsn = 65000
  vlan = 100
}
""",
    ),
)
