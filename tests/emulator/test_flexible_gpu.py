"""Flexible GPUs: what they fit, and how they follow the VMs that they are linked to."""

import pytest


@pytest.fixture
async def gpu(api):
    request = {"ModelName": "nvidia-p6", "SubregionName": "eu-west-2a"}
    return (await api.call("CreateFlexibleGpu", **request))["FlexibleGpu"]["FlexibleGpuId"]


async def create_vm(api, vm_type="tinav5.c4r8p1"):
    answer = await api.call("CreateVms", ImageId="ami-e0000001", VmType=vm_type)
    return answer["Vms"][0]["VmId"]


@pytest.fixture
async def vm(api):
    return await create_vm(api)


async def state(api, gpu):
    (found,) = (await api.call("ReadFlexibleGpus", Filters={"FlexibleGpuIds": [gpu]}))["FlexibleGpus"]
    return found["State"], found.get("VmId")


async def restart(api, vm):
    await api.call("StopVms", VmIds=[vm])
    await api.call("StartVms", VmIds=[vm])


async def test_a_new_gpu_is_for_the_oldest_processors_that_it_fits(api):
    request = {"ModelName": "nvidia-k2", "SubregionName": "eu-west-2a"}
    gpu = (await api.call("CreateFlexibleGpu", **request))["FlexibleGpu"]

    assert gpu == {
        "DeleteOnVmDeletion": False,
        "FlexibleGpuId": gpu["FlexibleGpuId"],
        "Generation": "v3",
        "ModelName": "nvidia-k2",
        "State": "allocated",
        "SubregionName": "eu-west-2a",
    }
    assert (await api.call("ReadFlexibleGpus", Filters={"Generations": ["v3"]}))["FlexibleGpus"] == [gpu]


async def test_the_catalogue_needs_no_signature(http):
    response = await http.post("/api/v1/ReadFlexibleGpuCatalog", content="{}")
    models = response.json()["FlexibleGpuCatalog"]
    assert all(set(model) == {"Generations", "MaxCpu", "MaxRam", "ModelName", "VRam"} for model in models)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"ModelName": "XXXXXXXX"}, "4047"),
        ({"Generation": "v9"}, "4047"),
        ({"SubregionName": "mars-1a"}, "5009"),
        ({"SubregionName": ""}, "7000"),
    ],
)
async def test_a_wrong_gpu_is_refused(api, change, code):
    request = {"ModelName": "nvidia-p6", "SubregionName": "eu-west-2a"}
    assert await api.refused("CreateFlexibleGpu", **request | change) == code


async def test_an_account_has_four_gpus(api):
    request = {"ModelName": "nvidia-p6", "SubregionName": "eu-west-2a"}
    for _ in range(4):
        await api.call("CreateFlexibleGpu", **request)
    assert await api.refused("CreateFlexibleGpu", **request) == "10046"


async def test_a_link_works_once_the_vm_starts_again(api, gpu, vm):
    await api.call("LinkFlexibleGpu", FlexibleGpuId=gpu, VmId=vm)
    assert await state(api, gpu) == ("attaching", vm)
    await restart(api, vm)
    assert await state(api, gpu) == ("attached", vm)

    await api.call("UnlinkFlexibleGpu", FlexibleGpuId=gpu)
    assert await state(api, gpu) == ("detaching", vm)
    await api.call("StopVms", VmIds=[vm])
    assert await state(api, gpu) == ("allocated", None)


async def test_a_link_that_never_worked_ends_at_once(api, gpu, vm):
    await api.call("LinkFlexibleGpu", FlexibleGpuId=gpu, VmId=vm)
    await api.call("UnlinkFlexibleGpu", FlexibleGpuId=gpu)
    assert await state(api, gpu) == ("allocated", None)


