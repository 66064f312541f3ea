"""What an engine does with the lifecycle, without the gRPC between them, for which time would have to be real."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from outscale_api import load
from outscale_provider.functions import functions_of
from outscale_provider.lifecycle.journal import Journal
from outscale_provider.lifecycle.provider import Log, Provider
from outscale_provider.lifecycle.requests import (
    CheckRequest,
    CreateRequest,
    DeleteRequest,
    Naming,
    ReadRequest,
    ResourceState,
    UpdateRequest,
)
from outscale_provider.plugin import Connector
from outscale_provider.resources import RESOURCES


def token(type: str) -> str:
    return f"outscale-native:index:{type}"


def urn(type: str, name: str) -> str:
    return f"urn:pulumi:dev::tests::{token(type)}::{name}"


@dataclass
class Stack:
    """Resources by type and name, on providers one after the other: `restart` begins the next process."""

    connector: Connector
    settings: Mapping[str, str]
    journal: Path
    said: list[str]
    provider: Provider = field(init=False)

    def __post_init__(self) -> None:
        self.restart()

    def restart(self) -> None:
        """A new provider, as after the last one was killed, by which its lock is gone."""
        if hasattr(self, "provider"):
            self.provider.close()
        self.provider = Provider(
            load(), RESOURCES, functions_of, self.connector.connect, lambda *_: Journal(self.journal)
        )
        self.provider.configure(self.settings, {}, Log(self.said.append, lambda _: None))

    def checked(self, type: str, inputs: Mapping[str, Any]) -> dict[str, Any]:
        request = CheckRequest(
            token=token(type), urn="", inputs=dict(inputs), old_inputs=None, naming=Naming("it", bytes(32))
        )
        checked, faults = self.provider.check(request)
        assert not faults
        return checked

    async def create(self, type: str, name: str = "it", timeout: float = 0, **inputs: Any) -> ResourceState:
        request = CreateRequest(
            token=token(type),
            urn=urn(type, name),
            inputs=self.checked(type, inputs),
            timeout=timeout,
            say=self.said.append,
        )
        return await self.provider.create(request)

    async def update(
        self, type: str, found: ResourceState, name: str = "it", timeout: float = 0, **inputs: Any
    ) -> ResourceState:
        """Changes inputs; without any it is the empty update after an incomplete operation."""
        request = UpdateRequest(
            token=token(type),
            urn=urn(type, name),
            id=found.id,
            old_inputs=found.inputs,
            inputs=self.checked(type, {**found.inputs, **inputs}),
            old_outputs=found.outputs,
            timeout=timeout,
            say=self.said.append,
        )
        return await self.provider.update(request)

    async def delete(self, type: str, found: ResourceState, name: str = "it", timeout: float = 0) -> None:
        request = DeleteRequest(
            token=token(type),
            urn=urn(type, name),
            id=found.id,
            old_inputs=found.inputs,
            old_outputs=found.outputs,
            timeout=timeout,
            say=self.said.append,
        )
        await self.provider.delete(request)

    async def read(self, type: str, found: ResourceState, name: str = "it") -> ResourceState | None:
        request = ReadRequest(
            token=token(type),
            urn=urn(type, name),
            id=found.id,
            old_inputs=found.inputs,
            old_outputs=found.outputs,
        )
        return await self.provider.read(request)
