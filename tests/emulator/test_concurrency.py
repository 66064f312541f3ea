"""Many clients at once, connections that are cut, servers that are killed: nothing is lost, doubled or half done."""

from __future__ import annotations

import asyncio
import itertools
import sqlite3
from collections import Counter
from collections.abc import Callable
from contextlib import AsyncExitStack, closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pytest

from emulator.conftest import Client, Refused
from emulator.server import client, served

CLIENTS = 100

#: One connection in twenty, half of them before the request is carried out and half after.
CUT = "cut@2.5%, lost@2.5%, seed=5"

#: How many VMs come into being by one request, where several do.
BATCH = 10

#: In which nothing hangs, however slow the machine is.
DEADLINE_SECONDS = 300

#: How many addresses a Subnet of this range has for its NICs.
SUBNET = "10.0.0.0/22"
ADDRESSES = 1024 - 5

VMS_USED, VOLUMES_USED = "vm_limit", "volume_limit"


@dataclass
class Shared:
    """What all clients change."""

    image: str
    subnet: str
    group: str

    @classmethod
    async def create(cls, api: Client) -> Shared:
        net = (await api.call("CreateNet", IpRange="10.0.0.0/16"))["Net"]["NetId"]
        subnet = (await api.call("CreateSubnet", NetId=net, IpRange=SUBNET))["Subnet"]["SubnetId"]
        group = await api.call("CreateSecurityGroup", NetId=net, SecurityGroupName="shared", Description="x")
        image = (await api.call("ReadImages"))["Images"][0]["ImageId"]
        return cls(image, subnet, group["SecurityGroup"]["SecurityGroupId"])


@dataclass
class Worker:
    """A client, and the books that it keeps: what must be stored once, and what must not be. The rest is in doubt.

    It repeats what it got no answer to, unless `mortal`: then it ends with its server. `answered` hears of each answer.
    """

    api: Client
    number: int
    shared: Shared
    mortal: bool = False
    answered: Callable[[], None] = lambda: None
    there: set[str] = field(default_factory=set)
    gone: set[str] = field(default_factory=set)
    ranges: set[str] = field(default_factory=set)

    @property
    def name(self) -> str:
        return f"worker-{self.number}"

    async def work(self) -> None:
        await self.open_port(1000 + self.number)
        await self.open_port(2000 + self.number)
        await self.open_port(3000 + self.number)
        net = await self.create_net()
        vm = await self.create("CreateVms", "ReadVms", "VmId", ImageId=self.shared.image, SubnetId=self.shared.subnet)
        volume = await self.create("CreateVolume", "ReadVolumes", "VolumeId", Size=1, SubregionName="eu-west-2a")
        await self.surely("LinkVolume", done="6003", VolumeId=volume, VmId=vm, DeviceName="/dev/sdb")
        if self.number % 2:
            await self.surely("UnlinkVolume", done="6003", VolumeId=volume)
            await self.delete(volume, "DeleteVolume", done="5064", VolumeId=volume)
            await self.delete(vm, "DeleteVms", VmIds=[vm])
            await self.delete(net, "DeleteNet", done="5065", NetId=net)

    async def work_in_batches(self) -> None:
        """Creates several VMs at a time, which takes the server longest, for as long as it lives."""
        batch = {
            "ImageId": self.shared.image,
            "SubnetId": self.shared.subnet,
            "MinVmsCount": BATCH,
            "MaxVmsCount": BATCH,
        }
        while True:
            answer = await self.surely("CreateVms", **batch)
            self.there |= {vm["VmId"] for vm in answer["Vms"]}

    async def open_port(self, port: int) -> None:
        """Changes an object that all others change at the same time."""
        rule = {"IpProtocol": "tcp", "FromPortRange": port, "ToPortRange": port, "IpRange": "10.0.0.0/8"}
        await self.surely(
            "CreateSecurityGroupRule", done="9005", SecurityGroupId=self.shared.group, Flow="Inbound", **rule
        )
        self.there.add(f"port {port}")

    async def create_net(self) -> str:
        """Creates what has no token. Each attempt may have been carried out, so each has a range of its own."""
        for attempt in itertools.count():
            ip_range = f"10.{self.number}.{attempt}.0/24"
            self.ranges.add(ip_range)
            answer = await self.attempt("CreateNet", IpRange=ip_range)
            if answer:
                break
        self.there.add(answer["Net"]["NetId"])
        return str(answer["Net"]["NetId"])

    async def create(self, action: str, read: str, id: str, **request: Any) -> str:
        """Creates what has a token: whatever is cut, there is one in the end."""
        await self.surely(action, done="4119", **request, ClientToken=self.name)
        (found,) = (await self.surely(read, Filters={"ClientTokens": [self.name]}))[read.removeprefix("Read")]
        self.there.add(found[id])
        return str(found[id])

    async def delete(self, id: str, action: str, done: str = "", **request: Any) -> None:
        self.there.remove(id)
        await self.surely(action, done, **request)
        self.gone.add(id)

    async def surely(self, action: str, done: str = "", **request: Any) -> dict[str, Any]:
        """The answer to a request. `done` is the refusal which says that an attempt without an answer was carried out."""
        cut = False
        while True:
            try:
                answer = await self.attempt(action, **request)
            except Refused as refused:
                if cut and refused.code == done:
                    return {}
                raise
            if answer:
                return answer
            cut = True

    async def attempt(self, action: str, **request: Any) -> dict[str, Any] | None:
        """The answer to one request, None where the connection is cut."""
        try:
            answer = await self.api.call(action, **request)
        except httpx.TransportError:
            if self.mortal:
                raise
            return None
        self.answered()
        return answer


