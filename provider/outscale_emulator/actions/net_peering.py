"""Net peerings: two Nets that reach each other, perhaps of two accounts."""

from __future__ import annotations

import ipaddress
from typing import Any

from outscale_api import codes
from outscale_emulator.data.kind import Object
from outscale_emulator.data.kinds import NET, NET_PEERING
from outscale_emulator.rules.call import Call
from outscale_emulator.rules.errors import ApiError
from outscale_emulator.rules.filters import Filters, passing
from outscale_emulator.rules.registry import action
from outscale_emulator.rules.tombstones import living

#: How long a peering waits to be accepted.
SECONDS_TO_ACCEPT = 7 * 24 * 3600

#: Which states each of these accepts (seen in 2021). Doing it again is fine.
ACCEPTABLE = ("pending-acceptance", "active")
REJECTABLE = ("pending-acceptance", "rejected")
DELETABLE = ("pending-acceptance", "active", "failed", "deleted")

SIDES = ("SourceNet", "AccepterNet")

FILTERS: Filters = {
    **{f"{side}AccountIds": f"{side}.AccountId" for side in SIDES},
    **{f"{side}IpRanges": f"{side}.IpRange" for side in SIDES},
    **{f"{side}NetIds": f"{side}.NetId" for side in SIDES},
}


@action(
    "CreateNetPeering",
    simplified=(
        "Asking again answers the peering that is pending or active. The message of a failed one is in own words."
    ),
)
def create_net_peering(call: Call) -> dict[str, Any]:
    """Between two Nets of any accounts; the same Net is 4045; ranges that overlap answer 200 with the state failed.
    Expires after 7 days.
    """
    source = living(call, NET, call.request["SourceNetId"])
    accepter = call.store.get(NET, call.request["AccepterNetId"])
    if accepter is None:
        raise call.missing(NET, call.request["AccepterNetId"])
    if accepter["NetId"] == source["NetId"]:
        raise ApiError(codes.NOT_TOGETHER, "A Net cannot be peered with itself.")
    # Asking again answers the peering that there is (seen in 2021).
    for peering in peerings_of_net(call, source["NetId"]):
        if peering["AccepterNet"]["NetId"] == accepter["NetId"]:
            return {"NetPeering": peering}
    return {"NetPeering": call.add(NET_PEERING, _peering(call, source, accepter))}


@action("ReadNetPeerings")
def read_net_peerings(call: Call) -> dict[str, Any]:
    """Lists the peerings that the account has a side in; all filters."""
    found = {
        peering["_seq"]: peering
        for side in SIDES
        for peering in call.store.find(NET_PEERING, f"{side}.AccountId", call.account)
    }
    return {"NetPeerings": passing(call, [_as_it_is(call, found[seq]) for seq in sorted(found)], FILTERS)}


@action("AcceptNetPeering", simplified="By the source's account it is 8011 (inferred), by a stranger 5035.")
def accept_net_peering(call: Call) -> dict[str, Any]:
    """From pending or active (6004), by the account that is asked."""
    peering = peering_of_caller(call, call.request["NetPeeringId"])
    _check_accepter(call, peering)
    return {"NetPeering": _moved(call, peering, ACCEPTABLE, "active", "Active")}


@action("RejectNetPeering")
def reject_net_peering(call: Call) -> None:
    """From pending or rejected (6004), by the account that is asked; anyone else is 8011."""
    peering = call.store.get(NET_PEERING, call.request["NetPeeringId"])
    if peering is None:
        raise call.missing(NET_PEERING, call.request["NetPeeringId"])
    # Unlike the others, this one tells a stranger that the peering exists (seen in 2021).
    _check_accepter(call, peering)
    _moved(call, _as_it_is(call, peering), REJECTABLE, "rejected", f"Rejected by {call.account}")


@action("DeleteNetPeering", simplified="Either side may delete; an expired one is 6004.")
def delete_net_peering(call: Call) -> None:
    """From pending, active, failed or deleted (6004)."""
    peering = peering_of_caller(call, call.request["NetPeeringId"])
    _moved(call, peering, DELETABLE, "deleted", f"Deleted by {call.account}")


def peering_of_caller(call: Call, id: str) -> Object:
    """A peering that the caller has a Net in. Raises ApiError where there is none."""
    peering = call.store.get(NET_PEERING, id)
    if peering is None or call.account not in [peering[side]["AccountId"] for side in SIDES]:
        raise call.missing(NET_PEERING, id)
    return _as_it_is(call, peering)


def peerings_of_net(call: Call, net_id: str) -> list[Object]:
    """The peerings of a Net that are active, or wait to be."""
    found = [peering for side in SIDES for peering in call.store.find(NET_PEERING, f"{side}.NetId", net_id)]
    return [peering for peering in found if _as_it_is(call, peering)["State"]["Name"] in ACCEPTABLE]


def _peering(call: Call, source: Object, accepter: Object) -> Object:
    state = {"Message": f"Pending acceptance by {accepter['_account']}", "Name": "pending-acceptance"}
    if ipaddress.IPv4Network(source["IpRange"]).overlaps(ipaddress.IPv4Network(accepter["IpRange"])):
        state = {"Message": "Failed because the IP ranges of the Nets overlap", "Name": "failed"}
    return {
        "AccepterNet": _side(accepter),
        "NetPeeringId": call.new_id(NET_PEERING),
        "SourceNet": _side(source),
        "State": state,
        "Tags": [],
        "_Expires": call.store.now + SECONDS_TO_ACCEPT,
    }


def _side(net: Object) -> Object:
    return {"AccountId": net["_account"], "IpRange": net["IpRange"], "NetId": net["NetId"]}


def _as_it_is(call: Call, peering: Object) -> Object:
    """A peering as of now: nothing but the time makes one expire."""
    if peering["State"]["Name"] == "pending-acceptance" and peering["_Expires"] <= call.store.now:
        return {**peering, "State": {"Message": "Expired", "Name": "expired"}}
    return peering


def _check_accepter(call: Call, peering: Object) -> None:
    if peering["AccepterNet"]["AccountId"] != call.account:
        raise ApiError(codes.NOT_ACCEPTER, f"'{peering['NetPeeringId']}' waits for another account.")


def _moved(call: Call, peering: Object, allowed: tuple[str, ...], name: str, message: str) -> Object:
    """A peering in its new state. Raises ApiError where the old one does not lead there."""
    old = peering["State"]["Name"]
    if old not in allowed:
        raise ApiError(codes.PEERING_IN_WRONG_STATE, f"'{peering['NetPeeringId']}' is {old}.")
    peering["State"] = {"Message": message, "Name": name}
    call.store.save(NET_PEERING, peering)
    return peering
