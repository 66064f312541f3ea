"""The two eras: what each takes and gives, codes and statuses that moved, pages, later filters and states."""

from __future__ import annotations

import base64
import json
from collections.abc import AsyncIterator, Iterator
from typing import Any

import httpx
import pytest

from emulator.conftest import Client, FakeTime
from emulator.samples import samples
from openapi import response_validator
from outscale_api import load
from outscale_emulator import Clock, Emulator, Era, InProcess, Settings
from outscale_emulator.rules.described_filters import described_filter

API = load()

LATER_FILTERS = [
    (action.name, name)
    for action in API
    if "Filters" in action.request.fields
    for name, field in action.request.fields["Filters"].type.object.fields.items()  # type: ignore[union-attr]
    if field.since
]


@pytest.fixture
def era() -> Era:
    """Parametrize to change it."""
    return "today"


@pytest.fixture
def emulator(time: FakeTime, clock: str, era: Era) -> Iterator[Emulator]:
    emulator = Emulator(Settings(clock=Clock.parse(clock, time), era=era))
    yield emulator
    emulator.close()


@pytest.fixture
async def http(emulator: Emulator) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(transport=InProcess(emulator), base_url="http://emulator") as client:
        yield client


def both(old: Any, new: Any) -> Any:
    """Runs a test in both eras, with what it expects in each."""
    return pytest.mark.parametrize(("era", "expected"), [("1.16", old), ("today", new)])


@both("1.16", "1.40")
async def test_it_tells_its_version_and_actions(api: Client, era: Era, expected: str) -> None:
    assert (await api.http.post("/api")).json() == {"Versions": [f"v{expected}"]}
    calls = (await api.http.post("/api/v1")).json()["Calls"]
    assert ("ReadSecretAccessKey" in calls) is (era == "1.16")


@both("7000", "12000")
async def test_an_action_that_was_removed_is_unknown(api: Client, expected: str) -> None:
    assert await api.refused("ReadSecretAccessKey") == expected


@both("3001", None)
async def test_a_later_parameter_is_taken(api: Client, expected: str | None) -> None:
    request = {"Size": 1, "SubregionName": "eu-west-2a", "ClientToken": "mine"}
    if expected:
        assert await api.refused("CreateVolume", **request) == expected
    else:
        assert (await api.call("CreateVolume", **request))["Volume"]["ClientToken"] == "mine"
        found = await api.call("ReadVolumes", Filters={"ClientTokens": ["mine"]})
        assert len(found["Volumes"]) == 1


async def test_a_token_creates_once(api: Client, neighbour: Client) -> None:
    volume = {"Size": 1, "SubregionName": "eu-west-2a", "ClientToken": "mine"}
    id = (await api.call("CreateVolume", **volume))["Volume"]["VolumeId"]
    assert await api.refused("CreateVolume", **volume) == "4119"
    snapshot = {"VolumeId": id, "ClientToken": "mine"}
    await api.call("CreateSnapshot", **snapshot)
    assert await api.refused("CreateSnapshot", **snapshot) == "4119"
    await neighbour.call("CreateVolume", **volume)


@both(None, "3001")
async def test_a_removed_filter_is_unknown(api: Client, expected: str | None) -> None:
    request = {"Filters": {"AccountIds": ["100000000001"]}}
    if expected:
        assert await api.refused("ReadSecurityGroups", **request) == expected
    else:
        await api.call("ReadSecurityGroups", **request)


