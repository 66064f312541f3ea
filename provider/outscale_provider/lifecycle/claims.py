"""Lists that programs give whole (`inputs.Input.authoritative`), and the resources that are about something in such a list.

What one process has seen of a program is known: the engine compares a resource before those that depend on it. What other
stacks and providers declare is not.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from outscale_provider.errors import UsageError
from outscale_provider.lifecycle.singles import keys_of
from outscale_provider.model.bound import Bound
from outscale_provider.model.naming import to_pulumi
from outscale_provider.model.property import Shape
from outscale_provider.model.translation import known_request_of
from outscale_provider.model.values import UNKNOWN, Remote, Value, Values

#: The name of a resource, an identifier, the API's name of a list.
Place = tuple[str, str, str]


@dataclass(frozen=True)
class Claim:
    """A list that is given whole, in which another resource is about something: whether it `has_it`."""

    list: str
    has_it: bool

    @property
    def warning(self) -> str:
        """What a user should know of a resource that goes on to exist."""
        if self.has_it:
            return f"{self.list} of the program has this already: the resource can be removed, what it made then stays"
        return (
            f"{self.list} of the program lacks this, and is the whole truth: this is taken away by it. Put it there and remove"
            " the resource, or leave the list out of the program"
        )

    def refuse(self) -> None:
        """Raises UsageError: nothing is made that the list would take away."""
        raise UsageError(
            f"{self.list} is given by the program, and is the whole truth: put this there instead, or leave the list out of"
            " the program. Nothing was created"
        )


@dataclass(frozen=True)
class _List:
    """A list as a program gives it. It is taken apart when somebody asks what it has: most lists are only noted."""

    shape: Shape
    items: Value

    @cached_property
    def keys(self) -> frozenset[str]:
        return frozenset() if self.items is UNKNOWN else frozenset(keys_of(self.shape, self.items))

    def has(self, item: Remote) -> bool:
        assert self.shape.apart
        return {single.key for single in self.shape.apart(item)} <= self.keys


class Claims:
    """The lists that a program gives whole, and those that it gave before and no longer does."""

    def __init__(self) -> None:
        self._given: dict[Place, _List] = {}
        self._given_up: dict[Place, _List] = {}

    def note(self, bound: Bound, id: str, old_inputs: Values, inputs: Values) -> None:
        """What a program says now of an object, and what it said before."""
        for prop in bound.authoritative:
            place = (bound.resource.name, id, prop.api_name)
            for lists, value in ((self._given, inputs.get(prop.name)), (self._given_up, old_inputs.get(prop.name))):
                lists.pop(place, None)
                if value is not None:
                    lists[place] = _List(prop.shape, value)
            if place in self._given:
                self._given_up.pop(place, None)

    def on(self, bound: Bound, inputs: Values) -> Claim | None:
        """The list that a program gives of what a resource with such inputs is about, None where it gives none."""
        found = _place_and_item(bound, inputs)
        if found is None or found[0] not in self._given:
            return None
        (owner, id, name), item = found
        return Claim(f"{to_pulumi(name)} of {owner} {id}", self._given[found[0]].has(item))

    def has_given_up(self, bound: Bound, inputs: Values) -> bool:
        """Whether a list that the program has just taken back had what a resource with such inputs is about."""
        found = _place_and_item(bound, inputs)
        return found is not None and found[0] in self._given_up and self._given_up[found[0]].has(found[1])


def _place_and_item(bound: Bound, inputs: Values) -> tuple[Place, Remote] | None:
    """The list that would have what a resource is about, and what it would be there, as far as that is known."""
    listed = bound.resource.listed_by
    if listed is None:
        return None
    asked = known_request_of(bound.inputs, bound.stored(inputs))
    id, name = asked.get(listed.id), listed.list(asked)
    return ((listed.resource, id, name), listed.item(asked)) if isinstance(id, str) and name else None
