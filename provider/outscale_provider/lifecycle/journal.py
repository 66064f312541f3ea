"""The journal of creations: what was sent and may not have reached the engine's state.

One small file a creation, beside the engine's own files. It is written before the request is sent, gets the identifier when
the API has answered, and goes when the engine has ended in good order or shows that it knows the resource. An entry whose
owner lives no more is an orphan: its creation was cut off by a kill of the provider or of the engine, or its answer was lost.

Nothing here ends an operation: a folder that can't be written and files that are no entries are `troubles`, to be told.
"""

from __future__ import annotations

import json
import os
import secrets
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from outscale_provider.lifecycle.owner import Owner, lives
from outscale_provider.lifecycle.urn import stack_of, type_of


@dataclass(frozen=True)
class Scope:
    """What an entry belongs to, besides the stack, which is in its URN.

    `backend` is where the engine keeps the stack, `cloud` what the endpoint leads to. `account` tells the credentials of one
    account from those of another, and does not disclose them. `provider` is the provider's own URN, "" if it is not known.
    """

    backend: str = ""
    cloud: str = ""
    account: str = ""
    provider: str = ""

    def is_same_provider(self, other: Scope) -> bool:
        return self._provider_name == other._provider_name

    def has(self, other: Scope) -> bool:
        """Whether what belongs there may be seen from here. A provider may get other credentials, but not another cloud."""
        same_place = (self.backend, self.cloud) == (other.backend, other.cloud)
        return same_place and (self.account == other.account or self.is_same_provider(other))

    @property
    def _provider_name(self) -> str:
        """The provider's URN without what another version of its SDK changes."""
        stem, _, name = self.provider.rpartition("::")
        return f"{stem}::default" if name.startswith("default_") else self.provider


@dataclass(frozen=True)
class Entry:
    """A creation of the resource `urn`. `token` is its own; `id` is "" until the API has answered.

    `before` are the identifiers that the engine had for that URN when it began: what a replacement is for. `name` is the
    resource's own where it could be automatic: the next attempt needs the same, or it would not find what this one made.
    `irrecoverable`: the answer tells what nobody can ask for again. `owner` is who sends the creation, as long as it lives.
    """

    urn: str
    token: str
    scope: Scope
    owner: str
    id: str = ""
    before: Sequence[str] = ()
    name: str = ""
    irrecoverable: bool = False


