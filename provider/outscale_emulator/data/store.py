"""The emulator's data on SQLite: objects as JSON, an index of the fields they are looked up by, sums, transitions, a log.

One transaction per request, so that a process killed at any instant leaves nothing half done. Several processes may
work on one file: nothing is cached between transactions.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import msgspec

from outscale_emulator.data.files import UnusableFile
from outscale_emulator.data.states import Clock, Machine
from outscale_emulator.data.undo_log import Undoing

Object = dict[str, Any]

#: How long a process waits for another one's transaction.
BUSY_TIMEOUT_SECONDS = 30

#: How long the log is kept (api-behaviour.md section 6, ReadApiLogs).
LOG_SECONDS = 30 * 24 * 3600

#: The greatest number that SQLite gives to a row.
MAX_SEQ = 2**63 - 1

TABLES = ("objects", "indexed", "sums", "transitions", "requests")

#: The version of the tables, which is in the file: those of older files are completed when they are opened.
VERSION = 1

SCHEMA = """
CREATE TABLE IF NOT EXISTS objects (
    seq INTEGER PRIMARY KEY AUTOINCREMENT, kind TEXT NOT NULL, account TEXT NOT NULL, id TEXT NOT NULL,
    body BLOB NOT NULL, UNIQUE (kind, id, account)
);
CREATE INDEX IF NOT EXISTS objects_by_account ON objects (kind, account);
CREATE TABLE IF NOT EXISTS indexed (
    kind TEXT NOT NULL, field TEXT NOT NULL, value TEXT NOT NULL, seq INTEGER NOT NULL,
    PRIMARY KEY (kind, field, value, seq)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS indexed_by_seq ON indexed (seq);
CREATE TABLE IF NOT EXISTS sums (
    account TEXT NOT NULL, name TEXT NOT NULL, amount INTEGER NOT NULL, PRIMARY KEY (account, name)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS transitions (
    seq INTEGER NOT NULL, field TEXT NOT NULL, state TEXT NOT NULL, due REAL, reads INTEGER NOT NULL,
    PRIMARY KEY (seq, field)
);
CREATE INDEX IF NOT EXISTS transitions_by_due ON transitions (due);
CREATE TABLE IF NOT EXISTS requests (
    seq INTEGER PRIMARY KEY AUTOINCREMENT, time REAL NOT NULL, account TEXT NOT NULL, action TEXT NOT NULL,
    status INTEGER NOT NULL, entry BLOB NOT NULL
);
CREATE INDEX IF NOT EXISTS requests_by_account ON requests (account);
"""

_encode = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder().decode


@dataclass(frozen=True)
class Kind:
    """One kind of stored object.

    `id` is the field that identifies it. `indexed` are the paths of fields that other objects are found by, such as
    `LinkNic.VmId` or `Nics[].NicId`. `missing` is the code of the refusal that names an object that does not exist, and
    `missing_name` the name that its text gives to the identifier. `machine` has the transient states of the object,
    `inner` those of something inside it, such as its links. Fields that begin with `_` are the emulator's own and never
    answered.
    """

    name: str
    id: str
    prefix: str = ""
    missing: int = 0
    missing_name: str = ""
    digits: int = 8
    indexed: tuple[str, ...] = ()
    machine: Machine | None = None
    inner: Machine | None = None
    paths: tuple[tuple[str, tuple[str, ...]], ...] = field(init=False)
    machines: Mapping[str, Machine] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "paths", tuple((p, tuple(p.split("."))) for p in self.indexed))
        object.__setattr__(self, "machines", {m.field: m for m in (self.machine, self.inner) if m is not None})


#: What happens when a transition has been applied: (transaction, object after it, state that passed).
Effect = Callable[["Transaction", Object, str], None]

#: What an object adds to the sums that are kept of its account's objects, by their names.
Amounts = Callable[[Kind, Object], Mapping[str, int]]


class Store:
    """A SQLite file (or `:memory:`) and the transactions on it. `effects` are what transitions bring about, by kind.

    What reads or writes the file raises UnusableFile where that can't be done.
    """

    def __init__(
        self, path: str, clock: Clock, kinds: Iterable[Kind], effects: Mapping[str, list[Effect]], amounts: Amounts
    ) -> None:
        self.clock = clock
        self.effects = effects
        self.amounts = amounts
        self.kinds = {kind.name: kind for kind in kinds}
        self._path = path
        with self._usable():
            self._connection = self._connect()
            self.undoing = Undoing(self._connection)
            self._complete()
            self._reschedule("reads != ?", self.clock.reads)

    def _connect(self) -> sqlite3.Connection:
        if not Path(self._path).parent.is_dir():
            raise UnusableFile(self._path, "its folder does not exist")
        connection = sqlite3.connect(
            self._path, timeout=BUSY_TIMEOUT_SECONDS, isolation_level=None, check_same_thread=False
        )
        try:
            if connection.execute("PRAGMA user_version").fetchone()[0] > VERSION:
                raise UnusableFile(self._path, "a newer version of the emulator has written it")
            connection.execute("PRAGMA journal_mode = WAL")
            # A killed process loses nothing in WAL mode with NORMAL; only a power cut could.
            connection.execute("PRAGMA synchronous = NORMAL")
            connection.executescript(SCHEMA)
        except BaseException:
            connection.close()
            raise
        return connection

    @contextmanager
    def _usable(self) -> Iterator[None]:
        """Raises UnusableFile for what SQLite has to say about the file, such as that the disk is full."""
        try:
            yield
        except sqlite3.DatabaseError as error:
            # The other errors of SQLite are mistakes of the emulator.
            if type(error) in (sqlite3.DatabaseError, sqlite3.OperationalError):
                raise UnusableFile(self._path, error) from error
            raise

    def close(self) -> None:
        self._connection.close()

    def _complete(self) -> None:
        """Adds what the file of an older version lacks."""
        execute = self._connection.execute
        execute("BEGIN IMMEDIATE")
        if execute("PRAGMA user_version").fetchone()[0] < VERSION:
            transaction = Transaction(self, self._connection, self.clock.now())
            for kind in self.kinds.values():
                for obj in transaction.all(kind):
                    transaction.sum_up(obj["_account"], {}, self.amounts(kind, obj))
            execute(f"PRAGMA user_version = {VERSION}")
        execute("COMMIT")

    def use_clock(self, clock: Clock) -> None:
        """Goes on with another clock. The transient states that last begin anew by it."""
        self.clock = clock
        with self._usable():
            self._reschedule()

    def _reschedule(self, condition: str = "TRUE", *values: int) -> None:
        clock = self.clock
        self._connection.execute(
            f"UPDATE transitions SET due = ?, reads = ? WHERE {condition}",
            (clock.due(clock.now()), clock.reads, *values),
        )

    def copy(self) -> sqlite3.Connection:
        """The whole of the data as it is, in memory."""
        copy = sqlite3.connect(":memory:", check_same_thread=False)
        with self._usable():
            self._connection.backup(copy)
        return copy

    def replace(self, copy: sqlite3.Connection) -> None:
        """Puts the data of a copy in the place of everything."""
        with self._usable():
            copy.backup(self._connection)
            self.undoing.forget()

    @contextmanager
    def transaction(self, writes: bool) -> Iterator[Transaction]:
        """A transaction that is committed at the end and rolled back on any exception.

        Transitions that are due are settled first, which turns a reading transaction into a writing one. So does the
        clock that counts reads.
        """
        with self._usable(), self._begun(writes) as transaction:
            yield transaction

    @contextmanager
    def _begun(self, writes: bool) -> Iterator[Transaction]:
        now = self.clock.now()
        execute = self._connection.execute
        exclusive = writes or self.clock.mode == "reads"
        execute("BEGIN IMMEDIATE" if exclusive else "BEGIN")
        try:
            transaction = Transaction(self, self._connection, now)
            if transaction.has_due(reading=not writes):
                if not exclusive:
                    execute("COMMIT")
                    execute("BEGIN IMMEDIATE")
                transaction.settle(reading=not writes)
            if writes:
                self.undoing.begin()
            yield transaction
            execute("COMMIT")
        except BaseException:
            if self._connection.in_transaction:
                execute("ROLLBACK")
            raise

    @contextmanager
    def glance(self) -> Iterator[Callable[..., sqlite3.Cursor]]:
        """Lends what carries SQL out, on the data as the next request will find it. Nothing that it does stays."""
        with suppress(_Unkept), self.transaction(writes=False):
            yield self._connection.execute
            raise _Unkept


class _Unkept(Exception):
    """Ends a transaction that must leave nothing behind."""


class Transaction:
    """Reads and changes objects. Objects are plain dictionaries in the API's names; `save` makes a change lasting."""

    def __init__(self, store: Store, connection: sqlite3.Connection, now: float) -> None:
        self.now = now
        self._store = store
        self._execute = connection.execute

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
        self._store.undoing.undo(changes)

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
        self.sum_up(account, {}, self._store.amounts(kind, obj))
        self._schedule(kind, obj, None)
        return obj

    def save(self, kind: Kind, obj: Object) -> None:
        """Makes the changes of an object that was read in this transaction lasting."""
        seq = obj["_seq"]
        before = self._stored(seq)
        body = {name: value for name, value in obj.items() if name != "_seq"}
        self._execute("UPDATE objects SET id = ?, body = ? WHERE seq = ?", (str(obj[kind.id]), _encode(body), seq))
        if any(values_at(before, path) != values_at(obj, path) for _, path in kind.paths):
            self._execute("DELETE FROM indexed WHERE seq = ?", (seq,))
            self._index(kind, obj)
        self.sum_up(obj["_account"], self._store.amounts(kind, before), self._store.amounts(kind, obj))
        self._schedule(kind, obj, before)

    def remove(self, kind: Kind, obj: Object) -> None:
        """Deletes an object, with what is scheduled for it."""
        self.sum_up(obj["_account"], self._store.amounts(kind, self._stored(obj["_seq"])), {})
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
            [(kind.name, name, value, obj["_seq"]) for name, path in kind.paths for value in set(values_at(obj, path))]
        )

    def _connection_many(self, rows: list[tuple[str, str, str, int]]) -> None:
        for row in rows:
            self._execute("INSERT OR IGNORE INTO indexed (kind, field, value, seq) VALUES (?, ?, ?, ?)", row)

    # Time

    def _schedule(self, kind: Kind, obj: Object, before: Object | None) -> None:
        clock = self._store.clock
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
            self._apply(self._store.kinds[kind_name], field, state, _load((seq, body)))
        self.now = present

    def _apply(self, kind: Kind, field: str, state: str, obj: Object) -> None:
        self._execute("DELETE FROM transitions WHERE seq = ? AND field = ?", (obj["_seq"], field))
        if kind.machines[field].advance(obj):
            self.save(kind, obj)
        else:
            self.remove(kind, obj)
        for effect in self._store.effects.get(kind.name, ()):
            effect(self, obj, state)

    def count_reads(self, objects: Iterable[Object]) -> None:
        """Tells that a Read action answered these objects, for the clock that counts reads."""
        if self._store.clock.mode != "reads":
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
    return [state for state in values_at(obj, machine.path) if state in machine.transitions]


def values_at(value: Any, path: tuple[str, ...]) -> list[str]:
    """The values at a path, as text. A part that ends in `[]` stands for each item of a list."""
    if value is None:
        return []
    if not path:
        return [str(value)]
    head, rest = path[0], path[1:]
    if head.endswith("[]"):
        return [found for item in value.get(head[:-2]) or () for found in values_at(item, rest)]
    return values_at(value.get(head), rest)
