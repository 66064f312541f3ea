"""Snapshots: their sources, their states, who may use them, and what stops a deletion."""

import pytest

PLACE = {"SubregionName": "eu-west-2a"}
NEIGHBOUR = "100000000002"


@pytest.fixture
async def volume(api):
    return (await api.call("CreateVolume", **PLACE, Size=10))["Volume"]["VolumeId"]


async def read(api, snapshot):
    found = (await api.call("ReadSnapshots", Filters={"SnapshotIds": [snapshot["SnapshotId"]]}))["Snapshots"]
    return found[0] if found else None


async def test_a_snapshot_of_a_volume(api, volume):
    snapshot = (await api.call("CreateSnapshot", VolumeId=volume, Description="before"))["Snapshot"]

    assert snapshot == {
        "AccountId": "100000000001",
        "CreationDate": "2022-03-01T00:00:00.000Z",
        "Description": "before",
        "PermissionsToCreateVolume": {"AccountIds": [], "GlobalPermission": False},
        "Progress": 0,
        "SnapshotId": snapshot["SnapshotId"],
        "State": "pending/queued",
        "Tags": [],
        "VolumeId": volume,
        "VolumeSize": 10,
    }
    assert await read(api, snapshot) == {**snapshot, "Progress": 100, "State": "completed"}


@pytest.mark.parametrize("clock", ["seconds:10"])
async def test_states_take_their_time(api, time, volume):
    assert await api.refused("CreateSnapshot", VolumeId=volume) == "6007"
    time.advance(10)
    snapshot = (await api.call("CreateSnapshot", VolumeId=volume))["Snapshot"]
    seen = []
    for _ in range(3):
        shown = await read(api, snapshot)
        seen.append((shown["State"], shown["Progress"]))
        time.advance(10)

    assert seen == [("pending/queued", 0), ("pending", 50), ("completed", 100)]


async def test_copies_and_imports(api):
    copy = await api.call("CreateSnapshot", SourceSnapshotId="snap-e0000001", SourceRegionName="eu-west-2")
    assert (copy["Snapshot"]["State"], copy["Snapshot"]["VolumeSize"]) == ("completed", 10)
    imported = await api.call("CreateSnapshot", FileLocation="https://oos.example/disk", SnapshotSize=3 * 2**30 + 1)
    assert (imported["Snapshot"]["State"], imported["Snapshot"]["VolumeSize"]) == ("importing", 4)
    assert (await read(api, imported["Snapshot"]))["State"] == "completed"


async def test_sources_that_do_not_fit(api, volume):
    for request, code in (
        ({}, "7000"),
        ({"VolumeId": volume, "SourceSnapshotId": "snap-e0000001"}, "3002"),
        ({"VolumeId": volume, "SnapshotSize": 10}, "3002"),
        ({"SourceSnapshotId": "snap-e0000001"}, "7000"),
        ({"SourceSnapshotId": "snap-e0000001", "SourceRegionName": "us-east-2"}, "8019"),
        ({"SourceSnapshotId": "snap-00000000", "SourceRegionName": "eu-west-2"}, "5054"),
        ({"FileLocation": "https://oos.example/disk"}, "7000"),
        ({"VolumeId": "vol-00000000"}, "5064"),
    ):
        assert await api.refused("CreateSnapshot", **request) == code, request


async def test_a_snapshot_is_shared(api, neighbour, volume):
    snapshot = (await api.call("CreateSnapshot", VolumeId=volume))["Snapshot"]
    id = snapshot["SnapshotId"]
    assert await read(neighbour, snapshot) is None
    assert await neighbour.refused("CreateVolume", **PLACE, SnapshotId=id) == "5054"

    change = {"Additions": {"AccountIds": [NEIGHBOUR]}}
    changed = (await api.call("UpdateSnapshot", SnapshotId=id, PermissionsToCreateVolume=change))["Snapshot"]
    assert changed["PermissionsToCreateVolume"] == {"AccountIds": [NEIGHBOUR], "GlobalPermission": False}
    assert (await neighbour.call("CreateVolume", **PLACE, SnapshotId=id))["Volume"]["Size"] == 10
    filters = {"PermissionsToCreateVolumeAccountIds": [NEIGHBOUR]}
    assert len((await neighbour.call("ReadSnapshots", Filters=filters))["Snapshots"]) == 1
    assert await neighbour.refused("DeleteSnapshot", SnapshotId=id) == "5054"

    change = {"Removals": {"AccountIds": [NEIGHBOUR]}}
    await api.call("UpdateSnapshot", SnapshotId=id, PermissionsToCreateVolume=change)
    assert await read(neighbour, snapshot) is None
    change = {"Additions": {"GlobalPermission": True}}
    await api.call("UpdateSnapshot", SnapshotId=id, PermissionsToCreateVolume=change)
    assert await read(neighbour, snapshot) is not None


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"Additions": {"GlobalPermission": True}, "Removals": {"GlobalPermission": True}}, "3002"),
        ({"Additions": {}}, "7000"),
        ({}, "7000"),
        ({"Additions": {"AccountIds": ["12"]}}, "4105"),
    ],
)
async def test_permissions_that_are_refused(api, volume, change, code):
    id = (await api.call("CreateSnapshot", VolumeId=volume))["Snapshot"]["SnapshotId"]

    assert await api.refused("UpdateSnapshot", SnapshotId=id, PermissionsToCreateVolume=change) == code


async def test_a_snapshot_behind_an_image_stays(api, volume):
    snapshot = (await api.call("CreateSnapshot", VolumeId=volume))["Snapshot"]
    mapping = {"DeviceName": "/dev/sda1", "Bsu": {"SnapshotId": snapshot["SnapshotId"]}}
    image = await api.call("CreateImage", ImageName="mine", RootDeviceName="/dev/sda1", BlockDeviceMappings=[mapping])

    assert await api.refused("DeleteSnapshot", SnapshotId=snapshot["SnapshotId"]) == "9094"
    await api.call("DeleteImage", ImageId=image["Image"]["ImageId"])
    await api.call("DeleteSnapshot", SnapshotId=snapshot["SnapshotId"])
    assert await read(api, snapshot) is None
    assert await api.refused("DeleteSnapshot", SnapshotId=snapshot["SnapshotId"]) == "5054"


async def test_dry_run_takes_no_snapshot(api, volume):
    assert set(await api.call("CreateSnapshot", VolumeId=volume, DryRun=True)) == {"ResponseContext"}
    assert (await api.call("ReadSnapshots", Filters={"VolumeIds": [volume]}))["Snapshots"] == []
