"""What is no answer of the API: nothing is concluded from it, whatever was asked, of whichever resource."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from functools import partial
from typing import Any

import pytest

from emulator.samples import samples
from outscale_api import load
from outscale_provider.api.retry import RetryPolicy
from outscale_provider.functions import functions_of
from outscale_provider.model.function import CallAny
from outscale_provider.model.naming import to_pulumi
from outscale_provider.model.verbs import Delete
from outscale_provider.resources import RESOURCES
from provider.cloud import Account, Way
from provider.engine import Engine, Failed, InitFailed
from provider.evidence import BOUND, Evidence
from provider.lifecycles import LIFECYCLES, Lifecycle
from provider.test_lifecycles import Stage
from useless import USELESS

pytestmark = pytest.mark.parametrize("era", ["1.16"], indirect=True)

#: What has the number of the request, which is all that some actions answer: anything beside that is no fault.
HAS_A_NUMBER = {"another object"}


@pytest.fixture
def retry_policy() -> RetryPolicy:
    """How often a request is repeated is tested elsewhere; here each of thousands would be, ten times."""
    return RetryPolicy(first_pause=0, retries=2)


DEFINITIONS = {resource.name: resource for resource in RESOURCES}
ONE_OF_EACH = {lifecycle.type: lifecycle for lifecycle in reversed(LIFECYCLES)}


async def told(work: Awaitable[Any]) -> str:
    """What the user reads of something that has to fail."""
    try:
        await work
    except (Failed, InitFailed) as error:
        return error.message
    raise AssertionError("it went well")


def answers_a_number_only(action: str) -> bool:
    fields = load().action(action).response.fields.values()
    return all(field.name == "ResponseContext" or field.left_out for field in fields)


async def assert_nothing_is_concluded(way: Way, works: Mapping[tuple[str, str], Callable[[], Awaitable[Any]]]) -> None:
    """`works` are by what is done and the action that does it."""
    for name, make in USELESS.items():
        way.instead = make
        for (verb, action), work in works.items():
            if name in HAS_A_NUMBER and answers_a_number_only(action):
                continue
            text = await told(work())
            assert "this is a bug" not in text, (name, verb)
            assert "HTTP" in text or "the reason stands in another error" in text, (name, verb)
    way.instead = None


@pytest.mark.parametrize("lifecycle", ONE_OF_EACH.values(), ids=list(ONE_OF_EACH))
async def test_no_resource_is_lost_or_believed_made(engine: Engine, account: Account, way: Way, lifecycle: Lifecycle):
    stage = Stage(engine, account, lifecycle, Evidence(BOUND[lifecycle.type], account, way))
    await stage.set_up()
    await stage.create()
    it = stage.it
    before = await account.everything()
    change = next((change.inputs for change in lifecycle.changes if not change.replaces and change.effect), None)

    resource = DEFINITIONS[lifecycle.type]
    read, create = resource.read.action, resource.create.action
    works: dict[tuple[str, str], Callable[[], Awaitable[Any]]] = {
        ("read", read): lambda: engine.read(it),
        ("import", read): lambda: engine.imported(lifecycle.type, it.id),
        ("list", read): lambda: engine.listed(lifecycle.type),
        ("create", create): lambda: engine.create(lifecycle.type, it.inputs, name="another"),
    }
    if isinstance(resource.delete, Delete):
        works["delete", resource.delete.action] = lambda: engine.delete(it)
    if change:
        changed = {**it.inputs, **stage.filled(change)}
        works["update", "CreateTags"] = lambda: engine.update(
            it, {name: value for name, value in changed.items() if value is not None}
        )
    await assert_nothing_is_concluded(way, works)
    assert await account.everything() == before
    assert await engine.read(it) == it
    await stage.tear_down()


#: A function of each form: what is an answer is judged for all of them alike.
READING = list(
    {
        (type(function), answer and answer.type.kind): function
        for function in functions_of(load())
        if not isinstance(function, CallAny)
        for answer in [load().action(function.action).answer]
    }.values()
)


def needed(action: str) -> dict[str, Any]:
    """The least that an action has to be asked."""
    fields = load().action(action).request.fields.values()
    return {to_pulumi(field.name): samples(field.type)[0] for field in fields if field.required}


async def test_a_function_answers_nothing_that_it_was_not_told(engine: Engine, way: Way):
    works = {
        (function.name, function.action): partial(engine.invoke, function.name, **needed(function.action))
        for function in READING
    }
    await assert_nothing_is_concluded(way, works)


@pytest.mark.parametrize(
    ("action", "request_"),
    [
        ("CreateNet", {"IpRange": "10.0.0.0/16"}),
        ("DeleteNet", {"NetId": "vpc-12345678"}),
        ("ReadNets", {}),
        ("LinkPublicIp", {}),
        ("ReadConsoleOutput", {"VmId": "i-12345678"}),
    ],
)
async def test_neither_does_call(engine: Engine, way: Way, action: str, request_: dict[str, Any]):
    given = {"action": action, "request": request_}
    await assert_nothing_is_concluded(way, {("call", action): lambda: engine.invoke("call", **given)})
