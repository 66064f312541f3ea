"""Volumes: sizes, types and IOPS, their links to VMs, and what is refused."""

import pytest

IMAGE = "ami-e0000001"
PLACE = {"SubregionName": "eu-west-2a"}


@pytest.fixture
async def vm(api):
    return (await api.call("CreateVms", ImageId=IMAGE))["Vms"][0]["VmId"]


async def create(api, **request):
    return (await api.call("CreateVolume", **{**PLACE, "Size": 10, **request}))["Volume"]


async def read(api, volume):
    found = (await api.call("ReadVolumes", Filters={"VolumeIds": [volume["VolumeId"]]}))["Volumes"]
    return found[0] if found else None


async def test_a_volume_is_standard_unless_told_otherwise(api):
    volume = await create(api)

    assert volume == {
        "CreationDate": "2022-03-01T00:00:00.000Z",
        "LinkedVolumes": [],
        "Size": 10,
        "State": "creating",
        "SubregionName": "eu-west-2a",
        "Tags": [],
        "VolumeId": volume["VolumeId"],
        "VolumeType": "standard",
    }
    assert await read(api, volume) == {**volume, "State": "available"}


@pytest.mark.parametrize(
    ("request_", "iops"),
    [
        ({"VolumeType": "io1", "Iops": 3000}, 3000),
        ({"VolumeType": "gp2"}, 100),
        ({"VolumeType": "gp2", "Size": 200}, 600),
        ({"VolumeType": "gp2", "Size": 5000}, 10000),
    ],
)
async def test_iops_are_given_or_follow_the_size(api, request_, iops):
    assert (await create(api, **request_))["Iops"] == iops


@pytest.mark.parametrize(
    ("request_", "code"),
    [
        ({"Size": 0}, "4078"),
        ({"Size": 14902}, "4078"),
        ({"Size": 3, "VolumeType": "io1", "Iops": 100}, "4078"),
        ({"VolumeType": "floppy"}, "4047"),
        ({"VolumeType": "io1"}, "4045"),
        ({"VolumeType": "io1", "Iops": 99}, "4029"),
        ({"VolumeType": "io1", "Iops": 13001}, "4029"),
        ({"VolumeType": "io1", "Iops": 3001}, "4047"),
        ({"VolumeType": "gp2", "Iops": 200}, "4045"),
        ({"SubregionName": "mars-1a"}, "5009"),
        ({"SnapshotId": "snap-00000000"}, "5054"),
        ({"SnapshotId": "snap-e0000001", "Size": 9}, "4125"),
        ({"Size": "10"}, "4110"),
    ],
)
async def test_volumes_that_are_refused(api, request_, code):
    assert await api.refused("CreateVolume", **{**PLACE, "Size": 10, **request_}) == code


async def test_a_volume_needs_a_size_or_a_snapshot(api):
    assert await api.refused("CreateVolume", **PLACE) == "7000"
    volume = (await api.call("CreateVolume", **PLACE, SnapshotId="snap-e0000003"))["Volume"]
    assert (volume["Size"], volume["SnapshotId"], volume["VolumeType"]) == (50, "snap-e0000003", "standard")


async def test_a_volume_grows_and_changes_its_type(api):
    volume = await create(api)

    async def update(**request):
        return (await api.call("UpdateVolume", VolumeId=volume["VolumeId"], **request))["Volume"]

    assert (await update(Size=20))["Size"] == 20
    changed = await update(VolumeType="io1", Iops=500)
    assert (changed["VolumeType"], changed["Iops"]) == ("io1", 500)
    assert (await update(Size=30))["Iops"] == 500
    assert (await update(VolumeType="gp2"))["Iops"] == 100
    assert "Iops" not in await update(VolumeType="standard")


async def test_changes_that_are_refused(api, vm):
    volume = await create(api)

    for request, code in (
        ({}, "7000"),
        ({"Size": 5}, "4078"),
        ({"Size": 20000}, "4078"),
        ({"Iops": 20000}, "4029"),
        ({"Iops": 500}, "4045"),
        ({"VolumeType": "io1"}, "4045"),
    ):
        assert await api.refused("UpdateVolume", VolumeId=volume["VolumeId"], **request) == code, request
    await api.call("LinkVolume", VmId=vm, VolumeId=volume["VolumeId"], DeviceName="/dev/sdb")
    assert await api.refused("UpdateVolume", VolumeId=volume["VolumeId"], Size=20) == "6003"
    await api.call("StopVms", VmIds=[vm])
    assert (await api.call("UpdateVolume", VolumeId=volume["VolumeId"], Size=20))["Volume"]["Size"] == 20


