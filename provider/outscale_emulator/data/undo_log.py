"""The data as it was before the last changes, for Read actions that answer too early (`faults`).

SQLite's triggers write down how to take each change back, in a table that only this connection sees: changes that another
process makes on the same file cannot be taken back.
"""

from __future__ import annotations

import sqlite3

#: The columns of the tables whose changes are taken back, and those of them that tell one row from another.
TABLES = {
    "objects": (("seq", "kind", "account", "id", "body"), ("seq",)),
    "indexed": (("kind", "field", "value", "seq"), ("kind", "field", "value", "seq")),
    "sums": (("account", "name", "amount"), ("account", "name")),
}

TABLE = "CREATE TEMP TABLE undo (number INTEGER PRIMARY KEY, change INTEGER NOT NULL, sql TEXT NOT NULL)"

FORGET = "DELETE FROM undo WHERE change NOT IN (SELECT DISTINCT change FROM undo ORDER BY change DESC LIMIT ?)"

LAST_CHANGES = (
    "SELECT sql FROM undo WHERE change IN (SELECT DISTINCT change FROM undo ORDER BY change DESC LIMIT ?)"
    " ORDER BY number DESC"
)


class UndoLog:
    """Takes the last changes made on a connection back: what whole transactions did."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._change = 0
        self._memory = 0

    def remember(self, changes: int) -> None:
        """Keeps from now on what it takes to undo the last so many changes."""
        if changes and not self._memory:
            self._connection.create_function("number_of_change", 0, lambda: self._change)
            self._connection.execute(TABLE)
            for table, (columns, key) in TABLES.items():
                for trigger in _triggers(table, columns, key):
                    self._connection.execute(trigger)
        # What is written down once stays so: the triggers cost little.
        self._memory = max(changes, self._memory)

    def begin(self) -> None:
        """Tells that what changes from here on is one change."""
        if self._memory:
            self._change += 1
            self._connection.execute(FORGET, (self._memory,))

    def undo(self, changes: int) -> None:
        """Takes the last changes back, in a transaction that must not be committed."""
        for (sql,) in self._connection.execute(LAST_CHANGES, (changes,)).fetchall() if self._memory else ():
            self._connection.execute(sql)

    def forget(self) -> None:
        """Lets nothing of what was done so far be undone."""
        if self._memory:
            self._connection.execute("DELETE FROM undo")


def _triggers(table: str, columns: tuple[str, ...], key: tuple[str, ...]) -> list[str]:
    """Triggers that write down the statement which takes each change of a table back."""
    same_row = " AND ".join(f"{column} = ' || quote(NEW.{column}) || '" for column in key)
    old_row = ", ".join(f"' || quote(OLD.{column}) || '" for column in columns)
    remove = f"'DELETE FROM {table} WHERE {same_row}'"
    restore = f"'INSERT OR REPLACE INTO {table} ({', '.join(columns)}) VALUES ({old_row})'"
    return [
        f"CREATE TEMP TRIGGER undo_{event}_{table} AFTER {event} ON main.{table} BEGIN"
        f" INSERT INTO undo (change, sql) VALUES (number_of_change(), {sql}); END"
        for event, sql in (("insert", remove), ("update", restore), ("delete", restore))
    ]
