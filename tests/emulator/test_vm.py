"""VMs: what they come with in a Net and in the public Cloud, which requests are refused, how they are read."""

import base64

import pytest

IMAGE = "ami-e0000001"
WINDOWS = "ami-e0000003"


async def create(api, **request):
    return (await api.call("CreateVms", ImageId=IMAGE, **request))["Vms"][0]


async def read(api, vm):
    return (await api.call("ReadVms", Filters={"VmIds": [vm["VmId"]]}))["Vms"][0]


async def test_a_vm_of_the_public_cloud(api):
    vm = await create(api)

    assert vm["State"] == "pending"
    expected = {
        "Architecture": "x86_64",
        "BsuOptimized": False,
        "DeletionProtection": False,
        "Hypervisor": "xen",
        "IsSourceDestChecked": True,
        "LaunchNumber": 0,
        "Performance": "medium",
        "Placement": {"SubregionName": "eu-west-2a", "Tenancy": "default"},
        "ProductCodes": ["0001"],
        "RootDeviceName": "/dev/sda1",
        "RootDeviceType": "ebs",
        "StateReason": "",
        "Tags": [],
        "UserData": "",
        "VmInitiatedShutdownBehavior": "stop",
        "VmType": "t2.small",
    }
    assert {name: vm[name] for name in expected} == expected
    assert not {"ClientToken", "KeypairName", "NetId", "Nics", "OsFamily", "SubnetId"} & set(vm)
    assert [group["SecurityGroupName"] for group in vm["SecurityGroups"]] == ["default"]
    assert vm["PublicDnsName"] == f"ows-{vm['PublicIp'].replace('.', '-')}.eu-west-2.compute.outscale.com"
    assert vm["PrivateDnsName"] == f"ip-{vm['PrivateIp'].replace('.', '-')}.eu-west-2.compute.internal"
    assert vm["ReservationId"].startswith("r-")
    assert (await read(api, vm))["State"] == "running"


async def test_a_vm_of_a_net_has_a_primary_nic(api, net, subnet):
    vm = await create(api, SubnetId=subnet)

    assert (vm["NetId"], vm["SubnetId"], vm["PrivateIp"]) == (net, subnet, "10.0.1.4")
    assert "PublicIp" not in vm
    nic = vm["Nics"][0]
    assert nic["Description"] == "Primary network interface"
    assert nic["State"] == "in-use"
    assert nic["LinkNic"] == {
        "DeleteOnVmDeletion": True,
        "DeviceNumber": 0,
        "LinkNicId": nic["LinkNic"]["LinkNicId"],
        "State": "attached",
    }
    assert nic["PrivateIps"] == [
        {"IsPrimary": True, "PrivateDnsName": "ip-10-0-1-4.eu-west-2.compute.internal", "PrivateIp": "10.0.1.4"}
    ]
    assert vm["SecurityGroups"] == nic["SecurityGroups"]
    assert [group["SecurityGroupName"] for group in vm["SecurityGroups"]] == ["default"]
    full = (await api.call("ReadNics", Filters={"LinkNicVmIds": [vm["VmId"]]}))["Nics"][0]
    assert (full["LinkNic"]["VmId"], full["SubregionName"]) == (vm["VmId"], "eu-west-2a")


async def test_the_root_volume_comes_from_the_image(api):
    vm = await create(api)

    device = vm["BlockDeviceMappings"][0]
    assert device["DeviceName"] == "/dev/sda1"
    assert device["Bsu"] == {
        "DeleteOnVmDeletion": True,
        "LinkDate": vm["CreationDate"],
        "State": "attaching",
        "VolumeId": device["Bsu"]["VolumeId"],
    }
    volume = (await api.call("ReadVolumes", Filters={"LinkVolumeVmIds": [vm["VmId"]]}))["Volumes"][0]
    assert volume["VolumeId"] == device["Bsu"]["VolumeId"]
    assert (volume["State"], volume["Size"], volume["SnapshotId"]) == ("in-use", 10, "snap-e0000001")
    assert (await read(api, vm))["BlockDeviceMappings"][0]["Bsu"]["State"] == "attached"


