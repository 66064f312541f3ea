"""A program in several languages, which the site shows as tabs of one place."""

from __future__ import annotations

from textwrap import indent

#: What the languages are called, by the names that code blocks have for them.
TITLES = {"python": "Python", "typescript": "TypeScript", "go": "Go", "yaml": "YAML"}


def tab(language: str, text: str) -> str:
    """What one tab shows."""
    return f'=== "{TITLES[language]}"\n\n{indent(text.strip(), "    ")}\n'