@dataclass
class Stored:
    """What a database has, as an account reads it."""

    nets: list[dict[str, Any]]
    vms: list[dict[str, Any]]
    volumes: list[dict[str, Any]]
    nics: list[dict[str, Any]]
    groups: list[dict[str, Any]]
    tables: list[dict[str, Any]]
    subnets: list[dict[str, Any]]
    used: dict[str, int]

    @classmethod
    async def read(cls, database: str) -> Stored:
        """Reads by a server that makes no faults."""
        with served("--db", database, "--era", "today") as server:
            async with client(server) as api:
                quotas = (await api.call("ReadQuotas", Filters={"QuotaNames": [VMS_USED, VOLUMES_USED]}))["QuotaTypes"]
                return cls(
                    nets=(await api.call("ReadNets"))["Nets"],
                    vms=[vm for vm in (await api.call("ReadVms"))["Vms"] if vm["State"] != "terminated"],
                    volumes=(await api.call("ReadVolumes"))["Volumes"],
                    nics=(await api.call("ReadNics"))["Nics"],
                    groups=(await api.call("ReadSecurityGroups"))["SecurityGroups"],
                    tables=(await api.call("ReadRouteTables"))["RouteTables"],
                    subnets=(await api.call("ReadSubnets"))["Subnets"],
                    used={quota["Name"]: quota["UsedValue"] for quota in quotas[0]["Quotas"]},
                )

    def ids(self) -> Counter[str]:
        rules = (rule for group in self.groups for rule in group["InboundRules"] if "FromPortRange" in rule)
        return Counter(
            [net["NetId"] for net in self.nets]
            + [vm["VmId"] for vm in self.vms]
            + [volume["VolumeId"] for volume in self.volumes]
            + [f"port {rule['FromPortRange']}" for rule in rules]
        )

    def check_whole(self) -> None:
        """Whatever comes into being together is there together, and what is counted is counted right."""
        nets = {net["NetId"] for net in self.nets}
        assert Counter(table["NetId"] for table in self.tables) == Counter(nets)
        defaults = [group for group in self.groups if group["SecurityGroupName"] == "default" and "NetId" in group]
        assert Counter(group["NetId"] for group in defaults) == Counter(nets)

        vms = {vm["VmId"]: vm for vm in self.vms}
        assert Counter(nic["LinkNic"]["VmId"] for nic in self.nics) == Counter(list(vms))
        assert set(Counter(vm["ReservationId"] for vm in self.vms).values()) <= {1, BATCH}
        linked = {(volume["VolumeId"], link["VmId"]) for volume in self.volumes for link in volume["LinkedVolumes"]}
        shown = {(device["Bsu"]["VolumeId"], id) for id, vm in vms.items() for device in vm["BlockDeviceMappings"]}
        assert linked == shown
        assert {id for _, id in linked} == set(vms)

        addresses = [address["PrivateIp"] for nic in self.nics for address in nic["PrivateIps"]]
        assert len(set(addresses)) == len(addresses)
        assert [subnet["AvailableIpsCount"] for subnet in self.subnets] == [ADDRESSES - len(addresses)]
        assert self.used == {VMS_USED: len(self.vms), VOLUMES_USED: len(self.volumes)}

    def check_books(self, workers: list[Worker]) -> None:
        """What was answered is there once, or gone; nothing is there that nobody asked for."""
        ids = self.ids()
        for worker in workers:
            assert {id: ids[id] for id in worker.there} == dict.fromkeys(worker.there, 1)
            assert {id for id in worker.gone if id in ids} == set()
        for made in (self.vms, self.volumes):
            tokens = [found["ClientToken"] for found in made if "ClientToken" in found]
            assert Counter(tokens) <= Counter(worker.name for worker in workers)
        ranges = [net["IpRange"] for net in self.nets if net["IpRange"].endswith("/24")]
        assert Counter(ranges) <= Counter(ip_range for worker in workers for ip_range in worker.ranges)


