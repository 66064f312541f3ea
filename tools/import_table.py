"""Writes into docs/guides/import-and-adopt.md, between two markers, what each resource is imported by.

python tools/import_table.py docs/guides/import-and-adopt.md
"""

from __future__ import annotations

import sys
from pathlib import Path

import marked

from outscale_api import load
from outscale_provider.lifecycle.identity import id_example
from outscale_provider.model.bound import Bound
from outscale_provider.resources import RESOURCES
from outscale_provider.schema import id_form

HEAD = "| resource | identifier | for example |\n|---|---|---|"


def main() -> None:
    resources = [Bound(resource, load()) for resource in sorted(RESOURCES, key=lambda resource: resource.name)]
    marked.fill(Path(sys.argv[1]), "the definitions", "\n".join([HEAD, *map(_line, resources)]))


def _line(bound: Bound) -> str:
    return marked.row(bound.resource.name, f"`{id_form(bound)}`", f"`{id_example(bound)}`")


if __name__ == "__main__":
    main()
