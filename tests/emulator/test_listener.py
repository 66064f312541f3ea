"""Listeners of load balancers."""

import pytest
from balancers import LISTENER, create, read
from pki import pem_certificate, pem_key, rsa_key

ORN = "orn:ows:idauth::100000000001:server-certificate/site"
MORE = {"BackendPort": 8081, "LoadBalancerPort": 81, "LoadBalancerProtocol": "TCP"}


@pytest.fixture(autouse=True)
async def balancer(api):
    return await create(api)


async def add(client, *listeners, name="web"):
    request = {"LoadBalancerName": name, "Listeners": listeners}
    return (await client.call("CreateLoadBalancerListeners", **request))["LoadBalancer"]["Listeners"]


async def refused(client, name="web", **changes):
    request = {"LoadBalancerName": name, "Listeners": [MORE | changes]}
    return await client.refused("CreateLoadBalancerListeners", **request)


async def test_listeners_are_added_at_the_end(api):
    listeners = await add(api, {**MORE, "BackendProtocol": "SSL"}, {**MORE, "LoadBalancerPort": 79})

    assert listeners == [
        {**LISTENER, "BackendProtocol": "HTTP"},
        {**MORE, "BackendProtocol": "SSL"},
        {**MORE, "BackendProtocol": "TCP", "LoadBalancerPort": 79},
    ]
    assert (await read(api))[0]["Listeners"] == listeners


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"BackendPort": 0}, "4095"),
        ({"BackendPort": 65536}, "4095"),
        ({"BackendProtocol": "toto"}, "4095"),
        ({"LoadBalancerProtocol": "toto"}, "4095"),
        ({"LoadBalancerPort": 0}, "4037"),
        ({"LoadBalancerPort": 65536}, "4037"),
        ({"LoadBalancerPort": 80}, "9012"),
        ({"ServerCertificateId": "testid"}, "5070"),
        ({"LoadBalancerProtocol": "HTTPS"}, "7000"),
        ({"LoadBalancerProtocol": "SSL", "ServerCertificateId": ""}, "7000"),
        ({"name": "toto"}, "5030"),
    ],
)
async def test_what_cannot_be_a_listener_is_refused(api, changes, code):
    assert await refused(api, **changes) == code


async def test_an_empty_certificate_counts_as_none(api):
    listeners = await add(api, {**MORE, "ServerCertificateId": ""})
    assert "ServerCertificateId" not in listeners[1]


async def test_an_encrypted_listener_has_a_certificate_of_the_account(api, neighbour):
    pair = {"Body": pem_certificate(), "PrivateKey": pem_key(rsa_key())}
    await api.call("CreateServerCertificate", Name="site", **pair)
    await create(neighbour)

    listeners = await add(api, {**MORE, "LoadBalancerProtocol": "SSL", "ServerCertificateId": ORN})
    assert listeners[1]["ServerCertificateId"] == ORN
    assert await refused(neighbour, LoadBalancerProtocol="SSL", ServerCertificateId=ORN) == "5070"


async def test_listeners_are_deleted_by_port(api, neighbour):
    await add(api, MORE, {**MORE, "LoadBalancerPort": 82})
    request = {"LoadBalancerName": "web", "LoadBalancerPorts": [82, 80, 82]}

    assert await neighbour.refused("DeleteLoadBalancerListeners", **request) == "5030"
    await api.call("DeleteLoadBalancerListeners", **request, DryRun=True)
    balancer = (await api.call("DeleteLoadBalancerListeners", **request))["LoadBalancer"]
    assert [listener["LoadBalancerPort"] for listener in balancer["Listeners"]] == [81]
    for ports in ([81, 82], [123456879]):
        request["LoadBalancerPorts"] = ports
        assert await api.refused("DeleteLoadBalancerListeners", **request) == "5028"
    assert await api.refused("DeleteLoadBalancerListeners", LoadBalancerName="web") == "7000"
    assert len((await read(api))[0]["Listeners"]) == 1


async def test_the_quota_allows_twenty(api):
    await add(api, *({**MORE, "LoadBalancerPort": port} for port in range(100, 119)))
    assert await refused(api) == "10013"