async def test_block_devices_change_and_add_to_the_image(api):
    vm = await create(
        api,
        BlockDeviceMappings=[
            {"DeviceName": "/dev/sda1", "Bsu": {"VolumeSize": 20, "VolumeType": "gp2", "DeleteOnVmDeletion": False}},
            {"DeviceName": "/dev/sdb", "Bsu": {"VolumeSize": 100, "VolumeType": "io1", "Iops": 500}},
            {"DeviceName": "/dev/sdc", "VirtualDeviceName": "ephemeral0"},
        ],
    )

    devices = {item["DeviceName"]: item["Bsu"] for item in vm["BlockDeviceMappings"]}
    assert {name: bsu["DeleteOnVmDeletion"] for name, bsu in devices.items()} == {"/dev/sda1": False, "/dev/sdb": True}
    volumes = {volume["VolumeId"]: volume for volume in (await api.call("ReadVolumes"))["Volumes"]}
    root, data = (volumes[devices[name]["VolumeId"]] for name in ("/dev/sda1", "/dev/sdb"))
    assert (root["Size"], root["VolumeType"], root["SnapshotId"]) == (20, "gp2", "snap-e0000001")
    assert (data["Size"], data["VolumeType"], data["Iops"]) == (100, "io1", 500)
    assert "SnapshotId" not in data

    bare = await create(api, BlockDeviceMappings=[{"DeviceName": "/dev/sda1", "NoDevice": ""}])
    assert bare["BlockDeviceMappings"] == []


async def test_several_vms_share_a_reservation(api, subnet):
    vms = (await api.call("CreateVms", ImageId=IMAGE, SubnetId=subnet, MinVmsCount=2, MaxVmsCount=3))["Vms"]

    assert [vm["LaunchNumber"] for vm in vms] == [0, 1, 2]
    assert len({vm["ReservationId"] for vm in vms}) == 1
    assert [vm["PrivateIp"] for vm in vms] == ["10.0.1.4", "10.0.1.5", "10.0.1.6"]


async def test_as_many_vms_as_there_is_room_for(api, net):
    small = (await api.call("CreateSubnet", NetId=net, IpRange="10.0.9.0/29"))["Subnet"]["SubnetId"]

    assert await api.refused("CreateVms", ImageId=IMAGE, SubnetId=small, MinVmsCount=4, MaxVmsCount=5) == "10001"
    vms = (await api.call("CreateVms", ImageId=IMAGE, SubnetId=small, MinVmsCount=2, MaxVmsCount=5))["Vms"]
    assert len(vms) == 3
    assert await api.refused("CreateVms", ImageId=IMAGE, SubnetId=small) == "10001"


async def test_nics_are_made_and_linked(api, net, subnet):
    other = (await api.call("CreateSubnet", NetId=net, IpRange="10.0.2.0/24"))["Subnet"]["SubnetId"]
    old = (await api.call("CreateNic", SubnetId=other))["Nic"]["NicId"]
    vm = await create(
        api,
        Nics=[
            {"NicId": old, "DeviceNumber": 1},
            {
                "SubnetId": subnet,
                "DeviceNumber": 0,
                "Description": "front",
                "PrivateIps": [{"IsPrimary": True, "PrivateIp": "10.0.1.77"}],
                "SecondaryPrivateIpCount": 1,
                "DeleteOnVmDeletion": False,
            },
        ],
    )

    front, back = vm["Nics"]
    assert (vm["SubnetId"], vm["PrivateIp"]) == (subnet, "10.0.1.77")
    assert [ip["PrivateIp"] for ip in front["PrivateIps"]] == ["10.0.1.77", "10.0.1.4"]
    assert (front["Description"], front["LinkNic"]["DeleteOnVmDeletion"]) == ("front", False)
    assert (back["NicId"], back["LinkNic"]["DeviceNumber"], back["LinkNic"]["DeleteOnVmDeletion"]) == (old, 1, False)


