"""The wheels of dist/ in environments of their own: each Python that is there, with the oldest libraries and the newest."""

from __future__ import annotations

import os
import shutil
import subprocess
import tomllib
from pathlib import Path

import pytest

from engine.conftest import PLUGIN, Project

ROOT = Path(__file__).parents[2]
UV = os.environ.get("UV", "uv")

#: Those that the wheels say they work with.
PYTHONS = ("3.11", "3.12", "3.13", "3.14")


def install(python: str, resolution: str, folder: Path, *packages: str) -> None:
    """Makes an environment with the wheels and other packages, or skips where this machine has no such Python."""
    make = [UV, "venv", "--seed", "--no-python-downloads", "--python", python, folder]
    made = subprocess.run(make, capture_output=True, text=True)
    if "No interpreter found" in made.stderr:
        pytest.skip(f"there is no Python {python} here")
    assert made.returncode == 0, made.stderr
    wheels = [str(wheel) for wheel in (ROOT / "dist").glob("*.whl")]
    # Named as well as required by the wheel: only of what is named the oldest is taken.
    libraries = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["dependencies"]
    # The oldest that are built for this Python: a source would take a compiler, and minutes.
    options = ["--resolution", resolution, "--only-binary", ":all:"]
    command = [UV, "pip", "install", "--python", str(folder / "bin" / "python"), *options]
    subprocess.run([*command, *wheels, *libraries, *packages], check=True)


def comes_and_goes(project: Project) -> None:
    project.up()
    project.run("up", "--yes", "--refresh", "--expect-no-changes")
    project.run("destroy", "--yes", "--skip-preview")


@pytest.mark.parametrize("python", PYTHONS)
@pytest.mark.parametrize("resolution", ["lowest-direct", "highest"])
def test_an_example_comes_and_goes(python: str, resolution: str, tmp_path: Path) -> None:
    project = Project(tmp_path / "project", tmp_path / "cloud.sqlite")
    environment = project.folder / ".venv"
    install(python, resolution, environment)
    pulumi = shutil.which("pulumi")
    assert pulumi is not None
    # As if that environment were active, with nothing of this one.
    project.environment["PATH"] = os.pathsep.join([str(environment / "bin"), str(Path(pulumi).parent), os.defpath])
    assert shutil.which(PLUGIN, path=project.environment["PATH"]) == str(environment / "bin" / PLUGIN)
    project.take("web-server")
    project.run("stack", "init", "dev")
    project.run("config", "set", "outscale-native:endpoint", f"emulator:{project.cloud}")
    comes_and_goes(project)
    # The same without the plugin, which only the program's own environment has.
    program = project.folder / "__main__.py"
    program.write_text(program.read_text().replace("pulumi_outscale_native as", "outscale_provider.dynamic as"))
    project.environment["PATH"] = os.pathsep.join([str(Path(pulumi).parent), os.defpath])
    project.environment["PULUMI_PYTHON_CMD"] = str(environment / "bin" / "python")
    comes_and_goes(project)


def test_a_provider_of_another_cloud_is_installed_beside(tmp_path: Path) -> None:
    folder = tmp_path / "environment"
    install(PYTHONS[0], "highest", folder, "pulumi-aws")
    subprocess.run([UV, "pip", "check", "--python", str(folder / "bin" / "python")], check=True)
    program = "import pulumi_aws, pulumi_outscale_native; pulumi_aws.ec2.Vpc, pulumi_outscale_native.Net"
    subprocess.run([str(folder / "bin" / "python"), "-c", program], check=True)
