"""Every resource from its creation to its end, as the engine would drive it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import pytest

from outscale_provider.model.naming import to_pulumi
from outscale_provider.resources import RESOURCES
from provider.cloud import Account, Way
from provider.engine import Difference, Engine, Failed, Resource, root
from provider.evidence import BOUND, Evidence
from provider.lifecycles import LIFECYCLES, ByHand, Change, Drift, Leftovers, Lifecycle
from provider.listener import Listener, cancel
from provider.messages import bare

DEFINITIONS = {resource.name: resource for resource in RESOURCES}

REFERENCE = re.compile(r"\$(\w+(?:\.\w+)*)")


@dataclass
class Stage:
    """One lifecycle under way. `there` is what references find, `made` what has to be taken away in the end."""

    engine: Engine
    account: Account
    lifecycle: Lifecycle
    evidence: Evidence
    there: dict[str, Resource] = field(default_factory=dict)
    by_hand: dict[str, tuple[str, ByHand]] = field(default_factory=dict)

    @property
    def it(self) -> Resource:
        return self.there["it"]

    @it.setter
    def it(self, resource: Resource) -> None:
        self.there["it"] = resource

    async def set_up(self) -> None:
        for name, need in self.lifecycle.needs.items():
            if isinstance(need, ByHand):
                answer = await self.account.call(need.action, **self.filled(need.request))
                self.by_hand[name] = (next(v[need.id] for v in answer.values() if need.id in v), need)
            else:
                self.there[name] = await self.engine.made(need.type, name=name, **self.filled(need.inputs))

    async def tear_down(self) -> None:
        for resource in reversed(self.there.values()):
            await self.engine.delete(resource)
        for id, need in self.by_hand.values():
            await self.account.call(need.delete, **{need.id: id}, **need.undo)

    async def clear(self, leftovers: Leftovers, before: dict[str, Any]) -> None:
        """Takes away what the resource left. What nobody can take away is from now on as if it had been there before."""
        name = f"{leftovers.read}.{leftovers.answer}"
        found = (await self.account.call(leftovers.read))[leftovers.answer]
        left = [each for each in found if each not in before[name]]
        assert left
        if not leftovers.delete:
            before[name] = found
            return
        for each in left:
            await self.account.call(leftovers.delete, **{leftovers.id: each[leftovers.id]})

    def filled(self, value: Any) -> Any:
        """A value of the table, with what its references stand for."""
        if isinstance(value, Mapping):
            return {name: self.filled(item) for name, item in value.items()}
        if isinstance(value, list):
            return [self.filled(item) for item in value]
        return REFERENCE.sub(lambda match: self._referred(match[1]), value) if isinstance(value, str) else value

    def _referred(self, path: str) -> str:
        name, *rest = path.split(".")
        if name in self.by_hand:
            return self.by_hand[name][0]
        found: Any = self.there[name].outputs
        for part in rest:
            found = found[int(part)] if isinstance(found, list) else found[part]
        return found if rest else self.there[name].id

    # What happens in a life

    async def create(self) -> None:
        self.it = await self._created(
            await self.engine.checked(self.lifecycle.type, self.filled(self.lifecycle.inputs))
        )
        await self.assert_steady()

    async def _created(self, inputs: dict[str, Any]) -> Resource:
        preview = await self.engine.create(self.lifecycle.type, inputs, preview=True)
        since = self.evidence.now
        created = await self.engine.create(self.lifecycle.type, inputs)
        assert_was_true(preview, created)
        sent = self.evidence.sent(since)
        await self.evidence.assert_created(created, sent)
        for name, action in self.lifecycle.steers.items():
            assert (action in dict(sent)) == bool(bare(inputs).get(name))
        return created

    async def assert_steady(self) -> None:
        """Neither a refresh nor the same program again finds anything to do."""
        assert await self.engine.read(self.it) == self.it
        again = await self.engine.checked(self.it.type, bare(self.it.inputs), self.it.inputs)
        assert bare(again) == bare(self.it.inputs)
        assert not await self.engine.diff(self.it, again)

    async def import_it(self) -> None:
        """An import finds what a program has to say, but for what cannot be found out."""
        id = self.filled(self.lifecycle.id or "$it")
        assert id == self.it.id
        difference = await self._imported()
        assert {root(path) for path in difference.details} == set(self.lifecycle.import_differs)
        await self._assert_listed(id)

    async def _assert_listed(self, id: str) -> None:
        """It is among all of its type, also in pages, and among those that its own filter finds."""
        type, resource = self.it.type, DEFINITIONS[self.it.type]
        everything = await self.engine.listed(type)
        assert id in everything
        assert await self.engine.listed(type, page_size=(len(everything) + 1) // 2) == everything
        if resource.read.by:
            filters = {to_pulumi(resource.read.by): [resource.split_id(id)[0]]}
            found = await self.engine.listed(type, {"filters": filters})
            assert id in found and set(found) <= set(everything)

    async def _imported(self) -> Difference:
        """Imports the resource, and tells what the program wants to be different then."""
        imported = await self.engine.imported(self.it.type, self.it.id)
        assert imported
        checked = await self.engine.checked(self.it.type, imported.inputs, imported.inputs)
        assert not await self.engine.diff(imported, checked)
        self.evidence.assert_found(imported, self.it)
        return await self.engine.diff(imported, self.it.inputs)

    async def change(self, change: Change) -> None:
        before = bare(self.it.inputs)
        merged = {**before, **self.filled(change.inputs)}
        checked = await self.engine.check(self.it.type, merged, self.it.inputs)
        if checked.failures:
            assert change.refused
            assert all(change.refused in reason for reason in checked.failures.values())
            return
        inputs = checked.inputs
        difference = await self.engine.diff(self.it, inputs)
        assert bool(difference) == change.effect
        assert sorted(difference.replaces) == sorted(change.replaces)
        assert difference.delete_before_replace == (change.first == "delete")
        self.evidence.assert_declared(before, bare(inputs), difference)
        since = self.evidence.now
        if change.refused:
            with pytest.raises(Failed, match=re.escape(change.refused)):
                await (self._replace(merged, change.first) if change.replaces else self._update(inputs))
        elif change.replaces:
            await self._replace(merged, change.first)
            await self._imported()
        elif change.effect:
            await self._update(inputs)
            roots = {root(path) for path in difference.details}
            self.evidence.assert_updated(before, bare(inputs), roots, self.evidence.sent(since))
            await self.evidence.assert_still(self.it)
        else:
            # The engine stores the new inputs and asks for nothing. A refresh takes over their spelling.
            refreshed = await self.engine.read(replace(self.it, inputs=inputs))
            assert refreshed and refreshed.inputs == inputs
            assert not self.evidence.sent(since)
            self.it = refreshed
        await self.assert_steady()

    async def _update(self, inputs: dict[str, Any]) -> None:
        preview = await self.engine.update(self.it, inputs, preview=True)
        updated = await self.engine.update(self.it, inputs)
        assert_was_true(preview, updated)
        self.it = updated

    async def _replace(self, merged: dict[str, Any], first: str) -> None:
        inputs = await self.engine.checked(self.it.type, merged)
        old = self.it
        if first == "delete":
            await self._delete(old)
        self.it = await self._created(inputs)
        if first == "create":
            await self._delete(old)

    async def _delete(self, resource: Resource) -> None:
        since = self.evidence.now
        await self.engine.delete(resource)
        self.evidence.assert_deleted(resource, self.evidence.sent(since))

    async def drift(self, drift: Drift) -> None:
        """A refresh shows what was done by hand, and the next `up` puts it right."""
        wanted = self.it
        await self.account.call(drift.action, **self.filled(drift.request))
        drifted = await self.engine.read(wanted)
        assert drifted
        shows = self.filled(drift.shows)
        assert {name: bare(drifted.inputs.get(name)) for name in shows} == shows
        difference = await self.engine.diff(drifted, wanted.inputs)
        assert difference and not difference.replaces
        self.it = drifted
        await self._update(wanted.inputs)
        await self.assert_steady()
        assert self.it.inputs == wanted.inputs

    async def end(self) -> None:
        await self._delete(self.it)
        if self.lifecycle.leaves is not None:
            left = await self.engine.read(self.it)
            assert left and left.inputs == {**self.it.inputs, **self.filled(self.lifecycle.leaves)}
            del self.there["it"]
            return
        assert await self.engine.read(self.it) is None
        assert await self.engine.imported(self.it.type, self.it.id) is None
        await self.engine.delete(self.it)
        del self.there["it"]


def assert_was_true(preview: Resource, done: Resource) -> None:
    """What a preview says of outputs holds afterwards."""
    promised, given = bare(preview.outputs), bare(done.outputs)
    assert promised == {name: given.get(name) for name in promised}


@pytest.mark.parametrize("lifecycle", LIFECYCLES, ids=lambda lifecycle: lifecycle.name)
async def test_a_life(lifecycle: Lifecycle, validating: Engine, account: Account, way: Way, listener: Listener):
    """Each preview has the API judge what is to be done, which finds nothing wrong."""
    before = await account.everything()
    stage = Stage(validating, account, lifecycle, Evidence(BOUND[lifecycle.type], account, way))
    await stage.set_up()
    await stage.create()
    await stage.import_it()
    for drift in lifecycle.drifts:
        await stage.drift(drift)
    for change in lifecycle.changes:
        await stage.change(change)
    await stage.end()
    await stage.tear_down()
    if lifecycle.leftovers:
        await stage.clear(lifecycle.leftovers, before)
    assert await account.everything() == before
    await cancel(validating)
    losses = ("a replacement loses", "this update loses")
    expected = [*losses, *(change.refused for change in lifecycle.changes if change.refused)]
    assert [text for _, text in listener.warned() if not any(words in text for words in expected)] == []


def test_every_resource_has_a_life():
    assert {lifecycle.type for lifecycle in LIFECYCLES} == {resource.name for resource in RESOURCES}
