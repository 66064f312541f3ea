"""How many objects an account may have. What each quota allows is in the seed; what it counts and refuses is here.

An account of the seed may have `Quotas` of its own, by name. 0 stands for no limit.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from outscale_api import codes
from outscale_emulator.data.kind import Kind, Object
from outscale_emulator.data.kinds import (
    ACCESS_KEY,
    ACCOUNT,
    CLIENT_GATEWAY,
    DIRECT_LINK,
    DIRECT_LINK_INTERFACE,
    FLEXIBLE_GPU,
    INTERNET_SERVICE,
    LISTENER_RULE,
    LOAD_BALANCER,
    NAT_SERVICE,
    NET,
    NET_ACCESS_POINT,
    NET_PEERING,
    PUBLIC_IP,
    ROUTE_TABLE,
    SECURITY_GROUP,
    SERVER_CERTIFICATE,
    SNAPSHOT,
    SUBNET,
    VIRTUAL_GATEWAY,
    VM,
    VOLUME,
    VPN_CONNECTION,
    is_over,
)
from outscale_emulator.data.transaction import Transaction
from outscale_emulator.rules.errors import ApiError


def _one(_: Object) -> int:
    return 1


@dataclass(frozen=True, slots=True)
class Limit:
    """What a quota counts: the objects of a kind, as much as `amount` says for each, and the code if it is too much.

    `per` is the path of the field that names the object that each has a quota of its own for, "" for the account.
    """

    quota: str
    code: int
    kind: Kind
    per: str = ""
    amount: Callable[[Object], int] = _one


def _size(type: str) -> Callable[[Object], int]:
    return lambda volume: volume["Size"] if type in ("", volume["VolumeType"]) else 0


# Codes: api-behaviour.md section 2.4. Those of quotas without one there are those of what is most like them.
LIMITS = (
    Limit("vm_limit", codes.TOO_MANY_VMS, VM),
    Limit("core_limit", codes.TOO_MANY_CORES, VM, amount=lambda vm: vm.get("_Cores", 0)),
    Limit("memory_limit", codes.TOO_MUCH_MEMORY, VM, amount=lambda vm: vm.get("_Memory", 0)),
    Limit("ip_limit", codes.TOO_MANY_PUBLIC_IPS, PUBLIC_IP),
    Limit("gpu_limit", codes.TOO_MANY_FLEXIBLE_GPUS, FLEXIBLE_GPU),
    Limit("volume_limit", codes.TOO_MANY_VOLUMES, VOLUME),
    Limit("volume_size_limit", codes.TOO_MUCH_VOLUME_SIZE, VOLUME, amount=_size("")),
    Limit("io1_volume_size_limit", codes.TOO_MUCH_VOLUME_SIZE, VOLUME, amount=_size("io1")),
    Limit("gp2_volume_size_limit", codes.TOO_MUCH_VOLUME_SIZE, VOLUME, amount=_size("gp2")),
    Limit("standard_volume_size_limit", codes.TOO_MUCH_VOLUME_SIZE, VOLUME, amount=_size("standard")),
    Limit("iops_limit", codes.TOO_MANY_IOPS, VOLUME, amount=lambda v: v["Iops"] if v["VolumeType"] == "io1" else 0),
    Limit("snapshot_limit", codes.TOO_MANY_SNAPSHOTS, SNAPSHOT),
    Limit("sg_limit", codes.TOO_MANY_SECURITY_GROUPS, SECURITY_GROUP, amount=lambda group: "NetId" not in group),
    Limit("vpc_sg_limit", codes.TOO_MANY_SECURITY_GROUPS, SECURITY_GROUP, "NetId"),
    Limit("vpc_limit", codes.TOO_MANY_NETS, NET),
    Limit("subnet_limit", codes.TOO_MANY_NETS, SUBNET, "NetId"),
    Limit("igw_limit", codes.TOO_MANY_INTERNET_SERVICES, INTERNET_SERVICE),
    Limit("rtb_limit", codes.TOO_MANY_ROUTE_TABLES, ROUTE_TABLE, "NetId"),
    Limit(
        "networklink_request_limit",
        codes.TOO_MANY_NET_PEERINGS,
        NET_PEERING,
        amount=lambda p: p["State"]["Name"] == "pending-acceptance",
    ),
    Limit(
        "networklink_limit",
        codes.TOO_MANY_NET_PEERINGS,
        NET_PEERING,
        amount=lambda peering: peering["State"]["Name"] == "active",
    ),
    Limit("network_endpoint_limit", codes.TOO_MANY_NET_ACCESS_POINTS, NET_ACCESS_POINT),
    Limit("nat_gateway_limit", codes.TOO_MANY_NAT_SERVICES, NAT_SERVICE),
    Limit("vpg_limit", codes.TOO_MANY_GATEWAYS, VIRTUAL_GATEWAY),
    Limit("cgw_limit", codes.TOO_MANY_CLIENT_GATEWAYS, CLIENT_GATEWAY),
    Limit("vpnc_limit", codes.TOO_MANY_GATEWAYS, VPN_CONNECTION, "VirtualGatewayId"),
    Limit("dl_connection_limit", codes.TOO_MANY_GATEWAYS, DIRECT_LINK),
    Limit("dl_interface_limit", codes.TOO_MANY_GATEWAYS, DIRECT_LINK_INTERFACE, "DirectLinkId"),
    Limit("accesskey_limit", codes.TOO_MANY_ACCESS_KEYS, ACCESS_KEY),
    Limit("lb_limit", codes.TOO_MANY_LOAD_BALANCERS, LOAD_BALANCER),
    Limit("lb_rules_limit", codes.TOO_MANY_LISTENER_RULES, LISTENER_RULE),
    Limit("certificate_limit", codes.TOO_MANY_CERTIFICATES, SERVER_CERTIFICATE),
)

#: Quotas on the length of something inside an object.
LENGTHS = {
    "lb_listeners_limit": codes.TOO_MANY_LISTENERS,
    "sg_rule_limit": codes.TOO_MANY_SECURITY_GROUP_RULES,
    "rtb_rule_limit": codes.TOO_MANY_ROUTES,
    "static_route_limit": codes.TOO_MANY_ROUTES,
    "tag_limit": codes.TOO_MANY_TAGS,
}


_BY_KIND: defaultdict[str, list[Limit]] = defaultdict(list)
for _limit in LIMITS:
    _BY_KIND[_limit.kind.name].append(_limit)


def amounts(kind: Kind, obj: Object) -> Mapping[str, int]:
    """What an object counts for, of that of which the store keeps the sums of each account (`Store`)."""
    if kind.name not in _BY_KIND or is_over(kind, obj):
        return {}
    counted = ((_sum_of(limit, obj), limit.amount(obj)) for limit in _BY_KIND[kind.name])
    return {name: amount for name, amount in counted if name and amount}


def _sum_of(limit: Limit, obj: Object) -> str:
    """The name of the sum that an object is part of, "" where of none."""
    if not limit.per:
        return limit.quota
    return f"{limit.quota} {obj[limit.per]}" if limit.per in obj else ""


class Quotas:
    """What an account may have, and has. `listed` are the quotas of the seed."""

    def __init__(self, store: Transaction, account: str, listed: Iterable[Mapping[str, Any]]) -> None:
        self._store = store
        self._account = account
        self._listed = listed

    def check_room(self, kind: Kind, obj: Object, before: Object | None = None) -> None:
        """Raises ApiError if a new object, or what one has grown by since `before`, is too much for the account."""
        for limit in _BY_KIND.get(kind.name, ()):
            more = limit.amount(obj) - (limit.amount(before) if before else 0)
            if more > 0:
                most = self.maximum(limit.quota)
                if most and self.used(limit, obj) + more > most:
                    raise _too_much(limit.quota, limit.code, most)

    def check_length(self, quota: str, length: int) -> None:
        """Raises ApiError if something inside an object is longer than its quota allows."""
        most = self.maximum(quota)
        if most and length > most:
            raise _too_much(quota, LENGTHS[quota], most)

    def maximum(self, quota: str) -> int:
        """What a quota allows to the account, 0 where it does not limit it."""
        account = self._store.get(ACCOUNT, self._account) or {}
        listed = next((row["MaxValue"] for row in self._listed if row["Name"] == quota), 0)
        return int(account.get("_Quotas", {}).get(quota, listed))

    def used(self, limit: Limit, obj: Object) -> int:
        """How much of a quota is used: by the account or, where each object that `per` names has its own, by that of `obj`."""
        return self._store.sum(self._account, _sum_of(limit, obj))


def _too_much(quota: str, code: int, most: int) -> ApiError:
    return ApiError(code, f"The quota '{quota}' allows no more than {most}.")
