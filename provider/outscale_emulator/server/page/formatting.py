"""How requests look on the page: bodies without secrets, moments, durations."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

import msgspec

from outscale_api import ObjectType
from outscale_emulator.data.kinds import BY_PREFIX
from outscale_emulator.requests.request import parsed
from outscale_emulator.rules.masking import masked

_ID = re.compile(rf"\b((?:{'|'.join(sorted(BY_PREFIX, key=len, reverse=True))})-(?:[0-9a-f]{{32}}|[0-9a-f]{{8}}))\b")


@dataclass(frozen=True, slots=True)
class Body:
    """A body as text without secrets, "" where there is none; `note` says why it can't be shown."""

    text: str = ""
    note: str = ""

    @classmethod
    def of(cls, content: bytes | None, type: ObjectType | None) -> Body:
        """The body of a request or an answer of that type."""
        if content is None:
            return cls(note="too long to be kept")
        if not content.strip():
            return cls(note="empty")
        try:
            value = parsed(content)
        except msgspec.DecodeError:
            # It could have anything in it.
            return cls(note="no JSON, and therefore not shown")
        return cls(json.dumps(masked(value, type), ensure_ascii=False, indent=2))

    @property
    def parts(self) -> Iterator[tuple[str, str]]:
        """The text in pieces, each with the kind of the object whose identifier it is, or ""."""
        for index, piece in enumerate(_ID.split(self.text)):
            yield piece, BY_PREFIX[piece.rpartition("-")[0]].name if index % 2 else ""


def moment(seconds: float) -> str:
    """A moment, in UTC."""
    return f"{datetime.fromtimestamp(seconds, UTC):%Y-%m-%d %H:%M:%S}"


def duration(seconds: float) -> str:
    """A duration in milliseconds, or in seconds where it is long."""
    return f"{seconds:.1f} s" if seconds >= 10 else f"{seconds * 1000:.1f} ms"
