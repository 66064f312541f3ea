"""Hides what must not be seen of requests, answers and objects: passwords, keys, and what the description calls secret."""

from __future__ import annotations

from outscale_api import ObjectType

MASK = "*****"

#: The fields that are masked wherever they are: what somebody who sees them could log in or sign with.
SECRET_NAMES = frozenset({"Password", "PrivateKey", "SecretKey", "Token"})


def masked(value: object, type: ObjectType | None = None) -> object:
    """The value with masks in the place of secrets, at whatever depth; with a type also of those that it calls so."""
    if isinstance(value, list):
        return [masked(item, type) for item in value]
    if not isinstance(value, dict):
        return value
    return {name: MASK if _is_secret(name, type) else masked(item, _inner(name, type)) for name, item in value.items()}


def _is_secret(name: str, type: ObjectType | None) -> bool:
    return name in SECRET_NAMES or (type is not None and name in type.fields and type.fields[name].secret)


def _inner(name: str, type: ObjectType | None) -> ObjectType | None:
    """The type of the objects in a field."""
    field = type.fields.get(name) if type else None
    if field is None:
        return None
    return field.type.items.object if field.type.items else field.type.object
