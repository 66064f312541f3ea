"""Actions that answer nothing of the resource, or something else: what is known of it is neither lost nor polluted."""

from __future__ import annotations

from collections.abc import AsyncIterator

import grpc.aio
import pytest

from outscale_emulator import ACCESS_KEY, SECRET_KEY
from outscale_provider.listening import listen
from outscale_provider.model.resource import Create, Delete, Read, Replaces, Resource, Update, Updates
from outscale_provider.model.values import Remote
from outscale_provider.rpc import Servicer, register
from outscale_provider.schema import build_schema
from provider.cloud import Account, Way
from provider.conftest import MakeProvider
from provider.engine import Engine


def _links(gateway: Remote) -> list[Remote]:
    return [{**link, "VirtualGatewayId": gateway["VirtualGatewayId"]} for link in gateway["NetToVirtualGatewayLinks"]]


#: Its creation answers an object of another type than its read does, with a field of the same name.
LINK = Resource(
    "VirtualGatewayLink",
    id=("VirtualGatewayId", "NetId"),
    object="NetToVirtualGatewayLink",
    description="Links a virtual gateway to a Net.",
    create=Create("LinkVirtualGateway"),
    read=Read("ReadVirtualGateways", by="VirtualGatewayIds", parts=_links),
    delete=Delete("UnlinkVirtualGateway"),
    inputs={"NetId": Replaces(), "VirtualGatewayId": Replaces()},
    example="",
)

#: Its update answers nothing.
BALANCER = Resource(
    "LoadBalancer",
    id="LoadBalancerName",
    object="LoadBalancer",
    description="Spreads connections over VMs.",
    create=Create("CreateLoadBalancer", excluded={"Tags": "none here"}),
    read=Read("ReadLoadBalancers", by="LoadBalancerNames"),
    update=[Update("RegisterVmsInLoadBalancer", ["BackendVmIds"])],
    delete=Delete("DeleteLoadBalancer"),
    inputs={
        "BackendVmIds": Updates(),
        "Listeners": Replaces(),
        "LoadBalancerName": Replaces(),
        "LoadBalancerType": Replaces(),
        "PublicIp": Replaces(),
        "SecurityGroups": Replaces(),
        "Subnets": Replaces(),
        "SubregionNames": Replaces(),
    },
    example="",
)


@pytest.fixture
async def engine(make_provider: MakeProvider) -> AsyncIterator[Engine]:
    provider = make_provider((LINK, BALANCER))
    server, port = listen()
    register(Servicer(provider, "0.1.0", lambda: build_schema(provider), {}), server)
    await server.start()
    async with grpc.aio.insecure_channel(f"127.0.0.1:{port}") as channel:
        engine = Engine(channel)
        await engine.configure(endpoint="http://emulator", accessKey=ACCESS_KEY, secretKey=SECRET_KEY)
        yield engine
    await server.stop(None)


async def test_a_creation_that_answers_another_object(engine: Engine, account: Account):
    net = (await account.call("CreateNet", IpRange="10.0.0.0/16"))["Net"]["NetId"]
    gateway = (await account.call("CreateVirtualGateway", ConnectionType="ipsec.1"))["VirtualGateway"][
        "VirtualGatewayId"
    ]
    link = await engine.made("VirtualGatewayLink", virtualGatewayId=gateway, netId=net)
    assert link.outputs == {"netId": net, "state": "attached", "virtualGatewayId": gateway}
    assert await engine.read(link) == link


async def test_an_update_that_answers_nothing(engine: Engine, account: Account, way: Way):
    vm = (await account.call("CreateVms", ImageId="ami-e0000002"))["Vms"][0]["VmId"]
    listener = {"backendPort": 80, "loadBalancerPort": 80, "loadBalancerProtocol": "TCP"}
    inputs = {"loadBalancerName": "web", "listeners": [listener], "subregionNames": ["eu-west-2a"]}
    balancer = await engine.made("LoadBalancer", **inputs)
    way.requests.clear()
    updated = await engine.update(balancer, {**balancer.inputs, "backendVmIds": [vm]})
    assert "RegisterVmsInLoadBalancer" in way.actions
    assert updated.outputs["dnsName"] == balancer.outputs["dnsName"]
    assert updated.outputs["backendVmIds"] == [vm]
    assert await engine.read(updated) == updated