class Journal:
    """The entries of one folder. `scope` says which of them may be ours."""

    def __init__(self, folder: Path, scope: Scope | None = None) -> None:
        self.folder = folder
        self.scope = scope or Scope()
        #: What went wrong with the journal itself, each once.
        self.troubles: list[str] = []
        self._owner = Owner(folder)
        self._reported: dict[str, Entry] = {}
        self._under_way: set[str] = set()
        self._expected: set[str] = set()
        self._stacks: set[str] = {stack_of(self.scope.provider)} if self.scope.provider else set()
        self._ids: dict[str, set[str]] = defaultdict(set)
        self._managed: set[str] = set()
        self._ended = False
        self._orphans: dict[str, Entry] = {}
        self._elsewhere: dict[str, Entry] = {}
        for entry in self._read_all():
            if self.scope.has(entry.scope):
                (self._elsewhere if self._is_at_work(entry) else self._orphans).setdefault(entry.urn, entry)

    def orphan(self, urn: str) -> Entry | None:
        """The entry of an earlier operation that was cut off, if there is one."""
        return self._orphans.get(urn)

    def is_elsewhere(self, urn: str) -> bool:
        """Whether another process has an entry of that resource and still works.

        The engine has one operation on a stack at a time, so that process has lost its engine and comes to its end.
        """
        entry = self._elsewhere.get(urn)
        if entry is None or self._is_at_work(entry):
            return entry is not None
        del self._elsewhere[urn]
        latest = self._read(self.file(entry))
        if latest:
            self._orphans.setdefault(urn, latest)
        return False

    def expect(self, urn: str) -> Entry | None:
        """The program has the resource: its orphan, which this is, will be recovered."""
        self._expected.add(urn)
        self._stacks.add(stack_of(urn))
        return self._orphans.get(urn) or self._elsewhere.get(urn)

    def orphans(self) -> list[Entry]:
        """The orphans that this operation does not recover, of resources that the engine does not know."""
        return [
            entry
            for urn, entry in self._orphans.items()
            if stack_of(urn) in self._stacks
            and self.scope.is_same_provider(entry.scope)
            and urn not in self._expected
            and entry.id not in self._ids.get(urn, ())
            and self._is_still_orphan(entry)
        ]

    def left_over(self) -> list[Entry]:
        """All entries whose owner lives no more, of whatever stack and cloud."""
        return [entry for entry in self._read_all() if not self._is_at_work(entry)]

    def begin(self, urn: str, name: str = "", irrecoverable: bool = False, anew: bool = True) -> Entry:
        """Notes that a creation will be sent, under the token of the one that was cut off, if there was one.

        Not `anew` where what that one made is recovered.
        """
        orphan = self._orphans.pop(urn, None)
        if orphan:
            id = "" if anew else orphan.id
            entry = replace(
                orphan, scope=self.scope, owner=self._owner.name, id=id, name=name, irrecoverable=irrecoverable
            )
        else:
            token, before = secrets.token_hex(16), sorted(self._ids[urn])
            entry = Entry(urn, token, self.scope, self._owner.name, "", before, name, irrecoverable)
        self._under_way.add(urn)
        self._write(entry)
        replaced = self._reported.pop(urn, None)
        if replaced:
            # The engine asks for another one, so it knows of it.
            self._remove(replaced)
        return entry

    def answered(self, entry: Entry, id: str) -> None:
        """Notes the identifier of what was created."""
        self._under_way.discard(entry.urn)
        self._ids[entry.urn].add(id)
        self._managed.add(id)
        self._write(replace(entry, id=id))

    def lost(self, entry: Entry) -> None:
        """The answer will not come. What became of the creation is to be found out."""
        self._under_way.discard(entry.urn)

    def reported(self, entry: Entry) -> None:
        """Notes that the engine was told of the outcome. It is believed to know once it ends in good order."""
        if self._ended:
            self._remove(entry)
        else:
            self._reported[entry.urn] = entry

    def refused(self, entry: Entry) -> None:
        """Nothing was created."""
        self._under_way.discard(entry.urn)
        self._remove(entry)

    def known(self, urn: str, id: str, managed: bool = True) -> None:
        """The engine's state has the resource, by its creation or since a user imported it.

        Not `managed`: it may only be read, and be somebody else's.
        """
        self._stacks.add(stack_of(urn))
        self._ids[urn].add(id)
        if managed:
            self._managed.add(id)
        entry = self._orphans.get(urn)
        if entry and id not in entry.before and entry.id in (id, ""):
            del self._orphans[urn]
            self._remove(entry)

    def stored(self, urn: str, id: str) -> None:
        """The engine has stored what another process, which still works, has created for it. A preview has no identifier."""
        for entry in self._of_others() if id else ():
            if (entry.urn, entry.id) == (urn, id) and self._is_at_work(entry):
                self._remove(entry)

    def manages(self, id: object) -> bool:
        """Whether the stack has what has this identifier as a resource of its own, as far as this operation has shown."""
        return id in self._managed

    def is_under_way(self, type: str) -> bool:
        """Whether the answer to the creation of a resource of this type may still come, here or in another process."""
        if any(type_of(urn) == type for urn in self._under_way):
            return True
        return any(
            type_of(entry.urn) == type and not entry.id and self._is_at_work(entry) for entry in self._of_others()
        )

    def accounted_for(self, type: str, besides: str = "") -> set[str]:
        """The identifiers of the resources of a type that an engine knows, or will know, but for those of `besides`.

        Resources of other types may have the same, such as names and what links are known by.
        """
        known = {id for urn, ids in self._ids.items() if type_of(urn) == type and urn != besides for id in ids}
        others = (entry for entry in self._read_all() if type_of(entry.urn) == type and entry.urn != besides)
        return known | {entry.id for entry in others if entry.id}

    def end(self) -> None:
        """The engine ends in good order: what it was told, it has kept."""
        self._ended = True
        for entry in self._reported.values():
            self._remove(entry)
        self._reported.clear()

    def close(self) -> None:
        """Works no more: what is left belongs to nobody."""
        self._owner.end()

    def file(self, entry: Entry) -> Path:
        """The file of an entry."""
        return self.folder / f"{entry.token}.json"

    def _of_others(self) -> Iterator[Entry]:
        return (entry for entry in self._read_all() if entry.owner != self._owner.name)

    def _is_at_work(self, entry: Entry) -> bool:
        return entry.owner != self._owner.name and lives(self.folder, entry.owner)

    def _is_still_orphan(self, entry: Entry) -> bool:
        """Whether nobody has recovered it since: another provider of this stack may have the resource now."""
        latest = self._read(self.file(entry)) if self.file(entry).exists() else None
        return latest is not None and not self._is_at_work(latest)

    def _write(self, entry: Entry) -> None:
        file = self.file(entry)
        # Whole or not at all, whenever the process is killed.
        draft = file.with_suffix(".draft")
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            self._owner.appear()
            draft.write_text(json.dumps(asdict(entry)))
            draft.replace(file)
        except OSError as error:
            self._trouble(
                f"the journal of creations in {self.folder} can't be written: {_reason(error)}. Should this operation be"
                " killed, nobody will know what it was creating"
            )

    def _remove(self, entry: Entry) -> None:
        try:
            self.file(entry).unlink()
        except (FileNotFoundError, NotADirectoryError):
            pass
        except OSError as error:
            self._trouble(f"{self.file(entry)} can't be removed: {_reason(error)}")

    def _read_all(self) -> list[Entry]:
        try:
            # Not `glob`, to which a folder that is none, or can't be read, is an empty one.
            files = [self.folder / name for name in sorted(os.listdir(self.folder)) if name.endswith(".json")]
        except FileNotFoundError:
            return []
        except OSError as error:
            self._trouble(
                f"the journal of creations in {self.folder} can't be read: {_reason(error)}. What an earlier operation"
                " left behind is not found"
            )
            return []
        return [entry for file in files if (entry := self._read(file))]

    def _read(self, file: Path) -> Entry | None:
        import msgspec  # Only here: it takes a while, and mostly there is nothing to read.

        try:
            return msgspec.json.decode(file.read_bytes(), type=Entry)
        except FileNotFoundError:
            return None
        except OSError as error:
            self._trouble(f"{file} can't be read: {_reason(error)}")
        except (msgspec.MsgspecError, ValueError) as error:
            self._trouble(f"{file} is no entry of the journal of creations, or one of another version: {error}")
        return None

    def _trouble(self, told: str) -> None:
        if told not in self.troubles:
            self.troubles.append(told)


def _reason(error: OSError) -> str:
    return error.strerror or str(error)