async def test_requests_about_nics_that_do_not_fit(api, net, subnet):
    nic = {"SubnetId": subnet, "DeviceNumber": 0}
    far = (await api.call("CreateSubnet", NetId=net, IpRange="10.0.2.0/24", SubregionName="eu-west-2b"))["Subnet"]
    taken = (await create(api, SubnetId=subnet))["Nics"][0]["NicId"]

    for request, code in (
        ({"Nics": [nic], "SubnetId": subnet}, "3002"),
        ({"Nics": [nic], "SecurityGroups": ["default"]}, "3002"),
        ({"Nics": [{"SubnetId": subnet}]}, "7000"),
        ({"Nics": [{"DeviceNumber": 0}]}, "7000"),
        ({"Nics": [{**nic, "DeviceNumber": 1}]}, "7000"),
        ({"Nics": [{**nic, "DeviceNumber": 8}]}, "4047"),
        ({"Nics": [nic, nic]}, "9004"),
        ({"Nics": [{"NicId": taken, "DeviceNumber": 0}]}, "9029"),
        ({"Nics": [nic, {"SubnetId": far["SubnetId"], "DeviceNumber": 1}]}, "4045"),
        ({"Nics": [{"SubnetId": "subnet-00000000", "DeviceNumber": 0}]}, "5057"),
    ):
        assert await api.refused("CreateVms", ImageId=IMAGE, **request) == code, request


@pytest.mark.parametrize(
    ("request_", "code"),
    [
        ({"ImageId": "ami-00000000"}, "5023"),
        ({"ImageId": "vol-00000000"}, "4104"),
        ({"VmType": "tinav5.c1r1p4"}, "5024"),
        ({"VmType": "tinav5.c0r1p1"}, "5024"),
        ({"VmType": "tinav5.c1"}, "5024"),
        ({"VmType": "tinav5.c999r9999p1"}, "5024"),
        ({"VmType": "tinav5.c1r9999"}, "5024"),
        ({"Placement": {"SubregionName": ""}}, "5009"),
        (
            {"BlockDeviceMappings": [{"DeviceName": "/dev/sdb", "Bsu": {"VolumeSize": 1}}] * 2},
            "9014",
        ),
        (
            {"BlockDeviceMappings": [{"DeviceName": "/dev/sda1"}, {"NoDevice": "/dev/sda1"}]},
            "9014",
        ),
        ({"VmType": "huge"}, "5024"),
        ({"KeypairName": "none"}, "5071"),
        ({"SecurityGroupIds": ["sg-0000000f"]}, "5020"),
        ({"SecurityGroups": ["none"]}, "5020"),
        ({"SubnetId": "subnet-00000000"}, "5057"),
        ({"Placement": {"SubregionName": "mars-1a"}}, "5009"),
        ({"Placement": {"Tenancy": "shared"}}, "4047"),
        ({"UserData": "no base64!"}, "4047"),
        ({"UserData": "QUFB" * 128001}, "4106"),
        ({"MinVmsCount": 2, "MaxVmsCount": 1}, "4047"),
        ({"MaxVmsCount": 0}, "4047"),
        ({"PrivateIps": ["10.0.0.4"]}, "7000"),
        ({"VmInitiatedShutdownBehavior": "explode"}, "4047"),
        ({"BlockDeviceMappings": [{"Bsu": {"VolumeSize": 10}}]}, "7000"),
        ({"BlockDeviceMappings": [{"DeviceName": "/dev/sda1", "Bsu": {"VolumeSize": 5}}]}, "4125"),
        ({"BlockDeviceMappings": [{"DeviceName": "/dev/sdb", "Bsu": {"VolumeSize": 5, "VolumeType": "io1"}}]}, "4045"),
        ({"BlockDeviceMappings": [{"DeviceName": "/dev/sdb", "Bsu": {"SnapshotId": "snap-00000000"}}]}, "5054"),
    ],
)
async def test_requests_that_are_refused(api, request_, code):
    assert await api.refused("CreateVms", **{"ImageId": IMAGE, **request_}) == code
    assert (await api.call("ReadVms"))["Vms"] == []
    assert (await api.call("ReadVolumes"))["Volumes"] == []


