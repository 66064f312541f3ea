"""Tags, which stand on the objects themselves; a row per tagged object tells ReadTags where to look."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from outscale_api import codes
from outscale_emulator.data.kind import Kind, Object
from outscale_emulator.data.kinds import BY_PREFIX, KEYPAIR, TAGGED
from outscale_emulator.rules.call import Call
from outscale_emulator.rules.errors import ApiError
from outscale_emulator.rules.filters import candidates, passing
from outscale_emulator.rules.registry import action

#: The kinds that have tags in v1.16, by the prefix of their identifiers, with the name that ReadTags gives to them.
RESOURCE_TYPES = {
    "ami": "image",
    "cgw": "client-gateway",
    "dopt": "dhcp-options",
    "eipalloc": "public-ip",
    "eni": "nic",
    "i": "vm",
    "igw": "internet-service",
    "image-export": "task",
    "nat": "nat-service",
    "pcx": "net-peering",
    "rtb": "route-table",
    "sg": "security-group",
    "snap": "snapshot",
    "snap-export": "task",
    "subnet": "subnet",
    "vgw": "virtual-private-gateway",  # Seen so in 2021; the document says virtual-gateway.
    "vol": "volume",
    "vpc": "net",
    "vpce": "net-access-point",
    "vpn": "vpn-connection",
}

#: Those that have had tags since later versions.
LATER_RESOURCE_TYPES = {"fgpu": "flexible-gpu", "key": "keypair"}

_ID = re.compile("(?P<prefix>[a-z-]+)-[0-9a-f]{8}([0-9a-f]{24})?")


@action("CreateTags", Key=codes.EMPTY_TAG_KEY, simplified="A Key or Value that is absent is 7000.")
def create_tags(call: Call) -> None:
    """Adds or overwrites tags of any objects that have an id; empty key 4069, an id that can't have tags 4025."""
    wanted = {tag["Key"]: tag for tag in call.request["Tags"]}
    for id in call.request["ResourceIds"]:
        kind = _kind(call, id)
        obj = _found(call, kind, id)
        if obj is None:
            raise call.missing(kind, id)
        kept = [wanted.get(tag["Key"], tag) for tag in obj.get("Tags", ())]
        keys = {tag["Key"] for tag in kept}
        obj["Tags"] = kept + [tag for key, tag in wanted.items() if key not in keys]
        call.quotas.check_length("tag_limit", len(obj["Tags"]))
        call.store.save(kind, obj)
        if call.store.get_of(TAGGED, call.account, id) is None:
            call.add(TAGGED, {"ResourceId": id})


@action("ReadTags", simplified="The names of some resource types are inferred.")
def read_tags(call: Call) -> dict[str, Any]:
    """The tags of all objects, in the era today of keypairs and flexible GPUs too; all filters."""
    return {"Tags": passing(call, list(_tags(call)))}


@action(
    "DeleteTags",
    Key=codes.EMPTY_TAG_KEY,
    simplified=(
        "Another account's is 5044, an unknown one the code of its kind. A Key or Value that is absent is 7000."
    ),
)
def delete_tags(call: Call) -> None:
    """Takes a tag away where key and value match."""
    for id in call.request["ResourceIds"]:
        kind = _kind(call, id)
        obj = _found(call, kind, id)
        if obj is None:
            raise _not_owned(call, kind, id)
        obj["Tags"] = [tag for tag in obj.get("Tags", ()) if tag not in call.request["Tags"]]
        call.store.save(kind, obj)
        tagged = call.store.get_of(TAGGED, call.account, id)
        if tagged and not obj["Tags"]:
            call.store.remove(TAGGED, tagged)


def _kind(call: Call, id: str) -> Kind:
    """The kind of a resource. Raises ApiError where its identifier is of none that has tags."""
    shown = _ID.fullmatch(id)
    if not shown or shown["prefix"] not in _resource_types(call):
        raise ApiError(codes.NOT_TAGGABLE, f"'{id}' is no identifier of a resource that can have tags.")
    return BY_PREFIX.get(shown["prefix"], KEYPAIR)


def _not_owned(call: Call, kind: Kind, id: str) -> ApiError:
    """The refusal that tells another account's resource from one that never was (api-behaviour.md section 12)."""
    known = call.store.exists(kind, "KeypairId", id) if kind is KEYPAIR else call.store.get(kind, id) is not None
    return ApiError(codes.NOT_OWNED, f"'{id}' belongs to another account.") if known else call.missing(kind, id)


def _resource_types(call: Call) -> Mapping[str, str]:
    return RESOURCE_TYPES | LATER_RESOURCE_TYPES if call.era.later else RESOURCE_TYPES


def _found(call: Call, kind: Kind, id: str) -> Object | None:
    """The caller's resource, if there is one. Keypairs are stored by their names."""
    if kind is not KEYPAIR:
        return call.store.get_of(kind, call.account, id)
    pairs = call.store.find(KEYPAIR, "KeypairId", id)
    return next((pair for pair in pairs if pair["_account"] == call.account), None)


def _tags(call: Call) -> Iterator[Object]:
    """The tags of the caller's resources. A row may outlive its resource, and then stands for none."""
    types = _resource_types(call)
    for tagged in candidates(call, TAGGED, account=call.account):
        id = tagged["ResourceId"]
        prefix = id.rpartition("-")[0]
        obj = _found(call, _kind(call, id), id) if prefix in types else None
        for tag in obj["Tags"] if obj else ():
            yield {**tag, "ResourceId": id, "ResourceType": types[prefix]}
