"""Previews with values that are not known yet: any input of any resource, wherever it is."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from grpc import StatusCode

from outscale_provider.lifecycle.provider import Provider
from outscale_provider.model.property import OnChange
from outscale_provider.model.values import UNKNOWN, Path
from provider.engine import Engine, Failed, Resource, token
from provider.lifecycles import LIFECYCLES, Lifecycle
from provider.messages import Output, bare

#: Nothing here reaches the API, so one era says all.
pytestmark = pytest.mark.parametrize("era", ["1.16"], indirect=True)

ID = "0123abcd"
PREFIXES = {
    "address": "eipalloc",
    "ca": "ca",
    "client": "cgw",
    "connection": "vpn",
    "gateway": "vgw",
    "gpu": "fgpu",
    "group": "sg",
    "image": "ami",
    "line": "dxcon",
    "net": "vpc",
    "nic": "eni",
    "options": "dopt",
    "peering": "pcx",
    "service": "igw",
    "service_link": "igw",
    "snapshot": "snap",
    "subnet": "subnet",
    "table": "rtb",
    "vm": "i",
    "volume": "vol",
}


def filled(value: Any) -> Any:
    """A value of the table, with made-up ids in it."""
    if isinstance(value, dict):
        return {name: filled(item) for name, item in value.items()}
    if isinstance(value, list):
        return [filled(item) for item in value]
    if not isinstance(value, str) or not value.startswith("$"):
        return value
    name, _, output = value[1:].partition(".")
    if output == "publicIp":
        return "198.51.100.7"
    return f"eni-{ID}" if output.endswith("nicId") else f"{PREFIXES.get(name.removeprefix('other_'), name)}-{ID}"


def inputs_of(lifecycle: Lifecycle) -> dict[str, Any]:
    return filled(dict(lifecycle.inputs))


CASES = [
    pytest.param(lifecycle, name, id=f"{lifecycle.name}.{name}")
    for lifecycle in LIFECYCLES
    for name in lifecycle.inputs
]


@pytest.mark.parametrize(("lifecycle", "name"), CASES)
@pytest.mark.parametrize("unknown", [UNKNOWN, Output(), Output(secret=True)], ids=["computed", "output", "secret"])
async def test_an_unknown_input_is_never_wrong(lifecycle: Lifecycle, name: str, unknown: Any, engine: Engine):
    inputs = await engine.checked(lifecycle.type, {**inputs_of(lifecycle), name: unknown})
    assert bare(inputs[name]) is UNKNOWN
    preview = await engine.create(lifecycle.type, inputs, preview=True)
    known = {key: value for key, value in preview.outputs.items() if bare(value) is not UNKNOWN}
    assert name not in known


@pytest.mark.parametrize(("lifecycle", "name"), CASES)
async def test_an_input_that_becomes_unknown_is_a_change(
    lifecycle: Lifecycle, name: str, engine: Engine, provider: Provider
):
    old = await engine.checked(lifecycle.type, inputs_of(lifecycle))
    resource = Resource(lifecycle.type, "the-id", old, old)
    news = await engine.checked(lifecycle.type, {**bare(old), name: UNKNOWN}, old)
    difference = await engine.diff(resource, news)
    matters = provider.resource(resource.token).inputs[name].on_change is not OnChange.NONE
    assert set(difference.details) == ({name} if matters else set())
    updated = await engine.update(resource, news, preview=True)
    assert bare(updated.outputs.get(name, UNKNOWN)) is UNKNOWN


def containers(value: Any, path: Path = ()) -> Iterator[Path]:
    """The paths of what is in a value and is a list or an object, or in one."""
    for key, item in value.items() if isinstance(value, dict) else enumerate(value):
        if isinstance(item, dict | list):
            yield (*path, key)
            yield from containers(item, (*path, key))
        elif path:
            yield (*path, key)


def with_unknown(value: Any, path: Path) -> Any:
    """A value in which the one at a path is unknown."""
    if not path:
        return UNKNOWN
    step, rest = path[0], path[1:]
    if isinstance(value, list):
        return [with_unknown(item, rest) if place == step else item for place, item in enumerate(value)]
    return {key: with_unknown(item, rest) if key == step else item for key, item in value.items()}


def judges(provider: Provider, type: str) -> bool:
    """Whether a definition has code of its own that judges changes."""
    bound = provider.resource(token(type))
    rows = bound.inputs.values()
    return bool(bound.resource.conflicts) or any(row.replaces_when or row.refused_when or row.loses for row in rows)


async def test_whoever_judges_a_change_copes_with_what_is_unknown_in_it_or_beside_it(
    engine: Engine, provider: Provider
):
    for lifecycle in (each for each in LIFECYCLES if judges(provider, each.type)):
        inputs = inputs_of(lifecycle)
        old = await engine.checked(lifecycle.type, inputs)
        for given in ({}, *(filled(dict(change.inputs)) for change in lifecycle.changes)):
            for path in containers({**inputs, **given}):
                if len(path) == 1 or path[0] in (given or inputs):
                    news = with_unknown({**inputs, **given}, path)
                    await assert_previewed(engine, Resource(lifecycle.type, "the-id", old, {}), news)


async def assert_previewed(engine: Engine, resource: Resource, news: dict[str, Any]) -> None:
    """What is refused is so for what is known of it."""
    checked = await engine.check(resource.type, news, resource.inputs)
    if checked.failures:
        return
    await engine.diff(resource, checked.inputs)
    try:
        await engine.update(resource, checked.inputs, preview=True)
    except Failed as refused:
        # Not as a bug.
        if refused.code is not StatusCode.INVALID_ARGUMENT:
            raise


async def test_a_list_may_be_half_known(engine: Engine):
    groups = {"imageId": "ami-e0000001", "securityGroupIds": ["sg-12345678", UNKNOWN]}
    inputs = await engine.checked("Vm", groups)
    preview = await engine.create("Vm", inputs, preview=True)
    assert preview.outputs["securityGroupIds"] == ["sg-12345678", UNKNOWN]


async def test_known_values_beside_unknown_ones_are_still_checked(engine: Engine):
    checked = await engine.check("Subnet", {"netId": UNKNOWN, "ipRange": "10.0.0.1/33"})
    assert set(checked.failures) == {"ipRange"}


async def test_a_whole_nested_object_or_one_value_in_it_may_be_unknown(engine: Engine):
    for mapping in (
        UNKNOWN,
        {"deviceName": UNKNOWN, "bsu": UNKNOWN},
        {"deviceName": "/dev/sdb", "bsu": {"volumeSize": UNKNOWN}},
    ):
        inputs = {"imageId": UNKNOWN, "blockDeviceMappings": [mapping], "tags": {"Name": UNKNOWN}}
        assert bare(await engine.checked("Vm", inputs)) == inputs
