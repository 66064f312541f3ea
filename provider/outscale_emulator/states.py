"""Transient states as data, and the clock that decides when they pass.

A `Machine` says which values of an object's state field are transient and what follows each. The store schedules a
transition whenever it saves an object in a transient state; each request first settles the transitions that are due.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

#: The state that follows the last one of an object that disappears.
GONE = ""


@dataclass(frozen=True, slots=True)
class Machine:
    """Transient states of one kind of object: `{state: next state}`. `field` is the field that holds the state."""

    transitions: Mapping[str, str]
    field: str = "State"


@dataclass(frozen=True, slots=True)
class Clock:
    """When a transient state passes.

    `immediate`: before the next request. `reads`: after the object was answered `amount` times by a Read action.
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

    def due(self, began: float) -> float | None:
        """The time at which a transient state that began at `began` passes; None where reads decide."""
        if self.mode == "reads":
            return None
        return began + self.amount if self.mode == "seconds" else 0.0


def _is_duration(text: str) -> bool:
    try:
        return float(text) >= 0
    except ValueError:
        return False
