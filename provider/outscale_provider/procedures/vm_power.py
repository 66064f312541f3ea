"""Stopping and starting a VM, which some changes need."""

from __future__ import annotations

from outscale_provider.model.operation import Operation
from outscale_provider.model.read import Read
from outscale_provider.model.values import Remote

RUNNING, STOPPED = "running", "stopped"

#: The states of a VM that others follow by themselves.
CHANGING = ("pending", "stopping")

#: The states of a VM that nothing brings back.
ENDED = ("shutting-down", "terminated")

#: What a stop leads to, and the only behaviour with which the VM is stopped then.
BEHAVIOR, STAYS = "VmInitiatedShutdownBehavior", "stop"

READ = Read("ReadVms", by="VmIds", key="VmId")


async def bring_to(operation: Operation, id: str, wanted: str, inputs: Remote) -> Remote:
    """Starts or stops a VM, and waits until that is done. Answers the VM, nothing where it is gone.

    `inputs` are what the program says of the VM, as far as that is known: a stop leaves it with the behaviour of those.
    """
    if wanted == RUNNING:
        return await _send(operation, "StartVms", id, RUNNING)
    behavior = inputs.get(BEHAVIOR) or (await operation.find(READ, id) or {}).get(BEHAVIOR, STAYS)
    # Whatever a read says, since it may be older than the last change: the stop would start the VM again, or terminate it.
    await _set_behavior(operation, id, STAYS)
    stopped = await _send(operation, "StopVms", id, STOPPED)
    return await _set_behavior(operation, id, behavior) if stopped and behavior != STAYS else stopped


async def restart_if_running(operation: Operation, id: str, reason: str) -> None:
    """Stops and starts a VM that runs; one that does not is left as it is. `reason` is what the user is told."""
    vm = await operation.wait_for(
        READ, id, lambda vm: vm is None or vm["State"] not in CHANGING, f"{id} to be {RUNNING} or {STOPPED}"
    )
    if vm is None or vm["State"] != RUNNING:
        return
    operation.tell(f"stopping and starting {id} {reason}")
    if await bring_to(operation, id, STOPPED, {}):
        await bring_to(operation, id, RUNNING, {})


async def _send(operation: Operation, action: str, id: str, wanted: str) -> Remote:
    await operation.call(action, {"VmIds": [id]})
    found = await operation.wait_for(
        READ, id, lambda vm: vm is None or vm["State"] in (wanted, *ENDED), f"{id} to be {wanted}"
    )
    return found if found and found["State"] == wanted else {}


async def _set_behavior(operation: Operation, id: str, behavior: str) -> Remote:
    updated: Remote = (await operation.call("UpdateVm", {"VmId": id, BEHAVIOR: behavior}))["Vm"]
    return updated
