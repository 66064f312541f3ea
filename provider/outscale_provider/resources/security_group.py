"""SecurityGroup: a firewall around VMs and NICs. Its rules are lists of its own, or resources (SecurityGroupRule)."""

from collections.abc import Callable
from functools import partial
from typing import Any

from outscale_api import codes
from outscale_provider.model.example import Example
from outscale_provider.model.resource import (
    Create,
    Delete,
    Items,
    Members,
    Problem,
    Read,
    Replaces,
    Resource,
    Timeouts,
    Unique,
    Updates,
)
from outscale_provider.model.tags import TAGS
from outscale_provider.model.values import UNKNOWN, Remote
from outscale_provider.procedures.traffic import (
    DEFAULT,
    FLOWS,
    ITSELF,
    PEERS,
    TRAFFIC,
    check_traffic,
    permissions,
    with_protocol,
)

IN_USE = "VMs or NICs still use it, or rules of other groups name it"


def _same_name(old: Remote, new: Remote) -> bool:
    """A name is unique in its Net, or in the public cloud."""
    return all(old.get(name) == new.get(name) for name in ("SecurityGroupName", "NetId"))


#: The parameters of an action for a single rule.
SINGLE = (*TRAFFIC, "IpRange")


def _rules(flow: str) -> Members:
    """The step that changes the rules of one direction."""
    name, sends, why = FLOWS[flow], {"Flow": flow}, "Rules has all rules"
    added = dict.fromkeys((*SINGLE, "SecurityGroupNameToLink", "SecurityGroupAccountIdToLink"), why)
    removed = dict.fromkeys((*SINGLE, "SecurityGroupNameToUnlink", "SecurityGroupAccountIdToUnlink"), why)
    return Members(
        name,
        add=Items("CreateSecurityGroupRule", "Rules", _sent, "SecurityGroupId", sends, added),
        remove=Items("DeleteSecurityGroupRule", "Rules", _sent, "SecurityGroupId", sends, removed),
        exists=[codes.RULE_EXISTS, codes.IN_USE],
    )


def _with_members(rule: Remote, change: Callable[[Any], Any]) -> Remote:
    if "SecurityGroupsMembers" not in rule:
        return rule
    return {**rule, "SecurityGroupsMembers": [change(member) for member in rule["SecurityGroupsMembers"]]}


def _sent(rule: Remote, id: str) -> Remote:
    """A rule as the API takes it, which knows no other word for the group itself than its identifier."""
    return _with_members(rule, lambda member: {"SecurityGroupId": id} if member == ITSELF else member)


def _told(flow: str) -> Callable[[Remote], list[Remote]]:
    """Reads the rules of one direction as a program says them, who does not know the group's identifier."""

    def reads(group: Remote) -> list[Remote]:
        id = group["SecurityGroupId"]
        as_said = partial(_with_members, change=lambda each: ITSELF if each.get("SecurityGroupId") == id else each)
        return [as_said(rule) for rule in group[FLOWS[flow]]]

    return reads


def _row(flow: str) -> Updates:
    way, whose = ("in", "") if flow == "Inbound" else ("out", ", of a group for a Net")
    return Updates(
        apart=permissions,
        authoritative=True,
        reads=_told(flow),
        description=f"All rules for traffic that goes {way}{whose}: any other one is taken away, and `[]` lets nothing {way}."
        " Without the list, those rules are `SecurityGroupRule`s, or made by others, and stay as they are. A rule needs"
        " `ipRanges`, `securityGroupsMembers` (by `securityGroupId`; `{}` is the group itself) or `serviceIds`; without"
        " `ipProtocol` it is for all protocols.",
    )


def _check_lists(inputs: Remote) -> list[Problem]:
    problems = []
    if "OutboundRules" in inputs and "NetId" not in inputs:
        problems.append(Problem("OutboundRules", "only a group for a Net (netId) has them: others let everything out"))
    for name in FLOWS.values():
        rules = inputs.get(name, ())
        for place, rule in enumerate(() if rules is UNKNOWN else rules):
            if rule is not UNKNOWN:
                problems += _check_rule(rule, f"{name}[{place}]")
    return problems


def _check_rule(rule: Remote, path: str) -> list[Problem]:
    problems = check_traffic(with_protocol(rule), f"{path}.")
    if not any(rule.get(name) for name in PEERS):
        problems.append(Problem(path, "needs ipRanges, securityGroupsMembers or serviceIds"))
    members = rule.get("SecurityGroupsMembers", ())
    for place, member in enumerate(() if members is UNKNOWN else members):
        if member is not UNKNOWN and member != ITSELF and "SecurityGroupId" not in member:
            # Today's API does not tell names, so that nobody could say whether it is so (api-behaviour.md section 10).
            at, reason = (
                f"{path}.SecurityGroupsMembers[{place}].SecurityGroupId",
                "is required, but for the group itself ({})",
            )
            problems.append(Problem(at, reason))
    return problems


def _is_default(group: Remote) -> str:
    return "every Net, and the public cloud, has a default group" if group["SecurityGroupName"] == DEFAULT else ""


SECURITY_GROUP = Resource(
    "SecurityGroup",
    id="SecurityGroupId",
    object="SecurityGroup",
    description="A security group is a firewall around VMs and NICs. Its rules are given here, as lists, or each as a"
    " `SecurityGroupRule`: one or the other for each direction. In a Net, a group without them lets everything out and"
    " nothing in.",
    create=Create(
        "CreateSecurityGroup",
        unique=Unique(["NetId", "SecurityGroupName"], within="NetId"),
        exists={codes.SECURITY_GROUP_NAME_TAKEN: ["NetId", "SecurityGroupName"]},
        # Not the one that a Net comes with.
        fresh=lambda group: group["SecurityGroupName"] != DEFAULT,
    ),
    read=Read("ReadSecurityGroups", by="SecurityGroupIds"),
    # A group counts as used for a while after its VMs are gone (measured: 90 s).
    delete=Delete(
        "DeleteSecurityGroup",
        gone=[codes.UNKNOWN_SECURITY_GROUP],
        retry_while=[codes.IN_USE, codes.SECURITY_GROUP_IN_USE],
    ),
    update=[_rules(flow) for flow in FLOWS],
    inputs={
        "Description": Replaces(),
        "InboundRules": _row("Inbound"),
        "NetId": Replaces(),
        "OutboundRules": _row("Outbound"),
        "SecurityGroupName": Replaces(autonamed=255),
    },
    conflicts=_same_name,
    held_by="VMs and NICs",
    rules=[_check_lists],
    advice=dict.fromkeys((codes.IN_USE, codes.SECURITY_GROUP_IN_USE), IN_USE),
    timeouts=Timeouts(delete=5 * 60),
    tags=TAGS,
    needless=_is_default,
    example=Example(
        "HTTP from load balancers, SSH from an office",
        """
resource net "outscale-native:index:Net" {
  ipRange = "10.0.0.0/16"
}

resource balancers "outscale-native:index:SecurityGroup" {
  netId = net.netId
  description = "in front"
}

resource group "outscale-native:index:SecurityGroup" {
  netId = net.netId
  description = "HTTP from the load balancers, SSH from the office"
  inboundRules = [
    {
      ipProtocol = "tcp"
      fromPortRange = 80
      toPortRange = 80
      securityGroupsMembers = [{ securityGroupId = balancers.securityGroupId }]
    },
    {
      ipProtocol = "tcp"
      fromPortRange = 22
      toPortRange = 22
      ipRanges = ["192.0.2.0/24", "198.51.100.7/32"]
    },
  ]
  outboundRules = []
}
""",
    ),
)
