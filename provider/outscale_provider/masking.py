"""Takes secrets out of texts that quote somebody else: what the API says of a request may have a part of it in it."""

from __future__ import annotations

import base64
import json
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import cache, partial
from itertools import takewhile
from typing import Any

MASK = "[secret]"

#: What is shorter is hidden only where it is quoted: a `1` may stand anywhere without being the secret.
WORD_LENGTH = 4

#: What is shorter is hidden only as a whole word.
TEXT_LENGTH = 8

#: A longer secret is hidden even where it was cut short after so many characters.
HEAD_LENGTH = 16

#: Stands for a hidden text until all are, since a secret may be a part of the mask.
_HOLE = "\0"
_QUOTES = "['\"`‘’“”«»]"


class Masker:
    """Hides what is secret in the requests under way. `find` tells it of one; it is asked only once something is told."""

    def __init__(self, find: Callable[[Any], Iterable[object]]) -> None:
        self._find = find
        self._forms: dict[int, Callable[[], frozenset[str]]] = {}

    @contextmanager
    def during(self, request: Any) -> Iterator[None]:
        """While a request is under way, its secrets are hidden in whatever is told: requests share answers."""
        self._forms[id(request)] = cache(partial(self._forms_of, request))
        try:
            yield
        finally:
            del self._forms[id(request)]

    def masked(self, text: str) -> str:
        """A text as it may be told."""
        return _masked(text, frozenset().union(*(forms() for forms in list(self._forms.values()))))

    def _forms_of(self, request: Any) -> frozenset[str]:
        return frozenset(form for secret in self._find(request) for form in _forms(secret))


def _masked(text: str, forms: Iterable[str]) -> str:
    longest_first = sorted(forms, key=len, reverse=True)
    text = _without_long(text, [form for form in longest_first if len(form) >= HEAD_LENGTH])
    for form in longest_first:
        if len(form) < HEAD_LENGTH:
            text = re.sub(_pattern(form), _HOLE, text)
    return text.replace(_HOLE, MASK)


def _forms(secret: object) -> Iterator[str]:
    """The ways in which a text or a number may be quoted."""
    if isinstance(secret, bool) or not isinstance(secret, str | int | float) or secret == "":
        return
    plain = str(secret)
    for text in (plain, *_decoded(plain), base64.b64encode(plain.encode()).decode()):
        yield text
        yield repr(text)[1:-1]
        yield json.dumps(text)[1:-1]
        yield json.dumps(text, ensure_ascii=False)[1:-1]
        yield from (line for line in text.splitlines() if len(line) >= TEXT_LENGTH)


def _decoded(text: str) -> Iterator[str]:
    """What a text holds if it is base64."""
    try:
        decoded = base64.b64decode(text, validate=True).decode()
    except ValueError:
        return
    if len(decoded) >= TEXT_LENGTH:
        yield decoded


def _pattern(form: str) -> str:
    pattern = re.escape(form)
    if len(form) < WORD_LENGTH:
        return f"(?<={_QUOTES}){pattern}(?={_QUOTES})"
    return rf"(?<!\w){pattern}(?!\w)" if len(form) < TEXT_LENGTH else pattern


def _without_long(text: str, forms: Iterable[str]) -> str:
    """The text without what begins as a long form does, as far as it goes on like one."""
    by_head: dict[str, list[str]] = defaultdict(list)
    for form in forms:
        by_head[form[:HEAD_LENGTH]].append(form)
    for head, alike in by_head.items():
        kept = []
        while (start := text.find(head)) >= 0:
            kept.append(text[:start])
            rest = text[start:]
            text = rest[max(_common_length(rest, form) for form in alike) :]
        text = _HOLE.join([*kept, text])
    return text


def _common_length(one: str, other: str) -> int:
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))
