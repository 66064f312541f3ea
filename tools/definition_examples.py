"""Writes the example of each resource and function as a program, to have its types checked.

python tools/definition_examples.py FOLDER
"""

from __future__ import annotations

import sys
from pathlib import Path

from outscale_api import load
from outscale_provider.functions import functions_of
from outscale_provider.resources import RESOURCES


def main() -> None:
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.glob("*.py"):
        old.unlink()
    for definition in (*RESOURCES, *functions_of(load())):
        (folder / f"example_{definition.name}.py").write_text(definition.example)


if __name__ == "__main__":
    main()
