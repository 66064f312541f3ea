"""The rules of security groups.

A rule is stored as the API shows it: for one protocol and port range, all the ranges, groups and services that it
allows. A request therefore comes apart into permissions, each for one of them, which are added or taken away.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from outscale_api import codes
from outscale_emulator.actions.security_group import find_by_name, new_rule_id
from outscale_emulator.data.kind import Object
from outscale_emulator.data.kinds import SECURITY_GROUP
from outscale_emulator.rules.call import Call
from outscale_emulator.rules.errors import ApiError
from outscale_emulator.rules.registry import action

ALL_PROTOCOLS = "-1"
NAMED_PROTOCOLS = {"1": "icmp", "6": "tcp", "17": "udp"}
TARGETS = ("IpRanges", "SecurityGroupsMembers", "ServiceIds")

#: What a rule for a group covers where the request gives no protocol (api-behaviour.md section 5).
THREE_RULES = (("icmp", -1, -1), ("tcp", 1, 65535), ("udp", 1, 65535))


@dataclass(frozen=True, slots=True)
class Traffic:
    """A protocol, and its ports or ICMP type and code."""

    protocol: str
    first: int
    last: int

    def is_of(self, rule: Object) -> bool:
        return (self.protocol, self.first, self.last) == _sort_key(rule)


@dataclass(frozen=True, slots=True)
class Permission:
    """Traffic that is allowed with one target: a range, a member or a service, as `field` of a rule lists it."""

    traffic: Traffic
    field: str
    target: Any


@action(
    "CreateSecurityGroupRule",
    simplified=(
        "An identical rule is 9005, an unknown protocol 4047, a member by both id and name 3002 (codes "
        "inferred). Protocols by number other than 1, 6, 17 only in a Net; -1 also in the public Cloud. "
        "ServiceIds are checked for form only."
    ),
)
def create_security_group_rule(call: Call) -> dict[str, Any]:
    """One rule by flat parameters or many by Rules (3002), of ranges, members (5060) and services; outbound rules
    in Nets only (8004).
    """
    group, rules = _group_and_rules(call)
    for permission in _permissions(call, group, "Link"):
        _add(call, rules, permission)
    call.quotas.check_length("sg_rule_limit", len(rules))
    return _saved(call, group, rules)


@action(
    "DeleteSecurityGroupRule",
    simplified="A rule that is not there is 200 and changes nothing. Members by name in the public Cloud only.",
)
def delete_security_group_rule(call: Call) -> dict[str, Any]:
    """Takes what matches exactly away."""
    group, rules = _group_and_rules(call)
    for permission in _permissions(call, group, "Unlink"):
        _take_away(rules, permission)
    return _saved(call, group, rules)


# Groups and their rules


def _group_and_rules(call: Call) -> tuple[Object, list[Object]]:
    group = call.owned(SECURITY_GROUP, call.request["SecurityGroupId"])
    if call.request["Flow"] == "Outbound" and "NetId" not in group:
        raise ApiError(codes.OUTBOUND_NEEDS_NET, "A security group for the public cloud has no outbound rules.")
    return group, group[f"{call.request['Flow']}Rules"]


def _saved(call: Call, group: Object, rules: list[Object]) -> dict[str, Any]:
    group[f"{call.request['Flow']}Rules"] = sorted(rules, key=_sort_key)
    call.store.save(SECURITY_GROUP, group)
    return {"SecurityGroup": group}


def _sort_key(rule: Object) -> tuple[str, int, int]:
    return rule["IpProtocol"], rule["FromPortRange"], rule["ToPortRange"]


def _add(call: Call, rules: list[Object], permission: Permission) -> None:
    traffic, field, target = permission.traffic, permission.field, permission.target
    rule = next((rule for rule in rules if traffic.is_of(rule)), None)
    if rule is None:
        rule = {
            "FromPortRange": traffic.first,
            "IpProtocol": traffic.protocol,
            "SecurityGroupRuleId": new_rule_id(call),
            "ToPortRange": traffic.last,
        }
        rules.append(rule)
    if target in rule.get(field, ()):
        raise ApiError(codes.RULE_EXISTS, f"The rule for {traffic.protocol} and '{target}' exists.")
    rule.setdefault(field, []).append(target)


def _take_away(rules: list[Object], permission: Permission) -> None:
    """A rule that is not there is gone already: the API of 2021 accepts it."""
    for rule in rules:
        if permission.traffic.is_of(rule) and permission.target in rule.get(permission.field, ()):
            rule[permission.field].remove(permission.target)
            if not rule[permission.field]:
                del rule[permission.field]
    rules[:] = [rule for rule in rules if any(field in rule for field in TARGETS)]


# What a request asks for


def _permissions(call: Call, group: Object, verb: str) -> Iterator[Permission]:
    """The request's permissions. `verb` ends the names of the parameters for a group: Link or Unlink."""
    for rule in _asked(call.request, verb):
        targets = _targets(call, group, rule)
        for traffic in _traffics(rule, in_net="NetId" in group):
            for field, target in targets:
                yield Permission(traffic, field, target)


