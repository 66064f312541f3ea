"""The filters of the Read actions: most say by their name which field they compare, the others are listed here.

Those that do more than compare a field are with their actions.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import cache
from typing import Any

from outscale_api import Action, ObjectType

Filter = str | Callable[[dict[str, Any], Any], bool]

#: The number of each state of a VM (api-behaviour.md section 4).
STATE_CODES = {
    "quarantine": -1,
    "pending": 0,
    "running": 16,
    "shutting-down": 32,
    "terminated": 48,
    "stopping": 64,
    "stopped": 80,
}

#: Filters whose names do not say which field they compare. A path that no object has matches nothing.
IRREGULAR: Mapping[str, Mapping[str, Filter]] = {
    "FiltersVpnConnection": {
        "BgpAsns": "_BgpAsn",
    },
    "FiltersVolume": {
        "LinkVolumeDeleteOnVmDeletion": "LinkedVolumes[].DeleteOnVmDeletion",
        "LinkVolumeDeviceNames": "LinkedVolumes[].DeviceName",
        "LinkVolumeLinkStates": "LinkedVolumes[].State",
        "LinkVolumeVmIds": "LinkedVolumes[].VmId",
        "VolumeSizes": "Size",
        "VolumeStates": "State",
    },
    "FiltersVmsState": {
        "MaintenanceEventsNotAfter": "MaintenanceEvents[].NotAfter",
        "MaintenanceEventsNotBefore": "MaintenanceEvents[].NotBefore",
    },
    "FiltersVirtualGateway": {
        "LinkNetIds": "NetToVirtualGatewayLinks[].NetId",
        "LinkStates": "NetToVirtualGatewayLinks[].State",
    },
    "FiltersRouteTable": {
        "LinkRouteTableIds": "LinkRouteTables[].RouteTableId",
        "LinkSubnetIds": "LinkRouteTables[].SubnetId",
    },
    "FiltersQuota": {
        "Collections": "QuotaCollection",
        "QuotaNames": "Name",
        "QuotaTypes": "_Type",
        "ShortDescriptions": "ShortDescription",
    },
    "FiltersNic": {
        "IsSourceDestCheck": "IsSourceDestChecked",
        "LinkPublicIpAccountIds": "LinkPublicIp.PublicIpAccountId",
        "PrivateIpsLinkPublicIpAccountIds": "PrivateIps[].LinkPublicIp.PublicIpAccountId",
        "PrivateIpsLinkPublicIpPublicIps": "PrivateIps[].LinkPublicIp.PublicIp",
        "PrivateIpsPrimaryIp": "PrivateIps[].IsPrimary",
        "PrivateIpsPrivateIps": "PrivateIps[].PrivateIp",
    },
    "FiltersInternetService": {
        "LinkNetIds": "NetId",
        "LinkStates": "State",
    },
    "FiltersApiLog": {
        "QueryDateAfter": lambda log, wanted: bool(log["QueryDate"] >= wanted),
        "QueryDateBefore": lambda log, wanted: bool(log["QueryDate"] <= wanted),
    },
    "FiltersDhcpOptions": {"LogServers": "LogServers[]"},
    "FiltersExportTask": {"ImageIds": "ImageId", "SnapshotIds": "SnapshotId"},
    "FiltersFlexibleGpu": {
        "Tags": lambda gpu, wanted: any(asked.items() <= tag.items() for tag in gpu["Tags"] for asked in wanted)
    },
    "FiltersImage": {
        "ProductCodeNames": "ProductCodes[]",
        "BlockDeviceMappingDeleteOnVmDeletion": "BlockDeviceMappings[].Bsu.DeleteOnVmDeletion",
        "BlockDeviceMappingSnapshotIds": "BlockDeviceMappings[].Bsu.SnapshotId",
        "BlockDeviceMappingVolumeSizes": "BlockDeviceMappings[].Bsu.VolumeSize",
        "BlockDeviceMappingVolumeTypes": "BlockDeviceMappings[].Bsu.VolumeType",
    },
    "FiltersLoadBalancer": {"States": "_State"},
    "FiltersSecurityGroup": {
        "InboundRuleProtocols": "InboundRules[].IpProtocol",
        "OutboundRuleProtocols": "OutboundRules[].IpProtocol",
    },
    "FiltersSnapshot": {
        "FromCreationDate": lambda snapshot, wanted: bool(snapshot["CreationDate"] >= wanted),
        "ToCreationDate": lambda snapshot, wanted: bool(snapshot["CreationDate"] <= wanted),
    },
    "FiltersSubregion": {"States": "State"},
    "FiltersVm": {
        "BlockDeviceMappingDeleteOnVmDeletion": "BlockDeviceMappings[].Bsu.DeleteOnVmDeletion",
        "BlockDeviceMappingLinkDates": "BlockDeviceMappings[].Bsu.LinkDate",
        "BlockDeviceMappingStates": "BlockDeviceMappings[].Bsu.State",
        "BlockDeviceMappingVolumeIds": "BlockDeviceMappings[].Bsu.VolumeId",
        "Lifecycles": "_Lifecycle",
        "NicLinkNicLinkNicDates": "Nics[].LinkNic._LinkNicDate",
        "NicLinkNicVmAccountIds": "Nics[].AccountId",
        "NicLinkNicVmIds": "VmId",
        "NicLinkPublicIpAccountIds": "Nics[].LinkPublicIp.PublicIpAccountId",
        "NicLinkPublicIpLinkPublicIpIds": "Nics[].LinkPublicIp.LinkPublicIpId",
        "NicLinkPublicIpPublicIpIds": "Nics[].LinkPublicIp.PublicIpId",
        "NicPrivateIpsLinkPublicIpAccountIds": "Nics[].PrivateIps[].LinkPublicIp.PublicIpAccountId",
        "NicPrivateIpsLinkPublicIpIds": "Nics[].PrivateIps[].LinkPublicIp.PublicIp",
        "NicPrivateIpsPrimaryIp": "Nics[].PrivateIps[].IsPrimary",
        "NicPrivateIpsPrivateIps": "Nics[].PrivateIps[].PrivateIp",
        "NicSubregionNames": "Placement.SubregionName",
        "Platforms": "OsFamily",
        "ProductCodes": "ProductCodes[]",
        "StateReasonCodes": "_StateReasonCode",
        "StateReasonMessages": "StateReason",
        "SubregionNames": "Placement.SubregionName",
        "Tenancies": "Placement.Tenancy",
        "VmSecurityGroupIds": "SecurityGroups[].SecurityGroupId",
        "VmSecurityGroupNames": "SecurityGroups[].SecurityGroupName",
        "VmStateCodes": lambda vm, wanted: STATE_CODES.get(vm["State"]) in wanted,
        "VmStateNames": "State",
    },
}


@cache
def is_later(action: Action, name: str) -> bool:
    """Whether a filter came after v1.16."""
    filters = action.request.fields["Filters"].type.object
    return filters is not None and bool(filters.fields[name].since)


@cache
def described_filter(action: Action, name: str) -> Filter:
    """What a filter compares. Raises KeyError where neither its name nor the list tells."""
    filters = action.request.fields["Filters"].type.object
    assert filters is not None
    if name in IRREGULAR.get(filters.name, {}):
        return IRREGULAR[filters.name][name]
    if name == "Tags":
        return lambda obj, wanted: any(f"{tag['Key']}={tag['Value']}" in wanted for tag in obj.get("Tags", ()))
    if name in ("TagKeys", "TagValues"):
        return f"Tags[].{name[3:-1]}"
    return dict(_named_paths(_answered(action)))[name]


def _answered(action: Action) -> ObjectType:
    """The type of the objects that a Read action lists."""
    for field in action.response.fields.values():
        if field.type.items and field.type.items.object:
            return field.type.items.object
    raise KeyError(action.name)


def _named_paths(type: ObjectType, name: str = "", part: str = "", path: str = "") -> Iterator[tuple[str, str]]:
    """The filters that the fields of a type suggest: {NicLinkNicStates: Nics[].LinkNic.State}.

    `part` is the last word of the name of what the fields are in, `name` all before it.
    """
    for field in type.fields.values():
        here = f"{path}{field.name}"
        if field.type.items and field.type.items.object:
            yield from _named_paths(field.type.items.object, name + part, field.name.removesuffix("s"), f"{here}[].")
        elif field.type.object:
            yield from _named_paths(field.type.object, name + part, field.name, f"{here}.")
        else:
            compared = f"{here}[]" if field.type.items else here
            for ending in ("", "s", "es"):
                yield f"{name}{part}{field.name}{ending}", compared
                # What a field is part of need not be said twice: NicSecurityGroupIds.
                if part and field.name.startswith(part):
                    yield f"{name}{field.name}{ending}", compared
