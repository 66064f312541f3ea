"""Resources as versions of the provider have stored them, with what the cloud answered then: what each later version must take.

A folder for each version, a file for each type of resource, with one record for each of its lives (lifecycles.py).
`make record-states` adds the records of the present version; it never changes what is there.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from google.protobuf import json_format

from provider.engine import Resource
from provider.messages import decode, encode

STATES = Path(__file__).parent / "states"

#: Stands for private keys, which are kept nowhere. It has the form that the provider asks for.
NOT_RECORDED = "-----BEGIN NOT RECORDED-----\nbm90IHJlY29yZGVk\n-----END NOT RECORDED-----\n"


@dataclass(frozen=True)
class Record:
    """A resource as it was stored, what its program said, and what each read answered."""

    version: str
    life: str
    resource: Resource
    program: Mapping[str, Any]
    answers: Mapping[str, Any]


def records() -> Iterator[Record]:
    """All that were recorded."""
    for file in sorted(STATES.glob("*/*.json")):
        for each in json.loads(file.read_text()):
            resource = Resource(file.stem, each["id"], _loaded(each["inputs"]), _loaded(each["outputs"]))
            yield Record(file.parent.name, each["life"], resource, each["program"], each["answers"])


def add(record: Record) -> None:
    """Writes a record down. Raises FileExistsError where there is one of that life already."""
    file = STATES / record.version / f"{record.resource.type}.json"
    before = json.loads(file.read_text()) if file.exists() else []
    if any(each["life"] == record.life for each in before):
        raise FileExistsError(f"{file} has {record.life} already: what a version has stored does not change")
    resource = record.resource
    each = {
        "life": record.life,
        "id": resource.id,
        "program": record.program,
        "inputs": _dumped(resource.inputs),
        "outputs": _dumped(resource.outputs),
        "answers": record.answers,
    }
    file.parent.mkdir(parents=True, exist_ok=True)
    lines = (json.dumps(one, sort_keys=True) for one in [*before, _without_keys(each)])
    file.write_text("[\n" + ",\n".join(lines) + "\n]\n")


def _dumped(values: dict[str, Any]) -> Any:
    """Values as they are on the wire, where secrets are marked."""
    return json_format.MessageToDict(encode(values))


def _loaded(values: dict[str, Any]) -> dict[str, Any]:
    return decode(encode(values))


def _without_keys(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _without_keys(item) for name, item in value.items()}
    if isinstance(value, list):
        return [_without_keys(item) for item in value]
    return NOT_RECORDED if isinstance(value, str) and "PRIVATE KEY" in value else value
