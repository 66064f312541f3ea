"""Where the engine keeps its stacks, found as the engine finds it: what equal URNs of different stacks are told apart by."""

from __future__ import annotations

import json
import os
import re
import sys
from collections.abc import Mapping
from pathlib import Path

if sys.platform != "win32":
    import pwd

PROJECT_FILES = ("Pulumi.yaml", "Pulumi.yml", "Pulumi.json")

#: What a project file says of its backend. Not parsed, which would take longer than all else here: whatever it says there,
#: it says the same the next time, and that is enough.
_URL = re.compile(r"""^\s*["']?backend["']?\s*:.*?\burl["']?\s*:\s*["']?([^\s"'},]+)""", re.MULTILINE | re.DOTALL)


def home_of(environment: Mapping[str, str]) -> Path:
    """The folder of the engine's own files."""
    given = environment.get("PULUMI_HOME")
    return Path(given).expanduser() if given else _folder_of_user() / ".pulumi"


def _folder_of_user() -> Path:
    """As the engine asks the system for it: HOME may differ, in containers or with `sudo` (pulumi-engine.md section 1.2)."""
    if sys.platform == "win32":
        return Path.home()
    try:
        return Path(pwd.getpwuid(os.getuid()).pw_dir)
    except KeyError:
        return Path.home()


def backend_of(environment: Mapping[str, str], folder: Path) -> str:
    """The URL of the backend for a project in a folder or above it, "" where none is to be found."""
    return environment.get("PULUMI_BACKEND_URL") or _of_project(folder) or _current(environment)


def _of_project(folder: Path) -> str:
    for parent in (folder, *folder.parents):
        for name in PROJECT_FILES:
            try:
                found = _URL.search((parent / name).read_text())
            except (OSError, ValueError):
                continue
            return found[1] if found else ""
    return ""


def _current(environment: Mapping[str, str]) -> str:
    """The backend of the last `pulumi login`."""
    given = environment.get("PULUMI_CREDENTIALS_PATH")
    try:
        content = json.loads(((Path(given) if given else home_of(environment)) / "credentials.json").read_text())
    except (OSError, ValueError):
        return ""
    current = content.get("current") if isinstance(content, dict) else None
    return current if isinstance(current, str) else ""
