"""The examples of resources and functions, as their pages show them: compiled in TypeScript and Go, run in YAML.

`make lint` checks those in Python.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from emulator import pki
from emulator.server import Server, served
from engine.conftest import LONGEST, Project
from outscale_emulator import ACCESS_KEY, SECRET_KEY
from outscale_provider.schema import made_programs
from sdk.conftest import ROOT, UNVERSIONED, compiles_go, run

pytestmark = pytest.mark.timeout(LONGEST)

SEED = ROOT / "provider/outscale_emulator/data/seeds/default.json"

#: Examples that run nowhere, and why.
NOT_RUN = {
    "ApiAccessPolicy": "the provider's own key must end within a year, and that of the emulator never ends",
    "NetPeeringAcceptance": "accepts what another account has asked for; the example of NetPeering accepts its own",
}

#: What programs find in their configuration, other than names of what is there.
GIVEN = {
    "login": "emulator@example.com",
    "password": "emulator-password",
    "certificate": pki.pem_certificate(),
    "privateKey": pki.pem_key(pki.rsa_key()),
    "publicKey": pki.rsa_key().public_key().public_bytes(Encoding.OpenSSH, PublicFormat.OpenSSH).decode(),
    "productTypeId": "0001",
    "serviceId": "pl-e0000001",
}

Program = dict[str, Any]


def written(language: str, folder: Path) -> None:
    subprocess.run([sys.executable, ROOT / "tools/example_files.py", language, folder], check=True)


def test_all_compile_in_typescript(tmp_path: Path) -> None:
    written("typescript", tmp_path)
    (tmp_path / "package.json").write_text(json.dumps({"name": "examples", "private": True}))
    run(
        tmp_path,
        f"npm install --no-audit --no-fund --loglevel=error typescript@^5 {ROOT}/dist/pulumi-outscale-native-*.tgz",
    )
    run(tmp_path, "npx tsc --noEmit --strict --target es2022 --module nodenext *.ts")


@compiles_go
def test_all_compile_in_go(tmp_path: Path) -> None:
    written("go", tmp_path)
    sdk = ROOT / "sdk/go"
    module = re.sub("^module (.*)", "module examples", (sdk / "go.mod").read_text())
    name = (sdk / "go.mod").read_text().split()[1]
    (tmp_path / "go.mod").write_text(f"{module}\nrequire {name} {UNVERSIONED}\nreplace {name} => {sdk}\n")
    (tmp_path / "go.sum").write_text((sdk / "go.sum").read_text())
    run(tmp_path, "go vet -mod=mod ./...")


@pytest.fixture
def cloud(tmp_path: Path) -> Iterator[Server]:
    """An account that may have as many objects as all examples make together."""
    seed = json.loads(SEED.read_text())
    for quota in seed["quotas"]:
        quota["MaxValue"] = 0
    (tmp_path / "seed.json").write_text(json.dumps(seed))
    with served("--seed", str(tmp_path / "seed.json")) as server:
        yield server


def test_all_run_in_yaml(project: Project, cloud: Server) -> None:
    project.environment |= {"OSC_ENDPOINT_API": cloud.url, "OSC_ACCESS_KEY": ACCESS_KEY, "OSC_SECRET_KEY": SECRET_KEY}
    programs = {name: yaml.safe_load(made["yaml"]) for name, made in made_programs().items()}
    examples = {name: example for name, example in programs.items() if name not in NOT_RUN}
    write(project, {})
    project.run("stack", "init", "dev")
    # What looks for something comes when that is there: functions, and what has it for a setting.
    resources = {name: example for name, example in examples.items() if name[0].isupper()}
    for some in ({name: example for name, example in resources.items() if settings(example) <= set(GIVEN)}, examples):
        configure(project, some)
        write(project, some)
        project.up()
    outputs = json.loads(project.run("stack", "output", "--json", "--show-secrets"))
    assert set(outputs) == {f"{name}_{output}" for name, example in examples.items() for output in outputs_of(example)}
    project.up("--expect-no-changes")
    project.run("destroy", "--yes", "--skip-preview")
    assert project.resources() == {}


def settings(example: Program) -> set[str]:
    return set(example.get("config", {}))


def outputs_of(example: Program) -> set[str]:
    return set(example.get("outputs", {}))


def write(project: Project, examples: Mapping[str, Program]) -> None:
    """Makes one program of examples, in which each name has that of its example before it."""
    program: Program = {"name": "examples", "runtime": "yaml"}
    for name, example in examples.items():
        declared = {key for part in ("config", "resources", "variables") for key in example.get(part, {})}
        reference = re.compile(rf"\$\{{({'|'.join(declared)})\b")
        for part, declarations in example.items():
            text = reference.sub(rf"${{{name}_\1", json.dumps(declarations, default=str))
            program.setdefault(part, {}).update({f"{name}_{key}": value for key, value in json.loads(text).items()})
    (project.folder / "Pulumi.yaml").write_text(yaml.safe_dump(program))


def configure(project: Project, examples: Mapping[str, Program]) -> None:
    """Gives each example its configuration: what is given, or what an object of the stack is called."""
    resources = project.resources()
    options = []
    for name, example in examples.items():
        for setting, declared in example.get("config", {}).items():
            value = GIVEN.get(setting) or found(resources, name, setting)
            options += ["--secret" if declared.get("secret") else "--plaintext", f"examples:{name}_{setting}={value}"]
    project.run("config", "set-all", *options)


def found(resources: Mapping[str, Any], example: str, setting: str) -> str:
    """What a resource has for a property of that name: best the one that the function, else the setting is called after."""
    having = [name for name, resource in resources.items() if isinstance(resource["outputs"].get(setting), str)]
    named = (example.removeprefix("get"), setting[0].upper() + re.sub("(Id|Name)$", "", setting[1:]))
    best = sorted(having, key=lambda name: [name.split()[0] != type for type in named])
    return str(resources[best[0]]["outputs"][setting]) if best else ""
