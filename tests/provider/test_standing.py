"""What is there already is no change, what nobody can tell replaces nothing, and what a replacement loses is announced."""

from __future__ import annotations

import base64
from dataclasses import replace
from typing import Any

import pytest

from provider.cloud import Account, Fault, Way
from provider.engine import Engine, Failed, Resource
from provider.messages import bare

IMAGE = "ami-e0000001"


async def network(engine: Engine) -> tuple[Resource, Resource]:
    """A Subnet and a group of its Net."""
    net = await engine.made("Net", ipRange="10.0.0.0/16", name="net")
    subnet = await engine.made("Subnet", netId=net.id, ipRange="10.0.1.0/24", name="subnet")
    group = await engine.made("SecurityGroup", netId=net.id, description="a group", name="group")
    return subnet, group


async def imported_vm(engine: Engine, account: Account, **request: Any) -> Resource:
    """A VM that somebody made by hand, as an import finds it."""
    made = await account.call("CreateVms", ImageId=IMAGE, **request)
    imported = await engine.imported("Vm", made["Vms"][0]["VmId"])
    assert imported
    return replace(imported, inputs=await engine.checked("Vm", bare(imported.inputs), imported.inputs))


def no_changes(way: Way) -> bool:
    return all(action.startswith("Read") for action in way.actions)


async def test_an_imported_vm_with_its_disks_is_not_replaced(engine: Engine, account: Account, way: Way):
    disks = [
        {"DeviceName": "/dev/sdb", "Bsu": {"VolumeSize": 20, "VolumeType": "gp2", "DeleteOnVmDeletion": False}},
        {"DeviceName": "/dev/sdc", "Bsu": {"VolumeSize": 5}},
    ]
    vm = await imported_vm(engine, account, BlockDeviceMappings=disks)
    declared = [
        {"deviceName": "/dev/sdc", "bsu": {"volumeSize": 5}},
        {"deviceName": "/dev/sdb", "bsu": {"volumeSize": 20, "volumeType": "gp2", "deleteOnVmDeletion": False}},
    ]
    inputs = await engine.checked("Vm", {"imageId": IMAGE, "blockDeviceMappings": declared}, vm.inputs)

    difference = await engine.diff(vm, inputs)

    assert set(difference.details.values()) == {"ADD"}
    way.requests.clear()
    updated = await engine.update(vm, inputs)
    assert no_changes(way)
    assert not await engine.diff(updated, inputs)
    assert await engine.read(updated) == updated


async def test_disks_that_only_go_or_stay_with_the_vm_need_no_look_at_their_volumes(
    engine: Engine, account: Account, way: Way
):
    vm = await imported_vm(engine, account)
    kept = {
        "imageId": IMAGE,
        "blockDeviceMappings": [{"deviceName": "/dev/sda1", "bsu": {"deleteOnVmDeletion": False}}],
    }
    plain = {"imageId": IMAGE, "blockDeviceMappings": [{"deviceName": "/dev/sda1"}]}

    assert not await engine.diff(vm, plain)
    difference = await engine.diff(vm, kept)
    assert difference.details and not difference.replaces
    way.requests.clear()
    await engine.update(vm, kept)
    assert [action for action in way.actions if not action.startswith("Read")] == ["UpdateVm"]
    assert "ReadVolumes" not in way.actions


async def test_a_disk_that_is_another_one_is_refused_and_the_vm_stays(engine: Engine, account: Account, way: Way):
    vm = await imported_vm(engine, account)
    inputs = {"imageId": IMAGE, "blockDeviceMappings": [{"deviceName": "/dev/sda1", "bsu": {"volumeSize": 77}}]}
    assert not (await engine.diff(vm, inputs)).replaces
    way.requests.clear()
    with pytest.raises(Failed, match="/dev/sda1 is not as it is declared"):
        await engine.update(vm, inputs)
    assert no_changes(way)


