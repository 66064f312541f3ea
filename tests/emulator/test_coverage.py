"""The table of what is emulated: each action says what it does, and the page is what its generator makes."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

from outscale_api import load
from outscale_emulator import actions  # noqa: F401 - registers every behaviour
from outscale_emulator.rules.registry import ACTIONS

ROOT = Path(__file__).parents[2]


def test_every_action_has_a_behaviour_that_says_what_it_does_and_no_other() -> None:
    assert sorted(ACTIONS) == sorted(action.name for action in load())
    assert [name for name, registered in ACTIONS.items() if not registered.does.endswith(".")] == []


def test_the_page_is_what_its_generator_makes(tmp_path: Path) -> None:
    page = tmp_path / "emulator.md"
    shutil.copy(ROOT / "docs/emulator.md", page)
    subprocess.run([sys.executable, ROOT / "tools/coverage.py", page], check=True)
    assert page.read_text() == (ROOT / "docs/emulator.md").read_text()
