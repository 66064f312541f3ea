"""Objects are read with few calls, and never stale."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from mechanisms.api import BROKEN, Answer, Refusal, ScriptedApi, in_turn
from outscale_provider.api.client import Client
from outscale_provider.errors import ProviderError, Refused, Unanswered
from outscale_provider.model.resource import Read

VOLUMES = Read("ReadVolumes", by="VolumeIds", key="VolumeId")
TAGS = Read("ReadTags", by="ResourceIds", key="ResourceId")
VMS = Read("ReadVms", by="VmIds", key="VmId")


class Objects:
    """The objects of one type, and how the API answers them: whole, or in pages where it has such."""

    def __init__(self, read: Read, ids: list[str], page: int = 0) -> None:
        self.read = read
        self.name = read.action.removeprefix("Read")
        self.all: dict[str, dict[str, Any]] = {id: {read.key: id, "Version": 0} for id in ids}
        self.page = page
        self.malformed = ""

    def __call__(self, request: dict[str, Any]) -> Answer | Refusal:
        wanted = request.get("Filters", {}).get(self.read.by)
        if wanted is not None and self.malformed in wanted:
            return Refusal(400, 4104, "InvalidParameterValue", f"{self.malformed} is malformed")
        found = [obj for id, obj in self.all.items() if wanted is None or id in wanted]
        if not self.page:
            return {self.name: found}
        begin = int(request.get("NextPageToken", 0))
        answer: Answer = {self.name: found[begin : begin + self.page]}
        return answer | ({"NextPageToken": str(begin + self.page)} if begin + self.page < len(found) else {})


@pytest.fixture
def volumes(api: ScriptedApi) -> Objects:
    api.behaviours["ReadVolumes"] = objects = Objects(VOLUMES, [f"vol-{n}" for n in range(100)])
    return objects


async def find_all(client: Client, read: Read, ids: list[str], at_once: int = 8) -> list[Any]:
    """Finds objects as the engine asks for them: so many at once."""
    places = asyncio.Semaphore(at_once)

    async def find(id: str) -> Any:
        async with places:
            return await client.find(read, id)

    return await asyncio.gather(*(find(id) for id in ids), return_exceptions=True)


async def test_reads_of_one_moment_are_one_call(client: Client, api: ScriptedApi, volumes: Objects):
    ids = [f"vol-{n}" for n in range(50)]
    found = await find_all(client, VOLUMES, ids, at_once=50)
    assert [obj["VolumeId"] for obj in found] == ids
    assert api.requests("ReadVolumes") == [{"Filters": {"VolumeIds": ids}}]


async def test_what_is_not_there_is_none(client: Client, volumes: Objects):
    assert await find_all(client, VOLUMES, ["vol-1", "vol-none", "vol-2"]) == [
        volumes.all["vol-1"],
        None,
        volumes.all["vol-2"],
    ]


async def test_one_bad_id_does_not_fail_its_neighbours(client: Client, volumes: Objects):
    volumes.malformed = "bad"
    ids = [*(f"vol-{n}" for n in range(20)), "bad", *(f"vol-{n}" for n in range(20, 40))]
    found = await find_all(client, VOLUMES, ids, at_once=41)
    assert isinstance(found.pop(20), Refused)
    assert [obj["VolumeId"] for obj in found] == [f"vol-{n}" for n in range(40)]


async def test_an_error_reaches_every_asker_at_once(client: Client, api: ScriptedApi):
    api.behaviours["ReadVolumes"] = in_turn(BROKEN)
    found = await find_all(client, VOLUMES, [f"vol-{n}" for n in range(30)], at_once=30)
    assert all(isinstance(error, Unanswered) for error in found)
    assert len(api.asked) == 11, "one request, and its retries"


@pytest.mark.parametrize("objects", [1, 100, 1000])
async def test_many_are_read_by_listing(client: Client, api: ScriptedApi, objects: int):
    """A refresh of so many resources of one type."""
    ids = [f"vol-{n}" for n in range(objects)]
    api.behaviours["ReadVolumes"] = Objects(VOLUMES, ids)
    found = await find_all(client, VOLUMES, ids)
    assert [obj["VolumeId"] for obj in found] == ids
    assert len(api.asked) <= 5


async def test_what_follows_a_read_that_is_under_way_is_listed(client: Client, api: ScriptedApi, volumes: Objects):
    """The engine asks faster than the API answers."""

    async def find(number: int) -> Any:
        await asyncio.sleep(number * 0.02)
        return await client.find(VOLUMES, f"vol-{number}")

    found = await asyncio.gather(*(find(number) for number in range(10)))
    assert [obj["VolumeId"] for obj in found] == [f"vol-{number}" for number in range(10)]
    assert api.requests("ReadVolumes") == [{"Filters": {"VolumeIds": ["vol-0"]}}, {}]


async def test_pages_are_followed_a_thousand_at_a_time(client: Client, api: ScriptedApi):
    ids = [f"vol-{n}" for n in range(3500)]
    api.behaviours["ReadVolumes"] = Objects(VOLUMES, ids, page=1000)
    found = await find_all(client, VOLUMES, ids)
    assert [obj["VolumeId"] for obj in found] == ids
    pages = [request for request in api.requests("ReadVolumes") if "NextPageToken" in request]
    assert [(page["NextPageToken"], page["ResultsPerPage"]) for page in pages] == [
        ("1000", 1000),
        ("2000", 1000),
        ("3000", 1000),
    ]
    assert len(api.asked) <= 6


async def test_pages_of_a_read_by_ids_are_followed(client: Client, api: ScriptedApi):
    ids = [f"vol-{n}" for n in range(150)]
    api.behaviours["ReadVolumes"] = Objects(VOLUMES, ids, page=100)
    found = await find_all(client, VOLUMES, ids, at_once=150)
    assert [obj["VolumeId"] for obj in found] == ids


async def test_a_listing_is_believed_for_seconds_only(client: Client, api: ScriptedApi, volumes: Objects):
    await find_all(client, VOLUMES, list(volumes.all))
    volumes.all["vol-1"]["Version"] = 1
    assert (await client.find(VOLUMES, "vol-1"))["Version"] == 0
    await asyncio.sleep(6)
    assert (await client.find(VOLUMES, "vol-1"))["Version"] == 1


@pytest.mark.parametrize("action", ["UpdateVolume", "DeleteVolume", "LinkVolume", "CreateTags"])
async def test_own_writes_end_a_listing(client: Client, api: ScriptedApi, volumes: Objects, action: str):
    await find_all(client, VOLUMES, list(volumes.all))
    volumes.all["vol-1"]["Version"] = 1
    await client.call(action, {"ResourceIds": ["vol-1"]})
    assert (await client.find(VOLUMES, "vol-1"))["Version"] == 1


async def test_a_write_ends_a_listing_even_if_it_fails(client: Client, api: ScriptedApi, volumes: Objects):
    await find_all(client, VOLUMES, list(volumes.all))
    api.behaviours["CreateVolume"] = in_turn(BROKEN)
    with pytest.raises(ProviderError):
        await client.call("CreateVolume", {})
    volumes.all["vol-1"]["Version"] = 1
    assert (await client.find(VOLUMES, "vol-1"))["Version"] == 1


async def test_a_listing_under_way_when_something_is_written_serves_nobody_later(
    client: Client, api: ScriptedApi, volumes: Objects
):
    await client.find(VOLUMES, "vol-1")
    api.latency = 2.0
    writing = asyncio.create_task(client.call("UpdateVolume", {"VolumeId": "vol-3"}))
    await asyncio.sleep(1.0)
    listing = asyncio.create_task(client.find(VOLUMES, "vol-2"))
    await asyncio.gather(listing, writing)
    volumes.all["vol-3"]["Version"] = 1
    assert {} in api.requests("ReadVolumes")
    assert (await client.find(VOLUMES, "vol-3"))["Version"] == 1


async def test_what_a_listing_lacks_is_asked_for_once_more(client: Client, volumes: Objects):
    await find_all(client, VOLUMES, list(volumes.all))
    volumes.all["vol-new"] = {"VolumeId": "vol-new"}
    assert await client.find(VOLUMES, "vol-new") == {"VolumeId": "vol-new"}


async def test_a_listing_that_fails_is_told_to_all_that_wait_for_it(client: Client, api: ScriptedApi, volumes: Objects):
    await client.find(VOLUMES, "vol-1")
    api.behaviours["ReadVolumes"] = in_turn(Refusal(400, 4047, details="no"), volumes({}))
    found = await find_all(client, VOLUMES, ["vol-2", "vol-3"])
    assert all(isinstance(error, Refused) for error in found)
    assert len(api.asked) == 2
    assert await client.find(VOLUMES, "vol-4") == volumes.all["vol-4"]


async def test_an_account_far_larger_than_the_stack_is_not_listed_again(client: Client, api: ScriptedApi):
    api.behaviours["ReadVolumes"] = Objects(VOLUMES, [f"vol-{n}" for n in range(5000)], page=1000)
    ours = [f"vol-{n}" for n in range(20)]
    for refresh in range(3):
        api.asked.clear()
        assert [obj["VolumeId"] for obj in await find_all(client, VOLUMES, ours)] == ours
        listed = any("Filters" not in request for request in api.requests("ReadVolumes"))
        assert listed == (refresh == 0)
        await asyncio.sleep(8)


async def test_types_are_read_apart(client: Client, api: ScriptedApi, volumes: Objects):
    api.behaviours["ReadVms"] = Objects(VMS, [f"i-{n}" for n in range(10)])
    await find_all(client, VOLUMES, list(volumes.all))
    api.asked.clear()
    assert await client.find(VMS, "i-3") == {"VmId": "i-3", "Version": 0}
    assert [asked.action for asked in api.asked] == ["ReadVms"]


async def test_objects_that_have_an_identifier_in_common_are_all_found(client: Client, api: ScriptedApi):
    tags = [{"ResourceId": f"i-{n}", "Key": key, "Value": ""} for n in range(20) for key in ("a", "b")]

    def answer(request: dict[str, Any]) -> Answer:
        wanted = request.get("Filters", {}).get("ResourceIds")
        return {"Tags": [tag for tag in tags if wanted is None or tag["ResourceId"] in wanted]}

    api.behaviours["ReadTags"] = answer
    for n in range(20):
        found = await client.find_all(TAGS, f"i-{n}")
        assert [(tag["ResourceId"], tag["Key"]) for tag in found] == [(f"i-{n}", "a"), (f"i-{n}", "b")]
    assert await client.find_all(TAGS, "i-20") == []
    assert len(api.requests("ReadTags")) <= 4