def check_integrity(database: str) -> None:
    with closing(sqlite3.connect(database)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]


@pytest.mark.parametrize("servers", [1, 2])
async def test_a_hundred_clients_with_cut_connections_lose_and_double_nothing(tmp_path: Path, servers: int) -> None:
    database = str(tmp_path / "emulator.db")
    async with AsyncExitStack() as running, asyncio.timeout(DEADLINE_SECONDS):
        options = ("--db", database, "--era", "today")
        shared = await prepare(*options)
        processes = [running.enter_context(served(*options, "--faults", CUT)) for _ in range(servers)]
        clients = [await running.enter_async_context(client(processes[n % servers])) for n in range(CLIENTS)]
        workers = [Worker(api, number, shared) for number, api in enumerate(clients)]
        await asyncio.gather(*(worker.work() for worker in workers))
    stored = await Stored.read(database)
    stored.check_books(workers)
    stored.check_whole()
    check_integrity(database)


async def test_killed_amid_writes_it_keeps_every_answered_change_and_no_half_of_one(tmp_path: Path) -> None:
    database = str(tmp_path / "emulator.db")
    shared = await prepare("--db", database)
    workers: list[Worker] = []
    for answers in (10, 75, 150):
        workers += await work_until_killed(database, shared, range(len(workers), len(workers) + 20), answers)
        stored = await Stored.read(database)
        stored.check_books(workers)
        stored.check_whole()
        check_integrity(database)


async def work_until_killed(database: str, shared: Shared, numbers: range, answers: int) -> list[Worker]:
    """Workers whose server is killed when it has given so many answers."""
    with served("--db", database, "--era", "today") as server:
        left = iter(range(answers))

        def count() -> None:
            if next(left, None) is None:
                server.process.kill()

        async with client(server) as api, asyncio.timeout(DEADLINE_SECONDS):
            workers = [Worker(api, number, shared, mortal=True, answered=count) for number in numbers]
            jobs = [worker.work_in_batches() if worker.number % 5 == 0 else worker.work() for worker in workers]
            ends = await asyncio.gather(*jobs, return_exceptions=True)
        assert all(isinstance(end, httpx.TransportError) for end in ends if end is not None), ends
        assert any(ends)
        return workers


async def prepare(*options: str) -> Shared:
    with served(*options) as server:
        async with client(server) as api:
            return await Shared.create(api)


async def test_two_servers_that_start_on_a_new_file_at_once_share_it(tmp_path: Path) -> None:
    database = str(tmp_path / "emulator.db")
    # A server tells its port before it opens the file, so these two open it together.
    with served("--db", database) as one, served("--db", database) as other:
        async with client(one) as here, client(other) as there:
            accounts = await asyncio.gather(*(api.call("ReadAccounts") for api in (here, there)))
            assert accounts[0]["Accounts"] == accounts[1]["Accounts"]
            net = (await here.call("CreateNet", IpRange="10.0.0.0/16"))["Net"]
            assert (await there.call("ReadNets"))["Nets"] == [net]
