"""Images: their four sources, who may use them, and how they are found."""

import pytest

UBUNTU = "ami-e0000001"
NEIGHBOUR = "100000000002"


@pytest.fixture
async def vm(api):
    devices = [{"DeviceName": "/dev/sdb", "Bsu": {"VolumeSize": 20, "VolumeType": "io1", "Iops": 300}}]
    return (await api.call("CreateVms", ImageId=UBUNTU, BlockDeviceMappings=devices))["Vms"][0]["VmId"]


async def read(api, id):
    found = (await api.call("ReadImages", Filters={"ImageIds": [id]}))["Images"]
    return found[0] if found else None


async def found(api, **filters):
    return [image["ImageName"] for image in (await api.call("ReadImages", Filters=filters))["Images"]]


async def test_an_image_of_a_vm_has_a_snapshot_of_each_volume(api, vm):
    image = (await api.call("CreateImage", VmId=vm, ImageName="mine"))["Image"]

    snapshots = [mapping["Bsu"]["SnapshotId"] for mapping in image["BlockDeviceMappings"]]
    assert image == {
        "AccountId": "100000000001",
        "Architecture": "x86_64",
        "BlockDeviceMappings": [
            {
                "Bsu": {
                    "DeleteOnVmDeletion": True,
                    "SnapshotId": snapshots[0],
                    "VolumeSize": 10,
                    "VolumeType": "standard",
                },
                "DeviceName": "/dev/sda1",
            },
            {
                "Bsu": {
                    "DeleteOnVmDeletion": True,
                    "Iops": 300,
                    "SnapshotId": snapshots[1],
                    "VolumeSize": 20,
                    "VolumeType": "io1",
                },
                "DeviceName": "/dev/sdb",
            },
        ],
        "CreationDate": "2022-03-01T00:00:00.000Z",
        "Description": "",
        "FileLocation": "100000000001/mine",
        "ImageId": image["ImageId"],
        "ImageName": "mine",
        "ImageType": "machine",
        "PermissionsToLaunch": {"AccountIds": [], "GlobalPermission": False},
        "ProductCodes": ["0001"],
        "RootDeviceName": "/dev/sda1",
        "RootDeviceType": "bsu",
        "State": "pending",
        "StateComment": {},
        "Tags": [],
    }
    assert await read(api, image["ImageId"]) == {**image, "State": "available"}
    shown = (await api.call("ReadSnapshots", Filters={"SnapshotIds": snapshots}))["Snapshots"]
    assert [snapshot["State"] for snapshot in shown] == ["completed", "completed"]


async def test_vms_are_created_from_an_image(api, vm):
    image = (await api.call("CreateImage", VmId=vm, ImageName="mine"))["Image"]
    copy = (await api.call("CreateVms", ImageId=image["ImageId"]))["Vms"][0]
    volumes = (await api.call("ReadVolumes", Filters={"LinkVolumeVmIds": [copy["VmId"]]}))["Volumes"]

    assert [(volume["Size"], volume["VolumeType"]) for volume in volumes] == [(10, "standard"), (20, "io1")]
    await api.call("DeleteImage", ImageId=image["ImageId"])
    assert await read(api, image["ImageId"]) is None
    assert await api.refused("CreateVms", ImageId=image["ImageId"]) == "5023"
    assert (await api.call("ReadVms", Filters={"VmIds": [copy["VmId"]]}))["Vms"][0]["ImageId"] == image["ImageId"]


@pytest.mark.parametrize("clock", ["seconds:60"])
async def test_a_pending_image_gives_no_vm(api, time, vm):
    assert await api.refused("CreateImage", VmId=vm, ImageName="mine") == "6003"
    time.advance(60)
    id = (await api.call("CreateImage", VmId=vm, ImageName="mine"))["Image"]["ImageId"]

    assert await api.refused("CreateVms", ImageId=id) == "6001"
    time.advance(60)
    await api.call("CreateVms", ImageId=id)


async def test_an_image_from_a_snapshot_is_for_i386(api):
    mapping = {"DeviceName": "/dev/sda1", "Bsu": {"SnapshotId": "snap-e0000001"}}
    request = {"RootDeviceName": "/dev/sda1", "BlockDeviceMappings": [mapping]}
    image = (await api.call("CreateImage", ImageName="from snapshot", **request))["Image"]

    assert (image["Architecture"], image["State"]) == ("i386", "available")
    assert image["BlockDeviceMappings"] == [
        {
            "Bsu": {
                "DeleteOnVmDeletion": True,
                "SnapshotId": "snap-e0000001",
                "VolumeSize": 10,
                "VolumeType": "standard",
            },
            "DeviceName": "/dev/sda1",
        }
    ]
    other = await api.call("CreateImage", ImageName="for x86_64", Architecture="x86_64", **request)
    assert other["Image"]["Architecture"] == "x86_64"


async def test_a_copy_depends_on_nothing(api):
    copy = (await api.call("CreateImage", SourceImageId=UBUNTU, SourceRegionName="eu-west-2"))["Image"]

    assert copy["ImageName"] == "Ubuntu-20.04-2021.11.02-0"
    assert (copy["AccountId"], copy["State"]) == ("100000000001", "available")
    assert copy["PermissionsToLaunch"] == {"AccountIds": [], "GlobalPermission": False}
    snapshot = copy["BlockDeviceMappings"][0]["Bsu"]["SnapshotId"]
    assert snapshot != "snap-e0000001"
    shown = (await api.call("ReadSnapshots", Filters={"SnapshotIds": [snapshot]}))["Snapshots"][0]
    assert shown["AccountId"] == "100000000001"


