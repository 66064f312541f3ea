"""Quotas: how they are reported, and what they refuse. The account of these tests has small ones."""

import json
import sqlite3
from contextlib import closing

import httpx
import pytest

from outscale_emulator import Clock, Emulator, Settings, create_app
from outscale_emulator.data.settings import DEFAULT_SEED

QUOTAS = {
    "vpc_limit": 2,
    "subnet_limit": 1,
    "sg_limit": 2,
    "rtb_rule_limit": 2,
    "sg_rule_limit": 1,
    "tag_limit": 2,
    "volume_size_limit": 20,
    "core_limit": 4,
    "memory_limit": 10,
}


@pytest.fixture
async def http(time, tmp_path):
    seed = json.loads(DEFAULT_SEED.read_text())
    seed["accounts"][0]["Quotas"] = QUOTAS
    (tmp_path / "seed.json").write_text(json.dumps(seed))
    emulator = Emulator(Settings(clock=Clock.parse("immediate", time), seed=tmp_path / "seed.json"))
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(create_app(emulator)), base_url="http://emulator"
    ) as http:
        yield http
    emulator.close()


async def create_net(client):
    return (await client.call("CreateNet", IpRange="10.0.0.0/16"))["Net"]["NetId"]


async def quotas(api, **filters):
    types = (await api.call("ReadQuotas", Filters=filters))["QuotaTypes"]
    return {(found["QuotaType"], quota["Name"]): quota for found in types for quota in found["Quotas"]}


async def test_quotas_are_grouped_by_what_they_are_for(api):
    net = await create_net(api)
    types = (await api.call("ReadQuotas"))["QuotaTypes"]

    assert [found["QuotaType"] for found in types] == ["global", net]
    assert {quota["Name"] for quota in types[1]["Quotas"]} == {"subnet_limit", "rtb_limit", "vpc_sg_limit"}
    assert len(await quotas(api, Collections=["Compute"])) == 6


async def test_a_quota_tells_what_is_used(api):
    await create_net(api)
    assert await quotas(api, QuotaNames=["vpc_limit"]) == {
        ("global", "vpc_limit"): {
            "AccountId": "100000000001",
            "Description": "Nets.",
            "MaxValue": 2,
            "Name": "vpc_limit",
            "QuotaCollection": "VPC",
            "ShortDescription": "VPC Limit",
            "UsedValue": 1,
        }
    }


@pytest.mark.parametrize("filter", ["Collections", "QuotaNames", "QuotaTypes", "ShortDescriptions"])
async def test_an_unknown_value_finds_nothing(api, filter):
    assert (await api.call("ReadQuotas", Filters={filter: ["foo"]}))["QuotaTypes"] == []


async def test_an_account_has_no_more_than_its_quota(api, neighbour):
    nets = [await create_net(api), await create_net(api)]

    assert await api.refused("CreateNet", IpRange="10.0.0.0/16") == "10022"
    for _ in range(3):
        await create_net(neighbour)
    await api.call("DeleteNet", NetId=nets[0])
    await create_net(api)


async def test_each_net_has_quotas_of_its_own(api):
    first, second = await create_net(api), await create_net(api)
    for net in (first, second):
        await api.call("CreateSubnet", NetId=net, IpRange="10.0.1.0/24")

    assert await api.refused("CreateSubnet", NetId=first, IpRange="10.0.2.0/24") == "10022"
    used = await quotas(api, QuotaNames=["subnet_limit"])
    assert {type: quota["UsedValue"] for (type, _), quota in used.items()} == {first: 1, second: 1}


async def test_the_default_group_counts(api):
    await api.call("CreateSecurityGroup", SecurityGroupName="web", Description="for tests")
    request = {"SecurityGroupName": "more", "Description": "for tests"}
    assert await api.refused("CreateSecurityGroup", **request) == "10038"
    await api.call("CreateSecurityGroup", **request, NetId=await create_net(api))


async def test_what_is_inside_an_object_has_quotas_too(api):
    net = await create_net(api)
    gateway = (await api.call("CreateInternetService"))["InternetService"]["InternetServiceId"]
    await api.call("LinkInternetService", InternetServiceId=gateway, NetId=net)
    table = (await api.call("CreateRouteTable", NetId=net))["RouteTable"]["RouteTableId"]
    await api.call("CreateRoute", RouteTableId=table, DestinationIpRange="0.0.0.0/0", GatewayId=gateway)
    route = {"RouteTableId": table, "DestinationIpRange": "192.0.2.0/24", "GatewayId": gateway}
    assert await api.refused("CreateRoute", **route) == "10040"

    tags = [{"Key": key, "Value": ""} for key in "abc"]
    assert await api.refused("CreateTags", ResourceIds=[net], Tags=tags) == "10041"

    group = (await api.call("CreateSecurityGroup", SecurityGroupName="web", Description="x"))["SecurityGroup"]
    rule = {"SecurityGroupId": group["SecurityGroupId"], "Flow": "Inbound", "SecurityGroupNameToLink": "web"}
    assert await api.refused("CreateSecurityGroupRule", **rule) == "10017"


