"""Quotes of what came in place of an answer: short, on one line, and without anything that may be a secret.

What is quoted has no known form. So a word is shown only if it looks like language, a number or an identifier of the API;
what stands under the name of a secret, and what the request itself said, is never shown.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property
from typing import Any

import msgspec

from outscale_api import Api, ObjectType
from outscale_provider.model.values import Remote

#: Characters of a quote at most.
LENGTH = 200

HIDDEN = "***"

#: What is looked at, in characters: more is not needed for a quote, whatever becomes of its words.
_LOOKED_AT = 20 * LENGTH

_WORD = re.compile(r"[^\s\"'`<>{}\[\]()|,;:=&?!/\\]+")
_HARMLESS = re.compile(
    r"\W*(?:"
    r".{1,3}"  # too short for a secret
    r"|[A-Za-z]?[a-z]{1,23}|[A-Z]{1,24}|(?:[A-Z][a-z]+){1,6}|[a-z]+(?:[A-Z][a-z]+){1,5}"  # words, and names of fields
    r"|[a-z]{1,12}(?:-[a-z]{1,12}){1,3}"
    r"|[0-9]{1,12}(?:[.-][0-9]{1,6}){0,3}"
    r"|[a-z]{1,8}-[0-9a-f]{8}(?:[0-9a-f]{24})?|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"  # identifiers
    r")\W*"
)
_SECRET_NAME = re.compile(
    "secret|passw|passphrase|token|credential|private|userdata|signature|authorization", re.IGNORECASE
)
#: A name and what is said of it, in a text that is no JSON.
_SAID = re.compile(r"([\w-]+)(\"?\s*[:=]\s*)(\"[^\"]*\"?|'[^']*'?|\S+)")


class Quoter:
    """Quotes answers, by what the description says is secret."""

    def __init__(self, api: Api) -> None:
        self._api = api

    def quote(self, request: Remote, content: bytes) -> str:
        """The beginning of what came in answer to a request."""
        if not content.strip():
            return "nothing"
        text = " ".join(self._masked(set(_texts(request)), content).split())
        return f"`{text}`" if len(text) <= LENGTH else f"`{text[:LENGTH]}…`"

    def _masked(self, said: set[str], content: bytes) -> str:
        try:
            value = msgspec.json.decode(content)
        except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
            return _masked_text(content[:_LOOKED_AT].decode(errors="replace"), said, self._secrets)
        return msgspec.json.encode(_masked_value(value, said, self._secrets)).decode()

    @cached_property
    def _secrets(self) -> frozenset[str]:
        """The names of all fields that are secret: what answers need not be what was asked."""
        seen: dict[str, ObjectType] = {}
        for action in self._api:
            for object_type in (action.request, action.response):
                _collect(object_type, seen)
        return frozenset(
            field.name.lower() for object_type in seen.values() for field in object_type.fields.values() if field.secret
        )


def _collect(object_type: ObjectType, seen: dict[str, ObjectType]) -> None:
    """Notes a type and all that are in it."""
    if object_type.name not in seen:
        seen[object_type.name] = object_type
        for field in object_type.fields.values():
            inner = (field.type.items or field.type).object
            if inner:
                _collect(inner, seen)


def _texts(value: Any) -> Iterator[str]:
    """The texts in a request that could give something away."""
    if isinstance(value, dict):
        for item in value.values():
            yield from _texts(item)
    elif isinstance(value, list):
        for item in value:
            yield from _texts(item)
    elif isinstance(value, str) and len(value) > 2:
        yield value


def _masked_value(value: Any, said: set[str], secret: frozenset[str]) -> Any:
    if isinstance(value, dict):
        return {
            _masked_text(name, set(), frozenset()): HIDDEN
            if _is_secret(name, secret)
            else _masked_value(item, said, secret)
            for name, item in value.items()
        }
    if isinstance(value, list):
        return [_masked_value(item, said, secret) for item in value]
    return _masked_text(value, said, secret) if isinstance(value, str) else value


def _masked_text(text: str, said: set[str], secret: frozenset[str]) -> str:
    for told in sorted(said, key=len, reverse=True):
        text = text.replace(told, HIDDEN)
    text = _SAID.sub(lambda m: f"{m[1]}{m[2]}{HIDDEN}" if _is_secret(m[1], secret) else m[0], text)
    return _WORD.sub(lambda word: word[0] if _HARMLESS.fullmatch(word[0]) else HIDDEN, text)


def _is_secret(name: str, secret: frozenset[str]) -> bool:
    return name.lower() in secret or _SECRET_NAME.search(name) is not None
