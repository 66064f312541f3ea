"""What of values is secret: by the description or by the program, and where it is after an operation."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from outscale_provider.lifecycle.property_path import parts
from outscale_provider.lifecycle.requests import Detail, Difference
from outscale_provider.model.property import Property, Shape
from outscale_provider.model.values import Path, Value, Values
from outscale_provider.violations import Violation

#: What is shorter may stand anywhere without being the secret.
TELLING_LENGTH = 4


def described_secrets(properties: Mapping[str, Property], values: Values) -> frozenset[Path]:
    """The paths of values that their properties make secret, at any depth."""
    return frozenset(_in_object(properties, values, ()))


def _in_object(properties: Mapping[str, Property], values: Values, path: Path) -> Iterator[Path]:
    for name, value in values.items():
        prop = properties.get(name)
        if prop is None or value is None:
            continue
        if prop.secret:
            yield (*path, name)
        else:
            yield from _in_value(prop.shape, value, (*path, name))


def _in_value(shape: Shape, value: Value, path: Path) -> Iterator[Path]:
    if shape.properties and isinstance(value, dict):
        yield from _in_object(shape.properties, value, path)
    elif shape.items and (shape.items.properties or shape.items.items) and isinstance(value, list):
        for index, item in enumerate(value):
            yield from _in_value(shape.items, item, (*path, index))


def guarded(
    violations: Iterable[Violation], properties: Mapping[str, Property], secrets: Iterable[Path]
) -> list[Violation]:
    """Violations as they may be told: one at a secret, in it or around it quotes nothing."""
    paths = [tuple(map(str, path)) for path in secrets]
    return [_guarded(violation, properties, paths) for violation in violations]


def _guarded(violation: Violation, properties: Mapping[str, Property], secrets: list[tuple[str, ...]]) -> Violation:
    at = parts(violation.path)
    if not any(_is_within(at, secret) or _is_within(secret, at) for secret in secrets):
        return violation
    return Violation(_shown_path(violation.path, properties, secrets), violation.reason)


def guarded_difference(
    difference: Difference, properties: Mapping[str, Property], secrets: Iterable[Path]
) -> Difference:
    """A difference without the keys that are themselves part of a secret: the engine shows the paths of changes."""
    paths = [tuple(map(str, path)) for path in secrets]
    details: dict[str, Detail] = {}
    for path, detail in difference.details.items():
        shown = _shown_path(path, properties, paths)
        known = details.get(shown)
        kind = detail.kind if shown == path else "update"
        details[shown] = Detail(kind, detail.replaces or (known is not None and known.replaces))
    return replace(difference, details=details)


def _shown_path(path: str, properties: Mapping[str, Property], secrets: Iterable[tuple[str, ...]]) -> str:
    """A property path without the keys that are themselves part of a secret."""
    at = parts(path)
    inside = [len(secret) for secret in secrets if _is_within(at, secret)]
    known = max(min(inside), _described(properties, at)) if inside else len(at)
    return path if known == len(at) else _path_text(at[:known])


def _is_within(at: tuple[str, ...], outer: tuple[str, ...]) -> bool:
    return at[: len(outer)] == outer


def _described(properties: Mapping[str, Property], at: tuple[str, ...]) -> int:
    """How many parts of a path the description knows: names and indices. What follows are keys that a value brought."""
    shape: Shape | None = None
    for count, part in enumerate(at):
        if shape is not None and shape.items:
            shape = shape.items
            continue
        prop = (properties if shape is None else shape.properties).get(part)
        if prop is None:
            return count
        shape = prop.shape
    return len(at)


def _path_text(at: tuple[str, ...]) -> str:
    return "".join(f"[{part}]" if part.isdigit() else f".{part}" for part in at).removeprefix(".")


def kept_secrets(
    properties: Mapping[str, Property], values: Values, old_values: Values, secrets: Iterable[Path]
) -> frozenset[Path]:
    """The paths of what is secret in `values`, which an operation has made of `old_values`.

    It is what the description says, what was secret before, wherever it is now, and every text that was secret elsewhere:
    a VM's address comes back in three places.
    """
    found = set(described_secrets(properties, values))
    texts = set()
    for path in secrets:
        name = path[0]
        if name in values:
            followed = _followed(old_values[name], values[name], path[1:], exact=False)
            found |= {(name,)} if followed is None else {(name, *rest) for rest in followed}
        texts |= set(_telling(properties, old_values, path))
    if texts:
        found |= {path for path, value in _paths(values, ()) if isinstance(value, str) and value in texts}
    return outermost(frozenset(found))


def outermost(secrets: frozenset[Path]) -> frozenset[Path]:
    """The paths of secrets without those in another one: what is in a secret needs no mark of its own."""
    return frozenset(path for path in secrets if not any(path[:length] in secrets for length in range(1, len(path))))


def _followed(old: Value, new: Value, path: Path, exact: bool) -> set[Path] | None:
    """Where in a new value is what was at a path in the old one, None where that can't be told.

    An item of a list is found by what it holds, for the order may be another one.
    """
    if not path:
        return {()} if not exact or old == new else None
    step, rest = path[0], path[1:]
    if isinstance(step, int):
        if not isinstance(new, list):
            return None
        found = {
            (index, *end) for index, item in enumerate(new) for end in _followed(old[step], item, rest, True) or ()
        }
        return found or None
    if not isinstance(new, dict) or (exact and step not in new):
        return None
    if step not in new:
        return set()
    ends = _followed(old[step], new[step], rest, exact)
    return None if ends is None else {(step, *end) for end in ends}


def _paths(value: Value, path: Path) -> Iterator[tuple[Path, Value]]:
    """Everything that has nothing in it, with its path."""
    if isinstance(value, dict | list):
        for key, item in value.items() if isinstance(value, dict) else enumerate(value):
            yield from _paths(item, (*path, key))
    else:
        yield path, value


def at(values: Value, path: Path) -> Value:
    """The value at a path."""
    for step in path:
        values = values[step]
    return values


def leaves(value: Value) -> Iterator[Value]:
    """The texts, numbers and so on in a value."""
    return (leaf for _, leaf in _paths(value, ()))


def secret_contents(
    described: Sequence[Mapping[str, Property]], values: Values, secrets: Iterable[Path]
) -> Iterator[Value]:
    """All that is secret in values: texts, numbers and so on, and the keys that a program chose.

    `described` are what the values may be of: inputs and outputs, whose objects of one name can differ.
    """
    for path in frozenset(secrets).union(*(described_secrets(each, values) for each in described)):
        for end, leaf in _paths(at(values, path), path):
            yield leaf
            known = max(_described(each, tuple(map(str, end))) for each in described)
            yield from (key for key in end[max(known, len(path)) :] if isinstance(key, str))


def _telling(properties: Mapping[str, Property], values: Values, path: Path) -> Iterator[str]:
    """The texts at a path that are the secret wherever they stand. One of a few words, such as `HTTP`, is not."""
    for end, value in _paths(at(values, path), path):
        if isinstance(value, str) and len(value) >= TELLING_LENGTH and not _is_word(properties, end):
            yield value


def _is_word(properties: Mapping[str, Property], path: Path) -> bool:
    """Whether the value at a path is one of those that the description lists."""
    shape: Shape | None = None
    for step in path:
        if shape is not None and shape.items:
            shape = shape.items
        else:
            prop = (properties if shape is None else shape.properties).get(str(step))
            if prop is None:
                return False
            shape = prop.shape
    return shape is not None and bool(shape.type.enum)
