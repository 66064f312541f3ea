"""Records the states of the present version (`make record-states`). Not one of the tests: it runs when it is asked to."""

from __future__ import annotations

import pytest

from outscale_provider.version import VERSION
from provider.cloud import Account, Way
from provider.engine import Engine
from provider.evidence import API, BOUND, Evidence
from provider.lifecycles import LIFECYCLES, Lifecycle
from provider.messages import bare
from provider.states import Record, add, records
from provider.test_lifecycles import Stage


@pytest.fixture
def era() -> str:
    return "1.16"


@pytest.mark.parametrize("lifecycle", LIFECYCLES, ids=lambda lifecycle: lifecycle.name)
async def test_record(lifecycle: Lifecycle, engine: Engine, account: Account, way: Way):
    if any((each.version, each.life) == (VERSION, lifecycle.name) for each in records()):
        pytest.skip("what a version has stored does not change")
    stage = Stage(engine, account, lifecycle, Evidence(BOUND[lifecycle.type], account, way))
    await stage.set_up()
    await stage.create()
    since = len(way.requests)
    # Where each read is asked for once more, so that an answer stands for all that the action answers then.
    assert await engine.read(stage.it) == stage.it
    asked = {action: request for action, request in way.requests[since:] if not API.action(action).mutates}
    answers = {action: await account.call(action, **request) for action, request in asked.items()}
    add(Record(VERSION, lifecycle.name, stage.it, bare(stage.filled(lifecycle.inputs)), answers))
