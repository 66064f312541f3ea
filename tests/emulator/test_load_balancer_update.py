"""Changing load balancers: one attribute at a time, and what each may be."""

import pytest
from balancers import LISTENER, create, create_in_net, new_subnet, read
from pki import pem_certificate, pem_key, rsa_key

CHECK = {
    "CheckInterval": 15,
    "HealthyThreshold": 10,
    "Port": 80,
    "Protocol": "TCP",
    "Timeout": 10,
    "UnhealthyThreshold": 3,
}
TCP = {"BackendPort": 1856, "LoadBalancerPort": 1080, "LoadBalancerProtocol": "TCP"}
ORN = "orn:ows:idauth::100000000001:server-certificate/"


@pytest.fixture
async def balancer(api):
    """A load balancer with a listener for HTTP on port 80, one for TCP on port 1080, and policies of both types."""
    await create(api, Listeners=[LISTENER, TCP])
    for number in (1, 2):
        policy = {"LoadBalancerName": "web", "PolicyName": f"app-{number}", "PolicyType": "app", "CookieName": "c"}
        await api.call("CreateLoadBalancerPolicy", **policy)
        policy = {"LoadBalancerName": "web", "PolicyName": f"lb-{number}", "PolicyType": "load_balancer"}
        await api.call("CreateLoadBalancerPolicy", **policy)
    return (await read(api))[0]


async def update(client, **change):
    return (await client.call("UpdateLoadBalancer", LoadBalancerName="web", **change))["LoadBalancer"]


async def refused(client, **change):
    return await client.refused("UpdateLoadBalancer", LoadBalancerName="web", **change)


async def upload(client, name="site", **request):
    pair = {"Body": pem_certificate(), "PrivateKey": pem_key(rsa_key())}
    await client.call("CreateServerCertificate", Name=name, **pair, **request)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({}, "7000"),
        ({"LoadBalancerPort": 80}, "7000"),
        ({"PolicyNames": ["app-1"]}, "7000"),
        ({"ServerCertificateId": "x"}, "7000"),
        ({"HealthCheck": {}}, "7000"),
        ({"LoadBalancerPort": 80, "PolicyNames": ["app-1"], "ServerCertificateId": "x"}, "3002"),
        ({"LoadBalancerPort": 80, "PolicyNames": ["app-1"], "AccessLog": {"OsuBucketPrefix": "x"}}, "3002"),
        ({"LoadBalancerPort": 80, "HealthCheck": CHECK}, "3002"),
        ({"SecurityGroups": [], "HealthCheck": CHECK}, "3002"),
    ],
)
async def test_one_attribute_changes_at_a_time(api, balancer, change, code):
    assert await refused(api, **change) == code


async def test_the_load_balancer_is_the_accounts_own(api, balancer, neighbour):
    assert await neighbour.refused("UpdateLoadBalancer", LoadBalancerName="web", HealthCheck=CHECK) == "5030"
    assert await api.refused("UpdateLoadBalancer", HealthCheck=CHECK) == "7000"


# Health checks


@pytest.mark.parametrize(
    "check",
    [
        CHECK,
        {**CHECK, "Protocol": "SSL", "Port": 65535},
        {**CHECK, "Protocol": "HTTP", "Path": "/path"},
        {**CHECK, "Protocol": "HTTPS", "Path": "/", "Timeout": 15},
    ],
)
async def test_health_checks_are_replaced(api, balancer, check):
    assert (await update(api, HealthCheck=check)) == {**balancer, "HealthCheck": check}
    assert (await read(api))[0]["HealthCheck"] == check


async def test_a_check_by_http_has_a_path(api, balancer):
    changed = await update(api, HealthCheck={**CHECK, "Protocol": "HTTPS"})
    assert changed["HealthCheck"]["Path"] == "/"


@pytest.mark.parametrize(
    "change",
    [
        {"UnhealthyThreshold": 15},
        {"HealthyThreshold": 1},
        {"CheckInterval": 4},
        {"Timeout": 61},
        {"Port": 800000},
        {"Protocol": "toto"},
        {"Path": "/path"},
        {"Path": ""},
        {"Protocol": "HTTP", "Path": "path"},
    ],
)
async def test_health_checks_have_limits(api, balancer, change):
    assert await refused(api, HealthCheck=CHECK | change) == "4095"


# Access logs


async def test_access_logs_are_kept_in_a_bucket(api, balancer):
    log = {"IsEnabled": True, "OsuBucketName": "bucket", "OsuBucketPrefix": "prefix", "PublicationInterval": 5}
    assert (await update(api, AccessLog=log))["AccessLog"] == log
    assert (await update(api, AccessLog={"IsEnabled": False}))["AccessLog"] == {
        "IsEnabled": False,
        "PublicationInterval": 60,
    }


@pytest.mark.parametrize(
    ("log", "code"),
    [
        ({"IsEnabled": True, "OsuBucketName": "bucket", "PublicationInterval": 1}, "4047"),
        ({"OsuBucketName": "bucket", "PublicationInterval": 5}, "4088"),
        ({"IsEnabled": True}, "7000"),
    ],
)
async def test_access_logs_have_limits(api, balancer, log, code):
    assert await refused(api, AccessLog=log) == code


