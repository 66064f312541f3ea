"""What the page reads of the data. Nothing here needs more memory than what it finds, however many objects there are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Any

import msgspec

from outscale_emulator.data.kind import Kind, Object
from outscale_emulator.data.kinds import ACCOUNT, BY_PREFIX, KINDS, TAGGED
from outscale_emulator.data.transaction import MAX_SEQ
from outscale_emulator.rules.masking import masked

if TYPE_CHECKING:
    import sqlite3

    from outscale_api import Api, ObjectType
    from outscale_emulator.requests.answers import Answers

    Execute = Callable[..., sqlite3.Cursor]

_encode = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder().decode

#: The kinds that are shown: all that the API knows.
SHOWN = {kind.name: kind for kind in KINDS if kind is not TAGGED}

#: The kinds whose identifiers are names, by the field in which others name them.
NAMED = {kind.id: kind for kind in SHOWN.values() if not kind.prefix and kind.id.startswith(kind.name)}

#: How many of the objects that name another one are found.
MOST_USERS = 100


@dataclass(frozen=True, slots=True)
class Search:
    """Which objects are looked for; the empty text for any. `before` is the number from which older ones are looked for."""

    kind: str = ""
    account: str = ""
    text: str = ""
    before: int = MAX_SEQ


@dataclass(frozen=True, slots=True)
class Found:
    """An object as the API would answer it, without secrets."""

    number: int
    kind: Kind
    account: str
    id: str
    fields: Object
    own_state: str

    @property
    def tags(self) -> list[Object]:
        tags: list[Object] = self.fields.get("Tags") or []
        return tags

    @property
    def name(self) -> str:
        """What people call it: its tag Name, or a name that its kind has."""
        tagged = next((tag["Value"] for tag in self.tags if tag["Key"] == "Name"), "")
        named = (self.fields.get(name, "") for name in ("ImageName", "SecurityGroupName", "DirectLinkName", "Email"))
        return str(tagged or next(filter(None, named), ""))

    @property
    def state(self) -> str:
        state = self.fields.get("State", self.own_state)
        return str(state["Name"] if isinstance(state, dict) else state)


class Queries:
    """The data as it is during one transaction."""

    def __init__(self, execute: Execute, api: Api, answers: Answers) -> None:
        self._execute = execute
        self._api = api
        self._answers = answers

    def counts(self) -> Counter[tuple[str, str]]:
        """How many objects there are of each kind in each account."""
        rows = self._execute("SELECT kind, account, count(*) FROM objects GROUP BY kind, account")
        return Counter({(kind, account): number for kind, account, number in rows if kind in SHOWN})

    def accounts(self, most: int) -> list[Found]:
        """Accounts, oldest first."""
        query = "SELECT seq, kind, account, body FROM objects WHERE kind = ? ORDER BY seq LIMIT ?"
        return [self._found(row) for row in self._execute(query, (ACCOUNT.name, most))]

    def objects(self, search: Search, most: int) -> list[Found]:
        """The newest objects that are looked for."""
        return list(islice(self._matching(search), most))

    def _matching(self, search: Search) -> Iterator[Found]:
        needle = _encode(search.text).decode()[1:-1].casefold()
        conditions = {
            "seq < ?": search.before,
            "kind = ?": search.kind,
            "account = ?": search.account,
            # Only sorts out what can't match: what is seen of an object is known later. It ignores case in ASCII alone.
            "instr(lower(CAST(body AS TEXT)), ?)": needle if needle.isascii() else "",
        }
        given = {condition: value for condition, value in conditions.items() if value}
        # In the order of the table, so that the first page needs no look at the rest.
        query = (
            f"SELECT seq, kind, account, body FROM objects NOT INDEXED WHERE {' AND '.join(given)} ORDER BY seq DESC"
        )
        for row in self._execute(query, tuple(given.values())):
            if row[1] in SHOWN:
                found = self._found(row)
                if needle in _encode(found.fields).decode().casefold():
                    yield found

    def object(self, kind: str, id: str, account: str = "") -> Found | None:
        """One object. Identifiers that are names may need the account."""
        query = "SELECT seq, kind, account, body FROM objects WHERE kind = ? AND id = ? AND ? IN ('', account) LIMIT 1"
        row = self._execute(query, (kind, id, account)).fetchone()
        return self._found(row) if row and kind in SHOWN else None

    def users(self, of: Found) -> list[Found]:
        """Objects that name another one, up to some number."""
        numbers = {seq: None for kind, path in _paths(of.kind) for seq in self._naming(kind, path, of.id)}
        numbers.pop(of.number, None)
        query = "SELECT seq, kind, account, body FROM objects WHERE seq = ?"
        rows = (self._execute(query, (number,)).fetchone() for number in list(numbers)[:MOST_USERS])
        found = [self._found(row) for row in rows if row[1] in SHOWN]
        return [user for user in found if of.kind.prefix or user.account == of.account]

    def _naming(self, kind: Kind, path: str, id: str) -> list[int]:
        query = "SELECT seq FROM indexed WHERE kind = ? AND field = ? AND value = ? LIMIT ?"
        return [seq for (seq,) in self._execute(query, (kind.name, path, id, MOST_USERS))]

    def target(self, field: str, value: Any, account: str) -> Found | None:
        """The object that a value of a field names."""
        kind = named_kind(field, value)
        return self.object(kind.name, value, "" if kind.prefix or kind is ACCOUNT else account) if kind else None

    def _found(self, row: tuple[int, str, str, bytes]) -> Found:
        number, kind_name, account, body = row
        kind, obj = SHOWN[kind_name], _decode(body)
        type: ObjectType = self._api.object(kind.name)
        fields: Any = masked(self._answers.of(type, obj), type)
        return Found(number, kind, account, str(obj[kind.id]), fields, obj.get("_State", ""))


def named_kind(field: str, value: Any) -> Kind | None:
    """The kind of the object that a value of a field may name."""
    if not isinstance(value, str):
        return None
    if by_prefix := BY_PREFIX.get(value.rpartition("-")[0]):
        return by_prefix
    return ACCOUNT if field.endswith(("AccountId", "AccountIds")) else NAMED.get(field)


def _paths(kind: Kind) -> Iterator[tuple[Kind, str]]:
    """Where objects may name one of a kind. Where identifiers are names, only the fields that are called after them."""
    for other in SHOWN.values():
        for path in other.indexed:
            if kind.prefix or kind.id in path:
                yield other, path
