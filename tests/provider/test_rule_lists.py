"""A security group whose rules are lists: they are the whole truth of a direction, changed rule by rule."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from outscale_provider.model.values import UNKNOWN
from provider.cloud import Account, Fault, Way
from provider.engine import Engine, Failed, InitFailed, Resource
from provider.listener import Listener, cancel
from provider.messages import bare

EVERYWHERE, OFFICE, HOME = "0.0.0.0/0", "192.0.2.0/24", "198.51.100.7/32"


def tcp(port: int, *ranges: str, **peers: Any) -> dict[str, Any]:
    targets = {"ipRanges": list(ranges)} if ranges else {}
    return {"ipProtocol": "tcp", "fromPortRange": port, "toPortRange": port, **targets, **peers}


def as_sent(port: int, range: str) -> dict[str, Any]:
    return {"IpProtocol": "tcp", "FromPortRange": port, "ToPortRange": port, "IpRanges": [range]}


#: What may become of a rule for port 80 from two ranges, and what a preview shows of that.
CHANGES: list[tuple[list[Any], dict[str, str]]] = [
    ([tcp(80, OFFICE, HOME), tcp(443, OFFICE)], {"inboundRules[1]": "ADD"}),
    ([tcp(443, OFFICE), tcp(80, OFFICE, HOME)], {"inboundRules[0]": "ADD"}),
    ([tcp(80, OFFICE)], {"inboundRules[0].ipRanges[1]": "DELETE"}),
    ([tcp(80, OFFICE, HOME, EVERYWHERE)], {"inboundRules[0].ipRanges[2]": "ADD"}),
    ([tcp(80, HOME), tcp(80, OFFICE)], {}),
    ([{**tcp(80, OFFICE, HOME), "ipProtocol": "06"}], {}),
    ([tcp(81, OFFICE, HOME)], {f"inboundRules[0].{name}PortRange": "UPDATE" for name in ("from", "to")}),
    ([], {"inboundRules[0]": "DELETE"}),
]

#: Lists that are wrong, and what is told at which path.
WRONG: list[tuple[Any, dict[str, str]]] = [
    ("no list", {"inboundRules": "expected an array"}),
    ([["no rule"]], {"inboundRules[0]": "expected an object"}),
    ([{}], {"inboundRules[0]": "needs ipRanges, securityGroupsMembers or serviceIds"}),
    ([tcp(80, ipRanges=[])], {"inboundRules[0]": "needs ipRanges"}),
    ([tcp(80, "everywhere")], {"inboundRules[0].ipRanges[0]": "must be an IPv4 range"}),
    (
        [tcp(80, OFFICE), tcp(80, HOME, OFFICE)],
        {"inboundRules[1].ipRanges[1]": "says what inboundRules[0].ipRanges[0]"},
    ),
    ([tcp(80, OFFICE, OFFICE)], {"inboundRules[0].ipRanges[1]": "says what inboundRules[0].ipRanges[0]"}),
    (
        [{**tcp(1, OFFICE), "ipProtocol": "-1"}, {"ipRanges": [OFFICE]}],
        {"inboundRules[1].ipRanges[0]": "says what inboundRules[0].ipRanges[0]"},
    ),
    (
        [{"ipProtocol": "tcp", "fromPortRange": 80, "ipRanges": [OFFICE]}],
        {"inboundRules[0].toPortRange": "is required: the ports of tcp"},
    ),
    (
        [{**tcp(80, OFFICE), "toPortRange": 79}],
        {"inboundRules[0].toPortRange": "must not be below fromPortRange"},
    ),
    ([{"ipProtocol": "300", "ipRanges": [OFFICE]}], {"inboundRules[0].ipProtocol": "at most 255"}),
    (
        [tcp(80, securityGroupsMembers=[{"securityGroupName": "web"}])],
        {"inboundRules[0].securityGroupsMembers[0].securityGroupId": "is required"},
    ),
    ([tcp(80, OFFICE, members=[])], {"inboundRules[0].members": "there is no such property"}),
]


@pytest.fixture
async def net(engine: Engine) -> Resource:
    return await engine.made("Net", ipRange="10.0.0.0/16", name="net")


async def a_group(engine: Engine, net: Resource, name: str = "it", **lists: Any) -> Resource:
    return await engine.made("SecurityGroup", netId=net.id, description="a group", name=name, **lists)


async def a_rule(engine: Engine, group: Resource, port: int, range: str = OFFICE) -> Resource:
    inputs = {"fromPortRange": port, "toPortRange": port, "ipRange": range}
    return await engine.made(
        "SecurityGroupRule", securityGroupId=group.id, flow="Inbound", ipProtocol="tcp", name="rule", **inputs
    )


async def changed(engine: Engine, group: Resource, **inputs: Any) -> tuple[Resource, dict[str, str]]:
    """The group after a change, and what the preview said of it."""
    new = await engine.checked("SecurityGroup", {**bare(group.inputs), **inputs}, group.inputs)
    difference = await engine.diff(group, new)
    updated = await engine.update(group, new) if difference else Resource(group.type, group.id, new, group.outputs)
    assert await engine.read(updated) == updated
    return updated, difference.details


async def told(account: Account, group: Resource, name: str = "InboundRules") -> list[tuple[int, str]]:
    """The rules that the cloud has, by port and range."""
    answer = await account.call("ReadSecurityGroups", Filters={"SecurityGroupIds": [group.id]})
    rules = answer["SecurityGroups"][0][name]
    return [(rule["FromPortRange"], range) for rule in rules for range in rule["IpRanges"]]


class TestALife:
    async def test_a_group_with_thirty_rules_takes_a_request_for_each_direction(
        self, engine: Engine, net: Resource, way: Way
    ):
        way.requests.clear()
        group = await a_group(
            engine,
            net,
            inboundRules=[tcp(port, OFFICE, HOME) for port in range(1, 16)],
            outboundRules=[{"ipRanges": [EVERYWHERE]}],
        )
        assert way.actions == ["CreateSecurityGroup", "CreateSecurityGroupRule"]
        assert len(way.requests[1][1]["Rules"]) == 30
        way.requests.clear()
        await engine.delete(group)
        assert way.actions == ["DeleteSecurityGroup"]

    async def test_nothing_gets_out_where_the_list_is_empty(
        self, engine: Engine, net: Resource, account: Account, way: Way
    ):
        way.requests.clear()
        group = await a_group(engine, net, outboundRules=[])
        assert way.actions == ["CreateSecurityGroup", "DeleteSecurityGroupRule"]
        assert group.inputs["outboundRules"] == group.outputs["outboundRules"] == []
        assert await told(account, group, "OutboundRules") == []

    async def test_rules_come_before_others_go_and_those_that_stay_are_left_alone(
        self, engine: Engine, net: Resource, way: Way
    ):
        group = await a_group(engine, net, inboundRules=[tcp(22, OFFICE), tcp(80, OFFICE, HOME), tcp(443, EVERYWHERE)])
        way.requests.clear()
        group, details = await changed(
            engine, group, inboundRules=[tcp(80, HOME, OFFICE), tcp(443, EVERYWHERE, OFFICE), tcp(8080, HOME)]
        )
        changes = [(action, request["Rules"]) for action, request in way.requests if "Rules" in request]
        assert changes == [
            ("CreateSecurityGroupRule", [as_sent(443, OFFICE), as_sent(8080, HOME)]),
            ("DeleteSecurityGroupRule", [as_sent(22, OFFICE)]),
        ]
        assert details == {"inboundRules[0]": "DELETE", "inboundRules[1]": "ADD", "inboundRules[2]": "ADD"}

    async def test_a_preview_shows_the_rule_that_changes(self, engine: Engine, net: Resource):
        group = await a_group(engine, net, inboundRules=[tcp(80, OFFICE, HOME)])
        for rules, details in CHANGES:
            new = await engine.checked("SecurityGroup", {**bare(group.inputs), "inboundRules": rules}, group.inputs)
            assert (await engine.diff(group, new)).details == details

    async def test_its_own_members_are_those_of_a_group_that_has_no_identifier_yet(
        self, engine: Engine, net: Resource, way: Way, listener: Listener
    ):
        group = await a_group(engine, net, inboundRules=[tcp(80, securityGroupsMembers=[{}])])
        [added] = way.requests[-1][1]["Rules"]
        assert added["SecurityGroupsMembers"] == [{"SecurityGroupId": group.id}]
        member = {"securityGroupNameToLink": group.id, "securityGroupId": group.id, "flow": "Inbound", **tcp(80)}
        await engine.diff(group, group.inputs)
        await engine.diff(Resource("SecurityGroupRule", f"{group.id}/Inbound/tcp/80/80/{group.id}", member, {}), member)
        way.requests.clear()
        group, _ = await changed(engine, group, inboundRules=[])
        assert way.requests[0] == (
            "DeleteSecurityGroupRule",
            {"SecurityGroupId": group.id, "Flow": "Inbound", "Rules": [added]},
        )
        await cancel(engine)
        assert "has this already" in listener.warned()[0][1]

    async def test_what_was_cut_off_is_finished_by_the_next_up(
        self, engine: Engine, net: Resource, account: Account, way: Way
    ):
        group = await a_group(engine, net, inboundRules=[tcp(22, OFFICE)])
        new = await engine.checked(
            "SecurityGroup", {**bare(group.inputs), "inboundRules": [tcp(80, OFFICE)]}, group.inputs
        )
        way.faults.append(Fault("DeleteSecurityGroupRule", status=400, code=4000, times=2))
        with pytest.raises(InitFailed) as raised:
            await engine.update(group, new)
        assert await told(account, group) == [(22, OFFICE), (80, OFFICE)]
        await engine.update(raised.value.resource, new)
        assert await told(account, group) == [(80, OFFICE)]


class TestWhatIsThereAlready:
    async def test_a_rule_made_by_hand_and_then_in_the_program_is_no_obstacle(
        self, engine: Engine, net: Resource, account: Account
    ):
        group = await a_group(engine, net, inboundRules=[tcp(22, OFFICE)])
        by_hand = {"IpProtocol": "tcp", "FromPortRange": 80, "ToPortRange": 80}
        for range in (OFFICE, HOME):
            await account.call(
                "CreateSecurityGroupRule", SecurityGroupId=group.id, Flow="Inbound", IpRange=range, **by_hand
            )
        await changed(engine, group, inboundRules=[tcp(22, OFFICE), tcp(80, OFFICE), tcp(443, OFFICE)])
        assert await told(account, group) == [(22, OFFICE), (80, OFFICE), (443, OFFICE)]

    async def test_a_list_that_is_new_is_the_whole_truth_at_once(self, engine: Engine, net: Resource, account: Account):
        group = await a_group(engine, net)
        await a_rule(engine, group, 22)
        await a_rule(engine, group, 80)
        group, details = await changed(engine, group, inboundRules=[tcp(80, OFFICE)], outboundRules=[])
        assert details == {"inboundRules": "ADD", "outboundRules": "ADD"}
        assert await told(account, group) == [(80, OFFICE)]
        assert await told(account, group, "OutboundRules") == []

    async def test_a_list_that_is_taken_back_leaves_what_is_there(
        self, engine: Engine, net: Resource, account: Account
    ):
        group = await a_group(engine, net, inboundRules=[tcp(80, OFFICE)], outboundRules=[])
        group, details = await changed(engine, group, inboundRules=None, outboundRules=None)
        assert details == {}
        assert await told(account, group) == [(80, OFFICE)]
        await a_rule(engine, group, 22)
        refreshed = await engine.read(group)
        assert refreshed and refreshed.inputs == group.inputs

    async def test_an_import_shows_no_lists_and_asks_for_nothing_where_the_program_has_them(
        self, engine: Engine, net: Resource
    ):
        lists = {"inboundRules": [tcp(80, HOME, OFFICE), tcp(22, OFFICE)], "outboundRules": []}
        group = await a_group(engine, net, **lists)
        imported = await engine.imported("SecurityGroup", group.id)
        assert imported and not imported.inputs.keys() & lists.keys()
        assert not await engine.diff(imported, group.inputs)
        without = {name: value for name, value in group.inputs.items() if name not in lists}
        assert not await engine.diff(imported, without)
        assert await engine.diff(imported, {**group.inputs, "inboundRules": []})

    async def test_no_dry_run_refuses_what_a_look_resolves(
        self, validating: Engine, account: Account, way: Way, listener: Listener
    ):
        net = await validating.made("Net", ipRange="10.0.0.0/16", name="net")
        group = await a_group(validating, net)
        by_hand = {"IpProtocol": "tcp", "FromPortRange": 80, "ToPortRange": 80, "IpRange": OFFICE}
        await account.call("CreateSecurityGroupRule", SecurityGroupId=group.id, Flow="Inbound", **by_hand)
        way.requests.clear()
        await validating.update(group, {**group.inputs, "inboundRules": [tcp(80, OFFICE)]}, preview=True)
        assert way.requests == []
        listed = {**group.inputs, "inboundRules": []}
        await validating.update(
            replace(group, inputs=listed), {**listed, "inboundRules": [tcp(80, OFFICE)]}, preview=True
        )
        assert way.actions == ["CreateSecurityGroupRule"]
        await cancel(validating)
        assert listener.warned() == []


class TestResourcesOfTheSameDirection:
    async def test_are_refused_where_the_group_has_a_list(self, engine: Engine, net: Resource):
        group = await a_group(engine, net, inboundRules=[tcp(80, OFFICE)])
        for preview in (True, False):
            inputs = {"securityGroupId": group.id, "flow": "Inbound", "ipRange": OFFICE, **tcp(22)}
            with pytest.raises(Failed, match=f"inboundRules of SecurityGroup {group.id} is given by the program"):
                await engine.create("SecurityGroupRule", inputs, preview=preview)
        assert await engine.create("SecurityGroupRule", {**inputs, "flow": "Outbound"})

    async def test_are_told_whose_rule_the_list_takes_away_or_has(
        self, engine: Engine, net: Resource, listener: Listener
    ):
        group = await a_group(engine, net)
        rule = await a_rule(engine, group, 22)
        await engine.diff(group, {**group.inputs, "inboundRules": []})
        assert not await engine.diff(rule, rule.inputs)
        await engine.diff(group, {**group.inputs, "inboundRules": [tcp(22, HOME, OFFICE)]})
        assert not await engine.diff(rule, rule.inputs)
        await cancel(engine)
        [(_, lacking), (name, having)] = listener.warned()
        assert name == "rule"
        assert f"inboundRules of SecurityGroup {group.id} of the program lacks this" in lacking
        assert "has this already: the resource can be removed" in having

    async def test_leave_their_rule_to_the_list_that_has_it(
        self, engine: Engine, net: Resource, account: Account, listener: Listener
    ):
        group = await a_group(engine, net)
        rule = await a_rule(engine, group, 22)
        group, _ = await changed(engine, group, inboundRules=[tcp(22, OFFICE)])
        await engine.delete(rule)
        assert await told(account, group) == [(22, OFFICE)]
        await cancel(engine)
        assert f"{rule.id} stays as it is: it is in inboundRules of SecurityGroup {group.id}" in listener.informed()[-1]

    async def test_take_over_the_rules_of_a_list_that_is_given_up(
        self, engine: Engine, net: Resource, account: Account
    ):
        group = await a_group(engine, net, inboundRules=[tcp(22, OFFICE)])
        group, _ = await changed(engine, group, inboundRules=None)
        rule = await a_rule(engine, group, 22)
        with pytest.raises(Failed, match="is another resource of this stack"):
            await engine.made(
                "SecurityGroupRule", securityGroupId=group.id, flow="Inbound", ipRange=OFFICE, name="other", **tcp(22)
            )
        await engine.delete(rule)
        assert await told(account, group) == []


class TestWhatIsWrong:
    async def test_is_told_at_its_path(self, engine: Engine):
        for rules, violations in WRONG:
            inputs = {"description": "a group", "netId": "vpc-12345678", "inboundRules": rules}
            failures = (await engine.check("SecurityGroup", inputs)).failures
            assert failures.keys() == violations.keys()
            assert all(reason in failures[path] for path, reason in violations.items())

    async def test_is_that_a_group_of_the_public_cloud_is_to_hold_something_back(self, engine: Engine):
        checked = await engine.check("SecurityGroup", {"description": "a group", "outboundRules": []})
        assert "only a group for a Net" in checked.failures["outboundRules"]

    async def test_is_not_what_a_preview_cannot_know(self, engine: Engine, net: Resource):
        group = await a_group(engine, net, inboundRules=[tcp(80, OFFICE)])
        members = [{"securityGroupId": UNKNOWN}, {"securityGroupId": UNKNOWN}]
        for rules, path in (
            (UNKNOWN, "inboundRules"),
            ([tcp(80, OFFICE), UNKNOWN], "inboundRules[1]"),
            ([tcp(80, OFFICE), tcp(80, securityGroupsMembers=members)], "inboundRules[1]"),
            ([tcp(80, OFFICE), tcp(80, securityGroupsMembers=UNKNOWN)], "inboundRules[1]"),
            ([tcp(80, OFFICE, UNKNOWN)], "inboundRules[0].ipRanges[1]"),
            ([{**tcp(80, OFFICE), "ipProtocol": UNKNOWN}], "inboundRules[0].ipProtocol"),
        ):
            new = await engine.checked("SecurityGroup", {**bare(group.inputs), "inboundRules": rules}, group.inputs)
            assert [*(await engine.diff(group, new)).details] == [path]
            preview = await engine.update(group, new, preview=True)
            assert preview.inputs == new
            assert await engine.create("SecurityGroup", new, preview=True)


async def test_a_group_that_is_named_by_its_own_identifier_is_itself(engine: Engine, way: Way):
    group = await engine.made("SecurityGroup", description="a group", inboundRules=[tcp(80, OFFICE)])
    by_id = {**group.inputs, "inboundRules": [tcp(80, securityGroupsMembers=[{"securityGroupId": group.id}])]}
    group = await engine.update(group, by_id)
    read = await engine.read(group)
    way.requests.clear()
    group = await engine.update(read or group, by_id)
    twice = [tcp(80, securityGroupsMembers=[{"securityGroupId": group.id}, {}])]
    await engine.update(group, {**by_id, "inboundRules": twice})
    assert [action for action in way.actions if not action.startswith("Read")] == []
