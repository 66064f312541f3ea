"""Links between NICs and VMs: their states, their device numbers, and what is refused."""

import pytest

IMAGE = "ami-e0000001"


@pytest.fixture
async def vm(api, subnet):
    return (await api.call("CreateVms", ImageId=IMAGE, SubnetId=subnet))["Vms"][0]["VmId"]


@pytest.fixture
async def nic(api, subnet):
    return (await api.call("CreateNic", SubnetId=subnet))["Nic"]["NicId"]


async def read(api, nic):
    return (await api.call("ReadNics", Filters={"NicIds": [nic]}))["Nics"][0]


async def test_a_nic_is_linked_and_unlinked(api, vm, nic):
    link = (await api.call("LinkNic", NicId=nic, VmId=vm, DeviceNumber=1))["LinkNicId"]

    linked = await read(api, nic)
    assert linked["State"] == "in-use"
    assert linked["LinkNic"] == {
        "DeleteOnVmDeletion": False,
        "DeviceNumber": 1,
        "LinkNicId": link,
        "State": "attached",
        "VmAccountId": "100000000001",
        "VmId": vm,
    }
    shown = (await api.call("ReadVms", Filters={"VmIds": [vm]}))["Vms"][0]["Nics"]
    assert [item["LinkNic"]["DeviceNumber"] for item in shown] == [0, 1]
    assert await api.refused("DeleteNic", NicId=nic) == "9029"

    await api.call("UnlinkNic", LinkNicId=link)
    unlinked = await read(api, nic)
    assert (unlinked["State"], "LinkNic" in unlinked) == ("available", False)
    assert await api.refused("UnlinkNic", LinkNicId=link) == "5007"
    await api.call("DeleteNic", NicId=nic)


@pytest.mark.parametrize("clock", ["seconds:5"])
async def test_links_take_their_time(api, time, subnet, nic):
    vm = (await api.call("CreateVms", ImageId=IMAGE, SubnetId=subnet))["Vms"][0]["VmId"]
    assert await api.refused("LinkNic", NicId=nic, VmId=vm, DeviceNumber=1) == "6003"
    time.advance(5)

    link = (await api.call("LinkNic", NicId=nic, VmId=vm, DeviceNumber=1))["LinkNicId"]
    linking = await read(api, nic)
    assert (linking["State"], linking["LinkNic"]["State"]) == ("attaching", "attaching")
    time.advance(5)
    linked = await read(api, nic)
    assert (linked["State"], linked["LinkNic"]["State"]) == ("in-use", "attached")
    await api.call("UnlinkNic", LinkNicId=link)
    unlinking = await read(api, nic)
    assert (unlinking["State"], unlinking["LinkNic"]["State"]) == ("detaching", "detaching")
    time.advance(5)
    assert (await read(api, nic))["State"] == "available"


async def test_links_that_are_refused(api, net, subnet, vm, nic):
    far = (await api.call("CreateSubnet", NetId=net, IpRange="10.0.2.0/24", SubregionName="eu-west-2b"))["Subnet"]
    far_nic = (await api.call("CreateNic", SubnetId=far["SubnetId"]))["Nic"]["NicId"]
    other = (await api.call("CreateNic", SubnetId=subnet))["Nic"]["NicId"]
    public = (await api.call("CreateVms", ImageId=IMAGE))["Vms"][0]["VmId"]
    await api.call("LinkNic", NicId=nic, VmId=vm, DeviceNumber=1)

    for request, code in (
        ({"NicId": "eni-00000000", "VmId": "i-00000000", "DeviceNumber": 2}, "5036"),
        ({"NicId": other, "VmId": "i-00000000", "DeviceNumber": 2}, "5063"),
        ({"NicId": other, "VmId": vm, "DeviceNumber": 1}, "9004"),
        ({"NicId": other, "VmId": vm, "DeviceNumber": 0}, "4047"),
        ({"NicId": other, "VmId": vm, "DeviceNumber": 9}, "4047"),
        ({"NicId": nic, "VmId": vm, "DeviceNumber": 2}, "9029"),
        ({"NicId": far_nic, "VmId": vm, "DeviceNumber": 2}, "4045"),
        ({"NicId": other, "VmId": public, "DeviceNumber": 2}, "4045"),
    ):
        assert await api.refused("LinkNic", **request) == code, request


async def test_the_primary_nic_stays(api, vm):
    primary = (await api.call("ReadNics", Filters={"LinkNicVmIds": [vm]}))["Nics"][0]

    assert await api.refused("UnlinkNic", LinkNicId=primary["LinkNic"]["LinkNicId"]) == "8003"


async def test_a_nic_can_go_with_its_vm(api, vm, nic):
    link = (await api.call("LinkNic", NicId=nic, VmId=vm, DeviceNumber=1))["LinkNicId"]
    changed = await api.call("UpdateNic", NicId=nic, LinkNic={"LinkNicId": link, "DeleteOnVmDeletion": True})
    assert changed["Nic"]["LinkNic"]["DeleteOnVmDeletion"] is True
    await api.call("DeleteVms", VmIds=[vm])

    assert (await api.call("ReadNics"))["Nics"] == []


async def test_a_vm_type_limits_the_addresses_of_a_nic(api, vm, nic):
    await api.call("LinkNic", NicId=nic, VmId=vm, DeviceNumber=1)

    await api.call("LinkPrivateIps", NicId=nic, SecondaryPrivateIpCount=3)
    assert await api.refused("LinkPrivateIps", NicId=nic, SecondaryPrivateIpCount=1) == "10021"
