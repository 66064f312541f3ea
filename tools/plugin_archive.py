"""Makes the archive of the plugin, which needs no Python: `plugin_archive.py FOLDER`, for the system that runs this.

    pulumi-resource-outscale-native-vVERSION-OS-ARCH.tar.gz           as `pulumi plugin install --file` takes it
    pulumi-resource-outscale-native-vVERSION-OS-ARCH.tar.gz.sha256    as `sha256sum --check` takes it

Both replace those of an earlier run. The environment that runs this needs the provider and PyInstaller, and nothing of
development: what it has of libraries is what goes in.
"""

from __future__ import annotations

import hashlib
import importlib.metadata
import platform
import re
import shutil
import subprocess
import sys
import sysconfig
import tempfile
from collections.abc import Iterator
from pathlib import Path

from packing import pack

from outscale_provider.version import VERSION

ROOT = Path(__file__).resolve().parents[1]
SPEC = ROOT / "tools" / "archive" / "plugin.spec"

#: What Pulumi calls the systems and processors that Python calls otherwise.
PULUMI_NAMES = {"x86_64": "amd64", "AMD64": "amd64", "aarch64": "arm64", "ARM64": "arm64"}

LICENSE_FILE = re.compile(r"(licen[cs]e|copying|notice)", re.IGNORECASE)


def archive_name() -> str:
    """The archive's name on this system."""
    machine = platform.machine()
    return (
        f"pulumi-resource-outscale-native-v{VERSION}-{platform.system().lower()}-{PULUMI_NAMES.get(machine, machine)}"
        ".tar.gz"
    )


def make_archive(target: Path) -> Path:
    """Builds the archive into a folder. One that is there already is replaced only once the new one is whole."""
    target.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=target) as work:
        folder = build(Path(work))
        add_licenses(folder / "licenses")
        fresh = Path(work) / archive_name()
        pack(folder, fresh)
        checksum = fresh.with_name(f"{fresh.name}.sha256")
        # In bytes: with the line ends of Windows, `sha256sum --check` would look for a file of another name.
        checksum.write_bytes(f"{hashlib.sha256(fresh.read_bytes()).hexdigest()}  {fresh.name}\n".encode())
        for file in (fresh, checksum):
            file.replace(target / file.name)
    return target / fresh.name


def build(work: Path) -> Path:
    """The folder with the executables and what they need."""
    options = ["--log-level", "WARN", "--distpath", str(work / "dist"), "--workpath", str(work / "build")]
    subprocess.run([sys.executable, "-m", "PyInstaller", *options, SPEC], check=True)
    return work / "dist" / "outscale-native"


def add_licenses(folder: Path) -> None:
    """Puts the licences of all that goes into the archive beside it: whoever hands it on has to."""
    folder.mkdir()
    shutil.copy(ROOT / "LICENSE", folder)
    for name, file in licenses():
        (folder / name).mkdir(exist_ok=True)
        shutil.copy(file, folder / name)


def licenses() -> Iterator[tuple[str, Path]]:
    """The licences of Python and of each library, with the name of whose they are."""
    python = Path(sysconfig.get_path("stdlib")) / "LICENSE.txt"
    if python.exists():  # some distributions of Python keep it elsewhere
        yield "python", python
    for library in importlib.metadata.distributions():
        for file in library.files or ():
            if ".dist-info" in file.parts[0] and LICENSE_FILE.match(file.name):
                yield library.name, Path(str(file.locate()))


if __name__ == "__main__":
    print(make_archive(Path(sys.argv[1])))
