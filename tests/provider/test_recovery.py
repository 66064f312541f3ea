"""Answers that are lost, stale reads, and plugins that are killed: what is believed, taken up, or asked about."""

from __future__ import annotations

import asyncio
import json
import re
from pathlib import Path
from typing import Any

import pytest

from outscale_emulator import ACCESS_KEY, SECRET_KEY, Emulator
from outscale_emulator.requests.faults import Faults
from outscale_provider.lifecycle.operation import CONFIRMING_READS
from outscale_provider.lifecycle.provider import Provider
from provider.cloud import Account, Fault, Way
from provider.engine import Engine, Failed, InitFailed
from provider.test_check import autonaming

DISK = {"subregionName": "eu-west-2a", "size": 10}


def entries(folder: Path) -> int:
    """How many creations the journal has."""
    return len(list((folder / "journal").glob("*.json")))


def imports(told: str) -> dict[str, str]:
    """What a command that was told imports: identifiers by name."""
    file = Path(re.findall(r"pulumi import --file (\S+)", told)[0])
    return {resource["name"]: resource["id"] for resource in json.loads(file.read_text())["resources"]}


async def start_again(engine: Engine) -> None:
    """The plugin was killed; the next one reads the journal."""
    await engine.configure(endpoint="http://emulator", accessKey=ACCESS_KEY, secretKey=SECRET_KEY)


async def test_what_others_created_meanwhile_is_not_taken_for_what_was_lost(engine: Engine, way: Way, account: Account):
    inputs = await engine.checked("Volume", DISK)
    way.faults.append(Fault("CreateVolume", lost=True))
    lost, *made = await asyncio.gather(
        *(engine.create("Volume", inputs, name=f"disk-{i}") for i in range(5)), return_exceptions=True
    )
    assert isinstance(lost, Failed)
    there = {volume["VolumeId"] for volume in (await account.call("ReadVolumes"))["Volumes"]}
    (its,) = there - {resource.id for resource in made}
    assert f"and {its} may be what it created; nothing proves it" in lost.message
    assert f"pulumi import outscale-native:index:Volume disk-0 {its}\n" in lost.message


@pytest.mark.parametrize("create", ["CreateRouteTable", "CreateSecurityGroup"])
async def test_what_a_net_comes_with_is_not_taken_for_what_was_lost(engine: Engine, way: Way, create: str):
    net = await engine.made("Net", ipRange="10.0.0.0/16", name="net")
    type = create.removeprefix("Create")
    more = {"description": "default"} if type == "SecurityGroup" else {}
    way.faults.append(Fault(create, status=500, code=2000))
    with pytest.raises(Failed, match="Nothing of it is to be seen yet"):
        await engine.made(type, netId=net.id, **more)


async def test_nobody_waits_for_an_answer_that_was_lost(engine: Engine, way: Way):
    """Neither whose it was, nor others, who wait as long as an answer may come that says what is theirs."""
    inputs = await engine.checked("Volume", DISK)
    way.faults.append(Fault("CreateVolume", times=2, lost=True))
    for name in ("one", "other"):
        with pytest.raises(Failed, match="nothing proves it"):
            await engine.create("Volume", inputs, name=name, timeout=1)
    assert way.actions.count("ReadVolumes") == 2 * CONFIRMING_READS


async def test_an_import_settles_what_was_in_doubt(engine: Engine, way: Way, account: Account, tmp_path: Path):
    way.faults.append(Fault("CreateVolume", lost=True))
    with pytest.raises(Failed, match="nothing proves it"):
        await engine.made("Volume", **DISK)
    assert entries(tmp_path) == 1

    await start_again(engine)
    (volume,) = (await account.call("ReadVolumes"))["Volumes"]
    assert await engine.imported("Volume", volume["VolumeId"])

    assert entries(tmp_path) == 0


async def test_a_read_of_what_is_to_be_replaced_leaves_its_replacement_in_doubt(
    engine: Engine, way: Way, account: Account, tmp_path: Path
):
    old = await engine.made("Volume", **DISK)
    await engine.read(old)
    way.faults.append(Fault("CreateVolume", lost=True))
    with pytest.raises(Failed, match="nothing proves it"):
        await engine.create("Volume", old.inputs)

    await start_again(engine)
    assert await engine.read(old) == old

    assert entries(tmp_path) == 1
    (its,) = {volume["VolumeId"] for volume in (await account.call("ReadVolumes"))["Volumes"]} - {old.id}
    with pytest.raises(Failed, match=f"and {its} may be what it created"):
        await engine.create("Volume", old.inputs)


