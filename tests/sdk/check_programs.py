"""A newcomer's way through the pages in each language, line by line, with the files of dist/ and the real engine."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from engine.conftest import EXAMPLES, LONGEST, PLUGIN, Project
from outscale_provider.version import VERSION
from pages import ROOT, blocks, script
from sdk.conftest import compiles_go, machine

README, OVERVIEW, INSTALLATION = "README.md", "docs/_index.md", "docs/installation-configuration.md"

NEW_FOLDER = blocks(INSTALLATION, "Installation")
PLUGIN_WITHOUT_PYTHON = blocks(INSTALLATION, "The plugin without Python")
RUN_IT = blocks(OVERVIEW, "Run it without an account")

#: The blocks in the order in which the text leads to them. The last one takes all away again.
WAYS = {
    "python": [
        *blocks(README, "Use it"),
        *blocks(README, language="python"),
        *blocks(README, "In Python"),
        *blocks(README, "Without an account"),
    ],
    "typescript": [
        *NEW_FOLDER,
        *blocks(OVERVIEW, "Example", "typescript"),
        *PLUGIN_WITHOUT_PYTHON,
        *blocks(INSTALLATION, "In TypeScript"),
        *RUN_IT,
    ],
    "go": [
        *NEW_FOLDER,
        *blocks(OVERVIEW, "Example", "go"),
        *PLUGIN_WITHOUT_PYTHON,
        *blocks(INSTALLATION, "In Go"),
        *RUN_IT,
    ],
    "yaml": [
        *NEW_FOLDER,
        *blocks(OVERVIEW, "Example", "yaml"),
        *PLUGIN_WITHOUT_PYTHON,
        *RUN_IT,
    ],
}

EXAMPLE = [
    *blocks("examples/README.md", "Before the first"),
    *blocks("examples/web-server/README.md", "On the emulator"),
    *blocks("examples/web-server/README.md", "Clean up"),
]

DEMO = blocks(README, "Try it")

#: All that is run here.
SHOWN = [*(block for way in WAYS.values() for block in way), *EXAMPLE, *DEMO]

#: What a reader doesn't do, once the stack is up.
CHECKS = """
pulumi preview --refresh --expect-no-changes
pulumi stack export --file state.json
"""

#: The strictest that a project may ask for.
TYPES = {"typescript": "npx tsc --noEmit --strict --target es2022 --module nodenext index.ts\n"}

pytestmark = pytest.mark.timeout(LONGEST)


@pytest.fixture
def newcomer(tmp_path: Path) -> Project:
    """Somebody with Pulumi, the languages' tools and a clone whose release files are built; nothing else, and nowhere yet."""
    clone = tmp_path / "clone"
    newcomer = Project(clone, tmp_path / "first" / "cloud.sqlite")
    (clone / "dist").symlink_to(ROOT / "dist")
    home = tmp_path / "home"
    home.mkdir()
    for given in ("PULUMI_BACKEND_URL", "PULUMI_CONFIG_PASSPHRASE"):
        del newcomer.environment[given]
    # The engine would find the home of whoever runs the tests by the user.
    newcomer.environment |= {**machine(), "HOME": str(home), "PULUMI_HOME": str(home / ".pulumi")}
    # In place of the person at the terminal.
    newcomer.environment["PULUMI_SKIP_CONFIRMATIONS"] = "true"
    assert not shutil.which(PLUGIN, path=newcomer.environment["PATH"])
    return newcomer


@pytest.mark.parametrize("language", ["python", "typescript", pytest.param("go", marks=compiles_go), "yaml"])
def test_a_newcomers_program_goes_up_is_unchanged_and_goes_down(newcomer: Project, language: str) -> None:
    *way, take_away = WAYS[language]
    steps = script(way) + TYPES.get(language, "") + CHECKS + script([take_away])
    newcomer.shell(steps, LONGEST)
    state = json.loads((newcomer.cloud.parent / "state.json").read_text())["deployment"]["resources"]
    [stack] = (each for each in state if each["type"] == "pulumi:pulumi:Stack")
    [provider] = (each for each in state if each["type"] == "pulumi:providers:outscale-native")
    made = {each["urn"].rpartition("index:")[2]: each for each in state}
    net, subnet, vm = made["Net::main"], made["Subnet::public"], made["Vm::web"]
    assert stack["outputs"]["address"] == vm["outputs"]["privateIp"]
    assert subnet["inputs"]["netId"] == net["id"]
    # A program in YAML has no SDK that would tell a version.
    assert provider["inputs"].get("version", VERSION) == VERSION
    assert not {each["id"] for each in (net, subnet, vm)} & {id for _, id in newcomer.objects()}


def test_an_example_comes_and_goes_from_the_first_line_on(newcomer: Project) -> None:
    folder = newcomer.folder / "examples" / "web-server"
    shutil.copytree(EXAMPLES / "web-server", folder, ignore=shutil.ignore_patterns(".venv", "Pulumi.*.yaml"))
    newcomer.folder = folder
    printed = newcomer.shell(script(EXAMPLE), LONGEST)
    assert "+ 17 created" in printed and "- 17 deleted" in printed


def test_the_demo_runs_in_a_clone(newcomer: Project, tmp_path: Path) -> None:
    newcomer.folder = tmp_path / "demo"
    subprocess.run(["git", "clone", "--quiet", ROOT, newcomer.folder], check=True)
    assert "The stack is up" in newcomer.shell(script(DEMO), LONGEST)
