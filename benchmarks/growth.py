"""How many calls and how much time operations on a mixed stack take, and how that grows with its size.

The API answers 50 ms late, as a real one does. Each time stands beside that of the same engine and program with a provider
that does nothing, measured in turns with it, so that whatever else the machine does strikes both.
"""

from __future__ import annotations

import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from benchmarks import nothing
from benchmarks.cloud import served
from benchmarks.stack import MIXED, Run, Stack

DELAY = "delay=0.05@100%"
SIZES = (100, 300, 1000)

#: How often what leaves a stack as it is gets measured in each round, and the sizes up to which there is a second round.
TURNS = 3
REPEATED_UP_TO = 300


@dataclass(frozen=True)
class Turn:
    """One operation, with the provider and with one that does nothing."""

    name: str
    run: Run
    engine: Run


@dataclass(frozen=True)
class Step:
    """What one operation took: the shortest of all turns. `engine_seconds` is without a provider that does anything."""

    name: str
    size: int
    tagged: int
    types: int
    calls: Counter[str]
    seconds: float
    engine_seconds: float

    @property
    def total(self) -> int:
        return sum(self.calls.values())

    @property
    def ratio(self) -> float:
        return self.seconds / self.engine_seconds


@dataclass(frozen=True)
class Stacks:
    """The same program thrice: with the provider, with nothing, and with nothing on what the provider has made."""

    provider: Stack
    engine: Stack
    idle: Stack

    def round(self, size: int) -> Iterator[Turn]:
        """All operations, from an empty stack to an empty one."""
        yield self._changing("create", lambda stack: stack.up(size=size, owner="somebody"))
        yield from self._turns("no-op up", lambda stack: stack.up(size=size, owner="somebody"))
        yield self._changing("change one tag", lambda stack: stack.up(size=size, owner="somebody-else"))
        yield from self._turns("refresh", Stack.refresh)
        yield self._changing("destroy", Stack.destroy)

    def _changing(self, name: str, operate: Callable[[Stack], Run]) -> Turn:
        return Turn(name, engine=_good(operate(self.engine)), run=_good(operate(self.provider)))

    def _turns(self, name: str, operate: Callable[[Stack], Run]) -> Iterator[Turn]:
        for _ in range(TURNS):
            yield Turn(name, engine=_good(operate(self.idle)), run=_good(operate(self.provider)))


def measure(size: int, executable: Path | None = None) -> list[Step]:
    """All steps on a stack of so many resources. `executable` is the provider's, where that of PATH is not meant."""
    with tempfile.TemporaryDirectory() as name, served(faults=DELAY) as cloud:
        folder = Path(name)
        plugin = nothing.install(folder / "plugin", sys.executable)
        provider = Stack(folder / "provider", MIXED, cloud.environment)
        if executable:
            provider = provider.with_path(_alone(executable.resolve(), folder / "alone"))
        stacks = Stacks(provider, Stack(folder / "engine", MIXED, {}, plugin), provider.with_path(plugin))
        turns: dict[str, list[Turn]] = {}
        resources = []
        for _ in range(2 if size <= REPEATED_UP_TO else 1):
            for turn in stacks.round(size):
                turns.setdefault(turn.name, []).append(turn)
                resources = provider.resources() if turn.name == "create" else resources
    tagged = sum("tags" in resource["inputs"] for resource in resources)
    types = len({resource["type"] for resource in resources})
    return [_step(size, tagged, types, same) for same in turns.values()]


def _alone(executable: Path, folder: Path) -> Path:
    """A folder that has nothing but an executable: not the Python beside it, which lacks the program's packages."""
    folder.mkdir()
    (folder / executable.name).symlink_to(executable)
    return folder


def _step(size: int, tagged: int, types: int, turns: list[Turn]) -> Step:
    seconds = min(turn.run.seconds for turn in turns)
    engine_seconds = min(turn.engine.seconds for turn in turns)
    return Step(turns[0].name, size, tagged, types, turns[0].run.calls, seconds, engine_seconds)


def _good(run: Run) -> Run:
    if not run.succeeded:
        raise RuntimeError(run.output[-5000:])
    return run
