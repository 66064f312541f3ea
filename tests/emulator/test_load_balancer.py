"""Load balancers: creating them in both clouds, their life, and what they hold on to."""

import re

import pytest
from balancers import LISTENER, create, create_in_net, new_subnet, new_vms, read, request


async def refused(client, name="web", **changes):
    wanted = {parameter: value for parameter, value in request(name, **changes).items() if value is not None}
    return await client.refused("CreateLoadBalancer", **wanted)


async def test_a_load_balancer_of_the_public_cloud(api):
    balancer = await create(api, Tags=[{"Key": "Name", "Value": "web"}])

    dns_name = balancer.pop("DnsName")
    assert re.fullmatch(r"web-[0-9]{9}\.eu-west-2\.lbu\.outscale\.com", dns_name)
    assert balancer == {
        "AccessLog": {"IsEnabled": False, "PublicationInterval": 60},
        "ApplicationStickyCookiePolicies": [],
        "BackendVmIds": [],
        "HealthCheck": {
            "CheckInterval": 30,
            "HealthyThreshold": 10,
            "Port": 8080,
            "Protocol": "TCP",
            "Timeout": 5,
            "UnhealthyThreshold": 2,
        },
        "Listeners": [{**LISTENER, "BackendProtocol": "HTTP"}],
        "LoadBalancerName": "web",
        "LoadBalancerStickyCookiePolicies": [],
        "LoadBalancerType": "internet-facing",
        "SourceSecurityGroup": {
            "SecurityGroupAccountId": "outscale-elb",
            "SecurityGroupName": "outscale-elb-sg",
        },
        "Subnets": [],
        "SubregionNames": ["eu-west-2a"],
        "Tags": [{"Key": "Name", "Value": "web"}],
    }


async def test_a_load_balancer_of_a_net(api):
    subnet = await new_subnet(api, gateway=False)
    balancer = await create_in_net(api, subnet, LoadBalancerType="internal")

    assert balancer["DnsName"].startswith("internal-web-")
    assert balancer["NetId"] == subnet["NetId"]
    assert balancer["Subnets"] == [subnet["SubnetId"]]
    assert balancer["SubregionNames"] == ["eu-west-2a"]
    filters = {"NetIds": [subnet["NetId"]]}
    (default,) = (await api.call("ReadSecurityGroups", Filters=filters))["SecurityGroups"]
    assert balancer["SecurityGroups"] == [default["SecurityGroupId"]]
    assert balancer["SourceSecurityGroup"] == {
        "SecurityGroupAccountId": "100000000001",
        "SecurityGroupName": "default",
    }
    assert (await read(api)) == [balancer]


@pytest.mark.parametrize("clock", ["immediate", "reads:1", "seconds:30"])
async def test_the_public_ip_is_known_a_while_after_the_creation(api, time, clock):
    assert "PublicIp" not in await create(api)
    if clock != "immediate":
        assert "PublicIp" not in (await read(api))[0]
    time.advance(30)
    assert re.fullmatch(r"198\.1[89]\.\d+\.\d+", (await read(api))[0]["PublicIp"])


async def test_an_internal_load_balancer_has_no_public_ip(api):
    await create_in_net(api, await new_subnet(api), LoadBalancerType="internal")
    assert "PublicIp" not in (await read(api))[0]


async def test_a_load_balancer_uses_a_public_ip_of_the_account(api):
    ip = (await api.call("CreatePublicIp"))["PublicIp"]["PublicIp"]
    await create(api, PublicIp=ip)

    assert (await read(api))[0]["PublicIp"] == ip
    assert await refused(api, "other", PublicIp=ip) == "9031"
    assert await api.refused("DeletePublicIp", PublicIp=ip) == "9031"
    await api.call("DeleteLoadBalancer", LoadBalancerName="web")
    await api.call("DeletePublicIp", PublicIp=ip)


