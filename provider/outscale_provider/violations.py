"""What is wrong with a value that a program or a configuration gave."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Violation:
    """What is wrong at a property path, in the engine's notation.

    `reason` quotes nothing of the value: that is what `got` is for, which is left out where the value is secret.
    """

    path: str
    reason: str
    got: str = ""

    @property
    def text(self) -> str:
        """The reason with what was given."""
        return f"{self.reason}, got {self.got}" if self.got else self.reason
