"""Rules: how they merge and sort, the form that makes three of one, and what is refused."""

import pytest


@pytest.fixture
async def public(api):
    answer = await api.call("CreateSecurityGroup", SecurityGroupName="public", Description="for tests")
    return answer["SecurityGroup"]["SecurityGroupId"]


@pytest.fixture
async def private(api):
    net = (await api.call("CreateNet", IpRange="10.0.0.0/16"))["Net"]["NetId"]
    answer = await api.call("CreateSecurityGroup", SecurityGroupName="private", Description="for tests", NetId=net)
    return answer["SecurityGroup"]["SecurityGroupId"]


def ssh(group, **more):
    rule = {"Flow": "Inbound", "IpProtocol": "tcp", "FromPortRange": 22, "ToPortRange": 22}
    return {"SecurityGroupId": group, **rule, **more}


def traffic(rules):
    return [(rule["IpProtocol"], rule["FromPortRange"], rule["ToPortRange"]) for rule in rules]


async def test_ranges_and_members_of_the_same_traffic_share_a_rule(api, public):
    await api.call("CreateSecurityGroupRule", **ssh(public, IpRange="10.0.0.0/8"))
    await api.call("CreateSecurityGroupRule", **ssh(public, IpRange="192.0.2.7/32"))
    answer = await api.call("CreateSecurityGroupRule", **ssh(public, SecurityGroupNameToLink="public"))

    (rule,) = answer["SecurityGroup"]["InboundRules"]
    assert rule == {
        "FromPortRange": 22,
        "IpProtocol": "tcp",
        "IpRanges": ["10.0.0.0/8", "192.0.2.7/32"],
        "SecurityGroupsMembers": [
            {"AccountId": "100000000001", "SecurityGroupId": public, "SecurityGroupName": "public"}
        ],
        "ToPortRange": 22,
    }


async def test_rules_are_sorted_by_protocol_and_port(api, private):
    rules = [
        {"IpProtocol": "udp", "FromPortRange": 4325, "ToPortRange": 6587, "IpRanges": ["10.0.0.12/32"]},
        {"IpProtocol": "udp", "FromPortRange": 56, "ToPortRange": 78, "IpRanges": ["10.0.0.14/32"]},
        {"IpProtocol": "icmp", "FromPortRange": -1, "ToPortRange": -1, "IpRanges": ["10.0.0.13/32"]},
        {"IpProtocol": "50", "IpRanges": ["10.0.0.15/32"]},
        {"IpProtocol": "6", "FromPortRange": 1, "ToPortRange": 2, "IpRanges": ["10.0.0.16/32"]},
    ]
    answer = await api.call("CreateSecurityGroupRule", SecurityGroupId=private, Flow="Outbound", Rules=rules)

    assert traffic(answer["SecurityGroup"]["OutboundRules"]) == [
        ("-1", -1, -1),
        ("50", -1, -1),
        ("icmp", -1, -1),
        ("tcp", 1, 2),
        ("udp", 56, 78),
        ("udp", 4325, 6587),
    ]


async def test_a_member_without_a_protocol_makes_three_rules(api, public):
    flat = {"Flow": "Inbound", "SecurityGroupId": public}
    answer = await api.call("CreateSecurityGroupRule", **flat, SecurityGroupNameToLink="public")
    rules = answer["SecurityGroup"]["InboundRules"]

    assert traffic(rules) == [("icmp", -1, -1), ("tcp", 1, 65535), ("udp", 1, 65535)]
    assert all("IpRanges" not in rule for rule in rules)
    answer = await api.call("DeleteSecurityGroupRule", **flat, SecurityGroupNameToUnlink=public)
    assert answer["SecurityGroup"]["InboundRules"] == []


async def test_a_rule_keeps_what_is_not_taken_away(api, public):
    for range in ("10.0.0.0/8", "192.0.2.7/32"):
        await api.call("CreateSecurityGroupRule", **ssh(public, IpRange=range))

    answer = await api.call("DeleteSecurityGroupRule", **ssh(public, IpRange="10.0.0.0/8"))
    assert answer["SecurityGroup"]["InboundRules"][0]["IpRanges"] == ["192.0.2.7/32"]
    answer = await api.call("DeleteSecurityGroupRule", **ssh(public, IpRange="192.0.2.7/32"))
    assert answer["SecurityGroup"]["InboundRules"] == []


async def test_only_an_exact_match_is_taken_away(api, public):
    await api.call("CreateSecurityGroupRule", **ssh(public, IpRange="10.0.0.0/8"))

    for other in ({"IpRange": "10.0.0.0/16"}, {"IpRange": "10.0.0.0/8", "ToPortRange": 23}):
        answer = await api.call("DeleteSecurityGroupRule", **ssh(public, **other))
        assert len(answer["SecurityGroup"]["InboundRules"]) == 1


