"""Which values of inputs are identifiers of other resources of the program."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from outscale_provider.lifecycle.provider import Provider
from outscale_provider.model.bound import Bound
from outscale_provider.model.property import Property, Shape
from outscale_provider.model.values import Value, Values

#: What the API gives to objects as their identifier. No two objects have the same.
_IDENTIFIER = re.compile(r"[a-z]+-[0-9a-f]{8,}")


@dataclass(frozen=True)
class Reference:
    """A resource that a value names."""

    token: str
    id: str

    @property
    def key(self) -> str:
        return f"{self.token}::{self.id}"


@dataclass(frozen=True)
class Owners:
    """The resources that identifiers, and names that are identifiers (of a keypair), belong to."""

    by_id: Mapping[str, Reference]
    #: By the API's name of a property and its value.
    by_name: Mapping[tuple[str, str], Reference]

    @classmethod
    def of(cls, provider: Provider, existing: Iterable[tuple[str, str]]) -> Owners:
        by_id: dict[str, Reference] = {}
        by_name: dict[tuple[str, str], Reference] = {}
        for token, id in existing:
            resource = provider.resource(token).resource
            if not _owns_its_id(provider.resource(token)):
                continue
            if _IDENTIFIER.fullmatch(id):
                by_id[id] = Reference(token, id)
            else:
                by_name[resource.id_parts[0], id] = Reference(token, id)
        return cls(by_id, by_name)

    def named(self, prop: Property | None, value: Value) -> Reference | None:
        """The resource that a value of a property is the identifier of, None where it is of none."""
        if not isinstance(value, str):
            return None
        found = self.by_id.get(value)
        return found or (self.by_name.get((prop.api_name, value)) if prop else None)


def _owns_its_id(bound: Bound) -> bool:
    """Whether an identifier is the resource's own: others have that of the object which they are about."""
    parts = bound.resource.id_parts
    return len(parts) == 1 and (parts[0] not in bound.resource.inputs or bound.resource.autonamed == parts[0])


def references_in(
    properties: Mapping[str, Property], values: Values, owners: Owners, token: str
) -> Iterator[Reference]:
    """The resources that inputs name. `token` is the type of the resource itself, which is not named by its own name."""
    for name, value in values.items():
        yield from _in_value(properties[name].shape, value, owners, properties[name], token)


def _in_value(shape: Shape, value: Value, owners: Owners, prop: Property | None, token: str) -> Iterator[Reference]:
    if isinstance(value, list):
        for item in value:
            yield from _in_value(shape.items or shape, item, owners, prop, token)
    elif isinstance(value, dict) and shape.properties:
        for name, item in value.items():
            yield from _in_value(shape.properties[name].shape, item, owners, shape.properties[name], token)
    elif (found := owners.named(prop, value)) and (found.token != token or _IDENTIFIER.fullmatch(found.id)):
        yield found
