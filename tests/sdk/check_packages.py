"""The packages of the SDKs, as `make sdks` has put them into dist/: what registries show of them, and who can use them."""

from __future__ import annotations

import json
import subprocess
import tarfile
import zipfile
from email import message_from_bytes
from pathlib import Path

import pytest

from outscale_provider.schema import DESCRIPTION
from outscale_provider.version import VERSION
from sdk.conftest import ROOT, use_package

LICENSE = (ROOT / "LICENSE").read_bytes()


def test_the_wheel_says_what_it_is() -> None:
    name = f"pulumi_outscale_native-{VERSION}"
    with zipfile.ZipFile(ROOT / "dist" / f"{name}-py3-none-any.whl") as wheel:
        metadata = message_from_bytes(wheel.read(f"{name}.dist-info/METADATA"))
        assert wheel.read(f"{name}.dist-info/licenses/LICENSE") == LICENSE
        assert "pulumi_outscale_native/py.typed" in wheel.namelist()
    assert (metadata["Summary"], metadata["License"], metadata["Version"]) == (DESCRIPTION, "Apache-2.0", VERSION)
    page = metadata.get_payload()
    assert isinstance(page, str) and page.startswith("# OUTSCALE Native for Python\n")
    assert "import pulumi_outscale_native as outscale" in page


def test_the_npm_package_says_what_it_is() -> None:
    with tarfile.open(ROOT / "dist" / f"pulumi-outscale-native-{VERSION}.tgz") as package:
        files = {name.removeprefix("package/"): package.extractfile(name) for name in package.getnames()}
        contents = {name: file.read() for name, file in files.items() if file}
    manifest = json.loads(contents["package.json"])
    assert (manifest["description"], manifest["license"], manifest["version"]) == (DESCRIPTION, "Apache-2.0", VERSION)
    assert b"# OUTSCALE Native for TypeScript and JavaScript\n" in contents["README.md"]
    assert contents["LICENSE"] == LICENSE
    # Its code and its types, and no maps to sources that it does not have.
    assert {"index.js", "index.d.ts", "config/vars.d.ts", "types/input.d.ts"} <= {*contents}
    assert {Path(name).suffix for name in contents} == {"", ".json", ".md", ".js", ".ts"}


#: Ways to have the package in plain JavaScript, by the suffix of a program's file.
USES = {
    "cjs": 'const outscale = require("pulumi-outscale-native");',
    "mjs": 'import * as all from "pulumi-outscale-native";\n'
    'import { Net, NetTenancy, config, getNetsOutput, types } from "pulumi-outscale-native";\n'
    "const outscale = { ...all, Net, NetTenancy, config, getNetsOutput, types };",
}


@pytest.mark.parametrize("suffix", USES)
def test_the_package_is_for_plain_javascript_as_well(tmp_path: Path, suffix: str) -> None:
    use_package(tmp_path)
    program = tmp_path / f"program.{suffix}"
    program.write_text(
        f"{USES[suffix]}\n"
        "console.log(typeof outscale.Net, typeof outscale.Provider, typeof outscale.getNetsOutput,"
        " outscale.NetTenancy.Dedicated, outscale.types.enums.NetTenancy.Default, 'region' in outscale.config);\n"
    )
    told = subprocess.run(["node", program], cwd=tmp_path, capture_output=True, text=True, check=True)
    assert told.stdout.split() == ["function", "function", "function", "dedicated", "default", "true"]
