"""What an examination finds, and how it is told."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

#: `problem` is what would stop an `up`.
Kind = Literal["ok", "note", "problem"]


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at: what is so, and what to do about it, "" where nothing is to be done."""

    kind: Kind
    text: str
    remedy: str = ""


#: What stands below the first line of a finding.
INDENT = " " * 11

#: Findings by what they are about.
Report = Mapping[str, Sequence[Finding]]


def stops(report: Report) -> bool:
    """Whether something would stop an `up`."""
    return any(finding.kind == "problem" for findings in report.values() for finding in findings)


def lines(report: Report) -> Iterator[str]:
    """A report as text."""
    for title, findings in report.items():
        if findings:
            yield title
        for finding in findings:
            first, *more = finding.text.splitlines()
            yield f"  {finding.kind:<7}  {first}"
            yield from (f"{INDENT}{line}" for line in more)
            if finding.remedy:
                yield f"{INDENT}-> {finding.remedy}"
    counts = [finding.kind for findings in report.values() for finding in findings]
    problems, notes = counts.count("problem"), counts.count("note")
    yield f"{_count(problems, 'problem')}, {_count(notes, 'note')}"


def _count(number: int, what: str) -> str:
    return f"{number or 'no'} {what}{'' if number == 1 else 's'}"
