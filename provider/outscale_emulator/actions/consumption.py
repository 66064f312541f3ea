"""What an account consumed. A simplification: only what is there now counts, from its creation on, at its present size.

What was deleted since, and what was smaller or stopped before, is not remembered. The names of services, operations and
types are those of the real catalogue as far as they are known.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Any

from outscale_api import codes
from outscale_emulator.actions.subregion import default_subregion
from outscale_emulator.data.kind import Kind, Object
from outscale_emulator.data.kinds import (
    FLEXIBLE_GPU,
    LOAD_BALANCER,
    NAT_SERVICE,
    PUBLIC_IP,
    SNAPSHOT,
    VM,
    VOLUME,
    VPN_CONNECTION,
)
from outscale_emulator.data.states import has_ended
from outscale_emulator.data.times import format_time, parse_time
from outscale_emulator.rules.call import Call
from outscale_emulator.rules.errors import ApiError
from outscale_emulator.rules.registry import action

SECONDS_PER_HOUR = 3600


@dataclass(frozen=True, slots=True)
class Meter:
    """How objects of a kind are billed: how much of it each hour costs, and what it is called.

    `type` and `title` may have names of the object's fields in braces.
    """

    kind: Kind
    category: str
    operation: str
    type: str
    title: str
    amount: Callable[[Object], float] = lambda _: 1
    service: str = "TinaOS-FCU"


METERS = (
    Meter(
        VM,
        "compute",
        "RunInstances-OD",
        "BoxUsage:{VmType}",
        "VMs of the type {VmType}, in hours",
        lambda vm: vm["State"] == "running",
    ),
    Meter(
        VOLUME,
        "storage",
        "CreateVolume",
        "BSU:VolumeUsage:{VolumeType}",
        "Volumes of the type {VolumeType}, in GiB-hours",
        lambda volume: float(volume["Size"]),
    ),
    Meter(
        VOLUME,
        "storage",
        "CreateVolume",
        "BSU:VolumeIOPS:{VolumeType}",
        "IOPS of volumes of the type {VolumeType}, in IOPS-hours",
        lambda volume: float(volume["Iops"]) if volume["VolumeType"] == "io1" else 0,
    ),
    Meter(
        SNAPSHOT,
        "storage",
        "Snapshot",
        "Snapshot:Usage",
        "Snapshots, in GiB-hours",
        lambda snapshot: float(snapshot["VolumeSize"]),
    ),
    Meter(
        PUBLIC_IP,
        "network",
        "AssociateAddressVPC",
        "ElasticIP:IdleAddress",
        "Public IPs that nothing uses, in hours",
        lambda ip: not any(name in ip for name in ("LinkPublicIpId", "_NatServiceId", "_LoadBalancerName")),
    ),
    Meter(NAT_SERVICE, "network", "CreateNatGateway", "NatGatewayUsage", "NAT services, in hours"),
    Meter(VPN_CONNECTION, "network", "CreateVpnConnection", "ConnectionUsage", "VPN connections, in hours"),
    Meter(
        FLEXIBLE_GPU,
        "compute",
        "AllocateGpu",
        "Gpu:allocate:{ModelName}",
        "Flexible GPUs of the model {ModelName}, in hours",
    ),
    Meter(
        LOAD_BALANCER,
        "network",
        "CreateLoadBalancer",
        "LBU:Usage",
        "Load balancers, in hours",
        lambda balancer: balancer["_State"] != "deleting",
        service="TinaOS-LBU",
    ),
)


@action(
    "ReadConsumptionAccount",
    simplified=(
        "Only objects that exist now count, from their creation on, at their present size and state. Names of "
        "services and operations as far as they are known. Prices are the seed's, invented. No account pays "
        "for another (Overall)."
    ),
)
def read_consumption_account(call: Call) -> dict[str, Any]:
    """Hours of VMs, volumes, IOPS, snapshots, public IPs, NAT services, VPNs, GPUs and load balancers; From not
    before To 4118. In the era today by resource and with prices, if asked for.
    """
    begin, end = (parse_time(call.request[name]) for name in ("FromDate", "ToDate"))
    if begin >= end:
        raise ApiError(codes.INVALID_SETTING, "FromDate has to be before ToDate.")
    period = {
        "AccountId": call.account,
        "FromDate": format_time(begin),
        "PayingAccountId": call.account,
        "ToDate": format_time(end),
    }
    end = min(end, call.store.now)
    entries = [{**period, **entry} for meter in METERS for entry in _entries(call, meter, begin, end)]
    if call.request.get("ShowPrice"):
        return {
            "ConsumptionEntries": [_priced(call, entry) for entry in entries],
            "Currency": _prices(call)["Currency"],
        }
    return {"ConsumptionEntries": entries}


def _entries(call: Call, meter: Meter, begin: float, end: float) -> list[Object]:
    """What a meter shows for a period, one entry for each Subregion and type, or for each resource if asked for."""
    hours: defaultdict[tuple[str, str, str, str], float] = defaultdict(float)
    for obj in call.store.all(meter.kind, call.account):
        seconds = 0 if has_ended(obj) else end - max(begin, obj["_created"])
        if seconds > 0 and (amount := meter.amount(obj)):
            resource = str(obj[meter.kind.id]) if call.request.get("ShowResourceDetails") else ""
            key = (_subregion(call, obj), meter.type.format_map(obj), meter.title.format_map(obj), resource)
            hours[key] += amount * seconds / SECONDS_PER_HOUR
    return [
        {
            "Category": meter.category,
            "Operation": meter.operation,
            **({"ResourceId": resource} if resource else {}),
            "Service": meter.service,
            "SubregionName": subregion,
            "Title": title,
            "Type": type,
            "Value": round(value, 6),
        }
        for (subregion, type, title, resource), value in sorted(hours.items())
    ]


def _priced(call: Call, entry: Object) -> Object:
    """An entry with its price, by the first pattern of the seed that fits its type."""
    units = _prices(call)["UnitPrices"]
    unit = next((price for pattern, price in units.items() if fnmatchcase(entry["Type"], pattern)), 0)
    return {**entry, "Price": round(unit * entry["Value"], 6), "UnitPrice": unit}


def _prices(call: Call) -> Object:
    prices: Object = call.settings.catalogue.get("prices", {"Currency": "EUR", "UnitPrices": {}})
    return prices


def _subregion(call: Call, obj: Object) -> str:
    """Where an object is; the first Subregion for what is in none."""
    names = obj.get("SubregionNames") or [obj.get("Placement", obj).get("SubregionName")]
    return str(names[0] or default_subregion(call))
