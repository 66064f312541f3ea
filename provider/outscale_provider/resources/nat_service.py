"""NatService: lets VMs without a public address reach the Internet."""

from outscale_api import codes
from outscale_provider.model.resource import Create, Delete, Read, Replaces, Resource, Timeouts, Unique, Wait
from outscale_provider.model.tags import TAGS
from outscale_provider.model.values import Remote


def _public_ip_id(service: Remote) -> str | None:
    """A service has one address, and none once it is deleted."""
    return next((each["PublicIpId"] for each in service.get("PublicIps", ())), None)


def _wants_same_address(old: Remote, new: Remote) -> bool:
    """Whether the new service could not be made beside the old one."""
    return bool(old.get("PublicIpId") == new.get("PublicIpId"))


NAT_SERVICE = Resource(
    "NatService",
    id="NatServiceId",
    object="NatService",
    description="A NAT service stands in a public Subnet and lets the VMs of other Subnets of the Net reach the Internet by its"
    " public IP, once their route table has a `Route` to it. Its own Subnet needs a route for `0.0.0.0/0` to an Internet"
    " service first: name that `Route` and the Subnet's `RouteTableLink` in the option `dependsOn`.",
    create=Create(
        "CreateNatService",
        unique=Unique(["PublicIpId"], within="PublicIpId"),
        exists={codes.IN_USE: ["PublicIpId"]},
        # Until the Subnet's route is seen.
        retry_while=[codes.SUBNET_NOT_PUBLIC],
    ),
    read=Read("ReadNatServices", by="NatServiceIds"),
    # Its public IP, its Subnet and the Net's Internet service are free once it is gone.
    delete=Delete("DeleteNatService", gone=[codes.UNKNOWN_NAT_SERVICE], waits=True),
    inputs={"PublicIpId": Replaces(reads=_public_ip_id), "SubnetId": Replaces()},
    conflicts=_wants_same_address,
    tags=TAGS,
    wait=Wait(pending=["pending"], ready=["available"], failed=["deleting"], absent=["deleted"]),
    advice={
        codes.SUBNET_NOT_PUBLIC: "The Subnet's route table needs a route for 0.0.0.0/0 to an Internet service that is linked to"
        " the Net. If the program declares them, name the Route and the RouteTableLink in the option dependsOn",
    },
    timeouts=Timeouts(create=5 * 60),
    example="""
import pulumi
import pulumi_outscale_native as outscale

net = outscale.Net("main", ip_range="10.0.0.0/16")
subnet = outscale.Subnet("public", net_id=net.id, ip_range="10.0.1.0/24")
service = outscale.InternetService("internet")
link = outscale.InternetServiceLink("internet", internet_service_id=service.id, net_id=net.id)
table = outscale.RouteTable("public", net_id=net.id)
route = outscale.Route(
    "internet",
    route_table_id=table.id,
    destination_ip_range="0.0.0.0/0",
    gateway_id=link.internet_service_id,
)
table_link = outscale.RouteTableLink("public", route_table_id=table.id, subnet_id=subnet.id)
address = outscale.PublicIp("nat")
nat = outscale.NatService(
    "nat",
    subnet_id=subnet.id,
    public_ip_id=address.id,
    opts=pulumi.ResourceOptions(depends_on=[route, table_link]),
)
""",
)
