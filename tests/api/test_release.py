"""What makes a release, as far as it needs no build: `make archive-test` looks at the files themselves."""

from __future__ import annotations

import hashlib
import json
import re
import subprocess
import sys
import tarfile
from pathlib import Path

import pytest
import yaml

from outscale_provider.version import VERSION

ROOT = Path(__file__).parents[2]
WORKFLOW = yaml.safe_load((ROOT / ".github" / "workflows" / "release.yml").read_text())

FILES = (
    f"outscale_native_provider-{VERSION}-py3-none-any.whl",
    f"pulumi_outscale_native-{VERSION}-py3-none-any.whl",
    f"pulumi-outscale-native-{VERSION}.tgz",
    f"outscale-native-sdk-go-v{VERSION}.tar.gz",
    f"pulumi-resource-outscale-native-v{VERSION}-linux-amd64.tar.gz",
    f"pulumi-resource-outscale-native-v{VERSION}-windows-amd64.tar.gz",
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The folder of a whole release."""
    for name in FILES:
        (tmp_path / name).write_text(name)
    (tmp_path / f"{FILES[-1]}.sha256").touch()
    return tmp_path


def tool(name: str, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, ROOT / "tools" / name, *arguments], capture_output=True, text=True)


def scripts(job: str) -> str:
    """All commands of a job of the workflow."""
    return "\n".join(step.get("run", "") for step in WORKFLOW["jobs"][job]["steps"])


def test_one_file_has_the_checksums_of_all(folder: Path) -> None:
    done = tool("release_files.py", "--complete", folder)
    assert (done.returncode, done.stderr) == (0, "")
    sums = (folder / "SHA256SUMS").read_text()
    assert sorted(sums.splitlines()) == sorted(f"{hashlib.sha256(name.encode()).hexdigest()}  {name}" for name in FILES)
    assert tool("release_files.py", "--complete", folder).returncode == 0  # a second time


def test_what_is_left_out_is_said_and_makes_no_complete_release(folder: Path) -> None:
    (folder / FILES[2]).unlink()
    done = tool("release_files.py", folder)
    assert done.returncode == 0
    assert f"left out of the release: {FILES[2]} (make npm-package, which needs npm)" in done.stderr
    assert FILES[2] not in (folder / "SHA256SUMS").read_text()
    assert tool("release_files.py", "--complete", folder).returncode == 1
    assert not (folder / "SHA256SUMS").exists()


def test_no_release_is_of_two_versions(folder: Path) -> None:
    (folder / "pulumi_outscale_native-0.0.9-py3-none-any.whl").touch()
    refused = tool("release_files.py", folder)
    assert refused.returncode == 1 and "pulumi_outscale_native-0.0.9-py3-none-any.whl" in refused.stderr


def test_the_package_for_go_is_the_module_and_its_licence(tmp_path: Path) -> None:
    assert tool("go_package.py", tmp_path / "one").returncode == tool("go_package.py", tmp_path / "two").returncode == 0
    (file,) = (tmp_path / "one").iterdir()
    assert file.name == FILES[3]
    assert file.read_bytes() == (tmp_path / "two" / file.name).read_bytes()
    with tarfile.open(file) as package:
        names = {member.name for member in package if member.isfile()}
        plugin = package.extractfile("outscale-native-sdk-go/outscalenative/pulumi-plugin.json")
        assert plugin is not None and json.load(plugin)["version"] == VERSION
    module = (path for path in (ROOT / "sdk" / "go").rglob("*") if path.is_file())
    expected = {f"outscale-native-sdk-go/{path.relative_to(ROOT / 'sdk' / 'go').as_posix()}" for path in module}
    assert names == {*expected, "outscale-native-sdk-go/LICENSE"}


def test_the_workflow_makes_what_the_targets_make() -> None:
    (command,) = re.findall(r"uv run --python \S+ (.+)", scripts("archive"))
    assert f"$(UV) run {command}" in (ROOT / "Makefile").read_text()
    targets = re.findall(r"^make (\S+)$", scripts("packages"), re.MULTILINE)
    assert targets == ["sdks"]
    (needed,) = re.findall(r"^sdks: ([^#]+)", (ROOT / "Makefile").read_text(), re.MULTILINE)
    assert {*needed.split()} == {"wheels", "npm-package", "go-package"}


def test_the_workflows_program_is_that_of_the_overview() -> None:
    (cut,) = re.findall(r"^(sed .+) > smoke/Pulumi.yaml$", scripts("archive"), re.MULTILINE)
    done = subprocess.run(["sh", "-c", cut], cwd=ROOT, capture_output=True, text=True, check=True)
    program = yaml.safe_load(done.stdout)
    assert program["runtime"] == "yaml" and {"main", "public", "web"} <= set(program["resources"])
