"""Draws boxes as SVG. Where they go is worked out by a layout library, as browsers do it (CSS Flexbox)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape, quoteattr

from outscale_picture.scene import Box, Flow

if TYPE_CHECKING:
    from stretchable import Node
    from stretchable.style import Style

#: All lengths are in pixels of a screen.
WIDTH = 1400.0
GAP, PADDING = 10.0, 10.0
TITLE, LINE = 18.0, 15.0
LEAF = 206.0

#: How many characters of a line have room in a box that has no others in it: glyphs are about half as wide as high.
LEAF_CHARACTERS = 33

FONT = "ui-sans-serif, system-ui, sans-serif"
TEXT, TITLE_TEXT = "#3c4654", "#10151c"
_GATEWAY = ("#f3effa", "#9a86c2")

#: What boxes are filled and edged with. As attributes: pages that let in no styles show the picture as it is.
COLOURS = {
    "": ("none", "none"),
    "Net": ("#f3f6fb", "#6d87ad"),
    "Subnet": ("#eef7f0", "#79a884"),
    "Vm": ("#ffffff", "#8f98a5"),
    "LoadBalancer": ("#fdf4e6", "#cf9b45"),
    "SecurityGroup": ("#fbeff0", "#c98a90"),
    **dict.fromkeys(("InternetService", "VirtualGateway", "NatService", "NetPeering", "NetAccessPoint"), _GATEWAY),
}

#: The address of what a box shows, by type and identifier; "" for none.
Address = Callable[[str, str], str]


class Undrawable(Exception):
    """What it takes to draw is not there."""


@dataclass(frozen=True)
class _Placed:
    """A box and where it is, from the corner of the one that it is in."""

    box: Box
    x: float
    y: float
    width: float
    height: float
    inner: list[_Placed]


def svg(root: Box, address: Address = lambda _type, _id: "", width: float = WIDTH) -> str:
    """The picture, `width` pixels wide and as high as it has to be."""
    placed = _placed(root, width)
    size = f'width="{placed.width:g}" height="{placed.height:g}" viewBox="0 0 {placed.width:g} {placed.height:g}"'
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" {size} font-family="{FONT}" font-size="11" fill="{TEXT}">',
        f"<title>{escape(root.title)}</title>",
        '<rect width="100%" height="100%" fill="#ffffff"/>',
        *_drawn(placed, address),
        "</svg>",
    ]
    return "\n".join(lines) + "\n"


def _placed(root: Box, width: float) -> _Placed:
    # Only who draws waits for this import, and needs the library.
    try:
        import stretchable  # noqa: F401
    except ImportError as error:
        raise Undrawable("pictures need another package: pip install 'outscale-native-provider[graph]'") from error

    node = _node(root, width)
    node.compute_layout()
    return _place(root, node)


def _node(box: Box, width: float = 0) -> Node:
    """A node for a box. Its `width` is given for the outermost alone."""
    from stretchable import Node

    inner = (_node(inner) for inner in box.boxes)
    return Node(*inner, style=_style(_head(box), box.flow if box.boxes else None, width))


@cache
def _style(head: float, flow: Flow | None, width: float) -> Style:
    """How a box is laid out; `flow` is None where no others are in it. Few are different, and to make one takes long."""
    from stretchable.style import AUTO, FlexDirection, FlexWrap, Style

    if flow is None:
        return Style(size=(width or LEAF, head + 2 * PADDING))
    return Style(
        size=(width or AUTO, AUTO),
        min_size=(LEAF, AUTO),
        flex_direction=FlexDirection.COLUMN if flow == "column" else FlexDirection.ROW,
        flex_wrap=FlexWrap.NO_WRAP if flow == "column" else FlexWrap.WRAP,
        gap=GAP,
        padding=(head + PADDING + GAP, PADDING, PADDING, PADDING),
    )


def _head(box: Box) -> float:
    """How high the title and the lines are."""
    return TITLE + LINE * len(box.lines)


def _place(box: Box, node: Node) -> _Placed:
    from stretchable import Edge

    place = node.get_box(Edge.BORDER)
    inner = [_place(inner, child) for inner, child in zip(box.boxes, node, strict=True)]
    return _Placed(box, place.x, place.y, place.width, place.height, inner)


def _drawn(placed: _Placed, address: Address) -> Iterator[str]:
    box = placed.box
    href = address(box.type, box.id) if box.type else ""
    if href:
        yield f"<a href={quoteattr(href)}>"
    fill, stroke = COLOURS[box.type]
    yield f'<g transform="translate({placed.x:g} {placed.y:g})">'
    if box.type:
        yield f"<title>{escape(f'{box.type} {box.id}')}</title>"
    yield f'<rect width="{placed.width:g}" height="{placed.height:g}" rx="5" fill="{fill}" stroke="{stroke}"/>'
    yield from _texts(box, placed.width)
    # What is in a link can have no links in it.
    if href:
        yield "</g></a>"
        yield f'<g transform="translate({placed.x:g} {placed.y:g})">'
    for inner in placed.inner:
        yield from _drawn(inner, address)
    yield "</g>"


def _texts(box: Box, width: float) -> Iterator[str]:
    room = int(LEAF_CHARACTERS * width / LEAF)
    y = PADDING + TITLE - 6
    title = f'font-size="13" font-weight="600" fill="{TITLE_TEXT}"'
    # Titles are larger.
    yield f'<text x="{PADDING:g}" y="{y:g}" {title}>{escape(cut(box.title, room * 4 // 5))}</text>'
    for number, line in enumerate(box.lines, start=1):
        yield f'<text x="{PADDING:g}" y="{y + LINE * number:g}">{escape(cut(line, room))}</text>'


def cut(text: str, room: int) -> str:
    """A text with room for so many characters."""
    return text if len(text) <= room else f"{text[: room - 1]}…"
