"""The engine's side of the conversation: what the provider says to the user."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

from outscale_provider.protos import engine_pb2, engine_pb2_grpc, provider_pb2
from provider.engine import Engine


@dataclass
class Listener(engine_pb2_grpc.EngineServicer):
    """The engine's side of the conversation: keeps what the provider says."""

    heard: list[tuple[str, str, str]] = field(default_factory=list)

    async def Log(self, request: Any, context: Any) -> Any:  # noqa: N802
        self.heard.append((engine_pb2.LogSeverity.Name(request.severity), request.message, request.urn))
        return engine_pb2.google_dot_protobuf_dot_empty__pb2.Empty()

    def traced(self) -> list[dict[str, Any]]:
        """The lines of the trace."""
        return [json.loads(message) for severity, message, _ in self.heard if severity == "DEBUG"]

    def warned(self) -> list[tuple[str, str]]:
        """The warnings, each with the name of the resource that it stands at."""
        return [(urn.rpartition("::")[2], message) for severity, message, urn in self.heard if severity == "WARNING"]

    def informed(self) -> list[str]:
        """What users are told that is no warning."""
        return [message for severity, message, _ in self.heard if severity == "INFO"]


async def cancel(engine: Engine) -> None:
    """Ends the operation. All that the provider has said has arrived then."""
    await engine.stub.Cancel(provider_pb2.google_dot_protobuf_dot_empty__pb2.Empty())
