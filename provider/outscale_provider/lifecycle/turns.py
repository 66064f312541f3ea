"""Operations of which one at a time may be under way, since each is judged by what the ones before have left."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any


class Turns:
    """Turns by name, with the notes that those who take them leave for the next."""

    def __init__(self) -> None:
        self._locks: dict[str, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._notes: dict[str, dict[str, Any]] = defaultdict(dict)

    @asynccontextmanager
    async def take(self, name: str) -> AsyncIterator[dict[str, Any]]:
        """Waits for the turn, and holds it; answers the notes."""
        async with self._locks[name]:
            yield self._notes[name]
