"""A provider that accepts everything and does nothing: what remains of an operation's time is the engine's and the program's.

Run as a plugin: prints its port, and serves until it is told to end.
"""

from __future__ import annotations

import asyncio
import itertools
import signal
from pathlib import Path
from typing import Any

from google.protobuf import empty_pb2

from outscale_provider.listening import listen
from outscale_provider.protos import plugin_pb2, provider_pb2, provider_pb2_grpc

LAUNCHER = """\
#!/bin/sh
exec "{python}" "{module}"
"""


class Nothing(provider_pb2_grpc.ResourceProviderServicer):
    """Answers as if all had been done."""

    def __init__(self) -> None:
        self._numbers = itertools.count()

    async def Handshake(self, request: Any, context: Any) -> Any:  # noqa: N802
        return provider_pb2.ProviderHandshakeResponse(accept_secrets=True)

    async def GetPluginInfo(self, request: Any, context: Any) -> Any:  # noqa: N802
        return plugin_pb2.PluginInfo(version="0.1.0")

    async def CheckConfig(self, request: Any, context: Any) -> Any:  # noqa: N802
        return provider_pb2.CheckResponse(inputs=request.news)

    async def DiffConfig(self, request: Any, context: Any) -> Any:  # noqa: N802
        return provider_pb2.DiffResponse(changes=provider_pb2.DiffResponse.DIFF_NONE)

    async def Configure(self, request: Any, context: Any) -> Any:  # noqa: N802
        return provider_pb2.ConfigureResponse(acceptSecrets=True, supportsPreview=True)

    async def Check(self, request: Any, context: Any) -> Any:  # noqa: N802
        return provider_pb2.CheckResponse(inputs=request.news)

    async def Diff(self, request: Any, context: Any) -> Any:  # noqa: N802
        same = request.old_inputs == request.news
        kinds = provider_pb2.DiffResponse
        return kinds(changes=kinds.DIFF_NONE if same else kinds.DIFF_SOME)

    async def Create(self, request: Any, context: Any) -> Any:  # noqa: N802
        return provider_pb2.CreateResponse(id=f"id-{next(self._numbers):08x}", properties=request.properties)

    async def Read(self, request: Any, context: Any) -> Any:  # noqa: N802
        return provider_pb2.ReadResponse(id=request.id, properties=request.properties, inputs=request.inputs)

    async def Update(self, request: Any, context: Any) -> Any:  # noqa: N802
        return provider_pb2.UpdateResponse(properties=request.news)

    async def Delete(self, request: Any, context: Any) -> Any:  # noqa: N802
        return empty_pb2.Empty()

    async def Cancel(self, request: Any, context: Any) -> Any:  # noqa: N802
        return empty_pb2.Empty()


def install(folder: Path, python: str) -> Path:
    """Puts a plugin in a folder that the engine takes for the provider."""
    folder.mkdir()
    plugin = folder / "pulumi-resource-outscale-native"
    plugin.write_text(LAUNCHER.format(python=python, module=Path(__file__).resolve()))
    plugin.chmod(0o755)
    return folder


async def serve() -> None:
    server, port = listen()
    provider_pb2_grpc.add_ResourceProviderServicer_to_server(Nothing(), server)
    await server.start()
    print(port, flush=True)
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    await stop.wait()
    await server.stop(None)


if __name__ == "__main__":
    asyncio.run(serve())
