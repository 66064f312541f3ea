"""What a user can do about a refusal, by its code: what the resource's definition says, else what the code means."""

from __future__ import annotations

from outscale_api.missing import MISSING, QUOTAS, naming
from outscale_provider.errors import Refused
from outscale_provider.model.bound import Bound
from outscale_provider.model.naming import to_pulumi
from outscale_provider.model.values import Remote


def advise(bound: Bound, refusal: Refused, request: Remote) -> None:
    """Adds to a refusal what can be said of its code and of the request that it is about."""
    text = bound.resource.advice.get(refusal.code) or _by_code(bound, refusal, request)
    if text:
        refusal.add(text)


def _by_code(bound: Bound, refusal: Refused, request: Remote) -> str:
    if refusal.code in QUOTAS:
        return "A quota is used up: the API's action ReadQuotas shows which. Delete what is not needed, or ask for more"
    missing = MISSING.get(refusal.code)
    if missing is None:
        return ""
    type = bound.api.action(refusal.action).request
    paths = dict.fromkeys(".".join(map(to_pulumi, path)) for path in naming(missing, type, request))
    where = f": see {' and '.join(paths)}" if paths else ""
    return f"There is no such {missing.kind} in this account and Region{where}"
