"""The API's calls of the operations on examples/web-server."""

from __future__ import annotations

import shutil
import tempfile
from collections import Counter
from pathlib import Path

from benchmarks.stack import ROOT, Stack


def measure() -> dict[str, Counter[str]]:
    """The calls by action, of each operation."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        environment = {"OSC_ENDPOINT_API": f"emulator:{folder / 'cloud.sqlite'}"}
        stack = Stack(folder / "stack", _program(folder / "program"), environment)
        runs = {"up": stack.up(), "no-op up": stack.up(), "refresh": stack.refresh(), "destroy": stack.destroy()}
    failed = [run.output for run in runs.values() if not run.succeeded]
    if failed:
        raise RuntimeError(failed[0])
    return {name: run.calls for name, run in runs.items()}


def _program(folder: Path) -> Path:
    """A copy of the example, which finds the plugin in its own environment: that is ours."""
    shutil.copytree(ROOT / "examples" / "web-server", folder, ignore=shutil.ignore_patterns("Pulumi.*.yaml", ".venv"))
    (folder / ".venv").symlink_to(ROOT / ".venv")
    return folder
