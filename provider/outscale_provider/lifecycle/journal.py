"""The journal of creations: what was sent and may not have reached the engine's state.

One small file a creation, beside the engine's own files. It is written before the request is sent, gets the identifier when
the API has answered, and goes when the engine has ended in good order or shows that it knows the resource. What is left was
cut off: by a kill of the provider or of the engine, or by an answer that was lost.
"""

from __future__ import annotations

import hashlib
import json
import secrets
from dataclasses import asdict, dataclass
from pathlib import Path


@dataclass(frozen=True)
class Entry:
    """A creation of the resource `urn`. `token` is its own; `id` is "" until the API has answered."""

    urn: str
    token: str
    id: str = ""


class Journal:
    """The entries of one folder. `scope` keeps apart what may have equal URNs: engines' backends, endpoints."""

    def __init__(self, folder: Path, scope: str) -> None:
        self._folder = folder
        self._scope = scope
        self._told: dict[str, Entry] = {}
        self._ended = False
        self._left = {entry.urn: entry for entry in self._read_all()}

    def left_over(self, urn: str) -> Entry | None:
        """The entry of an earlier operation that was cut off."""
        return self._left.get(urn)

    def begin(self, urn: str) -> Entry:
        """Notes that a creation will be sent, under the token of the one that was cut off, if there was one."""
        entry = self._left.pop(urn, None) or Entry(urn, secrets.token_hex(16))
        self._write(entry)
        return entry

    def answered(self, entry: Entry, id: str) -> None:
        """Notes the identifier of what was created."""
        self._write(Entry(entry.urn, entry.token, id))

    def told(self, entry: Entry) -> None:
        """Notes that the engine was told of the outcome. It is believed to know once it ends in good order."""
        if self._ended:
            self._remove(entry.urn)
        else:
            self._told[entry.urn] = entry

    def refused(self, entry: Entry) -> None:
        """Nothing was created."""
        self._remove(entry.urn)

    def known(self, urn: str, id: str) -> None:
        """The engine's state has the resource."""
        entry = self._left.get(urn)
        if entry and entry.id == id:
            del self._left[urn]
            self._remove(urn)

    def end(self) -> None:
        """The engine ends in good order: what it was told, it has kept."""
        self._ended = True
        for urn in self._told:
            self._remove(urn)
        self._told.clear()

    def file(self, urn: str) -> Path:
        """The file of an entry."""
        return self._folder / f"{hashlib.sha256(f'{self._scope} {urn}'.encode()).hexdigest()[:32]}.json"

    def _write(self, entry: Entry) -> None:
        self._folder.mkdir(parents=True, exist_ok=True)
        file = self.file(entry.urn)
        # Whole or not at all, whenever the process is killed.
        draft = file.with_suffix(".draft")
        draft.write_text(json.dumps({**asdict(entry), "scope": self._scope}))
        draft.replace(file)

    def _remove(self, urn: str) -> None:
        self.file(urn).unlink(missing_ok=True)

    def _read_all(self) -> list[Entry]:
        entries = []
        for file in self._folder.glob("*.json"):
            try:
                content = json.loads(file.read_text())
            except (OSError, ValueError):
                continue
            if content.pop("scope", None) == self._scope:
                entries.append(Entry(**content))
        return entries
