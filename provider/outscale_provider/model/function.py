"""Functions that programs call: one for many objects, one for exactly one, one for any other answer, and one for any action."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from outscale_provider.model.property import Property
from outscale_provider.model.read import Read
from outscale_provider.model.values import Remote


@dataclass(frozen=True)
class GetMany:
    """Reads all objects that pass the filters. `action` is a Read action that answers one list."""

    name: str
    action: str
    description: str
    example: str


@dataclass(frozen=True)
class GetOne:
    """Reads exactly one object, else fails. `by` are short inputs for one value of a filter: `{"Id": "NetIds"}`.

    `newest_by`: a field with a date; programs may ask for the most recent of several objects.
    """

    name: str
    action: str
    description: str
    example: str
    by: Mapping[str, str] = field(default_factory=dict)
    newest_by: str = ""


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
    example: str
    outputs: Mapping[str, Property]
    tells: Callable[[Remote, Remote], Remote]
    inputs: Mapping[str, Property] = field(default_factory=dict)
    ready: Readiness | None = None


@dataclass(frozen=True)
class CallAny:
    """Sends a request to any action of the API."""

    name: str
    description: str
    example: str


Function = GetMany | GetOne | Ask | CallAny