async def test_a_replacement_with_the_identifier_of_what_it_replaces_is_taken_up_after_a_kill(engine: Engine, way: Way):
    vms = [await engine.made("Vm", imageId="ami-e0000002", name=name) for name in ("one", "other")]
    volume = await engine.made("Volume", **DISK)
    old = await engine.made("VolumeLink", volumeId=volume.id, vmId=vms[0].id, deviceName="/dev/sdb")
    await engine.read(old)
    await engine.delete(old)
    made = await engine.made("VolumeLink", volumeId=volume.id, vmId=vms[1].id, deviceName="/dev/sdb")

    # The engine was killed before it could keep that: its state still has the old link.
    await start_again(engine)
    await engine.read(old)
    again = await engine.create("VolumeLink", made.inputs)

    assert again == made
    assert way.actions.count("LinkVolume") == 2


async def test_an_old_answer_does_not_make_a_resource_gone(engine: Engine, emulator: Emulator):
    emulator.faults = Faults.parse("CreateVolume:ok, ReadVolumes:stale=1*2")
    volume = await engine.made("Volume", **DISK)
    assert await engine.read(volume) == volume


async def test_an_old_answer_does_not_end_a_wait(engine: Engine, emulator: Emulator):
    emulator.faults = Faults.parse("CreateVms:ok, ReadVms:stale=1")
    vm = await engine.made("Vm", imageId="ami-e0000002")
    assert vm.outputs["state"] == "running"


async def test_an_old_answer_does_not_hide_what_was_created(engine: Engine, emulator: Emulator, way: Way):
    emulator.faults = Faults.parse("CreateVolume:ok, ReadVolumes:stale=1*2")
    way.faults.append(Fault("CreateVolume", lost=True))
    with pytest.raises(Failed, match="nothing proves it"):
        await engine.made("Volume", **DISK)


@pytest.mark.parametrize("lost", [True, False], ids=["answer lost", "answered"])
async def test_what_was_cut_off_keeps_the_name_that_it_got_from_us(
    engine: Engine, way: Way, account: Account, lost: bool
):
    # In a Net that nobody knows, so that the name is all that proves it.
    net = (await account.call("CreateNet", IpRange="10.0.0.0/16"))["Net"]["NetId"]
    inputs = {"netId": net, "description": "a group"}
    if lost:
        way.faults.append(Fault("CreateSecurityGroup", status=500))
        with pytest.raises(Failed, match="Nothing of it is to be seen yet"):
            await engine.made("SecurityGroup", **inputs)
    else:
        await engine.made("SecurityGroup", **inputs)
    name = next(r["SecurityGroupName"] for action, r in way.requests if action == "CreateSecurityGroup")

    await start_again(engine)

    # The engine would have another one.
    checked = await engine.check("SecurityGroup", inputs, autonaming=autonaming("ENFORCE", "another"))
    assert checked.inputs["securityGroupName"] == name


async def test_a_load_balancer_and_its_rule_with_automatic_names_are_taken_up_without_asking(engine: Engine, way: Way):
    listener = {"loadBalancerPort": 80, "loadBalancerProtocol": "HTTP", "backendPort": 80}
    way.faults += [Fault("CreateLoadBalancer", lost=True), Fault("CreateListenerRule", lost=True)]
    balancer = await engine.made("LoadBalancer", subregionNames=["eu-west-2a"], listeners=[listener])
    vm = await engine.made("Vm", imageId="ami-e0000001")
    await engine.made("LoadBalancerVms", loadBalancerName=balancer.id, backendVmIds=[vm.id])
    where = {"loadBalancerName": balancer.id, "loadBalancerPort": 80, "vmIds": [vm.id]}
    await engine.made("ListenerRule", **where, priority=1, pathPattern="/*")
    assert way.actions.count("CreateLoadBalancer") == way.actions.count("CreateListenerRule") == 1


@pytest.mark.parametrize("when", ["before the answer", "after the answer"])
async def test_a_keypair_whose_private_key_is_lost_is_made_anew_where_it_is_ours(
    engine: Engine, way: Way, account: Account, when: str
):
    inputs = await engine.checked("Keypair", {})
    if when == "before the answer":
        way.faults.append(Fault("CreateKeypair", lost=True))
        with pytest.raises(Failed, match="is deleted again, since nobody can ask for what only the lost answer told"):
            await engine.create("Keypair", inputs)
    else:
        await engine.create("Keypair", inputs)
    await start_again(engine)

    made = await engine.create("Keypair", await engine.checked("Keypair", {}))

    assert made.outputs["privateKey"]
    (keypair,) = (await account.call("ReadKeypairs"))["Keypairs"]
    assert keypair["KeypairName"] == made.id == inputs["keypairName"]
    assert keypair["KeypairFingerprint"] == made.outputs["keypairFingerprint"]


