"""SecurityGroup: a firewall around VMs and NICs, whose rules are resources of their own."""

from outscale_api import codes
from outscale_provider.model.resource import Create, Delete, Read, Replaces, Resource, Timeouts, Unique
from outscale_provider.model.tags import TAGS
from outscale_provider.model.values import Remote

IN_USE = "VMs or NICs still use it, or rules of other groups name it"


def _same_name(old: Remote, new: Remote) -> bool:
    """A name is unique in its Net, or in the public cloud."""
    return all(old.get(name) == new.get(name) for name in ("SecurityGroupName", "NetId"))


SECURITY_GROUP = Resource(
    "SecurityGroup",
    id="SecurityGroupId",
    object="SecurityGroup",
    description="A security group is a firewall around VMs and NICs. `SecurityGroupRule` adds rules to it. In a Net, a new"
    " group lets everything out and nothing in.",
    create=Create(
        "CreateSecurityGroup",
        unique=Unique(["NetId", "SecurityGroupName"], within="NetId"),
        exists={codes.SECURITY_GROUP_NAME_TAKEN: ["NetId", "SecurityGroupName"]},
        # Not the one that a Net comes with.
        fresh=lambda group: group["SecurityGroupName"] != "default",
    ),
    read=Read("ReadSecurityGroups", by="SecurityGroupIds"),
    # A group counts as used for a while after its VMs are gone (measured: 90 s).
    delete=Delete(
        "DeleteSecurityGroup",
        gone=[codes.UNKNOWN_SECURITY_GROUP],
        retry_while=[codes.IN_USE, codes.SECURITY_GROUP_IN_USE],
    ),
    inputs={
        "Description": Replaces(),
        "NetId": Replaces(),
        "SecurityGroupName": Replaces(autonamed=255),
    },
    conflicts=_same_name,
    held_by="VMs and NICs",
    advice=dict.fromkeys((codes.IN_USE, codes.SECURITY_GROUP_IN_USE), IN_USE),
    timeouts=Timeouts(delete=5 * 60),
    tags=TAGS,
    example="""
import pulumi_outscale_native as outscale

net = outscale.Net("main", ip_range="10.0.0.0/16")
group = outscale.SecurityGroup("web", net_id=net.id, description="HTTP from everywhere")
""",
)