async def test_an_identical_rule_is_refused(api, public):
    await api.call("CreateSecurityGroupRule", **ssh(public, IpRange="10.0.0.0/8"))
    assert await api.refused("CreateSecurityGroupRule", **ssh(public, IpRange="10.0.0.0/8")) == "9005"


async def test_groups_of_the_public_cloud_have_no_outbound_rules(api, public):
    for action in ("CreateSecurityGroupRule", "DeleteSecurityGroupRule"):
        assert await api.refused(action, **ssh(public, IpRange="10.0.0.0/8", Flow="Outbound")) == "8004"


@pytest.mark.parametrize(
    ("rule", "code"),
    [
        ({}, "7000"),
        ({"IpProtocol": "tcp", "FromPortRange": 22, "ToPortRange": 22}, "3002"),
        ({"IpProtocol": "tcp", "IpRange": "10.0.0.0/8"}, "7000"),
        ({"IpProtocol": "tcp", "FromPortRange": 1237, "ToPortRange": 1234, "IpRange": "10.0.0.0/8"}, "4047"),
        ({"IpProtocol": "tcp", "FromPortRange": -1, "ToPortRange": -1, "IpRange": "10.0.0.0/8"}, "4047"),
        ({"IpProtocol": "icmp", "FromPortRange": 1234, "ToPortRange": 1234, "IpRange": "10.0.0.0/8"}, "4047"),
        ({"IpProtocol": "spam", "FromPortRange": 1, "ToPortRange": 2, "IpRange": "10.0.0.0/8"}, "4047"),
        ({"IpProtocol": "50", "IpRange": "10.0.0.0/8"}, "4047"),
        ({"IpProtocol": "tcp", "FromPortRange": 1, "ToPortRange": 2, "IpRange": "Hello"}, "4047"),
        ({"IpRange": "10.0.0.0/8", "SecurityGroupNameToLink": "public"}, "3002"),
        ({"IpRange": "10.0.0.0/8", "Rules": [{"IpRanges": ["10.0.0.0/8"]}]}, "3002"),
        ({"SecurityGroupNameToLink": "sg-00000000"}, "5060"),
        ({"SecurityGroupNameToLink": "unknown"}, "5060"),
        ({"Rules": [{"SecurityGroupsMembers": [{"AccountId": "100000000001"}]}]}, "7000"),
        ({"Rules": [{"SecurityGroupsMembers": [{"Name": "public"}]}]}, "3001"),
    ],
)
async def test_a_rule_that_makes_no_sense_is_refused(api, public, rule, code):
    assert await api.refused("CreateSecurityGroupRule", SecurityGroupId=public, Flow="Inbound", **rule) == code


async def test_a_member_is_of_the_same_network(api, neighbour, public, private):
    request = {"Flow": "Inbound", "SecurityGroupId": private}
    assert await api.refused("CreateSecurityGroupRule", **request, SecurityGroupNameToLink=public) == "5060"
    assert await api.refused("CreateSecurityGroupRule", **request, SecurityGroupNameToLink="private") == "5060"
    await api.call("CreateSecurityGroupRule", **request, SecurityGroupNameToLink=private)


async def test_a_member_of_the_public_cloud_may_be_of_another_account(api, neighbour, public):
    name = {"SecurityGroupNameToLink": "default", "SecurityGroupAccountIdToLink": "100000000002"}
    answer = await api.call("CreateSecurityGroupRule", SecurityGroupId=public, Flow="Inbound", **name)

    theirs = (await neighbour.call("ReadSecurityGroups"))["SecurityGroups"][0]["SecurityGroupId"]
    members = [rule["SecurityGroupsMembers"] for rule in answer["SecurityGroup"]["InboundRules"]]
    assert {(member["AccountId"], member["SecurityGroupId"]) for (member,) in members} == {("100000000002", theirs)}
    assert await neighbour.refused("CreateSecurityGroupRule", **ssh(public, IpRange="10.0.0.0/8")) == "5020"


async def test_filters_look_into_the_rules(api, public):
    await api.call("CreateSecurityGroupRule", **ssh(public, IpRange="10.0.0.0/8"))
    for name, value in (("IpRanges", "10.0.0.0/8"), ("FromPortRanges", 22), ("ToPortRanges", 22)):
        found = await api.call("ReadSecurityGroups", Filters={f"InboundRule{name}": [value]})
        assert [group["SecurityGroupId"] for group in found["SecurityGroups"]] == [public]


async def test_dry_run_adds_nothing(api, public):
    await api.call("CreateSecurityGroupRule", **ssh(public, IpRange="10.0.0.0/8"), DryRun=True)
    found = await api.call("ReadSecurityGroups", Filters={"SecurityGroupIds": [public]})
    assert found["SecurityGroups"][0]["InboundRules"] == []