async def test_an_exported_image_is_registered(api):
    location = "https://oos.example/bucket/web.manifest.xml?signature=x"
    image = (await api.call("CreateImage", FileLocation=location, ImageName="web"))["Image"]

    assert (image["ImageName"], image["FileLocation"]) == ("web", "100000000001/web")
    assert (await api.call("CreateImage", FileLocation=location))["Image"]["ImageName"] == "web.manifest.xml"


async def test_sources_that_do_not_fit(api, vm):
    def device(**bsu):
        return {"RootDeviceName": "/dev/sda1", "BlockDeviceMappings": [{"DeviceName": "/dev/sda1", "Bsu": bsu}]}

    virtual = {"DeviceName": "/dev/sdb", "VirtualDeviceName": "ephemeral0", "Bsu": {"SnapshotId": "snap-e0000001"}}
    for request, code in (
        ({"ImageName": "new"}, "7000"),
        ({"VmId": vm}, "3002"),
        ({"VmId": vm, "ImageName": "new", "SourceImageId": UBUNTU}, "3002"),
        ({"VmId": "i-00000000", "ImageName": "new"}, "5063"),
        ({"VmId": vm, "ImageName": "no"}, "4106"),
        ({"VmId": vm, "ImageName": "what?"}, "4047"),
        ({"SourceImageId": UBUNTU}, "7000"),
        ({"SourceImageId": UBUNTU, "SourceRegionName": "us-east-2"}, "8019"),
        ({"SourceImageId": "ami-00000000", "SourceRegionName": "eu-west-2"}, "5023"),
        (device(SnapshotId="snap-e0000001"), "7000"),
        ({"ImageName": "new", **device(VolumeSize=10)}, "7003"),
        ({"ImageName": "new", **device(SnapshotId="snap-00000000")}, "5054"),
        ({"ImageName": "new", **device(SnapshotId="snap-e0000001", Iops=200)}, "4045"),
        ({"ImageName": "new", **device(SnapshotId="snap-e0000001", VolumeSize=5)}, "4125"),
        ({"ImageName": "new", "RootDeviceName": "/dev/sda1", "BlockDeviceMappings": [virtual]}, "4076"),
    ):
        assert await api.refused("CreateImage", **request) == code, request


async def test_a_name_is_taken_once_in_an_account(api, neighbour, vm):
    await api.call("CreateImage", VmId=vm, ImageName="mine")

    assert await api.refused("CreateImage", VmId=vm, ImageName="mine") == "9015"
    copy = {"SourceImageId": UBUNTU, "SourceRegionName": "eu-west-2"}
    await neighbour.call("CreateImage", **copy, ImageName="mine")


async def test_an_image_is_shared(api, neighbour, vm):
    id = (await api.call("CreateImage", VmId=vm, ImageName="mine"))["Image"]["ImageId"]
    assert await read(neighbour, id) is None
    assert await neighbour.refused("CreateVms", ImageId=id) == "5023"

    await api.call("UpdateImage", ImageId=id, PermissionsToLaunch={"Additions": {"AccountIds": [NEIGHBOUR]}})
    assert (await read(neighbour, id))["AccountId"] == "100000000001"
    await neighbour.call("CreateVms", ImageId=id)
    assert await neighbour.refused("DeleteImage", ImageId=id) == "5023"
    assert await neighbour.refused("UpdateImage", ImageId=id, PermissionsToLaunch={"Removals": {}}) == "5023"

    await api.call("UpdateImage", ImageId=id, PermissionsToLaunch={"Removals": {"AccountIds": [NEIGHBOUR]}})
    assert await read(neighbour, id) is None
    both = {"Additions": {"GlobalPermission": True}, "Removals": {"GlobalPermission": True}}
    assert await api.refused("UpdateImage", ImageId=id, PermissionsToLaunch=both) == "3002"
    malformed = {"Additions": {"AccountIds": ["me"]}}
    assert await api.refused("UpdateImage", ImageId=id, PermissionsToLaunch=malformed) == "4105"


async def test_images_are_found(api):
    assert await found(api, ImageNames=["Ubuntu-20*"]) == ["Ubuntu-20.04-2021.11.02-0"]
    assert await found(api, ImageNames=["ubuntu*"]) == []
    assert await found(api, FileLocations=["Outscale/*2022.05*"]) == ["Ubuntu-22.04-2022.05.10-0"]
    assert await found(api, ProductCodes=["0002"]) == ["Windows-2019-2022.01.18-0"]
    assert await found(api, BlockDeviceMappingVolumeSizes=[50]) == ["Windows-2019-2022.01.18-0"]
    assert len(await found(api, AccountAliases=["Outscale"], PermissionsToLaunchGlobalPermission=True)) == 3
    assert await found(api, States=["pending"]) == []


async def test_dry_run_creates_no_image(api, vm):
    assert set(await api.call("CreateImage", VmId=vm, ImageName="mine", DryRun=True)) == {"ResponseContext"}
    assert await found(api, ImageNames=["mine"]) == []


async def test_a_device_of_an_image_is_named_once(api):
    mapping = {"DeviceName": "/dev/sda1", "Bsu": {"SnapshotId": "snap-e0000001"}}
    request = {"ImageName": "twice", "RootDeviceName": "/dev/sda1", "BlockDeviceMappings": [mapping, mapping]}
    assert await api.refused("CreateImage", **request) == "9014"


async def test_a_public_image_may_name_an_account(api):
    named = [image for image in (await api.call("ReadImages"))["Images"] if image["PermissionsToLaunch"]["AccountIds"]]
    assert [image["PermissionsToLaunch"] for image in named] == [
        {"AccountIds": ["000000000000"], "GlobalPermission": True}
    ]
