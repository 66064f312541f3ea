"""Images and snapshots that an account may use without owning them, and who may."""

from __future__ import annotations

from outscale_api import codes
from outscale_emulator.data.kind import Kind, Object
from outscale_emulator.data.kinds import IMAGE, SNAPSHOT
from outscale_emulator.rules.call import Call
from outscale_emulator.rules.errors import ApiError
from outscale_emulator.rules.exclusive_parameters import at_most_one
from outscale_emulator.rules.filters import DESCRIBED, Filters, candidates, passing

#: The field that says who may use an object besides its owner.
PERMISSIONS = {IMAGE.name: "PermissionsToLaunch", SNAPSHOT.name: "PermissionsToCreateVolume"}


def nobody() -> Object:
    """The permissions of a new object."""
    return {"AccountIds": [], "GlobalPermission": False}


def usable(call: Call, kind: Kind, id: str) -> Object:
    """The object, if the caller may use it. Raises ApiError otherwise, as for one that does not exist."""
    obj = call.store.get(kind, id)
    if obj is None or not _is_usable(call, kind, obj):
        raise call.missing(kind, id)
    return obj


def owned_to_export(call: Call, kind: Kind, id: str) -> Object:
    """The caller's own object. Raises ApiError for one that is shared with the caller or public."""
    obj = usable(call, kind, id)
    if obj["_account"] != call.account:
        raise ApiError(codes.SHARED_BY_OTHER_ACCOUNT, f"'{id}' belongs to another account and cannot be exported.")
    return obj


def read_usable(call: Call, kind: Kind, filters: Filters = DESCRIBED) -> list[Object]:
    """The objects that the caller may use and that pass the request's filters."""
    found = passing(call, [obj for obj in candidates(call, kind, filters) if _is_usable(call, kind, obj)], filters)
    call.store.count_reads(found)
    return found


def change_permissions(call: Call, kind: Kind, obj: Object, change: Object) -> None:
    """Adds or removes permissions, as the Update actions ask for it."""
    name = at_most_one(change, "Additions", "Removals")
    if name is None or not change[name]:
        raise ApiError(codes.MISSING_PARAMETER, "Either 'Additions' or 'Removals' is required.")
    accounts = change[name].get("AccountIds", [])
    permissions = obj[PERMISSIONS[kind.name]]
    kept = [account for account in permissions["AccountIds"] if account not in accounts]
    permissions["AccountIds"] = sorted({*kept, *(accounts if name == "Additions" else ())})
    if change[name].get("GlobalPermission", False):
        permissions["GlobalPermission"] = name == "Additions"
    call.store.save(kind, obj)


def _is_usable(call: Call, kind: Kind, obj: Object) -> bool:
    permissions = obj[PERMISSIONS[kind.name]]
    return call.account in (obj["_account"], *permissions["AccountIds"]) or bool(permissions["GlobalPermission"])
