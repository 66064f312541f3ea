"""NatService: lets VMs without a public address reach the Internet."""

from outscale_api import codes
from outscale_provider.model.example import Example
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
    example=Example(
        "A way out of a net, by one public address",
        """
resource net "outscale-native:index:Net" {
  ipRange = "10.0.0.0/16"
}

resource subnet "outscale-native:index:Subnet" {
  netId = net.netId
  ipRange = "10.0.1.0/24"
}

resource internetService "outscale-native:index:InternetService" {}

resource link "outscale-native:index:InternetServiceLink" {
  internetServiceId = internetService.internetServiceId
  netId = net.netId
}

resource routeTable "outscale-native:index:RouteTable" {
  netId = net.netId
}

resource route "outscale-native:index:Route" {
  routeTableId = routeTable.routeTableId
  destinationIpRange = "0.0.0.0/0"
  gatewayId = link.internetServiceId
}

resource tableLink "outscale-native:index:RouteTableLink" {
  routeTableId = routeTable.routeTableId
  subnetId = subnet.subnetId
}

resource publicIp "outscale-native:index:PublicIp" {}

resource nat "outscale-native:index:NatService" {
  subnetId = subnet.subnetId
  publicIpId = publicIp.publicIpId

  options {
    dependsOn = [route, tableLink]
  }
}
""",
    ),
)
