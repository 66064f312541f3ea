"""What stands between a program and the engine: resources of ours become dynamic ones, the rest is answered at once."""

from __future__ import annotations

import os
from functools import cache
from importlib.metadata import version
from typing import Any

import pulumi
from pulumi.runtime import settings
from pulumi.runtime.proto import resource_pb2

from outscale_provider.dynamic.carried import BESIDE, DYNAMIC, OURS, PROVIDER, untold
from outscale_provider.dynamic.host import REFERENCE
from outscale_provider.dynamic.session import Session, Settings, settings_of
from outscale_provider.lifecycle.journal import Journal
from outscale_provider.lifecycle.provider import PACKAGE
from outscale_provider.lifecycle.urn import child_of
from outscale_provider.model.values import has_unknown
from outscale_provider.plugin import journal_folder
from outscale_provider.protos import provider_pb2
from outscale_provider.wire import decode, encode

#: What programs are answered. Once it was the same message as what plugins answer.
_InvokeResponse: Any = getattr(resource_pb2, "ResourceInvokeResponse", provider_pb2.InvokeResponse)

#: Whether the host can read a resource for a program, whatever the engine (pulumi-engine.md section 3.7).
_HOST_READS = tuple(int(number) for number in version("pulumi").split(".")[:2]) >= (3, 268)


def serve() -> None:
    """Serves the rest of this program. A process may run several programs, each with an engine of its own.

    Pulumi has no public way to put something before the engine: `configure` takes whole settings, and so would forget what
    this program has asked for; transforms change neither types nor functions.
    """
    engine = settings.get_monitor()
    if engine is not None and not isinstance(engine, Monitor):
        settings.SETTINGS.monitor = Monitor(engine, settings_of(pulumi.Config(PACKAGE).get))


#: For functions alone, since resources are the host's; one for all programs of a process with the same settings.
_session = cache(Session)


class Monitor:
    """The engine, as programs see it. What is none of ours passes through."""

    def __init__(self, engine: Any, settings: Settings) -> None:
        self._engine = engine
        self._settings = settings
        #: What this preview would create.
        self._uncreated: set[str] = set()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._engine, name)

    def RegisterResource(self, request: Any) -> Any:  # noqa: N802
        response = self._registered(request)
        if request.custom and not response.id:
            self._uncreated.add(response.urn)
        return response

    def _registered(self, request: Any) -> Any:
        if request.type == f"pulumi:providers:{PACKAGE}":
            raise pulumi.RunError(f"{request.name}: a provider of one's own takes the plugin")
        if not request.type.startswith(OURS):
            return self._engine.RegisterResource(request)
        if request.importId:
            raise pulumi.RunError(f"{request.name}: an import takes the plugin")
        # The host is told of neither, and the engine does nothing about them for a host.
        options = {
            "custom_timeouts": request.HasField("customTimeouts"),
            "replace_on_changes": request.replaceOnChanges,
        }
        for option in filter(options.get, options):
            pulumi.log.warn(f"{request.name}: without the plugin {option} has no effect")
        response = self._engine.RegisterResource(_dynamic(request, request.object))
        # The engine answers when it has stored what was created (pulumi-engine.md section 3.6).
        Journal(journal_folder(os.environ)).stored(response.urn, response.id)
        return _own(response, response.object)

    def ReadResource(self, request: Any) -> Any:  # noqa: N802
        if not request.type.startswith(OURS):
            return self._engine.ReadResource(request)
        if not _HOST_READS:
            raise pulumi.RunError(
                f"{request.name}: .get takes the plugin, or pulumi 3.268: `pip install --upgrade pulumi`"
            )
        response = self._engine.ReadResource(_dynamic(request, request.properties))
        return _own(response, response.properties)

    def Invoke(self, request: Any) -> Any:  # noqa: N802
        if not request.tok.startswith(OURS):
            return self._engine.Invoke(request)
        if self._is_too_early(request):
            return _InvokeResponse(unknown=True)
        asked = provider_pb2.InvokeRequest(tok=request.tok, args=request.args, preview=settings.is_dry_run())
        session = _session(self._settings)
        answer = session.ask(session.service.Invoke, asked)
        return _InvokeResponse.FromString(answer.SerializeToString())

    def _is_too_early(self, request: Any) -> bool:
        """Whether the answer takes what a preview can't know. Older SDKs find that out by themselves."""
        if _InvokeResponse is provider_pb2.InvokeResponse:
            return False
        return bool(self._uncreated.intersection(request.dependsOn)) or has_unknown(decode(request.args).values)


def _dynamic(request: Any, properties: Any) -> Any:
    """A request for a resource as one for the dynamic resource that stands for it."""
    request.type = f"{DYNAMIC}{request.type.removeprefix(OURS)}"
    request.version = request.pluginDownloadURL = ""
    urn = child_of(request.parent, request.type, request.name)
    properties.MergeFrom(encode({PROVIDER: REFERENCE, **untold(urn, properties)}))
    return request


def _own(response: Any, properties: Any) -> Any:
    """A response about a dynamic resource as one about the resource that it stands for."""
    for name in BESIDE & properties.fields.keys():
        del properties.fields[name]
    return response
