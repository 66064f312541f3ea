"""Runs the real Pulumi CLI on small programs, with a file backend and the embedded emulator, all in a folder of its own."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

PLUGIN = "pulumi-resource-outscale-native"
PROGRAMS = Path(__file__).parent / "programs"
EXAMPLES = Path(__file__).parents[2] / "examples"

#: What the tests must not take over from whoever runs them.
FOREIGN = ("PULUMI_", "OSC_", "OUTSCALE_")

#: Generous: a run takes two seconds, on a busy machine ten.
TIMEOUT = 120


#: How long a whole test may take, in seconds: some run ten commands.
LONGEST = 600


def pytest_itemcollected(item: pytest.Item) -> None:
    item.add_marker(pytest.mark.timeout(LONGEST))


#: Becomes the command that follows, with SIGINT as it is by default: a runner may have started us with it ignored, which
#: children inherit (pulumi-engine.md section 9). Not by a function between fork and exec: there gRPC, which other tests have
#: at work in this process, ends the child now and then.
LISTENING = (
    sys.executable,
    "-c",
    "import os, signal, sys; signal.signal(signal.SIGINT, signal.SIG_DFL); os.execvp(sys.argv[1], sys.argv[1:])",
)


class Project:
    """A folder to run commands in that know nothing of whoever runs them. `cloud` is the SQLite file of its emulator."""

    def __init__(self, folder: Path, cloud: Path) -> None:
        self.folder = folder
        self.cloud = cloud
        state = folder / "state"
        state.mkdir(parents=True)
        self.environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith(FOREIGN)},
            "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
            "HOME": str(folder),
            "PULUMI_HOME": str(folder / "home"),
            "PULUMI_BACKEND_URL": f"file://{state}",
            "PULUMI_CONFIG_PASSPHRASE": "test",
            "PULUMI_SKIP_UPDATE_CHECK": "true",
            "PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION": "true",
            "PULUMI_DISABLE_REGISTRY_RESOLVE": "true",
        }

    def start(self, *arguments: str) -> subprocess.Popen[str]:
        return self.start_command("pulumi", *arguments, "--non-interactive")

    def start_command(self, *words: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [*LISTENING, *words],
            cwd=self.folder,
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def run(self, *arguments: str, fails: bool = False) -> str:
        """What a command prints. It must succeed, or fail if that is expected."""
        return _printed(self.start(*arguments), fails)

    def shell(self, script: str) -> str:
        """What a script of commands prints, each of which must succeed. Nobody is asked whether to go on."""
        return _printed(self.start_command("sh", "-euxc", script))

    def requests(self) -> int:
        """How many requests the emulator has carried out since `calls` was last asked."""
        with closing(sqlite3.connect(self.cloud)) as database:
            return int(database.execute("SELECT count(*) FROM requests").fetchone()[0])

    def up(self, *options: str, fails: bool = False) -> str:
        return self.run("up", "--yes", "--skip-preview", *options, fails=fails)

    def resources(self) -> dict[str, dict[str, Any]]:
        """The state's resources of ours, by type and name."""
        exported = json.loads(self.run("stack", "export"))["deployment"].get("resources", [])
        ours = (r for r in exported if r["type"].startswith("outscale-native:"))
        return {f"{r['type'].rpartition(':')[2]} {r['urn'].rpartition('::')[2]}": r for r in ours}

    def calls(self) -> list[str]:
        """The actions that the emulator was asked for since the last time."""
        with sqlite3.connect(self.cloud) as database:
            actions = [row[0] for row in database.execute("SELECT action FROM requests ORDER BY seq")]
            database.execute("DELETE FROM requests")
        return actions

    def objects(self) -> set[tuple[str, str]]:
        """What exists in the emulated cloud: kinds and identifiers."""
        with closing(sqlite3.connect(self.cloud)) as database:
            rows = database.execute("SELECT kind, id, body FROM objects").fetchall()
        # What has ended stays readable, and the index of tags outlives what is tagged.
        return {(kind, id) for kind, id, body in rows if kind != "Tagged" and not _has_ended(json.loads(body))}


def _printed(command: subprocess.Popen[str], fails: bool = False) -> str:
    with command as process:
        output, _ = process.communicate(timeout=TIMEOUT)
    assert (process.returncode != 0) == fails, output
    return output


def _has_ended(body: dict[str, Any]) -> bool:
    state = body.get("State")
    return (state["Name"] if isinstance(state, dict) else state) in ("terminated", "deleted")


class Stack(Project):
    """A project with one stack and a program that tests write."""

    def __init__(self, folder: Path, cloud: Path) -> None:
        super().__init__(folder, cloud)
        project = {"name": "test", "runtime": {"name": "python", "options": {"toolchain": "pip"}}}
        (folder / "Pulumi.yaml").write_text(json.dumps(project))
        self.program("import pulumi")
        self.run("stack", "init", "dev")
        self.configure("endpoint", f"emulator:{cloud}")

    def program(self, source: str) -> None:
        """Makes this the program."""
        (self.folder / "__main__.py").write_text(source)

    def configure(self, name: str, value: str, *options: str) -> None:
        self.run("config", "set", f"outscale-native:{name}", value, *options)


@pytest.fixture
def stack(tmp_path: Path) -> Stack:
    """A new stack on a new cloud."""
    assert shutil.which("pulumi"), "the Pulumi CLI is not on PATH: run `make test`"
    return Stack(tmp_path / "project", tmp_path / "cloud.sqlite")


def program(name: str, **replacements: str) -> str:
    """A program of programs/, with some of its text replaced."""
    source = (PROGRAMS / f"{name}.py").read_text()
    for old, new in replacements.items():
        assert old in source
        source = source.replace(old, new)
    return source
