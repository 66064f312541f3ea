"""Thousands of requests that schemathesis makes from the published description, valid and invalid: none breaks the
emulator, every answer is as described, and what the description forbids is refused.

The requests are signed by botocore (AWS4). They always are the same ones.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import random
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import httpx
import pytest
import requests
import schemathesis
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials
from hypothesis import settings
from hypothesis import strategies as st
from schemathesis.checks import CHECKS, load_all_checks
from schemathesis.config import GenerationConfig
from schemathesis.generation.hypothesis.builder import HypothesisTestConfig, HypothesisTestMode, create_test

from emulator.cases import CASES, PREPARATIONS
from emulator.conftest import NEIGHBOUR, Client, FakeTime, Refused
from emulator.stage import Stage
from openapi import document, response_validator
from outscale_api import load
from outscale_emulator.dispatch import Emulator
from outscale_emulator.http import create_app
from outscale_emulator.settings import ACCESS_KEY, SECRET_KEY, Settings
from outscale_emulator.states import Clock

API = load()
HOST = "http://emulator"

#: How many requests are made up for an action, besides those that go to the limits of each of its parameters.
MADE_UP = 12

#: What refuses the form of a request: nothing that keeps to the description meets it.
FORM = {"3001", "4104", "4105", "4106", "4110"}

schemathesis.openapi.format("cidr", st.sampled_from(["10.0.0.0/16", "10.0.1.0/24", "10.0.1.8/29", "0.0.0.0/0"]))
schemathesis.openapi.format("base64", st.sampled_from(["", "bm90aGluZw==", "LS0tLS0="]))

load_all_checks()
CHECKED = [
    CHECKS.get_one(name)
    for name in (
        "not_a_server_error",
        "status_code_conformance",
        "content_type_conformance",
        "response_schema_conformance",
        "negative_data_rejection",
    )
]

_IDENTIFIER = re.compile(r"([a-z]+(?:-[a-z]+)*)-[0-9a-f]+")


class World:
    """An emulator with what an action needs. It is the same again for each request."""

    def __init__(self, runner: asyncio.Runner, mailbox: pytest.LogCaptureFixture) -> None:
        time = FakeTime()
        self._emulator = Emulator(Settings(clock=Clock.parse("immediate", time), clock_window=0))
        self._http = httpx.AsyncClient(transport=httpx.ASGITransport(create_app(self._emulator)), base_url=HOST)
        account, neighbour = Client(self._http, time), Client(self._http, time, *NEIGHBOUR)
        self._stage = Stage(self._emulator, account, neighbour, mailbox)
        self._runner = runner
        #: The identifiers of what there is, by their prefix.
        self.identifiers: dict[str, list[str]] = {}
        #: A request that succeeds.
        self.request: dict[str, Any] = {}

    def prepare(self, action: str) -> None:
        """Makes what the action is to find: for one that only reads, something of each kind."""
        self._runner.run(self._prepare(action))
        self._before = self._emulator.store.copy()

    async def _prepare(self, action: str) -> None:
        case = CASES[action]
        for name in case.first:
            await self._stage.made(name)
        self.request = await self._stage.filled(case.request)
        if not API.action(action).mutates:
            for name in PREPARATIONS:
                with contextlib.suppress(Refused):  # Some exclude one another.
                    await self._stage.made(name)
        copy = self._emulator.store.copy()
        for (body,) in copy.execute("SELECT body FROM objects ORDER BY seq"):
            for found in _IDENTIFIER.finditer(body.decode()):
                self.identifiers.setdefault(found[1], []).append(found[0])
        copy.close()

    def send(self, case: schemathesis.Case) -> httpx.Response:
        sent = requests.Request(**case.as_transport_kwargs(f"{HOST}/api/v1")).prepare()
        body = sent.body.encode() if isinstance(sent.body, str) else sent.body or b""
        request = AWSRequest(sent.method, sent.url, {"Content-Type": sent.headers.get("Content-Type", "")}, body)
        SigV4Auth(Credentials(ACCESS_KEY, SECRET_KEY), "api", "eu-west-2").add_auth(request)
        answer = self._runner.run(
            self._http.request(request.method, request.url, content=body, headers=dict(request.headers))
        )
        if answer.status_code == 200:
            self._emulator.store.replace(self._before)
        return answer

    def close(self) -> None:
        self._runner.run(self._http.aclose())
        self._emulator.close()


@pytest.fixture
def world(caplog: pytest.LogCaptureFixture) -> Iterator[World]:
    caplog.set_level(logging.INFO, "outscale_emulator")
    with asyncio.Runner() as runner:
        world = World(runner, caplog)
        yield world
        world.close()


def led_home(value: Any, world: World, chance: random.Random) -> Any:
    """A part of a request with identifiers of what there is in the place of most of those that were made up."""
    if isinstance(value, Mapping):
        return {name: led_home(item, world, chance) for name, item in value.items()}
    if isinstance(value, list):
        return [led_home(item, world, chance) for item in value]
    found = _IDENTIFIER.fullmatch(value) if isinstance(value, str) else None
    known: Sequence[str] = world.identifiers.get(found[1], []) if found else []
    return chance.choice(known) if known and chance.random() < 0.9 else value


def crossed(good: Any, made_up: Any, chance: random.Random) -> Any:
    """A request that succeeds, with some of what was made up."""
    if not isinstance(good, Mapping) or not isinstance(made_up, Mapping):
        return made_up
    taken = [name for name in made_up if chance.random() < 0.3]
    return {**good, **{name: crossed(good.get(name), made_up[name], chance) for name in taken}}


@pytest.fixture(scope="module")
def description() -> schemathesis.BaseSchema:
    description = schemathesis.openapi.from_dict(document())
    # Who may ask, and by which method, is tested elsewhere: here every request is posted and signed.
    description.config.generation = GenerationConfig(with_security_parameters=False)
    description.config.phases.coverage.unexpected_methods = set()
    return description


@pytest.mark.parametrize("action", API.action_names)
def test_every_answer_is_as_described(action: str, description: schemathesis.BaseSchema, world: World) -> None:
    def check(case: schemathesis.Case) -> None:
        if isinstance(case.body, Mapping):
            chance = random.Random(repr(case.body))
            body = led_home(case.body, world, chance)
            case.body = crossed(world.request, body, chance) if chance.random() < 0.5 else body
        answer = world.send(case)
        case.validate_response(answer, CHECKED)
        if answer.status_code == 200:
            response_validator(action).validate(answer.json())
        elif case.meta and case.meta.generation.mode.is_positive:
            assert answer.json()["Errors"][0]["Code"] not in FORM

    world.prepare(action)
    # What `parametrize` of schemathesis does for all actions at once, before pytest runs a test.
    create_test(
        operation=description[f"/{action}"]["POST"],
        test_func=check,
        config=HypothesisTestConfig(
            project=description.config,
            modes=[HypothesisTestMode.COVERAGE, HypothesisTestMode.FUZZING],
            settings=settings(max_examples=MADE_UP, deadline=None, database=None),
            seed=1,
        ),
    )()
