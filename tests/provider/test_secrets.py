"""A secret never comes out in clear: each input of each resource in turn, right, wrong, and quoted by the API."""

from __future__ import annotations

import asyncio
import base64
import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cache
from typing import Any

import pytest

from outscale_api import load
from outscale_provider.model.bound import Bound
from outscale_provider.model.property import Property, Shape
from outscale_provider.resources import RESOURCES
from provider.cloud import Account, Fault, Way
from provider.engine import Engine, Failed, InitFailed
from provider.evidence import BOUND, Evidence
from provider.lifecycles import IMAGE, LIFECYCLES, Change, Lifecycle
from provider.messages import Secret, bare
from provider.test_lifecycles import Stage

Path = tuple[str | int, ...]

CANARY = "C4n4ry-of-a-program"
KEY = "k3y-of-a-program"
NUMBER = 98_765_432


@cache
def bound(type: str) -> Bound:
    return Bound(next(resource for resource in RESOURCES if resource.name == type), load())


def described_names(properties: Mapping[str, Property]) -> Iterator[str]:
    """The names of properties and of all that is in them."""
    for name, prop in properties.items():
        yield name
        inner = prop.shape.items or prop.shape
        yield from described_names(inner.properties)


DESCRIBED = {name for resource in RESOURCES for name in described_names(bound(resource.name).inputs)}


# The paths of values, and secrets at them


def paths_of(value: Any, path: Path = ()) -> Iterator[Path]:
    """All paths in a value, but for the value itself."""
    items = value.items() if isinstance(value, Mapping) else enumerate(value) if isinstance(value, list) else ()
    for key, item in items:
        yield (*path, key)
        yield from paths_of(item, (*path, key))


def at(value: Any, path: Path) -> Any:
    for step in path:
        value = value[step]
    return value


def with_secret(value: Any, path: Path) -> Any:
    """A value in which the one at a path is secret."""
    if not path:
        return Secret(value)
    step, rest = path[0], path[1:]
    if isinstance(value, list):
        return [with_secret(item, rest) if index == step else item for index, item in enumerate(value)]
    return {key: with_secret(item, rest) if key == step else item for key, item in value.items()}


def in_clear(value: Any) -> Iterator[Any]:
    """What can be seen of a value."""
    if isinstance(value, Mapping):
        for key, item in value.items():
            yield key
            yield from in_clear(item)
    elif isinstance(value, list):
        for item in value:
            yield from in_clear(item)
    elif not isinstance(value, Secret):
        yield value


def words(properties: Mapping[str, Property]) -> set[str]:
    """The values that the description lists, which tell nobody anything, such as `HTTP`."""
    found: set[str] = set()
    for prop in properties.values():
        shape = prop.shape.items or prop.shape
        found |= {value for value in shape.type.enum if isinstance(value, str)} | words(shape.properties)
    return found


WORDS = {word for resource in RESOURCES for word in words(bound(resource.name).inputs)}


def telling(value: Any) -> set[str]:
    """The texts in a value that could be nothing else, but for the names of what is described."""
    texts = {text for text in in_clear(bare(value)) if isinstance(text, str) and len(text) >= 4}
    return texts - DESCRIBED - WORDS


def is_secret_at(value: Any, path: Path) -> bool:
    """Whether what is at a path is in a secret."""
    for step in path:
        if isinstance(value, Secret):
            return True
        value = value[step]
    return isinstance(value, Secret)


# Right values

RIGHT = [(lifecycle, path) for lifecycle in LIFECYCLES for path in paths_of(lifecycle.inputs)]


def names(case: Any) -> str:
    if isinstance(case, Lifecycle):
        return case.name
    if isinstance(case, Change):
        return " and ".join(case.inputs)
    return ".".join(map(str, case)) if isinstance(case, tuple) else str(case)


