"""What a refresh has found so far of what the stack has: one that finds nothing may look at the wrong place."""

from __future__ import annotations

from collections.abc import Callable

#: So many resources must be looked for to wonder why none of them is there.
SEVERAL = 2


class Presence:
    """Counts the resources of the stack that one operation looks for. `warn` is told once that none of several is there."""

    def __init__(self, warn: Callable[[str], None], where: str) -> None:
        self._warn = warn
        self._where = where
        self._asked = 0
        self._found = 0
        self._is_told = False

    def looking(self) -> None:
        """One more is looked for."""
        self._asked += 1

    def found(self) -> None:
        """It is there."""
        self._found += 1

    def missed(self) -> None:
        """It is not there, as several looks agree. Called before the engine is told."""
        if self._found or self._is_told or self._asked < SEVERAL:
            return
        self._is_told = True
        self._warn(
            f"none of the {self._asked} resources that were looked for so far exists in {self._where}, and a refresh takes"
            " what does not exist out of the stack. If they should be there, end it now and look whether the Region, the"
            " endpoint and the credentials are those of the stack"
        )
