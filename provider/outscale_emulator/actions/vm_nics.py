"""The NICs that CreateVms makes or links."""

from __future__ import annotations

from dataclasses import dataclass, field

from outscale_api import codes
from outscale_emulator.actions.membership import memberships
from outscale_emulator.actions.nic import new_nic
from outscale_emulator.actions.nic_link import attach
from outscale_emulator.data.kind import Object
from outscale_emulator.data.kinds import NIC, SUBNET
from outscale_emulator.rules.call import Call
from outscale_emulator.rules.errors import ApiError

#: What a request says about the network of its VMs where it has no NICs.
WITHOUT_NICS = ("PrivateIps", "SecurityGroupIds", "SecurityGroups", "SubnetId")


@dataclass(frozen=True)
class NicRequest:
    """One NIC of each VM of a request: an `existing` one, or one to create as `new` says."""

    device: int
    existing: str | None = None
    new: Object = field(default_factory=dict)
    delete_with_vm: bool = True

    def subnet(self, call: Call) -> Object:
        return call.owned(SUBNET, call.owned(NIC, self.existing)["SubnetId"] if self.existing else self.new["SubnetId"])

    def room(self, call: Call, most: int) -> int:
        """For how many VMs, at most `most`, its Subnet has addresses."""
        if self.existing:
            return 1
        each = max(len(self.new.get("PrivateIps", ())), 1) + self.new.get("SecondaryPrivateIpCount", 0)
        return min(most, int(self.subnet(call)["AvailableIpsCount"] // each))


def nic_requests(call: Call) -> list[NicRequest]:
    """The NICs that a request asks for, the primary one first; none for the public Cloud."""
    request = call.request
    if request.get("Nics"):
        return _listed(call, request["Nics"])
    if "SubnetId" in request:
        return [_primary(call)]
    if request.get("PrivateIps"):
        raise ApiError(codes.MISSING_PARAMETER, "'PrivateIps' needs a 'SubnetId'.")
    return []


def add_nics(call: Call, vm_id: str, requests: list[NicRequest]) -> Object:
    """Makes or links the NICs of a new VM and answers the primary one."""
    nics = []
    for request in requests:
        nic = call.owned(NIC, request.existing) if request.existing else new_nic(call, request.new)
        attach(call, nic, vm_id, request.device, request.delete_with_vm)
        nics.append(nic)
    return nics[0]


def _primary(call: Call) -> NicRequest:
    """The only NIC of a VM for which a request names a Subnet."""
    request = call.request
    subnet = call.owned(SUBNET, request["SubnetId"])
    groups = memberships(call, subnet["NetId"], request.get("SecurityGroupIds", ()), request.get("SecurityGroups", ()))
    addresses = request.get("PrivateIps", [])
    if addresses and request.get("MaxVmsCount", 1) > 1:
        raise ApiError(codes.EXCLUSIVE_PARAMETERS, "Several VMs cannot have the same 'PrivateIps'.")
    return NicRequest(
        device=0,
        new={
            "Description": "Primary network interface",
            "PrivateIps": [{"IsPrimary": index == 0, "PrivateIp": ip} for index, ip in enumerate(addresses)],
            "SecurityGroupIds": [group["SecurityGroupId"] for group in groups],
            "SubnetId": subnet["SubnetId"],
        },
    )


def _listed(call: Call, nics: list[Object]) -> list[NicRequest]:
    given = [name for name in WITHOUT_NICS if name in call.request]
    if given:
        raise ApiError(codes.EXCLUSIVE_PARAMETERS, f"'Nics' excludes {', '.join(given)}.")
    requests = sorted((_request(call, nic) for nic in nics), key=lambda request: request.device)
    numbers = [request.device for request in requests]
    if numbers[0] != 0:
        raise ApiError(codes.MISSING_PARAMETER, "One of the 'Nics' needs the 'DeviceNumber' 0.")
    if len(set(numbers)) < len(numbers):
        raise ApiError(codes.DEVICE_NUMBER_TAKEN, "Two of the 'Nics' have the same 'DeviceNumber'.")
    if len({request.subnet(call)["NetId"] for request in requests}) > 1:
        raise ApiError(codes.NOT_TOGETHER, "The 'Nics' are not in the same Net.")
    if len({request.subnet(call)["SubregionName"] for request in requests}) > 1:
        raise ApiError(codes.NOT_TOGETHER, "The 'Nics' are not in the same Subregion.")
    return requests


def _request(call: Call, nic: Object) -> NicRequest:
    if nic.get("NicId"):
        return _existing(call, nic)
    if "SubnetId" not in nic or "DeviceNumber" not in nic:
        raise ApiError(codes.MISSING_PARAMETER, "A NIC to create needs a 'SubnetId' and a 'DeviceNumber'.")
    if len(nic.get("PrivateIps", ())) > 1 and nic.get("SecondaryPrivateIpCount"):
        raise ApiError(codes.EXCLUSIVE_PARAMETERS, "'SecondaryPrivateIpCount' excludes several 'PrivateIps'.")
    if nic.get("PrivateIps") and call.request.get("MaxVmsCount", 1) > 1:
        raise ApiError(codes.EXCLUSIVE_PARAMETERS, "Several VMs cannot have the same 'PrivateIps'.")
    new = {name: value for name, value in nic.items() if name not in ("DeleteOnVmDeletion", "DeviceNumber")}
    return NicRequest(nic["DeviceNumber"], new=new, delete_with_vm=nic.get("DeleteOnVmDeletion", True))


def _existing(call: Call, nic: Object) -> NicRequest:
    found = call.owned(NIC, nic["NicId"])
    if "SubnetId" in nic:
        raise ApiError(codes.EXCLUSIVE_PARAMETERS, "'NicId' and 'SubnetId' exclude each other.")
    if "LinkNic" in found:
        raise ApiError(codes.IN_USE, f"'{found['NicId']}' is linked to '{found['LinkNic']['VmId']}'.")
    # A NIC that was there before the VM outlives it unless UpdateNic says otherwise.
    return NicRequest(nic.get("DeviceNumber", 0), existing=found["NicId"], delete_with_vm=False)
