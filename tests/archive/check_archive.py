"""The archive of dist/, on a machine that has the Pulumi CLI with its host for YAML, and neither Python nor the plugin."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest
import yaml

from engine.conftest import PLUGIN, Project
from outscale_emulator import ACCESS_KEY, SECRET_KEY
from outscale_provider.version import VERSION

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def archive() -> Path:
    """The archive of this version and system, as `make archive` has left it."""
    (found,) = (ROOT / "dist").glob(f"{PLUGIN}-v{VERSION}-*.tar.gz")
    return found


@pytest.fixture
def project(archive: Path, tmp_path: Path) -> Project:
    """A project with the overview's program in YAML, where the archive is installed."""
    commands = tmp_path / "commands"
    commands.mkdir()
    for command in ("pulumi", "pulumi-language-yaml"):
        found = shutil.which(command, path=os.pathsep.join([os.environ["PATH"], os.environ["YAML_HOST"]]))
        assert found, command
        (commands / command).symlink_to(found)
    project = Project(tmp_path / "project", tmp_path / "cloud.sqlite")
    project.environment["PATH"] = str(commands)
    program = re.search(r"^```yaml\n(name: .*?)^```$", (ROOT / "docs/_index.md").read_text(), re.DOTALL | re.MULTILINE)
    assert program is not None
    (project.folder / "Pulumi.yaml").write_text(program[1])
    project.run("plugin", "install", "resource", "outscale-native", VERSION, "--file", str(archive))
    project.run("stack", "init", "dev")
    return project


def installed(project: Project, command: str) -> Path:
    """An executable of the installed archive."""
    return project.folder / "home" / "plugins" / f"resource-outscale-native-v{VERSION}" / command


def test_the_checksum_is_the_archives(archive: Path) -> None:
    checksum = archive.with_name(f"{archive.name}.sha256").read_text()
    assert checksum == f"{hashlib.sha256(archive.read_bytes()).hexdigest()}  {archive.name}\n"


def test_nothing_else_could_serve_the_program(project: Project) -> None:
    for command in ("python", "python3", PLUGIN):
        assert shutil.which(command, path=project.environment["PATH"]) is None


def test_the_executable_tells_its_version(project: Project) -> None:
    command = [installed(project, PLUGIN), "--version"]
    printed = subprocess.run(command, env=project.environment, capture_output=True, text=True, check=True)
    assert printed.stdout == f"{VERSION}\n"


def test_a_program_comes_and_goes_in_an_embedded_cloud(project: Project) -> None:
    project.run("config", "set", "outscale-native:endpoint", f"emulator:{project.cloud}")
    comes_and_goes(project)


def test_a_program_comes_and_goes_at_the_archives_own_emulator(project: Project) -> None:
    command = [installed(project, "outscale-emulator"), "serve", "--port", "0", "--db", str(project.cloud)]
    with subprocess.Popen(command, env=project.environment, stdout=subprocess.PIPE, text=True) as server:
        try:
            assert server.stdout is not None
            port = server.stdout.readline().strip()
            project.run("config", "set", "outscale-native:endpoint", f"http://127.0.0.1:{port}")
            project.environment |= {"OSC_ACCESS_KEY": ACCESS_KEY, "OSC_SECRET_KEY": SECRET_KEY}
            comes_and_goes(project)
        finally:
            server.terminate()


def test_the_check_before_a_release_passes(project: Project, archive: Path) -> None:
    jobs = yaml.safe_load((ROOT / ".github" / "workflows" / "release.yml").read_text())["jobs"]
    (script,) = (step["run"] for step in jobs["archive"]["steps"] if "PULUMI_CONFIG_PASSPHRASE" in step.get("env", {}))
    commands = Path(project.environment["PATH"])
    for command in ("bash", "mkdir", "sed"):
        (commands / command).symlink_to(shutil.which(command) or command)
    clone = project.folder / "clone"
    (clone / "dist").mkdir(parents=True)
    for file in (archive, ROOT / "README.md"):
        (clone / file.relative_to(ROOT)).symlink_to(file)
    del project.environment["PULUMI_BACKEND_URL"]
    command = ["bash", "-e", "-o", "pipefail", "-c", script]
    done = subprocess.run(command, cwd=clone, env=project.environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "4 created" in done.stdout and "4 deleted" in done.stdout


def comes_and_goes(project: Project) -> None:
    """The program goes up, is as it was declared, and goes down."""
    project.up()
    ours = project.resources()
    assert {"Net main", "Subnet public", "Vm web"} <= set(ours)
    assert project.run("stack", "output", "address").strip() == ours["Vm web"]["outputs"]["privateIp"]
    project.run("up", "--yes", "--refresh", "--expect-no-changes")
    created = {resource["id"] for resource in ours.values()}
    assert created <= {id for _, id in project.objects()}
    project.run("destroy", "--yes", "--skip-preview")
    assert not created & {id for _, id in project.objects()}
