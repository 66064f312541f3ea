"""What of an account a program would declare, under which names, and what is left out of it and why."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from outscale_native.account import Census
from outscale_native.naming import identifier, kebab, resource_name, unused, word
from outscale_native.references import Owners, Reference, references_in
from outscale_provider.lifecycle.identity import id_of, id_violation, named
from outscale_provider.lifecycle.inventory import Existing
from outscale_provider.lifecycle.provider import Provider
from outscale_provider.lifecycle.requests import CheckRequest, Naming
from outscale_provider.lifecycle.secrecy import described_secrets
from outscale_provider.model.bound import Bound
from outscale_provider.model.naming import to_python
from outscale_provider.model.values import UNKNOWN, Value, Values


def type_name(token: str) -> str:
    """The name of a resource type, as SDKs have it."""
    return token.rpartition(":")[2]


@dataclass(frozen=True)
class Adopted:
    """A resource of the program: its name there, the variable that holds it, and the inputs that are declared.

    `asked` are required inputs that nobody can read: the configuration of the stack has to say them. `kept` are those that
    are secret or can't be read otherwise: the program leaves them as they are.
    """

    token: str
    id: str
    name: str
    variable: str
    inputs: Values
    asked: Sequence[str] = ()
    kept: Sequence[str] = ()
    references: frozenset[str] = field(default_factory=frozenset)

    @property
    def type(self) -> str:
        """The name of the resource type, which is that of its class in SDKs."""
        return type_name(self.token)

    @property
    def key(self) -> str:
        """What tells it from all others."""
        return f"{self.token}::{self.id}"


@dataclass(frozen=True)
class LeftOut:
    """An object that the program does not declare, and why."""

    type: str
    id: str
    why: str


@dataclass(frozen=True)
class Adoption:
    """A program's resources in an order in which each comes after those that it refers to, and what is left out."""

    resources: list[Adopted]
    left_out: list[LeftOut]
    owners: Owners

    @cached_property
    def by_key(self) -> dict[str, Adopted]:
        return {each.key: each for each in self.resources}

    @cached_property
    def referred_to(self) -> frozenset[str]:
        """The resources that others refer to."""
        return frozenset().union(*(each.references for each in self.resources))


def adopt(provider: Provider, census: Census, everything: bool = False) -> Adoption:
    """What a program of a whole account has in it. `everything`: also what the API made by itself, where it can be."""
    return _adoption(provider, census, lambda one: one.repeats or ("" if everything else one.needless))


def adopt_named(provider: Provider, census: Census, names: Mapping[tuple[str, str], str]) -> Adoption:
    """What a program has in it of an account, by resources' types and identifiers: those that have a name here."""
    spelled = _as_there(provider, census.existing, names)
    existing = [one for one in census.existing if (type_name(one.token), one.id) in spelled]
    found = {(type_name(one.token), one.id) for one in existing}
    adoption = _adoption(provider, replace(census, existing=existing), lambda _: "", spelled)
    gone = [LeftOut(type, id, "does not exist any more") for type, id in spelled if (type, id) not in found]
    return replace(adoption, left_out=[*adoption.left_out, *gone])


def _as_there(
    provider: Provider, existing: Sequence[Existing], names: Mapping[tuple[str, str], str]
) -> dict[tuple[str, str], str]:
    """The names, of identifiers as the API spells them: in one of several parts it may be another protocol or range."""
    there: dict[str, dict[str, Existing]] = defaultdict(dict)
    for one in existing:
        there[type_name(one.token)][one.id] = one
    return {(type, _spelled(provider, there[type], id)): name for (type, id), name in names.items()}


def _spelled(provider: Provider, there: Mapping[str, Existing], id: str) -> str:
    if id in there or "/" not in id or not there:
        return id
    bound = provider.resource(next(iter(there.values())).token)
    if id_violation(bound, id):
        return id
    found = next(named(bound, id, (one.remote for one in there.values())), None)
    return id_of(bound, found) if found else id


def _adoption(
    provider: Provider,
    census: Census,
    needless: Callable[[Existing], str],
    given: Mapping[tuple[str, str], str] | None = None,
) -> Adoption:
    left_out: list[LeftOut] = []
    wanted: list[Existing] = []
    for one in census.existing:
        why = _not_ours(one, census.account_id) or needless(one) or _undeclarable(provider, one)
        if why:
            left_out.append(LeftOut(type_name(one.token), one.id, why))
        else:
            wanted.append(one)
    names = _names(provider, wanted, given or {})
    owners = Owners.of(provider, {(one.token, one.id) for one in wanted})
    adopted = [_adopted(provider.resource(one.token), one, names[one.token, one.id], owners) for one in wanted]
    return Adoption(_in_order(_with_variables(adopted)), left_out, owners)


