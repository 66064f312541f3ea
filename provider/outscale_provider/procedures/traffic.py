"""The traffic that security groups let through: what protocols, ports and sources or targets of a rule mean to the API."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from outscale_api import Type
from outscale_provider.model.property import normal_cidr
from outscale_provider.model.resource import Problem
from outscale_provider.model.single import Single
from outscale_provider.model.values import UNKNOWN, Remote

#: The name of the group that a Net, and the public cloud, comes with.
DEFAULT = "default"

#: Where a group has the rules of each direction.
FLOWS = {"Inbound": "InboundRules", "Outbound": "OutboundRules"}
TRAFFIC = ("IpProtocol", "FromPortRange", "ToPortRange")

#: The sources or targets of a rule, in its lists.
PEERS = ("IpRanges", "SecurityGroupsMembers", "ServiceIds")

#: The member of a rule that is the group which has the rule.
ITSELF: Remote = {}

#: IANA's numbers of the protocols that the API has names for, and other words for all of them.
_PROTOCOLS = {"1": "icmp", "6": "tcp", "17": "udp", "all": "-1"}

#: The protocols that a rule narrows down by ports or, for ICMP, by type and code; with the least and the greatest.
_LIMITS = {"tcp": (0, 65535), "udp": (0, 65535), "icmp": (-1, 255)}

PROTOCOL = Type(
    "string",
    pattern="^(?:[Tt][Cc][Pp]|[Uu][Dd][Pp]|[Ii][Cc][Mm][Pp]|[Aa][Ll][Ll]|-1|[0-9]{1,3})$",
    form="tcp, udp, icmp, the number of an IP protocol, or -1 or all",
)


def _protocol(text: str) -> str:
    plain = str(int(text)) if text.isdecimal() else text.lower()
    return _PROTOCOLS.get(plain, plain)


def as_stored(rule: Remote) -> Remote:
    """The API has one name for a protocol, and -1 for the ports of one that has none (api-behaviour.md section 12)."""
    protocol = rule.get("IpProtocol")
    if not isinstance(protocol, str):
        return rule
    protocol = _protocol(protocol)
    ports = () if protocol in _LIMITS else (name for name in TRAFFIC[1:] if rule.get(name) is not UNKNOWN)
    return {**rule, "IpProtocol": protocol, **dict.fromkeys(ports, -1)}


def check_traffic(rule: Remote, path: str = "") -> list[Problem]:
    """What is wrong with the protocol and the ports of a rule, which is at a path of the inputs."""
    protocol = rule["IpProtocol"]
    if protocol is UNKNOWN:
        return []
    if _protocol(protocol).isdecimal() and int(protocol) > 255:
        return [Problem(f"{path}IpProtocol", "must be the number of an IP protocol, at most 255")]
    limits = _LIMITS.get(_protocol(protocol))
    return _check_ports(rule, _protocol(protocol), limits, path) if limits else []


def _check_ports(rule: Remote, protocol: str, limits: tuple[int, int], path: str) -> list[Problem]:
    what = "the ICMP type and code" if protocol == "icmp" else f"the ports of {protocol}"
    problems = [Problem(f"{path}{name}", f"is required: {what}") for name in TRAFFIC[1:] if name not in rule]
    known = {name: rule[name] for name in TRAFFIC[1:] if rule.get(name, UNKNOWN) is not UNKNOWN}
    least, greatest = limits
    problems += [
        Problem(f"{path}{name}", f"must be {least} to {greatest}: {what}")
        for name, value in known.items()
        if not least <= value <= greatest
    ]
    if not problems and protocol != "icmp" and len(known) == 2 and known["FromPortRange"] > known["ToPortRange"]:
        problems.append(Problem(f"{path}ToPortRange", "must not be below fromPortRange"))
    return problems


def with_protocol(rule: Remote) -> Remote:
    """A rule of a list, which is for all protocols where it names none."""
    return {"IpProtocol": "-1", **rule}


def permissions(rule: Remote) -> list[Single]:
    """What a rule of a list allows: its traffic with one range, group or service at a time. Any of it may be unknown."""
    stored = as_stored(with_protocol(rule))
    traffic = {name: stored[name] for name in TRAFFIC if name in stored}
    return [
        Single(repr((*traffic.values(), field, key)), path, {**traffic, field: peer})
        for field in PEERS
        for key, path, peer in _peers(rule.get(field, ()), field)
    ]


def _peers(given: Any, field: str) -> Iterator[tuple[Any, str, Any]]:
    """The sources or targets in one of a rule's lists: what tells each apart, its path, and a list with nothing else."""
    if given is UNKNOWN:
        yield UNKNOWN, field, UNKNOWN
        return
    for place, peer in enumerate(given):
        alone = _member(peer) if field == "SecurityGroupsMembers" else peer
        yield _key(alone), f"{field}[{place}]", [alone]


def _member(member: Any) -> Any:
    """A group by its identifier, if it has one: the API takes no name beside it, and today shows none."""
    if not isinstance(member, dict) or "SecurityGroupId" not in member:
        return member
    return {name: value for name, value in member.items() if name != "SecurityGroupName"}


def _key(peer: Any) -> Any:
    if isinstance(peer, dict):
        # Whose group it is follows from its identifier.
        return peer["SecurityGroupId"] if "SecurityGroupId" in peer else sorted(peer.items())
    try:
        return normal_cidr(peer)
    except (ValueError, TypeError):
        return peer
