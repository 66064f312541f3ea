"""What an answered object tells of an input."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TypeVar

from outscale_provider.errors import Lacking
from outscale_provider.lifecycle.comparing import holds, same
from outscale_provider.model.property import Property
from outscale_provider.model.translation import from_api, to_api
from outscale_provider.model.values import Remote, Value

T = TypeVar("T")


def remote_value(prop: Property, remote: Remote, given: Value = None) -> Value:
    """The value of a property in an answered object, None where it has none. Of a shared one only what was `given`."""
    value = from_api(prop.shape, _asked(prop.reads, remote) if prop.reads else remote.get(prop.parameter))
    if prop.shared and given is not None and value is not None:
        return ours(prop, value, given)
    return value


def remote_value_of_api(prop: Property, remote: Remote) -> Value:
    """The value of an input in an answered object, in the API's form."""
    return prop.reads(remote) if prop.reads else remote.get(prop.parameter)


def ours(prop: Property, actual: Value, given: Value) -> Value:
    """What of a shared value is there and was given: such items of a list, or whether both say yes."""
    shape = prop.shape.items
    if shape is None:
        return bool(actual and given)
    return [item for item in given or [] if any(holds(shape, there, item) for there in actual or [])]


def agreement(prop: Property, value: Value, remote: Remote) -> bool | None:
    """Whether an answered object is as a value of an input asks, None where it does not tell."""
    if prop.matches and value is not None:
        return _asked(partial(prop.matches, to_api(prop.shape, value)), remote)
    return same(prop.shape, value, remote_value(prop, remote)) if prop.readable else None


def _asked(question: Callable[[Remote], T], remote: Remote) -> T:
    """What a definition says of an answered object. Raises Lacking where that lacks what it has to have."""
    try:
        return question(remote)
    except (KeyError, TypeError) as lacking:
        raise Lacking("the object", lacking) from lacking
