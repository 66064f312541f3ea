"""Security groups. Their rules are in `security_group_rule`."""

from __future__ import annotations

from typing import Any

from outscale_api import codes
from outscale_emulator.data.kind import Object
from outscale_emulator.data.kinds import LOAD_BALANCER, NET, NIC, SECURITY_GROUP, VM
from outscale_emulator.data.transaction import Transaction
from outscale_emulator.rules.call import Call
from outscale_emulator.rules.dependencies import Blocker, refuse_if_used
from outscale_emulator.rules.errors import ApiError
from outscale_emulator.rules.exclusive_parameters import exactly_one
from outscale_emulator.rules.filters import Filter, Filters, passes_filter, read
from outscale_emulator.rules.registry import action
from outscale_emulator.rules.tombstones import living

BLOCKERS = (
    Blocker(NIC, "SecurityGroups[].SecurityGroupId", codes.SECURITY_GROUP_IN_USE),
    Blocker(VM, "SecurityGroups[].SecurityGroupId", codes.SECURITY_GROUP_IN_USE),
    Blocker(LOAD_BALANCER, "SecurityGroups[]", codes.SECURITY_GROUP_IN_USE),
)


class StillInUse(ApiError):
    """A group whose last VM has ended just now. For the clock that counts reads, each refusal is one."""

    def __init__(self, id: str, vms: list[Object]) -> None:
        super().__init__(codes.SECURITY_GROUP_IN_USE, f"'{id}' was in use until just now.")
        self.vms = vms

    def aftermath(self, store: Transaction) -> None:
        store.count_reads(self.vms)


#: Where a rule names a group.
MEMBERS = tuple(f"{flow}Rules[].SecurityGroupsMembers[].SecurityGroupId" for flow in ("Inbound", "Outbound"))

#: The filters by the member of a rule: the rules, the field of the member, and the same field of the group that has the rule.
BY_MEMBER = {
    f"{flow}Rule{field}s": (f"{flow}Rules", f"{flow}Rules[].SecurityGroupsMembers[].{field}", field)
    for flow in ("Inbound", "Outbound")
    for field in ("AccountId", "SecurityGroupId", "SecurityGroupName")
}

FILTERS: Filters = {name: path for name, (_, path, _) in BY_MEMBER.items()}

#: What a group of a Net lets out unless told otherwise.
EVERYTHING = {"FromPortRange": -1, "IpProtocol": "-1", "IpRanges": ["0.0.0.0/0"], "ToPortRange": -1}


@action("CreateSecurityGroup", simplified="An empty description is taken. No limit of groups beside the quotas.")
def create_security_group(call: Call) -> dict[str, Any]:
    """Name unique in the Net or the public Cloud (9008); a group of a Net lets everything out."""
    net_id = living(call, NET, call.request["NetId"])["NetId"] if "NetId" in call.request else None
    name = call.request["SecurityGroupName"]
    if find_by_name(call, call.account, name, net_id):
        raise ApiError(codes.SECURITY_GROUP_NAME_TAKEN, f"There is a security group named '{name}'.")
    group = {
        "AccountId": call.account,
        "Description": call.request["Description"],
        "InboundRules": [],
        "OutboundRules": [{**EVERYTHING, "SecurityGroupRuleId": new_rule_id(call)}] if net_id else [],
        "SecurityGroupId": call.new_id(SECURITY_GROUP),
        "SecurityGroupName": name,
        "Tags": [],
    }
    if net_id:
        group["NetId"] = net_id
    return {"SecurityGroup": call.add(SECURITY_GROUP, group)}


@action("ReadSecurityGroups")
def read_security_groups(call: Call) -> dict[str, Any]:
    """Lists groups; all filters. In the era today those by a member's account, id or name also find the group that
    has the rule.
    """
    return {"SecurityGroups": read(call, SECURITY_GROUP, _filters(call))}


@action(
    "DeleteSecurityGroup",
    simplified=(
        "After its last VM has ended it stays in use for one transient state of the clock more (really about "
        "90 s); with --clock immediate it is free at once. For the clock that counts reads, each refusal is "
        "one."
    ),
)
def delete_security_group(call: Call) -> None:
    """By id, or by name in the public Cloud; the default group is 9051; in use, also by another group's rule, 9085."""
    group = _named_by_request(call)
    id = group["SecurityGroupId"]
    if group["SecurityGroupName"] == "default":
        raise ApiError(codes.IS_DEFAULT_SECURITY_GROUP, f"'{id}' is a default security group.")
    refuse_if_used(call, id, BLOCKERS)
    if ended := call.store.find(VM, "_LeftGroups.SecurityGroupIds[]", id):
        raise StillInUse(id, ended)
    # A rule of the group itself that names it goes with it.
    if any(user["SecurityGroupId"] != id for path in MEMBERS for user in call.store.find(SECURITY_GROUP, path, id)):
        raise ApiError(codes.SECURITY_GROUP_IN_USE, f"A rule of another security group names '{id}'.")
    call.store.remove(SECURITY_GROUP, group)


def _filters(call: Call) -> Filters:
    """The filters of the era: some eras also find the group that has a rule by its members' filters (section 12)."""
    return OWNER_FILTERS if call.era.finds_rule_owners else FILTERS


def _of_owner_too(rules: str, path: str, field: str) -> Filter:
    def passes(group: Object, wanted: Any) -> bool:
        return bool(group[rules]) and (group[field] in wanted or passes_filter(group, path, wanted))

    return passes


OWNER_FILTERS: Filters = {name: _of_owner_too(*fields) for name, fields in BY_MEMBER.items()}


def find_by_name(call: Call, account: str, name: str, net_id: str | None) -> Object | None:
    """The account's group of that name in a Net or, without a Net, in the public cloud."""
    for group in call.store.find(SECURITY_GROUP, "SecurityGroupName", name):
        if group["_account"] == account and group.get("NetId") == net_id:
            return group
    return None


def new_rule_id(call: Call) -> str:
    """An identifier for a rule."""
    return call.random_id("sgr")


def _named_by_request(call: Call) -> Object:
    if exactly_one(call.request, "SecurityGroupId", "SecurityGroupName") == "SecurityGroupId":
        return call.owned(SECURITY_GROUP, call.request["SecurityGroupId"])
    group = find_by_name(call, call.account, call.request["SecurityGroupName"], None)
    if group is None:
        raise call.missing(SECURITY_GROUP, call.request["SecurityGroupName"])
    return group