@pytest.mark.parametrize(
    ("action", "request_", "old", "new"),
    [
        ("CreateNet", {"IpRange": "10.0.0.0/16", "Tenancy": "shared"}, "4047", "4129"),
        ("CreateNet", {"IpRange": "10.0.0.0"}, "4047", "4134"),
        ("CreateNet", {"IpRange": ""}, "7000", "7007"),
        ("CreateClientGateway", {"BgpAsn": 65000, "ConnectionType": "ipsec.1", "PublicIp": "x"}, "4047", "4133"),
        ("DeletePublicIp", {"PublicIpId": "eipalloc-00000000"}, "5025", "5080"),
        ("DeletePublicIp", {}, "7000", "7006"),
        ("DeleteNet", {"NetId": "vpc-00000000"}, "5065", "5065"),
        (
            "CreateNetPeering",
            {"SourceNetId": "vpc-00000000", "AccepterNetId": "vpc-00000000"},
            "5065",
            "4199",
        ),
        ("DeleteLoadBalancerTags", {"LoadBalancerNames": ["x"], "Tags": [{}]}, "4108", "7000"),
    ],
)
@pytest.mark.parametrize("era", ["1.16", "today"])
async def test_codes_that_moved(
    api: Client, era: Era, action: str, request_: dict[str, Any], old: str, new: str
) -> None:
    assert await api.refused(action, **request_) == (old if era == "1.16" else new)


@both({"KeypairFingerprint", "KeypairName"}, {"KeypairFingerprint", "KeypairName", "KeypairId", "KeypairType", "Tags"})
async def test_answers_have_the_fields_of_their_era(api: Client, expected: set[str]) -> None:
    await api.call("CreateKeypair", KeypairName="mine")
    (pair,) = (await api.call("ReadKeypairs"))["Keypairs"]
    assert set(pair) == expected


async def test_a_keypair_has_an_identifier(api: Client, neighbour: Client) -> None:
    pair = (await api.call("CreateKeypair", KeypairName="mine"))["Keypair"]
    wanted = {"Filters": {"KeypairIds": [pair["KeypairId"]]}}
    assert [found["KeypairName"] for found in (await api.call("ReadKeypairs", **wanted))["Keypairs"]] == ["mine"]
    assert await neighbour.refused("DeleteKeypair", KeypairId=pair["KeypairId"]) == "5071"
    await api.call("DeleteKeypair", KeypairId=pair["KeypairId"])
    assert (await api.call("ReadKeypairs"))["Keypairs"] == []


@pytest.mark.parametrize("clock", ["reads:1"])
@both([], ["deleting"])
async def test_a_net_is_deleting_for_a_while(api: Client, expected: list[str]) -> None:
    net_id = (await api.call("CreateNet", IpRange="10.0.0.0/16"))["Net"]["NetId"]
    await api.call("DeleteNet", NetId=net_id)
    assert [net["State"] for net in (await api.call("ReadNets"))["Nets"]] == expected
    assert (await api.call("ReadNets"))["Nets"] == []


@pytest.mark.parametrize("clock", ["reads:1"])
@both("pending/queued", "in-queue")
async def test_a_snapshot_waits_for_its_turn(api: Client, expected: str) -> None:
    volume = (await api.call("CreateVolume", Size=1, SubregionName="eu-west-2a"))["Volume"]["VolumeId"]
    await api.call("ReadVolumes")
    snapshot = (await api.call("CreateSnapshot", VolumeId=volume))["Snapshot"]
    mine = {"Filters": {"SnapshotIds": [snapshot["SnapshotId"]]}}
    seen = [(await api.call("ReadSnapshots", **mine))["Snapshots"][0]["State"] for _ in range(3)]
    assert [snapshot["State"], *seen] == [expected, expected, "pending", "completed"]


async def test_a_change_of_a_volume_names_no_task(api: Client) -> None:
    """Clients wait for the end of a task by ReadVolumeUpdateTasks, which came after v1.16."""
    volume_id = (await api.call("CreateVolume", Size=1, SubregionName="eu-west-2a"))["Volume"]["VolumeId"]
    await api.call("ReadVolumes")
    assert "TaskId" not in (await api.call("UpdateVolume", VolumeId=volume_id, Size=2))["Volume"]


