"""What a URN of the engine says: `urn:pulumi:<stack>::<project>::<types>::<name>`."""

from __future__ import annotations


def type_of(urn: str) -> str:
    """The type in a URN, without those of its parents."""
    return urn.split("::")[2].rpartition("$")[2] if urn.count("::") >= 3 else ""


def stack_of(urn: str) -> str:
    """The stack and the project in a URN."""
    return "::".join(urn.split("::")[:2])


def name_of(urn: str) -> str:
    """The name in a URN, which may have anything in it."""
    return urn.split("::", 3)[-1]


def child_of(parent: str, type: str, name: str) -> str:
    """The URN of what stands below a parent. The stack, below which all is, is not a part of the types."""
    above = "" if type_of(parent) == "pulumi:pulumi:Stack" else f"{parent.split('::')[2]}$"
    return f"{stack_of(parent)}::{above}{type}::{name}"
