"""Functions, as the engine calls them: `call` of each action, each lookup, and what is wrong with a question."""

from __future__ import annotations

import ast
import itertools
from collections.abc import AsyncIterator, Iterable, Iterator
from contextlib import suppress
from typing import Any

import pytest

from emulator.cases import CASES, Case
from emulator.conftest import NEIGHBOUR, FakeTime
from emulator.stage import Stage
from outscale_api import load
from outscale_emulator import ACCESS_KEY, SECRET_KEY, Clock, Emulator, Era, Settings
from outscale_provider.functions import WRITTEN, functions_of
from outscale_provider.lifecycle.functions import bind
from outscale_provider.model.function import CallAny, GetMany, GetOne
from outscale_provider.model.naming import to_pulumi
from outscale_provider.model.property import Shape
from outscale_provider.schema import made_programs
from provider.cloud import Account, Way
from provider.conftest import SetScene
from provider.engine import Engine, Failed
from provider.messages import UNKNOWN, Secret

API = load()

#: Those that follow from the description; the others have tests of their own.
LOOKUPS = [each for each in functions_of(API) if each not in WRITTEN and not isinstance(each, CallAny)]
PROGRAMS = made_programs()

only_v1_16 = pytest.mark.parametrize("era", ["1.16"], indirect=True)


@pytest.fixture
def emulator(era: Era) -> Iterator[Emulator]:
    """One in the time that the dates of the cases are about."""
    emulator = Emulator(Settings(era=era, clock=Clock.parse("immediate", FakeTime()), clock_window=0))
    yield emulator
    emulator.close()


async def prepared(case: Case, scene: Stage) -> dict[str, Any]:
    """The request of a case, when all is there that it needs."""
    for name in case.first:
        await scene.made(name)
    return dict(await scene.filled(case.request))


async def by_account(names: Iterable[str], engine: Engine) -> AsyncIterator[str]:
    """Names of actions, while the provider works for the account that their cases are about."""
    ordered = sorted(names, key=lambda name: CASES[name].neighbour)
    for neighbour, group in itertools.groupby(ordered, key=lambda name: CASES[name].neighbour):
        access_key, secret_key = NEIGHBOUR if neighbour else (ACCESS_KEY, SECRET_KEY)
        await engine.configure(endpoint="http://emulator", accessKey=access_key, secretKey=secret_key)
        for name in group:
            yield name


@only_v1_16
async def test_what_a_preview_cannot_know_is_no_question(engine: Engine, way: Way):
    for function, args in (
        ("getNets", {"filters": {"netIds": [UNKNOWN]}}),
        ("call", {"action": "ReadNets", "request": {"Filters": {"NetIds": [UNKNOWN]}}}),
    ):
        with pytest.raises(Failed, match=f"^{function}: an argument is not known in this preview"):
            await engine.invoke(function, preview=True, **args)
    assert not way.requests


# Any action


@only_v1_16
async def test_call_sends_each_action(engine: Engine, set_scene: SetScene, way: Way):
    async for name in by_account(API.action_names, engine):
        action, request = API.action(name), await prepared(CASES[name], set_scene())
        given = {"action": action.name, "request": request, "plaintext": False}
        way.requests.clear()

        if action.mutates:
            await engine.invoke("call", preview=True, **given)
            assert way.requests == [(action.name, {**request, "DryRun": True})]
            way.requests.clear()
        answer = await engine.invoke("call", **given)

        assert way.requests == [(action.name, request)]
        assert action.answer is None or action.answer.name in answer["response"]


@only_v1_16
@pytest.mark.parametrize(
    ("request_", "path", "reason"),
    [
        ({"Filters": {"NetIdz": []}}, "request.Filters.NetIdz", "there is no such property; did you mean 'NetIds'?"),
        ({"Filters": {"NetIds": "vpc-12345678"}}, "request.Filters.NetIds", "expected an array, got a string"),
        ({"DryRun": "yes"}, "request.DryRun", "expected a boolean, got a string"),
    ],
)
async def test_the_parameters_of_a_call_are_checked(request_: Any, path: str, reason: str, engine: Engine, way: Way):
    [failure] = (await engine.invoked("call", {"action": "ReadNets", "request": request_})).failures
    assert (failure.property, failure.reason) == (path, reason)
    assert way.requests == []


