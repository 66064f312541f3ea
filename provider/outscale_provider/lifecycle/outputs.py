"""From an answered object to what the engine stores: outputs, and the inputs that would bring them about."""

from __future__ import annotations

from collections.abc import Iterable

from outscale_provider.lifecycle.changed_inputs import changed
from outscale_provider.lifecycle.comparing import holds, projected, same
from outscale_provider.lifecycle.observed import agreement, remote_value
from outscale_provider.lifecycle.requests import UpdateRequest
from outscale_provider.model.bound import Bound
from outscale_provider.model.naming import to_pulumi
from outscale_provider.model.property import NO_DEFAULT, Property
from outscale_provider.model.translation import from_api, to_api
from outscale_provider.model.values import UNKNOWN, Remote, Value, Values


def outputs_of(bound: Bound, remote: Remote, inputs: Values, old_outputs: Values) -> Values:
    """The outputs of a resource: what the API answers, in the program's spelling where that means the same.

    What no read answers is kept: inputs such as a public key, and what only the create action told.
    """
    outputs: Values = {}
    stored = bound.stored(inputs)
    for name, prop in bound.outputs.items():
        value = remote_value(prop, remote, prop.wanted_in(inputs))
        if value is None and name not in bound.answered:
            value = inputs.get(name) if name in bound.inputs else old_outputs.get(name)
        if value is not None:
            given = (inputs.get(name), stored.get(name))
            outputs[name] = inputs[name] if name in bound.echoed and _is_meant(bound, name, given, remote) else value
    return outputs


def retold(bound: Bound, request: UpdateRequest) -> Values:
    """The old outputs with new inputs in them. What a changed input has made of an output is left out where that is unknown."""
    inputs, old_outputs = request.inputs, request.old_outputs
    changes = [prop for prop, _, _ in changed(bound, request.old_inputs, inputs, old_outputs)]
    moved = {prop.name for prop in changes} | _spellings_of(bound, changes)
    defaults = known_defaults(bound, changes, inputs)
    kept = {name: value for name, value in old_outputs.items() if name in bound.outputs and name not in moved}
    echoed = {name: value for name, value in inputs.items() if name in bound.echoed}
    return kept | defaults | echoed | in_all_spellings(bound, inputs)


def in_all_spellings(bound: Bound, inputs: Values) -> Values:
    """The outputs of the parameters that can be given in several spellings: what one says, they all say that can."""
    outputs: Values = {}
    for spellings in bound.spellings.values():
        given = next((prop for prop in spellings if prop.wanted_in(inputs) is not None), None)
        value = given.wanted_in(inputs) if given else None
        if given and value is not UNKNOWN:
            asked = to_api(given.shape, value)
            outputs |= {prop.name: value if prop is given else from_api(prop.shape, asked) for prop in spellings}
    return {name: value for name, value in outputs.items() if value is not None}


def _spellings_of(bound: Bound, changes: Iterable[Property]) -> set[str]:
    """The outputs that say what some inputs say, in whatever spelling."""
    changing = {prop.parameter for prop in changes}
    return {prop.name for name, props in bound.spellings.items() if name in changing for prop in props}


def known_defaults(bound: Bound, properties: Iterable[Property], inputs: Values) -> Values:
    """The defaults that come out as outputs."""
    return {
        prop.name: default
        for prop in properties
        if (default := prop.default_in(inputs)) is not NO_DEFAULT and prop.name in bound.echoed & bound.answered
    }


def inputs_of(bound: Bound, remote: Remote, old_inputs: Values, importing: bool) -> Values:
    """The inputs that a program would have to give for the resource to be as it is.

    An input that the program did not give is told if it differs from its default, and in an import also if it has none, unless
    its removal brings back what the cloud chooses. One that stands in the place of another that the program did give is told
    as well.
    """
    inputs: Values = {}
    # In an import nothing was given: what there is says which defaults hold.
    given = remote_inputs(bound, remote) if importing else old_inputs
    stored = bound.stored(old_inputs)
    for name, prop in bound.inputs.items():
        old = old_inputs.get(name)
        value = _actual(prop, remote, old)
        default = prop.default_in(given)
        if value is None and old is not None and _is(default, prop, old):
            value = old
        if value is None or (old is None and _goes_without_saying(bound, prop, value, default, importing)):
            continue
        inputs[name] = _as_asked(prop, (old, stored.get(name)), value, remote)
    return _with_one_of_each_group(bound, inputs, old_inputs)


def _actual(prop: Property, remote: Remote, old: Value) -> Value:
    """The value that an input has; what no read tells is as it was."""
    if prop.readable:
        return remote_value(prop, remote, old)
    return None if old is not None and agreement(prop, old, remote) is False else old


def _with_one_of_each_group(bound: Bound, inputs: Values, old_inputs: Values) -> Values:
    """Of inputs that exclude each other the API may answer several, and of spellings it answers all.

    The one that was given says it all, else the first.
    """
    spellings = [[prop.api_name for prop in props] for props in bound.spellings.values()]
    for group in (*bound.resource.exclusive, *spellings):
        # An empty list is how the API says that there is none.
        names = [name for name in map(to_pulumi, group) if name in inputs]
        present = sorted(names, key=lambda name: (name not in old_inputs, inputs[name] == []))
        inputs = {name: value for name, value in inputs.items() if name not in present[1:]}
    return inputs


def remote_inputs(bound: Bound, remote: Remote) -> Values:
    """The inputs as an answered object has them."""
    return {name: remote_value(prop, remote) for name, prop in bound.inputs.items() if prop.readable}


def _is_meant(bound: Bound, name: str, given: tuple[Value, Value], remote: Remote) -> bool:
    """Whether what is there of an input is what a program asks for."""
    prop = bound.inputs[name]
    return _means(prop, given, remote_value(prop, remote, given[0]), remote)


def _means(prop: Property, given: tuple[Value, Value], value: Value, remote: Remote) -> bool:
    """Whether a program asks for an answered value: as it is given, as the API keeps that, or as the input's row says."""
    if given[0] is None:
        return False
    if prop.matches:
        return agreement(prop, given[0], remote) is not False
    return any(same(prop.shape, one, value) for one in given)


def _as_asked(prop: Property, given: tuple[Value, Value], value: Value, remote: Remote) -> Value:
    """What there is of an input: as it was given where it still is so, without what the cloud filled in where it is not."""
    if given[0] is None:
        return value
    is_so = _means(prop, given, value, remote) or (not prop.matches and holds(prop.shape, value, given[0]))
    return given[0] if is_so else projected(prop.shape, value, given[0])


def _goes_without_saying(bound: Bound, prop: Property, value: Value, default: Value, importing: bool) -> bool:
    if value == []:
        # As Check has it: an empty list is as if there were none.
        return True
    if prop.authoritative:
        # What others see to, until a program says that it is its own.
        return True
    if any(prop.api_name in group for group in bound.resource.exclusive):
        return False
    if prop.shared and not importing:
        # What others have given.
        return True
    # Which value the API falls back to isn't known, so an import can't tell whether anybody chose this one.
    is_the_clouds = not importing or prop.removal is not None
    return is_the_clouds if default is NO_DEFAULT else _is(default, prop, value)


def _is(default: Value, prop: Property, value: Value) -> bool:
    return default is not NO_DEFAULT and same(prop.shape, default, value)
