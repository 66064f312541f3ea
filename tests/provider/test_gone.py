"""Changes of what somebody else has deleted meanwhile, of which the engine does not know."""

from __future__ import annotations

import pytest

from provider.cloud import Account, Way
from provider.engine import Engine, Failed, InitFailed
from provider.evidence import BOUND, Evidence
from provider.lifecycles import LIFECYCLES, Change, Lifecycle
from provider.messages import bare
from provider.test_lifecycles import Stage

VM = {"imageId": "ami-e0000001", "vmType": "tinav5.c1r1p2"}

GONE = r"no longer exists: it was deleted outside of this stack\. `pulumi refresh` .* `pulumi up --refresh` does both"


def updates(lifecycle: Lifecycle) -> list[Change]:
    return [change for change in lifecycle.changes if change.effect and not (change.replaces or change.refused)]


#: A life of each type that is updated and can be deleted.
LIVES = {each.type: each for each in reversed(LIFECYCLES) if updates(each) and each.leaves is None}

#: What the API lets be tagged for as long as it can be seen, and what an update makes anew.
TAKEN = {
    *("ClientGateway", "NatService", "NetAccessPoint", "NetPeering", "VirtualGateway", "Vm", "VpnConnection"),
    *("ImageLaunchPermission", "LoadBalancerVms", "NicPrivateIps", "SnapshotVolumePermission", "Tag"),
}


@pytest.mark.parametrize("era", ["1.16"], indirect=True)
@pytest.mark.parametrize("lifecycle", LIVES.values(), ids=LIVES)
async def test_a_change_of_what_is_gone_says_so(lifecycle: Lifecycle, engine: Engine, account: Account, way: Way):
    stage = Stage(engine, account, lifecycle, Evidence(BOUND[lifecycle.type], account, way))
    await stage.set_up()
    stage.it = it = await engine.made(lifecycle.type, **stage.filled(lifecycle.inputs))
    await engine.delete(it)
    change = updates(lifecycle)[0]
    inputs = await engine.checked(it.type, {**bare(it.inputs), **stage.filled(change.inputs)}, it.inputs)
    if lifecycle.type in TAKEN:
        await engine.update(it, inputs)
        return
    with pytest.raises(Failed, match=GONE) as failed:
        await engine.update(it, inputs)
    assert not isinstance(failed.value, InitFailed)


async def test_a_vm_that_was_terminated_by_hand_is_not_said_to_be_as_it_was(engine: Engine, account: Account, way: Way):
    vm = await engine.made("Vm", **VM)
    await account.call("DeleteVms", VmIds=[vm.id])
    inputs = await engine.checked("Vm", {**VM, "keypairName": "mine", "deletionProtection": True}, vm.inputs)
    with pytest.raises(Failed, match=rf"^UpdateVm was refused: .*\. Vm {vm.id} {GONE}$") as failed:
        await engine.update(vm, inputs)
    assert "as it was" not in failed.value.message
    assert await engine.read(vm) is None
