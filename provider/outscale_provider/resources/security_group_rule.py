"""SecurityGroupRule: one kind of traffic that a security group lets through, from or to one source or target."""

from collections.abc import Callable
from typing import Any

from outscale_api import codes
from outscale_provider.model.example import Example
from outscale_provider.model.resource import Batchable, ComesWith, Create, Delete, ListedBy, Read, Replaces, Resource
from outscale_provider.model.values import Remote
from outscale_provider.procedures.traffic import DEFAULT, FLOWS, ITSELF, PROTOCOL, TRAFFIC, as_stored, check_traffic


def _rules(group: Remote) -> list[Remote]:
    """The rules of a group, one for each source or target."""
    return [
        {
            "SecurityGroupId": group["SecurityGroupId"],
            "Flow": flow,
            **{name: rule[name] for name in TRAFFIC},
            **peer,
            "Group": group["SecurityGroupName"],
        }
        for flow, field in FLOWS.items()
        for rule in group[field]
        for peer in _peers(rule)
    ]


def _peers(rule: Remote) -> list[Remote]:
    ranges = [{"IpRange": range} for range in rule.get("IpRanges", ())]
    members = [
        {
            "SecurityGroupNameToLink": member["SecurityGroupId"],
            "SecurityGroupAccountIdToLink": member["AccountId"],
            "SecurityGroupName": member.get("SecurityGroupName"),
        }
        for member in rule.get("SecurityGroupsMembers", ())
    ]
    return ranges + members


def _is_group(id_or_name: str, rule: Remote) -> bool | None:
    """Whether a rule is for a group. Today's API does not tell the name of that (api-behaviour.md section 10)."""
    if id_or_name in (rule.get("SecurityGroupNameToLink"), rule.get("SecurityGroupName")):
        return True
    is_told = "IpRange" in rule or id_or_name.startswith("sg-") or rule.get("SecurityGroupName")
    return False if is_told else None


def _lets_everything_out(rule: Remote) -> bool:
    """Each group of a Net begins with this rule (api-behaviour.md section 5)."""
    return (rule["Flow"], rule["IpProtocol"], rule.get("IpRange")) == ("Outbound", "-1", "0.0.0.0/0")


def _of_new_group(rule: Remote) -> str:
    """Why a rule is one that a group begins with (api-behaviour.md section 5)."""
    own = rule["Group"] == DEFAULT and rule.get("SecurityGroupNameToLink") == rule["SecurityGroupId"]
    return "comes with its group" if own or _lets_everything_out(rule) else ""


def _in_list(verb: str) -> Callable[[Remote], Remote]:
    """Brings a request for one rule to the form in which it is one of `Rules`. `verb` ends the parameters for a group.

    One without range and group is left as it is: what is wrong with it is for the API to say.
    """
    id_or_name, account = f"SecurityGroupNameTo{verb}", f"SecurityGroupAccountIdTo{verb}"
    own = (*TRAFFIC, "IpRange", id_or_name, account)

    def in_list(request: Remote) -> Remote:
        if "Rules" in request or not ("IpRange" in request or id_or_name in request):
            return request
        rest = {name: value for name, value in request.items() if name not in own}
        return {**rest, "Rules": [_item(request, request.get(id_or_name), request.get(account))]}

    return in_list


def _item(rule: Remote, id_or_name: Any, account: Any) -> Remote:
    """A rule as one of a list. Only an identifier begins with sg- (api-behaviour.md section 6)."""
    traffic = {name: rule[name] for name in TRAFFIC if name in rule}
    if id_or_name is None:
        return {**traffic, "IpRanges": [rule["IpRange"]]}
    is_name = isinstance(id_or_name, str) and not id_or_name.startswith("sg-")
    member = {"SecurityGroupName" if is_name else "SecurityGroupId": id_or_name}
    return {**traffic, "SecurityGroupsMembers": [{**member, **({"AccountId": account} if account else {})}]}


def _listed(rule: Remote) -> Remote:
    """A resource's inputs as a rule of its group's list."""
    member = rule.get("SecurityGroupNameToLink")
    item = _item(rule, member, rule.get("SecurityGroupAccountIdToLink"))
    return {**item, "SecurityGroupsMembers": [ITSELF]} if member == rule["SecurityGroupId"] else item


