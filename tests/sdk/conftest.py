"""Runs programs in each language on the SDKs as `make sdks` has compiled them, with the real engine."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from engine.conftest import Project

ROOT = Path(__file__).parents[2]


def run(folder: Path, script: str) -> None:
    """Runs commands as whoever runs the tests, whose caches of packages they use."""
    subprocess.run(["sh", "-euxc", script], cwd=folder, env={**os.environ, "PATH": search_path()}, check=True)


def search_path() -> str:
    """Where commands are looked for: the language hosts, and Go, come last."""
    return os.pathsep.join([os.environ["PATH"], os.environ["LANGUAGE_HOSTS"]])


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """A folder for a program, which finds the plugin of this environment on PATH."""
    project = Project(tmp_path / "project", tmp_path / "cloud.sqlite")
    project.environment["PATH"] = os.pathsep.join([str(Path(sys.executable).parent), search_path()])
    project.environment |= caches_of_go()
    return project


def caches_of_go() -> dict[str, str]:
    """Go's caches of whoever runs the tests, as a program has another HOME."""
    go = shutil.which("go", path=search_path())
    assert go, "no Go"
    found = subprocess.run([go, "env", "-json", "GOCACHE", "GOMODCACHE"], capture_output=True, text=True, check=True)
    return dict(json.loads(found.stdout))
