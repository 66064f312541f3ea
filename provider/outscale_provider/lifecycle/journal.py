"""The journal of creations: what was sent and may not have reached the engine's state.

One small file a creation, beside the engine's own files. It is written before the request is sent, gets the identifier when
the API has answered, and goes when the engine has ended in good order or shows that it knows the resource. What is left was
cut off: by a kill of the provider or of the engine, or by an answer that was lost.
"""

from __future__ import annotations

import hashlib
import json
import secrets
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path


@dataclass(frozen=True)
class Entry:
    """A creation of the resource `urn`. `token` is its own; `id` is "" until the API has answered.

    `before` are the identifiers that the engine had for that URN when it began: what a replacement is for. `name` is the
    resource's own where it could be automatic: the next attempt needs the same, or it would not find what this one made.
    """

    urn: str
    token: str
    id: str = ""
    before: Sequence[str] = ()
    name: str = ""


class Journal:
    """The entries of one folder. `scope` keeps apart what may have equal URNs: engines' backends, endpoints."""

    def __init__(self, folder: Path, scope: str) -> None:
        self._folder = folder
        self._scope = scope
        self._told: dict[str, Entry] = {}
        self._under_way: set[str] = set()
        self._expected: set[str] = set()
        self._ids: dict[str, set[str]] = defaultdict(set)
        self._ended = False
        self._left = {entry.urn: entry for entry in self._read_all()}

    def left_over(self, urn: str) -> Entry | None:
        """The entry of an earlier operation that was cut off."""
        return self._left.get(urn)

    def expect(self, urn: str) -> Entry | None:
        """The program has the resource: what is left over of it, which this is, will be taken up."""
        self._expected.add(urn)
        return self.left_over(urn)

    def forgotten(self) -> list[Entry]:
        """The entries of earlier operations that this one does not take up, of resources that the engine does not know."""
        return [
            entry
            for urn, entry in self._left.items()
            if urn not in self._expected and entry.id not in self._ids.get(urn, ())
        ]

    def begin(self, urn: str, name: str = "") -> Entry:
        """Notes that a creation will be sent, under the token of the one that was cut off, if there was one."""
        entry = self._left.pop(urn, None) or Entry(urn, secrets.token_hex(16), before=sorted(self._ids[urn]), name=name)
        self._under_way.add(urn)
        self._write(entry)
        return entry

    def answered(self, entry: Entry, id: str) -> None:
        """Notes the identifier of what was created."""
        self._under_way.discard(entry.urn)
        self._ids[entry.urn].add(id)
        self._write(replace(entry, id=id))

    def lost(self, entry: Entry) -> None:
        """The answer will not come. What became of the creation is to be found out."""
        self._under_way.discard(entry.urn)

    def told(self, entry: Entry) -> None:
        """Notes that the engine was told of the outcome. It is believed to know once it ends in good order."""
        if self._ended:
            self._remove(entry.urn)
        else:
            self._told[entry.urn] = entry

    def refused(self, entry: Entry) -> None:
        """Nothing was created."""
        self._under_way.discard(entry.urn)
        self._remove(entry.urn)

    def known(self, urn: str, id: str) -> None:
        """The engine's state has the resource, by its creation or since a user imported it."""
        self._ids[urn].add(id)
        entry = self._left.get(urn)
        if entry and id not in entry.before and entry.id in (id, ""):
            del self._left[urn]
            self._remove(urn)

    def is_under_way(self, type: str) -> bool:
        """Whether the answer to the creation of a resource of this type may still come."""
        return any(type_of(urn) == type for urn in self._under_way)

    def accounted_for(self) -> set[str]:
        """The identifiers of what is known to the engine, or will be."""
        return {id for ids in self._ids.values() for id in ids} | {entry.id for entry in self._left.values()}

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


def type_of(urn: str) -> str:
    """The type in a URN, without those of its parents."""
    return urn.split("::")[2].rpartition("$")[2] if urn.count("::") >= 3 else ""
