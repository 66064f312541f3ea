"""Reads single objects with few calls: those asked for together as one, and whole types ahead when many are asked for.

A refresh asks for resource after resource. The first of a type is read by its identifier, together with those asked for at
the same moment; when more follow, the whole type is listed once and serves the rest for a few seconds.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from outscale_api import Api
from outscale_api.paths import values_at
from outscale_provider.api.batching import READ_WINDOW
from outscale_provider.clock import now
from outscale_provider.errors import Lacking
from outscale_provider.model.read import Read
from outscale_provider.model.values import Remote
from outscale_provider.model.verbs import Batchable

#: How long a listing serves reads, in seconds, and how long after a write of ours none is made.
LISTING_LIFETIME = 5.0

#: How soon after a read of the same type another one makes it worth to list the type, in seconds.
FOLLOW_UP = 10.0

#: Identifiers that one read asks for at most. The API documents no limit.
MOST_IDS = 200

#: A listing of more objects than this has to be worth it: at least half of them asked for.
CHEAP_LISTING = 200

Call = Callable[[str, Remote, Batchable | None], Awaitable[Remote]]


@dataclass
class _Listing:
    """All objects of a type at one moment."""

    objects: list[Remote]
    made: float
    asked: set[str] = field(default_factory=set)
    indices: dict[str, dict[str, list[Remote]]] = field(default_factory=dict)

    def find(self, key: str, id: str) -> list[Remote]:
        if key not in self.indices:
            self.indices[key] = self._index(key.split("."))
        self.asked.add(id)
        return self.indices[key].get(id, [])

    def _index(self, path: list[str]) -> dict[str, list[Remote]]:
        index: dict[str, list[Remote]] = {}
        for obj in self.objects:
            for value in values_at(obj, path):
                index.setdefault(value, []).append(obj)
        return index

    def was_worth_it(self) -> bool:
        return len(self.objects) <= CHEAP_LISTING or 2 * len(self.asked) >= len(self.objects)


class ReadCache:
    """Finds objects by identifiers. `call` answers a request with all pages, in one batch with others of the same kind."""

    def __init__(self, api: Api, call: Call) -> None:
        self._api = api
        self._call = call
        self._listings: dict[str, _Listing] = {}
        self._being_made: dict[str, asyncio.Task[_Listing]] = {}
        self._last_read: dict[str, float] = {}
        self._not_worth_it: set[str] = set()
        self._written = float("-inf")

    def wrote(self) -> None:
        """Tells that something was changed: what was read before is not believed any more."""
        self._written = now()
        self._listings.clear()
        self._being_made.clear()

    async def find(self, read: Read, id: str, latest: bool) -> list[Remote]:
        """The objects that a read action finds by an identifier: some have it in common, such as the tags of a VM.

        The `latest` is as it is now, any other as it was at most some seconds ago.
        """
        if latest or not read.key:
            return await self._find_by_id(read, id)
        listing = self._listing_of(read.action)
        if listing is None and self._is_worth_listing(read):
            listing = await self._list(read.action)
        found = listing.find(read.key, id) if listing else []
        # What a listing lacks is asked for once more: a resource is not given up on a stale read.
        return found or await self._find_at_this_moment(read, id)

    async def _find_at_this_moment(self, read: Read, id: str) -> list[Remote]:
        """Finds by identifier. What is asked for once this moment is over, even before the answer, counts as following."""
        moment_ends = now() + READ_WINDOW
        if moment_ends - self._last_read.get(read.action, float("-inf")) > FOLLOW_UP:
            self._last_read[read.action] = moment_ends
        found = await self._find_by_id(read, id)
        self._last_read[read.action] = now()
        return found

    async def _find_by_id(self, read: Read, id: str) -> list[Remote]:
        if read.by:
            batchable = Batchable(read.action, ("Filters", read.by), MOST_IDS)
            response = await self._call(read.action, {"Filters": {read.by: [id]}}, batchable)
        else:
            response = await self._call(read.action, {}, None)
        if not read.key:
            # There is one such object in the account.
            return self._objects_in(read.action, response)
        path = read.key.split(".")
        found = []
        for obj in self._objects_in(read.action, response):
            values = values_at(obj, path)
            if not values:
                # What was asked for by its identifier has one.
                raise Lacking(f"{id} of {read.action}", KeyError(read.key))
            if id in values:
                found.append(obj)
        return found

    def _listing_of(self, action: str) -> _Listing | None:
        listing = self._listings.get(action)
        if listing and now() - listing.made > LISTING_LIFETIME:
            del self._listings[action]
            if not listing.was_worth_it():
                self._not_worth_it.add(action)
            return None
        return listing

    def _is_worth_listing(self, read: Read) -> bool:
        time = now()
        if time - self._written <= LISTING_LIFETIME:
            return False
        if not read.by:
            # One costs as much as all.
            return True
        asked_before = 0 <= time - self._last_read.get(read.action, float("-inf")) < FOLLOW_UP
        return asked_before and read.action not in self._not_worth_it

    async def _list(self, action: str) -> _Listing:
        if action not in self._being_made:
            self._being_made[action] = asyncio.create_task(self._list_all(action))
        task = self._being_made[action]
        try:
            return await asyncio.shield(task)
        finally:
            if task.done() and self._being_made.get(action) is task:
                del self._being_made[action]

    async def _list_all(self, action: str) -> _Listing:
        began = now()
        listing = _Listing(self._objects_in(action, await self._call(action, {}, None)), now())
        if self._written < began:
            self._listings[action] = listing
        return listing

    def _objects_in(self, action: str, response: Remote) -> list[Remote]:
        return self._api.action(action).objects_in(response)
