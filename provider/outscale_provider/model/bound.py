"""A definition together with the API's description: the inputs and outputs of a resource."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from outscale_api import Api, Field, ObjectType, Type
from outscale_provider.model.inputs import Input, Updates
from outscale_provider.model.naming import to_pulumi
from outscale_provider.model.property import NO_DEFAULT, STRING, OnChange, Property, Shape, property_of, shape_of
from outscale_provider.model.resource import Resource
from outscale_provider.model.steps import Members, Run
from outscale_provider.model.tags import ENTRIES
from outscale_provider.model.translation import from_api, known_request_of
from outscale_provider.model.values import Remote, Values
from outscale_provider.model.verbs import Delete, Wait

TAGS = "Tags"

#: The output that every resource has from the engine: its identifier. None of ours may have that name.
ENGINES_OWN = "id"


@dataclass(frozen=True)
class Bound:
    """A resource together with the API's description."""

    resource: Resource
    api: Api
    #: Whether a tag of that key is somebody else's.
    ignores_tag: Callable[[str], bool] = lambda _: False
    #: Whether running VMs may be stopped for an update where their program says nothing of it.
    allows_restart: bool = False

    def __post_init__(self) -> None:
        problems = list(_problems_of(self.resource.wait, self.object_type)) if self.resource.wait else []
        if problems:
            raise ValueError(f"{self.resource.name} can't work: {'; '.join(problems)}")

    @cached_property
    def inputs(self) -> dict[str, Property]:
        """The inputs, by their Pulumi names."""
        rows = self.resource.inputs
        inputs = {to_pulumi(name): self._input(name, row) for name, row in rows.items()}
        return {**inputs, "tags": self._tags} if self.resource.tags else inputs

    @cached_property
    def outputs(self) -> dict[str, Property]:
        """The outputs, by their Pulumi names: what reads answer, and the inputs that they don't."""
        resource = self.resource
        names = resource.outputs
        fields = [
            field
            for field in self.object_type.fields.values()
            if not field.since and (names is None or field.name in names) and to_pulumi(field.name) != ENGINES_OWN
        ]
        outputs = {to_pulumi(field.name): property_of(field) for field in fields}
        for name, type_name in resource.only_at_creation.items():
            told = property_of(self.api.object(type_name).fields[name])
            # What was imported has not been told.
            outputs[to_pulumi(name)] = replace(told, always=False)
        if resource.tags:
            outputs["tags"] = replace(self._tags, always="Tags" in self.object_type.fields)
        for name in self.inputs.keys() & outputs.keys():
            if self.inputs[name].shared:
                outputs[name] = replace(outputs[name], shared=True)
        for props in self.spellings.values():
            # What can't be said in a form of the program's own is there in the API's.
            is_there = outputs.pop(to_pulumi(props[0].parameter)).always
            outputs |= {prop.name: replace(prop, always=is_there and prop.shape.form is None) for prop in props}
        outputs = {name: prop for name, prop in self.inputs.items() if name not in outputs} | outputs
        identify = {to_pulumi(part) for part in resource.id_parts if part not in resource.derived}
        return {
            name: replace(prop, required=False, always=prop.always or name in identify or self._has_to_be_there(name))
            for name, prop in outputs.items()
        }

    @cached_property
    def spellings(self) -> Mapping[str, Sequence[Property]]:
        """The parameters that can be given in several spellings, each with its inputs, in the order of their rows."""
        return {
            name: [self.inputs[to_pulumi(each)] for each in self._spellings_of(name)]
            for name, row in self.resource.inputs.items()
            if row.form
        }

    def _spellings_of(self, name: str) -> Sequence[str]:
        rows = self.resource.inputs
        return [name, *(other for other, row in rows.items() if row.spells == name)]

    def _has_to_be_there(self, name: str) -> bool:
        """Whether an output is a required input that reads tell: what was imported has nothing else."""
        given = self.inputs.get(name)
        told = given is not None and (given.reads is not None or given.parameter in self.object_type.fields)
        return given is not None and given.required and told

    @cached_property
    def secretive_inputs(self) -> frozenset[str]:
        """The inputs that are secret by their description, or that can have something in them that is."""
        return frozenset(name for name, prop in self.inputs.items() if prop.secret or _holds_secrets(prop.shape))

    @cached_property
    def answered(self) -> frozenset[str]:
        """The outputs that reads answer, unless they have no value."""
        only_at_creation = {to_pulumi(name) for name in self.resource.only_at_creation}
        return frozenset(
            name
            for name, prop in self.outputs.items()
            if name not in only_at_creation and (prop.reads or prop.parameter in self.object_type.fields)
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
    def _tags(self) -> Property:
        key, value = (shape_of(self.api.object("ResourceTag").fields[name].type) for name in ENTRIES)
        return Property(
            TAGS,
            Shape(Type("object"), map_of=value, keys=key, entries=ENTRIES),
            description="Labels of the resource: a map from keys (1 to 255 characters) to values (up to 255 characters).",
            default={},
            on_change=OnChange.UPDATE,
            reads=self._read_tags,
        )

    def _read_tags(self, remote: Remote) -> list[Remote] | None:
        tags = remote.get(TAGS)
        return None if tags is None else [tag for tag in tags if not self.ignores_tag(tag["Key"])]

    @cached_property
    def object_type(self) -> ObjectType:
        return self.api.object(self.resource.object)

    def stored(self, values: Values) -> Values:
        """Inputs in the form in which the API keeps them."""
        if self.resource.as_stored is None:
            return values
        stored = self.resource.as_stored(known_request_of(self.inputs, values))
        told = {to_pulumi(name): value for name, value in stored.items()}
        return {**values, **{name: from_api(self.inputs[name].shape, value) for name, value in told.items()}}

    @cached_property
    def authoritative(self) -> tuple[Property, ...]:
        """The lists that are the whole truth where a program gives them."""
        return tuple(prop for prop in self.inputs.values() if prop.authoritative)

    @cached_property
    def made_of(self) -> tuple[Property, ...]:
        """The shared inputs that are all there is of the resource, none for other resources."""
        create = self.resource.create.action
        steps = (step for step in self.resource.update if isinstance(step, Members | Run) and step.shared)
        names = [name for step in steps if create in _adding(step) for name in step.parameters]
        return tuple(self.inputs[to_pulumi(name)] for name in names)

    @cached_property
    def create_fields(self) -> dict[str, tuple[str, Field]]:
        """The parameters of the create action that can be inputs: for each, its path in the request, and its description."""
        create = self.resource.create
        request = self.api.action(create.action).request
        opened = {
            name: (f"{path}.{name}", field)
            for path in create.opens
            for name, field in _fields_of(request.type_at(path)).items()
        }
        outer = {path.partition(".")[0] for path in create.opens}
        plain = {name: (name, field) for name, field in request.fields.items() if name not in outer}
        taken = {"DryRun", *create.excluded, *create.sends}
        return {name: found for name, found in (plain | opened).items() if name not in taken and not found[1].since}

    def creates_with(self, name: str) -> bool:
        """Whether an input, by the API's name, is a parameter of the create action."""
        is_input = name in self.resource.inputs or (name == TAGS and self.resource.tags is not None)
        return is_input and name in self.create_fields

    def _field(self, name: str) -> Field | None:
        """What describes an input that the API has."""
        if name in self.create_fields:
            return self.create_fields[name][1]
        for step in self.resource.update:
            action = step.add.action if isinstance(step, Members) else getattr(step, "action", "")
            parameter = step.parameters.get(name)
            if action and parameter:
                return replace(self.api.action(action).request.fields[parameter], name=name, required=False)
        delete = self.resource.delete
        fields = self.api.action(delete.action).request.fields if isinstance(delete, Delete) else {}
        return replace(fields[name], required=False) if name in fields else None

    def _input(self, name: str, row: Input) -> Property:
        described = self._described(name, row)
        normal = row.normal or described.shape.normal
        shape = replace(described.shape, ordered=row.ordered, normal=normal, apart=row.apart)
        if row.form:
            shape = Shape(STRING, form=replace(row.form, sent=shape.type))
        others = [other for other in self._spellings_of(row.spells or name) if other != name]
        required = described.required if row.required is None else row.required
        updates = row if isinstance(row, Updates) else Updates()
        default = described.default if row.default is NO_DEFAULT else from_api(shape, row.default)
        return Property(
            name,
            shape,
            required=required and not row.autonamed,
            secret=described.secret,
            description=row.description or described.description,
            deprecated=described.deprecated,
            default=default,
            removal=from_api(shape, updates.removal),
            default_with=tuple(map(to_pulumi, row.default_with)),
            default_without=tuple(map(to_pulumi, (*row.default_without, *others))),
            kept=row.kept,
            instead=tuple(map(to_pulumi, (*row.instead, *others))),
            on_change=row.on_change,
            reads=row.reads,
            readable=row.readable and (row.reads is not None or self._is_answered(row.spells or name, described.shape)),
            matches=row.matches,
            reads_part=row.reads_part,
            shared=any(
                isinstance(s, Members | Run) and s.shared and name in s.parameters for s in self.resource.update
            ),
            authoritative=row.authoritative,
            moves=tuple(map(to_pulumi, row.moves)),
            in_place=_inner_paths((*updates.in_place, *updates.in_place_stopped)),
            in_place_stopped=_inner_paths(updates.in_place_stopped),
            stays=updates.stays,
            loses=updates.loses,
            resumes=updates.resumes,
            replaces_when=updates.replaces_when,
            refused_when=updates.refused_when,
            replaces_if=to_pulumi(updates.replaces_if),
            spells=row.spells,
        )

    def _described(self, name: str, row: Input) -> Property:
        if row.type:
            return Property(name, shape_of(row.type))
        field = self._field(row.spells or name)
        if field is None:
            raise KeyError(f"{self.resource.name}.{name}: no action takes it, and its row has no type")
        return property_of(field)

    def _is_answered(self, name: str, shape: Shape) -> bool:
        """Whether reads answer an input in the form in which it is given, if not as a part of the identifier."""
        if name in self.resource.id_parts:
            return True
        answered = self.object_type.fields.get(name)
        return answered is not None and _same_form(shape, shape_of(answered.type))


def _problems_of(wait: Wait, described: ObjectType) -> Iterator[str]:
    """Why a wait could not work on the objects that reads answer."""
    state = _type_at(described, wait.field)
    if wait.reason and _kind(_type_at(described, wait.reason)) != "string":
        yield f"{wait.reason} is no text that could say why it failed"
    if wait.until:
        return
    if state is None or state.kind != "string":
        yield f"a wait on {wait.field}, which is no text"
        return
    known = {*wait.pending, *wait.ready, *wait.failed, *wait.absent}
    yield from (f"a wait does not say what the state {each} means" for each in state.enum if each not in known)


def _type_at(described: ObjectType, path: str) -> Type | None:
    try:
        return described.type_at(path)
    except KeyError:
        return None


def _kind(type: Type | None) -> str:
    return type.kind if type else ""


def _inner_paths(paths: Sequence[str]) -> tuple[tuple[str, ...], ...]:
    """Paths in the items of a list, by Pulumi's names; an item itself is at the empty one."""
    return tuple(tuple(map(to_pulumi, path.split("."))) if path else () for path in paths)


def _fields_of(type: Type) -> Mapping[str, Field]:
    assert type.object, f"{type.kind} is no object"
    return type.object.fields


def _adding(step: Members | Run) -> Sequence[str]:
    """The actions by which a step adds something."""
    return [step.add.action] if isinstance(step, Members) else step.actions


def _holds_secrets(shape: Shape) -> bool:
    inner = [prop.shape for prop in shape.properties.values()] + [each for each in (shape.items, shape.map_of) if each]
    return any(prop.secret for prop in shape.properties.values()) or any(map(_holds_secrets, inner))


def _same_form(one: Shape, other: Shape) -> bool:
    if one.items and other.items:
        return _same_form(one.items, other.items)
    return one.type.kind == other.type.kind and one.type.object is other.type.object and one.items is other.items
