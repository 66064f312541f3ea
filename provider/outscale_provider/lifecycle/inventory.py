"""The inventory: all objects of an account as the resources that would declare them, from one read for each action."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass

from outscale_provider.lifecycle.identity import id_of, parts_of
from outscale_provider.lifecycle.operation import Cloud
from outscale_provider.lifecycle.outputs import inputs_of
from outscale_provider.model.bound import Bound
from outscale_provider.model.values import Remote, Values


@dataclass(frozen=True)
class Existing:
    """An object of the account as a resource: its identifier for an import, the inputs that an import finds, its fields.

    `owner` is the account that it belongs to, "" where the API does not tell: accounts see what others let them use.
    `needless` and `repeats` say why no program should declare it, "" where one could (`Resource.needless`, `Resource.repeats`).
    """

    token: str
    id: str
    inputs: Values
    remote: Remote
    owner: str
    needless: str
    repeats: str


class Inventory:
    """What there is of each type of resource. Types that one action reads share its answer."""

    def __init__(self, cloud: Cloud) -> None:
        self._cloud = cloud
        self._answers: dict[str, asyncio.Task[Remote]] = {}

    async def of(self, token: str, bound: Bound) -> list[Existing]:
        """All resources of a type that are there."""
        resource = bound.resource
        action = resource.read.action
        if action not in self._answers:
            self._answers[action] = asyncio.create_task(self._cloud.read(action, {}))
        answered = bound.api.action(action).objects_in(await self._answers[action])
        remotes = [part for one in answered for part in parts_of(bound, one) if not resource.is_absent(part)]
        found = [(remote, inputs_of(bound, remote, {}, importing=True)) for remote in remotes]
        return [_existing(token, bound, remote, inputs) for remote, inputs in found if _is_something(bound, inputs)]


def _existing(token: str, bound: Bound, remote: Remote, inputs: Values) -> Existing:
    resource = bound.resource
    return Existing(
        token,
        id_of(bound, remote),
        inputs,
        remote,
        owner=resource.owner(remote) if resource.owner else str(remote.get("AccountId", "")),
        needless=_needless(bound, remote),
        repeats=resource.repeats(remote) if resource.repeats else "",
    )


def _is_something(bound: Bound, inputs: Mapping[str, object]) -> bool:
    """Whether a resource that consists of what it adds to an object adds anything to it."""
    return not bound.made_of or any(inputs.get(prop.name) for prop in bound.made_of)


def _needless(bound: Bound, remote: Remote) -> str:
    resource = bound.resource
    if resource.fixed_id:
        return "every account has one"
    return resource.needless(remote) if resource.needless else ""
