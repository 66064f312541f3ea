"""The archive of dist/, on a machine that has the Pulumi CLI with hosts of languages, and neither Python nor the plugin."""

from __future__ import annotations

import hashlib
import shutil
import subprocess
from pathlib import Path

import pytest
import yaml

from engine.conftest import LONGEST, PLUGIN, Project
from outscale_emulator import ACCESS_KEY, SECRET_KEY
from outscale_provider.version import VERSION
from pages import ROOT, blocks, script
from sdk.check_programs import INSTALLATION, OVERVIEW
from sdk.conftest import run, search_path

#: All that the machine has.
COMMANDS = ("pulumi", "pulumi-language-yaml", "pulumi-language-nodejs", "node")

pytestmark = pytest.mark.timeout(LONGEST)

#: What makes a project of an empty folder, but for the plugin.
PROGRAMS = {
    "yaml": blocks(OVERVIEW, "Example", "yaml"),
    "typescript": [*blocks(OVERVIEW, "Example", "typescript"), *blocks(INSTALLATION, "In TypeScript")],
}

in_each_language = pytest.mark.parametrize("language", PROGRAMS)


@pytest.fixture(scope="module")
def archive() -> Path:
    """The archive of this version and system, as `make archive` has left it."""
    (found,) = (ROOT / "dist").glob(f"{PLUGIN}-v{VERSION}-*.tar.gz")
    return found


@pytest.fixture
def project(archive: Path, tmp_path: Path) -> Project:
    """A folder for a program, on a machine where the archive is installed."""
    project = Project(tmp_path / "project", tmp_path / "cloud.sqlite")
    commands = tmp_path / "commands"
    commands.mkdir()
    for command in COMMANDS:
        provide(commands, command)
    project.environment["PATH"] = str(commands)
    project.run("plugin", "install", "resource", "outscale-native", VERSION, "--file", str(archive))
    return project


def provide(commands: Path, name: str) -> None:
    """Puts a command of the machine that runs the tests into a folder."""
    found = shutil.which(name, path=search_path())
    assert found, name
    (commands / name).symlink_to(found)


def start(project: Project, language: str, endpoint: str) -> None:
    """Puts a program into a project, and makes a stack for an endpoint."""
    (project.folder / "dist").symlink_to(ROOT / "dist")
    run(project.folder, script(PROGRAMS[language]))
    project.run("stack", "init", "dev")
    project.run("config", "set", "outscale-native:endpoint", endpoint)


def installed(project: Project, command: str) -> Path:
    """An executable of the installed archive."""
    return project.folder / "home" / "plugins" / f"resource-outscale-native-v{VERSION}" / command


def told(project: Project, command: str, *arguments: str) -> str:
    """What an executable of the installed archive prints. It must succeed."""
    words = [installed(project, command), *arguments]
    done = subprocess.run(words, cwd=project.folder, env=project.environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_the_checksum_is_the_archives(archive: Path) -> None:
    checksum = archive.with_name(f"{archive.name}.sha256").read_text()
    assert checksum == f"{hashlib.sha256(archive.read_bytes()).hexdigest()}  {archive.name}\n"


def test_nothing_else_could_serve_the_program(project: Project) -> None:
    for command in ("python", "python3", PLUGIN):
        assert shutil.which(command, path=project.environment["PATH"]) is None


@pytest.mark.parametrize("command", [PLUGIN, "outscale-native"])
def test_the_executables_tell_their_version(project: Project, command: str) -> None:
    assert told(project, command, "--version") == f"{VERSION}\n"


@in_each_language
def test_a_program_comes_and_goes_in_an_embedded_cloud(project: Project, language: str) -> None:
    start(project, language, f"emulator:{project.cloud}")
    comes_and_goes(project)


@in_each_language
def test_a_program_comes_and_goes_at_the_archives_own_emulator(project: Project, language: str) -> None:
    command = [installed(project, "outscale-emulator"), "serve", "--port", "0", "--db", str(project.cloud)]
    with subprocess.Popen(command, env=project.environment, stdout=subprocess.PIPE, text=True) as server:
        try:
            assert server.stdout is not None
            port = server.stdout.readline().strip()
            project.environment |= {"OSC_ACCESS_KEY": ACCESS_KEY, "OSC_SECRET_KEY": SECRET_KEY}
            start(project, language, f"http://127.0.0.1:{port}")
            comes_and_goes(project)
        finally:
            server.terminate()


def test_the_command_for_people_works_on_the_stack(project: Project) -> None:
    start(project, "yaml", f"emulator:{project.cloud}")
    project.up()
    report = told(project, "outscale-native", "doctor")
    assert f"plugin {VERSION}" in report and "no problems" in report
    subnet = project.resources()["Subnet public"]["id"]
    endpoint = ("--endpoint", f"emulator:{project.cloud}")
    assert subnet in told(project, "outscale-native", "graph", *endpoint)
    told(project, "outscale-native", "graph", "network.svg", *endpoint)
    assert subnet in (project.folder / "network.svg").read_text()
    told(project, "outscale-native", "adopt", "adopted", "--type", "Subnet", *endpoint)
    assert subnet in (project.folder / "adopted" / "import.json").read_text()


def test_the_check_before_a_release_passes(project: Project, archive: Path) -> None:
    jobs = yaml.safe_load((ROOT / ".github" / "workflows" / "release.yml").read_text())["jobs"]
    (script,) = (step["run"] for step in jobs["archive"]["steps"] if "PULUMI_CONFIG_PASSPHRASE" in step.get("env", {}))
    for command in ("bash", "mkdir", "sed"):
        provide(Path(project.environment["PATH"]), command)
    clone = project.folder / "clone"
    (clone / "dist").mkdir(parents=True)
    for file in (archive, ROOT / "docs"):
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
