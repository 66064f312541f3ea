"""InternetServiceLink: the link between an Internet service and the Net that it connects."""

from outscale_api import codes
from outscale_provider.model.example import Example
from outscale_provider.model.resource import Create, Delete, Read, Replaces, Resource, Timeouts
from outscale_provider.model.values import Remote


def _links(service: Remote) -> list[Remote]:
    return [service] if service.get("NetId") else []


INTERNET_SERVICE_LINK = Resource(
    "InternetServiceLink",
    id="InternetServiceId",
    object="InternetService",
    outputs=["InternetServiceId", "NetId"],
    description="Links an Internet service to a Net. A Net has at most one, and an Internet service serves one Net.",
    create=Create(
        "LinkInternetService",
        adopts=True,
        exists={
            codes.INTERNET_SERVICE_LINKED: ["InternetServiceId"],
            codes.VIRTUAL_GATEWAY_LINKED: ["InternetServiceId"],
            codes.NET_HAS_GATEWAY: ["NetId"],
        },
    ),
    read=Read("ReadInternetServices", by="InternetServiceIds", parts=_links),
    delete=Delete(
        "UnlinkInternetService",
        by={"InternetServiceId": "InternetServiceId", "NetId": "NetId"},
        gone=[codes.INTERNET_SERVICE_NOT_LINKED, codes.UNKNOWN_GATEWAY, codes.UNKNOWN_NET],
        # Public IPs, load balancers and NAT services that are on their way out.
        retry_while=[codes.HAS_PUBLIC_IPS, codes.HAS_LOAD_BALANCERS, codes.HAS_NAT_SERVICES],
    ),
    inputs={"InternetServiceId": Replaces(), "NetId": Replaces()},
    advice={
        codes.HAS_PUBLIC_IPS: "If this link is being replaced, what needs it has to go first: give each PublicIpLink of the"
        " Net the options depends_on=[link] and replace_with=[link], run `pulumi destroy --target` on the PublicIpLinks,"
        " then `pulumi up`",
    },
    timeouts=Timeouts(delete=5 * 60),
    conflicts=lambda old, new: True,
    example=Example(
        "A net with a way to the internet",
        """
resource net "outscale-native:index:Net" {
  ipRange = "10.0.0.0/16"
}

resource internetService "outscale-native:index:InternetService" {}

resource link "outscale-native:index:InternetServiceLink" {
  internetServiceId = internetService.internetServiceId
  netId = net.netId
}
""",
    ),
)
