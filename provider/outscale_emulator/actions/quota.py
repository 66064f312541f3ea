"""Quotas, as the account sees them. What they count and refuse is in `outscale_emulator.rules.quotas`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from outscale_emulator.data.kind import Object
from outscale_emulator.data.kinds import LOAD_BALANCER, NET
from outscale_emulator.rules.call import Call
from outscale_emulator.rules.filters import passing
from outscale_emulator.rules.quotas import LIMITS
from outscale_emulator.rules.registry import action

GLOBAL = "global"

#: The quota that each load balancer has of its own (api-behaviour.md section 12).
OF_LOAD_BALANCERS = "lb_listeners_limit"


_BY_NAME = {limit.quota: limit for limit in LIMITS}


@action(
    "ReadQuotas",
    simplified=(
        "UsedValue is 0 for what is not counted (exports, copies, rules, routes, tags). Codes without a fact, "
        "10022 for Subnets and 10039 for VPNs and DirectLinks, are inferred."
    ),
)
def read_quotas(call: Call) -> dict[str, Any]:
    """The quotas of the seed with what is used, in the group global and one for each Net and each load balancer;
    all filters.

    Groups the quotas by what they are for: `global` for the account, else a Net's identifier or a load balancer's name.
    """
    by_type: defaultdict[str, list[Object]] = defaultdict(list)
    for quota in passing(call, list(_quotas(call))):
        by_type[quota["_Type"]].append(quota)
    return {"QuotaTypes": [{"QuotaType": type, "Quotas": quotas} for type, quotas in by_type.items()]}


def _quotas(call: Call) -> Iterator[Object]:
    nets, balancers = call.store.all(NET, call.account), call.store.all(LOAD_BALANCER, call.account)
    for row in call.settings.catalogue.get("quotas", ()):
        limit = _BY_NAME.get(row["Name"])
        if row["Name"] == OF_LOAD_BALANCERS:
            for balancer in balancers:
                yield _quota(call, row, balancer["LoadBalancerName"], len(balancer["Listeners"]))
        elif limit is None or limit.per != "NetId":
            counted = call.quotas.used(limit, {}) if limit and not limit.per else 0
            yield _quota(call, row, GLOBAL, counted)
        else:
            for net in nets:
                yield _quota(call, row, net["NetId"], call.quotas.used(limit, net))


def _quota(call: Call, row: Object, type: str, counted: int) -> Object:
    values = {"AccountId": call.account, "MaxValue": call.quotas.maximum(row["Name"]), "UsedValue": counted}
    return {**row, **values, "_Type": type}
