"""One transaction on the data: reads and changes objects, and lets time pass for them."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

import msgspec

from outscale_emulator.data.kind import Kind, Object
from outscale_emulator.data.paths import texts_at
from outscale_emulator.data.states import Clock, Machine
from outscale_emulator.data.undo_log import UndoLog

#: How long the log is kept (api-behaviour.md section 6, ReadApiLogs).
LOG_SECONDS = 30 * 24 * 3600

#: The greatest number that SQLite gives to a row.
MAX_SEQ = 2**63 - 1

TABLES = ("objects", "indexed", "sums", "transitions", "requests")

_encode = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder().decode

#: What happens when a transition has been applied: (transaction, object after it, state that passed).
Effect = Callable[["Transaction", Object, str], None]

#: What an object adds to the sums that are kept of its account's objects, by their names.
Amounts = Callable[[Kind, Object], Mapping[str, int]]


@dataclass(frozen=True)
class Model:
    """What there is to store: kinds, what their transitions bring about, and what is summed up of their objects."""

    kinds: Mapping[str, Kind]
    effects: Mapping[str, list[Effect]]
    amounts: Amounts


class Transaction:
    """Reads and changes objects. Objects are plain dictionaries in the API's names; `save` makes a change lasting."""

    def __init__(
        self, connection: sqlite3.Connection, undo_log: UndoLog, model: Model, clock: Clock, now: float
    ) -> None:
        self.now = now
        self._execute = connection.execute
        self._undo_log = undo_log
        self._model = model
        self._clock = clock

    # Reading

    def get(self, kind: Kind, id: str) -> Object | None:
        """The object with that identifier, of whatever account."""
        row = self._execute("SELECT seq, body FROM objects WHERE kind = ? AND id = ?", (kind.name, id)).fetchone()
        return _load(row) if row else None

    def get_of(self, kind: Kind, account: str, id: str) -> Object | None:
        """The account's object with that identifier: for kinds whose identifier is a name."""
        row = self._execute(
            "SELECT seq, body FROM objects WHERE kind = ? AND id = ? AND account = ?",
            (kind.name, id, account),
        ).fetchone()
        return _load(row) if row else None

    def all(self, kind: Kind, account: str | None = None) -> list[Object]:
        """All objects of a kind (of one account), oldest first."""
        if account is None:
            rows = self._execute("SELECT seq, body FROM objects WHERE kind = ? ORDER BY seq", (kind.name,))
        else:
            rows = self._execute(
                "SELECT seq, body FROM objects WHERE kind = ? AND account = ? ORDER BY seq",
                (kind.name, account),
            )
        return [_load(row) for row in rows]

    def count(self, kind: Kind, account: str) -> int:
        row = self._execute("SELECT count(*) FROM objects WHERE kind = ? AND account = ?", (kind.name, account))
        return int(row.fetchone()[0])

    def sum(self, account: str, name: str) -> int:
        """One of the sums that are kept of an account's objects (`Amounts`)."""
        query = "SELECT amount FROM sums WHERE account = ? AND name = ?"
        row = self._execute(query, (account, name)).fetchone()
        return int(row[0]) if row else 0

    def by_ids(self, kind: Kind, ids: Iterable[str]) -> list[Object]:
        """The objects with these identifiers, oldest first; unknown identifiers are passed over."""
        wanted = list(ids)
        marks = ",".join("?" * len(wanted))
        rows = self._execute(
            f"SELECT seq, body FROM objects WHERE kind = ? AND id IN ({marks}) ORDER BY seq",
            (kind.name, *wanted),
        )
        return [_load(row) for row in rows]

    def find(self, kind: Kind, path: str, *values: str) -> list[Object]:
        """The objects whose indexed field has one of these values, oldest first. `path` is one of `kind.indexed`."""
        assert path in kind.indexed, f"{kind.name}.{path} is not indexed"
        marks = ",".join("?" * len(values))
        rows = self._execute(
            f"SELECT seq, body FROM objects WHERE seq IN (SELECT seq FROM indexed WHERE kind = ? AND field = ? AND"
            f" value IN ({marks})) ORDER BY seq",
            (kind.name, path, *values),
        )
        return [_load(row) for row in rows]

    def exists(self, kind: Kind, path: str, value: str) -> bool:
        """Whether any object's indexed field has this value."""
        assert path in kind.indexed, f"{kind.name}.{path} is not indexed"
        query = "SELECT 1 FROM indexed WHERE kind = ? AND field = ? AND value = ? LIMIT 1"
        return self._execute(query, (kind.name, path, value)).fetchone() is not None

    def go_back(self, changes: int) -> None:
        """Shows the data as it was before the last changes. The transaction must then be rolled back."""
        self._undo_log.undo(changes)

    # Changing

    def add(self, kind: Kind, account: str, obj: Object) -> Object:
        """Stores a new object. Its identifier must be free in its account."""
        obj.update(_account=account, _created=self.now)
        cursor = self._execute(
            "INSERT INTO objects (kind, account, id, body) VALUES (?, ?, ?, ?)",
            (kind.name, account, str(obj[kind.id]), _encode(obj)),
        )
        obj["_seq"] = cursor.lastrowid
        self._index(kind, obj)
        self.sum_up(account, {}, self._model.amounts(kind, obj))
        self._schedule(kind, obj, None)
        return obj

    def save(self, kind: Kind, obj: Object) -> None:
        """Makes the changes of an object that was read in this transaction lasting."""
        seq = obj["_seq"]
        before = self._stored(seq)
        body = {name: value for name, value in obj.items() if name != "_seq"}
        self._execute("UPDATE objects SET id = ?, body = ? WHERE seq = ?", (str(obj[kind.id]), _encode(body), seq))
        if any(texts_at(before, path) != texts_at(obj, path) for _, path in kind.paths):
            self._execute("DELETE FROM indexed WHERE seq = ?", (seq,))
            self._index(kind, obj)
        self.sum_up(obj["_account"], self._model.amounts(kind, before), self._model.amounts(kind, obj))
        self._schedule(kind, obj, before)

    def remove(self, kind: Kind, obj: Object) -> None:
        """Deletes an object, with what is scheduled for it."""
        self.sum_up(obj["_account"], self._model.amounts(kind, self._stored(obj["_seq"])), {})
        for table in ("objects", "indexed", "transitions"):
            self._execute(f"DELETE FROM {table} WHERE seq = ?", (obj["_seq"],))

    def clear(self) -> None:
        """Deletes everything."""
        for table in TABLES:
            self._execute(f"DELETE FROM {table}")

    def sum_up(self, account: str, before: Mapping[str, int], after: Mapping[str, int]) -> None:
        """Keeps an account's sums right where an object adds something else to them than before."""
        if before == after:
            return
        for name in {**before, **after}:
            self._execute(
                "INSERT INTO sums (account, name, amount) VALUES (?, ?, ?)"
                " ON CONFLICT (account, name) DO UPDATE SET amount = amount + excluded.amount",
                (account, name, after.get(name, 0) - before.get(name, 0)),
            )

    def _stored(self, seq: int) -> Object:
        stored: Object = _decode(self._execute("SELECT body FROM objects WHERE seq = ?", (seq,)).fetchone()[0])
        return stored

    def _index(self, kind: Kind, obj: Object) -> None:
        self._connection_many(
            [(kind.name, name, value, obj["_seq"]) for name, path in kind.paths for value in set(texts_at(obj, path))]
        )

    def _connection_many(self, rows: list[tuple[str, str, str, int]]) -> None:
        for row in rows:
            self._execute("INSERT OR IGNORE INTO indexed (kind, field, value, seq) VALUES (?, ?, ?, ?)", row)

    # Time

    def _schedule(self, kind: Kind, obj: Object, before: Object | None) -> None:
        clock = self._clock
        for machine in kind.machines.values():
            states = _transient(machine, obj)
            if before is not None and states == _transient(machine, before):
                continue
            if states:
                self._execute(
                    "INSERT OR REPLACE INTO transitions (seq, field, state, due, reads) VALUES (?, ?, ?, ?, ?)",
                    (obj["_seq"], machine.field, states[0], clock.due(self.now), clock.reads_of(machine)),
                )
            else:
                self._execute("DELETE FROM transitions WHERE seq = ? AND field = ?", (obj["_seq"], machine.field))

    def has_due(self, reading: bool) -> bool:
        """Whether a transition waits to be settled, by a request that only reads or by one that changes something."""
        query = "SELECT 1 FROM transitions WHERE due <= ? AND reads <= ? LIMIT 1"
        return self._execute(query, (self.now, reading)).fetchone() is not None

    def settle(self, reading: bool) -> None:
        """Applies the transitions that are due, and those that become due by it."""
        query = (
            "SELECT t.seq, t.field, t.state, t.due, o.kind, o.body FROM transitions t JOIN objects o USING (seq)"
            " WHERE t.due <= ? AND t.reads <= ? ORDER BY t.due, t.seq, t.field LIMIT 1"
        )
        present = self.now
        while (row := self._execute(query, (present, reading)).fetchone()) is not None:
            seq, field, state, due, kind_name, body = row
            # What follows begins when this one ended, not when somebody looked.
            self.now = due or present
            self._apply(self._model.kinds[kind_name], field, state, _load((seq, body)))
        self.now = present

    def _apply(self, kind: Kind, field: str, state: str, obj: Object) -> None:
        self._execute("DELETE FROM transitions WHERE seq = ? AND field = ?", (obj["_seq"], field))
        if kind.machines[field].advance(obj):
            self.save(kind, obj)
        else:
            self.remove(kind, obj)
        for effect in self._model.effects.get(kind.name, ()):
            effect(self, obj, state)

    def count_reads(self, objects: Iterable[Object]) -> None:
        """Tells that a Read action answered these objects, for the clock that counts reads."""
        if self._clock.mode != "reads":
            return
        count = "UPDATE transitions SET reads = reads - 1, due = CASE WHEN reads <= 1 THEN 0 END WHERE seq = ?"
        for obj in objects:
            self._execute(count, (obj["_seq"],))

    # The log of requests

    def log(self, account: str, action: str, status: int, entry: Object) -> None:
        """Adds an entry to the log of an account."""
        self._execute(
            "INSERT INTO requests (time, account, action, status, entry) VALUES (?, ?, ?, ?, ?)",
            (self.now, account, action, status, _encode(entry)),
        )

    def logged(self, account: str, before: int | None = None) -> Iterator[tuple[int, Object]]:
        """The numbers and entries of an account, newest first, from the one before that number on."""
        query = "SELECT seq, entry FROM requests WHERE account = ? AND time >= ? AND seq < ? ORDER BY seq DESC"
        oldest = self.now - LOG_SECONDS
        for seq, entry in self._execute(query, (account, oldest, MAX_SEQ if before is None else before)):
            yield seq, _decode(entry)

    def forget_old_requests(self) -> None:
        """Drops what no longer has to be kept of the log."""
        self._execute("DELETE FROM requests WHERE time < ?", (self.now - LOG_SECONDS,))


def _load(row: tuple[int, bytes]) -> Object:
    obj: Object = _decode(row[1])
    obj["_seq"] = row[0]
    return obj


def _transient(machine: Machine, obj: Object) -> list[str]:
    return [state for state in texts_at(obj, machine.path) if state in machine.transitions]