async def test_a_keypair_that_may_be_anybodys_is_never_imported_without_its_private_key(
    engine: Engine, way: Way, account: Account
):
    way.faults.append(Fault("CreateKeypair", lost=True))
    with pytest.raises(Failed) as failed:
        await engine.made("Keypair", keypairName="mine")
    assert "osc-cli api DeleteKeypair --KeypairName mine" in failed.value.message
    assert "Its privateKey is lost with the answer, so it is of no use" in failed.value.message
    assert "pulumi import" not in failed.value.message
    assert len((await account.call("ReadKeypairs"))["Keypairs"]) == 1


@pytest.mark.parametrize(
    ("type", "inputs"),
    [
        ("Subnet", {"ipRange": "10.0.1.0/24"}),
        ("SecurityGroup", {"securityGroupName": "web", "description": "a group"}),
        ("SecurityGroup", {"description": "a group"}),
    ],
    ids=["Subnet", "named SecurityGroup", "SecurityGroup"],
)
@pytest.mark.parametrize("killed", [True, False], ids=["killed", "answer lost"])
async def test_what_a_unique_key_decides_is_taken_up_without_asking(
    engine: Engine, way: Way, account: Account, type: str, inputs: dict[str, Any], killed: bool
):
    net = await engine.made("Net", ipRange="10.0.0.0/16", name="net")
    checked = await engine.checked(type, {**inputs, "netId": net.id})
    action = f"Create{type}"
    if killed:
        way.faults.append(Fault(action, never=True))
        hanging = asyncio.create_task(engine.create(type, checked))
        while action not in way.actions:  # noqa: ASYNC110 - nothing announces it
            await asyncio.sleep(0.01)
        hanging.cancel()
        await start_again(engine)
        await engine.diff(net, net.inputs)
        checked = await engine.checked(type, {**inputs, "netId": net.id})
    else:
        way.faults.append(Fault(action, lost=True))

    made = await engine.create(type, checked)

    assert way.actions.count(action) == 1
    assert await engine.read(made)


async def test_a_net_that_is_only_read_proves_nothing(engine: Engine, way: Way):
    net = await engine.made("Net", ipRange="10.0.0.0/16", name="net")
    await start_again(engine)
    # As the engine does for `Net.get`.
    await engine.read(net)
    way.faults.append(Fault("CreateSubnet", lost=True))
    with pytest.raises(Failed, match="nothing proves it"):
        await engine.made("Subnet", netId=net.id, ipRange="10.0.1.0/24")


async def test_what_cannot_be_proved_is_told_once_for_all(
    engine: Engine, way: Way, account: Account, provider: Provider
):
    """One candidate in each error, and one command for all of them."""
    way.faults.append(Fault("CreateVolume", times=5, lost=True))
    inputs = await engine.checked("Volume", DISK)
    lost = await asyncio.gather(
        *(engine.create("Volume", inputs, name=f"disk-{i}") for i in range(5)), return_exceptions=True
    )
    there = {volume["VolumeId"] for volume in (await account.call("ReadVolumes"))["Volumes"]}
    messages = [error.message for error in lost if isinstance(error, Failed)]
    assert len(messages) == len(there) == 5
    named = [set(re.findall(r"vol-[0-9a-f]{8}", message)) for message in messages]
    assert all(len(names) == 1 for names in named) and set.union(*named) == there

    (told,) = provider.reminders()
    assert all(f"osc-cli api DeleteVolume --VolumeId {id}" in told for id in there)
    imported = imports(told)
    assert set(imported.values()) == there
    assert set(imported) == {f"disk-{i}" for i in range(5)}


async def test_what_was_cut_off_is_taken_up_as_it_is_though_the_program_has_changed(engine: Engine, account: Account):
    made = await engine.made("Volume", **DISK)
    await start_again(engine)

    changed = await engine.checked("Volume", {**DISK, "subregionName": "eu-west-2b"})
    with pytest.raises(InitFailed, match="had created it with another subregionName") as failed:
        await engine.create("Volume", changed)

    assert failed.value.resource == made
    assert len((await account.call("ReadVolumes"))["Volumes"]) == 1
    assert (await engine.diff(made, changed)).replaces == ["subregionName"]