# Policies


@pytest.mark.parametrize("name", ["app-1", "lb-1"])
async def test_a_policy_comes_into_force_and_goes(api, balancer, name):
    http, tcp = (await update(api, LoadBalancerPort=80, PolicyNames=[name]))["Listeners"]
    assert http["PolicyNames"] == [name]
    assert "PolicyNames" not in tcp
    http, _ = (await update(api, LoadBalancerPort=80, PolicyNames=[]))["Listeners"]
    assert "PolicyNames" not in http


@pytest.mark.parametrize(
    ("port", "names", "code"),
    [
        (80, ["app-1", "app-2"], "9034"),
        (80, ["lb-1", "lb-2"], "9035"),
        (80, ["lb-1", "app-1"], "9036"),
        (1080, ["lb-1", "lb-2"], "9056"),
        (1080, ["app-1"], "9056"),
        (80, ["nothing"], "5056"),
        (4210, ["app-1"], "5028"),
        (0, ["app-1"], "4037"),
    ],
)
async def test_a_listener_has_one_policy_that_suits_it(api, balancer, port, names, code):
    assert await refused(api, LoadBalancerPort=port, PolicyNames=names) == code


# Certificates


async def test_an_encrypted_listener_changes_its_certificate(api):
    await upload(api)
    await upload(api, "other", Path="/deep/")
    https = {"BackendPort": 443, "LoadBalancerPort": 443, "LoadBalancerProtocol": "HTTPS"}
    await create(api, Listeners=[LISTENER, {**https, "ServerCertificateId": ORN + "site"}])

    _, listener = (await update(api, LoadBalancerPort=443, ServerCertificateId=ORN + "deep/other"))["Listeners"]
    assert listener["ServerCertificateId"] == ORN + "deep/other"
    assert await refused(api, LoadBalancerPort=443, ServerCertificateId="testid") == "5070"
    assert await refused(api, LoadBalancerPort=80, ServerCertificateId=ORN + "site") == "4095"


async def test_a_listener_keeps_its_certificate(api):
    await upload(api)
    https = {"BackendPort": 443, "LoadBalancerPort": 443, "LoadBalancerProtocol": "HTTPS"}
    await create(api, Listeners=[{**https, "ServerCertificateId": ORN + "site"}])

    await api.call("UpdateServerCertificate", Name="site", NewName="moved", NewPath="/deep/")
    (listener,) = (await read(api))[0]["Listeners"]
    assert listener["ServerCertificateId"] == ORN + "deep/moved"
    await api.call("DeleteLoadBalancer", LoadBalancerName="web")
    await api.call("DeleteServerCertificate", Name="moved")


# Networks


async def test_public_ips_come_and_go(api, balancer):
    first = balancer["PublicIp"]
    ip = (await api.call("CreatePublicIp"))["PublicIp"]["PublicIp"]

    assert (await update(api, PublicIp=ip))["PublicIp"] == ip
    assert await refused(api, PublicIp="999.0.0.1") == "5025"
    assert await refused(api, PublicIp="toto") == "4047"
    assert (await update(api, PublicIp=""))["PublicIp"] not in (first, ip)
    await api.call("DeletePublicIp", PublicIp=ip)


async def test_groups_are_those_of_the_net(api):
    subnet = await new_subnet(api)
    request = {"Description": "x", "NetId": subnet["NetId"]}
    group = (await api.call("CreateSecurityGroup", SecurityGroupName="mine", **request))["SecurityGroup"]
    outside = (await api.call("CreateSecurityGroup", SecurityGroupName="public", Description="x"))["SecurityGroup"]
    before = await create_in_net(api, subnet, LoadBalancerType="internal")

    changed = await update(api, SecurityGroups=[group["SecurityGroupId"]])
    assert changed["SecurityGroups"] == [group["SecurityGroupId"]]
    assert changed["SourceSecurityGroup"]["SecurityGroupName"] == "mine"
    assert await refused(api, SecurityGroups=[outside["SecurityGroupId"]]) == "5020"
    assert await refused(api, PublicIp="") == "3002"
    assert await update(api, SecurityGroups=[]) == before


async def test_the_public_cloud_has_no_groups(api, balancer):
    assert await refused(api, SecurityGroups=[]) == "3002"


async def test_a_certificate_in_use_can_be_deleted(api):
    await upload(api)
    https = {"BackendPort": 443, "LoadBalancerPort": 443, "LoadBalancerProtocol": "HTTPS"}
    await create(api, Listeners=[{**https, "ServerCertificateId": ORN + "site"}])

    await api.call("DeleteServerCertificate", Name="site")
    (balancer,) = (await api.call("ReadLoadBalancers"))["LoadBalancers"]
    assert balancer["Listeners"][0]["ServerCertificateId"] == ORN + "site"
    assert (await api.call("ReadServerCertificates"))["ServerCertificates"] == []
