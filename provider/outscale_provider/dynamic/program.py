"""What stands between a program and the engine: resources of ours become dynamic ones, functions are answered at once."""

from __future__ import annotations

from functools import cache
from typing import Any

import pulumi
from pulumi.runtime import settings
from pulumi.runtime.proto import resource_pb2

from outscale_provider.dynamic.host import BESIDE, PROVIDER, REFERENCE, beside
from outscale_provider.dynamic.session import OutscaleError, Session, given
from outscale_provider.lifecycle.provider import PACKAGE
from outscale_provider.protos import provider_pb2
from outscale_provider.wire import encode

PREFIX = f"{PACKAGE}:index:"

#: What programs are answered. Once it was the same message as what plugins answer.
_InvokeResponse: Any = getattr(resource_pb2, "ResourceInvokeResponse", provider_pb2.InvokeResponse)


def serve() -> None:
    """Serves the rest of this program. A process may run several programs, each with an engine of its own."""
    engine = settings.get_monitor()
    if engine is not None and not isinstance(engine, Monitor):
        settings.SETTINGS.monitor = Monitor(engine)


def _settings() -> frozenset[tuple[str, str]]:
    try:
        return frozenset(given(pulumi.Config(PACKAGE).get).items())
    except OutscaleError as error:
        raise pulumi.RunError(str(error)) from None


@cache
def _session(settings: frozenset[tuple[str, str]]) -> Session:
    """For functions alone: resources are the host's."""
    return Session(dict(settings), "")


class Monitor:
    """The engine, as programs see it. What is none of ours passes through."""

    def __init__(self, engine: Any) -> None:
        self._engine = engine

    def __getattr__(self, name: str) -> Any:
        return getattr(self._engine, name)

    def RegisterResource(self, request: Any) -> Any:  # noqa: N802
        if request.type == f"pulumi:providers:{PACKAGE}":
            raise pulumi.RunError(f"{request.name}: a provider of one's own takes the plugin")
        if not request.type.startswith(PREFIX):
            return self._engine.RegisterResource(request)
        if request.importId:
            raise pulumi.RunError(f"{request.name}: an import takes the plugin")
        if request.HasField("customTimeouts"):
            pulumi.log.warn(f"{request.name}: custom_timeouts have no effect without the plugin")
        response = self._engine.RegisterResource(_dynamic(request, request.object))
        _take_away(response.object)
        return response

    def ReadResource(self, request: Any) -> Any:  # noqa: N802
        if not request.type.startswith(PREFIX):
            return self._engine.ReadResource(request)
        response = self._engine.ReadResource(_dynamic(request, request.properties))
        _take_away(response.properties)
        return response

    def Invoke(self, request: Any) -> Any:  # noqa: N802
        if not request.tok.startswith(PREFIX):
            return self._engine.Invoke(request)
        asked = provider_pb2.InvokeRequest(tok=request.tok, args=request.args, preview=settings.is_dry_run())
        try:
            session = _session(_settings())
            answer = session.ask(session.service.Invoke, asked)
        except OutscaleError as error:
            raise pulumi.RunError(str(error)) from None
        return _InvokeResponse.FromString(answer.SerializeToString())


def _dynamic(request: Any, properties: Any) -> Any:
    """A request for a resource as one for the dynamic resource that stands for it."""
    _settings()
    properties.MergeFrom(encode({PROVIDER: REFERENCE, **beside(_urn(request), properties)}))
    request.type = f"pulumi-python:dynamic/{PACKAGE}:{request.type.removeprefix(PREFIX)}"
    request.version = request.pluginDownloadURL = ""
    return request


def _urn(request: Any) -> str:
    """The URN that the plugin's resource would have."""
    stack, _, rest = request.parent.partition("::")
    project, _, rest = rest.partition("::")
    parents = rest.partition("::")[0]
    within = "" if parents == "pulumi:pulumi:Stack" else f"{parents}$"
    return f"{stack}::{project}::{within}{request.type}::{request.name}"


def _take_away(properties: Any) -> None:
    for name in BESIDE & properties.fields.keys():
        del properties.fields[name]
