"""What a preview tells of a guard (`guarding.py`): that it would refuse a change as things are."""

from __future__ import annotations

from dataclasses import replace

from outscale_provider.errors import UsageError
from outscale_provider.lifecycle.guarding import guarded
from outscale_provider.lifecycle.operation import RunningOperation
from outscale_provider.lifecycle.reconcile import changing_in, planned
from outscale_provider.lifecycle.requests import CreateRequest, UpdateRequest
from outscale_provider.lifecycle.turns import Turns
from outscale_provider.model.bound import Bound
from outscale_provider.model.translation import request_of
from outscale_provider.model.values import Remote, has_unknown


async def foretell(operation: RunningOperation, request: CreateRequest | UpdateRequest) -> None:
    """Warns of what the guard would refuse now. What is not known yet is not judged."""
    change = None if has_unknown(request.inputs) else _change(operation.bound, request)
    if change is None:
        return
    id, wanted = change
    try:
        # Nothing is carried out, so there is nothing to note for those who come after.
        async with guarded(replace(operation, turns=Turns()), id, wanted, wanted):
            pass
    except UsageError as refusal:
        operation.warn(f"as things are, this will fail: {refusal}")


def _change(bound: Bound, request: CreateRequest | UpdateRequest) -> tuple[str, Remote] | None:
    """Which resource becomes what, by its id ("" for a new one); None where it stays as it is."""
    if isinstance(request, CreateRequest):
        return "", request_of(bound.inputs, request.inputs)
    changing = changing_in(bound, request)
    return (request.id, planned(bound, request, changing)[1].new) if changing else None
