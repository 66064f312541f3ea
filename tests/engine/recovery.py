"""What the guide says to do after a kill, carried out as it stands there."""

from __future__ import annotations

import subprocess

from engine.conftest import TIMEOUT, Stack
from pages import blocks

SHOWN = blocks("docs/guides/after-a-kill.md")


def commands() -> list[str]:
    """The commands of the guide, in their order: each text is one step."""
    assert len(SHOWN) == 3
    return [block.text for block in SHOWN]


def carry_out(stack: Stack, step: str) -> tuple[int, str]:
    """Does a step; answers how it ended, and what it printed."""
    environment = {**stack.environment, "STACKS": str(stack.checkpoint().parent)}
    done = subprocess.run(
        ["sh", "-c", step.replace("STACK.json", stack.checkpoint().name)],
        cwd=stack.folder,
        env=environment,
        capture_output=True,
        text=True,
        timeout=TIMEOUT,
        check=False,
    )
    return done.returncode, f"$ {step}\n{done.stdout}{done.stderr}"
