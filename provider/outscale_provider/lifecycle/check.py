"""Check: completes and judges a program's inputs. No I/O."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from outscale_provider.faults import Fault
from outscale_provider.lifecycle.values import object_faults
from outscale_provider.model.bound import Bound
from outscale_provider.model.naming import to_pulumi
from outscale_provider.model.translation import request_of
from outscale_provider.model.values import Values

SUFFIX_DIGITS = 7


class NameMode(Enum):
    """What the engine says about names that a program does not give."""

    DEFAULT = "default"
    PROPOSE = "propose"
    ENFORCE = "enforce"
    DISABLE = "disable"


@dataclass(frozen=True)
class Naming:
    """What a name is made of where the program gives none. `earlier` is the one that a creation that was cut off had."""

    resource_name: str
    seed: bytes = b""
    mode: NameMode = NameMode.DEFAULT
    proposed: str = ""
    earlier: str = ""


def check(bound: Bound, inputs: Values, old_inputs: Values | None, naming: Naming) -> tuple[Values, list[Fault]]:
    """The inputs, completed, and what is wrong with them. Null stands for absent, and so does an empty list that may be one.

    What is the same object as the old inputs is not judged again: that was done when they were new.
    """
    checked = {
        name: value
        for name, value in inputs.items()
        if value is not None and (value != [] or not _may_be_empty(bound, name))
    }
    if inputs is old_inputs:
        return checked, []
    faults = _complete_name(bound, checked, old_inputs, naming)
    faults += object_faults(bound.inputs, checked)
    if not faults:
        faults = _group_faults(bound, checked) + _broken_rules(bound, checked)
    return checked, faults


def _may_be_empty(bound: Bound, name: str) -> bool:
    """Whether an input is a list without a least number of items."""
    prop = bound.inputs.get(name)
    return prop is not None and prop.shape.items is not None and not prop.shape.type.min_items


def _complete_name(bound: Bound, inputs: Values, old_inputs: Values | None, naming: Naming) -> list[Fault]:
    autonamed = bound.resource.autonamed
    if not autonamed:
        return []
    name = to_pulumi(autonamed)
    if name in inputs:
        return []
    if old_inputs and name in old_inputs:
        inputs[name] = old_inputs[name]
    elif naming.earlier:
        inputs[name] = naming.earlier
    elif naming.mode is NameMode.DISABLE:
        return [Fault(name, "is required, since automatic names are turned off (pulumi:autonaming)")]
    elif naming.mode is NameMode.DEFAULT:
        inputs[name] = _random_name(naming, bound.resource.inputs[autonamed].autonamed)
    else:
        inputs[name] = naming.proposed
    return []


def is_automatic(name: str, resource_name: str) -> bool:
    """Whether a name looks like one that was made here; a replacement then gets another one."""
    stem, _, suffix = name.rpartition("-")
    return bool(stem) and resource_name.startswith(stem) and len(suffix) == SUFFIX_DIGITS and _is_hexadecimal(suffix)


def _is_hexadecimal(text: str) -> bool:
    return set(text) <= set("0123456789abcdef")


def _random_name(naming: Naming, max_length: int) -> str:
    import random  # Only here: it takes 10 ms, and most programs name things themselves.

    digits = random.Random(naming.seed or None).getrandbits(4 * SUFFIX_DIGITS)
    return f"{naming.resource_name[: max_length - SUFFIX_DIGITS - 1]}-{digits:0{SUFFIX_DIGITS}x}"


def _group_faults(bound: Bound, inputs: Values) -> list[Fault]:
    faults = []
    for group in bound.resource.exclusive:
        names = [to_pulumi(name) for name in group]
        given = [name for name in names if name in inputs]
        if len(given) != 1:
            reason = f"exactly one of {', '.join(names)} must be given, not {' and '.join(given) or 'none'}"
            faults.append(Fault(given[1] if given else names[0], reason))
    return faults


def _broken_rules(bound: Bound, inputs: Values) -> list[Fault]:
    if not bound.resource.rules:
        return []
    asked = request_of(bound.inputs, inputs)
    return [
        Fault(to_pulumi(problem.property), problem.reason) for rule in bound.resource.rules for problem in rule(asked)
    ]
