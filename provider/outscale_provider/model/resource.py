"""How a resource's lifecycle maps onto the API's actions: the vocabulary of the files in `resources/`.

A definition names actions and properties in the API's names. Types, enums, required flags and descriptions come from the
API's description. Where the API is irregular, a verb is an ordinary async function.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from outscale_api import Api, Field, ObjectType, Type
from outscale_provider.model.naming import to_pulumi
from outscale_provider.model.operation import Operation
from outscale_provider.model.property import (
    NO_DEFAULT,
    TAGS,
    Change,
    Property,
    Shape,
    property_of,
    shape_of,
)
from outscale_provider.model.values import Remote, Value


@dataclass(frozen=True)
class Create:
    """The action that makes the resource. `excluded` are parameters that are no inputs, each with the reason.

    `token` is the parameter by which the API tells a repeated request, and the field that keeps it. `adopts`: there is only
    one resource with such inputs, so one that is found after a lost answer is the one that was asked for.

    `fresh` judges of an object whether it may just have been created: nothing uses it yet, and the cloud did not make it.

    `retry_while` are codes of refusals that time resolves.
    """

    action: str
    excluded: Mapping[str, str] = field(default_factory=dict)
    token: str = ""
    adopts: bool = False
    fresh: Callable[[Remote], bool] | None = None
    retry_while: Sequence[int] = ()


@dataclass(frozen=True)
class Read:
    """The action that reads the resource.

    `by` is the filter that takes identifiers, `key` the path of the same identifiers in an answered object. `pick` takes
    from an answered object what the resource is, given the parts of its identifier; None where it is not there.
    """

    action: str
    by: str
    key: str
    pick: Callable[[Remote, tuple[str, ...]], Remote | None] | None = None


@dataclass(frozen=True)
class Update:
    """An action that changes `properties`. `by` are the parameters that identify the resource.

    `one_at_a_time`: the API takes one property per request. `whole`: it takes all properties of the action together.
    """

    action: str
    properties: Sequence[str]
    by: Sequence[str] = ()
    one_at_a_time: bool = False
    whole: bool = False
    excluded: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Delete:
    """The action that ends the resource. `by` maps the parameters that identify it to properties; by default, its id.

    `gone` are the codes that say that it does not exist any more, `retry_while` those of refusals that time resolves.
    `options` are inputs that the action takes as well. `waits` waits until a read no longer finds it.
    """

    action: str
    by: Mapping[str, str] = field(default_factory=dict)
    gone: Sequence[int] = ()
    retry_while: Sequence[int] = ()
    options: Sequence[str] = ()
    waits: bool = False


@dataclass(frozen=True)
class Timeouts:
    """How long each verb may take where the program does not say (`customTimeouts`), in seconds."""

    create: float = 10 * 60
    update: float = 10 * 60
    delete: float = 10 * 60


@dataclass(frozen=True)
class Join:
    """An action whose requests can be one: those that are equal but for the list at the path `parameter`."""

    action: str
    parameter: tuple[str, ...]
    limit: int = 100


@dataclass(frozen=True)
class Wait:
    """The field that tells whether a new resource can be used, and its values."""

    pending: Sequence[str]
    ready: Sequence[str]
    failed: Sequence[str] = ()
    field: str = "State"


@dataclass(frozen=True)
class Input:
    """What a definition knows of an input beyond the API's description. None and NO_DEFAULT leave what that says.

    An input is not `readable` if reads don't answer it as it was given, though they have a field of its name and form.
    `removal` is what is sent when the input is removed and its default is not known. One that is `kept` stays as it is when it
    is removed: where a program does not choose, the cloud does, and what is there is as good as anything.
    """

    default: Any = NO_DEFAULT
    removal: Any = None
    kept: bool = False
    required: bool | None = None
    normal: Callable[[Any], Any] | None = None
    ordered: bool = False
    remote: Callable[[Remote], Value] | None = None
    readable: bool = True
    description: str = ""


@dataclass(frozen=True)
class Extra:
    """An input that the API does not have."""

    name: str
    type: Type
    description: str
    change: Change
    default: Any = NO_DEFAULT
    remote: Callable[[Remote], Value] | None = None


@dataclass(frozen=True)
class Problem:
    """What is wrong with an input, by the API's name of it."""

    property: str
    reason: str


#: Looks at inputs (and at the old ones, if the resource exists), in the API's names, for what spans several of them.
Rule = Callable[[Remote, Remote | None], list[Problem]]

CreateFunction = Callable[[Operation, Remote], Awaitable[Remote]]
#: (operation, id, all inputs, the names of those that change) -> the object afterwards. A changing input that was removed
#: has its default, or what its `removal` says.
UpdateFunction = Callable[[Operation, str, Remote, frozenset[str]], Awaitable[Remote]]


