"""The recipes of ci/ for pipelines: their commands run as they are, given what is installed and the secrets."""

from __future__ import annotations

import os
import re
import shlex
from pathlib import Path
from typing import Any

import httpx
import pytest
import yaml

from emulator.server import served
from engine.conftest import Project
from engine.processes import closed_port
from pages import blocks, script

CI = Path(__file__).parents[2] / "ci"

#: The program that the pipelines have, and what the guide shows of them.
PROGRAM = blocks("docs/_index.md", "Example", "python")
GUIDE = blocks("docs/guides/ci.md")
SHOWN = [*PROGRAM, *GUIDE]

#: The jobs of both recipes, in the order in which a change passes them.
JOBS = ("preview", "rehearsal", "deploy", "drift", "remove")

Recipe = dict[str, Any]


def recipe(name: str) -> Recipe:
    loaded: Recipe = yaml.safe_load((CI / name).read_text())
    return loaded


GITHUB = recipe("github-actions.yml")["jobs"]
GITLAB = recipe("gitlab-ci.yml")


def commands(job: str) -> list[str]:
    """What a job of GitHub runs once everything is installed."""
    (script,) = (step["run"] for step in GITHUB[job]["steps"] if "run" in step and step.get("name") != "Install")
    return str(script).splitlines()


def settings(job: str) -> dict[str, str]:
    """The environment that a job of GitHub says in clear."""
    return {name: value for name, value in GITHUB[job]["env"].items() if "${{" not in value}


@pytest.mark.parametrize("job", JOBS)
def test_both_pipelines_do_the_same(job: str) -> None:
    assert GITLAB[job]["script"] == commands(job)
    # What stands in clear is the same; the rest are secrets and settings of the project.
    variables = dict(GITLAB[job].get("variables", {}))
    assert variables == settings(job)


def test_what_is_in_no_index_is_installed_by_its_file() -> None:
    """By name anybody's package could come, who has the name in an index first."""
    (install,) = (step["run"] for step in GITHUB["preview"]["steps"] if step.get("name") == "Install")
    lines = [line for line in [*install.splitlines(), *GITLAB["default"]["before_script"]] if "pip install" in line]
    assert len(lines) == 2 and len(set(lines)) == 1
    assert "wheels/*.whl" in lines[0] and "outscale" not in lines[0]


def test_the_jobs_are_all_there_are() -> None:
    assert tuple(GITHUB) == JOBS
    keywords = {"image", "default", ".production"}
    assert tuple(name for name in GITLAB if name not in keywords) == JOBS


def test_a_change_passes_the_pipeline(tmp_path: Path) -> None:
    project = in_a_pipeline(tmp_path / "project")
    secrets = {"OSC_ENDPOINT_API": f"emulator:{project.cloud}"}
    printed = {job: run(project, job, secrets) for job in JOBS}
    assert "+ 4 to create" in printed["preview"]
    assert "+ 4 created" in printed["rehearsal"] and "- 4 deleted" in printed["rehearsal"]
    assert "+ 4 created" in printed["deploy"]
    assert "4 unchanged" in printed["drift"]
    assert "- 4 deleted" in printed["remove"]


def test_the_guides_lines_carry_a_program_out(tmp_path: Path) -> None:
    project = in_a_pipeline(tmp_path / "project")
    project.environment["PULUMI_OPTION_SKIP_PREVIEW"] = "true"
    printed = project.shell(script(GUIDE))
    assert "+ 4 created" in printed and "- 4 deleted" in printed


def in_a_pipeline(folder: Path) -> Project:
    """The overview's program, where nobody answers questions, which the CLI knows by a variable."""
    project = Project(folder, folder / "cloud.sqlite")
    project.environment["CI"] = "true"
    (folder / "Pulumi.yaml").write_text("name: test\nruntime: {name: python, options: {toolchain: pip}}\n")
    project.shell(script(PROGRAM))
    return project


def run(project: Project, job: str, secrets: dict[str, str]) -> str:
    """What the commands of a job print. Only those of production know secrets, and the project's own backend."""
    before = dict(project.environment)
    own = settings(job)
    if "EMULATOR_PORT" in own:
        own["EMULATOR_PORT"] = str(closed_port())
    project.environment |= own or secrets
    if "--preview-only" not in "".join(commands(job)):
        # What an `up` says before it begins is the same as in the job of previews, and takes as long.
        project.environment["PULUMI_OPTION_SKIP_PREVIEW"] = "true"
    try:
        return project.shell("\n".join(commands(job)))
    finally:
        project.environment = before


def container(instruction: str) -> list[str]:
    """The words of a command in the Containerfile."""
    text = (CI / "Containerfile").read_text()
    (words,) = re.findall(rf"^{instruction}.*?\[(.*)\]$", text, re.MULTILINE)
    return [shlex.split(word)[0] for word in words.split(", ")]


def test_a_container_serves_whoever_reaches_it_and_tells_its_health(tmp_path: Path) -> None:
    program, serve, *options = container("CMD")
    assert (program, serve) == ("outscale-emulator", "serve")
    host = options[options.index("--host") + 1]
    database = tmp_path / options[options.index("--db") + 1]
    with served("--host", host, "--db", str(database)) as server:
        assert httpx.get(server.url + "/health").status_code == 200
        assert os.system(shlex.join([*container("HEALTHCHECK"), server.url])) == 0
    assert database.exists()
