"""Transient states as data, and the clock that decides when they pass.

A `Machine` says which values of an object's state field are transient and what follows each. The store schedules a
transition whenever it saves an object in a transient state; each request first settles the transitions that are due.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

#: The state that follows the last one of an object that disappears.
GONE = ""

#: States of objects that can still be read but are no more than a memory.
ENDED = frozenset({"deleted", "terminated", "rejected", "failed", "expired"})


def has_ended(obj: Mapping[str, Any]) -> bool:
    """Whether an object neither stands in the way of anything nor counts any more."""
    state = obj.get("State")
    return (state["Name"] if isinstance(state, dict) else state) in ENDED


@dataclass(frozen=True, slots=True)
class Machine:
    """Transient states of one kind of object: `{state: next state}`.

    `field` is the path of the field that holds the state. A part that ends in `[]` stands for each item of a list, as
    in `LinkedVolumes[].State`; those of one object that are in a transient state at once pass together. Where states
    `linger`, the immediate clock lets them pass before the next request that reads, not before one that changes something.
    """

    transitions: Mapping[str, str]
    field: str = "State"
    linger: bool = False

    @property
    def path(self) -> tuple[str, ...]:
        return tuple(self.field.split("."))

    def advance(self, obj: dict[str, Any]) -> bool:
        """Moves the transient states of an object on, and drops what is gone by it: False if the object itself is."""
        return _advance(obj, self.path, self.transitions)


def _advance(obj: dict[str, Any], path: tuple[str, ...], transitions: Mapping[str, str]) -> bool:
    name, rest = path[0].removesuffix("[]"), path[1:]
    value = obj.get(name)
    if value is None:
        return True
    if not rest:
        obj[name] = transitions.get(value, value)
        return bool(obj[name] != GONE)
    if path[0].endswith("[]"):
        obj[name] = [item for item in value if _advance(item, rest, transitions)]
    elif not _advance(value, rest, transitions):
        del obj[name]
    return True


class MovableTime:
    """The present in seconds since the epoch: that of `source`, and as much later as it was moved."""

    def __init__(self, source: Callable[[], float]) -> None:
        self._source = source
        self._ahead = 0.0

    def __call__(self) -> float:
        return self._source() + self._ahead

    def advance(self, seconds: float) -> None:
        self._ahead += seconds


@dataclass(frozen=True, slots=True)
class Clock:
    """When a transient state passes.

    `immediate`: before the next request (`Machine`). `reads`: after the object was answered `amount` times by a Read action.
    `seconds`: `amount` seconds after it began. `now` gives the seconds since the epoch.
    """

    mode: Literal["immediate", "reads", "seconds"] = "immediate"
    amount: float = 0
    now: Callable[[], float] = time.time

    @classmethod
    def parse(cls, text: str, now: Callable[[], float] = time.time) -> Clock:
        """`immediate`, `reads:N` or `seconds:S`. Raises ValueError on anything else."""
        mode, _, amount = text.partition(":")
        if mode == "immediate" and not amount:
            return cls(now=now)
        if mode == "reads" and amount.isdecimal() and int(amount) > 0:
            return cls("reads", int(amount), now)
        if mode == "seconds" and _is_duration(amount):
            return cls("seconds", float(amount), now)
        raise ValueError(f"clock {text!r}: expected immediate, reads:N or seconds:S")

    def __str__(self) -> str:
        return self.mode if self.mode == "immediate" else f"{self.mode}:{self.amount:g}"

    @property
    def reads(self) -> int:
        """How many reads a transient state lasts; 0 where reads do not decide."""
        return int(self.amount) if self.mode == "reads" else 0

    def due(self, began: float) -> float | None:
        """The time at which a transient state that began at `began` passes; None where reads decide."""
        if self.mode == "reads":
            return None
        return began + self.amount if self.mode == "seconds" else 0.0

    def reads_of(self, machine: Machine) -> int:
        """How many reads a transient state of a machine lasts. The immediate clock lets one pass with the read itself."""
        return 1 if machine.linger and self.mode == "immediate" else self.reads


def _is_duration(text: str) -> bool:
    try:
        return float(text) >= 0
    except ValueError:
        return False