@dataclass(frozen=True)
class Resource:
    """One resource of the provider. All names are the API's; all functions get values in the API's names.

    - `id`: the fields that make up the identifier, joined by "/".
    - `object`: the type of the object that reads answer, `object_outputs` the fields of it that are outputs (all, if None).
    - `kept_outputs`: fields that only the create action answers, with the type that describes each; they are kept.
    - `harmless`: inputs whose change needs nothing done, each with the reason.
    - `replace_when`: judges, for inputs that can be updated, of the changes that must replace all the same.
    - `restart_on`: inputs that change only while a VM is stopped; `restart_warning` is what a preview says then.
    - `moves`: what a change of an input may do to outputs other than its own; a preview does not know them then.
    - `inputs_known`: what the description cannot know of inputs. `extras`: inputs that the API does not have.
    - `exclusive`: groups of inputs of which a program gives exactly one.
    - `absent`: states in which the resource no longer exists.
    - `conflicts`: tells from old and new inputs whether a replacement can only be made once the old resource is gone.
    - `advice`: what a user can do about a refusal, by its code.
    - `derived`: parts of the identifier that are made of inputs.
    - `timeouts`: how long its verbs may take.
    - `joins`: actions of which one request can do the work of several.
    - `members`: the identifiers of the resources that are part of an answered object, where they are no objects themselves.
    """

    name: str
    id: str | tuple[str, ...]
    create: Create
    read: Read
    delete: Delete
    description: str
    example: str
    object: str
    update: Sequence[Update] = ()
    replace_on: Sequence[str] = ()
    harmless: Mapping[str, str] = field(default_factory=dict)
    inputs_known: Mapping[str, Input] = field(default_factory=dict)
    extras: Sequence[Extra] = ()
    object_outputs: Sequence[str] | None = None
    kept_outputs: Mapping[str, str] = field(default_factory=dict)
    moves: Mapping[str, Sequence[str]] = field(default_factory=dict)
    restart_on: Sequence[str] = ()
    restart_warning: str = ""
    tags: bool = False
    wait: Wait | None = None
    absent: Sequence[str] = ()
    exclusive: Sequence[Sequence[str]] = ()
    autoname: Autoname | None = None
    rules: Sequence[Rule] = ()
    conflicts: Callable[[Remote, Remote], bool] | None = None
    replace_when: Mapping[str, Callable[[Any, Any], bool]] = field(default_factory=dict)
    members: Callable[[Remote], list[str]] | None = None
    joins: Sequence[Join] = ()
    advice: Mapping[int, str] = field(default_factory=dict)
    derived: Mapping[str, Callable[[Remote], str]] = field(default_factory=dict)
    timeouts: Timeouts = Timeouts()
    create_function: CreateFunction | None = None
    update_function: UpdateFunction | None = None

    @property
    def id_parts(self) -> tuple[str, ...]:
        return (self.id,) if isinstance(self.id, str) else self.id

    def split_id(self, id: str) -> tuple[str, ...]:
        """The parts of an identifier. The last one may contain slashes. Raises ValueError on a wrong number of parts."""
        parts = tuple(id.split("/", len(self.id_parts) - 1))
        if len(parts) != len(self.id_parts) or not all(parts):
            raise ValueError(f"an id of {self.name} has the form {'/'.join(to_pulumi(p) for p in self.id_parts)}")
        return parts


@dataclass(frozen=True)
class Autoname:
    """The input that gets a name if a program gives none, and the longest name that the API takes."""

    property: str
    max_length: int


