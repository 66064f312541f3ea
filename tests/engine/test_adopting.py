"""An account that nobody has a state of is taken over by two commands."""

from __future__ import annotations

import json
import os
import shutil
import sys
from pathlib import Path

from engine.conftest import EXAMPLES, PLUGIN, Project
from engine.test_examples import commands


def test_an_account_with_all_examples_in_it_is_adopted(tmp_path: Path) -> None:
    cloud = tmp_path / "examples" / "cloud.sqlite"
    examples = Project(tmp_path / "examples", cloud)
    examples.environment |= {"PULUMI_SKIP_CONFIRMATIONS": "true", "PULUMI_OPTION_SKIP_PREVIEW": "true"}
    for example in sorted(path.parent for path in EXAMPLES.glob("*/Pulumi.yaml")):
        # One after the other in the same folder, and so in the same cloud.
        examples.take(example.name)
        examples.shell(commands((example / "README.md").read_text(), "On the emulator"))

    adopted = Project(tmp_path / "adopted", cloud)
    adopted.environment["OSC_ENDPOINT_API"] = f"emulator:{cloud}"
    adopted.shell("outscale-native adopt .")
    # The project says itself where the plugin is.
    adopted.environment["PATH"] = path_without_plugin(tmp_path / "commands")
    assert shutil.which(PLUGIN, path=adopted.environment["PATH"]) is None
    adopted.run("stack", "init", "main")
    adopted.run("import", "--file", "import.json", "--generate-code=false", "--protect=false", "--yes")
    adopted.run("preview", "--expect-no-changes")
    wanted = json.loads((adopted.folder / "import.json").read_text())["resources"]
    assert len(adopted.resources()) == len(wanted) > 100


def path_without_plugin(folder: Path) -> str:
    """A PATH with the CLI and this environment's Python, which the tests' own language host takes from nowhere else."""
    pulumi = shutil.which("pulumi")
    assert pulumi is not None
    folder.mkdir()
    (folder / "python3").write_text(f'#!/bin/sh\nexec "{sys.executable}" "$@"\n')
    (folder / "python3").chmod(0o755)
    return os.pathsep.join([str(folder), str(Path(pulumi).parent), os.defpath])
