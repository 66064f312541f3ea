"""VMs as they are read: their NICs, volumes and addresses, and their states."""

from __future__ import annotations

from typing import Any

from outscale_emulator.actions.nic import as_read as nic_as_read
from outscale_emulator.actions.nic import primary_address, private_dns_name
from outscale_emulator.actions.public_ip import public_dns_name
from outscale_emulator.data.kind import Object
from outscale_emulator.data.kinds import NIC, PUBLIC_IP, VM, VOLUME
from outscale_emulator.data.transaction import Transaction
from outscale_emulator.rules.call import Call
from outscale_emulator.rules.filters import candidates, passing, read
from outscale_emulator.rules.registry import action


@action("ReadVms", simplified="OsFamily for Windows images only.")
def read_vms(call: Call) -> dict[str, Any]:
    """Lists VMs with NICs, volumes, addresses; all filters; bad ids are 4104 and 4105."""
    return {"Vms": read(call, VM, view=as_read)}


@action("ReadVmsState", simplified="There is never any maintenance.")
def read_vms_state(call: Call) -> dict[str, Any]:
    """States of the VMs that run, or of all; all filters."""
    owned = [vm for vm in candidates(call, VM, account=call.account) if vm["_account"] == call.account]
    shown = [_state(vm) for vm in owned if vm["State"] == "running" or call.request.get("AllVms")]
    states = passing(call, shown)
    call.store.count_reads(states)
    return {"VmStates": states}


def nics_of(store: Transaction, vm_id: str) -> list[Object]:
    """The NICs of a VM, the primary one first."""
    return sorted(store.find(NIC, "LinkNic.VmId", vm_id), key=lambda nic: int(nic["LinkNic"]["DeviceNumber"]))


def as_read(call: Call, vm: Object) -> Object:
    """A VM with what belongs to it: volumes, and in a Net NICs, of which the primary one decides most."""
    checked = call.era.checks_public_vms
    shown = {**vm, "BlockDeviceMappings": _block_devices(call.store, vm), "IsSourceDestChecked": checked}
    nics = [nic_as_read(call, nic) for nic in nics_of(call.store, vm["VmId"])] if "NetId" in vm else []
    if nics:
        shown |= {
            "IsSourceDestChecked": nics[0]["IsSourceDestChecked"],
            "Nics": [_light(nic) for nic in nics],
            "PrivateIp": primary_address(nics[0]),
            "SecurityGroups": nics[0]["SecurityGroups"],
        }
        linked = [nics[0]["LinkPublicIp"]] if "LinkPublicIp" in nics[0] else []
    else:
        shown |= _hidden_nic(call, vm)
        linked = call.store.find(PUBLIC_IP, "VmId", vm["VmId"])
    if linked:
        shown["PublicIp"] = linked[0]["PublicIp"]
    return shown | _names(call, shown)


def _hidden_nic(call: Call, vm: Object) -> Object:
    """The NIC, the Subnet and the Net that only the VM in them shows."""
    if "_HiddenNic" not in vm:
        return {}
    hidden, address = vm["_HiddenNic"], vm["PrivateIp"]
    name = private_dns_name(call, address)
    nic = {
        **hidden,
        "AccountId": vm["_account"],
        "Description": "Primary network interface",
        "IsSourceDestChecked": call.era.checks_public_vms,
        "LinkNic": {
            "DeleteOnVmDeletion": True,
            "DeviceNumber": 0,
            "LinkNicId": hidden["NicId"].replace("eni-", "eni-attach-"),
            "State": "attached",
        },
        "PrivateDnsName": name,
        "PrivateIps": [{"IsPrimary": True, "PrivateDnsName": name, "PrivateIp": address}],
        "SecurityGroups": vm["SecurityGroups"],
        "State": "in-use",
    }
    return {"NetId": hidden["NetId"], "Nics": [nic], "SubnetId": hidden["SubnetId"]}


def _names(call: Call, vm: Object) -> Object:
    names = {}
    if "PrivateIp" in vm:
        names["PrivateDnsName"] = private_dns_name(call, vm["PrivateIp"])
    if "PublicIp" in vm:
        names["PublicDnsName"] = public_dns_name(call, vm["PublicIp"])
    return names


def _block_devices(store: Transaction, vm: Object) -> list[Object]:
    links = [
        link
        for volume in store.find(VOLUME, "LinkedVolumes[].VmId", vm["VmId"])
        for link in volume["LinkedVolumes"]
        if link["VmId"] == vm["VmId"]
    ]
    links.sort(key=lambda link: (link["DeviceName"] != vm["RootDeviceName"], link["DeviceName"]))
    return [
        {
            "Bsu": {
                "DeleteOnVmDeletion": link["DeleteOnVmDeletion"],
                "LinkDate": link["_LinkDate"],
                "State": link["State"],
                "VolumeId": link["VolumeId"],
            },
            "DeviceName": link["DeviceName"],
        }
        for link in links
    ]


def _light(nic: Object) -> Object:
    """A NIC as part of a VM, with less than ReadNics says about it."""
    light = {name: value for name, value in nic.items() if name not in ("SubregionName", "Tags")}
    light["LinkNic"] = {name: value for name, value in nic["LinkNic"].items() if name not in ("VmAccountId", "VmId")}
    light["PrivateIps"] = [_with_light_link(address) for address in nic["PrivateIps"]]
    return _with_light_link(light)


def _with_light_link(obj: Object) -> Object:
    if "LinkPublicIp" not in obj:
        return obj
    shown = {name: obj["LinkPublicIp"][name] for name in ("PublicDnsName", "PublicIp", "PublicIpAccountId")}
    return {**obj, "LinkPublicIp": shown}


def _state(vm: Object) -> Object:
    return {
        "MaintenanceEvents": [],
        "SubregionName": vm["Placement"]["SubregionName"],
        "VmId": vm["VmId"],
        "VmState": vm["State"],
        "_seq": vm["_seq"],
    }
