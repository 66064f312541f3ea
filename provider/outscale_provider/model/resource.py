"""A resource: its identifier, its verbs, its inputs. The vocabulary of the files in `resources/` is here and beside it.

A definition names actions and properties in the API's names, and its functions take and give values in the API's names. Types,
enums, required flags and descriptions come from the API's description. Where the API is irregular, a step is a function.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from outscale_provider.model.example import Example
from outscale_provider.model.inputs import AtDeletion, Harmless, Input, Replaces, Restarts, Updates, never_read
from outscale_provider.model.naming import to_pulumi
from outscale_provider.model.read import Read
from outscale_provider.model.steps import Changes, InPlace, Items, Members, Run, Step, Update
from outscale_provider.model.values import Remote
from outscale_provider.model.verbs import (
    Batchable,
    ComesWith,
    Create,
    Delete,
    Guard,
    Leave,
    ListedBy,
    Restart,
    Timeouts,
    Unique,
    Wait,
)


@dataclass(frozen=True)
class Problem:
    """What is wrong with an input, or at a path in it, by the API's names. The reason quotes no value: any may be secret."""

    property: str
    reason: str


#: Looks at inputs for what spans several of them.
Rule = Callable[[Remote], list[Problem]]


@dataclass(frozen=True)
class Resource:
    """One resource of the provider.

    - `id`: the fields that make up the identifier, joined by "/"; none where `fixed_id` is always the same.
    - `object`: the type of the object that reads answer, `outputs` the fields of it that are outputs (all, if None).
    - `only_at_creation`: outputs that only the create action answers, with the type that describes each; they are kept.
    - `inputs`: a row for each input (see `inputs`). `update`: the steps that carry out changes, in their order.
    - `tags`: the actions that tag it, None where it has no tags.
    - `restart`: where inputs are changed while a VM is stopped.
    - `exclusive`: groups of inputs of which a program gives exactly one. `rules` judge what spans several inputs.
    - `conflicts`: tells from old and new inputs whether a replacement can only be made once the old resource is gone.
    - `held_by`: who may hold on to the resource while the program goes on to declare it, in words. A replacement that
      `conflicts` is then refused before anything goes, as deleting it would be refused after that.
    - `loses`: says, of the object and the inputs it has, what is lost with it for good (data, an address), "" where nothing is.
      A replacement announces it, a deletion tells it.
    - `needless`: says, of the object, why no program should declare it, since the API made it by itself or another resource
      says it; "" where one could. What exists is declared without it (`lifecycle/inventory.py`).
    - `repeats`: says, of the object, which other resource says the same, so that no program should declare both; "" where none.
    - `owner`: says, of the object, whose account the resource belongs to, where that is not the object's `AccountId`.
    - `guard`: judges what is wanted before it is sent (see `Guard`).
    - `advice`: what a user can do about a refusal, by its code.
    - `derived`: parts of the identifier that are one of several inputs, whichever is given.
    - `id_example`: what an identifier looks like, where the description does not show it.
    - `as_stored`: brings inputs that mean the same to the API to the form in which it keeps them. Some may be unknown.
    - `listed_by`: another resource that may have a list of all such things, which then are its.
    - `batchable`: actions of which one request can do the work of several.
    """

    name: str
    id: str | tuple[str, ...]
    object: str
    description: str
    create: Create
    read: Read
    delete: Delete | Leave
    inputs: Mapping[str, Input]
    example: Example
    fixed_id: str = ""
    outputs: Sequence[str] | None = None
    only_at_creation: Mapping[str, str] = field(default_factory=dict)
    update: Sequence[Step] = ()
    tags: Members | None = None
    wait: Wait | None = None
    restart: Restart | None = None
    exclusive: Sequence[Sequence[str]] = ()
    rules: Sequence[Rule] = ()
    conflicts: Callable[[Remote, Remote], bool] | None = None
    held_by: str = ""
    loses: Callable[[Remote, Remote], str] | None = None
    needless: Callable[[Remote], str] | None = None
    repeats: Callable[[Remote], str] | None = None
    owner: Callable[[Remote], str] | None = None
    guard: Guard | None = None
    advice: Mapping[int, str] = field(default_factory=dict)
    derived: Mapping[str, Sequence[str]] = field(default_factory=dict)
    id_example: str = ""
    as_stored: Callable[[Remote], Remote] | None = None
    listed_by: ListedBy | None = None
    batchable: Sequence[Batchable] = ()
    timeouts: Timeouts = field(default_factory=Timeouts)

    def __post_init__(self) -> None:
        problems = _problems(self)
        if problems:
            raise ValueError(f"{self.name} can't work: {'; '.join(problems)}")
        if self.id and not self.read.key:
            # The idiom for frozen dataclasses: identifiers are where the id says, unless the read says otherwise.
            object.__setattr__(self, "read", replace(self.read, key=self.id_parts[0]))

    @property
    def id_parts(self) -> tuple[str, ...]:
        return (self.id,) if isinstance(self.id, str) else self.id

    @property
    def steps(self) -> tuple[Step, ...]:
        """All steps that a change may take, those of the tags first."""
        return (*((self.tags,) if self.tags else ()), *self.update)

    @property
    def autonamed(self) -> str:
        """The input that gets an automatic name, "" where there is none."""
        return next((name for name, row in self.inputs.items() if row.autonamed), "")

    def split_id(self, id: str) -> tuple[str, ...]:
        """The parts of an identifier. The last one may contain slashes. Raises ValueError on a wrong number of parts."""
        if self.fixed_id:
            if id != self.fixed_id:
                raise ValueError(f"the id of {self.name} is always {self.fixed_id}")
            return (id,)
        parts = tuple(id.split("/", len(self.id_parts) - 1))
        if len(parts) != len(self.id_parts) or not all(parts):
            raise ValueError(f"an id of {self.name} has the form {'/'.join(to_pulumi(p) for p in self.id_parts)}")
        return parts

    def join_id(self, known: Remote) -> str:
        """The identifier of an object, from its fields."""
        return self.fixed_id or "/".join(self._part(part, known) for part in self.id_parts)

    def sources(self, part: str) -> Sequence[str]:
        """The fields of which one is a part of the identifier."""
        return self.derived.get(part, (part,))

    def _part(self, part: str, known: Remote) -> str:
        given = [known[name] for name in self.sources(part) if known.get(name) is not None]
        if not given:
            raise KeyError(part)
        return str(given[0])

    def is_absent(self, remote: Remote) -> bool:
        """Whether an answered object is one that no longer exists."""
        return self.wait is not None and self.wait.is_absent(remote)