@pytest.mark.parametrize(("lifecycle", "path"), RIGHT, ids=names)
async def test_a_secret_input_comes_back_secret(
    lifecycle: Lifecycle, path: Path, engine: Engine, account: Account, way: Way, era: str
):
    stage = Stage(engine, account, lifecycle, Evidence(BOUND[lifecycle.type], account, way))
    await stage.set_up()
    given = stage.filled(lifecycle.inputs)
    texts = telling(at(given, path))

    inputs = await engine.checked(lifecycle.type, with_secret(given, path))
    assert is_secret_at(inputs, path)
    preview = await engine.create(lifecycle.type, inputs, preview=True)
    created = await engine.create(lifecycle.type, inputs)
    read = await engine.read(created)

    if texts & {*map(str, in_clear(inputs))}:
        # What another input repeats is secret there as well, once it was read.
        assert (bare(read.inputs), read.outputs) == (bare(created.inputs), created.outputs)
    else:
        assert (as_one(read.inputs), as_one(read.outputs)) == (as_one(created.inputs), as_one(created.outputs))
    assert not await engine.diff(created, await engine.checked(lifecycle.type, inputs, inputs))
    for shown in (preview.outputs, created.outputs, read.inputs, read.outputs):
        assert texts.isdisjoint(map(str, in_clear(shown)))
        if is_there(bare(shown), path):
            assert any(isinstance(value, Secret) for value in secrets_in(shown[path[0]]))


def as_one(value: Any) -> Any:
    """A value in which a secret has no secrets of its own: it hides them all."""
    if isinstance(value, Secret):
        return Secret(bare(value))
    if isinstance(value, Mapping):
        return {key: as_one(item) for key, item in value.items()}
    return [as_one(item) for item in value] if isinstance(value, list) else value


def is_there(value: Any, path: Path) -> bool:
    """Whether there is something at a path. Of an input some outputs show a part."""
    try:
        at(value, path)
    except (KeyError, IndexError):
        return False
    return True


def secrets_in(value: Any) -> Iterator[Secret]:
    if isinstance(value, Secret):
        yield value
    elif isinstance(value, Mapping):
        for item in value.values():
            yield from secrets_in(item)
    elif isinstance(value, list):
        for item in value:
            yield from secrets_in(item)


async def test_a_nested_secret_leaves_clear_what_is_around_it(engine: Engine):
    tags = {"Name": "web", "password": Secret("hunter22")}
    net = await engine.made("Net", ipRange="10.0.0.0/16", tags=tags)
    assert (net.inputs["tags"], net.outputs["tags"]) == (tags, tags)
    updated = await engine.update(net, {**net.inputs, "tags": {**tags, "team": "one"}})
    assert updated.outputs["tags"] == {**tags, "team": "one"}
    read = await engine.read(updated)
    assert read and read.inputs["tags"] == read.outputs["tags"] == {**tags, "team": "one"}


async def test_what_somebody_else_changed_at_the_path_of_a_secret_is_secret(engine: Engine, account: Account):
    net = await engine.made("Net", ipRange="10.0.0.0/16", tags={"a": "b", "password": Secret("hunter22")})
    await account.call("CreateTags", ResourceIds=[net.id], Tags=[{"Key": "password", "Value": "changed"}])
    read = await engine.read(net)
    assert read and read.inputs["tags"] == read.outputs["tags"] == {"a": "b", "password": Secret("changed")}


async def test_a_secret_element_is_followed_where_the_order_changes(engine: Engine, account: Account):
    net = await engine.made("Net", name="net", ipRange="10.0.0.0/16")
    subnet = await engine.made("Subnet", name="subnet", netId=net.id, ipRange="10.0.1.0/24")
    groups = [
        (await engine.made("SecurityGroup", name=name, description=name, netId=net.id)).id for name in ("a", "b", "c")
    ]
    one, two, three = groups
    vm = await engine.made("Vm", imageId=IMAGE, subnetId=subnet.id, securityGroupIds=[Secret(one), two])

    await account.call("UpdateVm", VmId=vm.id, SecurityGroupIds=[three, two, one])
    read = await engine.read(vm)

    assert read and bare(read.inputs["securityGroupIds"]) != [one, two]
    assert one not in set(in_clear(read.inputs)) | set(in_clear(read.outputs))
    assert two in in_clear(read.inputs["securityGroupIds"])


