"""What goes wrong on purpose, so that clients can be tested: which requests it strikes, and how.

    throttle@10%, 500@5%, lost@5%, Create*:delay=0.5@20%, Read*:stale=3@10%, seed=7
    CreateNet:lost, CreateNet:throttle*2

A rule is `[ACTIONS:]KIND[=VALUE]` and either `@PROBABILITY`, in percent or as a number up to 1, or a number of times,
`*N`, where nothing stands for once. ACTIONS is a name in which `*` and `?` stand for any characters; without it a rule is
for every action. The rules with a probability are drawn for each request they are for, from one random sequence. Those
without one are a script: a request that the first of its steps is for takes it, and the others wait for their turn.
"""

from __future__ import annotations

import random
from collections import deque
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase

#: What a fault of each kind does, and the value that it takes unless given, None where it takes none.
KINDS: dict[str, tuple[str, float | None]] = {
    "ok": ("nothing: lets one request of a script pass", None),
    "throttle": ("the request is refused, since there were too many", None),
    "500": ("an internal error of the API, and nothing is changed", None),
    "502": ("a page of the proxy in front of the API, which the request did not reach", None),
    "504": ("a page of the proxy in front of the API, which carried the request out too late", None),
    "delay": ("the answer waits for so many seconds", 1.0),
    "cut": ("the connection is closed before the request is carried out", None),
    "lost": ("the request is carried out, and the connection is closed without an answer", None),
    "stale": ("a Read action answers as if the last so many changes had not been made", 1.0),
}

#: The kinds that a request may suffer beside another one.
ALONGSIDE = frozenset({"delay", "stale"})


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that goes wrong with one request. `value` as in KINDS."""

    kind: str
    value: float = 0.0


@dataclass(frozen=True, slots=True)
class FaultRule:
    """A fault and the requests that suffer it: some at random, or the next `times` ones where there is no probability."""

    fault: Fault
    actions: str = "*"
    probability: float | None = None
    times: int = 1

    def is_for(self, action: str) -> bool:
        return fnmatchcase(action, self.actions)


class Faults:
    """The rules in force. It remembers how far its script and its random sequence have come."""

    def __init__(self, rules: tuple[FaultRule, ...] = (), seed: int = 0) -> None:
        self._random = random.Random(seed)
        self._drawn = [rule for rule in rules if rule.probability is not None]
        self._script = deque(rule for rule in rules if rule.probability is None)
        #: The greatest number of changes that any rule takes back.
        self.memory = max((int(rule.fault.value) for rule in rules if rule.fault.kind == "stale"), default=0)

    @classmethod
    def parse(cls, text: str) -> Faults:
        """Rules as the text at the top of this file shows them. Raises ValueError for anything else."""
        parts = [part.strip() for part in text.split(",") if part.strip()]
        seeds = [part.removeprefix("seed=") for part in parts if part.startswith("seed=")]
        if not all(seed.isdecimal() for seed in seeds):
            raise ValueError(f"faults {text!r}: a seed is a whole number")
        rules = tuple(_rule(part) for part in parts if not part.startswith("seed="))
        return cls(rules, *(int(seed) for seed in seeds[-1:]))

    def strike(self, action: str) -> list[Fault]:
        """What goes wrong with a request for an action: at most one fault, and delays and stale answers beside it."""
        struck = [rule.fault for rule in self._drawn if rule.is_for(action) and self._happens(rule)]
        if self._script and self._script[0].is_for(action):
            struck.insert(0, self._take_step())
        ends = [fault for fault in struck if fault.kind not in ALONGSIDE]
        return [fault for fault in struck if fault.kind in ALONGSIDE] + ends[:1]

    def _happens(self, rule: FaultRule) -> bool:
        return rule.probability is not None and self._random.random() < rule.probability

    def _take_step(self) -> Fault:
        step = self._script.popleft()
        if step.times > 1:
            self._script.appendleft(replace(step, times=step.times - 1))
        return step.fault


def _rule(text: str) -> FaultRule:
    actions, _, rest = text.rpartition(":")
    rest, at, probability = rest.partition("@")
    rest, star, times = rest.partition("*")
    kind, _, value = rest.partition("=")
    if kind not in KINDS:
        raise ValueError(f"fault {text!r}: the kinds are {', '.join(KINDS)}")
    default = KINDS[kind][1]
    if (at and star) or (value and default is None):
        raise ValueError(f"fault {text!r}: expected [ACTIONS:]KIND[=VALUE][@PROBABILITY or *TIMES]")
    try:
        return FaultRule(
            fault=Fault(kind, float(value or default or 0)),
            actions=actions or "*",
            probability=_probability(probability) if at else None,
            times=int(times) if star else 1,
        )
    except ValueError as error:
        raise ValueError(f"fault {text!r}: {error}") from error


def _probability(text: str) -> float:
    probability = float(text.removesuffix("%")) / (100 if text.endswith("%") else 1)
    if not 0 <= probability <= 1:
        raise ValueError(f"'{text}' is no probability")
    return probability
