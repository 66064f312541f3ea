"""What a VM tells of the NICs, addresses and security groups that were asked for."""

from __future__ import annotations

from outscale_provider.model.values import Remote


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
