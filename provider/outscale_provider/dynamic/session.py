"""The provider in a process that is not its own: the service, called without a server, on an event loop in a thread."""

from __future__ import annotations

import asyncio
import atexit
import os
import threading
from collections.abc import Awaitable, Callable, Mapping
from contextlib import AsyncExitStack
from typing import Any, NoReturn

from google.protobuf import empty_pb2

from outscale_provider.lifecycle.provider import PACKAGE
from outscale_provider.plugin import GRACE, assemble
from outscale_provider.protos import provider_pb2
from outscale_provider.rpc import Servicer
from outscale_provider.schema import build_schema
from outscale_provider.settings import SETTINGS, text_of
from outscale_provider.sources import CREDENTIALS
from outscale_provider.version import VERSION
from outscale_provider.wire import encode

#: Answers one request of the service.
Handler = Callable[[Any, Any], Awaitable[Any]]


class OutscaleError(Exception):
    """What the plugin would tell the engine: the text is all that a user should see."""


class IncompleteError(OutscaleError):
    """A resource exists and is not complete. The host can't tell the engine that; so only the journal has a new one."""


class _Context:
    """What the service knows of its caller: how to say that a request failed."""

    async def abort(self, code: object, details: str) -> NoReturn:
        raise OutscaleError(details)

    async def abort_with_status(self, status: Any) -> NoReturn:
        raise IncompleteError(status.details)


def given(get: Callable[[str], object]) -> dict[str, str]:
    """The settings that the stack's configuration has. Raises OutscaleError where it has credentials.

    The engine stores the whole configuration of a stack beside its dynamic resources.
    """
    settings = {setting.name: text_of(get(setting.name)) for setting in SETTINGS}
    if found := [name for name in CREDENTIALS if settings[name]]:
        raise OutscaleError(
            f"{' and '.join(f'{PACKAGE}:{name}' for name in found)} would be stored in the stack's state: without the plugin,"
            f" credentials come from the environment or a profile alone. Remove them: `pulumi config rm {PACKAGE}:{found[0]}`"
        )
    return {name: text for name, text in settings.items() if text}


class Session:
    """The service, configured once for its process. `engine` is the engine's address, for what users are told meanwhile."""

    def __init__(self, settings: Mapping[str, str], engine: str) -> None:
        self._loop = asyncio.new_event_loop()
        threading.Thread(target=self._loop.run_forever, name=PACKAGE, daemon=True).start()
        self._closing = AsyncExitStack()
        #: Whether the engine knows of all that was created.
        self._all_told = True
        self._provider = assemble(self._closing, os.environ)
        self.service = self._wait(self._serve(engine))
        self.ask(self.service.Configure, provider_pb2.ConfigureRequest(args=encode(settings)))
        atexit.register(self._end)

    def ask(self, handler: Handler, request: Any) -> Any:
        """What the service answers. Any thread may ask. Raises OutscaleError."""
        try:
            return self._wait(handler(request, _Context()))
        except OutscaleError as error:
            failure = error
        self._all_told = self._all_told and not isinstance(failure, IncompleteError)
        # Anew: the host shows the whole traceback of what reaches it.
        raise type(failure)(str(failure))

    async def _serve(self, engine: str) -> Servicer:
        # On the loop: the channel to the engine belongs to one.
        return Servicer(self._provider, VERSION, lambda: build_schema(self._provider), os.environ, engine)

    def _wait(self, answer: Awaitable[Any]) -> Any:
        async def answered() -> Any:
            return await answer

        return asyncio.run_coroutine_threadsafe(answered(), self._loop).result()

    def _end(self) -> None:
        self._wait(self._close())

    async def _close(self) -> None:
        if self._all_told:
            await self.service.Cancel(empty_pb2.Empty(), _Context())
        self._provider.interrupt()
        await self._provider.finish(GRACE)
        self._provider.close()
        await self._closing.aclose()
