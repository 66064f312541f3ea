"""What the engine asks of each verb, and what it gets.

`token` is the resource's type, `urn` its place in the stack. A `timeout` is in seconds; 0 is that of the definition.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import Literal

from outscale_provider.lifecycle.urn import name_of
from outscale_provider.model.values import Path, Values

#: Says something to the user, beside the resource that is worked on.
Say = Callable[[str], None]


def silent(_: str) -> None:
    """Says nothing."""


class NameMode(Enum):
    """What the engine says about names that a program does not give."""

    DEFAULT = "default"
    PROPOSE = "propose"
    ENFORCE = "enforce"
    DISABLE = "disable"


@dataclass(frozen=True)
class Naming:
    """What a name is made of where the program gives none. `earlier` is the one that a creation that was cut off had."""

    resource_name: str
    seed: bytes = b""
    mode: NameMode = NameMode.DEFAULT
    proposed: str = ""
    earlier: str = ""


@dataclass(frozen=True, kw_only=True)
class CheckRequest:
    """Complete and judge inputs. `old_inputs` are None for a resource that is new."""

    token: str
    urn: str
    inputs: Values
    old_inputs: Values | None
    naming: Naming


@dataclass(frozen=True, kw_only=True)
class DiffRequest:
    """Say what a change of inputs means, other than at the property paths that are `ignored`."""

    token: str
    urn: str
    id: str
    old_inputs: Values
    inputs: Values
    old_outputs: Values
    ignored: Sequence[str] = ()

    @property
    def name(self) -> str:
        """The resource's name in the program."""
        return name_of(self.urn)


@dataclass(frozen=True, kw_only=True)
class CreateRequest:
    """Make a resource. `secrets` are the paths of the inputs that are secret."""

    token: str
    urn: str
    inputs: Values
    preview: bool = False
    timeout: float = 0
    say: Say = silent
    warn: Say = silent
    secrets: frozenset[Path] = frozenset()


@dataclass(frozen=True, kw_only=True)
class ReadRequest:
    """Look at a resource. Without old outputs it is an import."""

    token: str
    urn: str
    id: str
    old_inputs: Values
    old_outputs: Values


@dataclass(frozen=True, kw_only=True)
class UpdateRequest:
    """Change a resource."""

    token: str
    urn: str
    id: str
    old_inputs: Values
    inputs: Values
    old_outputs: Values
    preview: bool = False
    timeout: float = 0
    say: Say = silent
    warn: Say = silent


@dataclass(frozen=True, kw_only=True)
class ListRequest:
    """Tell which resources of a type there are: those that pass the filters in `query`, from the one after `after` on.

    `limit` and `page_size` are how many at most, 0 where that is not said.
    """

    token: str
    query: Values
    limit: int = 0
    page_size: int = 0
    after: str = ""


@dataclass(frozen=True, kw_only=True)
class DeleteRequest:
    """End a resource."""

    token: str
    urn: str
    id: str
    old_inputs: Values
    old_outputs: Values
    timeout: float = 0
    say: Say = silent
    warn: Say = silent


@dataclass(frozen=True)
class ResourceState:
    """A resource that exists, as the engine stores it."""

    id: str
    inputs: Values
    outputs: Values


Kind = Literal["add", "delete", "update"]


@dataclass(frozen=True)
class Detail:
    """What happens at one property path."""

    kind: Kind
    replaces: bool


@dataclass(frozen=True)
class Difference:
    """What an operation would change. `details` are by property path; `replaces` are properties."""

    details: dict[str, Detail] = field(default_factory=dict)
    replaces: list[str] = field(default_factory=list)
    delete_before_replace: bool = False
    #: What goes with the resource for good if it is replaced.
    loss: str = ""
    #: What a user should know of the resource, whatever changes.
    warning: str = ""
