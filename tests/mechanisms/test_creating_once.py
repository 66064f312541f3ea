"""An answer that is lost, or a provider that is killed, neither doubles nor loses what was created."""

from __future__ import annotations

import asyncio
import re
from typing import Any

import pytest

from mechanisms.stack import Stack, token
from outscale_emulator import Emulator
from outscale_emulator.data import kinds
from outscale_emulator.data.states import has_ended
from outscale_provider.clock import now
from outscale_provider.errors import Ambiguous, ProviderError, Unanswered
from provider.cloud import Fault, Way

KINDS = {
    "Vm": kinds.VM,
    "Net": kinds.NET,
    "Subnet": kinds.SUBNET,
    "PublicIp": kinds.PUBLIC_IP,
    "Volume": kinds.VOLUME,
    "Keypair": kinds.KEYPAIR,
    "SecurityGroup": kinds.SECURITY_GROUP,
    "RouteTable": kinds.ROUTE_TABLE,
    "InternetService": kinds.INTERNET_SERVICE,
}


class Creation:
    """One resource, and what it needs."""

    def __init__(self, type: str, action: str, /, **inputs: Any) -> None:
        self.type = type
        self.action = action
        self.inputs = inputs

    def __str__(self) -> str:
        return self.type


#: Those that the API, or what they are, tells apart from all others.
PROVABLE = [
    Creation("Vm", "CreateVms", imageId="ami-e0000002"),
    Creation(
        "SecurityGroupRule",
        "CreateSecurityGroupRule",
        securityGroupId="$group",
        flow="Inbound",
        ipProtocol="tcp",
        fromPortRange=443,
        toPortRange=443,
        ipRange="0.0.0.0/0",
    ),
    Creation("RouteTableLink", "LinkRouteTable", routeTableId="$table", subnetId="$subnet"),
    Creation("VolumeLink", "LinkVolume", volumeId="$volume", vmId="$vm", deviceName="/dev/sdb"),
]

#: Those that may be anybody's: where one was there before, the lost answer was a refusal.
DOUBTFUL = [
    Creation("Subnet", "CreateSubnet", netId="$net", ipRange="10.0.1.0/24"),
    Creation("SecurityGroup", "CreateSecurityGroup", netId="$net", securityGroupName="web", description="a group"),
    Creation("Net", "CreateNet", ipRange="10.7.0.0/16"),
    Creation("PublicIp", "CreatePublicIp"),
    Creation("Volume", "CreateVolume", subregionName="eu-west-2a", size=10),
    Creation("RouteTable", "CreateRouteTable", netId="$net"),
    Creation("InternetService", "CreateInternetService"),
]


#: What creations refer to, after what each of them refers to itself.
NEEDS: dict[str, tuple[str, dict[str, Any]]] = {
    "net": ("Net", {"ipRange": "10.0.0.0/16"}),
    "subnet": ("Subnet", {"netId": "$net", "ipRange": "10.0.9.0/24"}),
    "group": ("SecurityGroup", {"netId": "$net", "description": "another"}),
    "table": ("RouteTable", {"netId": "$net"}),
    "volume": ("Volume", {"subregionName": "eu-west-2a", "size": 10}),
    "vm": ("Vm", {"imageId": "ami-e0000002"}),
}


async def filled(stack: Stack, inputs: dict[str, Any], made: dict[str, str] | None = None) -> dict[str, Any]:
    """The inputs of a creation; what they refer to is made, and the engine knows it."""
    made = {} if made is None else made
    values = dict(inputs)
    for name, value in inputs.items():
        if isinstance(value, str) and value.startswith("$"):
            need = value[1:]
            if need not in made:
                type, needed = NEEDS[need]
                made[need] = (await stack.create(type, need, **await filled(stack, needed, made))).id
            values[name] = made[need]
    stack.provider.cancel()
    stack.restart()
    return values


def objects(emulator: Emulator) -> int:
    """How much there is, of all kinds."""
    with emulator.store.transaction(writes=False) as transaction:
        return sum(sum(not has_ended(obj) for obj in transaction.all(kind)) for kind in KINDS.values())


#: How long a failure may take, in virtual seconds: requests are repeated, but nobody waits for an answer that was lost.
SOON = 200


async def failure(work: Any) -> ProviderError:
    with pytest.raises(ProviderError) as raised:
        await asyncio.wait_for(work, SOON)
    return raised.value


@pytest.mark.parametrize("creation", PROVABLE, ids=str)
async def test_what_is_provably_ours_is_taken_up_at_once(stack: Stack, way: Way, creation: Creation):
    inputs = await filled(stack, creation.inputs)
    way.requests.clear()
    way.faults = [Fault(creation.action, lost=True)]
    found = await stack.create(creation.type, **inputs)
    assert way.actions.count(creation.action) == 1
    assert await stack.read(creation.type, found)


