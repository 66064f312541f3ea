"""InternetServiceLink: the link between an Internet service and the Net that it connects."""

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
        exists={9024: ["InternetServiceId"], 9025: ["InternetServiceId"], 9065: ["NetId"]},
    ),
    read=Read("ReadInternetServices", by="InternetServiceIds", parts=_links),
    delete=Delete(
        "UnlinkInternetService",
        by={"InternetServiceId": "InternetServiceId", "NetId": "NetId"},
        gone=[1007, 5001, 5065],
        # Public IPs, load balancers and NAT services that are on their way out.
        retry_while=[1004, 1005, 1018],
    ),
    inputs={"InternetServiceId": Replaces(), "NetId": Replaces()},
    advice={
        1004: "If this link is being replaced, what needs it has to go first: give each PublicIpLink of the Net the options"
        " depends_on=[link] and replace_with=[link], run `pulumi destroy --target` on the PublicIpLinks, then `pulumi up`",
    },
    timeouts=Timeouts(delete=5 * 60),
    conflicts=lambda old, new: True,
    example="""
import pulumi_outscale_native as outscale

net = outscale.Net("main", ip_range="10.0.0.0/16")
service = outscale.InternetService("internet")
link = outscale.InternetServiceLink("internet", internet_service_id=service.id, net_id=net.id)
""",
)
