"""How many requests it takes to read many resources, one by one, as the engine does in a refresh."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from outscale_emulator import Emulator, Era, Settings
from outscale_emulator.data.settings import DEFAULT_SEED
from provider.cloud import Account, Way
from provider.engine import Engine
from provider.lifecycles import PUBLIC_KEY

#: So many reads of the engine are under way at once, on two processors.
PARALLEL = 8


@pytest.fixture
def emulator(era: Era, tmp_path: Path) -> Iterator[Emulator]:
    """One without quotas."""
    seed = tmp_path / "seed.json"
    seed.write_text(json.dumps({**json.loads(DEFAULT_SEED.read_text()), "quotas": []}))
    emulator = Emulator(Settings(era=era, seed=seed))
    yield emulator
    emulator.close()


async def refresh(engine: Engine, ids: list[tuple[str, str]]) -> None:
    """Reads resources, given as types and ids, all of which must be there."""
    places = asyncio.Semaphore(PARALLEL)

    async def read(type: str, id: str) -> str:
        async with places:
            found = await engine.imported(type, id)
            assert found
            return found.id

    assert await asyncio.gather(*(read(*one) for one in ids)) == [id for _, id in ids]


async def test_a_thousand_of_one_type_take_five_at_most(engine: Engine, account: Account, way: Way):
    ids = []
    for _ in range(1000):
        made = await account.call("CreateVolume", SubregionName="eu-west-2a", Size=10)
        ids.append(("Volume", made["Volume"]["VolumeId"]))
    await refresh(engine, ids)
    assert set(way.actions) == {"ReadVolumes"}
    assert len(way.actions) <= 5


async def test_a_thousand_of_ten_types_take_thirty_at_most(engine: Engine, account: Account, way: Way):
    net = (await account.call("CreateNet", IpRange="10.0.0.0/16"))["Net"]["NetId"]
    ids = []
    for n in range(100):
        subnet = (await account.call("CreateSubnet", NetId=net, IpRange=f"10.0.{n}.0/24"))["Subnet"]["SubnetId"]
        table = (await account.call("CreateRouteTable", NetId=net))["RouteTable"]["RouteTableId"]
        link = (await account.call("LinkRouteTable", RouteTableId=table, SubnetId=subnet))["LinkRouteTableId"]
        named = {"SecurityGroupName": f"group{n}", "Description": "a group"}
        group = (await account.call("CreateSecurityGroup", **named))["SecurityGroup"]["SecurityGroupId"]
        rule = {"SecurityGroupId": group, "Flow": "Inbound", "IpProtocol": "tcp", "IpRange": "0.0.0.0/0"}
        await account.call("CreateSecurityGroupRule", **rule, FromPortRange=443, ToPortRange=443)
        volume = await account.call("CreateVolume", SubregionName="eu-west-2a", Size=10)
        key = await account.call("CreateKeypair", KeypairName=f"key{n}", PublicKey=PUBLIC_KEY)
        ids += [
            ("Subnet", subnet),
            ("RouteTable", table),
            ("RouteTableLink", link),
            ("SecurityGroup", group),
            ("SecurityGroupRule", f"{group}/Inbound/tcp/443/443/0.0.0.0/0"),
            ("Volume", volume["Volume"]["VolumeId"]),
            ("PublicIp", (await account.call("CreatePublicIp"))["PublicIp"]["PublicIpId"]),
            ("InternetService", (await account.call("CreateInternetService"))["InternetService"]["InternetServiceId"]),
            ("Keypair", key["Keypair"]["KeypairName"]),
            ("Vm", (await account.call("CreateVms", ImageId="ami-e0000002"))["Vms"][0]["VmId"]),
        ]
    await refresh(engine, ids)
    assert len(way.actions) <= 30
