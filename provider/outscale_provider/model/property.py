"""Properties of resources: what a program may give, what a resource answers, how changes are carried out."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING, Any

from outscale_api import Field, ObjectType, Type
from outscale_provider.model.naming import to_pulumi
from outscale_provider.model.single import Single
from outscale_provider.model.values import Remote, Value, Values

if TYPE_CHECKING:
    from datetime import datetime

STRING = Type("string")
BOOLEAN = Type("boolean")

#: A default that is not known, or that no property has.
NO_DEFAULT = object()


class OnChange(Enum):
    """What a change of an input does to the resource."""

    UPDATE = "updated in place"
    RESTART = "updated while the VM is stopped"
    REPLACE = "replaces the resource"
    NONE = "has no effect on what exists"


@dataclass(frozen=True)
class Form:
    """A form that programs give a value in, other than the one that the API takes, of which `sent` is the type.

    `from_api` answers None for what can't be said in this form. `violation` says what is wrong with a value that is, "" where
    nothing is. `words` are how errors name the API's form.
    """

    to_api: Callable[[Any], Any]
    from_api: Callable[[Any], Any]
    violation: Callable[[Any], str]
    words: str
    sent: Type = STRING


@dataclass(frozen=True)
class Shape:
    """The form of a value: a type of the description, with its nested properties by their Pulumi names.

    `map_of` is set for maps from any key to values of one shape, which the API does not have but programs do (tags).
    """

    type: Type
    properties: Mapping[str, Property] = field(default_factory=dict)
    items: Shape | None = None
    map_of: Shape | None = None
    #: What the keys of such a map are.
    keys: Shape | None = None
    #: The API has a list in the place of a map: the fields of its items that are key and value.
    entries: tuple[str, str] | None = None
    ordered: bool = False
    #: Brings equal values in other spellings to one form, for comparing.
    normal: Callable[[Any], Any] | None = None
    #: What an item of a list says, one thing at a time; it takes the API's form.
    apart: Callable[[Any], Sequence[Single]] | None = None
    #: Programs give such values in a form of their own.
    form: Form | None = None


@dataclass(frozen=True)
class Property:
    """One input or output of a resource, or one field of a nested object. See `inputs.Input` for what inputs have more.

    `spells` is the parameter that it is one of several spellings of. An input may be `required`, an output is `always` there
    or not. `default` and `removal` are as programs give values; the
    functions take the API's.
    """

    api_name: str
    shape: Shape
    required: bool = False
    always: bool = False
    secret: bool = False
    description: str = ""
    deprecated: bool = False
    default: Any = NO_DEFAULT
    removal: Any = None
    default_with: Sequence[str] = ()
    default_without: Sequence[str] = ()
    kept: bool = False
    instead: Sequence[str] = ()
    on_change: OnChange = OnChange.REPLACE
    reads: Callable[[Remote], Any] | None = None
    readable: bool = True
    matches: Callable[[Any, Remote], bool | None] | None = None
    reads_part: Callable[[Remote, Any], Any] | None = None
    shared: bool = False
    authoritative: bool = False
    moves: Sequence[str] = ()
    in_place: Sequence[tuple[str, ...]] = ()
    in_place_stopped: Sequence[tuple[str, ...]] = ()
    stays: Callable[[Remote, Any], bool] | None = None
    loses: Callable[[Remote, Any, Any], str] | None = None
    resumes: bool = False
    replaces_when: Callable[[Any, Any], bool] | None = None
    refused_when: Callable[[Any, Any], str] | None = None
    replaces_if: str = ""
    spells: str = ""

    @property
    def parameter(self) -> str:
        """What requests and answers have it in."""
        return self.spells or self.api_name

    @property
    def name(self) -> str:
        return to_pulumi(self.api_name)

    def default_in(self, inputs: Values) -> Value:
        """The default where the other inputs are these, NO_DEFAULT where it is not known."""
        holds = not self.default_with or any(inputs.get(name) is not None for name in self.default_with)
        is_void = any(inputs.get(name) is not None for name in self.default_without)
        return self.default if holds and not is_void else NO_DEFAULT

    def wanted_in(self, inputs: Values) -> Value:
        """What an input asks for: its value, else its default, None where neither is known."""
        value = inputs.get(self.name)
        if value is not None:
            return value
        default = self.default_in(inputs)
        return None if default is NO_DEFAULT else default


def shape_of(type: Type, normal: Callable[[Any], Any] | None = None) -> Shape:
    """The shape of a type of the description."""
    if type.object:
        return Shape(type, properties_of(type.object), normal=normal)
    items = shape_of(type.items) if type.items else None
    return Shape(type, items=items, normal=normal or NORMAL_FORMS.get(type.format))


def properties_of(object_type: ObjectType) -> dict[str, Property]:
    """The properties of a nested object, by their Pulumi names. Those of later API versions are left out."""
    fields = (field for field in object_type.fields.values() if not field.since)
    return {to_pulumi(field.name): property_of(field) for field in fields}


def property_of(field: Field) -> Property:
    """A property as the description has it."""
    return Property(
        field.name,
        shape_of(field.type),
        required=field.required,
        always=field.always,
        secret=field.secret,
        description=field.description,
        deprecated=field.deprecated,
        default=NO_DEFAULT if field.default is None else field.default,
    )


def normal_cidr(text: str) -> str:
    import ipaddress

    return str(ipaddress.IPv4Network(text, strict=False))


def moment(text: str) -> datetime:
    """The moment that a date in ISO 8601 stands for; one without a zone is in UTC. Raises ValueError on another text."""
    from datetime import UTC, datetime

    found = datetime.fromisoformat(text)
    return (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC)


def _normal_base64(text: str) -> bytes:
    import base64

    return base64.b64decode(text)


#: Brings texts of a format to one spelling. They may raise ValueError on a text that is not of the format.
NORMAL_FORMS: Mapping[str, Callable[[str], Any]] = {
    "base64": _normal_base64,
    "cidr": normal_cidr,
    "date": moment,
    "date-time": moment,
}
