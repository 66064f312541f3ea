"""The pages for readers: what they link to is there, and what two of them show is the same."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGES = sorted(
    path.relative_to(ROOT)
    for path in (
        *ROOT.glob("*.md"),
        *(ROOT / "docs").rglob("*.md"),
        *(ROOT / "examples").rglob("*.md"),
        ROOT / "ci/README.md",
    )
    if ".venv" not in path.parts
)

_BLOCK = re.compile(r"^ *```.*?^ *```$", re.DOTALL | re.MULTILINE)
_CODE = re.compile(r"`[^`\n]*`")
_LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
_HEADING = re.compile(r"^#+ +(.+)$", re.MULTILINE)


def anchor(heading: str) -> str:
    """What GitHub and MkDocs link a heading by."""
    return re.sub(r"\s", "-", re.sub(r"[^\w\s-]", "", heading.strip().lower()))


def links(page: Path) -> Iterator[str]:
    """The targets of a page's links to other files and headings."""
    text = _CODE.sub("", _BLOCK.sub("", (ROOT / page).read_text()))
    yield from (target for target in _LINK.findall(text) if not re.match("[a-z]+:", target))


def destination(page: Path, target: str) -> Path:
    """The file that a link shows: of a folder its README, if it has one."""
    path = target.partition("#")[0]
    file = (ROOT / page.parent / path if path else ROOT / page).resolve()
    return file / "README.md" if (file / "README.md").exists() else file


def leads_nowhere(page: Path, target: str) -> bool:
    file = destination(page, target)
    heading = target.partition("#")[2]
    if not heading or not file.exists():
        return not file.exists()
    return heading not in map(anchor, _HEADING.findall(_BLOCK.sub("", file.read_text())))


@pytest.mark.parametrize("page", PAGES, ids=str)
def test_links_lead_somewhere(page: Path) -> None:
    assert [target for target in links(page) if leads_nowhere(page, target)] == []


def test_a_link_that_leads_nowhere_is_found() -> None:
    page = Path("README.md")
    assert not leads_nowhere(page, "docs/emulator.md#as-a-server")
    assert leads_nowhere(page, "docs/emulator.md#as-a-sever")
    assert leads_nowhere(page, "docs/emulators.md")
    assert sum(len(list(links(page))) for page in PAGES) > 50


def test_every_page_is_reached_from_readme() -> None:
    reached, to_do = set(), [Path("README.md")]
    while to_do:
        page = to_do.pop()
        reached.add(page)
        pages = {destination(page, target).relative_to(ROOT) for target in links(page)}
        to_do += [page for page in pages - reached if page.suffix == ".md"]
    assert [page for page in PAGES if page.parts[0] == "docs" and page not in reached] == []


def test_what_readme_shows_a_newcomer_is_what_the_pages_show() -> None:
    def blocks(language: str, page: str) -> list[str]:
        return re.findall(rf"^```{language}\n(.*?)^```$", (ROOT / page).read_text(), re.DOTALL | re.MULTILINE)

    (program,) = blocks("python", "README.md")
    assert program in blocks("python", "docs/_index.md")
    (project,) = blocks("yaml", "README.md")
    assert project in blocks("yaml", "docs/installation-configuration.md")
    commands = [block for block in blocks("sh", "README.md") if "make demo" not in block]
    assert commands
    pages = ("docs/installation-configuration.md", "docs/_index.md")
    shown = "".join(block for page in pages for block in blocks("sh", page))
    assert [block for block in commands if block not in shown] == []
