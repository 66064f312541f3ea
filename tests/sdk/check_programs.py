"""The programs that the documentation begins with, each in its language, on the SDKs as `make sdks` has compiled them."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from engine.conftest import LONGEST, Project
from outscale_provider.version import VERSION
from sdk.conftest import ROOT, run

OVERVIEW, INSTALLATION = "docs/_index.md", "docs/installation-configuration.md"

pytestmark = pytest.mark.timeout(LONGEST)


def block(language: str, page: str, under: str) -> str:
    """A block of code of a page, the first one of a language under a heading."""
    text = (ROOT / page).read_text()
    found = re.search(rf"^{re.escape(under)}$.*?^```{language}\n(.*?)^```$", text, re.DOTALL | re.MULTILINE)
    assert found is not None, under
    return found[1]


def install_python(folder: Path) -> str:
    (folder / "__main__.py").write_text(block("python", OVERVIEW, "## Example"))
    return "python"


def install_yaml(folder: Path) -> str:
    (folder / "Main.yaml").write_text(block("yaml", OVERVIEW, "## Example").partition("runtime: yaml\n")[2])
    return "yaml"


def install_nodejs(folder: Path) -> str:
    (folder / "index.ts").write_text(block("typescript", OVERVIEW, "## Example"))
    (folder / "package.json").write_text(json.dumps({"name": "first", "main": "index.ts"}))
    run(folder, block("sh", INSTALLATION, "### In TypeScript").replace("dist/", f"{ROOT}/dist/"))
    run(folder, "npx tsc --noEmit --strict --target es2022 --module nodenext index.ts")
    return "nodejs"


def install_go(folder: Path) -> str:
    (folder / "main.go").write_text(block("go", OVERVIEW, "## Example"))
    run(folder, block("sh", INSTALLATION, "### In Go").replace("dist/", f"{ROOT}/dist/"))
    run(folder, "go build -o ../first .")  # takes long where nothing is in the caches
    return "go"


@pytest.mark.parametrize("install", [install_python, install_yaml, install_nodejs, install_go])
def test_a_program_goes_up_is_unchanged_and_goes_down(project: Project, install: Callable[[Path], str]) -> None:
    runtime = install(project.folder)
    (project.folder / "Pulumi.yaml").write_text(json.dumps({"name": "first", "runtime": runtime}))
    project.run("stack", "init", "dev")
    project.run("config", "set", "outscale-native:endpoint", f"emulator:{project.cloud}")
    project.run("preview")
    project.up()
    ours = project.resources()
    assert {"Net main", "Subnet public", "Vm web"} <= set(ours)
    assert project.run("stack", "output", "address").strip() == ours["Vm web"]["outputs"]["privateIp"]
    assert ours["Subnet public"]["inputs"]["netId"] == ours["Net main"]["id"]
    [provider] = [of for of in project.state() if of["type"] == "pulumi:providers:outscale-native"]
    # A program in YAML has no SDK that would tell a version.
    assert provider["inputs"].get("version", VERSION) == VERSION
    project.run("up", "--yes", "--refresh", "--expect-no-changes")
    project.run("destroy", "--yes", "--skip-preview")
    assert not {resource["id"] for resource in ours.values()} & {id for _, id in project.objects()}
