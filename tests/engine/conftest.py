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
import yaml

PLUGIN = "pulumi-resource-outscale-native"
PROGRAMS = Path(__file__).parent / "programs"
EXAMPLES = Path(__file__).parents[2] / "examples"

#: What the tests must not take over from whoever runs them. Without bytecode, each program and plugin takes twice as long.
FOREIGN = ("PULUMI_", "OSC_", "OUTSCALE_", "PYTHONDONTWRITEBYTECODE")

#: The name of each stack.
STACK = "dev"

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

    def take(self, example: str) -> None:
        """Puts an example into the folder, with the environment that its README asks for."""
        own = shutil.ignore_patterns("Pulumi.*.yaml", "__pycache__", ".venv")
        shutil.copytree(EXAMPLES / example, self.folder, dirs_exist_ok=True, ignore=own)
        environment = self.folder / ".venv"
        if not environment.exists():
            # In place of one of its own, which would take half a minute to make.
            environment.symlink_to(sys.prefix)

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

    def shell(self, script: str, timeout: float = TIMEOUT) -> str:
        """What a script of commands prints, each of which must succeed. Nobody is asked whether to go on."""
        return _printed(self.start_command("sh", "-euxc", script), timeout=timeout)

    def requests(self) -> int:
        """How many requests the emulator has carried out since `calls` was last asked."""
        with closing(sqlite3.connect(self.cloud)) as database:
            return int(database.execute("SELECT count(*) FROM requests").fetchone()[0])

    def up(self, *options: str, fails: bool = False) -> str:
        return self.run("up", "--yes", "--skip-preview", *options, fails=fails)

    def checkpoint(self) -> Path:
        """The file that has the state of the only stack."""
        [file] = (self.folder / "state" / ".pulumi" / "stacks").glob("*/*.json")
        return file

    def state(self) -> list[dict[str, Any]]:
        """All resources of the state, as `pulumi stack export` shows them."""
        latest = json.loads(self.checkpoint().read_text())["checkpoint"]["latest"] or {}
        return latest.get("resources") or []

    def resources(self) -> dict[str, dict[str, Any]]:
        """The state's resources of ours, by type and name."""
        ours = (r for r in self.state() if r["type"].startswith("outscale-native:"))
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


def _printed(command: subprocess.Popen[str], fails: bool = False, timeout: float = TIMEOUT) -> str:
    with command as process:
        output, _ = process.communicate(timeout=timeout)
    assert (process.returncode != 0) == fails, output
    return output


def _has_ended(body: dict[str, Any]) -> bool:
    state = body.get("State")
    return (state["Name"] if isinstance(state, dict) else state) in ("terminated", "deleted")


class Stack(Project):
    """A project with one stack, a copy of an empty one, and a program that tests write."""

    def __init__(self, folder: Path, cloud: Path, empty: Path) -> None:
        super().__init__(folder, cloud)
        self._empty = empty
        shutil.copytree(empty, folder, dirs_exist_ok=True)
        # Which stack is selected would be kept in the home.
        self.environment["PULUMI_STACK"] = STACK
        self.program("import pulumi")
        self.configure("endpoint", f"emulator:{cloud}")

    def beside(self, folder: Path) -> Stack:
        """A new stack on the same cloud, in a folder of its own."""
        return Stack(folder, self.cloud, self._empty)

    def program(self, source: str) -> None:
        """Makes this the program."""
        (self.folder / "__main__.py").write_text(source)

    def configure(self, name: str, value: str | None) -> None:
        """Sets a setting of the provider, or takes it away, in the file where `pulumi config set` would."""
        self.set(f"outscale-native:{name}", value)

    def set(self, key: str, value: str | None) -> None:
        """The same for a key of any package, such as the program's own, `test:…`."""
        file = self.folder / f"Pulumi.{STACK}.yaml"
        settings = yaml.safe_load(file.read_text())
        config = {name: old for name, old in settings.get("config", {}).items() if name != key}
        settings["config"] = config if value is None else config | {key: value}
        file.write_text(yaml.safe_dump(settings))

    def configure_secret(self, name: str, value: str) -> None:
        """Sets a setting of the provider that is kept encrypted."""
        self.run("config", "set", f"outscale-native:{name}", value, "--secret")


@pytest.fixture(scope="session")
def empty_project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a project with an empty stack, made once, since the CLI takes a while for it."""
    assert shutil.which("pulumi"), "the Pulumi CLI is not on PATH: run `make test`"
    folder = tmp_path_factory.mktemp("empty")
    project = Project(folder / "project", folder / "cloud.sqlite")
    settings = {"name": "test", "runtime": {"name": "python", "options": {"toolchain": "pip"}}}
    (project.folder / "Pulumi.yaml").write_text(json.dumps(settings))
    project.run("stack", "init", STACK)
    shutil.rmtree(project.folder / "home")
    return project.folder


@pytest.fixture
def stack(tmp_path: Path, empty_project: Path) -> Stack:
    """A new stack on a new cloud."""
    return Stack(tmp_path / "project", tmp_path / "cloud.sqlite", empty_project)


def program(name: str, **replacements: str) -> str:
    """A program of programs/, with some of its text replaced."""
    source = (PROGRAMS / f"{name}.py").read_text()
    for old, new in replacements.items():
        assert old in source
        source = source.replace(old, new)
    return source
