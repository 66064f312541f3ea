"""A program that shows what a resource or a function is for."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Example:
    """What a program does, as a title without a full stop, and its text in PCL, Pulumi's language between languages.

    `make generate` makes it in each language (see `outscale_provider/examples.json`).
    """

    title: str
    program: str
