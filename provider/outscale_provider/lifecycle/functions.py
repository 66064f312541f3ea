"""Invoke: what a function that programs call has to do, whichever it is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from outscale_api import Api
from outscale_provider.lifecycle.asking import Asking
from outscale_provider.lifecycle.calling import BoundCall
from outscale_provider.lifecycle.lookups import BoundAsk, BoundMany, BoundOne
from outscale_provider.model.function import CallAny, Function, GetMany, GetOne
from outscale_provider.model.property import Property
from outscale_provider.model.values import Values
from outscale_provider.violations import Violation


class BoundFunction(Protocol):
    """A function together with the API's description."""

    @property
    def function(self) -> Function: ...

    @property
    def inputs(self) -> Mapping[str, Property]: ...

    @property
    def outputs(self) -> Mapping[str, Property]: ...

    def returned(self, inputs: Values) -> Mapping[str, Property]:
        """The outputs for some inputs."""
        ...

    def spelled(self, inputs: Values) -> Values:
        """Inputs in Pulumi's spelling: SDKs translate a function's own arguments, but not what is in them."""
        ...

    def check(self, inputs: Values) -> list[Violation]:
        """What is wrong with the inputs."""
        ...

    async def run(self, asking: Asking, inputs: Values) -> Values:
        """The outputs. Raises a ProviderError where there are none."""
        ...


def bind(function: Function, api: Api) -> BoundFunction:
    """The function of a definition."""
    if isinstance(function, CallAny):
        return BoundCall(function, api)
    if isinstance(function, GetMany):
        return BoundMany(function, api)
    return BoundOne(function, api) if isinstance(function, GetOne) else BoundAsk(function, api)
