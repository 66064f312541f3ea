"""What must be there before a request of `cases` succeeds, made by requests."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from emulator.cases import PREPARATIONS, Case, Preparation
from emulator.conftest import Client
from outscale_emulator import Clock, Emulator


class Stage:
    """An account (and its neighbour) in which preparations are made when something refers to them."""

    def __init__(
        self,
        emulator: Emulator,
        api: Client,
        neighbour: Client,
        mailbox: pytest.LogCaptureFixture,
        preparations: Mapping[str, Preparation] = PREPARATIONS,
    ) -> None:
        self._emulator = emulator
        self._api = api
        self._neighbour = neighbour
        self._mailbox = mailbox
        self._preparations = preparations
        self._made: dict[str, str] = {}

    def actor(self, of: Case | Preparation) -> Client:
        return self._neighbour if of.neighbour else self._api

    async def made(self, name: str) -> str:
        """The identifier that a preparation gives; it is made once."""
        if name not in self._made:
            self._made[name] = await self._make(self._preparations[name])
        return self._made[name]

    async def _make(self, preparation: Preparation) -> str:
        for name in preparation.first:
            await self.made(name)
        request = await self.filled(preparation.request)
        if preparation.lasting:
            self._emulator.store.use_clock(Clock.parse("seconds:3600", self._emulator.time))
        answer: Any = await self.actor(preparation).call(preparation.action, **request)
        if preparation.mailed:
            return str(self._mailbox.records[-1].args[-1])  # type: ignore[index]
        if preparation.value:
            return str(await self.filled(preparation.value))
        for part in preparation.path.split("."):
            answer = answer[int(part) if part.isdigit() else part]
        return str(answer)

    async def filled(self, value: Any) -> Any:
        """A part of a request with identifiers in the place of their names."""
        if isinstance(value, Mapping):
            return {name: await self.filled(item) for name, item in value.items()}
        if isinstance(value, list):
            return [await self.filled(item) for item in value]
        if isinstance(value, str) and value.startswith("$"):
            return await self.made(value[1:])
        return value
