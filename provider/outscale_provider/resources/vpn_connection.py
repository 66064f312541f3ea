"""VpnConnection: an IPsec tunnel between a virtual gateway and a client gateway."""

from collections.abc import Mapping, Sequence

from outscale_api import codes
from outscale_provider.model.example import Example
from outscale_provider.model.resource import (
    Create,
    Delete,
    Problem,
    Read,
    Replaces,
    Resource,
    Timeouts,
    Unique,
    Update,
    Updates,
    Wait,
)
from outscale_provider.model.tags import TAGS
from outscale_provider.model.values import Remote

#: A pair of gateways takes one connection.
PAIR = ("ClientGatewayId", "VirtualGatewayId")

#: What can be chosen of each phase. The service takes the rest from nobody, without a word.
CHOOSABLE: Mapping[str, Sequence[str]] = {"Phase1Options": [], "Phase2Options": ["PreSharedKey"]}


def _check_options(inputs: Remote) -> list[Problem]:
    options = inputs.get("VpnOptions")
    phases = options if isinstance(options, dict) else {}
    return [
        Problem(f"VpnOptions.{phase}.{name}", "is fixed: the service lets nobody choose it")
        for phase, choosable in CHOOSABLE.items()
        if isinstance(phases.get(phase), dict)
        for name in phases[phase]
        if name not in choosable
    ]


def _joins_same_pair(old: Remote, new: Remote) -> bool:
    return all(old.get(name) == new.get(name) for name in PAIR)


VPN_CONNECTION = Resource(
    "VpnConnection",
    id="VpnConnectionId",
    object="VpnConnection",
    description="An IPsec tunnel between a virtual gateway and a client gateway. It takes some minutes until it is available."
    " `clientGatewayConfiguration` has what the client's device needs, with the pre-shared key. A change of gateways or options"
    " changes it, so the device has to follow.",
    create=Create(
        "CreateVpnConnection",
        exists={codes.PAIR_CONNECTED: PAIR},
        unique=Unique(PAIR, within="ClientGatewayId"),
        fresh=lambda connection: not connection["Routes"],
    ),
    read=Read("ReadVpnConnections", by="VpnConnectionIds"),
    update=[Update("UpdateVpnConnection", [*PAIR, "VpnOptions"])],
    # Its gateways can't go before it has gone.
    delete=Delete("DeleteVpnConnection", gone=[codes.UNKNOWN_VPN_CONNECTION], waits=True),
    inputs={
        "ClientGatewayId": Updates(moves=["ClientGatewayConfiguration"]),
        "ConnectionType": Replaces(),
        "StaticRoutesOnly": Replaces(),
        "VirtualGatewayId": Updates(moves=["ClientGatewayConfiguration"]),
        "VpnOptions": Updates(kept=True, moves=["ClientGatewayConfiguration"]),
    },
    tags=TAGS,
    wait=Wait(pending=["pending"], ready=["available"], failed=["deleting"], absent=["deleted"]),
    rules=[_check_options],
    conflicts=_joins_same_pair,
    loses=lambda *_: "the addresses and the pre-shared key of its tunnels, which the client's device has",
    timeouts=Timeouts(create=20 * 60, update=20 * 60, delete=20 * 60),
    example=Example(
        "A VPN between a net and an office",
        """
resource net "outscale-native:index:Net" {
  ipRange = "10.0.0.0/16"
}

resource gateway "outscale-native:index:VirtualGateway" {
  connectionType = "ipsec.1"
}

resource link "outscale-native:index:VirtualGatewayLink" {
  virtualGatewayId = gateway.virtualGatewayId
  netId = net.netId
}

resource office "outscale-native:index:ClientGateway" {
  bgpAsn = 65000
  connectionType = "ipsec.1"
  publicIp = "198.51.100.1"
}

resource connection "outscale-native:index:VpnConnection" {
  clientGatewayId = office.clientGatewayId
  virtualGatewayId = link.virtualGatewayId
  connectionType = "ipsec.1"
  staticRoutesOnly = true
}

output configuration {
  value = connection.clientGatewayConfiguration
}
""",
    ),
)
