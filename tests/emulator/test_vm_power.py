"""Starting, stopping and terminating VMs, and what becomes of their volumes, NICs and addresses."""

import pytest

IMAGE = "ami-e0000001"


@pytest.fixture
async def subnet(api):
    net = (await api.call("CreateNet", IpRange="10.0.0.0/16"))["Net"]["NetId"]
    return (await api.call("CreateSubnet", NetId=net, IpRange="10.0.1.0/24"))["Subnet"]["SubnetId"]


async def create(api, **request):
    return (await api.call("CreateVms", ImageId=IMAGE, **request))["Vms"][0]


async def read(api, vm):
    return (await api.call("ReadVms", Filters={"VmIds": [vm["VmId"]]}))["Vms"][0]


async def change(api, action, vm):
    """The states before and after, as the action answers them."""
    answer = (await api.call(action, VmIds=[vm["VmId"]]))["Vms"]
    assert [item["VmId"] for item in answer] == [vm["VmId"]]
    return answer[0]["PreviousState"], answer[0]["CurrentState"]


async def test_a_vm_stops_and_starts(api):
    vm = await create(api)
    first = vm["PublicIp"]

    assert await change(api, "StartVms", vm) == ("running", "running")
    assert await change(api, "StopVms", vm) == ("running", "stopping")
    stopped = await read(api, vm)
    assert stopped["State"] == "stopped"
    assert not {"PublicIp", "PublicDnsName"} & set(stopped)
    assert await change(api, "StopVms", vm) == ("stopped", "stopped")
    assert await change(api, "StartVms", vm) == ("stopped", "pending")
    started = await read(api, vm)
    assert started["State"] == "running"
    assert started["PublicIp"] != first
    await api.call("RebootVms", VmIds=[vm["VmId"]])


async def test_a_vm_can_be_created_stopped(api):
    vm = await create(api, BootOnCreation=False)

    assert vm["State"] == "pending"
    vm = await read(api, vm)
    assert (vm["State"], "PublicIp" in vm) == ("stopped", False)
    assert vm["BlockDeviceMappings"][0]["Bsu"]["State"] == "attached"
    assert await change(api, "StartVms", vm) == ("stopped", "pending")
    assert (await read(api, vm))["State"] == "running"


async def test_a_stop_can_restart_or_terminate(api):
    restarting = await create(api, VmInitiatedShutdownBehavior="restart")
    ending = await create(api, VmInitiatedShutdownBehavior="terminate")
    await api.call("StopVms", VmIds=[restarting["VmId"], ending["VmId"]])

    assert (await read(api, restarting))["State"] == "running"
    assert (await read(api, restarting))["PublicIp"] != restarting["PublicIp"]
    assert (await read(api, ending))["State"] == "terminated"


@pytest.mark.parametrize("clock", ["seconds:30"])
async def test_states_take_their_time(api, time):
    vm = await create(api)

    assert (await read(api, vm))["State"] == "pending"
    assert await api.refused("StopVms", VmIds=[vm["VmId"]]) == "9039"
    time.advance(30)
    assert (await read(api, vm))["State"] == "running"
    await change(api, "StopVms", vm)
    assert (await read(api, vm))["State"] == "stopping"
    assert await change(api, "StopVms", vm) == ("stopping", "stopping")
    for action in ("StartVms", "RebootVms"):
        assert await api.refused(action, VmIds=[vm["VmId"]]) == "6003"
    time.advance(30)
    assert (await read(api, vm))["State"] == "stopped"
    assert await change(api, "DeleteVms", vm) == ("stopped", "shutting-down")
    assert await change(api, "DeleteVms", vm) == ("shutting-down", "shutting-down")
    assert (await read(api, vm))["BlockDeviceMappings"]
    time.advance(30)
    assert (await read(api, vm))["State"] == "terminated"


@pytest.mark.parametrize("clock", ["seconds:30"])
async def test_what_follows_begins_when_the_state_before_it_ended(api, time):
    vm = await create(api, VmInitiatedShutdownBehavior="restart")
    time.advance(30)
    await change(api, "StopVms", vm)
    time.advance(45)

    assert (await read(api, vm))["State"] == "pending"
    time.advance(15)
    assert (await read(api, vm))["State"] == "running"


