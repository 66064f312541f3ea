"""Names in programs, made of names in the cloud."""

from __future__ import annotations

import keyword
import re
import unicodedata
from collections.abc import Container

from outscale_provider.model.naming import to_python

_OTHERS = re.compile(r"[^0-9A-Za-z]+")

#: Names in the cloud may have 255 characters, which are too many for a variable, and for the name of a file with an ending.
LONGEST = 40


def kebab(name: str) -> str:
    """The name of a type or a property as a part of another name: `ipRange` as `ip-range`."""
    return to_python(name).replace("_", "-")


def word(text: str) -> str:
    """A text as a part of a resource's name: `10.0.0.0/16` as `10-0-0-0-16`."""
    return _OTHERS.sub("-", text).strip("-").lower()


def shown(text: str) -> str:
    """A text as it can be shown, in one line."""
    return " ".join("".join(character if character.isprintable() else " " for character in text).split())


def resource_name(text: str) -> str:
    """A text as the name of a resource: URNs are one line, and `::` separates their parts."""
    return shown(text).replace("::", "-")


def project_name(text: str) -> str:
    """A text as the name of a project of Pulumi."""
    return re.sub("[^0-9A-Za-z_.-]+", "-", _plain(text))[:100] or "existing"


def identifier(text: str) -> str:
    """A text as a Python variable."""
    name = _OTHERS.sub("_", _plain(text)).lower()[:LONGEST].strip("_")
    if not name or name[0].isdigit() or keyword.iskeyword(name):
        return f"the_{name}".rstrip("_")
    return name


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()


def unused(name: str, taken: Container[str], separator: str = "_") -> str:
    """A name, or the first that is not taken of those with a number behind it."""
    found, number = name, 1
    while found in taken:
        number += 1
        found = f"{name}{separator}{number}"
    return found