async def test_a_volume_is_linked_and_unlinked(api, vm):
    volume = await create(api)
    await api.call("LinkVolume", VmId=vm, VolumeId=volume["VolumeId"], DeviceName="/dev/sdb")

    linked = await read(api, volume)
    assert linked["State"] == "in-use"
    assert linked["LinkedVolumes"] == [
        {
            "DeleteOnVmDeletion": False,
            "DeviceName": "/dev/sdb",
            "State": "attached",
            "VmId": vm,
            "VolumeId": volume["VolumeId"],
        }
    ]
    assert await api.refused("DeleteVolume", VolumeId=volume["VolumeId"]) == "6003"
    await api.call("UnlinkVolume", VolumeId=volume["VolumeId"])
    assert await read(api, volume) == {**volume, "State": "available"}
    assert await api.refused("UnlinkVolume", VolumeId=volume["VolumeId"]) == "6003"
    await api.call("DeleteVolume", VolumeId=volume["VolumeId"])
    assert await read(api, volume) is None


@pytest.mark.parametrize("clock", ["seconds:4"])
async def test_states_take_their_time(api, time):
    vm = (await api.call("CreateVms", ImageId=IMAGE))["Vms"][0]["VmId"]
    time.advance(4)
    volume = await create(api)
    link = {"VmId": vm, "VolumeId": volume["VolumeId"], "DeviceName": "/dev/sdb"}

    assert await api.refused("LinkVolume", **link) == "6003"
    assert await api.refused("UnlinkVolume", VolumeId=volume["VolumeId"]) == "6003"
    time.advance(4)
    await api.call("LinkVolume", **link)

    async def states():
        shown = await read(api, volume)
        return (shown["State"], [item["State"] for item in shown["LinkedVolumes"]]) if shown else None

    assert await states() == ("in-use", ["attaching"])
    time.advance(4)
    assert await states() == ("in-use", ["attached"])
    await api.call("UnlinkVolume", VolumeId=volume["VolumeId"])
    assert await states() == ("in-use", ["detaching"])
    assert await api.refused("UnlinkVolume", VolumeId=volume["VolumeId"]) == "6003"
    time.advance(4)
    assert await states() == ("available", [])
    await api.call("DeleteVolume", VolumeId=volume["VolumeId"])
    assert await states() == ("deleting", [])
    time.advance(4)
    assert await states() is None


@pytest.mark.parametrize("clock", ["reads:1"])
async def test_links_pass_when_they_were_read(api):
    volume = await create(api)

    assert [(await read(api, volume))["State"] for _ in range(2)] == ["creating", "available"]


async def test_links_that_are_refused(api, vm):
    volume, far = await create(api), await create(api, SubregionName="eu-west-2b")

    for request, code in (
        ({"VmId": "i-00000000", "VolumeId": "vol-00000000"}, "5063"),
        ({"VolumeId": "vol-00000000"}, "5064"),
        ({"VolumeId": far["VolumeId"]}, "9071"),
        ({"DeviceName": "/dev/sda1"}, "9014"),
        ({"DeviceName": "sdb"}, "4047"),
    ):
        whole = {"VmId": vm, "VolumeId": volume["VolumeId"], "DeviceName": "/dev/sdb", **request}
        assert await api.refused("LinkVolume", **whole) == code, request
    assert (await read(api, volume))["State"] == "available"


async def test_a_root_volume_is_unlinked_from_a_stopped_vm_only(api, vm):
    root = (await api.call("ReadVolumes", Filters={"LinkVolumeVmIds": [vm]}))["Volumes"][0]["VolumeId"]

    assert await api.refused("UnlinkVolume", VolumeId=root) == "8003"
    await api.call("StopVms", VmIds=[vm])
    await api.call("UnlinkVolume", VolumeId=root)
    assert (await api.call("ReadVms", Filters={"VmIds": [vm]}))["Vms"][0]["BlockDeviceMappings"] == []


async def test_volumes_are_found(api, vm):
    volume = await create(api, Size=77, VolumeType="gp2")
    await api.call("LinkVolume", VmId=vm, VolumeId=volume["VolumeId"], DeviceName="/dev/sdb")

    for filters in (
        {"VolumeSizes": [77]},
        {"VolumeTypes": ["gp2"], "VolumeStates": ["in-use"]},
        {"LinkVolumeDeviceNames": ["/dev/sdb"], "LinkVolumeVmIds": [vm]},
        {"LinkVolumeDeleteOnVmDeletion": False},
        {"LinkVolumeLinkDates": ["2022-03-01"], "VolumeIds": [volume["VolumeId"]]},
        {"CreationDates": ["2022-03-01"], "VolumeSizes": [77]},
    ):
        found = (await api.call("ReadVolumes", Filters=filters))["Volumes"]
        assert [item["VolumeId"] for item in found] == [volume["VolumeId"]], filters
    assert (await api.call("ReadVolumes", Filters={"CreationDates": ["2021-03-01"]}))["Volumes"] == []


async def test_dry_run_and_others(api, neighbour):
    assert set(await api.call("CreateVolume", **PLACE, Size=1, DryRun=True)) == {"ResponseContext"}
    assert (await api.call("ReadVolumes"))["Volumes"] == []
    volume = await create(api)
    assert (await neighbour.call("ReadVolumes"))["Volumes"] == []
    assert await neighbour.refused("DeleteVolume", VolumeId=volume["VolumeId"]) == "5064"
