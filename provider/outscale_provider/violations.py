"""What is wrong with a value that a program or a configuration gave."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Violation:
    """What is wrong at a property path, in the engine's notation.

    `reason` quotes nothing of the value: that is what `got` is for, which is left out where the value is secret. `hint` says
    what may be meant.
    """

    path: str
    reason: str
    got: str = ""
    hint: str = ""

    @property
    def text(self) -> str:
        """The reason with what was given, and what may be meant."""
        return f"{self.reason}{f', got {self.got}' if self.got else ''}{self.hint}"
