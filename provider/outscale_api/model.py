"""The typed view of the description: actions, the objects that they exchange, and the limits of their fields.

Everything is built on first use, so that loading costs a few milliseconds and a process pays for what it touches.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any, Literal

Kind = Literal["string", "integer", "number", "boolean", "array", "object"]

DESCRIPTION = Path(__file__).parent / "description.json"


@dataclass(frozen=True, slots=True)
class Type:
    """What a value may be. `items` is set for arrays, `object` for objects; the rest limits scalars and arrays.

    `key` is the field that tells the objects of an array apart; `prefix_lengths` are the least and the greatest of a range.
    """

    kind: Kind
    items: Type | None = None
    object: ObjectType | None = None
    enum: tuple[str | int, ...] = ()
    format: str = ""
    id_prefixes: tuple[str, ...] = ()
    pattern: str = ""
    #: What the pattern says, in words.
    form: str = ""
    minimum: float | None = None
    maximum: float | None = None
    min_length: int | None = None
    max_length: int | None = None
    min_items: int | None = None
    key: str = ""
    prefix_lengths: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Field:
    """One property of an object. `since` is the API version it came with, "" for those of v1.16.

    `required` is what the API's document says; `always` what it does: each answer with such an object has the field, in
    whatever state the object is. Nothing refuses an answer without it, but programs may count on it. `left_out`: a response
    that has nothing to answer lacks the field.
    """

    name: str
    type: Type
    required: bool = False
    always: bool = False
    description: str = ""
    default: Any = None
    secret: bool = False
    deprecated: bool = False
    since: str = ""
    left_out: bool = False


class ObjectType:
    """A named object with its fields, in the order of the description."""

    def __init__(self, api: Api, name: str, schema: Mapping[str, Any]) -> None:
        self.name = name
        self.description: str = schema.get("description", "")
        self._api = api
        self._schema = schema

    def __repr__(self) -> str:
        return f"ObjectType({self.name})"

    @cached_property
    def fields(self) -> dict[str, Field]:
        required, always = (set(self._schema.get(key, ())) for key in ("required", "x-always"))
        return {
            name: _field(self._api, name, prop, required=name in required, always=name in always)
            for name, prop in self._schema["properties"].items()
        }

    def type_at(self, path: str) -> Type:
        """The type of what is at a path of fields. Raises KeyError where there is nothing."""
        name, _, rest = path.partition(".")
        type = self.fields[name].type
        if not rest:
            return type
        if type.object is None:
            raise KeyError(path)
        return type.object.type_at(rest)


class Action:
    """One action of the API, `POST /api/v1/{name}`.

    `mutates`: it may change something. `is_idempotent`: done twice it does no more than once, and a second answer tells as
    much as the first, so that it may be sent again after a lost one. `logs_in`: the request has credentials of its own, so
    that a refusal may be about those.
    """

    def __init__(self, api: Api, name: str, schema: Mapping[str, Any]) -> None:
        self.name = name
        self.family: str = schema["family"]
        self.description: str = schema["description"]
        self.authentication: tuple[str, ...] = tuple(schema["security"])
        self.until: str = schema.get("x-until", "")
        self.mutates: bool = not schema.get("x-reads", False)
        self.is_idempotent: bool = schema.get("x-idempotent", not self.mutates)
        self.logs_in: bool = schema.get("x-logs-in", False)
        self._api = api

    def __repr__(self) -> str:
        return f"Action({self.name})"

    @cached_property
    def request(self) -> ObjectType:
        return self._api.object(f"{self.name}Request")

    @cached_property
    def response(self) -> ObjectType:
        return self._api.object(f"{self.name}Response")

    @cached_property
    def answer(self) -> Field | None:
        """The field of the response that has the object or the list of objects that the action answers, None without such."""
        fields = [
            field
            for field in self.response.fields.values()
            if field.type.kind in ("object", "array") and field.name != "ResponseContext" and not field.since
        ]
        if len(fields) > 1:
            raise ValueError(f"{self.name} answers in several fields: {', '.join(field.name for field in fields)}")
        return fields[0] if fields else None

    @cached_property
    def answered_type(self) -> ObjectType | None:
        """The type of the object or the objects that the action answers, None where it answers none."""
        if self.answer is None:
            return None
        return (self.answer.type.items or self.answer.type).object

    def objects_in(self, response: Mapping[str, Any]) -> list[Any]:
        """What a response of this action has for an answer: all items of a list, an object as one, nothing for none."""
        if self.answer is None:
            return []
        found = response[self.answer.name]
        return found if isinstance(found, list) else [found]


class Api:
    """The whole description, read from the compiled file when it is first asked for something."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._built_actions: dict[str, Action] = {}
        self._built_types: dict[str, ObjectType] = {}

    @cached_property
    def _description(self) -> dict[str, Any]:
        description: dict[str, Any] = json.loads(self._path.read_bytes())
        return description

    @property
    def version(self) -> str:
        return str(self._description["version"])

    @property
    def _actions(self) -> Mapping[str, Any]:
        actions: Mapping[str, Any] = self._description["actions"]
        return actions

    def __iter__(self) -> Iterator[Action]:
        return (self.action(name) for name in self._actions)

    def __contains__(self, action: object) -> bool:
        return action in self._actions

    @property
    def action_names(self) -> tuple[str, ...]:
        return tuple(self._actions)

    @cached_property
    def property_names(self) -> frozenset[str]:
        """The names of all fields of all objects."""
        return frozenset(name for type in self._description["types"].values() for name in type["properties"])

    def action(self, name: str) -> Action:
        """The action of that name. Raises KeyError where the API has none."""
        if name not in self._built_actions:
            self._built_actions[name] = Action(self, name, self._actions[name])
        return self._built_actions[name]

    def object(self, name: str) -> ObjectType:
        """The object type of that name. Raises KeyError where the API has none."""
        if name not in self._built_types:
            self._built_types[name] = ObjectType(self, name, self._description["types"][name])
        return self._built_types[name]


def _field(api: Api, name: str, prop: Mapping[str, Any], required: bool, always: bool) -> Field:
    return Field(
        name=name,
        type=_type(api, prop),
        required=required,
        always=always,
        description=prop.get("description", ""),
        default=prop.get("default"),
        secret=prop.get("x-secret", False),
        deprecated=prop.get("deprecated", False),
        since=prop.get("x-since", ""),
        left_out=prop.get("x-left-out", False),
    )


def _type(api: Api, prop: Mapping[str, Any]) -> Type:
    if "$ref" in prop:
        return Type("object", object=api.object(prop["$ref"]))
    return Type(
        kind=prop["type"],
        items=_type(api, prop["items"]) if "items" in prop else None,
        enum=tuple(prop.get("enum", ())),
        format=prop.get("format", ""),
        id_prefixes=tuple(prop.get("x-id-prefixes", ())),
        pattern=prop.get("pattern", ""),
        form=prop.get("x-form", ""),
        minimum=prop.get("minimum"),
        maximum=prop.get("maximum"),
        min_length=prop.get("minLength"),
        max_length=prop.get("maxLength"),
        min_items=prop.get("minItems"),
        key=prop.get("x-key", ""),
        prefix_lengths=tuple(prop.get("x-prefix-lengths", ())),
    )


@cache
def load(path: Path = DESCRIPTION) -> Api:
    """The compiled description: one for a process, since nobody changes it and reading it takes a while."""
    return Api(path)
