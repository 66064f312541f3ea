"""What is lost for good is told: in the preview of a replacement, and when something is deleted."""

from __future__ import annotations

import pytest

from provider.engine import Engine
from provider.listener import Listener, cancel

IMAGE = "ami-e0000001"
OTHER_IMAGE = "ami-e0000002"
LISTENERS = [{"backendPort": 80, "loadBalancerPort": 80, "loadBalancerProtocol": "HTTP"}]


async def subnet(engine: Engine, name: str = "a") -> str:
    net = await engine.made("Net", ipRange="10.0.0.0/16", name=name)
    return (await engine.made("Subnet", netId=net.id, ipRange="10.0.1.0/24", name=name)).id


async def test_a_deletion_tells_what_goes(engine: Engine, listener: Listener):
    address = await engine.made("PublicIp", name="address")
    volume = await engine.made("Volume", subregionName="eu-west-2a", size=10)
    keypair = await engine.made("Keypair")
    balancer = await engine.made("LoadBalancer", subregionNames=["eu-west-2a"], listeners=LISTENERS)
    net = await engine.made("Net", ipRange="10.0.0.0/16")
    for resource in (address, volume, keypair, balancer, net):
        await engine.delete(resource)
    await cancel(engine)
    assert listener.informed() == [
        f"PublicIp {address.id} is deleted, and with it goes the address {address.outputs['publicIp']}, which nobody gets back",
        f"Volume {volume.id} is deleted, and with it goes what is on it (10 GiB)",
        f"Keypair {keypair.id} is deleted, and with it goes its private key, which only this stack has",
        f"LoadBalancer {balancer.id} is deleted, and with it goes the name {balancer.outputs['dnsName']}, to which clients may"
        " connect",
    ]


async def test_what_is_gone_already_or_was_given_is_no_loss(engine: Engine, listener: Listener):
    address = await engine.made("PublicIp")
    await engine.delete(address)
    key = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl"
    given = await engine.made("Keypair", publicKey=key)
    nic = await engine.made(
        "Nic", subnetId=await subnet(engine), privateIps=[{"privateIp": "10.0.1.20", "isPrimary": True}]
    )
    for resource in (address, given, nic):
        await engine.delete(resource)
    await cancel(engine)
    assert len(listener.informed()) == 1


@pytest.mark.parametrize("type", ["Nic", "Vm"])
async def test_a_replacement_announces_the_private_address_that_the_cloud_chose(
    type: str, engine: Engine, listener: Listener
):
    plain = {"imageId": IMAGE} if type == "Vm" else {}
    one, other = await subnet(engine, "a"), await subnet(engine, "b")
    chosen = await engine.made(type, **plain, subnetId=one, name="chosen")
    [address] = (
        [each["privateIp"] for each in chosen.outputs["nics"][0]["privateIps"]]
        if plain
        else [each["privateIp"] for each in chosen.outputs["privateIps"]]
    )
    wanted = ["10.0.1.30"] if plain else [{"privateIp": "10.0.1.30", "isPrimary": True}]
    given = await engine.made(type, **plain, subnetId=one, privateIps=wanted, name="given")

    for resource in (chosen, given):
        assert (await engine.diff(resource, {**resource.inputs, "subnetId": other})).replaces == ["subnetId"]
    await cancel(engine)
    told = dict(listener.warned())
    assert f"the private address {address}, which the cloud chose" in told["chosen"]
    assert "address" not in told.get("given", "")


async def test_a_vm_loses_neither_the_address_of_a_nic_of_its_own_nor_a_disk_that_stays(
    engine: Engine, listener: Listener
):
    nic = await engine.made("Nic", subnetId=await subnet(engine))
    nics = [{"deviceNumber": 0, "nicId": nic.id}]
    disks = [{"deviceName": "/dev/sda1", "bsu": {"deleteOnVmDeletion": False}}]
    vm = await engine.made("Vm", imageId=IMAGE, nics=nics, blockDeviceMappings=disks)
    assert (await engine.diff(vm, {**vm.inputs, "imageId": OTHER_IMAGE})).replaces
    await cancel(engine)
    assert listener.warned() == []


async def test_a_replacement_that_the_program_asks_for_is_announced_when_it_comes(engine: Engine, listener: Listener):
    """The option replaceOnChanges: Diff hears nothing of it."""
    volume = await engine.made("Volume", subregionName="eu-west-2a", size=10)
    smaller = {**volume.inputs, "size": 5}
    assert not (await engine.diff(volume, smaller)).replaces
    await engine.create("Volume", smaller, preview=True)
    await engine.create("Volume", smaller, preview=True)
    await cancel(engine)
    assert listener.warned() == [("it", "a replacement loses what is on it (10 GiB)")]