async def test_a_list_whose_secret_element_cannot_be_followed_is_secret(engine: Engine, account: Account):
    net = await engine.made("Net", name="net", ipRange="10.0.0.0/16")
    subnet = await engine.made("Subnet", name="subnet", netId=net.id, ipRange="10.0.1.0/24")
    one, two, three = [
        (await engine.made("SecurityGroup", name=name, description=name, netId=net.id)).id for name in ("a", "b", "c")
    ]
    vm = await engine.made("Vm", imageId=IMAGE, subnetId=subnet.id, securityGroupIds=[Secret(one), two])
    await account.call("UpdateVm", VmId=vm.id, SecurityGroupIds=[three, two])
    read = await engine.read(vm)
    assert read and isinstance(read.inputs["securityGroupIds"], Secret)


# Wrong values


def wrong(shape: Shape) -> Iterator[Any]:
    """Values that hold a canary: of the right kind, and of a wrong one."""
    yield {KEY: CANARY}
    if shape.items:
        yield from ([item] for item in wrong(shape.items))
    elif shape.map_of:
        yield {KEY: 1}
    elif shape.properties:
        for name, prop in shape.properties.items():
            yield from ({name: value} for value in wrong(prop.shape))
    elif shape.type.kind in ("integer", "number"):
        yield from (NUMBER, -NUMBER, NUMBER + 0.5, CANARY)
    else:
        yield from (CANARY, CANARY * 30, NUMBER)


WRONG = [
    (resource.name, name, value)
    for resource in RESOURCES
    for name, prop in bound(resource.name).inputs.items()
    for value in wrong(prop.shape)
]


@pytest.mark.parametrize("era", ["1.16"], indirect=True)
async def test_a_wrong_secret_is_told_without_it(engine: Engine):
    refused = 0
    for type, name, value in WRONG:
        for path in [(name,), *((name, *path) for path in paths_of(value))]:
            response = await engine.checking(type, with_secret({name: value}, path))
            for failure in response.failures:
                refused += name in failure.reason
                told = f"{failure.property} {failure.reason}"
                assert_hidden(told)
                assert KEY not in told or KEY in path
                # The engine shows the input of the property that a failure names.
                assert failure.property != name
    assert refused > len(WRONG)


def assert_hidden(text: str) -> None:
    assert CANARY not in text
    assert str(NUMBER) not in text


@pytest.mark.parametrize(
    ("type", "inputs", "reason"),
    [
        ("Vm", {"imageId": IMAGE, "performance": Secret("quick")}, "performance: must be one of medium, high, highest"),
        ("Vm", {"imageId": IMAGE, "userDataBase64": "in clear"}, "userDataBase64: must be base64"),
        ("Vm", {"imageId": IMAGE, "placement": Secret({"tenancy": 5})}, "placement.tenancy: expected a string"),
        ("Vm", {"imageId": IMAGE, "placement": Secret({"k3y": 5})}, "placement: there is no such property"),
        ("Vm", {"imageId": IMAGE, "nics": [{"deviceNumber": Secret(99)}]}, "nics[0].deviceNumber: must be 0 to 7"),
        ("Vm", {"imageId": IMAGE, "nics": Secret([{"deviceNumber": 99}])}, "nics[0].deviceNumber: must be 0 to 7"),
        ("Vm", {"imageId": IMAGE, "nics": {"a": Secret("b")}}, "nics: expected an array"),
        ("Net", {"ipRange": "10.0.0.0/16", "tags": Secret({"k3y": 5})}, "tags: expected a string, got an integer"),
        ("Net", {"ipRange": "10.0.0.0/16", "tags": {"k3y": Secret(5)}}, "tags.k3y: expected a string, got an integer"),
        ("Net", {"ipRange": "10.0.0.0/16", "k3y": Secret(5)}, "k3y: there is no such property"),
    ],
)
async def test_a_fault_at_a_secret_is_told_without_its_value(
    type: str, inputs: dict[str, Any], reason: str, engine: Engine
):
    [failure] = (await engine.checking(type, inputs)).failures
    assert failure.property == ""
    assert failure.reason.startswith(reason)