async def test_an_imported_vm_with_its_nics_is_not_replaced(engine: Engine, account: Account):
    subnet, group = await network(engine)
    nics = [
        {"DeviceNumber": 0, "SubnetId": subnet.id, "SecurityGroupIds": [group.id], "Description": "first"},
        {"DeviceNumber": 1, "SubnetId": subnet.id, "PrivateIps": [{"PrivateIp": "10.0.1.50", "IsPrimary": True}]},
    ]
    vm = await imported_vm(engine, account, Nics=nics)
    first = {"deviceNumber": 0, "subnetId": subnet.id, "securityGroupIds": [group.id], "description": "first"}
    second = {"deviceNumber": 1, "subnetId": subnet.id, "privateIps": [{"privateIp": "10.0.1.50", "isPrimary": True}]}

    assert not await engine.diff(vm, {"imageId": IMAGE, "nics": [second, {**first, "deleteOnVmDeletion": True}]})
    assert not await engine.diff(vm, {"imageId": IMAGE, "nics": [first]})
    for other in (
        {**first, "privateIps": [{"privateIp": "10.0.1.51", "isPrimary": True}]},
        {**first, "deviceNumber": 2},
    ):
        difference = await engine.diff(vm, {"imageId": IMAGE, "nics": [other, second]})
        assert difference.replaces == ["nics"]
    for changed in ({"securityGroupIds": ["sg-12345678"]}, {"description": "another"}):
        difference = await engine.diff(vm, {"imageId": IMAGE, "nics": [{**first, **changed}, second]})
        assert difference.details and not difference.replaces


@pytest.mark.parametrize("in_net", [False, True])
async def test_an_imported_vm_with_its_default_group_is_not_replaced(in_net: bool, engine: Engine, account: Account):
    where = {"SubnetId": (await network(engine))[0].id} if in_net else {}
    vm = await imported_vm(engine, account, **where)
    plain = {"imageId": IMAGE, **({"subnetId": where["SubnetId"]} if in_net else {})}
    [group] = vm.outputs["securityGroups"]

    for given in (
        {},
        {"securityGroupIds": [group["securityGroupId"]]},
        {"securityGroups": [group["securityGroupName"]]},
    ):
        assert not await engine.diff(vm, {**plain, **given})
    assert (await engine.diff(vm, {**plain, "securityGroups": ["others"]})).replaces == ["securityGroups"]


async def test_an_imported_vm_of_the_public_cloud_without_public_ip_is_not_replaced(
    engine: Engine, account: Account, way: Way
):
    """It shows a Net and a Subnet that are the cloud's own."""
    section = "-----BEGIN OUTSCALE SECTION-----\nprivate_only=true\n-----END OUTSCALE SECTION-----\n"
    user_data = base64.b64encode(section.encode()).decode()
    vm = await imported_vm(engine, account, UserData=user_data)
    assert vm.outputs["subnetId"]
    inputs = await engine.checked("Vm", {"imageId": IMAGE, "userData": section}, vm.inputs)
    assert not await engine.diff(vm, inputs)
    way.requests.clear()
    updated = await engine.update(vm, inputs)
    assert no_changes(way)
    assert await engine.read(updated) == updated


async def test_an_imported_listener_rule_is_not_replaced_for_what_no_read_tells(engine: Engine, account: Account):
    listener = {"BackendPort": 80, "LoadBalancerPort": 80, "LoadBalancerProtocol": "HTTP"}
    await account.call(
        "CreateLoadBalancer", LoadBalancerName="web", SubregionNames=["eu-west-2a"], Listeners=[listener]
    )
    vm = (await account.call("CreateVms", ImageId=IMAGE))["Vms"][0]["VmId"]
    rule = {"ListenerRuleName": "api", "Priority": 10, "PathPattern": "/api/*"}
    of = {"LoadBalancerName": "web", "LoadBalancerPort": 80}
    await account.call("CreateListenerRule", Listener=of, ListenerRule=rule, VmIds=[vm])
    imported = await engine.imported("ListenerRule", "api")
    assert imported
    declared = {"listenerRuleName": "api", "priority": 10, "pathPattern": "/api/*", "vmIds": [vm]}
    whole = await engine.checked(
        "ListenerRule", {**declared, "loadBalancerName": "web", "loadBalancerPort": 80}, imported.inputs
    )
    assert not await engine.diff(imported, whole)
    # Once it is told, another one is another rule.
    known = replace(imported, inputs=whole)
    assert (await engine.diff(known, {**whole, "loadBalancerPort": 81})).replaces == ["loadBalancerPort"]