@both("7000", None)
async def test_a_device_is_told_by_its_name(api: Client, expected: str | None) -> None:
    image = (await api.call("ReadImages"))["Images"][0]["ImageId"]
    vm_id = (await api.call("CreateVms", ImageId=image))["Vms"][0]["VmId"]
    mapping = {"DeviceName": "/dev/sda1", "Bsu": {"DeleteOnVmDeletion": False}}
    if expected:
        assert await api.refused("UpdateVm", VmId=vm_id, BlockDeviceMappings=[mapping]) == expected
    else:
        vm = (await api.call("UpdateVm", VmId=vm_id, BlockDeviceMappings=[mapping]))["Vm"]
        assert [device["Bsu"]["DeleteOnVmDeletion"] for device in vm["BlockDeviceMappings"]] == [False]
        elsewhere = {**mapping, "DeviceName": "/dev/sdb"}
        assert await api.refused("UpdateVm", VmId=vm_id, BlockDeviceMappings=[elsewhere]) == "4045"


async def test_a_vm_shows_and_changes_what_came_later(api: Client) -> None:
    image = (await api.call("ReadImages"))["Images"][0]["ImageId"]
    vm = (await api.call("CreateVms", ImageId=image, BootMode="uefi"))["Vms"][0]
    assert (vm["BootMode"], vm["NestedVirtualization"], vm["TpmEnabled"]) == ("uefi", False, False)
    await api.call("StopVms", VmIds=[vm["VmId"]])
    changed = await api.call(
        "UpdateVm", VmId=vm["VmId"], NestedVirtualization=True, VmType="tinav5.c2r4p1", DeletionProtection=True
    )
    assert changed["Vm"]["NestedVirtualization"] and changed["Vm"]["DeletionProtection"]
    assert changed["Vm"]["VmType"] == "tinav5.c2r4p1"


@both("6003", None)
async def test_a_volume_in_use_changes(api: Client, expected: str | None) -> None:
    image = (await api.call("ReadImages"))["Images"][0]["ImageId"]
    vm = (await api.call("CreateVms", ImageId=image))["Vms"][0]
    root = (await api.call("ReadVolumes", Filters={"LinkVolumeVmIds": [vm["VmId"]]}))["Volumes"][0]
    request = {"VolumeId": root["VolumeId"], "Size": root["Size"] + 1}
    if expected:
        assert await api.refused("UpdateVolume", **request) == expected
    else:
        assert (await api.call("UpdateVolume", **request))["Volume"]["Size"] == root["Size"] + 1


async def test_pages_hold_everything_once(api: Client) -> None:
    created = [(await api.call("CreateNet", IpRange="10.0.0.0/16"))["Net"]["NetId"] for _ in range(5)]
    found: list[str] = []
    token: dict[str, str] = {}
    for size in (2, 2, 1):
        answer = await api.call("ReadNets", ResultsPerPage=2, **token)
        assert len(answer["Nets"]) == size
        found += [net["NetId"] for net in answer["Nets"]]
        # What is deleted meanwhile shifts nothing.
        await api.call("DeleteNet", NetId=found[-size])
        token = {"NextPageToken": answer["NextPageToken"]} if "NextPageToken" in answer else {}
    assert (found, token) == (created, {})


async def test_the_catalogue_has_pages(api: Client) -> None:
    everything = (await api.call("ReadVmTypes"))["VmTypes"]
    first = await api.call("ReadVmTypes", ResultsPerPage=3)
    second = await api.call("ReadVmTypes", ResultsPerPage=1000, NextPageToken=first["NextPageToken"])
    assert first["VmTypes"] + second["VmTypes"] == everything

    ranges = (await api.call("ReadPublicIpRanges"))["PublicIps"]
    assert (await api.call("ReadPublicIpRanges", ResultsPerPage=1))["PublicIps"] == ranges[:1]


async def test_tokens_that_are_no_good(api: Client, time: FakeTime) -> None:
    for _ in range(2):
        await api.call("CreateNet", IpRange="10.0.0.0/16")
    token = (await api.call("ReadNets", ResultsPerPage=1))["NextPageToken"]
    assert await api.refused("ReadNets", NextPageToken=token) == "7000"
    assert await api.refused("ReadSubnets", NextPageToken=token, ResultsPerPage=1) == "4117"
    for nonsense in ("x", base64.b64encode(json.dumps({}).encode()).decode()):
        assert await api.refused("ReadNets", NextPageToken=nonsense, ResultsPerPage=1) == "4117"
    time.advance(4000)
    assert await api.refused("ReadNets", NextPageToken=token, ResultsPerPage=1) == "4116"


