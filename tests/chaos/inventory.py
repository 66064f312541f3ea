"""What the cloud has, seen without the provider: the identifiers that a stack's state has to have, by type.

Read from the emulator's own data, so that a provider that overlooks something can't overlook it here as well.
"""

from __future__ import annotations

import json
import sqlite3
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

from outscale_emulator.data.states import has_ended

Object = dict[str, Any]
Resources = Iterator[tuple[str, str]]

#: Types of which the data don't tell whether somebody made one: settings of what is there anyway, and tasks, which stay.
UNTOLD = {"Account", "ApiAccessPolicy", "ImageExportTask", "NetAttributes", "SnapshotExportTask"}

#: Devices whose volumes come with the VM.
OF_VMS = {"/dev/sda1", "/dev/xvdb"}

#: What says of a security group that its rules are its own.
LISTED = "with its rules as lists"

PROTOCOL_FIELDS = ("IpProtocol", "FromPortRange", "ToPortRange")


def identifiers(database: Path) -> dict[str, list[str]]:
    """Everything that a user made, by the names of the provider's types, each sorted."""
    with closing(sqlite3.connect(database)) as connection:
        rows = connection.execute("SELECT kind, body FROM objects").fetchall()
    found = defaultdict(list)
    for kind, text in rows:
        body = json.loads(text)
        if kind in _RESOURCES and not _is_going(body):
            for type, id in _RESOURCES[kind](body):
                found[type].append(id)
    return {type: sorted(ids) for type, ids in found.items()}


def recorded(resources: Mapping[str, Object]) -> dict[str, list[str]]:
    """What a state has of that, likewise."""
    found = defaultdict(list)
    for name, resource in resources.items():
        type = name.partition(" ")[0]
        if type not in UNTOLD:
            found[type].append(resource["id"])
    return {type: sorted(ids) for type, ids in found.items()}


def _is_going(body: Object) -> bool:
    return has_ended(body) or "deleting" in (body.get("State"), body.get("_State"))


def _whole(type: str, field: str) -> Callable[[Object], Resources]:
    """Of objects that are one resource each."""

    def resources(body: Object) -> Resources:
        yield type, body[field]

    return resources


def _of_access_key(body: Object) -> Resources:
    if not body["AccessKeyId"].startswith("EMULATOR"):
        yield "AccessKey", body["AccessKeyId"]


def _of_api_access_rule(body: Object) -> Resources:
    # Each account begins with one.
    if body.get("Description") != "Lets every address in":
        yield "ApiAccessRule", body["ApiAccessRuleId"]


def _of_dhcp_options(body: Object) -> Resources:
    if not body["Default"]:
        yield "DhcpOptions", body["DhcpOptionsSetId"]


def _of_flexible_gpu(body: Object) -> Resources:
    yield "FlexibleGpu", body["FlexibleGpuId"]
    if body["State"] in ("attaching", "attached"):
        yield "FlexibleGpuLink", body["FlexibleGpuId"]


def _of_image(body: Object) -> Resources:
    if body.get("AccountAlias") != "Outscale":
        yield "Image", body["ImageId"]
        if any(body["PermissionsToLaunch"].values()):
            yield "ImageLaunchPermission", body["ImageId"]


def _of_snapshot(body: Object) -> Resources:
    if body.get("AccountAlias") != "Outscale":
        yield "Snapshot", body["SnapshotId"]
        if any(body["PermissionsToCreateVolume"].values()):
            yield "SnapshotVolumePermission", body["SnapshotId"]


def _of_internet_service(body: Object) -> Resources:
    yield "InternetService", body["InternetServiceId"]
    if body.get("NetId"):
        yield "InternetServiceLink", body["InternetServiceId"]


def _of_load_balancer(body: Object) -> Resources:
    name = body["LoadBalancerName"]
    yield "LoadBalancer", name
    if body["BackendVmIds"]:
        yield "LoadBalancerVms", name
    for policy in (*body["ApplicationStickyCookiePolicies"], *body["LoadBalancerStickyCookiePolicies"]):
        yield "LoadBalancerPolicy", f"{name}/{policy['PolicyName']}"


def _of_net_peering(body: Object) -> Resources:
    if body["State"]["Name"] in ("active", "pending-acceptance"):
        yield "NetPeering", body["NetPeeringId"]
    if body["State"]["Name"] == "active":
        yield "NetPeeringAcceptance", body["NetPeeringId"]


