"""A refresh shows what was changed by hand, property by property, and nothing else; the next `up` puts exactly that back."""

from __future__ import annotations

import base64
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from provider.cloud import Account, Way
from provider.engine import Engine, Failed, Resource
from provider.messages import bare

IMAGE = "ami-e0000002"
SCRIPT = "#!/bin/sh\necho a line\n"


async def assert_unchanged(engine: Engine, resource: Resource) -> None:
    assert await engine.read(resource) == resource
    again = await engine.checked(resource.type, bare(resource.inputs), resource.inputs)
    assert not await engine.diff(resource, again)


async def put_back(engine: Engine, way: Way, drifted: Resource, wanted: Resource) -> list[str]:
    """The requests that change something in the update that puts a resource back."""
    way.requests.clear()
    restored = await engine.update(drifted, wanted.inputs)
    assert (await engine.read(restored)) == restored
    assert restored.inputs == wanted.inputs
    return [action for action in way.actions if not action.startswith("Read")]


# Equal values in other forms


@pytest.mark.parametrize("protocol", ["tcp", "6"])
async def test_protocols_by_name_or_number(engine: Engine, protocol: str):
    net = await engine.made("Net", ipRange="10.0.0.0/16", name="net")
    group = await engine.made("SecurityGroup", netId=net.id, description="a group", name="group")
    ports = {"fromPortRange": 22, "toPortRange": 22, "ipRange": "0.0.0.0/0"}
    rule = await engine.made(
        "SecurityGroupRule", securityGroupId=group.id, flow="Inbound", ipProtocol=protocol, **ports
    )
    assert rule.inputs["ipProtocol"] == protocol
    await assert_unchanged(engine, rule)


async def test_sets_in_another_order(engine: Engine):
    net = await engine.made("Net", ipRange="10.0.0.0/16", name="net")
    subnet = await engine.made("Subnet", netId=net.id, ipRange="10.0.1.0/24", name="subnet")
    groups = [await engine.made("SecurityGroup", netId=net.id, description="a", name=f"g{n}") for n in range(4)]
    for ids in (sorted(group.id for group in groups), sorted((group.id for group in groups), reverse=True)):
        vm = await engine.made("Vm", imageId=IMAGE, subnetId=subnet.id, securityGroupIds=ids)
        assert vm.inputs["securityGroupIds"] == ids
        await assert_unchanged(engine, vm)


async def test_tags_in_another_order_and_with_any_text(engine: Engine, account: Account):
    net = await engine.made("Net", ipRange="10.0.0.0/16", tags={"b": "1", "a": "", "c d": "é=\"'"})
    await account.call("DeleteTags", ResourceIds=[net.id], Tags=[{"Key": "b", "Value": "1"}])
    await account.call("CreateTags", ResourceIds=[net.id], Tags=[{"Key": "b", "Value": "1"}])
    await assert_unchanged(engine, net)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(content=st.binary(min_size=1, max_size=200), every=st.integers(20, 76))
async def test_user_data_in_lines_of_any_length(engine: Engine, content: bytes, every: int):
    """The same bytes, written in one line or in several."""
    text = base64.b64encode(content).decode()
    vm = await engine.made("Vm", imageId=IMAGE, userDataBase64=text)
    lines = "\n".join(text[at : at + every] for at in range(0, len(text), every))
    checked = await engine.check("Vm", {"imageId": IMAGE, "userDataBase64": lines}, vm.inputs)
    assert checked.failures or not await engine.diff(vm, checked.inputs)
    await assert_unchanged(engine, vm)
    await engine.delete(vm)


# What was changed by hand

VM_CHANGES: list[tuple[dict[str, Any], dict[str, Any]]] = [
    ({"DeletionProtection": True}, {"deletionProtection": True}),
    ({"VmInitiatedShutdownBehavior": "terminate"}, {"vmInitiatedShutdownBehavior": "terminate"}),
    ({"KeypairName": "by-hand"}, {"keypairName": "by-hand"}),
    ({"VmType": "tinav5.c4r8p1"}, {"vmType": "tinav5.c4r8p1"}),
    ({"UserData": base64.b64encode(SCRIPT.encode()).decode()}, {"userData": SCRIPT}),
]


@pytest.mark.parametrize(("change", "shows"), VM_CHANGES, ids=lambda value: "-".join(value))
async def test_each_property_of_a_vm(
    engine: Engine, account: Account, way: Way, change: dict[str, Any], shows: dict[str, Any]
):
    for name in ("deployer", "by-hand"):
        await account.call("CreateKeypair", KeypairName=name)
    vm = await engine.made(
        "Vm",
        imageId=IMAGE,
        keypairName="deployer",
        vmType="tinav5.c1r2p2",
        vmInitiatedShutdownBehavior="stop",
        deletionProtection=False,
        allowStoppingForUpdate=True,
        userData="set -e",
        tags={"Name": "web"},
    )
    stops = not {"VmType", "UserData"}.isdisjoint(change)
    if stops:
        await account.call("StopVms", VmIds=[vm.id])
    await account.call("UpdateVm", VmId=vm.id, **change)
    if stops:
        await account.call("StartVms", VmIds=[vm.id])
    drifted = await engine.read(vm)
    assert drifted
    assert {name: bare(value) for name, value in drifted.inputs.items() if value != vm.inputs.get(name)} == shows
    difference = await engine.diff(drifted, vm.inputs)
    assert set(difference.details) == set(shows)
    assert not difference.replaces
    power = ["UpdateVm", "StopVms", "UpdateVm", "StartVms"] if stops else ["UpdateVm"]
    assert await put_back(engine, way, drifted, vm) == power


