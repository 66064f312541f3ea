"""Functions that programs call: for many objects, for exactly one, for an answer of another form, and for any action."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from outscale_provider.model.example import Example
from outscale_provider.model.property import Property
from outscale_provider.model.read import Read
from outscale_provider.model.values import Remote


@dataclass(frozen=True)
class Condition:
    """An input that the field of an answered object is compared with, where the API has no such filter.

    The two have to be equal, or the field `at_least` as great.
    """

    name: str
    field: str
    at_least: bool = False


@dataclass(frozen=True)
class Choice:
    """An input that, if true, takes one of several objects: the first one by some fields, or the `last`."""

    name: str
    description: str
    by: Sequence[str]
    last: bool = False


@dataclass(frozen=True)
class GetMany:
    """Reads all objects that pass the filters. `action` answers one list."""

    name: str
    action: str
    description: str
    example: Example
    conditions: Sequence[Condition] = ()


@dataclass(frozen=True)
class GetOne:
    """Reads exactly one object, else fails. `by` are short inputs for one value of a filter: `{"Id": "NetIds"}`."""

    name: str
    action: str
    description: str
    example: Example
    by: Mapping[str, str] = field(default_factory=dict)
    conditions: Sequence[Condition] = ()
    choice: Choice | None = None


@dataclass(frozen=True)
class Readiness:
    """When an answer can be used: once it has something in `field`.

    Until then it is asked for again, for as long as the input `timeout` says, unless the object that `read` finds by the
    parameter `by` shows why there will be none (`never`, "" where there may).
    """

    field: str
    what: str
    timeout: int
    read: Read
    by: str
    never: Callable[[Remote], str]


@dataclass(frozen=True)
class Ask:
    """Asks an action that answers no list of objects. Its parameters are inputs; `inputs` are further ones.

    `tells` makes the outputs of the answer and of all inputs, in the API's names. It raises ValueError with what is wrong with
    an input, in words that quote nothing.
    """

    name: str
    action: str
    description: str
    example: Example
    outputs: Mapping[str, Property]
    tells: Callable[[Remote, Remote], Remote]
    inputs: Mapping[str, Property] = field(default_factory=dict)
    ready: Readiness | None = None


@dataclass(frozen=True)
class CallAny:
    """Sends a request to any action of the API."""

    name: str
    description: str
    example: Example


Lookup = GetMany | GetOne | Ask
Function = Lookup | CallAny
