"""What a definition has judged before a resource is created, changed or deleted (`Resource.guard`)."""

from __future__ import annotations

from contextlib import AbstractAsyncContextManager, nullcontext

from outscale_provider.lifecycle.operation import RunningOperation
from outscale_provider.model.values import Remote


def guarded(
    operation: RunningOperation, id: str, wanted: Remote | None, inputs: Remote
) -> AbstractAsyncContextManager[None]:
    """What has to be entered before a request is sent, and left once it was answered. See `model.verbs.Guard`."""
    guard = operation.bound.resource.guard
    return guard(operation, id, wanted, inputs) if guard else nullcontext()
