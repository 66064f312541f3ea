"""Stopping and starting a VM, which some changes need."""

from __future__ import annotations

from outscale_provider.model.operation import Operation
from outscale_provider.model.read import Read
from outscale_provider.model.values import Remote

RUNNING, STOPPED = "running", "stopped"

READ = Read("ReadVms", by="VmIds", key="VmId")


async def bring_to(operation: Operation, id: str, wanted: str) -> Remote:
    """Starts or stops a VM, and waits until that is done. Answers the VM, nothing where it is gone."""
    await operation.call("StartVms" if wanted == RUNNING else "StopVms", {"VmIds": [id]})
    found = await operation.wait_for(READ, id, lambda vm: vm is None or vm["State"] == wanted, f"{id} to be {wanted}")
    return found or {}


async def restart_if_running(operation: Operation, id: str, reason: str) -> None:
    """Stops and starts a VM that runs; one that does not is left as it is. `reason` is what the user is told."""
    vm = await operation.find(READ, id)
    if vm is None or vm["State"] != RUNNING:
        return
    operation.tell(f"stopping and starting {id} {reason}")
    await bring_to(operation, id, STOPPED)
    await bring_to(operation, id, RUNNING)
