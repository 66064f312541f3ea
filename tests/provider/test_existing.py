"""A creation that is refused: what exists already is taken over or told with its import, and what is missing is named."""

from __future__ import annotations

from typing import Any

import pytest

from outscale_provider.resources import RESOURCES
from provider.cloud import Account, Fault, Way
from provider.engine import Engine, Failed, Resource
from provider.lifecycles import IMAGE

EVERYTHING_OUT = {"flow": "Outbound", "ipProtocol": "-1", "ipRange": "0.0.0.0/0"}


async def refused(engine: Engine, type: str, **inputs: Any) -> str:
    """What the user reads of a creation that is refused."""
    with pytest.raises(Failed) as raised:
        await engine.made(type, name="second", **inputs)
    assert "Nothing was created" in raised.value.message
    return raised.value.message


async def a_group(engine: Engine) -> Resource:
    net = await engine.made("Net", ipRange="10.0.0.0/16", name="net")
    return await engine.made("SecurityGroup", netId=net.id, description="a group", name="group")


class TestTheRuleThatAGroupComesWith:
    @pytest.mark.parametrize(
        "ports", [{}, {"fromPortRange": 0, "toPortRange": 0}, {"fromPortRange": -1, "toPortRange": -1}]
    )
    async def test_is_taken_over_in_a_group_of_the_stack(self, ports: dict[str, int], engine: Engine):
        group = await a_group(engine)
        rule = await engine.made("SecurityGroupRule", securityGroupId=group.id, **EVERYTHING_OUT, **ports)
        assert rule.id == f"{group.id}/Outbound/-1/-1/-1/0.0.0.0/0"
        assert await engine.read(rule) == rule

    async def test_is_taken_over_in_a_group_that_the_state_has(self, engine: Engine, account: Account):
        answer = await account.call("CreateNet", IpRange="10.0.0.0/16")
        made = await account.call(
            "CreateSecurityGroup", NetId=answer["Net"]["NetId"], Description="g", SecurityGroupName="g"
        )
        group = await engine.imported("SecurityGroup", made["SecurityGroup"]["SecurityGroupId"])
        assert group
        await engine.diff(group, group.inputs)
        assert await engine.made("SecurityGroupRule", securityGroupId=group.id, **EVERYTHING_OUT)

    async def test_goes_with_its_resource(self, engine: Engine, account: Account):
        group = await a_group(engine)
        rule = await engine.made("SecurityGroupRule", securityGroupId=group.id, **EVERYTHING_OUT)
        await engine.delete(rule)
        answer = await account.call("ReadSecurityGroups", Filters={"SecurityGroupIds": [group.id]})
        assert answer["SecurityGroups"][0]["OutboundRules"] == []

    async def test_is_one_resource_only(self, engine: Engine):
        group = await a_group(engine)
        await engine.made("SecurityGroupRule", securityGroupId=group.id, **EVERYTHING_OUT)
        message = await refused(engine, "SecurityGroupRule", securityGroupId=group.id, **EVERYTHING_OUT)
        assert "is another resource of this stack" in message

    async def test_of_a_group_of_others_is_told_with_its_import(self, engine: Engine, account: Account):
        answer = await account.call("CreateNet", IpRange="10.0.0.0/16")
        made = await account.call(
            "CreateSecurityGroup", NetId=answer["Net"]["NetId"], Description="g", SecurityGroupName="g"
        )
        id = made["SecurityGroup"]["SecurityGroupId"]
        message = await refused(engine, "SecurityGroupRule", securityGroupId=id, **EVERYTHING_OUT)
        rule = f"{id}/Outbound/-1/-1/-1/0.0.0.0/0"
        assert f"pulumi import outscale-native:index:SecurityGroupRule second {rule}" in message


@pytest.mark.parametrize("code", [9005, 9029])
async def test_another_rule_that_exists_is_told_with_its_import(code: int, engine: Engine, account: Account, way: Way):
    group = await a_group(engine)
    await account.call(
        "CreateSecurityGroupRule",
        SecurityGroupId=group.id,
        Flow="Inbound",
        IpProtocol="tcp",
        FromPortRange=22,
        ToPortRange=22,
        IpRange="192.0.2.0/24",
    )
    way.faults.append(Fault("CreateSecurityGroupRule", status=409, code=code))
    ssh = {"flow": "Inbound", "ipProtocol": "6", "fromPortRange": 22, "toPortRange": 22, "ipRange": "192.0.2.0/24"}
    message = await refused(engine, "SecurityGroupRule", securityGroupId=group.id, **ssh)
    rule = f"{group.id}/Inbound/tcp/22/22/192.0.2.0/24"
    assert f"`pulumi import outscale-native:index:SecurityGroupRule second {rule}`" in message


