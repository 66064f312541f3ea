"""The NICs that are declared with a VM: what changes of them in place, and what replaces."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from outscale_provider.model.values import UNKNOWN
from provider.cloud import Account, Fault, Way
from provider.engine import Engine, InitFailed
from provider.lifecycles import IMAGE
from provider.messages import bare


async def test_only_a_nic_to_create_is_described_with_the_vm(engine: Engine):
    nics = [
        {"deviceNumber": 0, "nicId": "eni-12345678", "securityGroupIds": ["sg-12345678"], "deleteOnVmDeletion": False},
        {"description": "a new one"},
        UNKNOWN,
    ]
    checked = await engine.check("Vm", {"imageId": IMAGE, "nics": nics})
    told = {path: reason.partition(":")[0].partition(";")[0] for path, reason in checked.failures.items()}
    assert told == {
        "nics[0].securityGroupIds": "is only for a NIC to create",
        "nics[0].deleteOnVmDeletion": "is only for a NIC to create",
        "nics[1].deviceNumber": "is required for a NIC to create",
        "nics[1].subnetId": "is required for a NIC to create",
    }


async def groups_of(account: Account, vm_id: str) -> list[list[str]]:
    """The groups of each NIC of a VM, in the order of the NICs."""
    [vm] = (await account.call("ReadVms", Filters={"VmIds": [vm_id]}))["Vms"]
    return [[group["SecurityGroupId"] for group in nic["SecurityGroups"]] for nic in vm["Nics"]]


@pytest.mark.parametrize("cut_off", [False, True])
async def test_the_groups_of_each_nic_change_in_place(cut_off: bool, engine: Engine, account: Account, way: Way):
    net = await engine.made("Net", name="net", ipRange="10.0.0.0/16")
    subnet = (await engine.made("Subnet", name="subnet", netId=net.id, ipRange="10.0.1.0/24")).id
    web, db = [
        (await engine.made("SecurityGroup", name=name, netId=net.id, description=name)).id for name in ("web", "db")
    ]

    def nics(*groups: list[str]) -> list[dict[str, Any]]:
        return [
            {"deviceNumber": number, "subnetId": subnet, "securityGroupIds": ids} for number, ids in enumerate(groups)
        ]

    vm = await engine.made("Vm", imageId=IMAGE, nics=nics([web], [web]))
    changed = await engine.checked("Vm", {**bare(vm.inputs), "nics": nics([web, db], [db])}, vm.inputs)
    assert not (await engine.diff(vm, changed)).replaces
    way.requests.clear()
    if cut_off:
        seen: list[str] = []

        async def second_is_refused() -> None:
            if way.actions[-1] == "UpdateNic" and not seen:
                seen.append("first")
                way.faults = [Fault("UpdateNic", status=400, code=4000)]

        way.after = [second_is_refused]
        with pytest.raises(InitFailed) as failed:
            await engine.update(vm, changed)
        vm = replace(failed.value.resource, inputs=changed)
    updated = await engine.update(vm, changed)
    assert [sorted(ids) for ids in await groups_of(account, vm.id)] == [sorted([web, db]), [db]]
    assert {action for action in way.actions if not action.startswith("Read")} == {"UpdateNic"}
    assert await engine.read(updated) == updated
    moved = [{**nics([web])[0], "privateIps": [{"privateIp": "10.0.1.77", "isPrimary": True}]}, nics([], [db])[1]]
    assert (await engine.diff(updated, {**changed, "nics": moved})).replaces == ["nics"]
