"""What the API asks of the speed of disks, whether they are volumes of their own or made with a VM (docs/facts)."""

from __future__ import annotations

from typing import Any

#: Of volumes of type io1, in GiB and in operations per second.
LEAST_IO1_SIZE, IOPS_A_GIB = 4, 300


def speed_violation(type: Any, iops: Any, size: Any) -> tuple[str, str] | None:
    """What is wrong with a disk: "Iops" or "Size", and why. None where nothing is, as far as the values are known."""
    if type in (None, "standard", "gp2"):
        return None if iops is None else ("Iops", "can only be chosen for a volume of type io1")
    if type != "io1":
        return None
    if iops is None:
        return "Iops", "is required for a volume of type io1"
    if isinstance(size, int) and size < LEAST_IO1_SIZE:
        return "Size", f"must be at least {LEAST_IO1_SIZE} for a volume of type io1"
    if isinstance(size, int) and isinstance(iops, int) and iops > IOPS_A_GIB * size:
        return "Iops", f"must be at most {IOPS_A_GIB} for each GiB, here {IOPS_A_GIB * size}"
    return None
