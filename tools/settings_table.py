"""Writes into docs/installation-configuration.md, between two markers, what can be configured.

python tools/settings_table.py docs/installation-configuration.md
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path

import marked

from outscale_provider.settings import SETTINGS, Setting

HEAD = "| setting | environment | profile file | |\n|---|---|---|---|"


def main() -> None:
    marked.fill(Path(sys.argv[1]), "the settings", "\n".join([HEAD, *map(_line, SETTINGS)]))


def _line(setting: Setting) -> str:
    paths = (".".join(path) for path in setting.profile_paths)
    description = f"{setting.description}{' It is a secret.' if setting.secret else ''}"
    return marked.row(f"`{setting.name}`", _quoted(setting.variables), _quoted(paths), description)


def _quoted(names: Iterable[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)


if __name__ == "__main__":
    main()
