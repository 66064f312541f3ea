"""UpdateVm: one attribute at a time, and some only while the VM is stopped."""

import pytest

IMAGE = "ami-e0000001"


@pytest.fixture
async def subnet(api):
    net = (await api.call("CreateNet", IpRange="10.0.0.0/16"))["Net"]["NetId"]
    return (await api.call("CreateSubnet", NetId=net, IpRange="10.0.1.0/24"))["Subnet"]


async def create(api, **request):
    vm = (await api.call("CreateVms", ImageId=IMAGE, **request))["Vms"][0]
    return (await api.call("ReadVms", Filters={"VmIds": [vm["VmId"]]}))["Vms"][0]


@pytest.mark.parametrize(
    "changes",
    [
        {"DeletionProtection": True},
        {"VmInitiatedShutdownBehavior": "restart"},
    ],
)
async def test_what_changes_at_any_time(api, changes):
    vm = await create(api)

    assert (await api.call("UpdateVm", VmId=vm["VmId"], **changes))["Vm"] == {**vm, **changes}


@pytest.mark.parametrize(
    ("change", "shown"),
    [
        ({"VmType": "tinav5.c2r4p1"}, {"VmType": "tinav5.c2r4p1", "Performance": "highest"}),
        ({"VmType": "m4.xlarge"}, {"VmType": "m4.xlarge", "Performance": "high"}),
        ({"UserData": "IyEvYmluL3NoCg=="}, {"UserData": "IyEvYmluL3NoCg=="}),
        ({"Performance": "highest"}, {"Performance": "highest"}),
        ({"BsuOptimized": False}, {"BsuOptimized": False}),
    ],
)
async def test_what_needs_a_stopped_vm(api, change, shown):
    vm = await create(api)

    assert await api.refused("UpdateVm", VmId=vm["VmId"], **change) == "6003"
    await api.call("StopVms", VmIds=[vm["VmId"]])
    changed = (await api.call("UpdateVm", VmId=vm["VmId"], **change))["Vm"]
    assert {name: changed[name] for name in shown} == shown


async def test_values_that_are_refused(api):
    vm = await create(api, BootOnCreation=False)

    for request, code in (
        ({}, "7000"),
        ({"DeletionProtection": True, "VmType": "t2.nano"}, "3002"),
        ({"VmType": "tinav5.c1"}, "5024"),
        ({"BsuOptimized": True}, "4017"),
        ({"IsSourceDestChecked": False}, "9062"),
        ({"KeypairName": "none"}, "5071"),
        ({"Performance": "extreme"}, "4047"),
        ({"SecurityGroupIds": []}, "7000"),
        ({"NestedVirtualization": True}, "3001"),
    ):
        assert await api.refused("UpdateVm", VmId=vm["VmId"], **request) == code, request
    assert await api.refused("UpdateVm", VmId="i-00000000", DeletionProtection=True) == "5063"
    await api.call("DeleteVms", VmIds=[vm["VmId"]])
    assert await api.refused("UpdateVm", VmId=vm["VmId"], DeletionProtection=True) == "6003"


async def test_the_primary_nic_follows(api, subnet):
    vm = await create(api, SubnetId=subnet["SubnetId"])
    group = await api.call("CreateSecurityGroup", SecurityGroupName="web", Description="web", NetId=subnet["NetId"])
    group_id = group["SecurityGroup"]["SecurityGroupId"]

    changed = (await api.call("UpdateVm", VmId=vm["VmId"], IsSourceDestChecked=False))["Vm"]
    assert (changed["IsSourceDestChecked"], changed["Nics"][0]["IsSourceDestChecked"]) == (False, False)
    changed = (await api.call("UpdateVm", VmId=vm["VmId"], SecurityGroupIds=[group_id]))["Vm"]
    assert changed["SecurityGroups"] == changed["Nics"][0]["SecurityGroups"]
    assert [member["SecurityGroupId"] for member in changed["SecurityGroups"]] == [group_id]


async def test_a_keypair_is_replaced(api):
    await api.call("CreateKeypair", KeypairName="new")
    vm = await create(api)

    assert (await api.call("UpdateVm", VmId=vm["VmId"], KeypairName="new"))["Vm"]["KeypairName"] == "new"


async def test_a_volume_can_be_kept_when_the_vm_goes(api):
    vm = await create(api)
    volume = vm["BlockDeviceMappings"][0]["Bsu"]["VolumeId"]
    mapping = {"DeviceName": "/dev/sda1", "Bsu": {"VolumeId": volume, "DeleteOnVmDeletion": False}}

    changed = (await api.call("UpdateVm", VmId=vm["VmId"], BlockDeviceMappings=[mapping]))["Vm"]
    assert changed["BlockDeviceMappings"][0]["Bsu"]["DeleteOnVmDeletion"] is False
    for wrong, code in (({**mapping, "DeviceName": "/dev/sdb"}, "4045"), ({"DeviceName": "/dev/sda1"}, "7000")):
        assert await api.refused("UpdateVm", VmId=vm["VmId"], BlockDeviceMappings=[wrong]) == code
    await api.call("DeleteVms", VmIds=[vm["VmId"]])
    assert (await api.call("ReadVolumes"))["Volumes"][0]["State"] == "available"


async def test_a_type_must_fit_the_gpus_of_the_vm(api):
    vm = await create(api, VmType="tinav5.c4r8p1", BootOnCreation=False)
    models = (await api.call("ReadFlexibleGpuCatalog"))["FlexibleGpuCatalog"]
    model = next(item["ModelName"] for item in models if "v5" in item["Generations"])
    request = {"ModelName": model, "Generation": "v5", "SubregionName": "eu-west-2a"}
    gpu = (await api.call("CreateFlexibleGpu", **request))["FlexibleGpu"]["FlexibleGpuId"]
    await api.call("LinkFlexibleGpu", FlexibleGpuId=gpu, VmId=vm["VmId"])

    assert await api.refused("UpdateVm", VmId=vm["VmId"], VmType="t2.small") == "9072"
    await api.call("UpdateVm", VmId=vm["VmId"], VmType="tinav5.c2r4p1")


async def test_a_type_without_its_performance_stays_as_it_is_written(api):
    vm = await create(api, VmType="tinav5.c2r2")
    assert (vm["VmType"], vm["Performance"]) == ("tinav5.c2r2", "high")
    vm = await create(api, VmType="tinav5.c2r2", Performance="highest")
    assert (vm["VmType"], vm["Performance"]) == ("tinav5.c2r2", "highest")

    await api.call("StopVms", VmIds=[vm["VmId"]])
    for changes, type, performance in (
        ({"Performance": "medium"}, "tinav5.c2r2", "medium"),
        ({"VmType": "tinav5.c3r3"}, "tinav5.c3r3", "medium"),
        ({"VmType": "tinav5.c3r3p1"}, "tinav5.c3r3p1", "highest"),
        ({"VmType": "tinav5.c3r3"}, "tinav5.c3r3", "high"),
    ):
        changed = (await api.call("UpdateVm", VmId=vm["VmId"], **changes))["Vm"]
        assert (changed["VmType"], changed["Performance"]) == (type, performance)
