"""Export tasks of images and snapshots: their states, and how they are cancelled."""

import pytest

EXPORT = {"DiskImageFormat": "qcow2", "OsuBucket": "bucket"}


@pytest.fixture
async def image(api):
    copy = {"SourceImageId": "ami-e0000001", "SourceRegionName": "eu-west-2"}
    return (await api.call("CreateImage", **copy))["Image"]


@pytest.fixture
async def snapshot(image):
    return image["BlockDeviceMappings"][0]["Bsu"]["SnapshotId"]


async def test_an_image_is_exported(api, image):
    key = {"ApiKeyId": "KEY", "SecretKey": "SECRET"}
    request = {**EXPORT, "OsuPrefix": "web", "OsuApiKey": key}
    task = (await api.call("CreateImageExportTask", ImageId=image["ImageId"], OsuExport=request))["ImageExportTask"]

    assert task["TaskId"].startswith("image-export-")
    assert task == {
        "Comment": f"Export of {image['ImageId']}",
        "ImageId": image["ImageId"],
        "OsuExport": {**EXPORT, "OsuPrefix": "web"},
        "Progress": 0,
        "State": "pending/queued",
        "Tags": [],
        "TaskId": task["TaskId"],
    }
    shown = (await api.call("ReadImageExportTasks", Filters={"TaskIds": [task["TaskId"]]}))["ImageExportTasks"]
    assert shown == [{**task, "Progress": 100, "State": "completed"}]
    assert await api.refused("DeleteExportTask", ExportTaskId=task["TaskId"]) == "6003"


@pytest.mark.parametrize("clock", ["reads:2"])
async def test_an_export_can_be_cancelled(api, snapshot):
    answer = await api.call("CreateSnapshotExportTask", SnapshotId=snapshot, OsuExport=EXPORT)
    id = answer["SnapshotExportTask"]["TaskId"]
    assert id.startswith("snap-export-")

    async def state():
        task = (await api.call("ReadSnapshotExportTasks"))["SnapshotExportTasks"][0]
        return task["State"], task["Progress"]

    assert [await state() for _ in range(3)] == [("pending/queued", 0), ("pending/queued", 0), ("active", 50)]
    await api.call("DeleteExportTask", ExportTaskId=id)
    assert [await state() for _ in range(2)] == [("cancelled", 50), ("cancelled", 50)]


async def test_exports_that_are_refused(api, neighbour, snapshot):
    for action, request, code in (
        ("CreateImageExportTask", {"ImageId": "ami-e0000001", "OsuExport": EXPORT}, "8017"),
        ("CreateSnapshotExportTask", {"SnapshotId": "snap-e0000001", "OsuExport": EXPORT}, "8017"),
        ("CreateImageExportTask", {"ImageId": "ami-00000000", "OsuExport": EXPORT}, "5023"),
        ("CreateSnapshotExportTask", {"SnapshotId": snapshot, "OsuExport": {"OsuBucket": "b"}}, "7000"),
        ("CreateSnapshotExportTask", {"SnapshotId": snapshot, "OsuExport": {**EXPORT, "DiskImageFormat": "x"}}, "7000"),
        ("DeleteExportTask", {"ExportTaskId": "snap-export-00000000"}, "5058"),
        ("DeleteExportTask", {"ExportTaskId": "tutu"}, "4104"),
    ):
        assert await api.refused(action, **request) == code, (action, request)
    task = await api.call("CreateSnapshotExportTask", SnapshotId=snapshot, OsuExport=EXPORT)
    assert (await neighbour.call("ReadSnapshotExportTasks"))["SnapshotExportTasks"] == []
    id = task["SnapshotExportTask"]["TaskId"]
    assert await neighbour.refused("DeleteExportTask", ExportTaskId=id) == "5058"
