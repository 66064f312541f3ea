"""What the API looks at of an HTTP request."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Request:
    """One HTTP request. `path` is the path as clients sign it; the names of the headers are in lower case."""

    action: str
    path: str
    body: bytes
    headers: Mapping[str, str]
    source_ip: str = "127.0.0.1"
