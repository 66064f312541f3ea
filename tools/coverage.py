"""Writes into docs/emulator.md, between two markers, what the emulator does for each action and what it simplifies.

python tools/coverage.py docs/emulator.md
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path

import yaml

from outscale_api import load

SOURCE = Path(__file__).parents[1] / "provider/outscale_emulator/coverage.yaml"
BEGIN, END = "<!-- Made from coverage.yaml by `make generate`: begin -->", "<!-- end -->"
HEAD = "| action | what it does | simplified or inferred |\n|---|---|---|"

Row = Mapping[str, str]


def main() -> None:
    page = Path(sys.argv[1])
    before, _, rest = page.read_text().partition(BEGIN)
    _, _, after = rest.partition(END)
    if not after:
        sys.exit(f"{page} lacks the markers of the table")
    page.write_text(f"{before}{BEGIN}\n{table(yaml.safe_load(SOURCE.read_text()))}\n{END}{after}")


def table(families: Mapping[str, Mapping[str, Row]]) -> str:
    """The table of the actions, in the order of the description. Ends the program where rows and actions differ."""
    described = [(action.family, action.name) for action in load()]
    written = [(family, name) for family, rows in families.items() for name in rows]
    if set(described) != set(written):
        sys.exit(f"{SOURCE.name}: no row for {_names(described, written)}; no action for {_names(written, described)}")
    return "\n".join([HEAD, *(_line(name, families[family][name]) for family, name in described)])


def _names(these: list[tuple[str, str]], others: list[tuple[str, str]]) -> list[str]:
    return sorted(f"{family}.{name}" for family, name in set(these) - set(others))


def _line(name: str, row: Row) -> str:
    if not row.keys() <= {"does", "simplified"}:
        sys.exit(f"{SOURCE.name}: {name} has something else than does and simplified")
    cells = (name, row["does"], row.get("simplified", ""))
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


if __name__ == "__main__":
    main()
