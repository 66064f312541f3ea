"""How changes are carried out: the steps of `Resource.update`, in the order in which they are taken."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from outscale_provider.model.operation import Operation
from outscale_provider.model.values import Remote

#: Parameters that identify the object, each with the part of the id or the output that it takes. A single name takes the
#: first part of the id; nothing stands for the parts of the id under their own names.
By = str | Mapping[str, str]


def sources(by: By, id_parts: Sequence[str]) -> Mapping[str, str]:
    """For each parameter that identifies the object, the part of the id or the output that it takes."""
    if not isinstance(by, str):
        return by
    return {by: id_parts[0]} if by else {part: part for part in id_parts}


@dataclass(frozen=True)
class Update:
    """An action that changes properties. `properties` may map each to the parameter that has another name.

    `one_at_a_time`: the API takes one property per request. `whole`: it takes all of them together, and what is left out is
    taken away. `sends` are constant parameters, `excluded` those that nothing sends, each with the reason.
    """

    action: str
    properties: Sequence[str] | Mapping[str, str]
    by: By = ""
    one_at_a_time: bool = False
    whole: bool = False
    sends: Mapping[str, Any] = field(default_factory=dict)
    excluded: Mapping[str, str] = field(default_factory=dict)

    @property
    def parameters(self) -> Mapping[str, str]:
        """The parameter of each property."""
        return self.properties if isinstance(self.properties, Mapping) else {name: name for name in self.properties}


@dataclass(frozen=True)
class Items:
    """An action that adds or removes items of a list. `parameter` is the path of the list in the request.

    `send` makes of an item, and of the first part of the resource's id, what is sent; without it, that is the item.
    """

    action: str
    parameter: str
    send: Callable[[Any, str], Any] | None = None
    by: By = ""
    sends: Mapping[str, Any] = field(default_factory=dict)
    excluded: Mapping[str, str] = field(default_factory=dict)

    def sent(self, item: Any, id: str) -> Any:
        """An item as the request has it."""
        return self.send(item, id) if self.send else item


@dataclass(frozen=True)
class InPlace:
    """An action that changes some `fields` of one item, which it is told by the item's key."""

    action: str
    fields: Sequence[str]
    by: By = ""


@dataclass(frozen=True)
class Members:
    """The list `name`, which changes item by item: what goes first, what is new, what goes last.

    - `key`: the field that tells items apart; without one, items are told apart by all that they say.
    - `overwrites`: adding an item with the key of another changes that one. Else the old one goes before the new one comes.
    - `frees_first`: what goes makes room before anything comes, since the API limits their number. Else additions come first,
      so that what depends on the list is never without.
    - `in_place`: an item of which only such fields change is changed where it is.
    - `together`: `add` and `remove` are one action that takes both in one request.
    - `shared`: others put items in as well; theirs are neither shown nor touched.
    - `exists`: codes of refusals that say that an item is there already: then it is looked at what is, and that is changed.
    - `retry_while`: codes of refusals that time resolves.
    """

    name: str
    add: Items
    remove: Items
    key: str = ""
    in_place: InPlace | None = None
    overwrites: bool = False
    frees_first: bool = False
    together: bool = False
    shared: bool = False
    exists: Sequence[int] = ()
    retry_while: Sequence[int] = ()

    @property
    def parameters(self) -> Mapping[str, str]:
        """The parameter of the list."""
        return {self.name: self.add.parameter}


@dataclass(frozen=True)
class Changes:
    """What a step has to do: the inputs as they were and as they shall be, and the names of those that change.

    An input that was removed has its default in `new`, or what its `removal` says.
    """

    old: Remote
    new: Remote
    names: frozenset[str]
    #: Whether `old` was read from the API, and so may say more than was asked.
    observed: bool = False


StepFunction = Callable[[Operation, str, Changes], Awaitable[Remote | None]]


@dataclass(frozen=True)
class Run:
    """Changes properties by code, where the API is irregular. It answers the object afterwards, None where it does not know.

    `actions` are those that the code may send. `shared`: others give values to the properties as well (see `Members`).
    """

    function: StepFunction
    properties: Sequence[str]
    actions: Sequence[str]
    shared: bool = False

    @property
    def parameters(self) -> Mapping[str, str]:
        return {name: name for name in self.properties}


Step = Update | Members | Run
