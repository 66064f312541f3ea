"""How many calls a stack of a hundred resources takes: the program that the benchmark measures, without its delay."""

from __future__ import annotations

from pathlib import Path

from engine.conftest import Stack

SIZE = 100
PROGRAM = Path(__file__).parents[2] / "benchmarks" / "mixed" / "__main__.py"


def test_a_mixed_stack_takes_few_calls(stack: Stack) -> None:
    stack.program(PROGRAM.read_text())
    stack.set("test:size", str(SIZE))
    stack.up()
    created = stack.calls()
    resources = stack.resources().values()
    tagged = sum("tags" in resource["inputs"] for resource in resources)
    assert len(resources) == SIZE
    assert len(created) <= 1.4 * SIZE, created

    stack.up()
    assert stack.calls() == []

    stack.set("test:owner", "somebody-else")
    stack.up()
    assert 0 < len(stack.calls()) <= tagged

    stack.run("refresh", "--yes", "--skip-preview")
    read = stack.calls()
    assert all(read.count(action) <= 2 for action in read), read

    stack.run("destroy", "--yes", "--skip-preview")
    destroyed = stack.calls()
    assert len(destroyed) <= 1.3 * SIZE, destroyed
    assert not stack.resources()
