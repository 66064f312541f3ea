"""The account that a command works in: a provider that is configured as a stack without configuration of its own would be."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator, Callable, Collection, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass

from outscale_provider.lifecycle.inventory import Existing
from outscale_provider.lifecycle.provider import Log, Provider
from outscale_provider.lifecycle.requests import silent
from outscale_provider.plugin import assembled


@asynccontextmanager
async def opened(settings: Mapping[str, str], warn: Callable[[str], None]) -> AsyncIterator[Provider]:
    """A provider of the account that settings, the environment and the profile file say. Raises ConfigurationError."""
    async with assembled(os.environ) as provider:
        provider.configure(dict(settings), os.environ, Log(info=silent, debug=silent, warning=warn))
        yield provider


@dataclass(frozen=True)
class Census:
    """All objects of an account, and its own identifier."""

    account_id: str
    existing: list[Existing]


async def count(
    provider: Provider, progress: Callable[[str, int], None], types: Collection[str] | None = None
) -> Census:
    """Reads the whole account, or some types. `progress` is told each type with the number of objects so far."""
    account_id = await _account_id(provider)
    existing: list[Existing] = []
    async for one in provider.inventory(types):
        existing.append(one)
        progress(one.token, len(existing))
    return Census(account_id, existing)


async def _account_id(provider: Provider) -> str:
    found, _ = await provider.invoke("outscale-native:index:getAccount", {}, preview=False)
    return str(found["accountId"])
