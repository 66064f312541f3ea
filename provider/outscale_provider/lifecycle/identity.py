"""Identifiers: what one says, which object it names, and whether a text can be one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from outscale_api import ObjectType, Type
from outscale_provider.errors import Lacking
from outscale_provider.lifecycle.observed import agreement
from outscale_provider.lifecycle.validation import violations
from outscale_provider.model.bound import Bound
from outscale_provider.model.naming import to_pulumi
from outscale_provider.model.property import Property, property_of
from outscale_provider.model.translation import to_api
from outscale_provider.model.values import Remote, Value


def said_by(bound: Bound, id: str) -> Remote:
    """The fields that the parts of an identifier stand for, in the API's form. Raises ValueError on a wrong number of parts."""
    resource = bound.resource
    said: Remote = {}
    if resource.fixed_id:
        return said
    for part, text in zip(resource.id_parts, resource.split_id(id), strict=True):
        prop, value = _meant(bound, part, text)
        said[prop.api_name] = to_api(prop.shape, value)
    return resource.as_stored(said) if resource.as_stored else said


def id_of(bound: Bound, known: Remote) -> str:
    """The identifier of an object. Raises Lacking where the object lacks a part of it."""
    try:
        return bound.resource.join_id(known)
    except KeyError as lacking:
        raise Lacking(bound.resource.name, lacking) from lacking


def parts_of(bound: Bound, answered: Remote) -> list[Remote]:
    """The resources that an answered object is or has. Raises Lacking where that lacks what it has to have."""
    parts = bound.resource.read.parts
    try:
        return [answered] if parts is None else parts(answered)
    except (KeyError, TypeError) as lacking:
        raise Lacking(bound.resource.name, lacking) from lacking


def picked(bound: Bound, id: str, answered: list[Remote]) -> Remote | None:
    """What an identifier names of the objects that a read or a change answered, None where they don't have it."""
    if bound.resource.read.parts is None and len(bound.resource.id_parts) <= 1:
        return next(iter(answered), None)
    parts = (one for each in answered for one in parts_of(bound, each))
    return next(named(bound, id, parts), None)


def named(bound: Bound, id: str, objects: Iterable[Remote]) -> Iterator[Remote]:
    """Those of some objects that an identifier names, however it is spelled."""
    said = said_by(bound, id)
    return (one for one in objects if all(_agreements(bound, said, one)))


def answered_by(bound: Bound, action: str, response: Remote, id: str) -> Remote | None:
    """The resource as the response to a change of it tells it, None where it tells something else, or nothing."""
    described, read = bound.api.action(action), bound.api.action(bound.resource.read.action)
    if not (described.answered_type and read.answered_type and _has_all(described.answered_type, read.answered_type)):
        return None
    answers = described.objects_in(response)
    found = picked(bound, id, answers)
    return _only_possible(bound, id, answers) if found is None else found


def _only_possible(bound: Bound, id: str, answers: list[Remote]) -> Remote | None:
    """The one part of some answers that may be what an identifier names, where they do not tell all that it says."""
    said = said_by(bound, id)
    parts = [one for answered in answers for one in parts_of(bound, answered)]
    possible = [one for one in parts if False not in _agreements(bound, said, one)]
    return possible[0] if len(possible) == 1 else None


def id_violation(bound: Bound, id: str) -> str:
    """Why a text can't be an identifier of a resource, "" where it can."""
    resource = bound.resource
    try:
        parts = resource.split_id(id)
    except ValueError as error:
        return _explained(bound, str(error))
    if resource.fixed_id:
        return ""
    for part, text in zip(resource.id_parts, parts, strict=True):
        prop, value = _meant(bound, part, text)
        wrong = violations(prop.shape, value, to_pulumi(part))
        if wrong:
            return _explained(bound, f"{wrong[0].path} {wrong[0].text}")
    return ""


def _explained(bound: Bound, reason: str) -> str:
    return f"{reason}. An id of {bound.resource.name} looks like {id_example(bound)}"


def id_example(bound: Bound) -> str:
    """What an identifier looks like."""
    resource = bound.resource
    if resource.id_example or resource.fixed_id:
        return resource.id_example or resource.fixed_id
    return "/".join(_sample(_property(bound, resource.sources(part)[0]).shape.type) for part in resource.id_parts)


def _sample(type: Type) -> str:
    return f"{type.id_prefixes[0]}-12345678" if type.format == "id" else {"cidr": "10.1.0.0/16"}[type.format]


def _meant(bound: Bound, part: str, text: str) -> tuple[Property, Value]:
    """The property that a part of an identifier is a value of, with that value. Of several, the first that it can be of."""
    meant = [(prop, _value(prop, text)) for name in bound.resource.sources(part) if (prop := _property(bound, name))]
    return next((found for found in meant if not violations(found[0].shape, found[1], "")), meant[-1])


def _property(bound: Bound, api_name: str) -> Property:
    name = to_pulumi(api_name)
    if name in bound.inputs:
        return bound.inputs[name]
    return bound.outputs[name] if name in bound.outputs else property_of(bound.object_type.fields[api_name])


def _value(prop: Property, text: str) -> Value:
    if prop.shape.type.kind != "integer":
        return text
    try:
        return int(text)
    except ValueError:
        return text


def _agreements(bound: Bound, said: Remote, one: Remote) -> list[bool | None]:
    """Of each thing that an identifier says, whether an answered object is so."""
    return [agreement(_property(bound, name), value, one) for name, value in said.items()]


def _has_all(one: ObjectType, other: ObjectType) -> bool:
    """Whether an object has all that another one has: what creates a secret answers more than a read."""
    return one is other or all(
        name in one.fields and one.fields[name].type == field.type
        for name, field in other.fields.items()
        if not field.since
    )
