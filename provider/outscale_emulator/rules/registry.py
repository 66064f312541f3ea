"""Which function answers which action, and what transitions bring about."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from outscale_emulator.data.transaction import Effect
from outscale_emulator.rules.call import Call

#: Answers an action: the response without its ResponseContext, None for a response that has nothing else.
Behaviour = Callable[[Call], dict[str, Any] | None]


@dataclass(frozen=True, slots=True)
class Registered:
    """An action's behaviour, and the codes it has for values out of their range, by parameter.

    `writes` marks an action that changes something although its name says that it does not. `simplified` tells what the
    real API does more, and what about the behaviour is inferred.
    """

    behaviour: Behaviour
    codes: Mapping[str, int]
    writes: bool
    simplified: str

    @property
    def does(self) -> str:
        """What the action does: the first paragraph of what its behaviour says of itself."""
        return " ".join((self.behaviour.__doc__ or "").partition("\n\n")[0].split())


ACTIONS: dict[str, Registered] = {}
EFFECTS: defaultdict[str, list[Effect]] = defaultdict(list)


def action(name: str, *, writes: bool = False, simplified: str = "", **codes: int) -> Callable[[Behaviour], Behaviour]:
    """Binds a function to an action. `codes` as in `Validator.check`, the rest as in `Registered`."""

    def register(behaviour: Behaviour) -> Behaviour:
        ACTIONS[name] = Registered(behaviour, codes, writes, simplified)
        return behaviour

    return register


def effect(kind: str) -> Callable[[Effect], Effect]:
    """Binds a function to the transitions of a kind. Several may be bound to the same kind."""

    def register(function: Effect) -> Effect:
        EFFECTS[kind].append(function)
        return function

    return register