@pytest.mark.parametrize("creation", PROVABLE, ids=str)
async def test_what_is_provably_ours_is_taken_up_after_a_kill(
    stack: Stack, way: Way, emulator: Emulator, said: list[str], creation: Creation
):
    inputs = await filled(stack, creation.inputs)
    way.requests.clear()
    way.faults = [Fault(creation.action, never=True)]
    killed = asyncio.create_task(stack.create(creation.type, **inputs))
    await asyncio.sleep(3)
    assert creation.action in way.actions
    after_it = objects(emulator)
    stack.restart()
    found = await stack.create(creation.type, **inputs)
    assert objects(emulator) == after_it
    assert way.actions.count(creation.action) == 1
    assert any("taking up what an earlier operation had created" in message for message in said)
    assert await stack.read(creation.type, found)
    killed.cancel()


@pytest.mark.parametrize("creation", DOUBTFUL, ids=str)
@pytest.mark.parametrize("killed", [False, True], ids=["lost", "killed"])
async def test_what_may_be_anybodys_is_a_question_until_it_is_answered(
    stack: Stack, way: Way, emulator: Emulator, creation: Creation, killed: bool
):
    inputs = await filled(stack, creation.inputs)
    way.requests.clear()
    way.faults = [Fault(creation.action, never=killed, lost=not killed)]
    first = asyncio.create_task(stack.create(creation.type, **inputs))
    await asyncio.sleep(3)
    if not killed:
        assert isinstance(await failure(first), Ambiguous)
    there = objects(emulator)
    for _ in range(2):
        stack.restart()
        question = await failure(stack.create(creation.type, **inputs))
        assert isinstance(question, Ambiguous)
        assert f"pulumi import {token(creation.type)} it " in question.message
        assert f"the answer to {creation.action} was lost" in question.message
        assert re.search(r"or delete it:\n  osc-cli api Delete\w+ --\w+Id \S+\nIf it is not, remove", question.message)
    assert objects(emulator) == there
    assert way.actions.count(creation.action) == 1
    first.cancel()


@pytest.mark.parametrize("creation", [*PROVABLE, *DOUBTFUL], ids=str)
async def test_what_was_not_carried_out_is_created_by_the_next_up(
    stack: Stack, way: Way, emulator: Emulator, creation: Creation
):
    inputs = await filled(stack, creation.inputs)
    before = objects(emulator)
    way.faults = [Fault(creation.action, cut=True)]
    error = await failure(stack.create(creation.type, **inputs))
    assert isinstance(error, Unanswered | Ambiguous)
    assert objects(emulator) == before
    if isinstance(error, Unanswered):
        assert "Nothing of it is to be seen yet; the next `pulumi up` looks again" in error.message
        stack.restart()
        assert await stack.create(creation.type, **inputs)


async def test_what_was_answered_but_not_told_is_taken_up(stack: Stack, way: Way, said: list[str]):
    """The provider was killed between the answer and the engine."""
    net = await stack.create("Net", ipRange="10.0.0.0/16")
    stack.restart()
    again = await stack.create("Net", ipRange="10.0.0.0/16")
    assert again.id == net.id
    assert way.actions.count("CreateNet") == 1
    assert said


async def test_what_the_engine_has_kept_is_not_taken_up(stack: Stack):
    net = await stack.create("Net", ipRange="10.0.0.0/16")
    stack.provider.cancel()
    stack.restart()
    assert (await stack.create("Net", ipRange="10.0.0.0/16")).id != net.id


async def test_what_is_gone_again_is_created_anew(stack: Stack, way: Way):
    net = await stack.create("Net", ipRange="10.0.0.0/16")
    stack.restart()
    way.requests.clear()
    await stack.delete("Net", net, "somebody else's")
    await asyncio.sleep(100)
    assert (await stack.create("Net", ipRange="10.0.0.0/16")).id != net.id


async def test_a_tagged_one_was_completed_by_somebody_and_is_nobodys_question(stack: Stack, way: Way):
    """Tags come after the creation, so what has some is not what was cut off."""
    await stack.create("PublicIp", "other", tags={"Name": "other"})
    way.faults = [Fault("CreatePublicIp", cut=True)]
    assert isinstance(await failure(stack.create("PublicIp")), Unanswered)


async def test_a_refused_creation_leaves_nothing_behind(stack: Stack, way: Way):
    way.faults = [Fault("CreateNet", status=400, code=10022)]
    error = await failure(stack.create("Net", ipRange="10.0.0.0/16"))
    assert "Nothing was created" in error.message
    assert list(stack.journal.glob("*.json")) == []


async def test_what_was_lost_is_looked_for_no_longer_than_the_operation_may_take(stack: Stack, way: Way):
    """As long as another creation has no answer, that one's may still say which of them is whose."""
    disk = {"subregionName": "eu-west-2a", "size": 10}
    # The first request of a process goes alone.
    await stack.create("Net", "net", ipRange="10.0.0.0/16")
    way.faults = [Fault("CreateVolume", never=True), Fault("CreateVolume", lost=True)]
    unanswered = asyncio.create_task(stack.create("Volume", "other", **disk))
    await asyncio.sleep(3)
    began = now()
    assert isinstance(await failure(stack.create("Volume", timeout=20, **disk)), Ambiguous)
    assert 20 <= now() - began < 22
    unanswered.cancel()
