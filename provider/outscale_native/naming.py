"""Names in programs, made of names in the cloud."""

from __future__ import annotations

import keyword
import re

_WORDS = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_OTHERS = re.compile(r"[^0-9A-Za-z]+")


def snake(name: str) -> str:
    """`ipRange` as Python programs spell it: `ip_range`."""
    return _WORDS.sub("_", name).lower()


def kebab(text: str) -> str:
    """A text as a part of a resource's name: `10.0.0.0/16` as `10-0-0-0-16`."""
    return _OTHERS.sub("-", _WORDS.sub("-", text)).strip("-").lower()


def identifier(text: str) -> str:
    """A text as a Python variable."""
    name = _OTHERS.sub("_", text).strip("_").lower()
    if not name or name[0].isdigit() or keyword.iskeyword(name):
        return f"the_{name}".rstrip("_")
    return name