def _not_ours(one: Existing, account_id: str) -> str:
    return "" if one.owner in (account_id, "") else f"belongs to the account {one.owner}"


def _undeclarable(provider: Provider, one: Existing) -> str:
    """Why no program can declare an object as it is: what Check would refuse."""
    bound = provider.resource(one.token)
    inputs = {**one.inputs, **dict.fromkeys(_unreadable(bound, one.inputs), UNKNOWN)}
    request = CheckRequest(token=one.token, urn="", inputs=inputs, old_inputs=None, naming=Naming("adopted"))
    _, violations = provider.check(request)
    return "; ".join(f"{violation.path}: {violation.reason}" for violation in violations)


def _unreadable(bound: Bound, inputs: Values) -> list[str]:
    return [name for name, prop in bound.inputs.items() if prop.required and name not in inputs]


def _adopted(bound: Bound, one: Existing, name: str, owners: Owners) -> Adopted:
    hidden = {str(path[0]) for path in described_secrets(bound.inputs, one.inputs)}
    declared = {name: value for name, value in one.inputs.items() if name not in hidden}
    required = {name for name in hidden if bound.inputs[name].required}
    found = Adopted(
        token=one.token,
        id=one.id,
        name=name,
        variable="",
        inputs=declared,
        asked=sorted({*_unreadable(bound, one.inputs), *required}),
        kept=sorted(hidden - required),
    )
    refers = references_in(bound.inputs, declared, owners, one.token)
    return replace(found, references=frozenset(each.key for each in refers if each.key != found.key))


def _names(
    provider: Provider, existing: Sequence[Existing], given: Mapping[tuple[str, str], str]
) -> dict[tuple[str, str], str]:
    """A name for each resource: a `given` one, that of its tag, one that it has, or its identifier. Unique within its type."""
    own = {
        (one.token, one.id): resource_name(given.get((type_name(one.token), one.id)) or _own_name(one))
        for one in existing
    }
    by_id = {id: name for (_, id), name in own.items() if name}
    wished = {
        (one.token, one.id): own[one.token, one.id] or _name_of_id(provider.resource(one.token), one.id, by_id)
        for one in existing
    }
    count = Counter((token, name) for (token, _), name in wished.items())
    names: dict[tuple[str, str], str] = {}
    # Those that keep their names come first: no other one may be given theirs.
    taken: dict[str, set[str]] = defaultdict(set)
    for (token, id), name in sorted(wished.items(), key=lambda each: count[each[0][0], each[1]]):
        wish = name if count[token, name] == 1 else f"{name}-{word(id)}"
        names[token, id] = unused(wish, taken[token], "-")
        taken[token].add(names[token, id])
    return names


def _own_name(one: Existing) -> str:
    tags: Mapping[str, Value] = one.inputs.get("tags") or {}
    type = type_name(one.token)
    own = one.inputs.get(f"{type[:1].lower()}{type[1:]}Name") or one.inputs.get("name")
    return str(tags.get("Name") or own or "")


def _name_of_id(bound: Bound, id: str, names: Mapping[str, str]) -> str:
    """The type and the identifier, in which resources that have a name stand with it."""
    parts = (
        [names.get(part, part) for part in bound.resource.split_id(id)] if len(bound.resource.id_parts) > 1 else [id]
    )
    type, words = kebab(bound.resource.name), [word(part) for part in parts]
    # Some identifiers say the type: subnet-12345678.
    return "-".join(words if words[0].startswith(f"{type}-") else [type, *words])


def _with_variables(resources: Iterable[Adopted]) -> list[Adopted]:
    taken: set[str] = set()
    found = []
    for each in resources:
        kind = to_python(each.type)
        base = identifier(each.name)
        variable = unused(base if base.startswith(kind) or base.endswith(kind) else f"{base}_{kind}", taken)
        taken.add(variable)
        found.append(replace(each, variable=variable))
    return found


def _in_order(resources: Sequence[Adopted]) -> list[Adopted]:
    """Each resource after those that it refers to; of a circle, one refers by identifiers alone."""
    by_key = {each.key: each for each in resources}
    done: dict[str, Adopted] = {}
    under_way: set[str] = set()

    def place(each: Adopted) -> None:
        under_way.add(each.key)
        for key in sorted(each.references):
            if key not in done and key not in under_way:
                place(by_key[key])
        done[each.key] = replace(each, references=each.references & done.keys())

    for each in resources:
        if each.key not in done:
            place(each)
    return list(done.values())


__all__ = ["Adopted", "Adoption", "LeftOut", "Reference", "adopt"]