def _asked(request: Object, verb: str) -> list[Object]:
    """The rules of a request, in the form of `Rules` also where its own parameters describe one."""
    flat = [name for name in request if name not in ("Flow", "SecurityGroupId", "Rules")]
    if "Rules" in request:
        if flat:
            raise ApiError(codes.EXCLUSIVE_PARAMETERS, f"The parameter Rules excludes {', '.join(flat)}.")
        return list(request["Rules"])
    if not flat:
        raise ApiError(codes.MISSING_PARAMETER, "A rule, or Rules, is required.")
    rule: Object = {name: request[name] for name in ("FromPortRange", "IpProtocol", "ToPortRange") if name in request}
    group_name = request.get(f"SecurityGroupNameTo{verb}")
    if group_name and "IpRange" in request:
        raise ApiError(
            codes.EXCLUSIVE_PARAMETERS, f"The parameters IpRange and SecurityGroupNameTo{verb} exclude each other."
        )
    if group_name:
        id_or_name = "SecurityGroupId" if group_name.startswith(f"{SECURITY_GROUP.prefix}-") else "SecurityGroupName"
        member = {id_or_name: group_name}
        if f"SecurityGroupAccountIdTo{verb}" in request:
            member["AccountId"] = request[f"SecurityGroupAccountIdTo{verb}"]
        rule["SecurityGroupsMembers"] = [member]
    if "IpRange" in request:
        rule["IpRanges"] = [request["IpRange"]]
    return [rule]


def _targets(call: Call, group: Object, rule: Object) -> list[tuple[str, Any]]:
    members = [_member(call, group, member) for member in rule.get("SecurityGroupsMembers", ())]
    found = [(field, target) for field in ("IpRanges", "ServiceIds") for target in rule.get(field, ())]
    found += [("SecurityGroupsMembers", member) for member in members]
    if not found:
        raise ApiError(codes.EXCLUSIVE_PARAMETERS, "A rule needs IP ranges, security groups or services.")
    return found


def _member(call: Call, group: Object, asked: Object) -> Object:
    """The member as a rule shows it. Raises ApiError where there is no such group in the same network."""
    account = asked.get("AccountId", call.account)
    id, name = asked.get("SecurityGroupId"), asked.get("SecurityGroupName")
    if bool(id) == bool(name):
        code = codes.EXCLUSIVE_PARAMETERS if id else codes.MISSING_PARAMETER
        raise ApiError(code, "A member needs one of SecurityGroupId and SecurityGroupName.")
    # Only in the public cloud can a name stand for a group.
    member = call.store.get_of(SECURITY_GROUP, account, id) if id else find_by_name(call, account, str(name), None)
    if member is None or member.get("NetId") != group.get("NetId"):
        raise ApiError(
            codes.UNKNOWN_RULE_MEMBER, f"There is no security group '{id or name}' that a rule of this one can name."
        )
    return {
        "AccountId": member["AccountId"],
        "SecurityGroupId": member["SecurityGroupId"],
        "SecurityGroupName": member["SecurityGroupName"],
    }


def _traffics(rule: Object, in_net: bool) -> list[Traffic]:
    if set(rule) == {"SecurityGroupsMembers"}:
        return [Traffic(*traffic) for traffic in THREE_RULES]
    asked: str = rule.get("IpProtocol", ALL_PROTOCOLS)
    protocol = NAMED_PROTOCOLS.get(asked, asked)
    if protocol in ("tcp", "udp"):
        return [Traffic(protocol, *_limits(rule, 0, 65535, in_order=True))]
    if protocol == "icmp":
        return [Traffic(protocol, *_limits(rule, -1, 255, in_order=False))]
    if protocol != ALL_PROTOCOLS and (not in_net or int(protocol) > 255):
        raise ApiError(codes.BAD_VALUE, f"The protocol '{protocol}' cannot be used here.")
    return [Traffic(protocol, -1, -1)]


def _limits(rule: Object, lowest: int, highest: int, in_order: bool) -> tuple[int, int]:
    if "FromPortRange" not in rule or "ToPortRange" not in rule:
        raise ApiError(
            codes.MISSING_PARAMETER, f"FromPortRange and ToPortRange are required for '{rule['IpProtocol']}'."
        )
    first, last = rule["FromPortRange"], rule["ToPortRange"]
    for limit in (first, last):
        if not lowest <= limit <= highest:
            raise ApiError(codes.BAD_VALUE, f"The value '{limit}' is not between {lowest} and {highest}.")
    if in_order and first > last:
        raise ApiError(codes.BAD_VALUE, f"The ports {first} to {last} are in the wrong order.")
    return first, last
