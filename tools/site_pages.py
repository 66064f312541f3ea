"""Writes what the documentation site is built of into a folder: its pages, and mkdocs.yml with the navigation.

python tools/site_pages.py .site
"""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import site_guides
import site_reference

ROOT = Path(__file__).parents[1]

GUIDES = [
    "guides/resources.md",
    "guides/functions.md",
    "emulator.md",
    "guides/import-and-adopt.md",
    "guides/terraform.md",
    "guides/previews.md",
    "guides/doctor.md",
    "guides/after-a-kill.md",
    "guides/ci.md",
    "ci.md",
    "guides/debugging.md",
    "guides/without-a-plugin.md",
    "performance.md",
    "actions.md",
    "guides/limits.md",
    "changelog.md",
]


def main() -> None:
    folder = Path(sys.argv[1])
    shutil.rmtree(folder, ignore_errors=True)
    written = site_guides.pages(ROOT)
    made = site_reference.pages()
    _write(folder / "pages", {**written, **made})
    for asset in ("docs/logo.svg", "tools/site.css"):
        shutil.copy(ROOT / asset, folder / "pages")
    configuration = {
        "INHERIT": str(ROOT / "mkdocs.yml"),
        "docs_dir": "pages",
        "site_dir": "html",
        "nav": _nav(written, made),
    }
    (folder / "mkdocs.yml").write_text(json.dumps(configuration, indent=2))


def _write(folder: Path, pages: Mapping[str, str]) -> None:
    for name, text in pages.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)


def _nav(written: Iterable[str], made: Iterable[str]) -> Sequence[object]:
    return [
        {"Start": ["index.md", "installation-configuration.md"]},
        {"Guides": GUIDES},
        {"Examples": _under("examples", written)},
        {"Resources": _under("resources", made)},
        {"Functions": _under("functions", made)},
    ]


def _under(section: str, pages: Iterable[str]) -> list[str]:
    """The pages of a section, its index first."""
    index = f"{section}/index.md"
    return [index, *sorted(page for page in pages if page.startswith(f"{section}/") and page != index)]


if __name__ == "__main__":
    main()
