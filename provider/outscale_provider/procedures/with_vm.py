"""What is created with a VM and goes with it, so that no program declares it beside the VM."""

from __future__ import annotations

from outscale_provider.model.values import Remote


def of_vm(link: Remote) -> str:
    """Why a disk or a NIC with such a link is a part of its VM, "" where it is none, or not linked."""
    is_primary = link.get("DeviceNumber") == 0
    return "is a part of its VM, and goes with it" if is_primary or link.get("DeleteOnVmDeletion") else ""