async def test_several_at_once_are_shown_and_put_back_together(engine: Engine, account: Account, way: Way):
    net = await engine.made("Net", ipRange="10.0.0.0/16", name="net")
    subnet = await engine.made("Subnet", netId=net.id, ipRange="10.0.1.0/24", tags={"a": "1", "b": "2"})
    tags = [{"Key": "a", "Value": "9"}, {"Key": "c", "Value": "3"}]
    await account.call("CreateTags", ResourceIds=[subnet.id], Tags=tags)
    await account.call("DeleteTags", ResourceIds=[subnet.id], Tags=[{"Key": "b", "Value": "2"}])
    await account.call("UpdateSubnet", SubnetId=subnet.id, MapPublicIpOnLaunch=True)
    drifted = await engine.read(subnet)
    assert drifted
    assert drifted.inputs["tags"] == {"a": "9", "c": "3"}
    difference = await engine.diff(drifted, subnet.inputs)
    assert difference.details == {
        "tags.a": "UPDATE",
        "tags.b": "ADD",
        "tags.c": "DELETE",
        "mapPublicIpOnLaunch": "DELETE",
    }
    assert sorted(await put_back(engine, way, drifted, subnet)) == ["CreateTags", "DeleteTags", "UpdateSubnet"]
    added = next(request["Tags"] for action, request in way.requests if action == "CreateTags")
    assert {tag["Key"]: tag["Value"] for tag in added} == {"a": "1", "b": "2"}


async def test_a_volume_that_was_enlarged_by_hand_is_shown(engine: Engine, account: Account):
    volume = await engine.made("Volume", subregionName="eu-west-2a", size=10)
    await account.call("UpdateVolume", VolumeId=volume.id, Size=20)
    drifted = await engine.read(volume)
    assert drifted
    assert drifted.inputs == {**volume.inputs, "size": 20}
    difference = await engine.diff(drifted, volume.inputs)
    assert difference.details == {"size": "UPDATE"}
    for preview in (True, False):
        with pytest.raises(Failed, match="the volume has 20 GiB and can't shrink to 10"):
            await engine.update(drifted, volume.inputs, preview=preview)
    assert await engine.read(drifted) == drifted


async def test_what_the_cloud_changes_by_itself_is_no_drift(engine: Engine, account: Account):
    """Links, states and counters are outputs: a refresh takes them over and asks for nothing."""
    net = await engine.made("Net", ipRange="10.0.0.0/16", name="net")
    subnet = await engine.made("Subnet", netId=net.id, ipRange="10.0.1.0/24")
    await account.call("CreateNic", SubnetId=subnet.id)
    refreshed = await engine.read(subnet)
    assert refreshed
    assert refreshed.outputs["availableIpsCount"] == subnet.outputs["availableIpsCount"] - 1
    assert refreshed.inputs == subnet.inputs
    assert not await engine.diff(refreshed, subnet.inputs)


# What is gone


@pytest.mark.parametrize("parent", ["group", "table", "vm"])
async def test_what_goes_with_its_parent_is_gone(engine: Engine, account: Account, parent: str):
    net = await engine.made("Net", ipRange="10.0.0.0/16", name="net")
    if parent == "group":
        group = await engine.made("SecurityGroup", netId=net.id, description="a group", name="group")
        ports = {"ipProtocol": "tcp", "fromPortRange": 22, "toPortRange": 22, "ipRange": "0.0.0.0/0"}
        part = await engine.made("SecurityGroupRule", securityGroupId=group.id, flow="Inbound", **ports)
        await account.call("DeleteSecurityGroup", SecurityGroupId=group.id)
    elif parent == "table":
        table = await engine.made("RouteTable", netId=net.id, name="table")
        service = await engine.made("InternetService", name="service")
        await engine.made("InternetServiceLink", internetServiceId=service.id, netId=net.id, name="link")
        part = await engine.made("Route", routeTableId=table.id, destinationIpRange="0.0.0.0/0", gatewayId=service.id)
        await account.call("DeleteRouteTable", RouteTableId=table.id)
    else:
        vm = await engine.made("Vm", imageId=IMAGE, name="vm")
        volume = await engine.made("Volume", subregionName="eu-west-2a", size=10, name="volume")
        part = await engine.made("VolumeLink", volumeId=volume.id, vmId=vm.id, deviceName="/dev/sdb")
        await account.call("DeleteVms", VmIds=[vm.id])
    assert await engine.read(part) is None
    await engine.delete(part)


# What the cloud fills in


async def test_fields_that_the_cloud_fills_in_are_no_drift(engine: Engine, account: Account):
    """A VM's place has a tenancy, whether the program gives one or not."""
    vm = await engine.made("Vm", imageId=IMAGE, placement={"subregionName": "eu-west-2a"})
    assert vm.outputs["placement"] == {"subregionName": "eu-west-2a", "tenancy": "default"}
    await assert_unchanged(engine, vm)
