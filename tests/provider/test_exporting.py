"""Tasks that export: waited for, cancelled while they run, left when they are over."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from outscale_emulator import Emulator, Era, Settings
from outscale_emulator.data.states import Clock
from provider.cloud import Account
from provider.engine import Engine, Resource
from provider.messages import Secret, bare

EXPORT = {"diskImageFormat": "raw", "osuBucket": "backups"}


@pytest.fixture
def emulator(era: Era) -> Iterator[Emulator]:
    """One whose tasks are over when they were looked at a few times."""
    emulator = Emulator(Settings(era=era, clock=Clock.parse("reads:2")))
    yield emulator
    emulator.close()


@pytest.fixture
async def snapshot(engine: Engine) -> str:
    volume = await engine.made("Volume", subregionName="eu-west-2a", size=10)
    return (await engine.made("Snapshot", volumeId=volume.id)).id


async def states(account: Account) -> list[str]:
    return [task["State"] for task in (await account.call("ReadSnapshotExportTasks"))["SnapshotExportTasks"]]


async def test_an_export_is_waited_for(engine: Engine, snapshot: str):
    task = await engine.made("SnapshotExportTask", snapshotId=snapshot, osuExport=EXPORT)
    assert (task.outputs["state"], task.outputs["progress"]) == ("completed", 100)


async def test_one_that_runs_is_cancelled(engine: Engine, account: Account, snapshot: str):
    request = {"DiskImageFormat": "raw", "OsuBucket": "backups"}
    answer = await account.call("CreateSnapshotExportTask", SnapshotId=snapshot, OsuExport=request)
    task = answer["SnapshotExportTask"]
    await engine.delete(Resource("SnapshotExportTask", task["TaskId"], {}, {"taskId": task["TaskId"]}))
    assert await states(account) == ["cancelled"]
    assert await engine.imported("SnapshotExportTask", task["TaskId"]) is None


async def test_one_that_is_over_is_left_and_the_user_is_told(engine: Engine, account: Account, snapshot: str):
    task = await engine.made("SnapshotExportTask", snapshotId=snapshot, osuExport=EXPORT)
    await engine.delete(task)
    assert await states(account) == ["completed"]


async def test_the_key_is_secret_and_a_new_one_exports_nothing_anew(engine: Engine, snapshot: str):
    def export(secret: str) -> dict[str, Any]:
        return {**EXPORT, "osuApiKey": {"apiKeyId": "ABCDEFGHIJ0123456789", "secretKey": secret}}

    task = await engine.made("SnapshotExportTask", snapshotId=snapshot, osuExport=export("hunter22"))
    assert task.inputs["osuExport"]["osuApiKey"]["secretKey"] == Secret("hunter22")
    assert "hunter22" not in str(bare(task.outputs))
    news = await engine.checked(task.type, {"snapshotId": snapshot, "osuExport": export("hunter23")}, task.inputs)
    assert not await engine.diff(task, news)
