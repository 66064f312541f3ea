"""What stands in the way of a deletion (api-behaviour.md section 6, "What blocks a delete")."""

from __future__ import annotations

from dataclasses import dataclass

from outscale_emulator.data.kind import Kind
from outscale_emulator.data.kinds import is_over
from outscale_emulator.rules.call import Call
from outscale_emulator.rules.errors import ApiError


@dataclass(frozen=True, slots=True)
class Blocker:
    """Objects of `kind` whose indexed field `path` names the object stop its deletion, with the error `code`."""

    kind: Kind
    path: str
    code: int


def refuse_if_used(call: Call, id: str, blockers: tuple[Blocker, ...]) -> None:
    """Raises ApiError if one of the blockers uses the object."""
    for blocker in blockers:
        if not all(is_over(blocker.kind, user) for user in call.store.find(blocker.kind, blocker.path, id)):
            raise ApiError(blocker.code, f"'{id}' is in use by an object of type {blocker.kind.name}.")
