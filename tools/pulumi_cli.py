"""Provides the Pulumi CLI with its language hosts, and this project's SDK generator.

    pulumi_cli.py pulumi       prints the folder to put on PATH
    pulumi_cli.py sdkgen       prints the path of the SDK generator
    pulumi_cli.py yaml         prints the folder of the language host for YAML, to put on PATH as well
    pulumi_cli.py go-nodejs    prints the folder of those for Go and TypeScript, to put on PATH as well

What is missing is made first, so asking is all that a caller ever does. The CLI comes, in this order, from PATH,
from the official installation, or from a build of its Go modules, for machines that reach package registries and
nothing else. What is made is kept in `~/.cache/outscale-native` (`$XDG_CACHE_HOME` in place of `~/.cache`) for all
clones, in folders that tell the version. The versions are those of the `go.mod` files beside this program.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from go_toolchain import GoToolchain, pinned, version_in
from workshop import StepError, Workshop, open_workshop, say

TOOLS = Path(__file__).resolve().parent
CLI_MODULE = TOOLS / "pulumi-cli"
HOST_MODULE = TOOLS / "pulumi-language-python"
SDKGEN_MODULE = TOOLS / "sdkgen"

PULUMI_SDK = "github.com/pulumi/pulumi/sdk/v3"

CLI_VERSION = pinned(CLI_MODULE, "github.com/pulumi/pulumi/pkg/v3")
"""The version that is installed, and the oldest that is taken from PATH, since no older one is tested."""

FURTHER_HOSTS = {"yaml": "github.com/pulumi/pulumi-yaml", "go-nodejs": PULUMI_SDK}
"""The language hosts that not everybody needs, in modules of their own, with what has their sources. Those of Go and
TypeScript were a part of Pulumi's SDK until 3.69, and work with later CLIs."""

HOST_HELPERS = ("python/cmd/pulumi-language-python-exec", "python/dist/pulumi-resource-pulumi-python")
"""Scripts that the language host expects beside itself: the one that runs a program, and the provider of resources
that a program defines itself."""

STALL = 15.0
"""Seconds without a byte after which the official installation is given up."""


class UnusableError(Exception):
    """A Pulumi CLI that is missing, broken, too old or incomplete; the message says which."""


class UnavailableError(Exception):
    """A tool that can't be had here; the message tells what was tried and what the user can do."""


@dataclass(frozen=True)
class Cache:
    """Where the tools are kept."""

    folder: Path

    @classmethod
    def of_user(cls) -> Cache:
        return cls(Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "outscale-native")

    @property
    def pulumi(self) -> Path:
        """The root of an installation of Pulumi, the executables in its `bin`."""
        return self.folder / f"pulumi-{CLI_VERSION}"

    def hosts(self, languages: str) -> Path:
        """The folder of the language hosts of a module."""
        return self.folder / f"pulumi-language-{languages}-{host_version(languages)}"

    @property
    def sdkgen(self) -> Path:
        """The folder of the SDK generator, by the hash of its sources: clones may differ in them."""
        digest = hashlib.sha256()
        for source in sorted([*SDKGEN_MODULE.glob("*.go"), *SDKGEN_MODULE.glob("go.*")]):
            digest.update(source.name.encode() + b"\0" + source.read_bytes() + b"\0")
        return self.folder / f"sdkgen-{digest.hexdigest()[:12]}"


def provide_pulumi(cache: Cache, uv: str) -> Path:
    """The folder of a usable CLI."""
    try:
        return pulumi_on_path()
    except UnusableError as error:
        not_on_path = f"PATH: {error}"
    if not cache.pulumi.exists():
        with open_workshop(cache.folder) as workshop:
            if not cache.pulumi.exists():  # the lock's last holder may have made it
                say(not_on_path)
                make_pulumi(workshop, cache, uv, not_on_path)
    return cache.pulumi / "bin"


def provide_sdkgen(cache: Cache, uv: str) -> Path:
    """The executable of the SDK generator."""
    provide_built("SDK generator", cache.sdkgen, build_sdkgen, cache, uv)
    return cache.sdkgen / "sdkgen"


def provide_hosts(languages: str, cache: Cache, uv: str) -> Path:
    """The folder of the language hosts of a module."""
    place = cache.hosts(languages)
    provide_built(f"language hosts ({languages})", place, partial(build_hosts, languages), cache, uv)
    return place


def host_module(languages: str) -> Path:
    """The Go module that builds language hosts."""
    return TOOLS / f"pulumi-language-{languages}"


def host_version(languages: str) -> str:
    """The version of the language hosts of a module, which is not the CLI's."""
    return pinned(host_module(languages), FURTHER_HOSTS[languages])


def provide_built(title: str, place: Path, build: Callable[[GoToolchain, Cache], None], cache: Cache, uv: str) -> None:
    """Builds a tool, unless it is in its place; UnavailableError where it can't be built."""
    if place.exists():
        return
    with open_workshop(cache.folder) as workshop:
        if not place.exists():  # the lock's last holder may have made it
            try:
                build(find_go(workshop, uv), cache)
            except StepError as error:
                raise UnavailableError(f"no {title}, since it can't be built:\n{error}") from error


def pulumi_on_path() -> Path:
    """The folder of the CLI on PATH, or UnusableError."""
    found = shutil.which("pulumi")
    if found is None:
        raise UnusableError("no pulumi")
    folder = Path(found).absolute().parent
    check_pulumi(folder, os.environ.get("PATH", os.defpath))
    return folder


