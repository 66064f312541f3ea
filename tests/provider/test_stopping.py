"""VMs that are stopped for something: none ends by that, and what was cut off or shown too late leaves nothing waiting."""

from __future__ import annotations

from typing import Any

import pytest

from outscale_emulator import Emulator
from outscale_emulator.requests.faults import Faults
from provider.cloud import Account, Fault, Way
from provider.engine import Engine, Failed, InitFailed, Resource
from provider.lifecycles import IMAGE
from provider.messages import bare

BEHAVIOR = "vmInitiatedShutdownBehavior"
TYPE, OTHER_TYPE = "tinav5.c1r2p2", "tinav5.c2r4p2"


async def changed(engine: Engine, vm: Resource, **inputs: Any) -> dict[str, Any]:
    return await engine.checked("Vm", {**bare(vm.inputs), **inputs}, vm.inputs)


async def the_vm(account: Account, id: str) -> tuple[str, str]:
    """Whether a VM runs, and what a stop of it leads to."""
    (vm,) = (await account.call("ReadVms", Filters={"VmIds": [id]}))["Vms"]
    return vm["State"], vm["VmInitiatedShutdownBehavior"]


async def the_gpu(account: Account, id: str) -> tuple[str, str | None]:
    """How far a GPU is, and whose it is."""
    (gpu,) = (await account.call("ReadFlexibleGpus", Filters={"FlexibleGpuIds": [id]}))["FlexibleGpus"]
    return gpu["State"], gpu.get("VmId")


async def a_gpu(engine: Engine, *names: str) -> tuple[str, list[str]]:
    """A GPU, and VMs that it fits."""
    gpu = await engine.made("FlexibleGpu", modelName="nvidia-p6", subregionName="eu-west-2a")
    vms = [await engine.made("Vm", name=name, imageId=IMAGE, vmType="tinav5.c4r16p1") for name in names]
    return gpu.id, [vm.id for vm in vms]


async def linked(engine: Engine, gpu: str, vm: str) -> Resource:
    return await engine.made("FlexibleGpuLink", flexibleGpuId=gpu, vmId=vm, allowStoppingVm=True)


async def test_an_old_answer_does_not_let_a_vm_end_that_is_stopped_for_a_change(
    engine: Engine, emulator: Emulator, account: Account
):
    vm = await engine.made("Vm", imageId=IMAGE, vmType=TYPE, allowStoppingForUpdate=True)
    emulator.faults = Faults.parse("UpdateVm:ok, ReadVms:stale=1*2")
    await engine.update(vm, await changed(engine, vm, vmType=OTHER_TYPE, **{BEHAVIOR: "terminate"}))
    assert await the_vm(account, vm.id) == ("running", "terminate")


async def test_an_old_answer_does_not_let_a_vm_end_that_is_stopped_for_something_else(
    engine: Engine, emulator: Emulator, account: Account
):
    gpu, [vm] = await a_gpu(engine, "vm")
    emulator.faults = Faults.parse("UpdateVm:ok, LinkFlexibleGpu:ok, ReadVms:stale=2*2")
    await account.call("UpdateVm", VmId=vm, VmInitiatedShutdownBehavior="terminate")
    await linked(engine, gpu, vm)
    state, _ = await the_vm(account, vm)
    assert state == "running"
    assert await the_gpu(account, gpu) == ("attached", vm)


async def test_what_a_stop_leads_to_is_as_the_program_says_also_after_one_that_was_cut_off(
    engine: Engine, account: Account, way: Way
):
    vm = await engine.made("Vm", imageId=IMAGE, vmType=TYPE, allowStoppingForUpdate=True, **{BEHAVIOR: "restart"})
    wanted = await changed(engine, vm, vmType=OTHER_TYPE)
    way.faults.append(Fault("StopVms", status=400, code=4000))
    with pytest.raises(InitFailed):
        await engine.update(vm, wanted)
    assert await the_vm(account, vm.id) == ("running", "stop")
    await engine.update(vm, wanted)
    assert await the_vm(account, vm.id) == ("running", "restart")


async def test_an_old_answer_does_not_leave_a_gpu_waiting_for_its_vm(
    engine: Engine, emulator: Emulator, account: Account
):
    gpu, [vm] = await a_gpu(engine, "vm")
    emulator.faults = Faults.parse("LinkFlexibleGpu:ok, ReadFlexibleGpus:stale=1*2")
    link = await linked(engine, gpu, vm)
    assert await the_gpu(account, gpu) == ("attached", vm)
    emulator.faults = Faults.parse("UnlinkFlexibleGpu:ok, ReadFlexibleGpus:stale=1*2")
    await engine.delete(link)
    assert await the_gpu(account, gpu) == ("allocated", None)


async def test_a_gpu_whose_unlinking_was_cut_off_is_freed_for_its_next_link(engine: Engine, account: Account, way: Way):
    gpu, [vm, other] = await a_gpu(engine, "vm", "other")
    link = await linked(engine, gpu, vm)
    way.faults.append(Fault("StopVms", status=400, code=4000))
    with pytest.raises(Failed):
        await engine.delete(link)
    assert await the_gpu(account, gpu) == ("detaching", vm)
    assert await engine.read(link) is None
    await linked(engine, gpu, other)
    assert await the_gpu(account, gpu) == ("attached", other)
    assert await the_vm(account, vm) == ("running", "stop")
