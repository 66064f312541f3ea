"""The table of what is emulated: one row for each action, and the page is what its generator makes."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import yaml

from outscale_api import load

ROOT = Path(__file__).parents[2]


def test_every_action_has_its_row_and_no_other() -> None:
    families = yaml.safe_load((ROOT / "provider/outscale_emulator/coverage.yaml").read_text())
    rows = [(family, name) for family, rows in families.items() for name in rows]
    assert sorted(rows) == sorted((action.family, action.name) for action in load())
    assert all(row["does"].endswith(".") for rows in families.values() for row in rows.values())


def test_the_page_is_what_its_generator_makes(tmp_path: Path) -> None:
    page = tmp_path / "emulator.md"
    shutil.copy(ROOT / "docs/emulator.md", page)
    subprocess.run([sys.executable, ROOT / "tools/coverage.py", page], check=True)
    assert page.read_text() == (ROOT / "docs/emulator.md").read_text()
