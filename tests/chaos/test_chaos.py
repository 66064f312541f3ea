"""Stacks go up, change, refresh and go down while much goes wrong; at the end nothing is lost, nothing is there twice.

CHAOS_SEEDS says which seeds to run on a stack with every resource (`make chaos`); without, one runs on a stack of 30.
"""

from __future__ import annotations

import os
import random
from pathlib import Path

import pytest

from chaos.user import Kill, User
from emulator.server import Server
from engine.conftest import Stack
from engine.everything import assert_nothing_is_lost, let_keys_be_limited, write_program
from engine.processes import served, steer

SEEDS = [int(seed) for seed in os.environ.get("CHAOS_SEEDS", "").split()]

#: How many resources a stack has at least, and the requests of a command within which something is killed.
SIZE, FIRST, LAST = (120, 3, 100) if SEEDS else (30, 3, 35)

PROGRAM = (Path(__file__).parent / "program.py").read_text()

FAULTS = (
    "throttle@10%, 500@3%, 502@1%, 504@1%, cut@1%, lost@5%, delay=0.2@10%, Read*:stale=2@5%, Read*:stale=5@2%, seed={}"
)


class Run:
    """One stack on one cloud, and all that happens to it."""

    def __init__(self, stack: Stack, server: Server, seed: int) -> None:
        self.stack = stack
        self.user = User(stack, server)
        self._server = server
        self._random = random.Random(seed)
        self._faults = FAULTS.format(seed)
        if SEEDS:
            let_keys_be_limited(server)
            write_program(stack)
        else:
            stack.program(PROGRAM)
            stack.set("test:cells", "1")

    def phase(self, number: int) -> None:
        self.stack.set("test:phase", str(number))

    def suffer(self, command: str) -> None:
        """Carries out a command in spite of everything, and something is killed meanwhile."""
        self._suffer(self._faults)
        victim = self._random.choice(("CLI", "provider"))
        kill = Kill(victim, self._random.randint(FIRST, LAST))
        self.user.insist(command, "--yes", "--skip-preview", kill=kill)
        self._suffer("")
        self._check()

    def _check(self) -> None:
        """The state and the cloud have the same, by identifiers and by content, and nothing is left to do."""
        assert_nothing_is_lost(self.stack)
        if self.stack.resources():
            self.stack.calls()
            self.stack.up("--expect-no-changes")
            # A program may ask for something itself.
            assert set(self.stack.calls()) <= {"ReadAccounts"}
            self.stack.run("refresh", "--yes", "--skip-preview", "--expect-no-changes")

    def _suffer(self, faults: str) -> None:
        steer(self._server, "faults", Faults=faults)


@pytest.mark.parametrize("seed", SEEDS or [1])
def test_nothing_is_lost_and_nothing_is_there_twice(stack: Stack, seed: int) -> None:
    with served(stack, "seconds:0.5", "--control") as server:
        run = Run(stack, server, seed)
        try:
            run.phase(0)
            run.suffer("up")
            assert len(stack.resources()) >= SIZE
            run.phase(1)
            run.suffer("up")
            run.suffer("refresh")
            run.suffer("destroy")
            assert stack.resources() == {}
        finally:
            (stack.folder / "record.txt").write_text("\n\n".join(run.user.record))
