"""Has the API judge what a preview is about to do (`validateInPreview`), by one dry run for each resource.

A dry run makes all checks of a request and changes nothing (api-behaviour.md section 2.2). It is asked before anything else
of the `up` is done, so what the rest of the preview may resolve is not told (`verdict.py`).
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from outscale_provider.errors import Cancelled, CloudError, Refused, Throttled
from outscale_provider.lifecycle.advice import advise
from outscale_provider.lifecycle.creation import creation_request
from outscale_provider.lifecycle.plan import Plan
from outscale_provider.lifecycle.reconcile import changing_in, planned
from outscale_provider.lifecycle.requests import CreateRequest, Say, UpdateRequest
from outscale_provider.lifecycle.steps import Request, first_request
from outscale_provider.lifecycle.verdict import Verdict, verdict_on
from outscale_provider.model.bound import Bound
from outscale_provider.model.translation import request_of
from outscale_provider.model.values import Remote, has_unknown

#: Sends a request as a dry run. Raises a CloudError where it is refused, or where no answer comes.
Send = Callable[[str, Remote], Awaitable[None]]

_SEEN = "A dry run of the preview has shown it (validateInPreview)"
_AS_THINGS_ARE = "as things are, this will fail"


class DryRuns:
    """The dry runs of a preview. `warn` is told once if the API can't be asked; the preview then goes on without."""

    def __init__(self, warn: Say) -> None:
        self.plan = Plan()
        self._warn = warn
        self._are_over = False

    async def judge(self, bound: Bound, request: CreateRequest | UpdateRequest, send: Send) -> None:
        """Asks the API about what the engine previews. Raises Refused where it is certain to refuse it."""
        first = None if self._are_over or has_unknown(request.inputs) else _first_request(bound, request)
        if first is None:
            return
        try:
            await send(first.action, first.parameters)
        except Cancelled:
            return
        except CloudError as error:
            # Too many requests, or what a gateway says, is no word of the API on this one.
            if isinstance(error, Refused) and error.code and not isinstance(error, Throttled):
                self._tell(bound, request, first.parameters, error)
            else:
                self._end(error)

    def _tell(self, bound: Bound, request: CreateRequest | UpdateRequest, asked: Remote, refusal: Refused) -> None:
        verdict = verdict_on(bound, request.urn, asked, refusal, self.plan)
        if verdict is Verdict.OPEN:
            return
        advise(bound, refusal, asked)
        refusal.add(_SEEN)
        if verdict is Verdict.CERTAIN:
            raise refusal
        request.warn(f"{_AS_THINGS_ARE}: {refusal.message}")

    def _end(self, failure: CloudError) -> None:
        """No more is asked. Whether the API can be reached is no matter of a preview."""
        if not self._are_over:
            self._warn(
                f"validateInPreview: the API can't be asked, so the rest is previewed without: {failure.because or failure}"
            )
        self._are_over = True


def _first_request(bound: Bound, request: CreateRequest | UpdateRequest) -> Request | None:
    """The first request that would be sent, None where nothing is, or where that is known only after a look."""
    if isinstance(request, CreateRequest):
        asked = request_of(bound.inputs, bound.stored(request.inputs))
        create = bound.resource.create
        # A token counts for one creation, and this is none.
        parameters = {name: value for name, value in creation_request(bound, asked, "").items() if name != create.token}
        return Request(create.action, parameters)
    changing = changing_in(bound, request)
    return first_request(bound, *planned(bound, request, changing)) if changing else None
