"""The stack that a folder is about, as the Pulumi CLI knows it."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from shutil import which

from outscale_provider.backend import PROJECT_FILES
from outscale_provider.lifecycle.provider import ENGINE_INPUTS, PACKAGE

#: How long the CLI may take, in seconds: its backend may be far away.
TIMEOUT = 60

#: What a project file says of its language, in one line or with options below. Not parsed: it would only cost a finding.
_RUNTIME = re.compile(r"""^["']?runtime["']?\s*:\s*(?:\{?\s*["']?name["']?\s*:\s*)?["']?([\w-]+)""", re.MULTILINE)


@dataclass(frozen=True)
class StackConfiguration:
    """What a stack's configuration says of the provider: texts by setting. `secrets` are those that it keeps encrypted.

    `trouble` is why it could not be read, "" if it was or there is no project here.
    """

    settings: Mapping[str, str] = field(default_factory=dict)
    secrets: frozenset[str] = frozenset()
    trouble: str = ""

    def beneath(self, settings: Mapping[str, str]) -> dict[str, str]:
        """What the provider is given where a command line says `settings`, which count more."""
        return {name: text for name, text in {**self.settings, **settings}.items() if name not in ENGINE_INPUTS}


def project_file(folder: Path) -> Path | None:
    """The project file that the CLI finds from a folder on."""
    places = (parent / name for parent in (folder, *folder.parents) for name in PROJECT_FILES)
    return next((place for place in places if place.is_file()), None)


def runtime_of(folder: Path) -> str:
    """The runtime that the project of a folder names, "" where there is none."""
    project = project_file(folder)
    found = _RUNTIME.search(project.read_text(encoding="utf-8", errors="replace")) if project else None
    return found[1] if found else ""


def configuration_of(folder: Path, stack: str, environment: Mapping[str, str]) -> StackConfiguration:
    """The configuration of a stack of the project in a folder, of the selected one where `stack` is ""."""
    pulumi = which("pulumi", path=environment.get("PATH"))
    if project_file(folder) is None or pulumi is None:
        return StackConfiguration()
    command = [
        pulumi,
        "config",
        "--json",
        "--show-secrets",
        "--non-interactive",
        *(["--stack", stack] if stack else []),
    ]
    try:
        done = subprocess.run(
            command, cwd=folder, env=dict(environment), capture_output=True, text=True, timeout=TIMEOUT, check=True
        )
        return _read(json.loads(done.stdout))
    except subprocess.CalledProcessError as error:
        # The first line says what, the others what the CLI can do.
        said = next(iter(error.stderr.strip().splitlines()), "the CLI failed")
        return StackConfiguration(trouble=said.removeprefix("error: "))
    except (OSError, subprocess.TimeoutExpired, ValueError) as error:
        return StackConfiguration(trouble=str(error))


def _read(said: Mapping[str, Mapping[str, object]]) -> StackConfiguration:
    prefix = f"{PACKAGE}:"
    ours = {key.removeprefix(prefix): value for key, value in said.items() if key.startswith(prefix)}
    settings = {name: str(value["value"]) for name, value in ours.items() if "value" in value}
    return StackConfiguration(settings, frozenset(name for name, value in ours.items() if value.get("secret")))