@pytest.mark.parametrize(
    ("secret", "path"), [(("tags",), "tags"), (("tags", "Name"), "tags.Name")], ids=["all of them", "one"]
)
async def test_a_difference_names_no_key_of_a_secret(secret: Path, path: str, engine: Engine):
    net = await engine.made("Net", **with_secret({"ipRange": "10.0.0.0/16", "tags": {"Name": "first"}}, secret))
    changed = with_secret({"ipRange": "10.0.0.0/16", "tags": {"Name": "second"}}, secret)
    assert (await engine.diff(net, await engine.checked("Net", changed, net.inputs))).details == {path: "UPDATE"}


@pytest.mark.parametrize("name", ["secretKey", "region", "requestsPerSecond", "insecure", "accessKey", CANARY])
async def test_a_wrong_setting_is_told_without_its_value(name: str, stranger: Engine):
    [failure] = await stranger.check_config({name: [CANARY]})
    assert failure.property == ""
    assert failure.reason.startswith(f"{name}: ")
    assert CANARY not in failure.reason.removeprefix(f"{name}: ")


async def test_a_wrong_argument_of_a_function_is_told_without_its_value(engine: Engine):
    for given in ({"netIds": CANARY}, {"netIds": [NUMBER]}, {"states": [CANARY]}, {"isDefault": CANARY}):
        for filters in (given, Secret(given)):
            response = await engine.invoked("getNets", {"filters": filters})
            assert response.failures or given == {"states": [CANARY]}
            for failure in response.failures:
                assert "filters" in f"{failure.property} {failure.reason}"
                assert_hidden(f"{failure.property} {failure.reason}")


# What the API says of a request


def echoes(inputs: Any) -> Fault:
    """A refusal that quotes all texts and numbers of some inputs, as APIs do."""
    quoted = [f"the provided value {value!r} (\"{value}\", '{value}') is wrong" for value in in_clear(bare(inputs))]
    return Fault("", status=400, code=4000, details=f"{json.dumps(bare(inputs))}: {'; '.join(quoted)}")


def filled(shape: Shape) -> Any:
    """A value of the right kind that holds canaries."""
    if shape.map_of:
        return {KEY: CANARY}
    if shape.items:
        return [filled(shape.items)]
    if shape.properties:
        return {name: filled(prop.shape) for name, prop in shape.properties.items()}
    return {"boolean": True, "integer": NUMBER, "number": NUMBER}.get(shape.type.kind, CANARY)


@pytest.mark.parametrize("era", ["1.16"], indirect=True)
@pytest.mark.parametrize("resource", [resource.name for resource in RESOURCES])
async def test_a_refused_creation_is_told_without_what_is_secret(resource: str, engine: Engine, way: Way):
    asked = 0
    # Else what guards the resource would refuse it before the API does.
    leave = {"allowLockout": True} if bound(resource).resource.guard else {}
    for name, prop in bound(resource).inputs.items():
        value = filled(prop.shape)
        way.faults = [echoes(value)]
        for path in [(name,), *((name, *path) for path in paths_of(value))]:
            given = {name: value}
            # Only what is secret is quoted.
            way.faults = [echoes(at(given, path))]
            if not bound(resource).creates_with(prop.api_name):
                continue
            with pytest.raises(Failed) as failed:
                await engine.create(resource, {**leave, **with_secret(given, path)})
            asked += 1
            assert "is wrong" in failed.value.message
            assert_hidden(failed.value.message)
    assert asked or not any(bound(resource).creates_with(name) for name in bound(resource).create_fields)


