"""Thousands of requests that schemathesis makes from the published description, valid and invalid: none breaks the
emulator, every answer is as described, and what the description forbids is refused.

The requests are signed by botocore (AWS4). They always are the same ones, but for identifiers.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import random
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
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
from schemathesis.generation import GenerationMode
from schemathesis.generation.hypothesis.builder import HypothesisTestConfig, HypothesisTestMode, create_test

from emulator.cases import CASES, PREPARATIONS
from emulator.conftest import NEIGHBOUR, Client, FakeTime, Refused
from emulator.stage import Stage
from openapi import document, response_validator
from outscale_api import ObjectType, load
from outscale_api.compile import describe, load_families, publish
from outscale_emulator import ACCESS_KEY, SECRET_KEY, Clock, Emulator, Era, Settings, create_app

API = load()
HOST = "http://emulator"

#: How many requests are made up for an action, besides those that go to the limits of each of its parameters.
MADE_UP = 10

#: What refuses the form of a request: nothing that keeps to the description meets it.
FORM = {"3001", "4104", "4105", "4106", "4110"}

schemathesis.openapi.format("cidr", st.sampled_from(["10.0.0.0/16", "10.0.1.0/24", "10.0.1.8/29", "0.0.0.0/0"]))
schemathesis.openapi.format("base64", st.sampled_from(["", "bm90aGluZw==", "LS0tLS0="]))

load_all_checks()
CONFORMS = CHECKS.get_by_names(
    ["not_a_server_error", "status_code_conformance", "content_type_conformance", "response_schema_conformance"]
)
REFUSES = CHECKS.get_by_names(["negative_data_rejection"])

_IDENTIFIER = re.compile(r"([a-z]+(?:-[a-z]+)*)-[0-9a-f]+")


class World:
    """An emulator with what an action needs. It is the same again for each request."""

    def __init__(self, era: Era, runner: asyncio.Runner, mailbox: pytest.LogCaptureFixture) -> None:
        time = FakeTime()
        self._emulator = Emulator(Settings(era=era, clock=Clock.parse("immediate", time), clock_window=0))
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
        self._before.close()
        self._emulator.close()


@pytest.fixture
def era() -> Era:
    """What the emulator plays; parametrize to change it."""
    return "1.16"


@pytest.fixture
def world(era: Era, caplog: pytest.LogCaptureFixture) -> Iterator[World]:
    caplog.set_level(logging.INFO, "outscale_emulator")
    with asyncio.Runner() as runner:
        world = World(era, runner, caplog)
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


def asked(case: schemathesis.Case, world: World) -> schemathesis.Case:
    """A request that gets further than one that is made up alone."""
    if isinstance(case.body, Mapping):
        chance = random.Random(repr(case.body))
        body = led_home(case.body, world, chance)
        case.body = crossed(world.request, body, chance) if chance.random() < 0.5 else body
    return case


def ask(schema: schemathesis.BaseSchema, action: str, check: Callable[[schemathesis.Case], None]) -> None:
    """Has each request that schemathesis makes for an action checked.

    It is what its `parametrize` does for all actions at once, before pytest runs a test.
    """
    config = HypothesisTestConfig(
        project=schema.config,
        modes=[HypothesisTestMode.COVERAGE, HypothesisTestMode.FUZZING],
        settings=settings(max_examples=MADE_UP, deadline=None, database=None),
        seed=1,
    )
    create_test(operation=schema[f"/{action}"]["POST"], test_func=check, config=config)()


def read(published: dict[str, Any], *modes: GenerationMode) -> schemathesis.BaseSchema:
    """A description as schemathesis has it, for requests that keep to it, or that do not."""
    schema = schemathesis.openapi.from_dict(published)
    # Who may ask, and by which method, is tested elsewhere: here every request is posted and signed.
    schema.config.generation = GenerationConfig(modes=[*modes], with_security_parameters=False)
    schema.config.phases.coverage.unexpected_methods = set()
    return schema


@pytest.fixture(scope="module")
def description() -> schemathesis.BaseSchema:
    return read(document(), GenerationMode.POSITIVE, GenerationMode.NEGATIVE)


@pytest.fixture(scope="module")
def later_description() -> schemathesis.BaseSchema:
    return read(publish(describe(load_families()), later=True), GenerationMode.POSITIVE)


@pytest.mark.parametrize("action", API.action_names)
def test_every_answer_is_as_described(action: str, description: schemathesis.BaseSchema, world: World) -> None:
    def check(case: schemathesis.Case) -> None:
        answer = world.send(asked(case, world))
        case.validate_response(answer, [*CONFORMS, *REFUSES])
        if answer.status_code == 200:
            response_validator(action).validate(answer.json())
        elif case.meta and case.meta.generation.mode.is_positive:
            assert answer.json()["Errors"][0]["Code"] not in FORM

    world.prepare(action)
    ask(description, action, check)


def came_later(type: ObjectType) -> bool:
    """Whether something in an object came after v1.16."""
    inner = [field.type.object or (field.type.items and field.type.items.object) for field in type.fields.values()]
    return any(field.since for field in type.fields.values()) or any(came_later(object) for object in inner if object)


@pytest.mark.parametrize("era", ["today"])
@pytest.mark.parametrize("action", [action.name for action in API if came_later(action.request) and not action.until])
def test_what_came_later_breaks_nothing(action: str, later_description: schemathesis.BaseSchema, world: World) -> None:
    def check(case: schemathesis.Case) -> None:
        # What the era takes is not quite what is described: of some parameters it needs less, some are gone.
        case.validate_response(world.send(asked(case, world)), CONFORMS)

    world.prepare(action)
    ask(later_description, action, check)
