"""What an earlier version of the provider stored, as this one would have stored it."""

from __future__ import annotations

from collections.abc import Sequence

from outscale_provider.lifecycle.comparing import same
from outscale_provider.lifecycle.validation import violations
from outscale_provider.model.bound import Bound
from outscale_provider.model.property import Property
from outscale_provider.model.translation import from_api
from outscale_provider.model.values import Values


def upgraded(bound: Bound, old_inputs: Values, old_outputs: Values) -> tuple[Values, Values]:
    """Inputs and outputs of which no input is in the API's form that has one of the program's own by now."""
    for spellings in bound.spellings.values():
        old_inputs, old_outputs = _with_forms(spellings, old_inputs, old_outputs)
    return old_inputs, old_outputs


def _with_forms(spellings: Sequence[Property], inputs: Values, outputs: Values) -> tuple[Values, Values]:
    """The same for one parameter. A version that knows the spellings stores what is answered in the API's form as well."""
    formed, plain = spellings[0], spellings[1]
    stored = outputs.get(formed.name)
    if plain.name in outputs or not isinstance(stored, str) or violations(plain.shape, stored, plain.name):
        return inputs, outputs
    given = inputs.get(formed.name)
    if given is not None and same(plain.shape, given, stored):
        inputs = {**_without(inputs, formed), **_said(formed, plain, given)}
    return inputs, {**_without(outputs, formed), **_said(formed, plain, stored), plain.name: stored}


def _said(formed: Property, plain: Property, stored: str) -> Values:
    """What the API has, in the program's form where it can be said so."""
    said = from_api(formed.shape, stored)
    return {plain.name: stored} if said is None else {formed.name: said}


def _without(values: Values, prop: Property) -> Values:
    return {name: value for name, value in values.items() if name != prop.name}
