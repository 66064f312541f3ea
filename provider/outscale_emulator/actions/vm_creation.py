"""CreateVms: what a request has to fit together, and everything that comes into being with a VM."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from outscale_api import codes
from outscale_emulator.actions.membership import memberships
from outscale_emulator.actions.nic import mac_address
from outscale_emulator.actions.public_ip import free_address
from outscale_emulator.actions.sharing import usable
from outscale_emulator.actions.subregion import check_subregion, default_subregion
from outscale_emulator.actions.user_data import has_no_public_ip
from outscale_emulator.actions.vm import as_read
from outscale_emulator.actions.vm_devices import Device, add_volumes, devices
from outscale_emulator.actions.vm_nics import NicRequest, add_nics, nic_requests
from outscale_emulator.actions.vm_type import vm_type
from outscale_emulator.data.kind import Object
from outscale_emulator.data.kinds import IMAGE, KEYPAIR, NET, NIC, SUBNET, VM
from outscale_emulator.rules.call import Call
from outscale_emulator.rules.errors import ApiError
from outscale_emulator.rules.registry import action

WINDOWS = "0002"


@dataclass(frozen=True)
class Launch:
    """What the VMs of one request have in common. Without `nics` they are in the public Cloud."""

    common: Object
    subregion: str
    devices: list[Device]
    nics: list[NicRequest]
    groups: list[Object]
    has_public_ip: bool


@action(
    "CreateVms",
    simplified=(
        "Past vm_limit is 10010 whatever Min says; cores and memory count also while the VM is stopped "
        "(inferred). Ephemeral devices are ignored. In the era today ActionsOnNextBoot is shown and does "
        "nothing. Of the user data's section for the cloud only private_only acts; the Net, Subnet and NIC of "
        "such a VM can't be read by themselves. The IP of MapPublicIpOnLaunch shows on the VM, not on its "
        "NIC. Private addresses of the public Cloud are any of 10.0.0.0/8. Inferred are 6001 image pending, "
        "9071 another Subregion, 3002 several VMs with PrivateIps, 7000 PrivateIps without SubnetId or no "
        "device 0, 9004 device number twice, 4045 NICs of two Nets or Subregions, 9029 NIC linked, 9014 two "
        "mappings of one device."
    ),
)
def create_vms(call: Call) -> dict[str, Any]:
    """Makes VMs with volumes and NICs as image and request say, in a Subnet or the public Cloud; ClientToken once
    (4119); Min and Max by the room of the Subnet (10001).
    """
    call.refuse_used_token(VM, call.request.get("ClientToken"))
    launch = _launch(call)
    reservation = call.random_id("r")
    vms = [_create_vm(call, launch, reservation, number) for number in range(_count(call, launch))]
    return {"Vms": [as_read(call, vm) for vm in vms]}


def _launch(call: Call) -> Launch:
    request = call.request
    image = usable(call, IMAGE, request["ImageId"])
    if image["State"] != "available":
        raise ApiError(codes.IMAGE_IN_WRONG_STATE, f"'{image['ImageId']}' is {image['State']}.")
    nics = nic_requests(call)
    subnet = nics[0].subnet(call) if nics else None
    subregion = _subregion(call, subnet)
    public = subnet is None or (subnet["MapPublicIpOnLaunch"] and nics[0].existing is None)
    return Launch(
        common=_common(call, image, subregion),
        subregion=subregion,
        devices=devices(call, image, request.get("BlockDeviceMappings", [])),
        nics=nics,
        groups=[] if nics else _public_groups(call),
        has_public_ip=public and not has_no_public_ip(request.get("UserData", "")),
    )


def _public_groups(call: Call) -> list[Object]:
    """The groups of a VM of the public Cloud; in a Net they are those of its NICs."""
    return memberships(call, None, call.request.get("SecurityGroupIds", ()), call.request.get("SecurityGroups", ()))


def _subregion(call: Call, subnet: Object | None) -> str:
    asked = call.request.get("Placement", {}).get("SubregionName")
    if subnet is None:
        return check_subregion(call, default_subregion(call) if asked is None else asked)
    if asked is not None and check_subregion(call, asked) != subnet["SubregionName"]:
        raise ApiError(
            codes.OF_OTHER_SUBREGION, f"'{subnet['SubnetId']}' is in the Subregion '{subnet['SubregionName']}'."
        )
    return str(subnet["SubregionName"])


def _common(call: Call, image: Object, subregion: str) -> Object:
    """The fields that all VMs of a request share (defaults: api-behaviour.md section 5)."""
    request = call.request
    type = vm_type(call, request.get("VmType", "t2.small"))
    common = {
        "Architecture": image["Architecture"],
        "BsuOptimized": request.get("BsuOptimized", False),
        "CreationDate": call.timestamp(),
        "DeletionProtection": request.get("DeletionProtection", False),
        "Hypervisor": "xen",
        "ImageId": image["ImageId"],
        "Performance": type.performance_of(request.get("Performance")),
        "Placement": {
            "SubregionName": subregion,
            "Tenancy": request.get("Placement", {}).get("Tenancy", "default"),
        },
        "ProductCodes": image["ProductCodes"],
        "RootDeviceName": image["RootDeviceName"],
        "RootDeviceType": "ebs",  # What an image calls bsu.
        "State": "pending",
        "StateReason": "",
        "Tags": [],
        "UserData": request.get("UserData", ""),
        "VmInitiatedShutdownBehavior": request.get("VmInitiatedShutdownBehavior", "stop"),
        "VmType": type.name,
        **type.size,
    }
    if not request.get("BootOnCreation", True):
        common["_StaysStopped"] = True
    if "KeypairName" in request:
        common["KeypairName"] = call.owned(KEYPAIR, request["KeypairName"])["KeypairName"]
    if request.get("ClientToken"):
        common["ClientToken"] = request["ClientToken"]
    if WINDOWS in image["ProductCodes"]:
        common["OsFamily"] = "windows"
    return common


def _count(call: Call, launch: Launch) -> int:
    """How many VMs there is room for, from MinVmsCount to MaxVmsCount."""
    least = call.request.get("MinVmsCount", 1)
    most = call.request.get("MaxVmsCount", max(least, 1))
    if not 1 <= most >= least:
        raise ApiError(codes.BAD_VALUE, f"MinVmsCount {least} and MaxVmsCount {most} do not go together.")
    if most == 1 or not launch.nics:
        return int(most)
    room = min(nic.room(call, most) for nic in launch.nics)
    if room < max(least, 1):
        raise ApiError(codes.NO_CAPACITY, f"There is only room for {room} VMs.")
    return int(min(most, room))


def _create_vm(call: Call, launch: Launch, reservation: str, number: int) -> Object:
    id = call.new_id(VM)
    vm = {**launch.common, "LaunchNumber": number, "ReservationId": reservation, "VmId": id}
    if launch.nics:
        primary = add_nics(call, id, launch.nics)
        vm |= {"NetId": primary["NetId"], "SubnetId": primary["SubnetId"]}
    else:
        vm |= {"PrivateIp": _private_address(call), "SecurityGroups": launch.groups}
        if not launch.has_public_ip:
            vm["_HiddenNic"] = _hidden_nic(call)
    if launch.has_public_ip:
        vm["PublicIp"] = free_address(call.store, call.random)
    add_volumes(call, id, launch.subregion, launch.devices)
    return call.add(VM, vm)


def _hidden_nic(call: Call) -> Object:
    """What a VM without public IP, outside of the account's Nets, shows of the network that it is in (section 12)."""
    return {
        "MacAddress": mac_address(call),
        "NetId": call.random_id(NET.prefix),
        "NicId": call.new_id(NIC),
        "SubnetId": call.random_id(SUBNET.prefix),
    }


def _private_address(call: Call) -> str:
    """An address in the network that the VMs of the public Cloud share; nothing is reserved there."""
    number = call.random.randrange(1, 2**24 - 1)
    return f"10.{number >> 16}.{number >> 8 & 255}.{number & 255}"
