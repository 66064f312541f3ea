"""Writes into docs/emulator.md, between two markers, what the emulator does for each action and what it simplifies.

python tools/coverage.py docs/emulator.md
"""

from __future__ import annotations

import sys
from pathlib import Path

import marked

from outscale_api import load
from outscale_emulator import actions  # noqa: F401 - registers every behaviour
from outscale_emulator.rules.registry import ACTIONS

HEAD = "| action | what it does | simplified or inferred |\n|---|---|---|"


def main() -> None:
    marked.fill(Path(sys.argv[1]), "the behaviours of the actions", table())


def table() -> str:
    """The table of the actions, in the order of the description."""
    return "\n".join([HEAD, *(_line(action.name) for action in load())])


def _line(name: str) -> str:
    return marked.row(name, ACTIONS[name].does, ACTIONS[name].simplified)


if __name__ == "__main__":
    main()
