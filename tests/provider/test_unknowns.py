"""Previews with values that are not known yet: any input of any resource, wherever it is."""

from __future__ import annotations

from typing import Any

import pytest

from outscale_provider.lifecycle.provider import Provider
from outscale_provider.model.property import OnChange
from outscale_provider.model.values import UNKNOWN
from provider.engine import Engine, Resource
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


async def test_a_list_may_be_half_known(engine: Engine):
    groups = {"imageId": "ami-e0000001", "securityGroupIds": ["sg-12345678", UNKNOWN]}
    inputs = await engine.checked("Vm", groups)
    preview = await engine.create("Vm", inputs, preview=True)
    assert preview.outputs["securityGroupIds"] == ["sg-12345678", UNKNOWN]


async def test_known_values_beside_unknown_ones_are_still_checked(engine: Engine):
    checked = await engine.check("Subnet", {"netId": UNKNOWN, "ipRange": "10.0.0.1/33"})
    assert set(checked.failures) == {"ipRange"}


async def test_a_whole_nested_object_or_one_value_in_it_may_be_unknown(engine: Engine):
    for mapping in (UNKNOWN, {"deviceName": UNKNOWN, "bsu": UNKNOWN}, {"bsu": {"volumeSize": UNKNOWN}}):
        inputs = {"imageId": UNKNOWN, "blockDeviceMappings": [mapping], "tags": {"Name": UNKNOWN}}
        assert bare(await engine.checked("Vm", inputs)) == inputs
