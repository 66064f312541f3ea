"""Check: completes and judges a program's inputs. No I/O."""

from __future__ import annotations

from dataclasses import replace

from outscale_provider.lifecycle.names import adapted, automatic
from outscale_provider.lifecycle.requests import CheckRequest, NameMode, Naming
from outscale_provider.lifecycle.tag_policy import TagPolicy
from outscale_provider.lifecycle.validation import object_violations
from outscale_provider.model.bound import Bound
from outscale_provider.model.naming import path_to_pulumi, to_pulumi
from outscale_provider.model.translation import request_of
from outscale_provider.model.values import Values
from outscale_provider.violations import Violation


def check(bound: Bound, request: CheckRequest, policy: TagPolicy | None = None) -> tuple[Values, list[Violation]]:
    """The inputs, completed, and what is wrong with them. Null stands for absent, and so does an empty list that may be one.

    What is the same object as the old inputs is not judged again: that was done when they were new.
    """
    inputs, old_inputs = request.inputs, request.old_inputs
    checked = {
        name: value
        for name, value in inputs.items()
        if value is not None and (value != [] or not _may_be_empty(bound, name))
    }
    violations = _complete_tags(bound, checked, policy) if policy else []
    if inputs is old_inputs:
        return checked, violations
    violations += _complete_name(bound, checked, old_inputs, request.naming)
    violations += _told_if_automatic(bound, object_violations(bound.inputs, checked), inputs)
    if not violations:
        violations = _group_violations(bound, checked) + _broken_rules(bound, checked)
    return checked, violations


def _complete_tags(bound: Bound, inputs: Values, policy: TagPolicy) -> list[Violation]:
    if not bound.resource.tags:
        return []
    tags = policy.completed(inputs.get("tags"))
    if tags is not None:
        inputs["tags"] = tags
    return policy.violations(tags, "tags")


def _may_be_empty(bound: Bound, name: str) -> bool:
    """Whether an input is a list without a least number of items, of which an empty one says nothing."""
    prop = bound.inputs.get(name)
    if prop is None or prop.authoritative:
        return False
    return prop.shape.items is not None and not prop.shape.type.min_items


def _complete_name(bound: Bound, inputs: Values, old_inputs: Values | None, naming: Naming) -> list[Violation]:
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
        return [Violation(name, "is required, since automatic names are turned off (pulumi:autonaming)")]
    elif naming.mode is NameMode.DEFAULT:
        inputs[name] = automatic(bound, naming.resource_name, naming.seed)
    elif naming.mode is NameMode.PROPOSE:
        inputs[name] = adapted(bound, naming.proposed)
    else:
        inputs[name] = naming.proposed
    return []


def _told_if_automatic(bound: Bound, violations: list[Violation], given: Values) -> list[Violation]:
    """The violations, of which one of a name that the program does not give says so."""
    name = to_pulumi(bound.resource.autonamed)
    if given.get(name) is not None:
        return violations
    told = "; this name is an automatic one (pulumi:autonaming), since the program gives none"
    return [
        replace(violation, reason=f"{violation.reason}{told}") if violation.path == name else violation
        for violation in violations
    ]


def _group_violations(bound: Bound, inputs: Values) -> list[Violation]:
    violations = []
    for group in bound.resource.exclusive:
        names = [to_pulumi(name) for name in group]
        given = [name for name in names if name in inputs]
        if len(given) != 1:
            reason = f"exactly one of {', '.join(names)} must be given, not {' and '.join(given) or 'none'}"
            violations.append(Violation(given[1] if given else names[0], reason))
    for spellings in bound.spellings.values():
        given = [prop.name for prop in spellings if prop.name in inputs]
        violations += [
            Violation(name, f"can't be given together with {given[0]}: both say the same") for name in given[1:]
        ]
    return violations


def _broken_rules(bound: Bound, inputs: Values) -> list[Violation]:
    if not bound.resource.rules:
        return []
    asked = request_of(bound.inputs, inputs)
    return [
        Violation(path_to_pulumi(problem.property), problem.reason)
        for rule in bound.resource.rules
        for problem in rule(asked)
    ]
