"""Values on the wire: what the engine writes is read, what is written the engine reads (pulumi-engine.md section 3.2)."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, strategies

from outscale_api import Type
from outscale_provider.lifecycle.secrecy import described_secrets
from outscale_provider.model.property import STRING, Property, Shape
from outscale_provider.model.values import UNKNOWN, Asset, Path
from outscale_provider.wire import decode, encode
from provider import messages
from provider.messages import Output, Reference, Secret, Text

NAMES = strategies.text(max_size=5)
#: Whole numbers that a double holds exactly, and others that are not whole.
NUMBERS = strategies.integers(-(2**53), 2**53) | strategies.floats(allow_nan=False, allow_infinity=False).filter(
    lambda number: not number.is_integer()
)
PLAIN = strategies.none() | strategies.booleans() | NUMBERS | strategies.text() | strategies.just(UNKNOWN)


def in_depth(leaves: strategies.SearchStrategy[Any], *wrappers: Any) -> strategies.SearchStrategy[Any]:
    """Lists and maps of some values, each of which may be wrapped."""

    def wider(inner: strategies.SearchStrategy[Any]) -> strategies.SearchStrategy[Any]:
        wrapped = [inner.map(wrapper) for wrapper in wrappers]
        return strategies.one_of(
            strategies.lists(inner, max_size=3), strategies.dictionaries(NAMES, inner, max_size=3), *wrapped
        )

    return strategies.recursive(leaves, wider, max_leaves=8)


VALUES = strategies.dictionaries(NAMES, in_depth(PLAIN), max_size=4)
WITH_SECRETS = strategies.dictionaries(NAMES, in_depth(PLAIN, Secret), max_size=4)
FROM_PROGRAMS = strategies.dictionaries(
    NAMES,
    in_depth(
        PLAIN | strategies.just(Output()) | NAMES.map(Reference),
        Secret,
        Output,
        lambda value: Output(value, secret=True),
    ),
    max_size=4,
)


@given(VALUES)
def test_what_is_written_is_read_again(values: dict[str, Any]):
    read = decode(encode(values))
    assert (read.values, read.secrets) == (values, frozenset())
    assert types(read.values) == types(values)


def types(value: Any) -> Any:
    """The types of all values: to Python, 1 equals True and 1.0."""
    if isinstance(value, dict):
        return {name: types(item) for name, item in value.items()}
    return [types(item) for item in value] if isinstance(value, list) else type(value)


@given(VALUES)
def test_the_engine_reads_what_is_written(values: dict[str, Any]):
    assert messages.decode(encode(values)) == values


@given(WITH_SECRETS)
def test_secrets_are_where_they_were(values: dict[str, Any]):
    struct = messages.encode(values)
    read = decode(struct)
    assert read.values == messages.bare(values)
    assert messages.decode(encode(read.values, read.secrets)) == with_single_wrappings(values)


def with_single_wrappings(value: Any) -> Any:
    """A secret of a secret is a secret."""
    if isinstance(value, Secret):
        inner = with_single_wrappings(value.value)
        return inner if isinstance(inner, Secret) else Secret(inner)
    if isinstance(value, dict):
        return {name: with_single_wrappings(item) for name, item in value.items()}
    return [with_single_wrappings(item) for item in value] if isinstance(value, list) else value


@given(FROM_PROGRAMS)
def test_outputs_and_references_are_read_as_what_they_stand_for(values: dict[str, Any]):
    read = decode(messages.encode(values))
    assert read.values == plain(values)
    assert {path[0] for path in read.secrets} == {name for name, value in values.items() if has_secret(value)}


def plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: plain(item) for name, item in value.items()}
    if isinstance(value, list):
        return [plain(item) for item in value]
    if isinstance(value, Output) and value.value is messages.ABSENT:
        return UNKNOWN
    if isinstance(value, Secret | Output):
        return plain(value.value)
    return value.id if isinstance(value, Reference) else value


def has_secret(value: Any) -> bool:
    if isinstance(value, Secret) or (isinstance(value, Output) and value.secret):
        return True
    if isinstance(value, Output):
        return has_secret(value.value)
    items = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return any(has_secret(item) for item in items)


@pytest.mark.parametrize(
    "text",
    [
        "04da6b54-80e4-46f7-96ec-b56ff0331ba9",
        "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7",
        "3eeb2bf0-c639-47a8-9e75-3b44932eb421",
        "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2",
        "030794c1-ac77-496b-92df-f27374a8bd58",
        "e48ece36-62e2-4504-bad9-02848725956a",
        "dd056dcd-154b-4c76-9bd3-c8f88648b5ff",
    ],
)
def test_a_value_of_any_kind_may_be_unknown(text: str):
    assert decode(messages.encode({"a": [text]})).values == {"a": [UNKNOWN]}


def test_a_whole_number_is_an_integer_and_no_boolean():
    values = decode(messages.encode({"a": 3.0, "b": True, "c": 0.5})).values
    assert types(values) == {"a": int, "b": bool, "c": float}


def test_an_empty_list_or_map_is_there():
    assert messages.decode(encode({"list": [], "map": {}, "inner": [{}, []]})) == {
        "list": [],
        "map": {},
        "inner": [{}, []],
    }


def test_assets_and_archives_are_recognised():
    archive = {messages.SIGNATURE: "0def7320c3a5731c473e5ecbe6d01bc7", "path": "./app"}
    values = decode(messages.encode({"a": Text("text"), "b": archive})).values
    assert [type(value) for value in values.values()] == [Asset, Asset]


KEY = Property("SecretKey", Shape(STRING), secret=True)
NAME = Property("Name", Shape(STRING))
PAIR = Shape(Type("object"), {"secretKey": KEY, "name": NAME})
PROPERTIES = {
    "secretKey": KEY,
    "name": NAME,
    "pair": Property("Pair", PAIR),
    "pairs": Property("Pairs", Shape(Type("array"), items=PAIR)),
    "secretPairs": Property("SecretPairs", Shape(Type("array"), items=PAIR), secret=True),
}


@pytest.mark.parametrize(
    ("values", "paths"),
    [
        ({"secretKey": "s", "name": "n"}, {("secretKey",)}),
        ({"secretKey": None}, set()),
        ({"pair": {"secretKey": "s", "name": "n"}}, {("pair", "secretKey")}),
        ({"pair": UNKNOWN}, set()),
        ({"pairs": [{"name": "n"}, {"secretKey": "s"}, UNKNOWN]}, {("pairs", 1, "secretKey")}),
        ({"secretPairs": [{"secretKey": "s"}]}, {("secretPairs",)}),
        ({"unheardOf": {"secretKey": "s"}}, set()),
    ],
)
def test_what_the_api_calls_secret_is_found_in_any_depth(values: dict[str, Any], paths: set[Path]):
    assert described_secrets(PROPERTIES, values) == paths