def _problems(resource: Resource) -> list[str]:
    """Why a definition could not work, as far as it can be told without the API's description."""
    changed = [name for step in resource.update for name in step.parameters]
    updated = [row.spells or name for name, row in resource.inputs.items() if isinstance(row, Updates)]
    names = [name for name, row in resource.inputs.items() if row.autonamed]
    restarts = any(isinstance(row, Restarts) for row in resource.inputs.values())
    found = [f"no row says what a change of {name} does" for name in changed if name not in resource.inputs]
    found += [f"{name} is updated, but by {changed.count(name)} steps" for name in updated if changed.count(name) != 1]
    found += [f"{name} is changed by a step, but its row says otherwise" for name in {*changed} - {*updated}]
    found += [
        f"{name} has no reason" for name, row in resource.inputs.items() if isinstance(row, Harmless) and not row.why
    ]
    found += [
        f"{name} is the whole truth, but nothing takes it apart"
        for name, row in resource.inputs.items()
        if row.authoritative and not row.apart
    ]
    if len(names) > 1:
        found.append(f"one input gets an automatic name, not {names}")
    if restarts != (resource.restart is not None):
        found.append("restart goes with inputs that are changed while a VM is stopped")
    if bool(resource.fixed_id) == bool(resource.id_parts and resource.id):
        found.append("the id is made of fields, or it is fixed")
    if isinstance(resource.delete, Leave) and any(isinstance(row, AtDeletion) for row in resource.inputs.values()):
        found.append("what is left has no parameters at its deletion")
    found += [
        f"{step.action} takes all properties together or one at a time"
        for step in resource.update
        if isinstance(step, Update) and step.whole and step.one_at_a_time
    ]
    return found


__all__ = [
    "AtDeletion",
    "Batchable",
    "Changes",
    "ComesWith",
    "Create",
    "Delete",
    "Guard",
    "Harmless",
    "InPlace",
    "Items",
    "Leave",
    "ListedBy",
    "Members",
    "Problem",
    "Read",
    "Replaces",
    "Resource",
    "Restart",
    "Restarts",
    "Rule",
    "Run",
    "Timeouts",
    "Unique",
    "Update",
    "Updates",
    "Wait",
    "never_read",
]