@pytest.mark.parametrize("size", [0, 1001])
async def test_a_page_has_a_size(api: Client, size: int) -> None:
    assert await api.refused("ReadNets", ResultsPerPage=size) == "4135"


@pytest.mark.parametrize("action", sorted({action for action, _ in LATER_FILTERS}))
async def test_each_later_filter_chooses(api: Client, action: str) -> None:
    filters = API.action(action).request.fields["Filters"].type.object
    assert filters is not None
    for name in [name for filtering, name in LATER_FILTERS if filtering == action]:
        for value in samples(filters.fields[name].type):
            assert described_filter(API.action(action), name)
            response_validator(action).validate(await api.call(action, Filters={name: value}))


@pytest.mark.parametrize(
    ("name", "right", "wrong"),
    [
        ("SecurityGroupIds", "$group", "sg-00000000"),
        ("SubnetIds", "$subnet", "subnet-00000000"),
        ("NicSubnetIds", "$subnet", "subnet-00000000"),
        ("NicSecurityGroupNames", "default", "other"),
        ("NicLinkNicDeviceNumbers", 0, 1),
        ("BlockDeviceMappingDeviceNames", "/dev/sda1", "/dev/sdb"),
        ("PrivateIps", "10.0.0.4", "10.0.0.5"),
        ("VmStateNames", "running", "stopped"),
        ("VmStateCodes", 16, 80),
        ("SubregionNames", "eu-west-2a", "eu-west-2b"),
        ("Tenancies", "default", "dedicated"),
    ],
)
async def test_vms_are_found_by_what_came_later(
    api: Client, emulator: Emulator, name: str, right: Any, wrong: Any
) -> None:
    net_id = (await api.call("CreateNet", IpRange="10.0.0.0/16"))["Net"]["NetId"]
    subnet = (await api.call("CreateSubnet", NetId=net_id, IpRange="10.0.0.0/24"))["Subnet"]["SubnetId"]
    image = (await api.call("ReadImages"))["Images"][0]["ImageId"]
    vm = (await api.call("CreateVms", ImageId=image, SubnetId=subnet))["Vms"][0]
    names = {"$group": vm["SecurityGroups"][0]["SecurityGroupId"], "$subnet": subnet}
    for value, count in ((names.get(right, right), 1), (wrong, 0)):
        found = await api.call("ReadVms", Filters={name: [value]})
        assert len(found["Vms"]) == count


async def test_what_terraform_sends_is_taken(api: Client) -> None:
    """Each batched read of today's provider names the size of its pages (api-behaviour.md section 10)."""
    for action in ("ReadNets", "ReadSubnets", "ReadSecurityGroups", "ReadVms", "ReadVolumes"):
        await api.call(action, ResultsPerPage=1000)
    net_id = (await api.call("CreateNet", IpRange="10.0.0.0/16"))["Net"]["NetId"]
    await api.call("UpdateNet", NetId=net_id, DhcpOptionsSetId="default")


@both("4025", None)
async def test_keypairs_and_flexible_gpus_have_tags(api: Client, expected: str | None) -> None:
    pair = (await api.call("CreateKeypair", KeypairName="mine"))["Keypair"].get("KeypairId", f"key-{'0' * 32}")
    gpu = await api.call("CreateFlexibleGpu", ModelName="nvidia-p100", SubregionName="eu-west-2a")
    ids = [pair, gpu["FlexibleGpu"]["FlexibleGpuId"]]
    tag = {"Key": "name", "Value": "web"}
    if expected:
        assert [await api.refused("CreateTags", ResourceIds=[id], Tags=[tag]) for id in ids] == [expected] * 2
        return
    await api.call("CreateTags", ResourceIds=ids, Tags=[tag])
    owners = [
        {**tag, "ResourceId": id, "ResourceType": type}
        for id, type in zip(ids, ("keypair", "flexible-gpu"), strict=True)
    ]
    assert (await api.call("ReadTags"))["Tags"] == owners
    assert (await api.call("ReadKeypairs", Filters={"Tags": ["name=web"]}))["Keypairs"][0]["Tags"] == [tag]
    for wanted, count in ((tag, 1), ({**tag, "Value": "other"}, 0)):
        assert len((await api.call("ReadFlexibleGpus", Filters={"Tags": [wanted]}))["FlexibleGpus"]) == count
    await api.call("DeleteTags", ResourceIds=ids, Tags=[tag])
    assert (await api.call("ReadTags"))["Tags"] == []


