"""An account that nobody has a state of is taken over by two commands."""

from __future__ import annotations

import json
import os
import shutil
import sys
from pathlib import Path

from engine.conftest import PLUGIN, Project, Stack
from engine.test_examples import COMES
from pages import blocks, script

ADOPT = blocks("docs/guides/import-and-adopt.md", "Import and adopt what exists")
IMPORT_ONE = blocks("docs/guides/import-and-adopt.md", "Importing one by one")
MOVE = blocks("docs/guides/terraform.md")
SHOWN = [*ADOPT, *IMPORT_ONE, *MOVE]


def test_an_account_with_all_examples_in_it_is_adopted(tmp_path: Path) -> None:
    cloud = tmp_path / "examples" / "cloud.sqlite"
    examples = Project(tmp_path / "examples", cloud)
    examples.environment |= {"PULUMI_SKIP_CONFIRMATIONS": "true", "PULUMI_OPTION_SKIP_PREVIEW": "true"}
    for example, commands in COMES.items():
        # One after the other in the same folder, and so in the same cloud.
        examples.take(example)
        examples.shell(script(commands))

    adopted = Project(tmp_path / "adopted", cloud)
    adopted.environment["OSC_ENDPOINT_API"] = f"emulator:{cloud}"
    # The project says itself where the plugin is.
    adopted.environment["PATH"] = path_without_plugin(tmp_path / "commands")
    assert shutil.which(PLUGIN, path=adopted.environment["PATH"]) is None
    adopted.shell(script(ADOPT))
    wanted = json.loads((adopted.folder / "existing" / "import.json").read_text())["resources"]
    assert len(adopted.resources()) == len(wanted) > 100


def path_without_plugin(folder: Path) -> str:
    """A PATH with both commands and this environment's Python, which the tests' own language host takes from nowhere else."""
    pulumi = shutil.which("pulumi")
    assert pulumi is not None
    folder.mkdir()
    (folder / "python3").write_text(f'#!/bin/sh\nexec "{sys.executable}" "$@"\n')
    (folder / "python3").chmod(0o755)
    (folder / "outscale-native").symlink_to(Path(sys.executable).parent / "outscale-native")
    return os.pathsep.join([str(folder), str(Path(pulumi).parent), os.defpath])


def test_what_terraform_declares_is_taken_over_and_more_by_its_id(stack: Stack, tmp_path: Path) -> None:
    stack.program("""
import pulumi_outscale_native as outscale

for name in ("declared", "other"):
    outscale.Net(name, ip_range="10.0.0.0/16")
""")
    stack.up()
    declared, other = (stack.resources()[f"Net {name}"]["id"] for name in ("declared", "other"))

    mover = Project(tmp_path / "mover", stack.cloud)
    mover.environment |= {"OSC_ENDPOINT_API": f"emulator:{stack.cloud}", "PULUMI_SKIP_CONFIRMATIONS": "true"}
    # The tests' language host can't generate the code that an import shows (pulumi-engine.md section 3.6).
    mover.environment["PULUMI_OPTION_GENERATE_CODE"] = "false"
    terraform(mover, {"type": "outscale_net", "name": "shop", "instances": [{"attributes": {"net_id": declared}}]})
    mover.shell(script([*MOVE, *IMPORT_ONE], {"vpc-12345678": other}))
    assert {name: resource["id"] for name, resource in mover.resources().items()} == {
        "Net shop": declared,
        "Net main": other,
    }


def terraform(project: Project, resource: dict[str, object]) -> None:
    """Gives a project a command `terraform`, in place of the one that is not here, whose state declares a resource."""
    state = json.dumps({"version": 4, "resources": [{"mode": "managed", **resource}]})
    commands = project.folder / "commands"
    commands.mkdir()
    command = commands / "terraform"
    command.write_text(f"""#!/bin/sh
[ "$*" = "state pull" ] && echo '{state}'
""")
    command.chmod(0o755)
    project.environment["PATH"] = f"{commands}{os.pathsep}{project.environment['PATH']}"
