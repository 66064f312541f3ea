"""Links between NICs and VMs."""

from __future__ import annotations

from typing import Any

from outscale_api import codes
from outscale_emulator.actions.nic import remove_nic
from outscale_emulator.data.kind import Object
from outscale_emulator.data.kinds import NIC, VM
from outscale_emulator.data.transaction import Transaction
from outscale_emulator.rules.call import Call
from outscale_emulator.rules.errors import ApiError
from outscale_emulator.rules.registry import action, effect


@action("LinkNic", simplified="A VM in another state is 6003 (inferred).")
def link_nic(call: Call) -> dict[str, Any]:
    """Needs a VM that runs or is stopped, in the same Net and Subregion (4045), and a free device number (9004);
    linked already 9029.
    """
    nic = call.owned(NIC, call.request["NicId"])
    vm = call.owned(VM, call.request["VmId"])
    if vm["State"] not in ("running", "stopped"):
        raise ApiError(codes.WRONG_STATE, f"'{vm['VmId']}' is {vm['State']}.")
    if nic["NetId"] != vm.get("NetId") or nic["SubregionName"] != vm["Placement"]["SubregionName"]:
        raise ApiError(
            codes.NOT_TOGETHER, f"'{nic['NicId']}' and '{vm['VmId']}' are not in the same Net and Subregion."
        )
    attach(call, nic, vm["VmId"], call.request["DeviceNumber"], delete_with_vm=False)
    nic["LinkNic"]["State"] = nic["State"] = "attaching"
    call.store.save(NIC, nic)
    return {"LinkNicId": nic["LinkNic"]["LinkNicId"]}


@action("UnlinkNic", simplified="The primary NIC is 8003 (inferred).")
def unlink_nic(call: Call) -> None:
    """Detaches by the clock; unknown link 5007."""
    nic = _by_link(call, call.request["LinkNicId"])
    if nic["LinkNic"]["DeviceNumber"] == 0:
        raise ApiError(codes.IS_ROOT_VOLUME, f"'{nic['NicId']}' is the primary NIC of '{nic['LinkNic']['VmId']}'.")
    nic["LinkNic"]["State"] = nic["State"] = "detaching"
    call.store.save(NIC, nic)


def attach(call: Call, nic: Object, vm_id: str, device: int, delete_with_vm: bool) -> None:
    """Links a NIC to a VM at once. Raises ApiError where the NIC or the device number is taken."""
    if "LinkNic" in nic:
        raise ApiError(codes.IN_USE, f"'{nic['NicId']}' is linked to '{nic['LinkNic']['VmId']}'.")
    others = call.store.find(NIC, "LinkNic.VmId", vm_id)
    if any(other["LinkNic"]["DeviceNumber"] == device for other in others):
        raise ApiError(codes.DEVICE_NUMBER_TAKEN, f"The device number {device} of '{vm_id}' is taken.")
    nic["LinkNic"] = {
        "DeleteOnVmDeletion": delete_with_vm,
        "DeviceNumber": device,
        "LinkNicId": call.random_id("eni-attach"),
        "State": "attached",
        "VmAccountId": call.account,
        "VmId": vm_id,
    }
    nic["State"] = "in-use"
    call.store.save(NIC, nic)


def release_nics(store: Transaction, vm_id: str) -> None:
    """Deletes or unlinks the NICs of a VM that has ended."""
    for nic in store.find(NIC, "LinkNic.VmId", vm_id):
        if nic["LinkNic"]["DeleteOnVmDeletion"]:
            remove_nic(store, nic)
        else:
            del nic["LinkNic"]
            nic["State"] = "available"
            store.save(NIC, nic)


@effect("Nic")
def settle_state(store: Transaction, nic: Object, _: str) -> None:
    """Lets the state of a NIC follow its link's."""
    nic["State"] = "in-use" if "LinkNic" in nic else "available"
    store.save(NIC, nic)


def _by_link(call: Call, id: str) -> Object:
    for nic in call.store.find(NIC, "LinkNic.LinkNicId", id):
        if nic["_account"] == call.account:
            return nic
    raise ApiError(codes.UNKNOWN_NIC_LINK, f"The LinkNicId '{id}' doesn't exist.")
