"""What an engine does with the lifecycle, without the gRPC between them, for which time would have to be real."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from outscale_api import load
from outscale_provider.functions import FUNCTIONS
from outscale_provider.lifecycle.check import Naming
from outscale_provider.lifecycle.journal import Journal
from outscale_provider.lifecycle.provider import Log, Provider
from outscale_provider.lifecycle.read import Found
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
        self.provider = Provider(load(), RESOURCES, FUNCTIONS, self.connector.connect, lambda *_: Journal(self.journal))
        self.provider.configure(self.settings, {}, Log(self.said.append, lambda _: None))

    def checked(self, type: str, inputs: Mapping[str, Any]) -> dict[str, Any]:
        checked, faults = self.provider.check(token(type), dict(inputs), None, Naming("it", bytes(32)))
        assert not faults
        return checked

    async def create(self, type: str, name: str = "it", timeout: float = 0, **inputs: Any) -> Found:
        checked = self.checked(type, inputs)
        return await self.provider.create(token(type), urn(type, name), checked, False, timeout, self.said.append)

    async def update(self, type: str, found: Found, name: str = "it", timeout: float = 0, **inputs: Any) -> Found:
        """Changes inputs; without any it is the empty update after an incomplete operation."""
        return await self.provider.update(
            token(type),
            urn(type, name),
            found.id,
            found.inputs,
            self.checked(type, {**found.inputs, **inputs}),
            found.outputs,
            False,
            timeout,
            self.said.append,
        )

    async def delete(self, type: str, found: Found, name: str = "it", timeout: float = 0) -> None:
        await self.provider.delete(
            token(type), urn(type, name), found.id, found.inputs, found.outputs, timeout, self.said.append
        )

    async def read(self, type: str, found: Found, name: str = "it") -> Found | None:
        return await self.provider.read(token(type), urn(type, name), found.id, found.inputs, found.outputs)
