"""The disks that are declared with a VM: they grow, come and go in place."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from outscale_provider.model.values import UNKNOWN
from provider.cloud import Account, Fault, Way
from provider.engine import Engine, Failed, InitFailed, Resource
from provider.lifecycles import IMAGE
from provider.listener import Listener, cancel
from provider.messages import bare

ROOT = "/dev/sda1"


def disk(device: str, **bsu: Any) -> dict[str, Any]:
    return {"deviceName": device, "bsu": bsu}


async def vm_with(engine: Engine, *disks: dict[str, Any], **inputs: Any) -> Resource:
    return await engine.made("Vm", imageId=IMAGE, blockDeviceMappings=list(disks), **inputs)


async def program(engine: Engine, vm: Resource, *disks: dict[str, Any], **inputs: Any) -> dict[str, Any]:
    """The inputs of another program for the VM."""
    given = {**bare(vm.inputs), "blockDeviceMappings": list(disks), **inputs}
    return await engine.checked("Vm", given, vm.inputs)


async def volumes(account: Account, vm: Resource) -> dict[str, dict[str, Any]]:
    """The volumes that a VM has, by device."""
    found = (await account.call("ReadVolumes", Filters={"LinkVolumeVmIds": [vm.id]}))["Volumes"]
    return {volume["LinkedVolumes"][0]["DeviceName"]: volume for volume in found}


async def free_volumes(account: Account) -> list[dict[str, Any]]:
    """The volumes that no VM has."""
    found = (await account.call("ReadVolumes"))["Volumes"]
    return [volume for volume in found if not volume["LinkedVolumes"] and volume["State"] != "deleting"]


def changes(way: Way) -> list[str]:
    return [action for action in way.actions if not action.startswith("Read")]


async def test_the_root_volume_grows_while_the_vm_is_stopped_as_announced(
    engine: Engine, account: Account, way: Way, listener: Listener
):
    vm = await vm_with(engine, disk(ROOT, volumeSize=10))
    before = (await volumes(account, vm))[ROOT]
    larger = await program(engine, vm, disk(ROOT, volumeSize=30))
    assert (await engine.diff(vm, larger)).details == {"blockDeviceMappings[0].bsu.volumeSize": "UPDATE"}
    with pytest.raises(Failed, match="blockDeviceMappings: can only be changed while the VM is stopped"):
        await engine.update(vm, larger, preview=True)
    allowed = await program(engine, vm, disk(ROOT, volumeSize=30), allowStoppingForUpdate=True)
    await engine.update(vm, allowed, preview=True)
    way.requests.clear()
    updated = await engine.update(vm, allowed)
    assert changes(way) == ["UpdateVm", "StopVms", "UpdateVolume", "StartVms"]
    after = (await volumes(account, vm))[ROOT]
    assert (after["VolumeId"], after["Size"]) == (before["VolumeId"], 30)
    assert updated.outputs["state"] == "running"
    await cancel(engine)
    assert "this update stops the VM and starts it again, to change blockDeviceMappings" in listener.informed()


async def test_type_and_speed_change_together_and_a_stopped_vm_stays_so(engine: Engine, account: Account, way: Way):
    vm = await vm_with(engine, disk("/dev/sdb", volumeSize=10, volumeType="gp2"), state="stopped")
    fast = await program(engine, vm, disk("/dev/sdb", volumeSize=12, volumeType="io1", iops=500))
    way.requests.clear()
    vm = await engine.update(vm, fast)
    assert changes(way) == ["UpdateVolume"]
    found = (await volumes(account, vm))["/dev/sdb"]
    assert (found["Size"], found["VolumeType"], found["Iops"]) == (12, "io1", 500)
    plain = await program(engine, vm, disk("/dev/sdb", volumeSize=12))
    await engine.update(vm, plain)
    assert (await volumes(account, vm))["/dev/sdb"]["VolumeType"] == "standard"


async def test_no_disk_shrinks(engine: Engine, account: Account, way: Way):
    vm = await vm_with(engine, disk(ROOT, volumeSize=20), allowStoppingForUpdate=True)
    smaller = await program(engine, vm, disk(ROOT, volumeSize=15))
    way.requests.clear()
    for preview in (True, False):
        with pytest.raises(Failed, match=f"{ROOT} has 20 GiB and can't shrink to 15"):
            await engine.update(vm, smaller, preview=preview)
    assert changes(way) == []


@pytest.mark.parametrize("goes", [True, False])
async def test_a_new_disk_is_made_and_linked_while_the_vm_runs(goes: bool, engine: Engine, account: Account, way: Way):
    vm = await vm_with(engine)
    more = await program(engine, vm, disk("/dev/sdb", volumeSize=7, volumeType="gp2", deleteOnVmDeletion=goes))
    difference = await engine.diff(vm, more)
    assert set(difference.details.values()) == {"ADD"} and not difference.replaces
    await engine.update(vm, more, preview=True)
    way.requests.clear()
    vm = await engine.update(vm, more)
    flags = ["UpdateVm"] if goes else []
    assert changes(way) == ["CreateVolume", "CreateTags", "LinkVolume", "DeleteTags", *flags]
    volume = (await volumes(account, vm))["/dev/sdb"]
    assert (volume["Size"], volume["VolumeType"], volume["Tags"]) == (7, "gp2", [])
    assert volume["LinkedVolumes"][0]["DeleteOnVmDeletion"] is goes
    assert await engine.read(vm) == vm
    await engine.delete(vm)
    assert len(await free_volumes(account)) == (0 if goes else 1)


async def test_a_disk_that_is_taken_away_is_deleted_with_a_warning(
    engine: Engine, account: Account, way: Way, listener: Listener
):
    vm = await vm_with(engine, disk("/dev/sdb", volumeSize=5), disk("/dev/sdc", volumeSize=6, deleteOnVmDeletion=False))
    there = await volumes(account, vm)
    without = await program(engine, vm)
    assert set((await engine.diff(vm, without)).details.values()) == {"DELETE"}
    await engine.update(vm, without, preview=True)
    way.requests.clear()
    updated = await engine.update(vm, without)
    assert "UpdateVm" not in changes(way) and changes(way).count("DeleteVolume") == 1
    assert set(await volumes(account, updated)) == {ROOT}
    [kept] = await free_volumes(account)
    assert (kept["VolumeId"], kept["Tags"]) == (there["/dev/sdc"]["VolumeId"], [])
    assert await engine.read(updated) == updated
    await cancel(engine)
    gone = there["/dev/sdb"]["VolumeId"]
    assert listener.warned() == [("it", f"this update loses what is on its disk {gone} (/dev/sdb)")]
    told = f"{kept['VolumeId']} is no longer a disk of {vm.id}. It is kept, and nothing manages it"
    assert told in listener.informed()


async def test_what_a_preview_does_not_know_yet_of_other_disks_hides_no_loss(engine: Engine, listener: Listener):
    vm = await vm_with(engine, disk("/dev/sdb", volumeSize=5), disk("/dev/sdc", volumeSize=6))
    grown = await program(engine, vm, disk("/dev/sdc", volumeSize=UNKNOWN), allowStoppingForUpdate=True)
    # Here it may be any disk.
    unknown = await program(engine, vm, disk(UNKNOWN, volumeSize=6), UNKNOWN, allowStoppingForUpdate=True)
    for inputs in (grown, unknown):
        await engine.update(vm, inputs, preview=True)
    await cancel(engine)
    assert [name for name, text in listener.warned() if "/dev/sdb" in text and "/dev/sdc" not in text] == ["it"]


async def test_what_was_never_declared_and_the_root_volume_stay(engine: Engine, account: Account):
    vm = await vm_with(engine, disk(ROOT, volumeSize=10))
    by_hand = (await account.call("CreateVolume", SubregionName="eu-west-2a", Size=3))["Volume"]["VolumeId"]
    await account.call("LinkVolume", VolumeId=by_hand, VmId=vm.id, DeviceName="/dev/sdx")
    vm = await engine.read(vm) or vm
    assert not await engine.diff(vm, await program(engine, vm))
    assert set(await volumes(account, vm)) == {ROOT, "/dev/sdx"}


async def test_a_volume_of_another_snapshot_replaces(engine: Engine):
    vm = await vm_with(engine, disk("/dev/sdb", volumeSize=5))
    other = [disk("/dev/sdb", volumeSize=5, snapshotId="snap-12345678")]
    assert (await engine.diff(vm, {**vm.inputs, "blockDeviceMappings": other})).replaces == ["blockDeviceMappings"]


@pytest.mark.parametrize("cut_off_at", ["CreateTags", "LinkVolume", "DeleteTags", "UpdateVm"])
async def test_an_addition_that_was_cut_off_goes_on(cut_off_at: str, engine: Engine, account: Account, way: Way):
    vm = await vm_with(engine)
    more = await program(engine, vm, disk("/dev/sdb", volumeSize=5), disk("/dev/sdc", volumeSize=6))
    way.faults = [Fault(cut_off_at, status=400, code=4000)]
    with pytest.raises(InitFailed) as failed:
        await engine.update(vm, more)
    vm = await engine.update(replace(failed.value.resource, inputs=more), more)
    there = await volumes(account, vm)
    assert {device: volume["Size"] for device, volume in there.items()} == {ROOT: 10, "/dev/sdb": 5, "/dev/sdc": 6}
    assert all(volume["LinkedVolumes"][0]["DeleteOnVmDeletion"] and not volume["Tags"] for volume in there.values())
    # Between its creation and its mark a volume can't be told from others': then it is told, and left.
    assert len(await free_volumes(account)) == (1 if cut_off_at == "CreateTags" else 0)


@pytest.mark.parametrize("refused", ["LinkVolume", "LinkVolume and DeleteVolume"])
async def test_a_disk_that_came_to_nothing_and_is_given_up_leaves_nothing(
    refused: str, engine: Engine, account: Account, way: Way
):
    vm = await vm_with(engine, disk("/dev/sdb", volumeSize=5))
    more = await program(engine, vm, disk("/dev/sdb", volumeSize=5), disk("/dev/sdc", volumeSize=6))
    way.faults = [Fault(action, status=400, code=4047) for action in refused.split(" and ")]
    with pytest.raises(InitFailed, match="LinkVolume was refused") as failed:
        await engine.update(vm, more)
    assert len(await free_volumes(account)) == ("DeleteVolume" in refused)
    vm = replace(failed.value.resource, inputs=more)
    vm = await engine.update(vm, await program(engine, vm, disk("/dev/sdb", volumeSize=5)))
    assert await free_volumes(account) == []
    assert set(await volumes(account, vm)) == {ROOT, "/dev/sdb"}


@pytest.mark.parametrize(
    ("wrong", "reason"),
    [
        ({"deviceName": "/dev/sdb", "bsu": {}}, "/dev/sdb is a new disk: it needs volumeSize or snapshotId"),
        ({"deviceName": "/dev/sdb", "virtualDeviceName": "ephemeral0"}, "/dev/sdb is no volume"),
    ],
)
async def test_what_can_not_be_added_is_refused_before_anything_is_done(
    wrong: dict[str, Any], reason: str, engine: Engine, way: Way
):
    vm = await vm_with(engine)
    inputs = await program(engine, vm, disk("/dev/sdc", volumeSize=5), wrong)
    way.requests.clear()
    with pytest.raises(Failed, match=f"blockDeviceMappings: {reason}.*is as it was"):
        await engine.update(vm, inputs)
    assert changes(way) == []


async def test_a_disk_without_a_device_is_refused(engine: Engine):
    mappings = [{"bsu": {"volumeSize": 5}}, {"deviceName": UNKNOWN, "bsu": {"volumeSize": 5}}]
    checked = await engine.check("Vm", {"imageId": IMAGE, "blockDeviceMappings": mappings})
    assert checked.failures == {"blockDeviceMappings[0].deviceName": "is required, such as /dev/sdb"}


@pytest.mark.parametrize("cut_off_at", ["UnlinkVolume", "DeleteVolume", "DeleteTags"])
async def test_a_removal_that_was_cut_off_goes_on(cut_off_at: str, engine: Engine, account: Account, way: Way):
    vm = await vm_with(engine, disk("/dev/sdb", volumeSize=5), disk("/dev/sdc", volumeSize=6, deleteOnVmDeletion=False))
    without = await program(engine, vm)
    way.faults = [Fault(cut_off_at, status=400, code=4000)]
    with pytest.raises(InitFailed) as failed:
        await engine.update(vm, without)
    vm = await engine.update(replace(failed.value.resource, inputs=without), without)
    assert set(await volumes(account, vm)) == {ROOT}
    assert [(volume["Size"], volume["Tags"]) for volume in await free_volumes(account)] == [(6, [])]


@pytest.mark.parametrize("goes", [True, False])
async def test_a_disk_whose_removal_was_cut_off_stays_if_the_program_is_changed_back(
    goes: bool, engine: Engine, account: Account, way: Way
):
    disks = [disk("/dev/sdb", volumeSize=5, deleteOnVmDeletion=goes), disk("/dev/sdc", volumeSize=6)]
    vm = await vm_with(engine, *disks)
    there = await volumes(account, vm)
    without = await program(engine, vm)
    way.faults = [Fault("UnlinkVolume", status=400, code=4000)]
    with pytest.raises(InitFailed) as failed:
        await engine.update(vm, without)
    back = await program(engine, vm, *disks)
    vm = await engine.update(replace(failed.value.resource, inputs=back), back)
    without_other = await program(engine, vm, disks[0])
    vm = await engine.update(vm, without_other)
    left = await volumes(account, vm)
    assert {device: volume["VolumeId"] for device, volume in left.items()} == {
        device: there[device]["VolumeId"] for device in (ROOT, "/dev/sdb")
    }
    assert all(volume["Tags"] == [] for volume in left.values())


async def test_what_stops_a_vm_without_notice_is_refused_before_a_disk_is_marked_to_go(
    engine: Engine, account: Account, way: Way
):
    vm = await vm_with(engine, disk("/dev/sdb", volumeSize=5), allowStoppingForUpdate=True)
    larger_root = await program(engine, vm, disk(ROOT, volumeSize=40))
    way.requests.clear()
    with pytest.raises(Failed, match=f"{ROOT} is not as it is declared, and {vm.id} runs.*is as it was"):
        await engine.update(vm, larger_root)
    assert changes(way) == []


async def test_a_change_that_was_cut_off_goes_on(engine: Engine, account: Account, way: Way):
    vm = await vm_with(engine, disk(ROOT, volumeSize=10), disk("/dev/sdb", volumeSize=5), allowStoppingForUpdate=True)
    larger = await program(engine, vm, disk(ROOT, volumeSize=20), disk("/dev/sdb", volumeSize=15))
    seen: list[str] = []

    async def second_is_refused() -> None:
        if way.actions[-1] == "UpdateVolume" and not seen:
            seen.append("first")
            way.faults = [Fault("UpdateVolume", status=400, code=4000)]

    way.after = [second_is_refused]
    with pytest.raises(InitFailed) as failed:
        await engine.update(vm, larger)
    vm = await engine.update(replace(failed.value.resource, inputs=larger), larger)
    assert {device: volume["Size"] for device, volume in (await volumes(account, vm)).items()} == {
        ROOT: 20,
        "/dev/sdb": 15,
    }
    assert vm.outputs["state"] == "running"


async def test_what_others_did_meanwhile_is_left_alone_by_what_goes_on(engine: Engine, account: Account, way: Way):
    """Nobody was told that the VM would be stopped, or that a disk would have to shrink."""
    vm = await vm_with(engine, disk(ROOT, volumeSize=10), disk("/dev/sdb", volumeSize=5), tags={"a": "b"})
    there = await volumes(account, vm)
    await account.call("StopVms", VmIds=[vm.id])
    await account.call("UpdateVolume", VolumeId=there[ROOT]["VolumeId"], Size=20)
    await account.call("UpdateVolume", VolumeId=there["/dev/sdb"]["VolumeId"], VolumeType="gp2")
    await account.call("StartVms", VmIds=[vm.id])
    way.requests.clear()
    await engine.update(vm, vm.inputs)
    assert changes(way) == []