async def test_cores_and_memory_are_counted(api):
    image = (await api.call("ReadImages"))["Images"][0]["ImageId"]
    vm = (await api.call("CreateVms", ImageId=image, VmType="tinav5.c2r4p2"))["Vms"][0]["VmId"]
    assert await api.refused("CreateVms", ImageId=image, VmType="tinav5.c3r1p2") == "10029"
    assert await api.refused("CreateVms", ImageId=image, VmType="tinav5.c1r7p2") == "10042"
    counted = await quotas(api, QuotaNames=["core_limit", "memory_limit"])
    assert [quota["UsedValue"] for quota in counted.values()] == [2, 4]

    await api.call("StopVms", VmIds=[vm])
    assert await api.refused("UpdateVm", VmId=vm, VmType="tinav5.c5r4p2") == "10029"
    await api.call("UpdateVm", VmId=vm, VmType="tinav5.c4r4p2")
    await api.call("DeleteVms", VmIds=[vm])
    await api.call("CreateVms", ImageId=image, VmType="tinav5.c4r4p2")


async def test_what_grows_and_what_ends_is_counted_anew(api):
    async def used():
        counted = await quotas(api, Collections=["Compute", "Storage"])
        return [counted["global", name]["UsedValue"] for name in ("vm_limit", "volume_size_limit")]

    image = (await api.call("ReadImages"))["Images"][0]["ImageId"]
    volume = (await api.call("CreateVolume", Size=4, SubregionName="eu-west-2a"))["Volume"]["VolumeId"]
    vm = (await api.call("CreateVms", ImageId=image))["Vms"][0]["VmId"]
    (root,) = (await api.call("ReadVolumes", Filters={"LinkVolumeVmIds": [vm]}))["Volumes"]
    assert await used() == [1, 4 + root["Size"]]

    await api.call("UpdateVolume", VolumeId=volume, Size=6)
    assert await used() == [1, 6 + root["Size"]]
    assert await api.refused("UpdateVolume", VolumeId=volume, Size=21 - root["Size"]) == "10024"
    assert await used() == [1, 6 + root["Size"]]
    await api.call("DeleteVms", VmIds=[vm])
    await api.call("DeleteVolume", VolumeId=volume)
    assert await used() == [0, 0]


def test_a_file_from_before_there_were_sums_is_counted(tmp_path):
    file = str(tmp_path / "old.sqlite")
    Emulator(Settings(database=file)).close()
    with closing(sqlite3.connect(file)) as connection:
        sums = connection.execute("SELECT * FROM sums").fetchall()
        connection.executescript("DROP TABLE sums; PRAGMA user_version = 0")
    Emulator(Settings(database=file)).close()
    with closing(sqlite3.connect(file)) as connection:
        assert sums
        assert connection.execute("SELECT * FROM sums").fetchall() == sums


async def test_each_load_balancer_has_a_quota_of_its_own(api):
    assert await quotas(api, QuotaNames=["lb_listeners_limit"]) == {}
    listeners = [{"BackendPort": port, "LoadBalancerPort": port, "LoadBalancerProtocol": "TCP"} for port in (80, 443)]
    request = {"LoadBalancerName": "front", "SubregionNames": ["eu-west-2a"], "Listeners": listeners}
    await api.call("CreateLoadBalancer", **request)

    ((key, quota),) = (await quotas(api, QuotaTypes=["front"])).items()
    assert key == ("front", "lb_listeners_limit")
    assert (quota["QuotaCollection"], quota["ShortDescription"]) == ("LBU", "Load Balancer Listeners Limit")
    assert quota["UsedValue"] == 2
    await api.call("DeleteLoadBalancer", LoadBalancerName="front")
    assert await quotas(api, QuotaNames=["lb_listeners_limit"]) == {}


async def test_the_quota_of_nets_of_the_default_seed_holds(neighbour):
    (limit,) = (await quotas(neighbour, QuotaNames=["vpc_limit"])).values()
    for _ in range(limit["MaxValue"]):
        await create_net(neighbour)
    assert await neighbour.refused("CreateNet", IpRange="10.0.0.0/16") == "10022"
