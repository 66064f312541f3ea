"""Writes into docs/emulator.md, between two markers, what the emulator does for each action and what it simplifies.

python tools/coverage.py docs/emulator.md
"""

from __future__ import annotations

import sys
from pathlib import Path

from outscale_api import load
from outscale_emulator import actions  # noqa: F401 - registers every behaviour
from outscale_emulator.rules.registry import ACTIONS

BEGIN, END = "<!-- Made from the behaviours of the actions by `make generate`: begin -->", "<!-- end -->"
HEAD = "| action | what it does | simplified or inferred |\n|---|---|---|"


def main() -> None:
    page = Path(sys.argv[1])
    before, _, rest = page.read_text().partition(BEGIN)
    _, _, after = rest.partition(END)
    if not after:
        sys.exit(f"{page} lacks the markers of the table")
    page.write_text(f"{before}{BEGIN}\n{table()}\n{END}{after}")


def table() -> str:
    """The table of the actions, in the order of the description."""
    return "\n".join([HEAD, *(_line(action.name) for action in load())])


def _line(name: str) -> str:
    cells = (name, ACTIONS[name].does, ACTIONS[name].simplified)
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


if __name__ == "__main__":
    main()
