"""The NICs, addresses and security groups of a VM: what it tells of those that were asked for, and their changes in place."""

from __future__ import annotations

from typing import Any

from outscale_provider.model.operation import Operation
from outscale_provider.model.resource import Changes, Problem, Run, Updates
from outscale_provider.model.values import Remote

#: What of a NIC changes in place. Its Subnet and addresses are its own for life.
CHANGEABLE = ("DeleteOnVmDeletion", "Description", "SecurityGroupIds")

#: What the API takes of a NIC to create, and of no other.
OF_NEW = (*CHANGEABLE, "PrivateIps", "SecondaryPrivateIpCount", "SubnetId")
_ONLY_NEW = "is only for a NIC to create: what a NIC that is there is like is said by its own resource"
_NEEDED = "is required for a NIC to create; one that is there is given by nicId"


def nics_as_asked(vm: Remote, wanted: list[Remote]) -> list[Remote]:
    """The NICs of a VM at the places that are asked for."""
    nics = {nic["LinkNic"]["DeviceNumber"]: nic for nic in vm.get("Nics", ())}
    return [_nic_as_asked(nics[nic["DeviceNumber"]], nic) for nic in wanted if nic.get("DeviceNumber") in nics]


def _nic_as_asked(nic: Remote, wanted: Remote) -> Remote:
    asked = {address["PrivateIp"] for address in wanted.get("PrivateIps", ())}
    addresses = [{name: each[name] for name in ("IsPrimary", "PrivateIp")} for each in nic["PrivateIps"]]
    told = {
        "DeleteOnVmDeletion": nic["LinkNic"]["DeleteOnVmDeletion"],
        "Description": nic.get("Description"),
        "DeviceNumber": nic["LinkNic"]["DeviceNumber"],
        "NicId": nic["NicId"],
        "PrivateIps": [each for each in addresses if each["PrivateIp"] in asked],
        "SecondaryPrivateIpCount": len(addresses) - 1,
        "SecurityGroupIds": group_ids(nic),
        "SubnetId": nic["SubnetId"],
    }
    return {name: told[name] for name in wanted}


def addresses_as_asked(vm: Remote, wanted: list[str]) -> list[str]:
    """The addresses of the primary NIC. Others may have been added to those that a program gives."""
    primary = [nic for nic in vm.get("Nics", ()) if nic["LinkNic"]["DeviceNumber"] == 0]
    there = [each["PrivateIp"] for nic in primary for each in nic["PrivateIps"]]
    return wanted if set(wanted) <= set(there) else there


def group_names(vm: Remote, _: list[str]) -> list[str]:
    return [group["SecurityGroupName"] for group in vm.get("SecurityGroups", ())]


def group_ids(vm: Remote) -> list[str] | None:
    """The ids of the security groups of a VM or a NIC."""
    return [group["SecurityGroupId"] for group in vm.get("SecurityGroups", ())] or None


def check(inputs: Remote) -> list[Problem]:
    """What a NIC to create needs, and what can't be said of one that is there."""
    nics = inputs.get("Nics")
    problems: list[Problem] = []
    for place, nic in enumerate(nics if isinstance(nics, list) else ()):
        if not isinstance(nic, dict):
            continue
        if "NicId" in nic:
            problems += [Problem(f"Nics[{place}].{name}", _ONLY_NEW) for name in OF_NEW if name in nic]
        else:
            missing = [name for name in ("DeviceNumber", "SubnetId") if name not in nic]
            problems += [Problem(f"Nics[{place}].{name}", _NEEDED) for name in missing]
    return problems


def _by_device(nics: list[Remote] | None) -> dict[int, Remote]:
    return {nic["DeviceNumber"]: nic for nic in nics or () if "DeviceNumber" in nic}


async def _change(operation: Operation, id: str, changes: Changes) -> None:
    """Makes the NICs what is declared of them, each change in a request of its own, as the API wants it."""
    vm = await operation.remote(id) or {}
    there = {nic["LinkNic"]["DeviceNumber"]: nic for nic in vm.get("Nics", ())}
    before = {} if changes.observed else _by_device(changes.old.get("Nics"))
    for device, nic in _by_device(changes.new.get("Nics")).items():
        if device not in there:
            operation.fail(
                f"nics: {id} has no NIC {device}; link one by NicLink, or replace the VM (`pulumi up --replace`)"
            )
        for request in _requests(there[device], nic, before.get(device, {})):
            await operation.call("UpdateNic", request)


def _requests(there: Remote, wanted: Remote, before: Remote) -> list[Remote]:
    # One that is no longer given has its default again.
    asked = {**({"DeleteOnVmDeletion": True} if "DeleteOnVmDeletion" in before else {}), **wanted}
    told = _nic_as_asked(there, dict.fromkeys(CHANGEABLE))
    names = [name for name in CHANGEABLE if name in asked and _normal(asked[name]) != _normal(told[name])]
    return [{"NicId": there["NicId"], **_parameter(there, name, asked[name])} for name in names]


def _normal(value: Any) -> Any:
    return sorted(value) if isinstance(value, list) else value


def _parameter(there: Remote, name: str, value: Any) -> Remote:
    if name != "DeleteOnVmDeletion":
        return {name: value}
    return {"LinkNic": {"DeleteOnVmDeletion": value, "LinkNicId": there["LinkNic"]["LinkNicId"]}}


CHANGE = Run(_change, ["Nics"], actions=["UpdateNic"])

ROW = Updates(
    kept=True,
    reads_part=nics_as_asked,
    instead=["SubnetId"],
    in_place=CHANGEABLE,
    resumes=True,
    moves=["SecurityGroupIds", "SecurityGroups"],
)
