"""Parts of pages that are made, between two markers of a page that is otherwise written by hand."""

from __future__ import annotations

import sys
from pathlib import Path

END = "<!-- end -->"


def fill(page: Path, source: str, text: str) -> None:
    """Writes a text into the part of a page that is made from a source; ends the program where the page has no such part."""
    begin = f"<!-- Made from {source} by `make generate`: begin -->"
    before, _, rest = page.read_text().partition(begin)
    _, _, after = rest.partition(END)
    if not after:
        sys.exit(f"{page} lacks the markers of the part that is made from {source}")
    page.write_text(f"{before}{begin}\n{text}\n{END}{after}")


def row(*cells: str) -> str:
    """A line of a table."""
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"
