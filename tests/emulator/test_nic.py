"""NICs: what they get on creation, their private IPs, their groups, and what stops a deletion."""

import pytest


@pytest.fixture
async def subnet(api):
    net = (await api.call("CreateNet", IpRange="10.0.0.0/16"))["Net"]
    return (await api.call("CreateSubnet", NetId=net["NetId"], IpRange="10.0.1.0/28"))["Subnet"]


async def read_nic(api, nic_id):
    return (await api.call("ReadNics", Filters={"NicIds": [nic_id]}))["Nics"][0]


async def available_ips(api):
    return (await api.call("ReadSubnets"))["Subnets"][0]["AvailableIpsCount"]


async def test_a_nic_gets_an_address_and_the_default_group(api, subnet):
    nic = (await api.call("CreateNic", SubnetId=subnet["SubnetId"]))["Nic"]

    assert nic["State"] == "available"
    assert nic["Description"] == ""
    assert nic["IsSourceDestChecked"] is True
    assert nic["Tags"] == []
    assert nic["NetId"] == subnet["NetId"]
    assert nic["SubregionName"] == "eu-west-2a"
    assert nic["MacAddress"].startswith("aa:")
    assert nic["PrivateDnsName"] == "ip-10-0-1-4.eu-west-2.compute.internal"
    assert nic["PrivateIps"] == [
        {"IsPrimary": True, "PrivateDnsName": "ip-10-0-1-4.eu-west-2.compute.internal", "PrivateIp": "10.0.1.4"}
    ]
    assert [group["SecurityGroupName"] for group in nic["SecurityGroups"]] == ["default"]
    assert not {"LinkNic", "LinkPublicIp"} & set(nic)
    assert await read_nic(api, nic["NicId"]) == nic
    assert await available_ips(api) == 10


async def test_addresses_can_be_chosen(api, subnet):
    wanted = [{"PrivateIp": "10.0.1.9"}, {"IsPrimary": True, "PrivateIp": "10.0.1.8"}]
    nic = (await api.call("CreateNic", SubnetId=subnet["SubnetId"], PrivateIps=wanted))["Nic"]

    assert [(ip["PrivateIp"], ip["IsPrimary"]) for ip in nic["PrivateIps"]] == [("10.0.1.8", True), ("10.0.1.9", False)]
    other = (await api.call("CreateNic", SubnetId=subnet["SubnetId"], PrivateIps=[{"PrivateIp": "10.0.1.10"}]))["Nic"]
    assert [(ip["PrivateIp"], ip["IsPrimary"]) for ip in other["PrivateIps"]] == [
        ("10.0.1.4", True),
        ("10.0.1.10", False),
    ]


@pytest.mark.parametrize(
    ("addresses", "code"),
    [
        ([{"IsPrimary": True}], "7000"),
        ([{"IsPrimary": True, "PrivateIp": "10.0.1.8"}, {"IsPrimary": True, "PrivateIp": "10.0.1.9"}], "4045"),
        ([{"IsPrimary": True, "PrivateIp": "10.0.1.3"}], "4045"),
        ([{"IsPrimary": True, "PrivateIp": "10.0.1.15"}], "4045"),
        ([{"IsPrimary": True, "PrivateIp": "10.0.2.8"}], "4045"),
    ],
)
async def test_addresses_that_cannot_be_had_are_refused(api, subnet, addresses, code):
    assert await api.refused("CreateNic", SubnetId=subnet["SubnetId"], PrivateIps=addresses) == code
    assert await available_ips(api) == 11


async def test_a_subnet_runs_out_of_addresses_and_gets_them_back(api, subnet):
    nics = [(await api.call("CreateNic", SubnetId=subnet["SubnetId"]))["Nic"] for _ in range(11)]

    assert [nic["PrivateIps"][0]["PrivateIp"] for nic in nics] == [f"10.0.1.{i}" for i in range(4, 15)]
    assert await api.refused("CreateNic", SubnetId=subnet["SubnetId"]) == "10001"
    await api.call("DeleteNic", NicId=nics[5]["NicId"])
    again = (await api.call("CreateNic", SubnetId=subnet["SubnetId"]))["Nic"]
    assert again["PrivateIps"][0]["PrivateIp"] == "10.0.1.9"


async def test_groups_of_another_net_are_refused(api, subnet):
    other = (await api.call("CreateNet", IpRange="10.1.0.0/16"))["Net"]
    groups = (await api.call("ReadSecurityGroups", Filters={"NetIds": [other["NetId"]]}))["SecurityGroups"]
    ids = [groups[0]["SecurityGroupId"]]

    assert await api.refused("CreateNic", SubnetId=subnet["SubnetId"], SecurityGroupIds=ids) == "5022"
    assert await api.refused("CreateNic", SubnetId=subnet["SubnetId"], SecurityGroupIds=["sg-0000000f"]) == "5020"
    nic = (await api.call("CreateNic", SubnetId=subnet["SubnetId"]))["Nic"]
    assert await api.refused("UpdateNic", NicId=nic["NicId"], SecurityGroupIds=ids) == "5022"
    assert await api.refused("UpdateNic", NicId=nic["NicId"], SecurityGroupIds=[]) == "7000"


