"""Which versions of what belongs together are installed, and whether the engine finds the plugin."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Callable, Iterator, Mapping
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from shutil import which

from outscale_native.environment import PLUGIN
from outscale_native.findings import Finding
from outscale_native.stack import project_file, runtime_of
from outscale_provider.backend import home_of
from outscale_provider.lifecycle.provider import PACKAGE
from outscale_provider.version import VERSION

SDK = f"pulumi-{PACKAGE}"

#: Runtimes whose programs take no SDK of Python.
OTHER_LANGUAGES = ("yaml", "nodejs", "go", "dotnet", "java")

#: How long a program may take to say its version, in seconds.
TIMEOUT = 30

#: What a project file says of where the plugin is. Not parsed: a key more between the two would only cost this finding.
_PATH = re.compile(rf"""-\s*name\s*:\s*["']?{PACKAGE}["']?\s+path\s*:\s*(["']?)(.+?)\1\s*(?:\s#.*)?$""", re.MULTILINE)

_NUMBERS = re.compile(r"\d+")


def examine(folder: Path, environment: Mapping[str, str]) -> Iterator[Finding]:
    """The command's own version, and those of what works with it."""
    yield Finding("ok", f"provider {VERSION}")
    yield _looked(lambda: _plugin(folder, environment))
    yield _looked(lambda: _sdk(folder))
    yield _cli(environment)


def _looked(look: Callable[[], Finding]) -> Finding:
    """What a look at files finds, which this user may have no right to."""
    try:
        return look()
    except OSError as error:
        remedy = "the engine reads it too: let this user do so; PULUMI_HOME may name another home of the engine"
        return Finding("problem", f"{error.filename} can't be read: {error.strerror}", remedy)


def _plugin(folder: Path, environment: Mapping[str, str]) -> Finding:
    """Where the engine looks first comes first (pulumi-engine.md section 1.1)."""
    if "PULUMI_DEBUG_PROVIDERS" in environment:
        return Finding("note", f"PULUMI_DEBUG_PROVIDERS attaches {environment['PULUMI_DEBUG_PROVIDERS']}")
    project = project_file(folder)
    if project and (named := _PATH.search(project.read_text(encoding="utf-8", errors="replace"))):
        place = project.parent / named[2]
        if there := which(PLUGIN, path=str(place)):
            return _found(there, environment)
        return Finding("problem", f"{project} says that the plugin is in {place}, where it is not", "install it there")
    if on_path := which(PLUGIN, path=environment.get("PATH")):
        return _found(on_path, environment)
    if cached := _newest_in(home_of(environment) / "plugins"):
        return _found(cached, environment)
    return Finding(
        "problem",
        f"the engine finds no {PLUGIN}: neither on PATH nor in {home_of(environment) / 'plugins'}",
        "put the folder on PATH that has this command; only programs that import outscale_provider.dynamic need no plugin",
    )


def _newest_in(cache: Path) -> str | None:
    """The plugin that the engine takes of its cache, where no program asks for an older one."""
    places = sorted(cache.glob(f"resource-{PACKAGE}-v*/"), key=lambda place: [*map(int, _NUMBERS.findall(place.name))])
    return which(PLUGIN, path=str(places[-1])) if places else None


def _found(plugin: str, environment: Mapping[str, str]) -> Finding:
    said = _said([plugin, "--version"], environment)
    if said == VERSION:
        return Finding("ok", f"plugin {said} ({plugin})")
    return Finding(
        "note",
        f"plugin {said or 'that does not say its version'} ({plugin}) is not of this command's version {VERSION}",
        "install the provider there again, or run the command that is beside it",
    )


def _sdk(folder: Path) -> Finding:
    found = _installed(SDK)
    if not found and (language := runtime_of(folder)) in OTHER_LANGUAGES:
        return Finding("ok", f"a program in {language} takes no SDK from here")
    if not found:
        return Finding(
            "note", f"{SDK} is not installed beside this command", "a Python program needs it in its own environment"
        )
    if found != VERSION:
        return Finding(
            "note", f"SDK {found} is not of the provider's version {VERSION}", f"pip install {SDK}=={VERSION}"
        )
    return Finding("ok", f"SDK {found}, pulumi {_installed('pulumi')}")


def _cli(environment: Mapping[str, str]) -> Finding:
    pulumi = which("pulumi", path=environment.get("PATH"))
    if pulumi is None:
        return Finding("problem", "there is no Pulumi CLI on PATH", "install it: https://www.pulumi.com/docs/install/")
    return Finding(
        "ok", f"Pulumi CLI {_said([pulumi, 'version'], environment) or 'that does not say its version'} ({pulumi})"
    )


def _installed(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return ""


def _said(command: list[str], environment: Mapping[str, str]) -> str:
    """What a program prints, "" where it fails."""
    try:
        done = subprocess.run(
            command, env=dict(environment), capture_output=True, text=True, timeout=TIMEOUT, check=True
        )
    except (OSError, subprocess.SubprocessError):
        return ""
    return done.stdout.strip()