async def test_a_public_ip_is_free_and_the_accounts_own(api, neighbour):
    ip = (await neighbour.call("CreatePublicIp"))["PublicIp"]["PublicIp"]
    assert await refused(api, PublicIp=ip) == "5025"
    assert await refused(api, PublicIp="toto") == "4047"
    assert await refused(api, PublicIp=80) == "4110"
    await create(api, PublicIp="")

    linked = (await api.call("CreatePublicIp"))["PublicIp"]["PublicIp"]
    (vm,) = await new_vms(api)
    await api.call("LinkPublicIp", PublicIp=linked, VmId=vm)
    assert await refused(api, "other", PublicIp=linked) == "9031"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"LoadBalancerName": "x" * 33}, "4106"),
        ({"LoadBalancerName": "lbu_-1"}, "4036"),
        ({"LoadBalancerName": "-web"}, "4036"),
        ({"LoadBalancerName": "web-"}, "4036"),
        ({"LoadBalancerName": None}, "7000"),
        ({"Listeners": []}, "7000"),
        ({"Listeners": [{**LISTENER, "BackendPort": 0}]}, "4095"),
        ({"Listeners": [{**LISTENER, "BackendPort": 65536}]}, "4095"),
        ({"Listeners": [{**LISTENER, "LoadBalancerProtocol": "toto"}]}, "4095"),
        ({"Listeners": [{**LISTENER, "LoadBalancerPort": 65536}]}, "4037"),
        ({"Listeners": [LISTENER, LISTENER]}, "9012"),
        ({"LoadBalancerType": "toto"}, "4047"),
        ({"LoadBalancerType": "internal"}, "3002"),
        ({"SubregionNames": None}, "7000"),
        ({"SubregionNames": []}, "7000"),
        ({"SubregionNames": ["toto"]}, "4095"),
        ({"SubregionNames": ["us-east-2a"]}, "4095"),
        ({"SubregionNames": ["eu-west-2a", "eu-west-2a"]}, "8010"),
        ({"SecurityGroups": ["sg-12345678"]}, "3002"),
        ({"SecurityGroups": ["toto"]}, "4104"),
        ({"Subnets": ["subnet-12345678"]}, "3002"),
        ({"Subnets": ["toto"], "SubregionNames": None}, "4104"),
        ({"Subnets": ["subnet-12345678"], "SubregionNames": None}, "5057"),
        ({"Subnets": ["subnet-12345678", "subnet-12345679"], "SubregionNames": None}, "8010"),
        ({"Tags": [{"Key": "", "Value": ""}]}, "4108"),
    ],
)
async def test_what_cannot_be_a_load_balancer_is_refused(api, changes, code):
    assert await refused(api, **changes) == code


async def test_a_net_needs_the_internet_and_its_own_groups(api):
    subnet = await new_subnet(api, gateway=False)
    place = {"Subnets": [subnet["SubnetId"]], "SubregionNames": None}
    group = (await api.call("CreateSecurityGroup", SecurityGroupName="public", Description="x"))["SecurityGroup"]
    groups = [group["SecurityGroupId"]]

    assert await refused(api, **place, SecurityGroups=groups) == "1003"
    assert await refused(api, **place, SecurityGroups=groups, LoadBalancerType="internal") == "5020"


async def test_a_name_is_the_accounts_own(api, neighbour):
    await create(api)
    await create(neighbour, Listeners=[{**LISTENER, "LoadBalancerPort": 81}])

    assert await refused(api) == "9013"
    assert (await read(neighbour))[0]["Listeners"][0]["LoadBalancerPort"] == 81
    await neighbour.call("DeleteLoadBalancer", LoadBalancerName="web")
    assert await neighbour.refused("DeleteLoadBalancer", LoadBalancerName="web") == "5030"
    assert len(await read(api)) == 1


@pytest.mark.parametrize("clock", ["seconds:60"])
async def test_a_deleted_load_balancer_keeps_its_name_and_its_place_a_while(api, time, clock):
    subnet = await new_subnet(api)
    group = {"SecurityGroupName": "mine", "Description": "x", "NetId": subnet["NetId"]}
    group_id = (await api.call("CreateSecurityGroup", **group))["SecurityGroup"]["SecurityGroupId"]
    await create_in_net(api, subnet, SecurityGroups=[group_id])
    service = (await api.call("ReadInternetServices"))["InternetServices"][0]["InternetServiceId"]
    unlink = {"InternetServiceId": service, "NetId": subnet["NetId"]}

    await api.call("DeleteLoadBalancer", LoadBalancerName="web")
    assert (await api.call("ReadLoadBalancers"))["LoadBalancers"] == []
    assert await api.refused("DeleteLoadBalancer", LoadBalancerName="web") == "5030"
    assert await refused(api) == "9013"
    assert await api.refused("DeleteSubnet", SubnetId=subnet["SubnetId"]) == "9095"
    assert await api.refused("DeleteSecurityGroup", SecurityGroupId=group_id) == "9085"
    assert await api.refused("UnlinkInternetService", **unlink) == "1005"

    time.advance(60)
    await api.call("DeleteSubnet", SubnetId=subnet["SubnetId"])
    await api.call("DeleteSecurityGroup", SecurityGroupId=group_id)
    await api.call("UnlinkInternetService", **unlink)
    await create(api)


async def test_dry_run_changes_nothing(api):
    assert set(await api.call("CreateLoadBalancer", **request(), DryRun=True)) == {"ResponseContext"}
    assert await read(api) == []
    await create(api)
    await api.call("DeleteLoadBalancer", LoadBalancerName="web", DryRun=True)
    assert len(await read(api)) == 1


async def test_names_filter(api):
    for name in ("one", "two", "three"):
        await create(api, name)

    found = await api.call("ReadLoadBalancers", Filters={"LoadBalancerNames": ["three", "one", "four"]})
    assert [balancer["LoadBalancerName"] for balancer in found["LoadBalancers"]] == ["one", "three"]
    assert await api.refused("ReadLoadBalancers", Filters={"States": ["active"]}) == "3001"


async def test_the_quota_allows_twenty(api):
    for number in range(20):
        await create(api, f"web-{number}")
    assert await refused(api) == "10014"
