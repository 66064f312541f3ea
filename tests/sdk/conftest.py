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

#: The npm package as `make sdks` compiles it, beside what it depends on.
COMPILED = ROOT / ".sdks" / "nodejs"

#: What `go mod tidy` calls the version of a module that is a folder. Under another one Go would compile the SDK again.
UNVERSIONED = "v0.0.0-00010101000000-000000000000"

#: Tests that compile Go's SDK, one after the other: two at once would both do it.
compiles_go = pytest.mark.xdist_group("go")


def run(folder: Path, script: str) -> None:
    """Runs commands as whoever runs the tests, whose caches of packages they use."""
    environment = {**os.environ, **caches_of_go(), "PATH": search_path()}
    subprocess.run(["sh", "-euxc", script], cwd=folder, env=environment, check=True)


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
    """Go's settings and caches of whoever runs the tests, as a program has another HOME."""
    settings = dict(json.loads(_printed("go", "env", "-json", "GOENV", "GOCACHE", "GOMODCACHE", "GOFLAGS")))
    # With this the SDK is compiled once, wherever its files are.
    return {**settings, "GOFLAGS": f"{settings['GOFLAGS']} -trimpath".lstrip()}


def machine() -> dict[str, str]:
    """The environment of a new user of this machine: its commands, registries and caches, and nothing of this project."""
    own = Path(sys.prefix) / "bin"
    folders = [folder for folder in search_path().split(os.pathsep) if Path(folder) != own]
    home = Path.home()
    return {
        "PATH": os.pathsep.join([str(Path(sys.base_prefix) / "bin"), *folders]),
        "XDG_CACHE_HOME": os.environ.get("XDG_CACHE_HOME") or str(home / ".cache"),
        # Which registry pip asks.
        "XDG_CONFIG_HOME": os.environ.get("XDG_CONFIG_HOME") or str(home / ".config"),
        "npm_config_userconfig": _printed("npm", "config", "get", "userconfig"),
        "npm_config_cache": _printed("npm", "config", "get", "cache"),
        **caches_of_go(),
    }


def _printed(*command: str) -> str:
    found = shutil.which(command[0], path=search_path())
    assert found, f"no {command[0]}"
    return subprocess.run([found, *command[1:]], capture_output=True, text=True, check=True).stdout.strip()


def use_package(folder: Path) -> None:
    """Makes a project of npm of a folder, as an installation of the package would, without the network."""
    (folder / "package.json").write_text(json.dumps({"name": "features", "main": "index.js"}))
    modules = folder / "node_modules"
    modules.mkdir()
    (modules / "pulumi-outscale-native").symlink_to(COMPILED / "bin")
    for name in ("@pulumi", "@types", "typescript"):
        (modules / name).symlink_to(COMPILED / "node_modules" / name)