async def test_consumption_has_prices_and_resources_where_asked_for(api: Client, time: FakeTime) -> None:
    ids = [(await api.call("CreatePublicIp"))["PublicIp"]["PublicIpId"] for _ in range(2)]
    time.advance(10 * 3600)
    period = {"FromDate": "2022-03-01", "ToDate": "2022-04-01"}
    plain = await api.call("ReadConsumptionAccount", **period)
    assert [entry["Value"] for entry in plain["ConsumptionEntries"]] == [20]
    assert "Currency" not in plain and "Price" not in plain["ConsumptionEntries"][0]
    answer = await api.call("ReadConsumptionAccount", **period, ShowPrice=True, ShowResourceDetails=True)
    entries = answer["ConsumptionEntries"]
    assert sorted(entry["ResourceId"] for entry in entries) == sorted(ids)
    assert all(entry["Price"] == entry["UnitPrice"] * 10 > 0 for entry in entries)
    assert answer["Currency"] == "EUR"


@pytest.mark.parametrize("clock", ["reads:1"])
@both([], ["deleting"])
async def test_a_load_balancer_is_deleting_for_a_while(api: Client, expected: list[str]) -> None:
    listener = {"BackendPort": 80, "LoadBalancerPort": 80, "LoadBalancerProtocol": "TCP"}
    balancer = {"LoadBalancerName": "web", "Listeners": [listener], "SubregionNames": ["eu-west-2a"]}
    await api.call("CreateLoadBalancer", **balancer)
    answer = await api.call("DeleteLoadBalancer", LoadBalancerName="web")
    assert [balancer["State"] for name, balancer in answer.items() if name == "LoadBalancer"] == expected
    found = (await api.call("ReadLoadBalancers"))["LoadBalancers"]
    assert [balancer["State"] for balancer in found] == expected
    assert (await api.call("ReadLoadBalancers"))["LoadBalancers"] == []


async def test_the_period_of_a_log_does_not_end_before_it_begins(api: Client) -> None:
    period = {"QueryDateAfter": "2022-03-01", "QueryDateBefore": "2022-02-28"}
    assert await api.refused("ReadApiLogs", Filters=period) == "4098"
    await api.call("ReadApiLogs", Filters={"QueryDateAfter": "2022-02-28", "QueryDateBefore": "2022-03-01"})


EMPTY: list[tuple[str, dict[str, Any], str | None]] = [
    ("CreateVms", {"ImageId": "ami-e0000001", "Placement": {"Tenancy": "", "SubregionName": "eu-west-2a"}}, "4047"),
    ("CreateVms", {"ImageId": "ami-e0000001", "Placement": {"SubregionName": ""}}, "5009"),
    ("CreateVms", {"ImageId": "ami-e0000001", "SubnetId": "", "UserData": ""}, "7000"),
    ("CreateVms", {"ImageId": "ami-e0000001", "KeypairName": ""}, "5071"),
    ("CreateFlexibleGpu", {"ModelName": "nvidia-p100", "SubregionName": "eu-west-2a", "Generation": ""}, "4047"),
    ("CreateVolume", {"Size": 1, "SubregionName": "eu-west-2a", "SnapshotId": ""}, "7000"),
    ("CreateNet", {"IpRange": "10.0.0.0/16", "Tenancy": ""}, "4047"),
]