def check_pulumi(folder: Path, *host_path: str) -> None:
    """Raises UnusableError unless a folder's CLI runs, is new enough and has a Python host, there or on `host_path`."""
    pulumi = folder / "pulumi"
    env = {**os.environ, "PULUMI_SKIP_UPDATE_CHECK": "true"}
    try:
        version = subprocess.run(
            [pulumi, "version"], env=env, capture_output=True, text=True, timeout=30, check=True
        ).stdout.strip()
    except (OSError, subprocess.SubprocessError) as error:
        raise UnusableError(f"{pulumi} does not run: {error}") from error
    if version_in(version) < version_in(CLI_VERSION):
        raise UnusableError(f"{pulumi} has version {version}, older than {CLI_VERSION}")
    if not shutil.which("pulumi-language-python", path=os.pathsep.join([str(folder), *host_path])):
        raise UnusableError(f"{pulumi} comes without pulumi-language-python")


def make_pulumi(workshop: Workshop, cache: Cache, uv: str, not_on_path: str) -> None:
    """Makes a CLI in the workshop, and moves it into its place once it is known to work."""

    def officially(root: Path) -> None:
        workshop.step(
            f"trying the official installation of pulumi {CLI_VERSION}",
            [sys.executable, TOOLS / "official_install.py", root, CLI_VERSION],
            stall=STALL,
        )

    def from_go_modules(root: Path) -> None:
        toolchain = find_go(workshop, uv)
        build_pulumi(toolchain, root)
        if not cache.sdkgen.exists():
            # Seconds now, minutes once the caches are gone. A failure concerns only those who ask for it.
            with suppress(StepError):
                build_sdkgen(toolchain, cache)

    tried = [not_on_path]
    ways = {"official installation": officially, "build from Go modules": from_go_modules}
    for number, (name, way) in enumerate(ways.items()):
        root = workshop.folder / f"pulumi-{number}"
        try:
            way(root)
            check_pulumi(root / "bin")
        except (StepError, UnusableError) as error:
            tried.append(f"{name}: {error}")
        else:
            root.rename(cache.pulumi)
            say(f"pulumi {CLI_VERSION} is in {cache.pulumi}")
            return
    advice = f"Put pulumi {CLI_VERSION} or later with its pulumi-language-python on PATH."
    raise UnavailableError("\n".join(["no Pulumi CLI:", *(f"- {what}" for what in tried), advice]))


def find_go(workshop: Workshop, uv: str) -> GoToolchain:
    """A Go toolchain that builds all modules here."""
    return GoToolchain.find(workshop, pinned(CLI_MODULE, "go"), uv)


def build_pulumi(toolchain: GoToolchain, root: Path) -> None:
    """Builds the CLI and its Python language host into the `bin` of a root.

    They are two modules, as the host's own module is not served and the last sdk/v3 that contains it is an old one.
    `tool` is what Go calls the package that a go.mod's `tool` line names.
    """
    binaries = root / "bin"
    binaries.mkdir(parents=True)
    toolchain.build(
        CLI_MODULE,
        "tool",
        binaries / "pulumi",
        CLI_VERSION,
        f"building pulumi {CLI_VERSION}, once for all: takes some 4 minutes on 2 cores and 5 GB of disk meanwhile",
    )
    host_version = pinned(HOST_MODULE, PULUMI_SDK)
    toolchain.build(
        HOST_MODULE,
        "tool",
        binaries / "pulumi-language-python",
        host_version,
        f"building pulumi-language-python {host_version}",
    )
    sources = toolchain.module_folder(CLI_MODULE, PULUMI_SDK)
    for helper in HOST_HELPERS:
        shutil.copy(sources / helper, binaries)
        (binaries / Path(helper).name).chmod(0o755)


def build_sdkgen(toolchain: GoToolchain, cache: Cache) -> None:
    """Builds the SDK generator and moves it into its place."""
    fresh = toolchain.workshop.folder / "sdkgen"
    toolchain.build(SDKGEN_MODULE, ".", fresh / "sdkgen", CLI_VERSION, "building sdkgen")
    fresh.rename(cache.sdkgen)


def build_hosts(languages: str, toolchain: GoToolchain, cache: Cache) -> None:
    """Builds the language hosts of a module into a folder and moves it into its place."""
    version = host_version(languages)
    fresh = toolchain.workshop.folder / "hosts"
    fresh.mkdir()
    title = f"building the language hosts {languages} {version}, once for all"
    toolchain.build(host_module(languages), "tool", fresh, version, title)
    fresh.rename(cache.hosts(languages))


def main() -> None:
    hosts = {languages: partial(provide_hosts, languages) for languages in FURTHER_HOSTS}
    tools: dict[str, Callable[[Cache, str], Path]] = {"pulumi": provide_pulumi, "sdkgen": provide_sdkgen, **hosts}
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("tool", choices=tools)
    parser.add_argument("--uv", default="uv", help="the uv that installs Go where there is none")
    arguments = parser.parse_args()
    # As after Ctrl-C, what was started ends and the workshop is cleared.
    signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(128 + number))
    try:
        print(tools[arguments.tool](Cache.of_user(), arguments.uv))
    except UnavailableError as error:
        sys.exit(f"[tools] {error}")
    except KeyboardInterrupt:
        sys.exit(130)


if __name__ == "__main__":
    main()
