"""A stack driven by the real Pulumi CLI, in a folder of its own, and what the provider asked of the API meanwhile."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import time
from collections import Counter
from collections.abc import Mapping
from copy import copy
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
MIXED = ROOT / "benchmarks" / "mixed"


@dataclass(frozen=True)
class Run:
    """One command: how it ended, how long it took, and the API's calls by action."""

    succeeded: bool
    output: str
    seconds: float
    calls: Counter[str] = field(default_factory=Counter)

    @property
    def total(self) -> int:
        return sum(self.calls.values())


class Stack:
    """A stack of a program. `environment` is added to that of the process, `path` is put before its PATH."""

    def __init__(self, folder: Path, program: Path, environment: Mapping[str, str], path: Path | None = None) -> None:
        self._trace = folder / "trace.jsonl"
        self._program = program
        self._config = folder / "Pulumi.bench.yaml"
        self.home = folder / "home"
        (folder / "state").mkdir(parents=True)
        self._environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith(("OSC_", "OUTSCALE_"))},
            "PULUMI_HOME": str(self.home),
            "PULUMI_BACKEND_URL": f"file://{folder / 'state'}",
            "PULUMI_CONFIG_PASSPHRASE": "benchmark",
            "PULUMI_SKIP_UPDATE_CHECK": "true",
            "PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION": "true",
            "PULUMI_DISABLE_REGISTRY_RESOLVE": "true",
            "PYTHONDONTWRITEBYTECODE": "1",
            "OUTSCALE_NATIVE_TRACE": str(self._trace),
            "PATH": os.pathsep.join([*([str(path)] if path else []), str(ROOT / ".venv" / "bin"), os.environ["PATH"]]),
            **environment,
        }
        # A script may have started us in the background, with SIGINT ignored; what we start would not hear it either.
        signal.signal(signal.SIGINT, signal.default_int_handler)
        self._check(self.run("stack", "init", "bench", "--non-interactive"))

    def with_path(self, path: Path) -> Stack:
        """The same stack, with a folder before its PATH."""
        other = copy(self)
        other._environment = {**self._environment, "PATH": os.pathsep.join([str(path), self._environment["PATH"]])}
        return other

    def up(self, *arguments: str, **config: object) -> Run:
        """`pulumi up` with values of configuration."""
        settings = [part for name, value in config.items() for part in ("--config", f"{name}={value}")]
        return self.run("up", "--yes", "--skip-preview", *settings, *arguments)

    def refresh(self) -> Run:
        return self.run("refresh", "--yes", "--skip-preview")

    def destroy(self) -> Run:
        return self.run("destroy", "--yes", "--skip-preview")

    def run(self, *command: str, timeout: float = 1200) -> Run:
        """A command of the CLI, and what came of it."""
        began = time.perf_counter()
        process = self.start(*command)
        output, _ = process.communicate(timeout=timeout)
        seconds = time.perf_counter() - began
        return Run(process.returncode == 0, output, seconds, self.calls())

    def start(self, *command: str) -> subprocess.Popen[str]:
        """A command of the CLI under way, in a session of its own."""
        self._trace.unlink(missing_ok=True)
        where = ["--stack", "bench"] if command[0] != "stack" else []
        configured = ["--config-file", str(self._config)] if command[0] in ("up", "refresh", "destroy") else []
        return subprocess.Popen(
            ["pulumi", *command, *where, *configured],
            cwd=self._program,
            env=self._environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )

    def calls(self) -> Counter[str]:
        """The requests of the last command, by action."""
        lines = self._trace.read_text().splitlines() if self._trace.exists() else []
        return Counter(line["action"] for line in map(json.loads, lines) if "action" in line)

    def resources(self) -> list[dict[str, Any]]:
        """The resources in the state that are in the cloud."""
        export = self.run("stack", "export", "--stack", "bench", "--show-secrets")
        state = json.loads(self._check(export).output)
        return [
            resource
            for resource in state["deployment"].get("resources", ())
            if resource["type"].startswith("outscale-native:")
        ]

    @staticmethod
    def _check(run: Run) -> Run:
        if not run.succeeded:
            raise RuntimeError(run.output)
        return run