@pytest.mark.parametrize(("action", "request_", "code"), EMPTY)
@pytest.mark.parametrize("era", ["1.16", "today"])
async def test_an_empty_text_is_absent_today(
    api: Client, era: Era, action: str, request_: dict[str, Any], code: str
) -> None:
    if era == "1.16":
        assert await api.refused(action, **request_) == code
    else:
        await api.call(action, **request_)


async def test_empty_texts_in_lists_of_objects_are_absent_too(api: Client) -> None:
    net_id = (await api.call("CreateNet", IpRange="10.0.0.0/16"))["Net"]["NetId"]
    subnet = (await api.call("CreateSubnet", NetId=net_id, IpRange="10.0.0.0/24"))["Subnet"]["SubnetId"]
    nic = (await api.call("CreateNic", SubnetId=subnet))["Nic"]["NicId"]
    nics = [{"DeviceNumber": 0, "NicId": nic, "SubnetId": "", "Description": ""}]
    assert (await api.call("CreateVms", ImageId="ami-e0000001", Nics=nics))["Vms"][0]["Nics"][0]["NicId"] == nic

    group = await api.call("CreateSecurityGroup", SecurityGroupName="web", Description="x")
    member = {"AccountId": "", "SecurityGroupId": "", "SecurityGroupName": "web"}
    rule = {"IpProtocol": "tcp", "FromPortRange": 22, "ToPortRange": 22, "SecurityGroupsMembers": [member]}
    request = {"SecurityGroupId": group["SecurityGroup"]["SecurityGroupId"], "Flow": "Inbound", "Rules": [rule]}
    await api.call("CreateSecurityGroupRule", **request)
    assert (await api.call("DeleteSecurityGroupRule", **request))["SecurityGroup"]["InboundRules"] == []


async def test_what_is_required_or_emptied_on_purpose_is_not_absent(api: Client) -> None:
    assert await api.refused("CreateNet", IpRange="") == "7007"
    net_id = (await api.call("CreateNet", IpRange="10.0.0.0/16"))["Net"]["NetId"]
    subnet = (await api.call("CreateSubnet", NetId=net_id, IpRange="10.0.0.0/24"))["Subnet"]["SubnetId"]
    nic = (await api.call("CreateNic", SubnetId=subnet, Description="old"))["Nic"]["NicId"]
    assert (await api.call("UpdateNic", NicId=nic, Description=""))["Nic"]["Description"] == ""
    await api.call("CreateTags", ResourceIds=[net_id], Tags=[{"Key": "a", "Value": ""}])
    assert (await api.call("ReadTags"))["Tags"][0]["Value"] == ""


@both("4110", None)
async def test_a_filter_that_is_null_is_absent_today(api: Client, expected: str | None) -> None:
    request = {"Filters": {"AccountIds": None, "ImageNames": ["Ubuntu-20.04*"]}}
    if expected:
        assert await api.refused("ReadImages", **request) == expected
    else:
        assert len((await api.call("ReadImages", **request))["Images"]) == 1
        assert await api.refused("ReadImages", Filters=None) == "4110"


@both(True, False)
async def test_the_source_check_of_a_vm_outside_of_nets(api: Client, expected: bool) -> None:
    vm = (await api.call("CreateVms", ImageId="ami-e0000001"))["Vms"][0]
    (read,) = (await api.call("ReadVms"))["Vms"]
    assert vm["IsSourceDestChecked"] is read["IsSourceDestChecked"] is expected
    assert await api.refused("UpdateVm", VmId=vm["VmId"], IsSourceDestChecked=True) == "9062"
    net_id = (await api.call("CreateNet", IpRange="10.0.0.0/16"))["Net"]["NetId"]
    subnet = (await api.call("CreateSubnet", NetId=net_id, IpRange="10.0.0.0/24"))["Subnet"]["SubnetId"]
    inside = (await api.call("CreateVms", ImageId="ami-e0000001", SubnetId=subnet))["Vms"][0]
    assert inside["IsSourceDestChecked"] is True


