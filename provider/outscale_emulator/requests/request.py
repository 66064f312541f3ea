"""What the API looks at of an HTTP request."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import msgspec

#: How deep a body may be nested.
MAX_DEPTH = 100


@dataclass(frozen=True, slots=True)
class Request:
    """One HTTP request. `path` is the path as clients sign it; the names of the headers are in lower case."""

    action: str
    path: str
    body: bytes
    headers: Mapping[str, str]
    source_ip: str = "127.0.0.1"


def parsed(body: bytes) -> Any:
    """The JSON in a body. Raises msgspec.DecodeError where it is none, or nested too deep."""
    try:
        value = msgspec.json.decode(body)
    except RecursionError as error:
        raise _too_deep() from error
    if body.count(b"[") + body.count(b"{") > MAX_DEPTH and _is_deep(value):
        raise _too_deep()
    return value


def _too_deep() -> msgspec.DecodeError:
    return msgspec.DecodeError(f"it is nested deeper than {MAX_DEPTH}")


def _is_deep(value: Any) -> bool:
    level = [value]
    for _ in range(MAX_DEPTH + 1):
        level = [item for item in level if isinstance(item, dict | list)]
        if not level:
            return False
        level = [inner for item in level for inner in (item.values() if isinstance(item, dict) else item)]
    return True
