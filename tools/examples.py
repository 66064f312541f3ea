"""Makes the example of each resource and function in all languages: `examples.py SDKGEN OUT.json`.

OUT has the programs by the names of what they show, and by language. SDKGEN is the generator, which needs the language host
for YAML on PATH. It checks the examples against the schema, which is without examples then.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import NoReturn

from outscale_api import load
from outscale_provider.functions import functions_of
from outscale_provider.lifecycle.provider import Provider
from outscale_provider.resources import RESOURCES
from outscale_provider.schema import build_schema

#: In the common style, whatever the project's own sources have: readers see a program beside other things.
RUFF = [sys.executable, "-m", "ruff", "--isolated"]

#: As wide as a page of the site. What is short is on one line: the generator writes each value on its own.
LAYOUT = ["--line-length", "80", "--config", "format.skip-magic-trailing-comma = true"]

Programs = dict[str, dict[str, str]]


def make_programs(sdkgen: Path) -> Programs:
    """All programs; a program that is wrong ends it, with a message that has its name and line."""
    provider = Provider(load(), RESOURCES, functions_of, _no_connection, _no_connection)
    with tempfile.TemporaryDirectory() as folder:
        schema, sources, made = (Path(folder) / f"{name}.json" for name in ("schema", "sources", "made"))
        schema.write_text(json.dumps(build_schema(provider, programs={})))
        sources.write_text(json.dumps(_sources()))
        if subprocess.run([sdkgen, schema, "examples", sources, made], check=False).returncode:
            sys.exit("No examples were made.")
        programs: Programs = json.loads(made.read_text())
    formatted = _formatted({name: by_language["python"] for name, by_language in programs.items()})
    return {name: {**by_language, "python": formatted[name]} for name, by_language in programs.items()}


def _no_connection(*_: object) -> NoReturn:
    raise AssertionError("the schema needs no connection")


def _sources() -> dict[str, str]:
    """The examples as they are written, in PCL."""
    return {definition.name: definition.example.program.strip() for definition in (*RESOURCES, *functions_of(load()))}


def _formatted(programs: Mapping[str, str]) -> dict[str, str]:
    """Python programs in the common style, without what they don't use."""
    with tempfile.TemporaryDirectory() as folder:
        files = {name: Path(folder) / f"{name}.py" for name in programs}
        for name, file in files.items():
            file.write_text(programs[name])
        subprocess.run([*RUFF, "check", "--quiet", "--fix", "--select", "F401", folder], check=True)
        subprocess.run([*RUFF, "format", "--quiet", *LAYOUT, folder], check=True)
        return {name: file.read_text() for name, file in files.items()}


def main() -> None:
    programs = make_programs(Path(sys.argv[1]))
    text = json.dumps(programs, ensure_ascii=False, indent=1, sort_keys=True)
    Path(sys.argv[2]).write_text(text + "\n")


if __name__ == "__main__":
    main()