@both(["member"], ["member", "owner"])
@pytest.mark.parametrize("flow", ["Inbound", "Outbound"])
async def test_filters_by_a_member_of_a_rule(api: Client, flow: str, expected: list[str]) -> None:
    """`owner` is whether the group that has the rule is found by its own name too."""
    net_id = (await api.call("CreateNet", IpRange="10.0.0.0/16"))["Net"]["NetId"]
    ids = {}
    for name in ("owner-of-rule", "member-of-rule", "bystander"):
        group = await api.call("CreateSecurityGroup", SecurityGroupName=name, Description="x", NetId=net_id)
        ids[name] = group["SecurityGroup"]["SecurityGroupId"]
    member = [{"SecurityGroupId": ids["member-of-rule"]}]
    rule = {"IpProtocol": "tcp", "FromPortRange": 22, "ToPortRange": 22, "SecurityGroupsMembers": member}
    await api.call("CreateSecurityGroupRule", SecurityGroupId=ids["owner-of-rule"], Flow=flow, Rules=[rule])

    async def found(name: str) -> bool:
        wanted = {f"{flow}RuleSecurityGroupIds": [ids[name]]}
        groups = (await api.call("ReadSecurityGroups", Filters=wanted))["SecurityGroups"]
        return ids["owner-of-rule"] in [group["SecurityGroupId"] for group in groups]

    by = {"member": "member-of-rule", "owner": "owner-of-rule"}
    assert [name for name in by if await found(by[name])] == expected
    assert not await found("bystander")


@both("5065", None)
async def test_a_net_just_deleted_can_be_updated(api: Client, expected: str | None) -> None:
    net_id = (await api.call("CreateNet", IpRange="10.0.0.0/16"))["Net"]["NetId"]
    await api.call("DeleteNet", NetId=net_id)
    update = {"NetId": net_id, "DhcpOptionsSetId": "default"}
    if expected:
        assert await api.refused("UpdateNet", **update) == expected
    else:
        assert (await api.call("UpdateNet", **update))["Net"]["State"] == "deleting"
        assert await api.refused("CreateSubnet", NetId=net_id, IpRange="10.0.0.0/24") == "5065"
    assert (await api.call("ReadNets"))["Nets"] == []


@both((5, "Linux/UNIX"), (11, "Linux"))
async def test_the_catalogue_of_an_era(api: Client, expected: tuple[int, str]) -> None:
    models = (await api.call("ReadFlexibleGpuCatalog"))["FlexibleGpuCatalog"]
    products = (await api.call("ReadProductTypes"))["ProductTypes"]
    assert (len(models), products[0]["Description"]) == expected
    assert len({model["ModelName"] for model in models}) == len(models)


@pytest.mark.parametrize("era", ["1.16", "today"])
async def test_a_vm_without_public_ip_shows_a_network(api: Client, era: Era) -> None:
    section = "-----BEGIN OUTSCALE SECTION-----\nprivate_only=true\n-----END OUTSCALE SECTION-----"
    data = base64.b64encode(section.encode()).decode()
    vm_id = (await api.call("CreateVms", ImageId="ami-e0000001", UserData=data))["Vms"][0]["VmId"]
    (vm,) = (await api.call("ReadVms"))["Vms"]
    (nic,) = vm["Nics"]
    assert nic["Description"] == "Primary network interface"
    assert (vm["NetId"], vm["SubnetId"]) == (nic["NetId"], nic["SubnetId"])
    assert nic["PrivateIps"][0]["PrivateIp"] == vm["PrivateIp"]
    assert "PublicIp" not in vm
    assert [await api.call(action) for action in ("ReadNets", "ReadNics")]
    assert (await api.call("ReadNets"))["Nets"] == (await api.call("ReadNics"))["Nics"] == []
    assert await api.refused("UpdateVm", VmId=vm_id, IsSourceDestChecked=False) == "9062"
    await api.call("DeleteVms", VmIds=[vm_id])
    (ended,) = (await api.call("ReadVms"))["Vms"]
    assert not {"NetId", "Nics", "SubnetId", "PrivateIp"} & set(ended)
