"""The emulator's data on SQLite: objects as JSON, an index of the fields they are looked up by, sums, transitions, a log.

One transaction per request, so that a process killed at any instant leaves nothing half done. Several processes may
work on one file: nothing is cached between transactions.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

from outscale_emulator.data.files import UnusableFile
from outscale_emulator.data.kind import Kind
from outscale_emulator.data.states import Clock
from outscale_emulator.data.transaction import Amounts, Effect, Model, Transaction
from outscale_emulator.data.undo_log import UndoLog

#: How long a process waits for another one's transaction.
BUSY_TIMEOUT_SECONDS = 30

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


class Store:
    """A SQLite file (or `:memory:`) and the transactions on it. `effects` are what transitions bring about, by kind.

    What reads or writes the file raises UnusableFile where that can't be done.
    """

    def __init__(
        self, path: str, clock: Clock, kinds: Iterable[Kind], effects: Mapping[str, list[Effect]], amounts: Amounts
    ) -> None:
        self.clock = clock
        self._model = Model({kind.name: kind for kind in kinds}, effects, amounts)
        self._path = path
        with self._usable():
            self._connection = self._connect()
            self.undo_log = UndoLog(self._connection)
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

    def _transaction(self, now: float) -> Transaction:
        return Transaction(self._connection, self.undo_log, self._model, self.clock, now)

    def close(self) -> None:
        self._connection.close()

    def _complete(self) -> None:
        """Adds what the file of an older version lacks."""
        execute = self._connection.execute
        execute("BEGIN IMMEDIATE")
        if execute("PRAGMA user_version").fetchone()[0] < VERSION:
            transaction = self._transaction(self.clock.now())
            for kind in self._model.kinds.values():
                for obj in transaction.all(kind):
                    transaction.sum_up(obj["_account"], {}, self._model.amounts(kind, obj))
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
            self.undo_log.forget()

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
            transaction = self._transaction(now)
            if transaction.has_due(reading=not writes):
                if not exclusive:
                    execute("COMMIT")
                    execute("BEGIN IMMEDIATE")
                transaction.settle(reading=not writes)
            if writes:
                self.undo_log.begin()
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
