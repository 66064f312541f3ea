"""Which resources of an account are adopted: all, or those of some Nets, tags and types."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from outscale_native.adoption import Adopted, Adoption
from outscale_provider.model.values import Value


@dataclass(frozen=True)
class Selection:
    """What is wanted. Empty: everything. A resource has to fit each kind of wish, and one wish of the kind.

    - `nets`: identifiers or names of Nets. What is in one is meant, and what is needed by that and in no other Net.
    - `tags`: `KEY` or `KEY=VALUE`.
    - `types`: resource types, such as `Vm`.
    """

    nets: Sequence[str] = ()
    tags: Sequence[str] = ()
    types: Sequence[str] = ()


def select(adoption: Adoption, selection: Selection) -> Adoption:
    """The part of an adoption that is wanted. Raises LookupError where a wish fits nothing that exists."""
    chosen, left_out = adoption.resources, adoption.left_out
    if selection.nets:
        keys = _in_nets(adoption, selection.nets)
        chosen = [each for each in chosen if each.key in keys]
    if selection.types:
        _all_known(selection.types, {each.type for each in adoption.resources}, "there is no resource of the type")
        chosen = [each for each in chosen if each.type in selection.types]
        left_out = [each for each in left_out if each.type in selection.types]
    if selection.tags:
        chosen = [each for each in chosen if any(_has_tag(each, tag) for tag in selection.tags)]
    keys = {each.key for each in chosen}
    # What is not chosen is referred to by its identifier.
    resources = [replace(each, references=each.references & keys) for each in chosen]
    return replace(adoption, resources=resources, left_out=left_out)


def _has_tag(resource: Adopted, wanted: str) -> bool:
    key, equals, value = wanted.partition("=")
    tags = _tags(resource)
    return key in tags and (not equals or tags[key] == value)


def _tags(resource: Adopted) -> Mapping[str, Value]:
    return resource.inputs.get("tags") or {}


def _in_nets(adoption: Adoption, wanted: Sequence[str]) -> set[str]:
    nets = {each.key: each for each in adoption.resources if each.type == "Net"}
    names = {key: frozenset((net.id, net.name, str(_tags(net).get("Name")))) for key, net in nets.items()}
    _all_known(wanted, frozenset().union(*names.values()), "there is no Net")
    chosen = {key for key in nets if not names[key].isdisjoint(wanted)}
    belongs = _reachable(adoption, nets.keys())
    inside = {each.key for each in adoption.resources if belongs[each.key] and belongs[each.key] <= chosen}
    needed = set(inside)
    for each in reversed(adoption.resources):
        if each.key in needed:
            needed |= {key for key in each.references if not belongs[key]}
    # A link says what is linked: an address of a VM, a certificate's balancer.
    return needed


def _reachable(adoption: Adoption, targets: Iterable[str]) -> dict[str, frozenset[str]]:
    """Of each resource, those of some that it refers to, or what it refers to does."""
    wanted = frozenset(targets)
    found: dict[str, frozenset[str]] = {}
    for each in adoption.resources:
        found[each.key] = (wanted & {each.key}).union(*(found[key] for key in each.references))
    return found


def _all_known(wanted: Sequence[str], known: Iterable[str], complaint: str) -> None:
    names = set(known)
    for name in wanted:
        if name not in names:
            raise LookupError(f"{complaint} {name}")
