"""What functions ask that is no list of objects, once it can be answered."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from outscale_provider.clock import now
from outscale_provider.errors import Failed, UsageError
from outscale_provider.lifecycle.operation import Cloud
from outscale_provider.lifecycle.requests import Say
from outscale_provider.lifecycle.waiting import Pollers, Waiter
from outscale_provider.model.function import Ask, Readiness
from outscale_provider.model.values import UNKNOWN, Remote


@dataclass(frozen=True)
class Asking:
    """What an answer takes: the API, what ends the wait for it, and who is warned. In a preview nobody waits."""

    cloud: Cloud
    pollers: Pollers
    cancelled: asyncio.Event
    warn: Say
    preview: bool

    async def answer(self, function: Ask, request: Remote, given: Remote) -> Remote:
        """The outputs, unknown where a preview would have to wait.

        Raises UsageError for what is wrong with an input, Failed where there will be no answer, TimedOut where it took too
        long.
        """
        response = await self.cloud.read(function.action, request)
        ready = function.ready
        if ready and not response.get(ready.field):
            await self._refuse_never(ready, request)
            if self.preview:
                return dict.fromkeys((prop.api_name for prop in function.outputs.values()), UNKNOWN)
            response = await self._wait(function, ready, request, given)
        try:
            return function.tells(response, given)
        except ValueError as wrong:
            raise UsageError(f"{function.name}: {wrong}") from None

    async def _wait(self, function: Ask, ready: Readiness, request: Remote, given: Remote) -> Remote:
        async def look() -> Remote:
            response = await self.cloud.read(function.action, request)
            if not response.get(ready.field):
                await self._refuse_never(ready, request)
            return response

        def is_there(response: Remote | None) -> bool:
            return bool(response and response.get(ready.field))

        waiter = Waiter(look, is_there, f"the {ready.what}", None, lambda _: None, limit="`timeout` says")
        deadline = now() + given.get("Timeout", ready.timeout)
        found = await self.pollers.of(function.action).wait(waiter, deadline, self.cancelled)
        assert found is not None
        return found

    async def _refuse_never(self, ready: Readiness, request: Remote) -> None:
        found = await self.cloud.find(ready.read, request[ready.by], latest=True)
        # Not quoted: SDKs take the marks of secrets off arguments, so the identifier might be one.
        reason = ready.never(found) if found is not None else "it does not exist"
        if reason:
            raise Failed(f"there is no {ready.what}: {reason}")
