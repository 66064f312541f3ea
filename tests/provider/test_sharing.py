"""Permissions that a stack gives on an image or a snapshot: those of others stay, whatever happens to the stack's."""

from __future__ import annotations

from typing import Any

import pytest

from outscale_provider.model.values import UNKNOWN
from provider.cloud import Account, Way
from provider.engine import Engine, Resource

OURS, THEIRS, NEW = "123456789012", "210987654321", "100000000002"

UPDATE = {"PermissionsToCreateVolume": {"Additions": {"AccountIds": [THEIRS], "GlobalPermission": True}}}


async def snapshot(engine: Engine) -> str:
    volume = await engine.made("Volume", subregionName="eu-west-2a", size=10)
    return (await engine.made("Snapshot", volumeId=volume.id)).id


async def permissions(account: Account, id: str) -> dict[str, Any]:
    answer = await account.call("ReadSnapshots", Filters={"SnapshotIds": [id]})
    return answer["Snapshots"][0]["PermissionsToCreateVolume"]


async def shared_with_others(engine: Engine, account: Account, **inputs: Any) -> Resource:
    """A permission of the stack on a snapshot that somebody else shares as well."""
    id = await snapshot(engine)
    await account.call("UpdateSnapshot", SnapshotId=id, **UPDATE)
    return await engine.made("SnapshotVolumePermission", snapshotId=id, **inputs)


async def test_what_others_give_is_no_drift_and_stays(engine: Engine, account: Account):
    permission = await shared_with_others(engine, account, accountIds=[OURS])
    assert permission.outputs["globalPermission"] is False
    assert await engine.read(permission) == permission
    news = await engine.checked(permission.type, {**permission.inputs, "accountIds": [NEW]}, permission.inputs)
    permission = await engine.update(permission, news)
    assert await permissions(account, permission.id) == {"AccountIds": [NEW, THEIRS], "GlobalPermission": True}
    await engine.delete(permission)
    assert await permissions(account, permission.id) == {"AccountIds": [THEIRS], "GlobalPermission": True}


async def test_a_permission_for_everybody_takes_no_account_away(engine: Engine, account: Account):
    id = await snapshot(engine)
    await account.call(
        "UpdateSnapshot", SnapshotId=id, PermissionsToCreateVolume={"Additions": {"AccountIds": [THEIRS]}}
    )
    permission = await engine.made("SnapshotVolumePermission", snapshotId=id, globalPermission=True)
    assert await engine.read(permission) == permission
    await engine.delete(permission)
    assert await permissions(account, id) == {"AccountIds": [THEIRS], "GlobalPermission": False}


async def test_additions_come_before_removals_and_each_is_one_request(engine: Engine, way: Way):
    permission = await engine.made("SnapshotVolumePermission", snapshotId=await snapshot(engine), accountIds=[OURS])
    way.requests.clear()
    news = {"snapshotId": permission.id, "accountIds": [NEW], "globalPermission": True}
    await engine.update(permission, await engine.checked(permission.type, news, permission.inputs))
    assert [request["PermissionsToCreateVolume"] for _, request in way.requests] == [
        {"Additions": {"AccountIds": [NEW], "GlobalPermission": True}},
        {"Removals": {"AccountIds": [OURS]}},
    ]


async def test_taken_away_by_hand_it_is_gone_and_given_again(engine: Engine, account: Account):
    permission = await engine.made("SnapshotVolumePermission", snapshotId=await snapshot(engine), accountIds=[OURS])
    removals = {"Removals": {"AccountIds": [OURS]}}
    await account.call("UpdateSnapshot", SnapshotId=permission.id, PermissionsToCreateVolume=removals)
    assert await engine.read(permission) is None
    await engine.delete(permission)


async def test_a_permission_of_a_snapshot_that_is_gone_is_gone(engine: Engine, account: Account):
    permission = await engine.made("SnapshotVolumePermission", snapshotId=await snapshot(engine), accountIds=[OURS])
    await account.call("DeleteSnapshot", SnapshotId=permission.id)
    assert await engine.read(permission) is None
    await engine.delete(permission)


@pytest.mark.parametrize("given", [{}, {"accountIds": []}, {"globalPermission": False}])
async def test_a_permission_is_somebodys(given: dict[str, Any], engine: Engine):
    checked = await engine.check("ImageLaunchPermission", {"imageId": "ami-12345678", **given})
    assert "a permission is somebody's" in checked.failures["accountIds"]
    unknown = await engine.check("ImageLaunchPermission", {"imageId": "ami-12345678", "accountIds": UNKNOWN})
    assert not unknown.failures