@only_v1_16
async def test_what_a_call_lacks_and_what_is_not_one_of_several_is_told(engine: Engine, way: Way):
    request = {"Size": 10, "VolumeType": "io2"}
    failures = (await engine.invoked("call", {"action": "CreateVolume", "request": request})).failures
    assert {failure.property: failure.reason for failure in failures} == {
        "request.SubregionName": "is required",
        "request.VolumeType": "must be one of standard, gp2, io1; did you mean 'io1'?",
    }
    assert way.requests == []


# Lookups


@only_v1_16
async def test_each_lookup_finds_what_there_is(
    engine: Engine, set_scene: SetScene, account: Account, emulator: Emulator
):
    functions = {function.action: [each for each in LOOKUPS if each.action == function.action] for function in LOOKUPS}
    async for action in by_account(functions, engine):
        request = await prepared(CASES[action], set_scene())
        # Something has been consumed, and the log of requests is empty before there was one.
        emulator.time.advance(7200)
        await account.call("ReadNets")
        filters = request.get("Filters", {})
        given = {to_pulumi(name): value for name, value in request.items() if name not in ("Filters", "ResultsPerPage")}
        named = {to_pulumi(name): value for name, value in filters.items()}

        for function in functions[action]:
            answer = await engine.invoke(function.name, **given, **({"filters": named} if named else {}))
            if isinstance(function, GetMany):
                assert all(answer.values()), function.name
            assert answer or action == "CheckAuthentication", function.name
            if isinstance(function, GetOne):
                # What is short for the filter finds the same.
                short = {to_pulumi(name): filters[meant][0] for name, meant in function.by.items() if meant in filters}
                assert not short or await engine.invoke(function.name, **given, **short) == answer, function.name


