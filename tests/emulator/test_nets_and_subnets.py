"""Nets and Subnets: what comes into being with a Net, how ranges are checked, what stops a deletion."""

import pytest


async def test_a_net_comes_with_a_main_route_table_and_a_default_group(api):
    net = (await api.call("CreateNet", IpRange="10.0.0.0/16"))["Net"]

    assert net["State"] == "available"
    assert net["Tenancy"] == "default"
    assert net["Tags"] == []
    assert net["DhcpOptionsSetId"].startswith("dopt-")
    assert (await api.call("ReadNets", Filters={"NetIds": [net["NetId"]]}))["Nets"] == [net]


@pytest.mark.parametrize(
    ("ip_range", "code"),
    [("10.0.0.0/8", "4014"), ("10.0.0.0/29", "4014"), ("0.0.0.0/16", "9050"), ("ten", "4047"), ("10.0.0.0", "4047")],
)
async def test_a_net_of_a_wrong_range_is_refused(api, ip_range, code):
    assert await api.refused("CreateNet", IpRange=ip_range) == code


async def test_a_subnet_has_the_addresses_of_its_range_but_five(api):
    net = (await api.call("CreateNet", IpRange="10.0.0.0/16"))["Net"]
    subnet = (await api.call("CreateSubnet", NetId=net["NetId"], IpRange="10.0.1.0/24"))["Subnet"]

    assert subnet["AvailableIpsCount"] == 251
    assert subnet["SubregionName"] == "eu-west-2a"
    assert subnet["MapPublicIpOnLaunch"] is False


async def test_subnets_stay_in_their_net_and_do_not_overlap(api):
    net = (await api.call("CreateNet", IpRange="10.0.0.0/16"))["Net"]
    await api.call("CreateSubnet", NetId=net["NetId"], IpRange="10.0.1.0/24")

    assert await api.refused("CreateSubnet", NetId=net["NetId"], IpRange="10.0.1.128/25") == "9058"
    assert await api.refused("CreateSubnet", NetId=net["NetId"], IpRange="10.1.0.0/24") == "9044"
    assert await api.refused("CreateSubnet", NetId="vpc-00000000", IpRange="10.0.0.0/24") == "5065"
    assert await api.refused("CreateSubnet", NetId="subnet-00000000", IpRange="10.0.0.0/24") == "4104"
    assert await api.refused("CreateSubnet", NetId="vpc-xyz", IpRange="10.0.0.0/24") == "4105"


async def test_a_net_goes_only_when_it_is_empty(api):
    net = (await api.call("CreateNet", IpRange="10.0.0.0/16"))["Net"]
    subnet = (await api.call("CreateSubnet", NetId=net["NetId"], IpRange="10.0.1.0/24"))["Subnet"]

    assert await api.refused("DeleteNet", NetId=net["NetId"]) == "9029"
    await api.call("DeleteSubnet", SubnetId=subnet["SubnetId"])
    await api.call("DeleteNet", NetId=net["NetId"])
    assert await api.refused("DeleteNet", NetId=net["NetId"]) == "5065"


async def test_dry_run_checks_and_changes_nothing(api):
    assert set(await api.call("CreateNet", IpRange="10.0.0.0/16", DryRun=True)) == {"ResponseContext"}
    assert (await api.call("ReadNets"))["Nets"] == []
    assert await api.refused("CreateNet", IpRange="10.0.0.0/8", DryRun=True) == "4014"


async def test_accounts_do_not_see_each_other(api, neighbour):
    net = (await api.call("CreateNet", IpRange="10.0.0.0/16"))["Net"]

    assert (await neighbour.call("ReadNets"))["Nets"] == []
    assert await neighbour.refused("DeleteNet", NetId=net["NetId"]) == "5065"
