"""SecurityGroupRule: one kind of traffic that a security group lets through, from or to one source or target."""

from outscale_api import Type, codes
from outscale_provider.model.resource import ComesWith, Create, Delete, Problem, Read, Replaces, Resource
from outscale_provider.model.values import UNKNOWN, Remote

FLOWS = {"Inbound": "InboundRules", "Outbound": "OutboundRules"}
TRAFFIC = ("IpProtocol", "FromPortRange", "ToPortRange")

#: IANA's numbers of the protocols that the API has names for, and other words for all of them.
_PROTOCOLS = {"1": "icmp", "6": "tcp", "17": "udp", "all": "-1"}

#: The protocols that a rule narrows down by ports or, for ICMP, by type and code; with the least and the greatest.
_LIMITS = {"tcp": (0, 65535), "udp": (0, 65535), "icmp": (-1, 255)}

_PROTOCOL = Type(
    "string",
    pattern="^(?:[Tt][Cc][Pp]|[Uu][Dd][Pp]|[Ii][Cc][Mm][Pp]|[Aa][Ll][Ll]|-1|[0-9]{1,3})$",
    form="tcp, udp, icmp, the number of an IP protocol, or -1 or all",
)


def _protocol(text: str) -> str:
    plain = str(int(text)) if text.isdecimal() else text.lower()
    return _PROTOCOLS.get(plain, plain)


def _as_stored(rule: Remote) -> Remote:
    """The API has one name for a protocol, and -1 for the ports of one that has none (api-behaviour.md section 12)."""
    protocol = rule.get("IpProtocol")
    if not isinstance(protocol, str):
        return rule
    protocol = _protocol(protocol)
    ports = () if protocol in _LIMITS else (name for name in TRAFFIC[1:] if rule.get(name) is not UNKNOWN)
    return {**rule, "IpProtocol": protocol, **dict.fromkeys(ports, -1)}


def _check_traffic(inputs: Remote) -> list[Problem]:
    protocol = inputs["IpProtocol"]
    if protocol is UNKNOWN:
        return []
    if _protocol(protocol).isdecimal() and int(protocol) > 255:
        return [Problem("IpProtocol", "must be the number of an IP protocol, at most 255")]
    limits = _LIMITS.get(_protocol(protocol))
    return _check_ports(inputs, _protocol(protocol), limits) if limits else []


def _check_ports(inputs: Remote, protocol: str, limits: tuple[int, int]) -> list[Problem]:
    what = "the ICMP type and code" if protocol == "icmp" else f"the ports of {protocol}"
    problems = [Problem(name, f"is required: {what}") for name in TRAFFIC[1:] if name not in inputs]
    known = {name: inputs[name] for name in TRAFFIC[1:] if inputs.get(name, UNKNOWN) is not UNKNOWN}
    least, greatest = limits
    problems += [
        Problem(name, f"must be {least} to {greatest}: {what}")
        for name, value in known.items()
        if not least <= value <= greatest
    ]
    if not problems and protocol != "icmp" and len(known) == 2 and known["FromPortRange"] > known["ToPortRange"]:
        problems.append(Problem("ToPortRange", "must not be below fromPortRange"))
    return problems


def _rules(group: Remote) -> list[Remote]:
    """The rules of a group, one for each source or target."""
    return [
        {
            "SecurityGroupId": group["SecurityGroupId"],
            "Flow": flow,
            **{name: rule[name] for name in TRAFFIC},
            **peer,
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
        excluded={"Rules": "each rule is a resource of its own, so that previews show which of them change"},
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
            type=_PROTOCOL,
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
        "SecurityGroupNameToLink": Replaces(agrees=_is_group),
        "SecurityGroupAccountIdToLink": Replaces(kept=True),
    },
    exclusive=[("IpRange", "SecurityGroupNameToLink")],
    rules=[_check_traffic],
    derived={"Peer": ("IpRange", "SecurityGroupNameToLink")},
    id_example="sg-12345678/Inbound/tcp/443/443/0.0.0.0/0",
    as_stored=_as_stored,
    example="""
import pulumi_outscale_native as outscale

group = outscale.SecurityGroup("web", description="HTTP from everywhere")
rule = outscale.SecurityGroupRule(
    "http",
    security_group_id=group.id,
    flow="Inbound",
    ip_protocol="tcp",
    from_port_range=80,
    to_port_range=80,
    ip_range="0.0.0.0/0",
)
""",
)
