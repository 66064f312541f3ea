"""SecurityGroup: a firewall around VMs and NICs, whose rules are resources of their own."""

from outscale_provider.model.resource import Autoname, Create, Delete, Read, Resource
from outscale_provider.model.values import Remote


def _same_name(old: Remote, new: Remote) -> bool:
    """A name is unique in its Net, or in the public cloud."""
    return all(old.get(name) == new.get(name) for name in ("SecurityGroupName", "NetId"))


SECURITY_GROUP = Resource(
    "SecurityGroup",
    id="SecurityGroupId",
    object="SecurityGroup",
    description="A security group is a firewall around VMs and NICs. `SecurityGroupRule` adds rules to it. In a Net, a new"
    " group lets everything out and nothing in.",
    create=Create("CreateSecurityGroup"),
    read=Read("ReadSecurityGroups", by="SecurityGroupIds", key="SecurityGroupId"),
    # A group counts as used for a while after its VMs are gone (measured: 90 s).
    delete=Delete("DeleteSecurityGroup", gone=[5020], retry_while=[9029, 9085]),
    replace_on=["Description", "NetId", "SecurityGroupName"],
    conflicts=_same_name,
    advice={9008: "The name is taken in this Net: import that group, or choose another name"},
    autoname=Autoname("SecurityGroupName", max_length=255),
    tags=True,
    example="""
import pulumi_outscale_native as outscale

net = outscale.Net("main", ip_range="10.0.0.0/16")
group = outscale.SecurityGroup("web", net_id=net.id, description="HTTP from everywhere")
""",
)
