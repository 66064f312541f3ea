"""VM types: the predefined ones, and those whose name says what they have (`tinav5.c4r8p1`)."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import Any

from outscale_api import codes
from outscale_emulator.data.kind import Object
from outscale_emulator.rules.call import Call
from outscale_emulator.rules.errors import ApiError
from outscale_emulator.rules.filters import Filters, passing
from outscale_emulator.rules.registry import action

#: The private IPs that a NIC can have where the catalogue does not say.
MAX_PRIVATE_IPS = 50

FILTERS: Filters = {
    "MemorySizes": lambda vm_type, wanted: vm_type["MemorySize"] in wanted,
}

#: What the greatest VM has that the API is known to name, in the catalogue of flexible GPUs.
MAX_VCORES = 130
MAX_MEMORY_GIB = 2300

_TINA = re.compile(r"tinav(?P<generation>[1-9])\.c(?P<vcores>[1-9]\d*)r(?P<memory>[1-9]\d*)(p(?P<performance>[123]))?")
_PERFORMANCES = {"1": "highest", "2": "high", "3": "medium"}


@dataclass(frozen=True, slots=True)
class VmType:
    """What a type's name stands for. `generation` is the one of the processors, 0 where the name does not say.

    `performance` is what a VM of the type has unless told otherwise, or always where it `is_fixed`.
    """

    name: str
    vcores: int
    memory: float
    performance: str
    generation: int = 0
    bsu_optimized: bool = False
    is_fixed: bool = False

    @property
    def size(self) -> Object:
        """What a VM of the type remembers of it, for the quotas."""
        return {"_Cores": self.vcores, "_Memory": math.ceil(self.memory)}

    def performance_of(self, wanted: str | None) -> str:
        """The performance of a VM of the type. A name that includes one leaves no choice."""
        return self.performance if self.is_fixed or wanted is None else wanted


@action(
    "ReadVmTypes",
    simplified=(
        "A short catalogue; any tinavW.cXrYpZ, also without pZ, can be created up to c130 and r2300 (inferred)."
    ),
)
def read_vm_types(call: Call) -> dict[str, Any]:
    """The types of the seed; all filters."""
    return {"VmTypes": passing(call, call.settings.catalogue["vmTypes"], FILTERS)}


def vm_type(call: Call, name: str) -> VmType:
    """The type of that name. Raises ApiError where there is none."""
    described = _TINA.fullmatch(name)
    if described and int(described["vcores"]) <= MAX_VCORES and int(described["memory"]) <= MAX_MEMORY_GIB:
        return VmType(
            name=name,
            vcores=int(described["vcores"]),
            memory=int(described["memory"]),
            performance=_PERFORMANCES.get(described["performance"], "high"),
            generation=int(described["generation"]),
            is_fixed=described["performance"] is not None,
        )
    listed = _listed(call, name)
    if described or listed is None:
        raise ApiError(codes.UNKNOWN_VM_TYPE, f"The VmType '{name}' doesn't exist.")
    # A t2 is reported as medium, an m4 as high (api-behaviour.md section 5).
    performance = "medium" if name.startswith("t2.") else "high"
    return VmType(name, listed["VcoreCount"], listed["MemorySize"], performance, bsu_optimized=listed["BsuOptimized"])


def max_private_ips(call: Call, name: str) -> int:
    """How many private IPs each NIC of a VM of the type can have."""
    listed = _listed(call, name)
    return int(listed["MaxPrivateIps"]) if listed else MAX_PRIVATE_IPS


def _listed(call: Call, name: str) -> Object | None:
    return next((listed for listed in call.settings.catalogue["vmTypes"] if listed["VmTypeName"] == name), None)