async def test_what_is_unique_and_exists_is_told_with_its_import(engine: Engine, account: Account):
    """Of each type that can exist already, made by somebody else."""
    net = (await account.call("CreateNet", IpRange="10.0.0.0/16"))["Net"]["NetId"]
    subnet = (await account.call("CreateSubnet", NetId=net, IpRange="10.0.1.0/24"))["Subnet"]["SubnetId"]
    service = (await account.call("CreateInternetService"))["InternetService"]["InternetServiceId"]
    await account.call("LinkInternetService", NetId=net, InternetServiceId=service)
    other_service = (await account.call("CreateInternetService"))["InternetService"]["InternetServiceId"]
    table = (await account.call("CreateRouteTable", NetId=net))["RouteTable"]["RouteTableId"]
    link = (await account.call("LinkRouteTable", RouteTableId=table, SubnetId=subnet))["LinkRouteTableId"]
    route = {"RouteTableId": table, "DestinationIpRange": "0.0.0.0/0", "GatewayId": service}
    await account.call("CreateRoute", **route)
    named = {"SecurityGroupName": "web", "Description": "a group", "NetId": net}
    group = (await account.call("CreateSecurityGroup", **named))["SecurityGroup"]["SecurityGroupId"]
    await account.call("CreateKeypair", KeypairName="deployer")
    listener = {"BackendPort": 80, "LoadBalancerPort": 80, "LoadBalancerProtocol": "HTTP"}
    balancer = {"LoadBalancerName": "web", "SubregionNames": ["eu-west-2a"], "Listeners": [listener]}
    await account.call("CreateLoadBalancer", **balancer)
    vm = (await account.call("CreateVms", ImageId=IMAGE))["Vms"][0]["VmId"]
    await account.call(
        "CreateListenerRule",
        Listener={"LoadBalancerName": "web", "LoadBalancerPort": 80},
        ListenerRule={"ListenerRuleName": "api", "Priority": 10, "PathPattern": "/api/*"},
        VmIds=[vm],
    )
    cases: dict[str, tuple[dict[str, Any], str]] = {
        "ListenerRule": (
            {
                "listenerRuleName": "api",
                "loadBalancerName": "web",
                "loadBalancerPort": 80,
                "priority": 20,
                "pathPattern": "/b/*",
                "vmIds": [vm],
            },
            "api",
        ),
        "LoadBalancer": (
            {
                "loadBalancerName": "web",
                "subregionNames": ["eu-west-2a"],
                "listeners": [{"backendPort": 80, "loadBalancerPort": 80, "loadBalancerProtocol": "HTTP"}],
            },
            "web",
        ),
        "InternetServiceLink": ({"netId": net, "internetServiceId": other_service}, service),
        "Keypair": ({"keypairName": "deployer"}, "deployer"),
        "Route": (
            {"routeTableId": table, "destinationIpRange": "0.0.0.0/0", "gatewayId": service},
            f"{table}/0.0.0.0/0",
        ),
        "RouteTableLink": ({"routeTableId": table, "subnetId": subnet}, link),
        "SecurityGroup": ({"securityGroupName": "web", "description": "a group", "netId": net}, group),
        "Subnet": ({"netId": net, "ipRange": "10.0.1.0/24"}, subnet),
    }
    for type, (inputs, id) in cases.items():
        message = await refused(engine, type, **inputs)
        assert f"`pulumi import outscale-native:index:{type} second {id}`" in message, message


async def test_what_is_in_the_way_and_shares_not_all_is_not_told_to_be_the_same(engine: Engine, account: Account):
    net = (await account.call("CreateNet", IpRange="10.0.0.0/16"))["Net"]["NetId"]
    await account.call("CreateSubnet", NetId=net, IpRange="10.0.1.0/24")
    message = await refused(engine, "Subnet", netId=net, ipRange="10.0.1.0/25")
    assert "No Subnet of exactly this netId and ipRange is there to be seen: something else is in the way" in message


async def test_what_exists_and_cannot_be_looked_up_is_a_refusal_all_the_same(
    engine: Engine, account: Account, way: Way
):
    await account.call("CreateKeypair", KeypairName="my key")
    way.faults.append(Fault("ReadKeypairs", status=400, code=4000))
    message = await refused(engine, "Keypair", keypairName="my key")
    assert "could not be looked up" in message
    # Nothing is left over that another attempt would take up.
    message = await refused(engine, "Keypair", keypairName="my key")
    assert "`pulumi import outscale-native:index:Keypair second 'my key'`" in message


async def test_an_automatic_name_that_is_taken_is_told_to_be_one(engine: Engine, account: Account):
    inputs = await engine.checked("Keypair", {}, name="clé")
    await account.call("CreateKeypair", KeypairName=inputs["keypairName"])
    with pytest.raises(Failed) as raised:
        await engine.create("Keypair", inputs, name="clé")
    assert "This keypairName is an automatic one" in raised.value.message


def test_every_input_that_an_existing_resource_shares_is_one():
    for resource in RESOURCES:
        for names in resource.create.exists.values():
            assert {*names} <= {*resource.inputs}
        if resource.create.comes_with:
            assert resource.create.comes_with.parent in resource.inputs


@pytest.mark.parametrize(
    ("type", "inputs", "kind", "path"),
    [
        ("Vm", {"imageId": IMAGE, "keypairName": "nobody"}, "keypair", "keypairName"),
        ("Vm", {"imageId": IMAGE, "securityGroupIds": ["sg-12345678"]}, "security group", "securityGroupIds"),
        ("Vm", {"imageId": "ami-12345678"}, "image", "imageId"),
        ("Vm", {"imageId": IMAGE, "subnetId": "subnet-12345678"}, "Subnet", "subnetId"),
        ("Vm", {"imageId": IMAGE, "vmType": "tinav5.c0r0p9"}, "VM type", "vmType"),
        ("Subnet", {"netId": "vpc-12345678", "ipRange": "10.0.0.0/24"}, "Net", "netId"),
        ("Volume", {"subregionName": "eu-west-2z", "size": 1}, "Subregion", "subregionName"),
        (
            "VolumeLink",
            {"vmId": "i-12345678", "volumeId": "vol-12345678", "deviceName": "/dev/sdb"},
            "VM",
            "vmId",
        ),
        (
            "InternetServiceLink",
            {"internetServiceId": "igw-12345678", "netId": "vpc-12345678"},
            "Internet service",
            "internetServiceId",
        ),
    ],
)
async def test_what_does_not_exist_is_told_with_the_input_that_names_it(
    type: str, inputs: dict[str, Any], kind: str, path: str, engine: Engine
):
    message = await refused(engine, type, **inputs)
    assert f"There is no such {kind}" in message
    assert f"in this account and Region: see {path}" in message
