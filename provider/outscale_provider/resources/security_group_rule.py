"""SecurityGroupRule: one kind of traffic that a security group lets through, from or to one source or target."""

from outscale_provider.model.resource import Create, Delete, Read, Replaces, Resource
from outscale_provider.model.values import Remote

FLOWS = {"Inbound": "InboundRules", "Outbound": "OutboundRules"}
TRAFFIC = ("IpProtocol", "FromPortRange", "ToPortRange")

#: IANA's numbers of the protocols that the API has names for.
_PROTOCOLS = {"1": "icmp", "6": "tcp", "17": "udp", "all": "-1"}


def _protocol(text: str) -> str:
    return _PROTOCOLS.get(text.lower(), text.lower())


def _peer(inputs: Remote) -> str:
    return str(inputs.get("IpRange") or inputs["SecurityGroupNameToLink"])


def _rule(group: Remote, id: tuple[str, ...]) -> Remote | None:
    """The rule of an answered group that an identifier names."""
    group_id, flow, protocol, low, high, peer = id
    wanted = (_protocol(protocol), int(low), int(high))
    for rule in group.get(FLOWS[flow], ()):
        if (_protocol(rule["IpProtocol"]), rule["FromPortRange"], rule["ToPortRange"]) != wanted:
            continue
        found = {"SecurityGroupId": group_id, "Flow": flow, **{name: rule[name] for name in TRAFFIC}}
        if peer in rule.get("IpRanges", ()):
            return {**found, "IpRange": peer}
        for member in rule.get("SecurityGroupsMembers", ()):
            if peer in (member.get("SecurityGroupId"), member.get("SecurityGroupName")):
                return {**found, "SecurityGroupNameToLink": peer, "SecurityGroupAccountIdToLink": member["AccountId"]}
    return None


def _ids(group: Remote) -> list[str]:
    return [
        "/".join(map(str, (group["SecurityGroupId"], flow, *(rule[name] for name in TRAFFIC), peer)))
        for flow, rules in FLOWS.items()
        for rule in group[rules]
        for peer in (*rule.get("IpRanges", ()), *(m["SecurityGroupId"] for m in rule.get("SecurityGroupsMembers", ())))
    ]


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
        excluded={"Rules": "each rule is a resource of its own, so that previews show which of them change"},
    ),
    read=Read("ReadSecurityGroups", by="SecurityGroupIds", pick=_rule, members=_ids),
    delete=Delete(
        "DeleteSecurityGroupRule",
        by={
            **{name: name for name in ("SecurityGroupId", "Flow", *TRAFFIC, "IpRange")},
            "SecurityGroupNameToUnlink": "SecurityGroupNameToLink",
            "SecurityGroupAccountIdToUnlink": "SecurityGroupAccountIdToLink",
        },
        gone=[5020, 5060],
    ),
    inputs={
        "SecurityGroupId": Replaces(),
        "Flow": Replaces(),
        "IpProtocol": Replaces(required=True, normal=_protocol),
        "FromPortRange": Replaces(required=True),
        "ToPortRange": Replaces(required=True),
        "IpRange": Replaces(),
        "SecurityGroupNameToLink": Replaces(),
        "SecurityGroupAccountIdToLink": Replaces(kept=True),
    },
    exclusive=[("IpRange", "SecurityGroupNameToLink")],
    derived={"Peer": _peer},
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
