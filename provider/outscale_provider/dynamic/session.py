"""The provider in a process that is not its own: the service, called without a server, on an event loop in a thread."""

from __future__ import annotations

import asyncio
import atexit
import os
import threading
from collections.abc import Callable, Coroutine
from contextlib import AsyncExitStack
from typing import Any, NoReturn

import grpc
import pulumi

from outscale_provider.ending import engine_is_silent
from outscale_provider.lifecycle.provider import PACKAGE
from outscale_provider.plugin import assembled, service_of
from outscale_provider.protos import provider_pb2
from outscale_provider.rpc import Handler, Servicer
from outscale_provider.settings import SETTINGS
from outscale_provider.sources import CREDENTIALS
from outscale_provider.wire import encode

#: What a stack's configuration says of the provider's settings.
Settings = frozenset[tuple[str, Any]]


class OutscaleError(pulumi.RunError, grpc.RpcError):
    """What the plugin would tell the engine. A program may catch it as if it came from there; else its text is shown."""

    def code(self) -> grpc.StatusCode:
        return grpc.StatusCode.UNKNOWN

    def details(self) -> str:
        return str(self)


class _Caller:
    """What the service knows of who calls it: how to say that a request failed."""

    async def abort(self, code: object, details: str) -> NoReturn:
        raise OutscaleError(details)

    async def abort_with_status(self, status: Any) -> NoReturn:
        # The host can't tell the engine that there is a resource: so its entry stays in the journal.
        raise OutscaleError(status.details)


class Session:
    """The service, configured once for its process. `engine` is the address of the engine that has started this one."""

    def __init__(self, settings: Settings, engine: str = "") -> None:
        self._loop = asyncio.new_event_loop()
        threading.Thread(target=self._loop.run_forever, name=PACKAGE, daemon=True).start()
        self._running = AsyncExitStack()
        atexit.register(lambda: self._wait(self._running.aclose()))
        self.service = self._wait(self._start(engine))
        self.ask(self.service.Configure, provider_pb2.ConfigureRequest(args=encode(dict(settings))))

    def ask(self, handler: Handler, request: Any) -> Any:
        """What the service answers. Any thread may ask. Raises OutscaleError."""
        try:
            return self._wait(handler(request, _Caller()))
        except OutscaleError as error:
            told = str(error)
        # Anew: the host shows the whole traceback of what reaches it.
        raise OutscaleError(told)

    async def _start(self, engine: str) -> Servicer:
        # On the loop: the channel to the engine belongs to one.
        provider = await self._running.enter_async_context(assembled(os.environ))
        service = service_of(provider, os.environ, engine)
        self._running.push_async_callback(service.remind)
        if engine:
            self._watch = asyncio.create_task(self._end_after(engine))
        return service

    async def _end_after(self, engine: str) -> None:
        """Ends a host whose engine was killed (pulumi-engine.md section 3.7): what it was creating is the next one's."""
        await engine_is_silent(engine)
        await self._running.aclose()
        # Not by a signal, which a script may have had ignored: nobody waits for anything here.
        os._exit(1)

    def _wait(self, answer: Coroutine[Any, Any, Any]) -> Any:
        return asyncio.run_coroutine_threadsafe(answer, self._loop).result()


def settings_of(get: Callable[[str], Any]) -> Settings:
    """What the stack's configuration says. Raises OutscaleError for credentials: the engine stores all beside the resources."""
    settings = {setting.name: get(setting.name) for setting in SETTINGS}
    if found := [name for name in CREDENTIALS if settings[name]]:
        raise OutscaleError(
            f"{' and '.join(f'{PACKAGE}:{name}' for name in found)} would be stored in the stack's state: without the plugin,"
            f" credentials come from the environment or a profile alone. Remove them: `pulumi config rm {PACKAGE}:{found[0]}`"
        )
    return frozenset(settings.items())