async def test_one_attribute_changes_at_a_time(api, subnet):
    nic = (await api.call("CreateNic", SubnetId=subnet["SubnetId"]))["Nic"]
    group = (await api.call("CreateSecurityGroup", SecurityGroupName="web", Description="web", NetId=subnet["NetId"]))[
        "SecurityGroup"
    ]

    changed = (await api.call("UpdateNic", NicId=nic["NicId"], Description="eth0"))["Nic"]
    assert changed == {**nic, "Description": "eth0"}
    changed = (await api.call("UpdateNic", NicId=nic["NicId"], SecurityGroupIds=[group["SecurityGroupId"]]))["Nic"]
    assert [member["SecurityGroupName"] for member in changed["SecurityGroups"]] == ["web"]
    assert (
        await api.refused("UpdateNic", NicId=nic["NicId"], Description="a", SecurityGroupIds=["sg-0000000f"]) == "3002"
    )
    assert await api.refused("UpdateNic", NicId=nic["NicId"]) == "7000"
    link = {"LinkNicId": "eni-attach-00000000", "DeleteOnVmDeletion": True}
    assert await api.refused("UpdateNic", NicId=nic["NicId"], LinkNic=link) == "5007"
    assert await api.refused("UpdateNic", NicId=nic["NicId"], LinkNic={"DeleteOnVmDeletion": True}) == "7000"


async def test_secondary_private_ips_come_and_go(api, subnet):
    nic = (await api.call("CreateNic", SubnetId=subnet["SubnetId"]))["Nic"]

    await api.call("LinkPrivateIps", NicId=nic["NicId"])
    await api.call("LinkPrivateIps", NicId=nic["NicId"], SecondaryPrivateIpCount=1)
    await api.call("LinkPrivateIps", NicId=nic["NicId"], PrivateIps=["10.0.1.12"])
    addresses = [ip["PrivateIp"] for ip in (await read_nic(api, nic["NicId"]))["PrivateIps"]]
    assert addresses == ["10.0.1.4", "10.0.1.5", "10.0.1.6", "10.0.1.12"]
    assert await available_ips(api) == 7

    await api.call("UnlinkPrivateIps", NicId=nic["NicId"], PrivateIps=["10.0.1.5", "10.0.1.12"])
    addresses = [ip["PrivateIp"] for ip in (await read_nic(api, nic["NicId"]))["PrivateIps"]]
    assert addresses == ["10.0.1.4", "10.0.1.6"]
    assert await available_ips(api) == 9


async def test_private_ips_that_are_not_free_are_refused(api, subnet):
    one, two = [(await api.call("CreateNic", SubnetId=subnet["SubnetId"]))["Nic"]["NicId"] for _ in range(2)]
    await api.call("LinkPrivateIps", NicId=one, PrivateIps=["10.0.1.12"])

    assert await api.refused("LinkPrivateIps", NicId=two, SecondaryPrivateIpCount=-1) == "4047"
    for too_many in (12, 10**18):
        assert await api.refused("LinkPrivateIps", NicId=two, SecondaryPrivateIpCount=too_many) == "10001"
    assert await api.refused("LinkPrivateIps", NicId=two, PrivateIps=["10.0.1.9"], SecondaryPrivateIpCount=1) == "3002"
    assert await api.refused("LinkPrivateIps", NicId=two, PrivateIps=["10.0.1.12"]) == "4045"
    assert await api.refused("LinkPrivateIps", NicId=two, PrivateIps=["10.0.1.4"], AllowRelink=True) == "4045"
    assert await api.refused("UnlinkPrivateIps", NicId=one, PrivateIps=["10.0.1.4"]) == "4045"
    assert await api.refused("UnlinkPrivateIps", NicId=one, PrivateIps=["10.0.1.13"]) == "4045"

    await api.call("LinkPrivateIps", NicId=two, PrivateIps=["10.0.1.12"], AllowRelink=True)
    assert [ip["PrivateIp"] for ip in (await read_nic(api, one))["PrivateIps"]] == ["10.0.1.4"]
    assert [ip["PrivateIp"] for ip in (await read_nic(api, two))["PrivateIps"]] == ["10.0.1.5", "10.0.1.12"]


async def test_nics_are_found_by_what_they_show(api, subnet):
    nic = (await api.call("CreateNic", SubnetId=subnet["SubnetId"], Description="one"))["Nic"]
    await api.call("CreateNic", SubnetId=subnet["SubnetId"], Description="two")

    for filters in (
        {"Descriptions": ["one"]},
        {"PrivateIpsPrivateIps": ["10.0.1.4"]},
        {"PrivateDnsNames": ["ip-10-0-1-4.eu-west-2.compute.internal"]},
        {"MacAddresses": [nic["MacAddress"]], "IsSourceDestCheck": True},
    ):
        assert (await api.call("ReadNics", Filters=filters))["Nics"] == [nic]
    assert (await api.call("ReadNics", Filters={"LinkNicVmIds": ["i-00000000"]}))["Nics"] == []


async def test_nics_of_others_do_not_exist(api, neighbour, subnet):
    nic = (await api.call("CreateNic", SubnetId=subnet["SubnetId"]))["Nic"]

    assert (await neighbour.call("ReadNics"))["Nics"] == []
    assert await neighbour.refused("DeleteNic", NicId=nic["NicId"]) == "5036"
    assert await neighbour.refused("UnlinkPrivateIps", NicId=nic["NicId"], PrivateIps=["10.0.1.5"]) == "5077"
    assert await neighbour.refused("CreateNic", SubnetId=subnet["SubnetId"]) == "5057"


async def test_a_subnet_with_a_nic_stays(api, subnet):
    nic = (await api.call("CreateNic", SubnetId=subnet["SubnetId"]))["Nic"]

    assert await api.refused("DeleteSubnet", SubnetId=subnet["SubnetId"]) == "9095"
    await api.call("DeleteNic", NicId=nic["NicId"], DryRun=True)
    await api.call("DeleteNic", NicId=nic["NicId"])
    assert await api.refused("DeleteNic", NicId=nic["NicId"]) == "5036"
    await api.call("DeleteSubnet", SubnetId=subnet["SubnetId"])