@dataclass(frozen=True)
class Bound:
    """A resource together with the API's description: its inputs and outputs."""

    resource: Resource
    api: Api

    @cached_property
    def inputs(self) -> dict[str, Property]:
        """The inputs, by their Pulumi names."""
        names = {field.name: field for field in self._input_fields()}
        inputs = {to_pulumi(name): self._input(field) for name, field in names.items()}
        inputs |= {to_pulumi(extra.name): _extra(extra) for extra in self.resource.extras}
        if self.resource.tags:
            inputs["tags"] = TAGS
        return inputs

    @cached_property
    def outputs(self) -> dict[str, Property]:
        """The outputs, by their Pulumi names: what reads answer, and the inputs that they don't."""
        resource = self.resource
        names = resource.object_outputs
        fields = [
            field
            for field in self.object_type.fields.values()
            if not field.since and (names is None or field.name in names)
        ]
        outputs = {to_pulumi(field.name): property_of(field) for field in fields}
        for path, type_name in resource.kept_outputs.items():
            outputs[to_pulumi(path)] = property_of(self.api.object(type_name).fields[path])
        if resource.tags:
            outputs["tags"] = TAGS
        return {name: prop for name, prop in self.inputs.items() if name not in outputs} | outputs

    @cached_property
    def answered(self) -> frozenset[str]:
        """The outputs that reads answer, unless they have no value."""
        kept = {to_pulumi(name) for name in self.resource.kept_outputs}
        return frozenset(
            name
            for name, prop in self.outputs.items()
            if name not in kept and (prop.remote or prop.api_name in self.object_type.fields)
        )

    @cached_property
    def echoed(self) -> frozenset[str]:
        """The inputs that come out as they went in. Some share only the name: groups go in as ids, come out whole."""
        return frozenset(
            name
            for name, prop in self.inputs.items()
            if (prop.readable or name not in self.answered) and _same_form(prop.shape, self.outputs[name].shape)
        )

    @cached_property
    def object_type(self) -> ObjectType:
        return self.api.object(self.resource.object)

    def answered_by(self, action: str, response: Remote, id: str) -> Remote | None:
        """The resource as the response to a change of it tells it, None where it tells something else, or nothing."""
        described, read = self.api.action(action), self.api.action(self.resource.read.action)
        if not (
            described.answered_type and read.answered_type and _has_all(described.answered_type, read.answered_type)
        ):
            return None
        pick, parts = self.resource.read.pick, self.resource.split_id(id)
        found = (pick(obj, parts) if pick else obj for obj in described.objects_in(response))
        return next((obj for obj in found if obj is not None), None)

    @cached_property
    def create_parameters(self) -> frozenset[str]:
        """The API's names of the inputs that the create action takes."""
        excluded = {"DryRun", *self.resource.create.excluded}
        fields = self.api.action(self.resource.create.action).request.fields.values()
        return frozenset(field.name for field in fields if field.name not in excluded and not field.since)

    def _input_fields(self) -> list[Field]:
        resource = self.resource
        create = self.api.action(resource.create.action).request.fields
        fields = [create[name] for name in create if name in self.create_parameters]
        for update in resource.update:
            request = self.api.action(update.action).request.fields
            fields += [_optional(request[n]) for n in update.properties if n in request and n not in create]
        request = self.api.action(resource.delete.action).request.fields
        return fields + [_optional(request[name]) for name in resource.delete.options]

    def _input(self, field: Field) -> Property:
        known = self.resource.inputs_known.get(field.name, Input())
        described = property_of(field)
        shape = described.shape
        return Property(
            field.name,
            Shape(
                shape.type,
                shape.properties,
                shape.items,
                ordered=known.ordered,
                normal=known.normal or shape.normal,
            ),
            required=(field.required if known.required is None else known.required)
            and not self._is_autonamed(field.name),
            secret=field.secret,
            description=known.description or field.description,
            deprecated=field.deprecated,
            default=described.default if known.default is NO_DEFAULT else known.default,
            removal=known.removal,
            kept=known.kept,
            change=self._change(field.name),
            remote=known.remote,
            readable=known.readable and (known.remote is not None or self._is_answered(field)),
        )

    def _is_answered(self, field: Field) -> bool:
        """Whether reads answer an input in the form in which it is given, if not as a part of the identifier."""
        if field.name in self.resource.id_parts:
            return True
        answered = self.object_type.fields.get(field.name)
        return answered is not None and _same_form(shape_of(field.type), shape_of(answered.type))

    def _is_autonamed(self, name: str) -> bool:
        autoname = self.resource.autoname
        return autoname is not None and autoname.property == name

    def _change(self, name: str) -> Change:
        resource = self.resource
        if name in resource.restart_on:
            return Change.RESTART
        if any(name in update.properties for update in resource.update):
            return Change.UPDATE
        if name in resource.harmless or name in resource.delete.options:
            return Change.NONE
        return Change.REPLACE


def _has_all(one: ObjectType, other: ObjectType) -> bool:
    """Whether an object has all that another one has: what creates a secret answers more than a read."""
    return one is other or all(
        name in one.fields and one.fields[name].type == field.type
        for name, field in other.fields.items()
        if not field.since
    )


def _optional(field: Field) -> Field:
    """A parameter that an update requires is still optional where a program declares the resource."""
    return replace(field, required=False)


def _same_form(one: Shape, other: Shape) -> bool:
    if one.items and other.items:
        return _same_form(one.items, other.items)
    return one.type.kind == other.type.kind and one.type.object is other.type.object and one.items is other.items


def _extra(extra: Extra) -> Property:
    return Property(
        extra.name,
        shape_of(extra.type),
        description=extra.description,
        default=extra.default,
        change=extra.change,
        remote=extra.remote,
        readable=extra.remote is not None,
    )