SECURITY_GROUP_RULE = Resource(
    "SecurityGroupRule",
    # The API of v1.16 gives rules no identifier; they are told apart by what they say.
    id=("SecurityGroupId", "Flow", *TRAFFIC, "Peer"),
    object="CreateSecurityGroupRuleRequest",
    outputs=[
        "SecurityGroupId",
        "Flow",
        *TRAFFIC,
        "IpRange",
        "SecurityGroupNameToLink",
        "SecurityGroupAccountIdToLink",
    ],
    description="Lets one kind of traffic through a security group: in from, or out to, a range of addresses or the"
    " members of a group (whose id goes into `securityGroupNameToLink`). The last part of the import id is that range or"
    " group, such as in `sg-12345678/Inbound/tcp/443/443/0.0.0.0/0`.",
    create=Create(
        "CreateSecurityGroupRule",
        adopts=True,
        exists=dict.fromkeys(
            (codes.RULE_EXISTS, codes.IN_USE),
            ("SecurityGroupId", "Flow", *TRAFFIC, "IpRange", "SecurityGroupNameToLink"),
        ),
        comes_with=ComesWith("SecurityGroupId", _lets_everything_out),
        excluded={"Rules": "each rule is a resource of its own; those that are asked for at the same time go in it"},
    ),
    read=Read("ReadSecurityGroups", by="SecurityGroupIds", parts=_rules),
    delete=Delete(
        "DeleteSecurityGroupRule",
        by={
            **{name: name for name in ("SecurityGroupId", "Flow", *TRAFFIC, "IpRange")},
            "SecurityGroupNameToUnlink": "SecurityGroupNameToLink",
            "SecurityGroupAccountIdToUnlink": "SecurityGroupAccountIdToLink",
        },
        gone=[codes.UNKNOWN_SECURITY_GROUP, codes.UNKNOWN_RULE_MEMBER],
    ),
    inputs={
        "SecurityGroupId": Replaces(),
        "Flow": Replaces(),
        "IpProtocol": Replaces(
            type=PROTOCOL,
            required=True,
            description="The protocol to allow: `tcp`, `udp`, `icmp`, the number of an IP protocol (others than"
            " those three in a Net only), or `-1` or `all` for all of them.",
        ),
        "FromPortRange": Replaces(
            description="The first port to allow for TCP and UDP, 0 to 65535, or the ICMP type (-1 for all). Other protocols"
            " have no ports: what is given for them means nothing."
        ),
        "ToPortRange": Replaces(
            description="The last port to allow for TCP and UDP, 0 to 65535 and not below the first one, or the ICMP code"
            " (-1 for all). Other protocols have no ports: what is given for them means nothing."
        ),
        "IpRange": Replaces(),
        "SecurityGroupNameToLink": Replaces(matches=_is_group),
        "SecurityGroupAccountIdToLink": Replaces(kept=True),
    },
    exclusive=[("IpRange", "SecurityGroupNameToLink")],
    rules=[check_traffic],
    derived={"Peer": ("IpRange", "SecurityGroupNameToLink")},
    id_example="sg-12345678/Inbound/tcp/443/443/0.0.0.0/0",
    as_stored=as_stored,
    listed_by=ListedBy("SecurityGroup", "SecurityGroupId", lambda rule: FLOWS.get(rule.get("Flow", ""), ""), _listed),
    batchable=[
        Batchable(action, ("Rules",), in_list=_in_list(verb), about_all=[codes.UNKNOWN_SECURITY_GROUP])
        for action, verb in (("CreateSecurityGroupRule", "Link"), ("DeleteSecurityGroupRule", "Unlink"))
    ],
    needless=_of_new_group,
    example=Example(
        "HTTP from everywhere",
        """
resource group "outscale-native:index:SecurityGroup" {
  description = "HTTP from everywhere"
}

resource rule "outscale-native:index:SecurityGroupRule" {
  securityGroupId = group.securityGroupId
  flow = "Inbound"
  ipProtocol = "tcp"
  fromPortRange = 80
  toPortRange = 80
  ipRange = "0.0.0.0/0"
}
""",
    ),
)