def asks_for_more(lifecycle: Lifecycle, change: Change) -> bool:
    """Whether a change gives something that is not there from the beginning."""
    defaults = {name: prop.default for name, prop in bound(lifecycle.type).inputs.items()}
    given = {name: value for name, value in change.inputs.items() if value is not None}
    return not given.items() <= {**defaults, **lifecycle.inputs}.items()


CHANGES = [
    (lifecycle, change)
    for lifecycle in LIFECYCLES
    for change in lifecycle.changes
    if change.effect and not change.replaces and not change.refused and asks_for_more(lifecycle, change)
]


@pytest.mark.parametrize(("lifecycle", "change"), CHANGES, ids=names)
async def test_a_refused_update_is_told_without_what_is_secret(
    lifecycle: Lifecycle, change: Change, engine: Engine, account: Account, way: Way
):
    stage = Stage(engine, account, lifecycle, Evidence(BOUND[lifecycle.type], account, way))
    await stage.set_up()
    await stage.create()
    changes = {name: value for name, value in stage.filled(change.inputs).items() if value is not None}
    inputs = {**stage.it.inputs, **{name: Secret(value) for name, value in changes.items()}}
    if bound(lifecycle.type).resource.restart:
        inputs["allowStoppingForUpdate"] = True
    if not await engine.diff(stage.it, inputs):
        pytest.skip("an earlier change of this life has to come before, else this is what is there")
    way.faults = [replace(echoes(changes), times=1000)]
    way.requests.clear()
    told = ""
    try:
        await engine.update(stage.it, inputs)
    except Failed as failed:
        told = failed.message
    # What is there already, or what the provider itself refuses, having looked, is not sent.
    assert "is wrong" in told or not any(load().action(action).mutates for action in way.actions)
    assert {text for text in telling(changes) if f"'{text}'" in told or f'"{text}"' in told} == set()


async def test_secrets_of_an_incomplete_resource_are_told_nowhere(engine: Engine, way: Way):
    tags = {"Name": "web", "password": Secret(CANARY)}
    way.faults = [replace(echoes({"password": CANARY}), action="CreateTags")]
    with pytest.raises(InitFailed) as failed:
        await engine.made("Net", ipRange="10.0.0.0/16", tags=tags)
    assert failed.value.resource.inputs["tags"] == tags
    for told in (failed.value.message, *failed.value.reasons):
        assert "Net vpc-" in told
        assert_hidden(told)


SCRIPT = '#!/bin/bash\nexport PASSWORD="hunter22, or so"\n' + CANARY
USER_DATA = base64.b64encode(SCRIPT.encode()).decode()


@pytest.mark.parametrize(
    "quoted",
    [
        USER_DATA,
        SCRIPT,
        json.dumps(SCRIPT),
        repr(SCRIPT),
        'export PASSWORD="hunter22, or so"',
        f"{USER_DATA[:50]}…",
        base64.b64encode(USER_DATA.encode()).decode(),
    ],
    ids=["as given", "decoded", "as JSON", "as Python", "a line", "cut short", "encoded"],
)
async def test_a_secret_is_hidden_in_whatever_form_it_is_quoted(quoted: str, engine: Engine, way: Way):
    way.faults = [Fault("CreateVms", status=400, code=4000, details=f"The provided value '{quoted}' is wrong")]
    with pytest.raises(Failed) as failed:
        await engine.create("Vm", {"imageId": IMAGE, "userDataBase64": USER_DATA})
    assert "[secret]" in failed.value.message
    for part in ("hunter22", USER_DATA[:50], CANARY, quoted):
        assert part not in failed.value.message


