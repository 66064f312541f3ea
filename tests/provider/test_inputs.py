"""The table of lives shows of every input of every resource what its row declares. `test_lifecycles.py` makes it happen."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import pytest

from outscale_emulator import Era
from outscale_provider.model.property import OnChange, Property, Shape
from outscale_provider.model.values import UNKNOWN
from provider.engine import Engine
from provider.evidence import BOUND, changed, steers
from provider.lifecycles import LIFECYCLES, Lifecycle

INPUTS = [(type, name) for type, bound in BOUND.items() for name in bound.inputs]

#: How the table says that a change has the effect of a row.
EFFECTS = {
    OnChange.REPLACE: "replaces",
    OnChange.UPDATE: "is made in place",
    OnChange.RESTART: "is made in place",
    OnChange.NONE: "does nothing",
}


@pytest.fixture
def era() -> Era:
    """Check knows no eras."""
    return "1.16"


@dataclass
class Shown:
    """What lives show of one input."""

    created: bool = False
    effects: set[str] = field(default_factory=set)
    removed: bool = False
    steers: bool = False
    paths: set[str] = field(default_factory=set)


def states(lifecycle: Lifecycle) -> Iterator[Mapping[str, Any]]:
    """The inputs that a resource has in its life."""
    now = lifecycle.inputs
    yield now
    for change in lifecycle.changes:
        if not change.refused:
            now = given({**now, **change.inputs})
            yield now


def given(inputs: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in inputs.items() if value is not None}


def shown(type: str, prop: Property) -> Shown:
    """What the lives of a type show of an input."""
    found = Shown()
    for lifecycle in LIFECYCLES:
        if lifecycle.type == type:
            _live(lifecycle, prop, found)
    return found


def _live(lifecycle: Lifecycle, prop: Property, found: Shown) -> None:
    name = prop.name
    now = given(lifecycle.inputs)
    found.created |= name in now
    found.steers |= name in lifecycle.steers
    found.paths |= {*_paths_in(prop.shape, now.get(name), name)}
    for change in lifecycle.changes:
        new = given({**now, **change.inputs})
        found.paths |= {*_paths_in(prop.shape, new.get(name), name)}
        if change.refused:
            found.steers |= name in change.refused
            if name in change.replaces:
                found.effects.add("replaces")
            continue
        found.created |= bool(change.replaces) and name in new
        found.steers |= any(BOUND[lifecycle.type].inputs[each].replaces_if == name for each in change.replaces)
        if name in changed(now, new):
            found.removed |= name not in new and now[name] != prop.default
            if name in change.replaces:
                found.effects.add("replaces")
            elif not change.replaces:
                found.effects.add("is made in place" if change.effect else "does nothing")
        now = new


def _paths_in(shape: Shape, value: Any, at: str) -> Iterator[str]:
    """The paths of the nested properties that a value gives."""
    if isinstance(value, list) and shape.items:
        for item in value:
            yield from _paths_in(shape.items, item, f"{at}[]")
    if isinstance(value, dict):
        for name, prop in shape.properties.items():
            if name in value:
                yield f"{at}.{name}"
                yield from _paths_in(prop.shape, value[name], f"{at}.{name}")


def nested(shape: Shape, at: str) -> Iterator[tuple[str, Property]]:
    """The nested properties of a shape by their paths."""
    if shape.items:
        yield from nested(shape.items, f"{at}[]")
    for name, prop in shape.properties.items():
        yield f"{at}.{name}", prop
        yield from nested(prop.shape, f"{at}.{name}")


def is_constant(prop: Property) -> bool:
    """Whether there is only one value that the API takes."""
    return len(prop.shape.type.enum) == 1


@pytest.mark.parametrize(("type", "name"), INPUTS)
def test_the_lives_show_what_an_input_does(type: str, name: str):
    bound = BOUND[type]
    prop = bound.inputs[name]
    seen = shown(type, prop)
    assert seen.created, "no life creates the resource with it"
    assert is_constant(prop) or EFFECTS[prop.on_change] in seen.effects, f"no change of it {EFFECTS[prop.on_change]}"
    if steers(bound, prop):
        row = bound.resource.inputs[prop.api_name]
        same = [one for one, other in BOUND.items() if other.resource.inputs.get(prop.api_name) is row]
        assert any(shown(one, prop).steers for one in same), "no action takes it, and no life shows that it matters"
    assert {path for path, _ in nested(prop.shape, name)} <= seen.paths
    if not prop.required and not is_constant(prop):
        assert seen.removed, "no life takes it away"


@pytest.mark.parametrize("type", BOUND)
async def test_check_accepts_every_value_of_an_enum(type: str, engine: Engine):
    refused = {}
    for path, values in _enums(type).items():
        for value in values:
            inputs = _with(_example(type, path), path.split("."), value)
            failures = (await engine.check(type, inputs)).failures
            refused |= {f"{path}={value}": at for at in failures if _without_places(at) == path}
    assert not refused


def _enums(type: str) -> dict[str, tuple[Any, ...]]:
    """The paths of the inputs that take certain values, with these."""
    inputs = BOUND[type].inputs
    found = {**inputs, **{path: prop for name, prop in inputs.items() for path, prop in nested(prop.shape, name)}}
    return {path: prop.shape.type.enum for path, prop in found.items() if prop.shape.type.enum}


def _example(type: str, path: str) -> dict[str, Any]:
    """Inputs of a life that have a value at a path, as a preview knows them."""
    top = BOUND[type].inputs[path.split(".")[0].removesuffix("[]")]
    lives = (inputs for life in LIFECYCLES if life.type == type for inputs in states(life))
    return next(
        _filled(each) for each in lives if path in (top.name, *_paths_in(top.shape, each.get(top.name), top.name))
    )


def _with(value: Any, path: list[str], new: Any) -> Any:
    """A value with another one at a path, in each item of its lists."""
    if not path:
        return new
    name = path[0].removesuffix("[]")
    if name == path[0]:
        return {**value, name: _with(value.get(name, {}), path[1:], new)}
    return {**value, name: [_with(item, path[1:], new) for item in value[name]]}


def _without_places(path: str) -> str:
    return re.sub(r"\[\d+\]", "[]", path)


def _filled(value: Any) -> Any:
    """A value of the table in a preview, where nothing that it refers to is known."""
    if isinstance(value, Mapping):
        return {name: _filled(item) for name, item in value.items()}
    if isinstance(value, list):
        return [_filled(item) for item in value]
    return UNKNOWN if isinstance(value, str) and "$" in value else value