async def test_a_listener_s_protocol_to_the_vms_may_be_written_out_or_not(engine: Engine, account: Account, way: Way):
    listeners = [{"BackendPort": 80, "LoadBalancerPort": port, "LoadBalancerProtocol": "HTTP"} for port in (80, 81)]
    await account.call("CreateLoadBalancer", LoadBalancerName="web", SubregionNames=["eu-west-2a"], Listeners=listeners)
    balancer = await engine.imported("LoadBalancer", "web")
    assert balancer
    declared = [{"backendPort": 80, "loadBalancerPort": port, "loadBalancerProtocol": "HTTP"} for port in (80, 81)]
    asked = {"loadBalancerName": "web", "subregionNames": ["eu-west-2a"], "listeners": declared}
    inputs = await engine.checked("LoadBalancer", asked, balancer.inputs)
    assert not await engine.diff(balancer, inputs)
    # A change of one leaves the other alone.
    changed = {**inputs, "listeners": [declared[0], {**declared[1], "backendPort": 8080}]}
    assert "listeners[1].backendPort" in (await engine.diff(balancer, changed)).details
    way.requests.clear()
    updated = await engine.update(balancer, changed)
    requests = [request for action, request in way.requests if action == "DeleteLoadBalancerListeners"]
    assert [request["LoadBalancerPorts"] for request in requests] == [[81]]
    assert await engine.read(updated) == updated


async def test_an_address_that_the_vm_has_is_no_change(engine: Engine, account: Account):
    subnet, _ = await network(engine)
    plain = {"imageId": IMAGE, "subnetId": subnet.id}
    vm = await engine.made("Vm", **plain)
    nic = vm.outputs["nics"][0]["nicId"]
    await account.call("LinkPrivateIps", NicId=nic, PrivateIps=["10.0.1.77"])
    refreshed = await engine.read(vm)
    assert refreshed

    assert not await engine.diff(refreshed, {**plain, "privateIps": [vm.outputs["privateIp"]]})
    assert not await engine.diff(refreshed, {**plain, "privateIps": ["10.0.1.77", vm.outputs["privateIp"]]})
    assert (await engine.diff(refreshed, {**plain, "privateIps": ["10.0.1.78"]})).replaces == ["privateIps"]


async def test_what_the_vm_has_needs_no_stop_unless_another_change_moves_it(engine: Engine, way: Way):
    plain = {"imageId": IMAGE, "vmType": "tinav5.c1r2p2"}
    vm = await engine.made("Vm", **plain)
    assert vm.outputs["performance"] == "high"
    has_it = {**plain, "performance": "high", "deletionProtection": True}
    way.requests.clear()
    updated = await engine.update(vm, has_it)
    assert [action for action in way.actions if not action.startswith("Read")] == ["UpdateVm"]

    moved = {"imageId": IMAGE, "vmType": "t2.small", "performance": "high", "allowStoppingForUpdate": True}
    difference = await engine.diff(vm, moved)
    assert set(difference.details) == {"performance", "vmType"}
    assert updated.outputs["performance"] == "high"