@pytest.mark.parametrize(
    ("secret", "details", "told"),
    [
        (1, "'1' is wrong: 1 of 10", "'[secret]' is wrong: 1 of 10"),
        ("io1", 'not "io1" but io12', 'not "[secret]" but io12'),
        ("secret", "secret secrets secret", "[secret] secrets [secret]"),
        (443, "'443' is wrong (443)", "'[secret]' is wrong (443)"),
        (65_536, "65536 is wrong, 655361 as well", "[secret] is wrong, 655361 as well"),
        (True, "true is true", "true is true"),
        ("", "'' is wrong", "'' is wrong"),
    ],
)
async def test_what_is_short_is_hidden_only_where_it_must_be_the_secret(
    secret: Any, details: str, told: str, engine: Engine, way: Way
):
    way.faults = [Fault("CreateVolume", status=400, code=4000, details=details)]
    with pytest.raises(Failed) as failed:
        await engine.create("Volume", {"subregionName": "eu-west-2a", "size": 10, "iops": Secret(secret)})
    assert f": {told} (code 4000" in failed.value.message


async def test_names_that_the_description_has_are_not_hidden(engine: Engine):
    """A VM's inputs and outputs have lists of one name whose objects differ."""
    disk = {"deviceName": "/dev/sda1", "bsu": {"snapshotId": "snap-12345678", "volumeType": "gp2"}}
    with pytest.raises(Failed) as failed:
        await engine.made("Vm", imageId=IMAGE, blockDeviceMappings=Secret([disk]))
    assert "see blockDeviceMappings.bsu.snapshotId" in failed.value.message
    assert "snap-12345678" not in failed.value.message


async def test_requests_that_share_an_answer_hide_the_secrets_of_all(engine: Engine, way: Way):
    """Tags of equal values go as one request: what is a secret of one is quoted to the others."""
    way.faults = [replace(echoes({"password": CANARY}), action="CreateTags", times=100)]
    outcomes = await asyncio.gather(
        *(
            engine.made("Net", name=f"net-{index}", ipRange="10.0.0.0/16", tags={"password": value})
            for index, value in enumerate([CANARY, Secret(CANARY)])
        ),
        return_exceptions=True,
    )
    assert all(isinstance(outcome, InitFailed) for outcome in outcomes)
    assert_hidden(str(outcomes[1]))


async def test_a_bug_is_told_without_secrets(engine: Engine, way: Way, capfd: pytest.CaptureFixture[str]):
    way.answers["CreateNet"] = {"Net": {"NetId": None, "Tags": [{"Key": CANARY}]}}
    with pytest.raises(Failed) as failed:
        await engine.create("Net", {"ipRange": Secret(CANARY), "tags": {}})
    assert failed.value.code
    assert_hidden(failed.value.message + capfd.readouterr().err)


async def test_a_function_that_fails_quotes_none_of_its_arguments(engine: Engine, way: Way):
    """SDKs take the marks of secrets off arguments, so any may be one."""
    with pytest.raises(Failed) as failed:
        await engine.invoke("getImage", name=CANARY)
    assert "nothing matches the given name; exactly one must" in failed.value.message
    assert_hidden(failed.value.message)
    way.faults = [echoes({"a": CANARY})]
    with pytest.raises(Failed) as failed:
        await engine.invoke("call", action="CreateKeypair", request={"KeypairName": CANARY}, plaintext=False)
    assert "CreateKeypair was refused" in failed.value.message
    assert_hidden(failed.value.message)


async def test_a_secret_name_is_not_in_the_journal(engine: Engine, way: Way, tmp_path: Any):
    way.faults = [Fault("CreateSecurityGroup", lost=True)]
    with pytest.raises(Failed, match="may be what it created"):
        await engine.create("SecurityGroup", {"securityGroupName": Secret(CANARY), "description": "a group"})
    [file] = (tmp_path / "journal").glob("*.json")
    assert_hidden(file.read_text())
