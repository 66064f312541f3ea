"""Property values as the engine writes and reads them (pulumi-engine.md section 3.2), independently of the provider."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from google.protobuf import struct_pb2

from outscale_provider.model.values import UNKNOWN

UNKNOWN_TEXT = "04da6b54-80e4-46f7-96ec-b56ff0331ba9"
SIGNATURE = "4dabf18193072939515e22adb298388d"
ABSENT = object()


class Signatures:
    """What a tagged object is."""

    SECRET = "1b47061264138c4ac30d75fd1eb44270"
    OUTPUT = "d0e6a833031e9bbcd3f4e8bde6ca49a4"
    RESOURCE = "5cf8f73096256a8f31e491e813e4eb8e"
    ASSET = "c44067f5952c0a294b673a41bacd8c17"


@dataclass(frozen=True)
class Secret:
    """A value that the engine encrypts in the state."""

    value: Any

    def __hash__(self) -> int:
        return hash(repr(self.value))


@dataclass(frozen=True)
class Output:
    """A value with what the engine knows of its origin; without a value it is unknown."""

    value: Any = ABSENT
    secret: bool = False


@dataclass(frozen=True)
class Reference:
    """A whole resource where a program gives one for an id."""

    id: str


@dataclass(frozen=True)
class Text:
    """An asset that holds text."""

    text: str


def encode(values: dict[str, Any]) -> struct_pb2.Struct:
    """A message that carries values."""
    struct = struct_pb2.Struct()
    struct.update({name: _plain(value) for name, value in values.items()})
    return struct


def _plain(value: Any) -> Any:
    if value is UNKNOWN:
        return UNKNOWN_TEXT
    if isinstance(value, dict):
        return {name: _plain(item) for name, item in value.items()}
    if isinstance(value, list):
        return [_plain(item) for item in value]
    if isinstance(value, Secret):
        return {SIGNATURE: Signatures.SECRET, "value": _plain(value.value)}
    if isinstance(value, Output):
        known = {} if value.value is ABSENT else {"value": _plain(value.value)}
        secret = {"secret": True} if value.secret else {}
        return {SIGNATURE: Signatures.OUTPUT, **known, **secret, "dependencies": []}
    if isinstance(value, Reference):
        urn = f"urn:pulumi:dev::tests::outscale-native:index:Net::{value.id}"
        signature = {SIGNATURE: Signatures.RESOURCE}
        return {**signature, "urn": urn, "id": value.id, "packageVersion": "0.1.0"}
    if isinstance(value, Text):
        return {SIGNATURE: Signatures.ASSET, "hash": "", "text": value.text}
    return value


def decode(struct: struct_pb2.Struct) -> dict[str, Any]:
    """What a message carries."""
    return {name: _value(value) for name, value in struct.fields.items()}


def _value(value: struct_pb2.Value) -> Any:
    match value.WhichOneof("kind"):
        case "struct_value":
            return _tagged(decode(value.struct_value))
        case "list_value":
            return [_value(item) for item in value.list_value.values]
        case "number_value":
            return value.number_value
        case "bool_value":
            return value.bool_value
        case "string_value":
            return UNKNOWN if value.string_value == UNKNOWN_TEXT else value.string_value
        case "null_value":
            return None
    raise AssertionError("a value without a kind: the engine cannot read it")


def _tagged(fields: dict[str, Any]) -> Any:
    match fields.get(SIGNATURE):
        case None:
            return fields
        case Signatures.SECRET:
            return Secret(fields["value"])
        case Signatures.ASSET:
            return Text(fields["text"])
        case Signatures.RESOURCE:
            return Reference(fields["id"])
    raise AssertionError(f"a provider has no reason to send {fields}")


def bare(value: Any) -> Any:
    """A value without its secret wrappings."""
    if isinstance(value, Secret):
        return bare(value.value)
    if isinstance(value, dict):
        return {name: bare(item) for name, item in value.items()}
    if isinstance(value, list):
        return [bare(item) for item in value]
    return value


def has_unknown(value: Any) -> bool:
    """Whether a value is unknown or has something unknown in it."""
    value = bare(value)
    if isinstance(value, dict):
        return any(has_unknown(item) for item in value.values())
    if isinstance(value, list):
        return any(has_unknown(item) for item in value)
    return value is UNKNOWN