async def test_each_state_allows_some_actions(api, gpu, vm):
    assert await api.refused("UnlinkFlexibleGpu", FlexibleGpuId=gpu) == "6003"
    await api.call("LinkFlexibleGpu", FlexibleGpuId=gpu, VmId=vm)
    assert await api.refused("LinkFlexibleGpu", FlexibleGpuId=gpu, VmId=vm) == "6003"
    assert await api.refused("DeleteFlexibleGpu", FlexibleGpuId=gpu) == "6003"
    await restart(api, vm)
    assert await api.refused("DeleteFlexibleGpu", FlexibleGpuId=gpu) == "6003"


@pytest.mark.parametrize("vm_type", ["tinav4.c4r8p1", "tinav5.c4r8p2", "tinav5.c100r8p1", "t2.small"])
async def test_a_vm_must_fit(api, gpu, vm_type):
    vm = await create_vm(api, vm_type)
    assert await api.refused("LinkFlexibleGpu", FlexibleGpuId=gpu, VmId=vm) == "9072"


async def test_a_gpu_may_go_with_its_vm(api, gpu):
    other = {"ModelName": "nvidia-p6", "SubregionName": "eu-west-2a", "DeleteOnVmDeletion": True}
    going = (await api.call("CreateFlexibleGpu", **other))["FlexibleGpu"]["FlexibleGpuId"]
    vms = [await create_vm(api), await create_vm(api)]
    for id, vm in zip((gpu, going), vms, strict=True):
        await api.call("LinkFlexibleGpu", FlexibleGpuId=id, VmId=vm)
    await api.call("DeleteVms", VmIds=vms)

    assert await state(api, gpu) == ("allocated", None)
    assert await api.refused("DeleteFlexibleGpu", FlexibleGpuId=going) == "5074"


async def test_an_update_decides_what_becomes_of_it(api, neighbour, gpu):
    changed = await api.call("UpdateFlexibleGpu", FlexibleGpuId=gpu, DeleteOnVmDeletion=True)

    assert changed["FlexibleGpu"]["DeleteOnVmDeletion"] is True
    assert await api.refused("UpdateFlexibleGpu", FlexibleGpuId=gpu) == "7000"
    assert await neighbour.refused("UpdateFlexibleGpu", FlexibleGpuId=gpu, DeleteOnVmDeletion=False) == "5074"
    await api.call("DeleteFlexibleGpu", FlexibleGpuId=gpu)


async def test_both_ends_of_a_link_must_exist(api, gpu, vm):
    assert await api.refused("LinkFlexibleGpu", FlexibleGpuId="fgpu-12345678", VmId=vm) == "5074"
    assert await api.refused("LinkFlexibleGpu", FlexibleGpuId=gpu, VmId="i-12345678") == "5063"
    assert await api.refused("LinkFlexibleGpu", FlexibleGpuId=gpu) == "7000"


async def test_a_stop_frees_a_gpu_although_the_vm_starts_again(api, gpu, vm):
    await api.call("UpdateVm", VmId=vm, VmInitiatedShutdownBehavior="restart")
    await api.call("LinkFlexibleGpu", FlexibleGpuId=gpu, VmId=vm)
    await api.call("StopVms", VmIds=[vm])
    assert await state(api, gpu) == ("attached", vm)

    await api.call("UnlinkFlexibleGpu", FlexibleGpuId=gpu)
    await api.call("StopVms", VmIds=[vm])
    assert await state(api, gpu) == ("allocated", None)


@pytest.mark.parametrize("clock", ["seconds:60"])
async def test_a_vm_that_is_not_booted_does_not_get_its_gpu_to_work(api, time, gpu):
    request = {"ImageId": "ami-e0000001", "VmType": "tinav5.c4r8p1", "BootOnCreation": False}
    vm = (await api.call("CreateVms", **request))["Vms"][0]["VmId"]
    await api.call("LinkFlexibleGpu", FlexibleGpuId=gpu, VmId=vm)
    time.advance(60)
    assert await state(api, gpu) == ("attaching", vm)
