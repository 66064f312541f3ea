"""Security groups: names, default groups, and what stops a deletion."""

import pytest


async def create(client, name="web", **request):
    answer = await client.call("CreateSecurityGroup", SecurityGroupName=name, Description="for tests", **request)
    return answer["SecurityGroup"]


async def test_a_group_of_a_net_lets_everything_out(api, net):
    group = await create(api, NetId=net)

    assert group["NetId"] == net
    assert group["InboundRules"] == []
    assert group["OutboundRules"] == [
        {"FromPortRange": -1, "IpProtocol": "-1", "IpRanges": ["0.0.0.0/0"], "ToPortRange": -1}
    ]


async def test_a_group_of_the_public_cloud_has_no_rules(api):
    group = await create(api)

    assert "NetId" not in group
    assert group["InboundRules"] == group["OutboundRules"] == group["Tags"] == []


async def test_default_groups_let_their_members_talk(api, net):
    filters = {"SecurityGroupNames": ["default"]}
    public, private = (await api.call("ReadSecurityGroups", Filters=filters))["SecurityGroups"]

    assert [rule["IpProtocol"] for rule in public["InboundRules"]] == ["icmp", "tcp", "udp"]
    assert public["OutboundRules"] == []
    assert private["NetId"] == net
    (inbound,) = private["InboundRules"]
    assert inbound["SecurityGroupsMembers"][0]["SecurityGroupId"] == private["SecurityGroupId"]
    assert await api.refused("DeleteSecurityGroup", SecurityGroupId=private["SecurityGroupId"]) == "9051"


async def test_a_name_is_unique_in_its_network(api, neighbour, net):
    await create(api)
    await create(api, NetId=net)
    await create(neighbour)

    request = {"SecurityGroupName": "web", "Description": "again"}
    assert await api.refused("CreateSecurityGroup", **request) == "9008"
    assert await api.refused("CreateSecurityGroup", **request, NetId=net) == "9008"


async def test_a_group_is_deleted_by_identifier_or_in_the_public_cloud_by_name(api, neighbour, net):
    public, private = await create(api), await create(api, "private", NetId=net)

    assert await api.refused("DeleteSecurityGroup") == "7000"
    both = {"SecurityGroupId": public["SecurityGroupId"], "SecurityGroupName": "web"}
    assert await api.refused("DeleteSecurityGroup", **both) == "3002"
    assert await api.refused("DeleteSecurityGroup", SecurityGroupName="private") == "5020"
    assert await neighbour.refused("DeleteSecurityGroup", SecurityGroupName="web") == "5020"
    await api.call("DeleteSecurityGroup", SecurityGroupName="web")
    await api.call("DeleteSecurityGroup", SecurityGroupId=private["SecurityGroupId"])
    assert await api.refused("DeleteSecurityGroup", SecurityGroupId=private["SecurityGroupId"]) == "5020"


async def test_a_group_that_another_one_names_stays(api, net):
    named, naming = await create(api, "named", NetId=net), await create(api, "naming", NetId=net)
    rule = {"SecurityGroupId": naming["SecurityGroupId"], "Flow": "Inbound"}
    await api.call("CreateSecurityGroupRule", **rule, SecurityGroupNameToLink=named["SecurityGroupId"])
    itself = {"SecurityGroupId": naming["SecurityGroupId"], "SecurityGroupNameToLink": naming["SecurityGroupId"]}
    await api.call("CreateSecurityGroupRule", **itself, Flow="Outbound")

    assert await api.refused("DeleteSecurityGroup", SecurityGroupId=named["SecurityGroupId"]) == "9085"
    await api.call("DeleteSecurityGroup", SecurityGroupId=naming["SecurityGroupId"])
    await api.call("DeleteSecurityGroup", SecurityGroupId=named["SecurityGroupId"])


async def test_a_group_that_a_vm_or_a_nic_uses_stays(api, net):
    subnet = (await api.call("CreateSubnet", NetId=net, IpRange="10.0.1.0/24"))["Subnet"]["SubnetId"]
    public, private = (await create(api))["SecurityGroupId"], (await create(api, NetId=net))["SecurityGroupId"]
    nic = (await api.call("CreateNic", SubnetId=subnet, SecurityGroupIds=[private]))["Nic"]["NicId"]
    vm = (await api.call("CreateVms", ImageId="ami-e0000001", SecurityGroupIds=[public]))["Vms"][0]["VmId"]

    for group in (public, private):
        assert await api.refused("DeleteSecurityGroup", SecurityGroupId=group) == "9085"
    await api.call("DeleteVms", VmIds=[vm])
    await api.call("DeleteNic", NicId=nic)
    for group in (public, private):
        await api.call("DeleteSecurityGroup", SecurityGroupId=group)


async def test_a_group_keeps_its_net(api, net):
    group = await create(api, NetId=net)
    assert await api.refused("DeleteNet", NetId=net) == "9029"
    await api.call("DeleteSecurityGroup", SecurityGroupId=group["SecurityGroupId"])
    await api.call("DeleteNet", NetId=net)


async def end_vm_in(api, group, subnet=None):
    place = {"SubnetId": subnet} if subnet else {}
    answer = await api.call("CreateVms", ImageId="ami-e0000001", SecurityGroupIds=[group], **place)
    await api.call("DeleteVms", VmIds=[answer["Vms"][0]["VmId"]])


@pytest.mark.parametrize("clock", ["seconds:60"])
async def test_a_group_lags_behind_the_vm_that_used_it(api, time, net):
    subnet = (await api.call("CreateSubnet", NetId=net, IpRange="10.0.1.0/24"))["Subnet"]["SubnetId"]
    public, private = (await create(api))["SecurityGroupId"], (await create(api, NetId=net))["SecurityGroupId"]
    await end_vm_in(api, public)
    await end_vm_in(api, private, subnet)

    time.advance(60)
    assert {vm["State"] for vm in (await api.call("ReadVms"))["Vms"]} == {"terminated"}
    for group in (public, private):
        assert await api.refused("DeleteSecurityGroup", SecurityGroupId=group) == "9085"
    time.advance(59)
    assert await api.refused("DeleteSecurityGroup", SecurityGroupId=public) == "9085"
    time.advance(1)
    for group in (public, private):
        await api.call("DeleteSecurityGroup", SecurityGroupId=group)


@pytest.mark.parametrize("clock", ["reads:2"])
async def test_attempts_to_delete_a_group_count_as_reads(api, clock):
    group = (await create(api))["SecurityGroupId"]
    await end_vm_in(api, group)
    states = [(await api.call("ReadVms"))["Vms"][0]["State"] for _ in range(3)]
    assert states == ["shutting-down", "shutting-down", "terminated"]

    # The third read was one of the two that the group stays for.
    assert await api.refused("DeleteSecurityGroup", SecurityGroupId=group) == "9085"
    await api.call("DeleteSecurityGroup", SecurityGroupId=group)
