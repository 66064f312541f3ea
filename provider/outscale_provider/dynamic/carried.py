"""What a dynamic resource carries beside its own values, since Pulumi's host tells neither URN, nor secrets, nor old inputs.

So the URN, the paths of what is secret of the inputs, and, among the outputs, the inputs travel as a value.
"""

from __future__ import annotations

import json
from typing import Any

from google.protobuf.json_format import MessageToDict

from outscale_provider.lifecycle.provider import PACKAGE
from outscale_provider.lifecycle.urn import type_of
from outscale_provider.protos import struct_pb2
from outscale_provider.wire import UNKNOWN_TEXT, decode, encode

#: The properties that are not a resource's own: who serves it, and what the host does not tell. (Of names that begin with
#: two underscores older hosts take away all but the first.)
PROVIDER, UNTOLD = "__provider", "_outscale"
BESIDE = frozenset({PROVIDER, UNTOLD})

#: How the types of the SDK's resources begin, and those of the dynamic ones that stand for them.
OURS, DYNAMIC = f"{PACKAGE}:index:", f"pulumi-python:dynamic/{PACKAGE}:"

Properties = dict[str, Any]


class Carried:
    """The inputs, or the outputs, of a dynamic resource as the host has them, for the messages of the service."""

    def __init__(self, properties: Properties) -> None:
        self._properties = properties
        self._untold = properties.get(UNTOLD, {})

    @property
    def urn(self) -> str:
        return str(self._untold["urn"])

    @property
    def type(self) -> str:
        """The type that the SDK's resource has."""
        return f"{OURS}{type_of(self.urn).removeprefix(DYNAMIC)}"

    @property
    def own(self) -> struct_pb2.Struct:
        """The resource's own values."""
        return self._message({name: value for name, value in self._properties.items() if name not in BESIDE})

    @property
    def inputs(self) -> struct_pb2.Struct:
        """The inputs that outputs carry."""
        return self._message(self._untold.get("inputs", {}))

    def request(self, message: Any, **values: Any) -> Any:
        """What the service is asked about the resource."""
        return message(urn=self.urn, type=self.type, **values)

    @property
    def is_of_program(self) -> bool:
        """Whether a program said this, not an operation."""
        return "inputs" not in self._untold

    def _message(self, values: Properties) -> struct_pb2.Struct:
        """A message of values, with the marks that the host takes away: of secrets, and of what is not known."""
        secrets = json.loads(self._untold.get("secrets", "[]"))
        marked = json.loads(json.dumps(values, default=lambda unknown: UNKNOWN_TEXT))
        return encode(marked, frozenset(tuple(path) for path in secrets))


def untold(urn: str, asked: struct_pb2.Struct, **more: Any) -> Properties:
    """What a resource carries of which `asked` are the inputs."""
    return {UNTOLD: {"urn": urn, "secrets": json.dumps(sorted(decode(asked).secrets, key=str)), **more}}


def as_inputs(urn: str, inputs: struct_pb2.Struct) -> Properties:
    """The inputs of a message, for the host."""
    return {**MessageToDict(inputs), **untold(urn, inputs)}


def as_outputs(urn: str, outputs: struct_pb2.Struct, inputs: struct_pb2.Struct) -> Properties:
    """The outputs of a message, for the host."""
    return {**MessageToDict(outputs), **untold(urn, inputs, inputs=MessageToDict(inputs))}