@pytest.mark.parametrize("clock", ["reads:2"])
async def test_states_pass_when_they_were_read(api):
    vm = await create(api)

    assert [(await read(api, vm))["State"] for _ in range(3)] == ["pending", "pending", "running"]
    await change(api, "StopVms", vm)
    states = [(await api.call("ReadVmsState", AllVms=True))["VmStates"][0]["VmState"] for _ in range(3)]
    assert states == ["stopping", "stopping", "stopped"]


async def test_a_terminated_vm_leaves_little_behind(api, subnet):
    vm = await create(api, SubnetId=subnet)
    assert await change(api, "DeleteVms", vm) == ("running", "shutting-down")
    gone = await read(api, vm)

    assert gone["State"] == "terminated"
    assert gone["BlockDeviceMappings"] == []
    assert not {"NetId", "Nics", "PrivateIp", "PrivateDnsName", "SecurityGroups", "SubnetId"} & set(gone)
    assert (await api.call("ReadNics"))["Nics"] == []
    assert (await api.call("ReadSubnets"))["Subnets"][0]["AvailableIpsCount"] == 251
    await api.call("DeleteSubnet", SubnetId=subnet)
    assert await change(api, "DeleteVms", vm) == ("terminated", "terminated")
    for action in ("StartVms", "StopVms", "RebootVms"):
        assert await api.refused(action, VmIds=[vm["VmId"]]) == "6003"
    assert (await api.call("ReadVolumes"))["Volumes"] == []


async def test_what_should_stay_stays(api, subnet):
    nic = (await api.call("CreateNic", SubnetId=subnet))["Nic"]["NicId"]
    devices = [{"DeviceName": "/dev/sdb", "Bsu": {"VolumeSize": 10, "DeleteOnVmDeletion": False}}]
    vm = await create(api, Nics=[{"NicId": nic, "DeviceNumber": 0}], BlockDeviceMappings=devices)
    await api.call("DeleteVms", VmIds=[vm["VmId"]])

    left = (await api.call("ReadNics"))["Nics"][0]
    assert (left["NicId"], left["State"], "LinkNic" in left) == (nic, "available", False)
    volumes = (await api.call("ReadVolumes"))["Volumes"]
    assert [(volume["State"], volume["LinkedVolumes"]) for volume in volumes if volume["Size"] == 10][-1] == (
        "available",
        [],
    )


async def test_public_ips_of_the_account_survive(api):
    vm = await create(api)
    ip = (await api.call("CreatePublicIp"))["PublicIp"]
    await api.call("LinkPublicIp", VmId=vm["VmId"], PublicIp=ip["PublicIp"])
    assert (await read(api, vm))["PublicIp"] == ip["PublicIp"]
    await api.call("DeleteVms", VmIds=[vm["VmId"]])

    assert (await api.call("ReadPublicIps"))["PublicIps"] == [ip]


async def test_a_stop_ends_the_link_of_a_public_ip_in_the_public_cloud(api, subnet):
    vm = await create(api)
    ip = (await api.call("CreatePublicIp"))["PublicIp"]
    await api.call("LinkPublicIp", VmId=vm["VmId"], PublicIp=ip["PublicIp"])
    await api.call("StopVms", VmIds=[vm["VmId"]])

    assert (await api.call("ReadPublicIps"))["PublicIps"] == [ip]
    assert "PublicIp" not in await read(api, vm)


async def test_protection_and_unknown_vms_stop_a_whole_batch(api):
    free, protected = await create(api), await create(api, DeletionProtection=True)

    ids = [free["VmId"], protected["VmId"]]
    assert await api.refused("DeleteVms", VmIds=ids) == "8018"
    assert await api.refused("DeleteVms", VmIds=[free["VmId"], "i-00000000"]) == "5063"
    assert await api.refused("StopVms", VmIds=[free["VmId"], "i-00000000"]) == "5063"
    assert await api.refused("StopVms", VmIds=[]) == "7000"
    assert await api.refused("DeleteVms", VmIds=["vol-00000000"]) == "4104"
    assert [(await read(api, vm))["State"] for vm in (free, protected)] == ["running", "running"]


async def test_dry_run_stops_nothing(api):
    vm = await create(api)
    await api.call("StopVms", VmIds=[vm["VmId"]], DryRun=True)

    assert (await read(api, vm))["State"] == "running"


async def test_vms_of_others_do_not_exist(api, neighbour):
    vm = await create(api)

    assert (await neighbour.call("ReadVms"))["Vms"] == []
    for action in ("StartVms", "StopVms", "RebootVms", "DeleteVms"):
        assert await neighbour.refused(action, VmIds=[vm["VmId"]]) == "5063"
