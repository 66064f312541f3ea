"""Where a project finds the plugin and the SDK: in the environment that this command runs in."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from shutil import which

from outscale_provider.backend import home_of
from outscale_provider.lifecycle.provider import PACKAGE

PLUGIN = f"pulumi-resource-{PACKAGE}"
SDK_MODULE = "pulumi_outscale_native"


@dataclass(frozen=True)
class Environment:
    """What a project file says of an environment: folders, "" for what it leaves to the engine to find."""

    virtualenv: str = ""
    plugin: str = ""


def environment_for(folder: Path, variables: Mapping[str, str]) -> Environment:
    """What a project in a folder has to say to run in this process's environment."""
    return beside(Path(sys.executable), find_spec(SDK_MODULE) is not None, folder, home_of(variables))


def beside(executable: Path, has_sdk: bool, folder: Path, engine_home: Path) -> Environment:
    """The same for the environment of another executable. In the engine's own cache nobody has to say where a plugin is."""
    commands = executable.parent
    is_virtual = (commands.parent / "pyvenv.cfg").exists()
    has_plugin = which(PLUGIN, path=str(commands)) is not None and not commands.is_relative_to(engine_home / "plugins")
    return Environment(
        virtualenv=_seen_from(folder, commands.parent) if is_virtual and has_sdk else "",
        plugin=_seen_from(folder, commands) if has_plugin else "",
    )


def _seen_from(folder: Path, place: Path) -> str:
    """A path for a project's file: what is in the project or beside it stays so wherever they are moved."""
    near = place.is_relative_to(folder.parent)
    return Path(os.path.relpath(place, folder) if near else place).as_posix()