def called(example: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """The calls of functions in an example in Python, with what their arguments are: a name is what is configured."""
    names = {f"{spelled_in_python(function.name)}_output": function for function in LOOKUPS}
    for node in ast.walk(ast.parse(example)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in names:
            function = names[node.func.attr]
            inputs = bind(function, API).inputs
            given = {to_camel(word.arg): word.value for word in node.keywords if word.arg}
            yield function.name, {name: value_of(value, inputs[name].shape) for name, value in given.items()}


def value_of(node: ast.expr, shape: Shape) -> Any:
    """The value of an argument. What is configured may be anything of its form."""
    if isinstance(node, ast.List) and shape.items:
        return [value_of(item, shape.items) for item in node.elts]
    if isinstance(node, ast.Name):
        return f"{shape.type.id_prefixes[0]}-12345678" if shape.type.id_prefixes else "example"
    return ast.literal_eval(node)


def spelled_in_python(name: str) -> str:
    return "".join(f"_{c.lower()}" if c.isupper() else c for c in name)


@only_v1_16
async def test_the_examples_ask_what_the_api_understands(engine: Engine, way: Way):
    for function in LOOKUPS:
        if function.action == "CheckAuthentication":
            continue
        [(name, given)] = called(PROGRAMS[function.name]["python"])
        way.requests.clear()
        # The account is empty: so some of them find nothing, which the API or the function says.
        with suppress(Failed):
            await engine.invoke(name, **given)
        assert way.actions == [function.action], name


def to_camel(name: str) -> str:
    first, *rest = name.split("_")
    return first + "".join(word.capitalize() for word in rest)


@only_v1_16
async def test_several_are_too_many_and_the_error_says_how_to_narrow(engine: Engine):
    for number in range(2):
        await engine.made("SecurityGroup", name=f"g{number}", securityGroupName=f"g{number}", description="x")
    with pytest.raises(Failed) as several:
        await engine.invoke("getSecurityGroup")
    assert (
        "getSecurityGroup: there are 3 objects; exactly one is wanted. Narrow it down by id or name or filters ("
        in (several.value.message)
    )
    assert (await engine.invoke("getSecurityGroup", name="g1"))["securityGroupName"] == "g1"
    with pytest.raises(Failed) as none:
        await engine.invoke("getSecurityGroup", name="g2")
    assert "nothing matches the given name" in none.value.message


@only_v1_16
async def test_an_input_and_the_filter_that_it_is_short_for_are_not_given_both(engine: Engine, way: Way):
    response = await engine.invoked("getNet", {"id": "vpc-12345678", "filters": {"netIds": ["vpc-12345678"]}})
    assert {failure.property: failure.reason for failure in response.failures} == {
        "filters.netIds": "says the same as id: give one of them"
    }
    assert way.requests == []


async def test_vm_types_are_found_by_what_is_wanted_of_them(engine: Engine):
    wanted = {"minMemorySize": 8, "minVcoreCount": 2}
    found = (await engine.invoke("getVmTypes", **wanted))["vmTypes"]
    everything = (await engine.invoke("getVmTypes"))["vmTypes"]
    assert found == [each for each in everything if each["memorySize"] >= 8 and each["vcoreCount"] >= 2]
    smallest = await engine.invoke("getVmType", **wanted, smallest=True)
    assert smallest in found
    assert all((smallest["vcoreCount"], smallest["memorySize"]) <= (t["vcoreCount"], t["memorySize"]) for t in found)
    with pytest.raises(Failed, match="objects match the given min"):
        await engine.invoke("getVmType", **wanted)


async def test_what_the_api_has_no_filter_for_is_looked_for_in_its_answer(engine: Engine, set_scene: SetScene):
    await set_scene().made("certificate")
    found = await engine.invoke("getServerCertificate", name="site")
    assert await engine.invoke("getServerCertificate", id=found["id"]) == found
    with pytest.raises(Failed, match="nothing matches the given name"):
        await engine.invoke("getServerCertificate", name="another")


@only_v1_16
async def test_a_filter_without_values_lets_nothing_through(engine: Engine, way: Way):
    await engine.made("Net", ipRange="10.0.0.0/16")
    way.requests.clear()
    assert await engine.invoke("getNets", filters={"netIds": []}) == {"nets": []}
    with pytest.raises(Failed, match="getNet: nothing matches the given filters"):
        await engine.invoke("getNet", filters={"netIds": []})
    assert way.requests == []


@only_v1_16
async def test_the_most_recent_of_several_is_taken(engine: Engine, account: Account):
    images = (await account.call("ReadImages"))["Images"]
    newest = max(images, key=lambda image: image["CreationDate"])
    assert (await engine.invoke("getImage", mostRecent=True))["creationDate"] == newest["CreationDate"]
    with pytest.raises(Failed, match="or say mostRecent"):
        await engine.invoke("getImage")


@only_v1_16
async def test_a_secret_key_is_answered_as_a_secret(engine: Engine, set_scene: SetScene):
    id = await set_scene().made("key")
    answer = await engine.invoke("getSecretAccessKey", accessKeyId=id)
    assert isinstance(answer["secretKey"], Secret)
    assert answer["accessKeyId"] == id
    with pytest.raises(Failed, match="getSecretAccessKey: there is none with what was given"):
        await engine.invoke("getSecretAccessKey", accessKeyId="ABCDEFGHIJ0123456789")


@only_v1_16
async def test_a_wrong_password_is_no_reason_to_give_up(engine: Engine):
    with pytest.raises(Failed, match="CheckAuthentication was refused"):
        await engine.invoke("checkAuthentication", login="emulator@example.com", password="wrong")
    assert (await engine.invoke("getAccount"))["accountId"]


@only_v1_16
async def test_an_answer_that_is_too_long_for_memory_is_refused_with_what_makes_it_shorter(engine: Engine, way: Way):
    public_ip = {"PublicIpId": "eipalloc-12345678", "PublicIp": "192.0.2.1"}
    answer = {"PublicIps": [public_ip] * 100_001, "ResponseContext": {"RequestId": "made up"}}
    way.answers["ReadPublicIps"] = answer
    with pytest.raises(Failed, match=r"there are more than 100,000 objects.*by filters \(linkPublicIpIds, "):
        await engine.invoke("getPublicIps")
