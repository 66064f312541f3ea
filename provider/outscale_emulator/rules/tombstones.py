"""Objects that can still be read after their deletion, for as long as the emulator runs (api-behaviour.md section 4)."""

from __future__ import annotations

from outscale_emulator.data.kind import Kind, Object
from outscale_emulator.rules.call import Call


def living(call: Call, kind: Kind, id: str) -> Object:
    """The caller's object. Raises ApiError where there is none, or where it only is a memory."""
    obj = call.owned(kind, id)
    if obj["State"] in ("deleting", "deleted"):
        raise call.missing(kind, id)
    return obj


def delete(call: Call, kind: Kind, obj: Object) -> None:
    """Lets an object go, by way of the state that its kind's machine takes on from."""
    obj["State"] = "deleting"
    call.store.save(kind, obj)
