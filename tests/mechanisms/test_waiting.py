"""Waiting for what takes time: few looks, and an end as soon as it is known."""

from __future__ import annotations

import asyncio
from itertools import pairwise
from typing import Any

import pytest

from mechanisms.conftest import DURATION
from mechanisms.stack import Stack
from outscale_emulator import Emulator
from outscale_emulator.data import kinds
from outscale_provider.clock import now
from outscale_provider.errors import Cancelled, Failed, Incomplete, Refused, TimedOut
from outscale_provider.lifecycle.requests import ResourceState
from provider.cloud import Way

VM = {"imageId": "ami-e0000002"}


def polls(way: Way) -> list[dict[str, Any]]:
    return [request for action, request in way.requests if action == "ReadVms"]


async def incomplete(work: Any) -> Incomplete:
    with pytest.raises(Incomplete) as raised:
        await work
    return raised.value


async def test_what_waits_for_one_type_is_looked_at_together(stack: Stack, way: Way):
    vms = await asyncio.gather(*(stack.create("Vm", f"vm{n}", **VM) for n in range(30)))
    assert {vm.outputs["state"] for vm in vms} == {"running"}
    assert DURATION <= now() < DURATION * 1.5
    assert len(polls(way)) < 25
    assert max(len(poll["Filters"]["VmIds"]) for poll in polls(way)) == 30


async def test_looks_become_rarer(stack: Stack, way: Way):
    await stack.create("Vm", **VM)
    times = [at for at, action in zip(way.times, way.actions, strict=True) if action == "ReadVms"]
    pauses = [after - before for before, after in pairwise(times)]
    assert pauses[0] < 0.5
    assert 5 < max(pauses) <= 11.5
    assert times[-1] - DURATION <= 11.5


async def test_a_newcomer_is_looked_at_soon(stack: Stack, emulator: Emulator, way: Way):
    """One that has waited long does not make others wait."""
    waiting = asyncio.create_task(stack.create("Vm", "slow", **VM))
    await asyncio.sleep(DURATION - 10)
    newcomer = asyncio.create_task(stack.create("Vm", "new", **VM))
    await asyncio.sleep(2)
    looked = [request for request in polls(way) if len(request["Filters"]["VmIds"]) == 2]
    assert looked
    await asyncio.gather(waiting, newcomer)


async def test_a_long_wait_is_told(stack: Stack, said: list[str]):
    vm = await stack.create("Vm", **VM)
    assert said == [f"still waiting for Vm {vm.id} to be running or stopped"]


async def test_the_time_out_of_the_program_ends_it_and_the_next_up_goes_on(stack: Stack):
    error = await incomplete(stack.create("Vm", timeout=10, **VM))
    assert isinstance(error.reason, TimedOut)
    assert now() == pytest.approx(10, abs=1)
    assert f"Vm {error.id} exists, but is not complete" in error.message
    vm = await stack.update("Vm", ResourceState(error.id, error.inputs, error.outputs))
    assert vm.outputs["state"] == "running"


async def test_a_state_that_will_not_be_left_ends_it_at_once_with_the_reason(stack: Stack, emulator: Emulator):
    creating = asyncio.create_task(stack.create("Vm", **VM))
    await asyncio.sleep(5)
    with emulator.store.transaction(writes=True) as transaction:
        (vm,) = transaction.all(kinds.VM)
        transaction.save(kinds.VM, {**vm, "State": "quarantine", "StateReason": "out of order"})
    error = await incomplete(creating)
    assert isinstance(error.reason, Failed)
    assert "quarantine out of order" in error.message
    assert now() < 5 + 5


async def test_one_that_fails_leaves_the_others_waiting(stack: Stack, way: Way):
    """An error of one look is that of the one who looked, or of all that did."""
    vms = [asyncio.create_task(stack.create("Vm", f"vm{n}", **VM)) for n in range(3)]
    impatient = await incomplete(stack.create("Vm", "impatient", timeout=5, **VM))
    assert isinstance(impatient.reason, TimedOut)
    assert {vm.outputs["state"] for vm in await asyncio.gather(*vms)} == {"running"}


async def test_cancel_ends_every_wait_at_once_and_keeps_every_id(stack: Stack, emulator: Emulator):
    creating = [asyncio.create_task(stack.create("Vm", f"vm{n}", tags={"a": "b"}, **VM)) for n in range(20)]
    await asyncio.sleep(20)
    began = now()
    stack.provider.cancel()
    outcomes = await asyncio.gather(*creating, return_exceptions=True)
    assert now() - began < 1
    assert all(isinstance(outcome, Incomplete) and isinstance(outcome.reason, Cancelled) for outcome in outcomes)
    with emulator.store.transaction(writes=False) as transaction:
        assert {vm["VmId"] for vm in transaction.all(kinds.VM)} == {outcome.id for outcome in outcomes}


async def test_cancel_begins_no_new_change(stack: Stack, way: Way):
    net = await stack.create("Net", ipRange="10.0.0.0/16")
    stack.provider.cancel()
    way.requests.clear()
    for change in (
        stack.create("PublicIp", "other"),
        stack.update("Net", net, tags={"a": "b"}),
        stack.delete("Net", net),
    ):
        with pytest.raises(Cancelled):
            await change
    assert way.requests == []


async def test_a_deletion_waits_until_it_is_gone_and_resumes(stack: Stack, way: Way):
    vm = await stack.create("Vm", **VM)
    began = now()
    with pytest.raises(TimedOut):
        await stack.delete("Vm", vm, timeout=10)
    await stack.delete("Vm", vm)
    assert now() - began >= DURATION
    assert await stack.read("Vm", vm) is None


async def test_what_only_time_resolves_is_tried_again_until_the_deadline(stack: Stack, way: Way, said: list[str]):
    net = await stack.create("Net", ipRange="10.0.0.0/16")
    subnet = await stack.create("Subnet", netId=net.id, ipRange="10.0.1.0/24")
    vm = await stack.create("Vm", subnetId=subnet.id, **VM)
    with pytest.raises(Refused) as refused:
        await stack.delete("Subnet", subnet, timeout=100)
    assert f"Subnet {subnet.id} still exists" in refused.value.message
    tries = way.actions.count("DeleteSubnet")
    assert 5 < tries < 30
    assert any("repeating what was refused, until it is possible" in message for message in said)
    deleting = asyncio.create_task(stack.delete("Subnet", subnet))
    await stack.delete("Vm", vm)
    await deleting
