"""Functions answer all that there is, however much that is and in whatever pages it comes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import pytest

from emulator.cases import CASES
from outscale_api import load
from outscale_emulator import Clock, Emulator, Era, Settings
from outscale_emulator.data.kind import Kind
from outscale_emulator.data.kinds import KINDS, NET, TAGGED, VOLUME
from outscale_provider.functions import functions_of
from outscale_provider.model.function import GetMany
from provider.cloud import Way
from provider.conftest import SetScene
from provider.engine import Engine, Failed

API = load()
SIZE = 250
ACCOUNT = "100000000001"
MANY = [function for function in functions_of(API) if isinstance(function, GetMany)]

#: What answers something else than objects of which an account may have any number.
FIXED = {
    "ReadConsumptionAccount",
    "ReadFlexibleGpuCatalog",
    "ReadLoadBalancerTags",
    "ReadLocations",
    "ReadNetAccessPointServices",
    "ReadProductTypes",
    "ReadPublicIpRanges",
    "ReadQuotas",
    "ReadRegions",
    "ReadSubregions",
    "ReadVmTypes",
    "ReadVmsHealth",
}


@pytest.fixture(params=[("1.16", 0), ("today", 100)], ids=["1.16", "today in pages"])
def emulator(request: pytest.FixtureRequest) -> Iterator[Emulator]:
    era: Era
    era, page_size = request.param
    emulator = Emulator(Settings(era=era, page_size=page_size))
    yield emulator
    emulator.close()


def multiply(emulator: Emulator, size: int, kinds: Iterable[Kind] = KINDS) -> None:
    """Copies of one object of each kind that there is, with identifiers of their own, and of log entries."""
    with emulator.store.transaction(writes=True) as transaction:
        for kind in kinds:
            for template in transaction.all(kind, ACCOUNT)[-1:]:
                # What is tagged are the copies of the Net.
                prefix = NET.prefix if kind is TAGGED else kind.prefix
                for number in range(size):
                    id = f"{prefix}-{number:0{kind.digits}x}" if prefix else f"copy{number}"
                    copy = {name: value for name, value in template.items() if name != "_seq"}
                    tags = {"Tags": [{"Key": "Name", "Value": id}]} if kind is NET else {}
                    transaction.add(kind, ACCOUNT, {**copy, **tags, kind.id: id})
        for _ in range(size):
            transaction.log(ACCOUNT, "ReadNets", 200, {"RequestId": "copy"})


async def test_every_function_for_many_answers_all_there_are(
    emulator: Emulator, set_scene: SetScene, engine: Engine, way: Way
):
    asked = [function for function in MANY if function.action not in FIXED]
    scene = set_scene()
    for function in asked:
        case = CASES[function.action]
        await scene.filled(case.request)
        for name in case.first:
            await scene.made(name)
        # What a case lets last has begun.
        emulator.store.use_clock(Clock.parse("immediate", emulator.time))
    multiply(emulator, SIZE)

    for function in asked:
        way.requests.clear()
        [found] = (await engine.invoke(function.name)).values()
        assert SIZE <= len(found) <= SIZE + 100, function.name
        token = API.action(function.action).response.fields.get("NextPageToken")
        has_pages = token and (emulator.settings.page_size or not token.since)
        assert (len(way.requests) > 1) == bool(has_pages), function.name


async def test_thousands_come_in_the_order_of_the_api(
    emulator: Emulator, set_scene: SetScene, engine: Engine, way: Way
):
    await set_scene().made("volume")
    multiply(emulator, 2500, [VOLUME])
    found = (await engine.invoke("getVolumes"))["volumes"]
    assert [volume["volumeId"] for volume in found[1:]] == [f"vol-{number:08x}" for number in range(2500)]
    with pytest.raises(Failed, match="getVolume: there are 2,501 objects"):
        await engine.invoke("getVolume")
    assert (await engine.invoke("getVolume", id="vol-000009c3"))["size"] == found[0]["size"]
    assert len(await engine.listed("Volume", page_size=1000)) == 2501
