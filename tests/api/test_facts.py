"""What comments cite of docs/facts is there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

_CITATION = re.compile(r"(api-behaviour|pulumi-engine)\.md,? sections? ((?:\d+(?:\.\d+)?(?:, and |, | and | to )?)+)")
_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_HEADING = re.compile(r"^#+ (\d+(?:\.\d+)?) ", re.MULTILINE)


def citations() -> list[tuple[str, str, str]]:
    """The files that cite, with the document and the section."""
    found = []
    for folder in ("provider", "tests", "tools", "benchmarks"):
        for file in sorted((ROOT / folder).rglob("*.py")):
            # A comment may break a citation anywhere.
            text = re.sub(r"\s*\n\s*(?:#:? ?)?", " ", file.read_text())
            for document, sections in _CITATION.findall(text):
                found += [(str(file.relative_to(ROOT)), document, number) for number in _NUMBER.findall(sections)]
    return found


@pytest.mark.parametrize("document", ["api-behaviour", "pulumi-engine"])
def test_every_citation_leads_to_a_section(document: str) -> None:
    sections = set(_HEADING.findall((ROOT / f"docs/facts/{document}.md").read_text()))
    cited = [(file, number) for file, of, number in citations() if of == document]
    assert len(cited) > 5
    assert [(file, number) for file, number in cited if number not in sections] == []
