"""The pages for readers, taken apart: the blocks of code that they show, their headings, and where they link to."""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from markdown_it import MarkdownIt
from markdown_it.token import Token

ROOT = Path(__file__).parents[1]

#: Each page, as a path in the repository.
PAGES = sorted(
    path.relative_to(ROOT).as_posix()
    for path in (
        *ROOT.glob("*.md"),
        *(ROOT / "docs").rglob("*.md"),
        *(ROOT / "examples").rglob("*.md"),
        ROOT / "ci/README.md",
        *(ROOT / "sdk").rglob("README.md"),
    )
    if ".venv" not in path.parts
)


@dataclass(frozen=True)
class Block:
    """A block of code of a page, by the nearest heading above it. A file of a project has its name as `title`."""

    page: str
    heading: str
    language: str
    title: str | None
    text: str


def blocks(page: str, heading: str | None = None, language: str | None = None) -> list[Block]:
    """The blocks of a page in their order, or those of them that stand under a heading, or are in a language; at least one."""
    found = [
        block for block in _blocks(page) if heading in (None, block.heading) and language in (None, block.language)
    ]
    assert found, f"{page} shows no {language or 'code'}" + (f' under "{heading}"' if heading else "")
    return found


def all_blocks(page: str) -> Sequence[Block]:
    """The blocks of a page in their order, if it has any."""
    return _blocks(page)


def script(shown: Iterable[Block], placeholders: Mapping[str, str] | None = None) -> str:
    """Blocks as a reader carries them out in one shell, with what is meant in the place of placeholders.

    Commands are typed, files written, and other programs in Python run.
    """
    typed = "".join(_typed(block) for block in shown)
    for placeholder, meant in (placeholders or {}).items():
        assert placeholder in typed
        typed = typed.replace(placeholder, meant)
    return typed


def headings(text: str) -> list[str]:
    """The headings of a text in Markdown, as they are written."""
    parsed = _parsed(text)
    return [parsed[place + 1].content for place, token in enumerate(parsed) if token.type == "heading_open"]


def links(text: str) -> list[str]:
    """Where the links of a text in Markdown lead to."""
    inline = (part for token in _parsed(text) for part in token.children or ())
    return [str(part.attrs["href"]) for part in inline if part.type == "link_open"]


def _typed(block: Block) -> str:
    if block.language == "sh":
        return block.text
    assert block.title or block.language == "python", block
    reader = f"cat > {shlex.quote(block.title)}" if block.title else "python3 -"
    return f"{reader} <<'END OF FILE'\n{block.text}END OF FILE\n"


@cache
def _blocks(page: str) -> Sequence[Block]:
    found, heading = [], ""
    parsed = _parsed((ROOT / page).read_text())
    for place, token in enumerate(parsed):
        if token.type == "heading_open":
            heading = parsed[place + 1].content
        elif token.type in ("fence", "code_block"):
            language, title = _named(token.info)
            found.append(Block(page, heading, language, title, token.content))
    return found


def _named(info: str) -> tuple[str, str | None]:
    """The language of a block, and its title: `yaml title="Pulumi.yaml"`."""
    language, *options = shlex.split(info) or [""]
    titles = dict(option.partition("=")[::2] for option in options)
    return language, titles.get("title")


@cache
def _parsed(text: str) -> list[Token]:
    return MarkdownIt("commonmark").enable("table").parse(text)
