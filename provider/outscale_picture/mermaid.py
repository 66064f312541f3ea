"""Writes boxes as a flowchart of Mermaid, which shows where traffic goes as well."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from outscale_picture.scene import Box

#: What means nothing in a label but itself. Mermaid takes the rest for Markdown, HTML or its own marks.
_PLAIN = " .,:;/-()%→…"

#: What begins a list in Markdown, of which Mermaid shows an error in the place of the label.
_ITEM = re.compile(r"(?<!.)(?:[-+]|\d+[.)])(?= )")


def mermaid(root: Box) -> str:
    """The picture as text, to be drawn by whoever shows Markdown."""
    # Identifiers alone would not do: a peering stands in both of its Nets.
    keys = {id(box): f"b{number}" for number, box in enumerate(root.all())}
    return "\n".join(["flowchart LR", *_lines(root, keys, 1), *_arrows(root, keys)]) + "\n"


def _lines(box: Box, keys: Mapping[int, str], depth: int) -> Iterator[str]:
    indent, label = "  " * depth, "<br>".join(map(_escaped, (box.title, *box.lines)))
    if not box.boxes:
        yield f'{indent}{keys[id(box)]}["{label}"]'
        return
    yield f'{indent}subgraph {keys[id(box)]}["{label}"]'
    for inner in box.boxes:
        yield from _lines(inner, keys, depth + 1)
    yield f"{indent}end"


def _arrows(root: Box, keys: Mapping[int, str]) -> Iterator[str]:
    targets = {box.id: keys[id(box)] for box in root.all() if box.id}
    arrows = ((keys[id(box)], targets[target]) for box in root.all() for target in box.to if target in targets)
    yield from (f"  {start} --> {end}" for start, end in dict.fromkeys(arrows))


def _escaped(text: str) -> str:
    plain = "".join(each if each.isalnum() or each in _PLAIN or not each.isascii() else _entity(each) for each in text)
    return _ITEM.sub(lambda found: found[0][:-1] + _entity(found[0][-1]), plain)


def _entity(character: str) -> str:
    return f"#{ord(character)};"
