"""Property values on the wire: unknowns, secrets, outputs, resource references (pulumi-engine.md section 3.2).

Values are decoded to plain ones; which of them were secret is told beside them, as paths.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from outscale_provider.model.values import UNKNOWN, Asset, Path, Value, Values
from outscale_provider.protos import struct_pb2

UNKNOWN_TEXT = "04da6b54-80e4-46f7-96ec-b56ff0331ba9"
SIGNATURE = "4dabf18193072939515e22adb298388d"
SECRET = "1b47061264138c4ac30d75fd1eb44270"
OUTPUT = "d0e6a833031e9bbcd3f4e8bde6ca49a4"
RESOURCE = "5cf8f73096256a8f31e491e813e4eb8e"

#: The URN of a resource that is none, of a type that no SDK has: so it is taken for its id, and an empty one is unknown.
UNKNOWN_URN = "urn:pulumi:stack::project::pulumi:index:Unknown::unknown"

#: Texts that stand for an unknown value: one for each kind of value.
_UNKNOWNS = frozenset(
    {
        UNKNOWN_TEXT,
        "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7",
        "3eeb2bf0-c639-47a8-9e75-3b44932eb421",
        "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2",
        "030794c1-ac77-496b-92df-f27374a8bd58",
        "e48ece36-62e2-4504-bad9-02848725956a",
        "dd056dcd-154b-4c76-9bd3-c8f88648b5ff",
    }
)


@dataclass(frozen=True)
class Decoded:
    """Plain values, and the paths of those that were secret. `verbatim`: encoding them gives the same message again."""

    values: Values
    secrets: frozenset[Path] = field(default_factory=frozenset)
    verbatim: bool = False


def decode(struct: struct_pb2.Struct) -> Decoded:
    """What a message carries. Whole numbers become integers, since all numbers travel as doubles."""
    notes = _Notes()
    values = _decode_fields(struct.fields, (), notes)
    return Decoded(values, frozenset(notes.secrets), notes.verbatim)


class _Notes:
    """What there is to say about values beside them."""

    def __init__(self) -> None:
        self.secrets: set[Path] = set()
        self.verbatim = True


def _decode_fields(fields: Mapping[str, struct_pb2.Value], path: Path, notes: _Notes) -> Values:
    # Not by items(), which protobuf leaves to slow Python.
    return {name: _decode(fields[name], path, name, notes) for name in fields}


def _decode(value: struct_pb2.Value, parent: Path, key: str | int, notes: _Notes) -> Value:
    kind = value.WhichOneof("kind")
    if kind == "string_value":
        text = value.string_value
        return UNKNOWN if text in _UNKNOWNS else text
    if kind == "number_value":
        number = value.number_value
        return int(number) if number.is_integer() else number
    if kind == "bool_value":
        return value.bool_value
    if kind == "list_value":
        path = (*parent, key)
        return [_decode(item, path, index, notes) for index, item in enumerate(value.list_value.values)]
    if kind == "struct_value":
        return _decode_struct(value.struct_value.fields, parent, key, notes)
    return None


def _decode_struct(fields: Mapping[str, struct_pb2.Value], parent: Path, key: str | int, notes: _Notes) -> Value:
    if SIGNATURE not in fields:
        return _decode_fields(fields, (*parent, key), notes)
    signature = fields[SIGNATURE].string_value
    if signature == SECRET:
        notes.secrets.add((*parent, key))
        return _decode(fields["value"], parent, key, notes)
    notes.verbatim = False
    if signature == OUTPUT:
        if "secret" in fields and fields["secret"].bool_value:
            notes.secrets.add((*parent, key))
        return _decode(fields["value"], parent, key, notes) if "value" in fields else UNKNOWN
    if signature == RESOURCE:
        return _decode(fields["id"], parent, key, notes) if "id" in fields else UNKNOWN
    return Asset()


def encode(values: Mapping[str, Value], secrets: frozenset[Path] = frozenset()) -> struct_pb2.Struct:
    """A message that carries values, those at the given paths as secrets."""
    struct = struct_pb2.Struct()
    for name, value in values.items():
        _encode(struct.fields[name], value, (name,), secrets)
    return struct


def encode_result(values: Mapping[str, Value], secrets: frozenset[Path] = frozenset()) -> struct_pb2.Struct:
    """What a function returns. The engine refuses unknowns there, but for one: the id of a resource that is yet to be."""
    struct = encode(values, secrets)
    for value in struct.fields.values():
        _refer_to_unknowns(value)
    return struct


def _refer_to_unknowns(value: struct_pb2.Value) -> None:
    if value.string_value == UNKNOWN_TEXT:
        fields = value.struct_value.fields
        fields[SIGNATURE].string_value = RESOURCE
        fields["urn"].string_value = UNKNOWN_URN
        fields["id"].string_value = ""
        return
    for inner in (*value.struct_value.fields.values(), *value.list_value.values):
        _refer_to_unknowns(inner)


def _encode(target: struct_pb2.Value, value: Value, path: Path, secrets: frozenset[Path]) -> None:
    if path in secrets:
        fields = target.struct_value.fields
        fields[SIGNATURE].string_value = SECRET
        _encode_plain(fields["value"], value, path, secrets)
    else:
        _encode_plain(target, value, path, secrets)


def _encode_plain(target: struct_pb2.Value, value: Value, path: Path, secrets: frozenset[Path]) -> None:
    if isinstance(value, str):
        target.string_value = value
    elif isinstance(value, bool):
        target.bool_value = value
    elif isinstance(value, int | float):
        target.number_value = value
    elif value is None:
        target.null_value = struct_pb2.NULL_VALUE
    elif value is UNKNOWN:
        target.string_value = UNKNOWN_TEXT
    elif isinstance(value, dict):
        # Also an empty one must be there.
        target.struct_value.SetInParent()
        for name, item in value.items():
            _encode(target.struct_value.fields[name], item, (*path, name), secrets)
    else:
        target.list_value.SetInParent()
        for index, item in enumerate(value):
            _encode(target.list_value.values.add(), item, (*path, index), secrets)
