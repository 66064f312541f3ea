"""Subnet: a range of addresses of a Net, in one Subregion."""

import ipaddress

from outscale_api import codes
from outscale_provider.model.example import Example
from outscale_provider.model.resource import Create, Delete, Read, Replaces, Resource, Unique, Update, Updates, Wait
from outscale_provider.model.tags import TAGS
from outscale_provider.model.values import Remote, has_unknown


def _overlaps(old: Remote, new: Remote) -> bool:
    """Whether the new Subnet could not be made beside the old one."""
    if has_unknown(new):
        return False
    ranges = [ipaddress.IPv4Network(inputs["IpRange"]) for inputs in (old, new)]
    return bool(old["NetId"] == new["NetId"] and ranges[0].overlaps(ranges[1]))


SUBNET = Resource(
    "Subnet",
    id="SubnetId",
    object="Subnet",
    description="A Subnet is a range of addresses of a Net, in one Subregion. VMs get their private addresses from it.",
    create=Create(
        "CreateSubnet",
        unique=Unique(["NetId", "IpRange"], within="NetId"),
        exists={codes.SUBNETS_OVERLAP: ["NetId", "IpRange"]},
    ),
    read=Read("ReadSubnets", by="SubnetIds"),
    update=[Update("UpdateSubnet", ["MapPublicIpOnLaunch"])],
    delete=Delete("DeleteSubnet", gone=[codes.UNKNOWN_SUBNET], retry_while=[codes.IN_USE, codes.SUBNET_IN_USE]),
    inputs={
        "IpRange": Replaces(),
        "MapPublicIpOnLaunch": Updates(default=False),
        "NetId": Replaces(),
        "SubregionName": Replaces(kept=True),
    },
    conflicts=_overlaps,
    tags=TAGS,
    wait=Wait(pending=["pending"], ready=["available"], absent=["deleted"]),
    example=Example(
        "A subnet whose VMs get public addresses",
        """
resource net "outscale-native:index:Net" {
  ipRange = "10.0.0.0/16"
}

resource subnet "outscale-native:index:Subnet" {
  netId = net.netId
  ipRange = "10.0.1.0/24"
  mapPublicIpOnLaunch = true
}
""",
    ),
)
