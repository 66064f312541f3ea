"""What exists but is not complete: the engine keeps it, and the next update finishes it without replacing."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from provider.cloud import Account, Fault, Way
from provider.engine import Engine, Failed, InitFailed, Resource
from provider.messages import Secret, bare

VM = {"imageId": "ami-e0000002", "userData": "a secret", "tags": {"Name": "web"}}


async def incomplete(work: Any) -> InitFailed:
    with pytest.raises(InitFailed) as raised:
        await work
    return raised.value


async def finished(engine: Engine, resource: Resource) -> Resource:
    """After the empty update with which the engine goes on."""
    assert not await engine.diff(resource, resource.inputs)
    updated = await engine.update(resource, resource.inputs)
    assert updated.id == resource.id
    assert await engine.read(updated) == updated
    assert not await engine.diff(updated, resource.inputs)
    return updated


async def test_tags_that_are_refused_do_not_lose_the_resource(engine: Engine, way: Way):
    inputs = await engine.checked("Net", {"ipRange": "10.0.0.0/16", "tags": {"Name": "web"}})
    way.faults = [Fault("CreateTags", status=400, code=10041)]
    failed = await incomplete(engine.create("Net", inputs))
    net = failed.resource
    assert net.id.startswith("vpc-")
    assert net.inputs == inputs
    assert net.outputs["ipRange"] == "10.0.0.0/16"
    assert "tags" not in net.outputs or net.outputs["tags"] == {}
    assert failed.reasons == [failed.message]
    assert f"Net {net.id} exists, but is not complete: CreateTags was refused" in failed.message
    assert "code 10041, HTTP 400" in failed.message
    assert "The next `pulumi up` goes on from there" in failed.message
    way.requests.clear()
    net = await finished(engine, net)
    assert net.outputs["tags"] == {"Name": "web"}
    assert "CreateNet" not in way.actions


async def test_a_wait_that_fails_does_not_lose_the_resource(engine: Engine, way: Way):
    inputs = await engine.checked("Vm", VM)
    way.faults = [Fault("ReadVms", status=400, code=4047, times=1)]
    failed = await incomplete(engine.create("Vm", inputs))
    assert failed.resource.outputs["state"] == "pending"
    assert isinstance(failed.resource.outputs["userData"], Secret)
    assert isinstance(failed.resource.inputs["userData"], Secret)
    vm = await finished(engine, failed.resource)
    assert vm.outputs["state"] == "running"
    assert way.actions.count("CreateVms") == 1


async def test_a_second_request_of_a_creation_that_is_refused_does_not_lose_the_resource(engine: Engine, way: Way):
    net = await engine.made("Net", ipRange="10.0.0.0/16", name="net")
    inputs = await engine.checked("Subnet", {"netId": net.id, "ipRange": "10.0.1.0/24", "mapPublicIpOnLaunch": True})
    way.faults = [Fault("UpdateSubnet", status=409, code=6005)]
    failed = await incomplete(engine.create("Subnet", inputs))
    assert bare(failed.resource.outputs)["mapPublicIpOnLaunch"] is False
    subnet = await finished(engine, failed.resource)
    assert subnet.outputs["mapPublicIpOnLaunch"] is True
    assert way.actions.count("CreateSubnet") == 1


async def test_the_time_out_of_the_program_does_not_lose_the_resource(engine: Engine, way: Way):
    inputs = await engine.checked("Vm", VM)
    way.faults = [Fault("ReadVms", never=True)]
    failed = await incomplete(engine.create("Vm", inputs, timeout=0.2))
    # On a slow machine the time is out before anything was read.
    way.faults.clear()
    assert f"waiting for Vm {failed.resource.id} to be running or stopped took longer" in failed.message
    assert (await finished(engine, failed.resource)).outputs["state"] == "running"


async def test_half_an_update_is_told_and_finished(engine: Engine, way: Way):
    subnet = await a_subnet(engine)
    news = await engine.checked(
        "Subnet", {**bare(subnet.inputs), "mapPublicIpOnLaunch": True, "tags": {"a": "b"}}, subnet.inputs
    )
    way.faults = [Fault("UpdateSubnet", status=409, code=6005)]
    failed = await incomplete(engine.update(subnet, news))
    assert failed.resource.id == subnet.id
    assert failed.resource.inputs == news
    updated = await finished(engine, failed.resource)
    assert (updated.outputs["mapPublicIpOnLaunch"], updated.outputs["tags"]) == (True, {"a": "b"})


async def test_an_update_of_which_nothing_was_done_leaves_it_as_it_was(engine: Engine, way: Way):
    subnet = await a_subnet(engine)
    news = await engine.checked("Subnet", {**bare(subnet.inputs), "mapPublicIpOnLaunch": True}, subnet.inputs)
    way.faults = [Fault("UpdateSubnet", status=409, code=6005)]
    with pytest.raises(Failed) as raised:
        await engine.update(subnet, news)
    assert not isinstance(raised.value, InitFailed)
    assert f"Subnet {subnet.id} is as it was" in raised.value.message
    assert await engine.read(subnet) == subnet


async def test_a_refusal_again_keeps_it_incomplete(engine: Engine, way: Way):
    inputs = await engine.checked("Net", {"ipRange": "10.0.0.0/16", "tags": {"Name": "web"}})
    way.faults = [Fault("CreateTags", status=400, code=10041, times=2)]
    net = (await incomplete(engine.create("Net", inputs))).resource
    again = await incomplete(engine.update(net, net.inputs))
    assert again.resource.id == net.id
    assert again.resource.inputs == inputs
    assert (await finished(engine, again.resource)).outputs["tags"] == {"Name": "web"}


async def test_what_is_gone_before_it_was_complete_is_said_so(engine: Engine, way: Way, account: Account):
    inputs = await engine.checked("PublicIp", {"tags": {"Name": "web"}})
    way.faults = [Fault("CreateTags", status=400, code=10041)]
    address = (await incomplete(engine.create("PublicIp", inputs))).resource
    await account.call("DeletePublicIp", PublicIpId=address.id)
    with pytest.raises(
        Failed, match=f"PublicIp {address.id} no longer exists: .* `pulumi refresh` takes it out of the"
    ) as failed:
        await engine.update(address, address.inputs)
    assert not isinstance(failed.value, InitFailed)
    assert await engine.read(address) is None


async def test_an_incomplete_resource_can_be_deleted(engine: Engine, way: Way):
    inputs = await engine.checked("Vm", VM)
    way.faults = [Fault("CreateTags", status=400, code=10041)]
    vm = (await incomplete(engine.create("Vm", inputs))).resource
    await engine.delete(vm)
    assert await engine.read(vm) is None
    await engine.delete(vm)


async def test_a_deletion_whose_answer_is_lost_succeeds(engine: Engine, way: Way):
    net = await engine.made("Net", ipRange="10.0.0.0/16")
    way.faults = [Fault("DeleteNet", lost=True)]
    await engine.delete(net)
    assert await engine.read(net) is None


async def a_subnet(engine: Engine) -> Resource:
    net = await engine.made("Net", ipRange="10.0.0.0/16", name="net")
    return replace(await engine.made("Subnet", netId=net.id, ipRange="10.0.1.0/24"))


async def test_listeners_that_are_changed_already_are_no_reason_to_fail(engine: Engine, way: Way):
    first, second = (
        {"loadBalancerPort": port, "loadBalancerProtocol": "TCP", "backendPort": port} for port in (25, 110)
    )
    balancer = await engine.made("LoadBalancer", subregionNames=["eu-west-2a"], listeners=[first])
    inputs = await engine.checked("LoadBalancer", {**balancer.inputs, "listeners": [second]}, balancer.inputs)
    way.faults.append(Fault("CreateLoadBalancerListeners", lost=True))
    with pytest.raises(Failed, match="it may have taken effect"):
        await engine.update(balancer, inputs)
    # The second time this one is refused, as there is nothing to remove.
    way.faults.append(Fault("DeleteLoadBalancerListeners", lost=True))
    updated = await engine.update(balancer, inputs)
    assert [each["loadBalancerPort"] for each in bare(updated.outputs["listeners"])] == [110]
    assert (await engine.update(balancer, inputs)).outputs == updated.outputs


async def test_addresses_that_are_changed_already_are_no_reason_to_fail(engine: Engine, way: Way, account: Account):
    net = await engine.made("Net", name="net", ipRange="10.0.0.0/16")
    subnet = await engine.made("Subnet", name="subnet", netId=net.id, ipRange="10.0.1.0/24")
    primary = {"isPrimary": True, "privateIp": "10.0.1.10"}
    first, second = ([primary, {"isPrimary": False, "privateIp": f"10.0.1.{last}"}] for last in (11, 12))
    nic = await engine.made("Nic", subnetId=subnet.id, privateIps=first)
    inputs = await engine.checked("Nic", {**nic.inputs, "privateIps": second}, nic.inputs)
    updated = await engine.update(nic, inputs)
    await account.call("LinkPrivateIps", NicId=nic.id, PrivateIps=["10.0.1.99"])
    again = await engine.update(nic, inputs)
    assert again.inputs == updated.inputs
    [there] = (await account.call("ReadNics", Filters={"NicIds": [nic.id]}))["Nics"]
    addresses = [each["PrivateIp"] for each in there["PrivateIps"]]
    assert sorted(addresses) == ["10.0.1.10", "10.0.1.12", "10.0.1.99"], "what others added is left alone"
