"""The files of a release, as `make release-files` has left them in dist/."""

from __future__ import annotations

import hashlib
import json
import tarfile
import zipfile
from email import message_from_bytes

import pytest

from outscale_provider.version import VERSION
from sdk.conftest import ROOT

DIST = ROOT / "dist"


def test_the_checksums_are_those_of_all_files() -> None:
    there = {file.name for file in DIST.glob("[!.]*")} - {"SHA256SUMS"}
    sums = dict(reversed(line.split("  ")) for line in (DIST / "SHA256SUMS").read_text().splitlines())
    # An archive has a file of its own as well, for whoever takes no other.
    assert set(sums) == {name for name in there if not name.endswith(".sha256")}
    for name, digest in sums.items():
        assert hashlib.sha256((DIST / name).read_bytes()).hexdigest() == digest


@pytest.mark.parametrize("name", ["outscale_native_provider", "pulumi_outscale_native"])
def test_a_wheel_is_of_this_version(name: str) -> None:
    with zipfile.ZipFile(DIST / f"{name}-{VERSION}-py3-none-any.whl") as wheel:
        metadata = message_from_bytes(wheel.read(f"{name}-{VERSION}.dist-info/METADATA"))
    assert metadata["Version"] == VERSION


def test_the_packages_of_npm_and_go_have_this_version_and_licence() -> None:
    with tarfile.open(DIST / f"pulumi-outscale-native-{VERSION}.tgz") as package:
        names = set(package.getnames())
        said = json.loads(content(package, "package/package.json"))
    assert said["version"] == said["pulumi"]["version"] == VERSION
    assert {"package/LICENSE", "package/index.js", "package/index.d.ts"} <= names
    with tarfile.open(DIST / f"outscale-native-sdk-go-v{VERSION}.tar.gz") as package:
        names = set(package.getnames())
        said = json.loads(content(package, "outscale-native-sdk-go/outscalenative/pulumi-plugin.json"))
    assert said["version"] == VERSION
    assert {"outscale-native-sdk-go/LICENSE", "outscale-native-sdk-go/go.mod"} <= names
    assert all(name.partition("/")[0] == "outscale-native-sdk-go" for name in names)


def content(package: tarfile.TarFile, name: str) -> bytes:
    file = package.extractfile(name)
    assert file is not None
    return file.read()
