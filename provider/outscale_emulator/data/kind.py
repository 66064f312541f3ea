"""What a kind of stored object is described by."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from outscale_emulator.data.states import Machine

Object = dict[str, Any]


@dataclass(frozen=True)
class Kind:
    """One kind of stored object.

    `id` is the field that identifies it. `indexed` are the paths of fields that other objects are found by, such as
    `LinkNic.VmId` or `Nics[].NicId`. `missing` is the code of the refusal that names an object that does not exist, and
    `missing_name` the name that its text gives to the identifier. `machine` has the transient states of the object,
    `inner` those of something inside it, such as its links. Fields that begin with `_` are the emulator's own and never
    answered.
    """

    name: str
    id: str
    prefix: str = ""
    missing: int = 0
    missing_name: str = ""
    digits: int = 8
    indexed: tuple[str, ...] = ()
    machine: Machine | None = None
    inner: Machine | None = None
    paths: tuple[tuple[str, tuple[str, ...]], ...] = field(init=False)
    machines: Mapping[str, Machine] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "paths", tuple((p, tuple(p.split("."))) for p in self.indexed))
        object.__setattr__(self, "machines", {m.field: m for m in (self.machine, self.inner) if m is not None})
