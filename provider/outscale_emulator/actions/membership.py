"""Which security groups a VM or a NIC is in."""

from __future__ import annotations

from collections.abc import Iterable

from outscale_emulator.data.kind import Object
from outscale_emulator.data.kinds import SECURITY_GROUP
from outscale_emulator.rules.call import Call
from outscale_emulator.rules.errors import ApiError


def memberships(
    call: Call, net_id: str | None, ids: Iterable[str], names: Iterable[str] = (), foreign: int = SECURITY_GROUP.missing
) -> list[Object]:
    """The groups of these identifiers and names as a VM or a NIC shows them, by identifier.

    `net_id` is the Net that they have to belong to, None for the public Cloud; where nothing is named it is the default
    group. Raises ApiError for a group that does not exist, and with the code `foreign` for one of another Net.
    """
    groups = call.owned_all(SECURITY_GROUP, ids)
    for group in groups:
        if group.get("NetId") != net_id:
            raise ApiError(foreign, f"'{group['SecurityGroupId']}' does not belong to the same Net.")
    groups += [_named(call, net_id, name) for name in names]
    if not groups:
        groups = [_named(call, net_id, "default")]
    shown = {group["SecurityGroupId"]: group["SecurityGroupName"] for group in groups}
    return [{"SecurityGroupId": id, "SecurityGroupName": shown[id]} for id in sorted(shown)]


def _named(call: Call, net_id: str | None, name: str) -> Object:
    for group in call.store.find(SECURITY_GROUP, "SecurityGroupName", name):
        if group["_account"] == call.account and group.get("NetId") == net_id:
            return group
    raise call.missing(SECURITY_GROUP, name)
