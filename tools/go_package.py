"""Packs the Go SDK, for programs that name its folder in their go.mod, as no host serves the module: `go_package.py FOLDER`.

outscale-native-sdk-go-vVERSION.tar.gz    a folder `outscale-native-sdk-go` with the module and its licence
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path

from packing import pack

from outscale_provider.version import VERSION

ROOT = Path(__file__).resolve().parents[1]
TOP = "outscale-native-sdk-go"


def make_package(target: Path) -> Path:
    """Packs the module into a folder. A package that is there already is replaced only once the new one is whole."""
    target.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=target) as work:
        module = shutil.copytree(ROOT / "sdk" / "go", Path(work) / "module")
        shutil.copy(ROOT / "LICENSE", module)
        fresh = Path(work) / f"{TOP}-v{VERSION}.tar.gz"
        pack(module, fresh, TOP)
        return fresh.replace(target / fresh.name)


if __name__ == "__main__":
    print(make_package(Path(sys.argv[1])))
