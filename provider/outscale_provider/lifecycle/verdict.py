"""What a refusal of a dry run says of the request itself, which comes when more has been done than at the time of the preview.

By the thousands of its code (api-behaviour.md section 2.1).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from enum import Enum, auto
from typing import Any

from outscale_api import codes
from outscale_api.missing import MISSING, naming
from outscale_provider.errors import Refused
from outscale_provider.lifecycle.plan import Plan
from outscale_provider.model.bound import Bound
from outscale_provider.model.steps import Members
from outscale_provider.model.values import Remote

#: Who asks, how, and with which credentials: nothing that an `up` does changes that.
_WHATEVER_IS_THERE = (0, 3, 11, 12)
_NOT_EXISTING = 5
#: What else depends on it, states, conflicts, quotas.
_AS_THINGS_ARE = (1, 6, 9, 10)

#: Settings of the account are judged by its other settings, which the request does not name.
_OF_SETTINGS = frozenset({codes.INVALID_SETTING, codes.UNKNOWN_SETTING, codes.BAD_STATE_OR_DATE})


class Verdict(Enum):
    """What will become of a request whose dry run was refused."""

    #: It will be refused.
    CERTAIN = auto()
    #: It will be, unless something changes that this preview has not announced.
    DOUBTFUL = auto()
    #: That can't be judged yet.
    OPEN = auto()


def verdict_on(bound: Bound, urn: str, request: Remote, refusal: Refused, plan: Plan) -> Verdict:
    """Judges by the refusal, and by what this preview plans before."""
    family = refusal.code // 1000
    if family in _WHATEVER_IS_THERE or refusal.code == codes.MISSING_PARAMETER:
        return Verdict.CERTAIN
    if refusal.code in _resolved(bound) or plan.touches(request, urn):
        return Verdict.OPEN
    if refusal.code in _OF_SETTINGS:
        return Verdict.OPEN if plan.has_more_than(urn) else Verdict.DOUBTFUL
    if family in _AS_THINGS_ARE:
        return Verdict.OPEN if plan.replaces else Verdict.DOUBTFUL
    if family == _NOT_EXISTING:
        return Verdict.CERTAIN if _can_not_come(bound, refusal, request) else Verdict.DOUBTFUL
    return Verdict.CERTAIN


def _resolved(bound: Bound) -> Iterable[int]:
    """The codes that the operation itself deals with."""
    create = bound.resource.create
    there = [code for step in bound.resource.update if isinstance(step, Members) for code in step.exists]
    return (*create.retry_while, *(create.exists if create.comes_with else ()), *there)


def _can_not_come(bound: Bound, refusal: Refused, request: Remote) -> bool:
    """Whether what does not exist can't be made by anybody under the name that the request has for it.

    A program can only know the identifiers of what exists already; other names it chooses itself.
    """
    missing = MISSING.get(refusal.code)
    if missing is None or missing.catalogued:
        return missing is not None
    paths = naming(missing, bound.api.action(refusal.action).request, request)
    texts = [text for path in paths for text in _texts_at(request, path)]
    return bool(texts) and all(text.startswith(tuple(f"{prefix}-" for prefix in missing.prefixes)) for text in texts)


def _texts_at(value: Any, path: Sequence[str]) -> Iterator[str]:
    """The texts at a path of names, in whichever items of lists."""
    if isinstance(value, list):
        for each in value:
            yield from _texts_at(each, path)
    elif path and isinstance(value, dict):
        yield from _texts_at(value.get(path[0]), path[1:])
    elif isinstance(value, str):
        yield value