@pytest.mark.parametrize(
    ("type", "asked", "performance"),
    [
        ("t2.small", None, "medium"),
        ("t2.small", "highest", "highest"),
        ("m4.xlarge", None, "high"),
        ("tinav5.c4r8p1", None, "highest"),
        ("tinav5.c4r8p2", "medium", "high"),
        ("tinav4.c1r1p3", None, "medium"),
    ],
)
async def test_a_type_decides_the_performance(api, type, asked, performance):
    request = {"Performance": asked} if asked else {}
    assert (await create(api, VmType=type, **request))["Performance"] == performance


async def test_groups_are_named_or_identified_and_sorted(api, net, subnet):
    ids = {}
    for name in ("web", "ssh"):
        group = await api.call("CreateSecurityGroup", SecurityGroupName=name, Description=name, NetId=net)
        ids[name] = group["SecurityGroup"]["SecurityGroupId"]
    vm = await create(api, SubnetId=subnet, SecurityGroups=["web"], SecurityGroupIds=[ids["ssh"], ids["web"]])

    assert [group["SecurityGroupId"] for group in vm["SecurityGroups"]] == sorted(ids.values())
    assert await api.refused("CreateVms", ImageId=IMAGE, SecurityGroupIds=[ids["web"]]) == "5020"


async def test_a_client_token_serves_once(api, neighbour):
    await create(api, ClientToken="once")

    assert await api.refused("CreateVms", ImageId=IMAGE, ClientToken="once") == "4119"
    assert (await create(neighbour, ClientToken="once"))["ClientToken"] == "once"


async def test_a_subnet_can_give_public_ips(api, subnet):
    await api.call("UpdateSubnet", SubnetId=subnet, MapPublicIpOnLaunch=True)

    assert "PublicIp" in await create(api, SubnetId=subnet)


async def test_user_data_can_refuse_a_public_ip(api):
    text = "-----BEGIN OUTSCALE SECTION-----\nprivate_only=true\n-----END OUTSCALE SECTION-----"
    vm = await create(api, UserData=base64.b64encode(text.encode()).decode())

    assert "PublicIp" not in vm


async def test_a_windows_vm_says_so(api):
    vm = (await api.call("CreateVms", ImageId=WINDOWS))["Vms"][0]

    assert (vm["OsFamily"], vm["ProductCodes"]) == ("windows", ["0002"])


async def test_states_of_running_vms_or_of_all(api):
    running, stopped = await create(api), await create(api, BootOnCreation=False)

    states = (await api.call("ReadVmsState"))["VmStates"]
    assert states == [
        {"MaintenanceEvents": [], "SubregionName": "eu-west-2a", "VmId": running["VmId"], "VmState": "running"}
    ]
    every = (await api.call("ReadVmsState", AllVms=True))["VmStates"]
    assert {state["VmId"]: state["VmState"] for state in every} == {
        running["VmId"]: "running",
        stopped["VmId"]: "stopped",
    }
    assert (await api.call("ReadVmsState", AllVms=True, Filters={"VmStates": ["stopped"]}))["VmStates"] == every[1:]


async def test_only_malformed_identifiers_are_refused_when_reading(api):
    for name in ("ReadVms", "ReadVmsState"):
        assert await api.refused(name, Filters={"VmIds": ["vol-00000000"]}) == "4104"
    assert (await api.call("ReadVms", Filters={"VmIds": ["i-00000000"]}))["Vms"] == []
    assert await api.refused("ReadVms", Filters={"VmStates": ["running"]}) == "3001"


async def test_dry_run_creates_nothing(api, subnet):
    assert set(await api.call("CreateVms", ImageId=IMAGE, SubnetId=subnet, DryRun=True)) == {"ResponseContext"}
    assert (await api.call("ReadVms"))["Vms"] == []
    assert (await api.call("ReadNics"))["Nics"] == []
