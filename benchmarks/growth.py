"""How many calls and how much time operations on a mixed stack take, and how that grows with its size.

The API answers 50 ms late, as a real one does. The times are divided by those of the same engine and program with a provider
that does nothing.
"""

from __future__ import annotations

import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from benchmarks import nothing
from benchmarks.cloud import served
from benchmarks.stack import MIXED, Run, Stack

DELAY = "delay=0.05@100%"

#: What is done with a stack, in this order.
STEPS = ("create", "no-op up", "change one tag", "refresh", "destroy")


@dataclass(frozen=True)
class Step:
    """What one operation took. `engine_seconds` is what it takes with a provider that does nothing."""

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


def measure(size: int) -> list[Step]:
    """All steps on a stack of so many resources."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        path = nothing.install(folder / "plugin", sys.executable)
        bare = [run.seconds for run, _ in _steps(Stack(folder / "engine", MIXED, {}, path), size)]
        with served(faults=DELAY) as cloud:
            runs = list(_steps(Stack(folder / "provider", MIXED, cloud.environment), size))
    resources = next(resources for _, resources in runs if resources)
    tagged = sum("tags" in resource["inputs"] for resource in resources)
    types = len({resource["type"] for resource in resources})
    return [
        Step(name, size, tagged, types, run.calls, run.seconds, engine)
        for name, (run, _), engine in zip(STEPS, runs, bare, strict=True)
    ]


def _steps(stack: Stack, size: int) -> Iterator[tuple[Run, list[dict[str, object]]]]:
    yield (
        _good(stack.up(size=size, owner="somebody")),
        [resource for resource in stack.resources() if not resource["type"].startswith("pulumi:")],
    )
    yield _good(stack.up(size=size, owner="somebody")), []
    yield _good(stack.up(size=size, owner="somebody-else")), []
    yield _good(stack.refresh()), []
    yield _good(stack.destroy()), []


def _good(run: Run) -> Run:
    if not run.succeeded:
        raise RuntimeError(run.output[-5000:])
    return run