async def test_a_volume_that_another_vm_has_is_not_waited_for(engine: Engine, account: Account, way: Way):
    vm, other = [await engine.made("Vm", imageId=IMAGE, name=name) for name in ("vm", "other")]
    volume = await engine.made("Volume", subregionName="eu-west-2a", size=10)
    await account.call("LinkVolume", VolumeId=volume.id, VmId=other.id, DeviceName="/dev/sdc")
    inputs = await engine.checked("VolumeLink", {"volumeId": volume.id, "vmId": vm.id, "deviceName": "/dev/sdb"})
    way.requests.clear()
    with pytest.raises(Failed, match=f"{volume.id} is attached to {other.id} as /dev/sdc: it has to be unlinked"):
        await engine.create("VolumeLink", inputs)
    assert way.actions.count("LinkVolume") == 1


async def test_a_volume_that_is_still_detaching_is_waited_for(engine: Engine, way: Way):
    vm = await engine.made("Vm", imageId=IMAGE)
    volume = await engine.made("Volume", subregionName="eu-west-2a", size=10)
    way.faults.append(Fault("LinkVolume", times=3, status=409, code=6003))
    link = await engine.made("VolumeLink", volumeId=volume.id, vmId=vm.id, deviceName="/dev/sdb")
    assert link.outputs["vmId"] == vm.id
    assert way.actions.count("LinkVolume") == 4


# Tags


class Watch:
    """Notes after each request which tags a resource has."""

    def __init__(self, account: Account, id: str) -> None:
        self.account, self.id = account, id
        self.seen: list[dict[str, str]] = []

    async def look(self) -> None:
        tags = (await self.account.call("ReadTags", Filters={"ResourceIds": [self.id]}))["Tags"]
        self.seen.append({tag["Key"]: tag["Value"] for tag in tags})


async def test_all_tags_are_exchanged_at_the_quota(engine: Engine, way: Way):
    old, new = ({f"{name}{number}": name for number in range(20)} for name in ("old", "new"))
    net = await engine.made("Net", ipRange="10.0.0.0/16", tags=old)
    way.requests.clear()
    updated = await engine.update(net, {**net.inputs, "tags": new})
    assert updated.outputs["tags"] == new
    assert await engine.read(updated) == updated
    assert way.actions[:2] == ["DeleteTags", "CreateTags"]


async def test_a_tag_that_stays_or_changes_is_never_absent(engine: Engine, account: Account, way: Way):
    kept = {f"kept{number}": "a" for number in range(10)}
    net = await engine.made(
        "Net", ipRange="10.0.0.0/16", tags={**kept, "changed": "old", **{f"o{n}": "" for n in range(9)}}
    )
    watch = Watch(account, net.id)
    way.after.append(watch.look)
    await engine.update(net, {**net.inputs, "tags": {**kept, "changed": "new", **{f"n{n}": "" for n in range(9)}}})
    assert len(watch.seen) >= 2
    for tags in watch.seen:
        assert kept.items() <= tags.items()
        assert tags["changed"] in ("old", "new")
    assert watch.seen[-1] == {**kept, "changed": "new", **{f"n{n}": "" for n in range(9)}}


async def test_a_vm_of_the_public_cloud_is_complete(engine: Engine, account: Account, way: Way):
    vm = await engine.made("Vm", imageId=IMAGE)
    way.requests.clear()
    await engine.update(vm, vm.inputs)
    assert no_changes(way)
    imported = await engine.imported("Vm", vm.id)
    assert imported and "isSourceDestChecked" not in imported.inputs


async def test_a_vm_without_groups_of_its_own_is_complete(engine: Engine, way: Way):
    inputs = await engine.checked("Vm", {"imageId": IMAGE, "securityGroupIds": []})
    vm = await engine.create("Vm", inputs)
    assert len(vm.outputs["securityGroups"]) == 1
    way.requests.clear()
    await engine.update(vm, inputs)
    assert no_changes(way)
    assert not await engine.diff(vm, await engine.checked("Vm", {"imageId": IMAGE, "securityGroupIds": []}, vm.inputs))