def _of_nic(body: Object) -> Resources:
    link = body.get("LinkNic")
    if link is None or link["DeviceNumber"] != 0:
        yield "Nic", body["NicId"]
        if link and link["State"] in ("attaching", "attached"):
            yield "NicLink", link["LinkNicId"]
        return
    # The primary NIC of a VM comes with it; what it has besides was added.
    if len(body["PrivateIps"]) > 1:
        yield "NicPrivateIps", body["NicId"]
    for tag in body["Tags"]:
        yield "Tag", f"{body['NicId']}/{tag['Key']}"


def _of_public_ip(body: Object) -> Resources:
    yield "PublicIp", body["PublicIpId"]
    if body.get("LinkPublicIpId") and body.keys().isdisjoint({"_NatServiceId", "_LoadBalancerName"}):
        yield "PublicIpLink", body["LinkPublicIpId"]


def _of_route_table(body: Object) -> Resources:
    id, links = body["RouteTableId"], body["LinkRouteTables"]
    if not any(link["Main"] for link in links):
        yield "RouteTable", id
    for link in links:
        if not link["Main"]:
            yield "RouteTableLink", link["LinkRouteTableId"]
    for route in body["Routes"]:
        if route["CreationMethod"] == "CreateRoute" and "DestinationIpRange" in route:
            yield "Route", f"{id}/{route['DestinationIpRange']}"
    for gateway in body["RoutePropagatingVirtualGateways"]:
        yield "VirtualGatewayRoutePropagation", f"{id}/{gateway['VirtualGatewayId']}"


def _of_security_group(body: Object) -> Resources:
    if body["SecurityGroupName"] == "default":
        return
    yield "SecurityGroup", body["SecurityGroupId"]
    if body["Description"] == LISTED:
        return
    for rule in body["InboundRules"]:
        members = (member["SecurityGroupId"] for member in rule.get("SecurityGroupsMembers", ()))
        for peer in (*rule.get("IpRanges", ()), *members):
            parts = (body["SecurityGroupId"], "Inbound", *(rule[name] for name in PROTOCOL_FIELDS), peer)
            yield "SecurityGroupRule", "/".join(map(str, parts))


def _of_virtual_gateway(body: Object) -> Resources:
    yield "VirtualGateway", body["VirtualGatewayId"]
    for link in body["NetToVirtualGatewayLinks"]:
        if link["State"] == "attached":
            yield "VirtualGatewayLink", f"{body['VirtualGatewayId']}/{link['NetId']}"


def _of_volume(body: Object) -> Resources:
    links = [link for link in body["LinkedVolumes"] if link["State"] != "detached"]
    if not any(link["DeviceName"] in OF_VMS for link in links):
        yield "Volume", body["VolumeId"]
        if links:
            yield "VolumeLink", body["VolumeId"]


def _of_vpn_connection(body: Object) -> Resources:
    yield "VpnConnection", body["VpnConnectionId"]
    for route in body["Routes"]:
        if route["State"] not in ("deleting", "deleted"):
            yield "VpnConnectionRoute", f"{body['VpnConnectionId']}/{route['DestinationIpRange']}"


#: What finds the resources that an object is or has, by its kind.
_RESOURCES: dict[str, Callable[[Object], Resources]] = {
    "AccessKey": _of_access_key,
    "ApiAccessRule": _of_api_access_rule,
    "Ca": _whole("Ca", "CaId"),
    "ClientGateway": _whole("ClientGateway", "ClientGatewayId"),
    "DhcpOptionsSet": _of_dhcp_options,
    "DirectLink": _whole("DirectLink", "DirectLinkId"),
    "DirectLinkInterface": _whole("DirectLinkInterface", "DirectLinkInterfaceId"),
    "FlexibleGpu": _of_flexible_gpu,
    "Image": _of_image,
    "InternetService": _of_internet_service,
    "Keypair": _whole("Keypair", "KeypairName"),
    "ListenerRule": _whole("ListenerRule", "ListenerRuleName"),
    "LoadBalancer": _of_load_balancer,
    "NatService": _whole("NatService", "NatServiceId"),
    "Net": _whole("Net", "NetId"),
    "NetAccessPoint": _whole("NetAccessPoint", "NetAccessPointId"),
    "NetPeering": _of_net_peering,
    "Nic": _of_nic,
    "PublicIp": _of_public_ip,
    "RouteTable": _of_route_table,
    "SecurityGroup": _of_security_group,
    "ServerCertificate": _whole("ServerCertificate", "Id"),
    "Snapshot": _of_snapshot,
    "Subnet": _whole("Subnet", "SubnetId"),
    "VirtualGateway": _of_virtual_gateway,
    "Vm": _whole("Vm", "VmId"),
    "Volume": _of_volume,
    "VpnConnection": _of_vpn_connection,
}
