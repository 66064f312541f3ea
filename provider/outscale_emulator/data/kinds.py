"""Every kind of stored object: how it is identified, what it is found by, which of its states are transient.

Codes and texts of objects that do not exist: api-behaviour.md section 2.3; identifiers: section 3; states: section 4.
"""

from __future__ import annotations

from outscale_api import codes
from outscale_emulator.data.kind import Kind, Object
from outscale_emulator.data.states import GONE, Machine, has_ended

#: How a link to a VM comes and goes.
_LINK = {"attaching": "attached", "detaching": GONE}

ACCOUNT = Kind("Account", "AccountId", indexed=("Email", "_PasswordToken"))
ACCESS_KEY = Kind("AccessKey", "AccessKeyId", missing=codes.UNKNOWN_ACCESS_KEY, missing_name="AccessKeyId")

NET = Kind(
    "Net",
    "NetId",
    "vpc",
    codes.UNKNOWN_NET,
    "NetId",
    indexed=("DhcpOptionsSetId",),
    # Only some eras let a Net be seen in this state (`eras.Version.lingering`).
    machine=Machine({"deleting": GONE}, linger=True),
)
DHCP_OPTIONS = Kind("DhcpOptionsSet", "DhcpOptionsSetId", "dopt", codes.UNKNOWN_DHCP_OPTIONS, "DhcpOptionsId")
SUBNET = Kind("Subnet", "SubnetId", "subnet", codes.UNKNOWN_SUBNET, "SubnetId", indexed=("NetId",))
INTERNET_SERVICE = Kind("InternetService", "InternetServiceId", "igw", codes.UNKNOWN_GATEWAY, indexed=("NetId",))
ROUTE_TABLE = Kind(
    "RouteTable",
    "RouteTableId",
    "rtb",
    codes.UNKNOWN_ROUTE_TABLE,
    "RouteTableId",
    indexed=(
        "NetId",
        "LinkRouteTables[].LinkRouteTableId",
        "LinkRouteTables[].SubnetId",
        "Routes[].GatewayId",
        "Routes[].NatServiceId",
        "Routes[].NetPeeringId",
        "Routes[].NicId",
        "Routes[].VmId",
        "Routes[].NetAccessPointId",
        "RoutePropagatingVirtualGateways[].VirtualGatewayId",
    ),
)
SECURITY_GROUP = Kind(
    "SecurityGroup",
    "SecurityGroupId",
    "sg",
    codes.UNKNOWN_SECURITY_GROUP,
    indexed=(
        "NetId",
        "SecurityGroupName",
        "InboundRules[].SecurityGroupsMembers[].SecurityGroupId",
        "OutboundRules[].SecurityGroupsMembers[].SecurityGroupId",
    ),
)
KEYPAIR = Kind("Keypair", "KeypairName", missing=codes.UNKNOWN_KEYPAIR, indexed=("KeypairId",))
PUBLIC_IP = Kind(
    "PublicIp",
    "PublicIpId",
    "eipalloc",
    codes.UNKNOWN_PUBLIC_IP,
    "PublicIpId",
    indexed=("PublicIp", "LinkPublicIpId", "NicId", "VmId", "_NatServiceId", "_LoadBalancerName"),
)
NIC = Kind(
    "Nic",
    "NicId",
    "eni",
    codes.UNKNOWN_NIC,
    "NicId",
    indexed=(
        "NetId",
        "SubnetId",
        "LinkNic.VmId",
        "LinkNic.LinkNicId",
        "SecurityGroups[].SecurityGroupId",
        "PrivateIps[].PrivateIp",
    ),
    inner=Machine(_LINK, "LinkNic.State"),
)
VM = Kind(
    "Vm",
    "VmId",
    "i",
    codes.UNKNOWN_VM,
    "VmId",
    indexed=(
        "NetId",
        "SubnetId",
        "ClientToken",
        "SecurityGroups[].SecurityGroupId",
        "ImageId",
        "PublicIp",
        "_LeftGroups.SecurityGroupIds[]",
    ),
    machine=Machine({"pending": "running", "stopping": "stopped", "shutting-down": "terminated"}),
    # The groups of a VM that has ended are not free at once (api-behaviour.md section 4, timing).
    inner=Machine({"leaving": GONE}, "_LeftGroups.State"),
)
VOLUME = Kind(
    "Volume",
    "VolumeId",
    "vol",
    codes.UNKNOWN_VOLUME,
    "VolumeId",
    indexed=("SnapshotId", "LinkedVolumes[].VmId", "ClientToken"),
    machine=Machine({"creating": "available", "deleting": GONE}),
    inner=Machine(_LINK, "LinkedVolumes[].State"),
)
IMAGE = Kind(
    "Image",
    "ImageId",
    "ami",
    codes.UNKNOWN_IMAGE,
    "ImageId",
    indexed=("ImageName", "BlockDeviceMappings[].Bsu.SnapshotId"),
    machine=Machine({"pending": "available"}),
)
SNAPSHOT = Kind(
    "Snapshot",
    "SnapshotId",
    "snap",
    codes.UNKNOWN_SNAPSHOT,
    "SnapshotId",
    indexed=("VolumeId", "ClientToken"),
    machine=Machine(
        {"pending/queued": "pending", "in-queue": "pending", "pending": "completed", "importing": "completed"}
    ),
)
_EXPORT = Machine({"pending/queued": "active", "active": "completed"})
IMAGE_EXPORT_TASK = Kind(
    "ImageExportTask", "TaskId", "image-export", codes.UNKNOWN_EXPORT_TASK, "ExportTaskId", machine=_EXPORT
)
SNAPSHOT_EXPORT_TASK = Kind(
    "SnapshotExportTask", "TaskId", "snap-export", codes.UNKNOWN_EXPORT_TASK, "ExportTaskId", machine=_EXPORT
)
#: One row per tagged object, so that ReadTags need not look at every kind.
TAGGED = Kind("Tagged", "ResourceId")

#: Objects that can still be read once they are deleted (api-behaviour.md section 4).
_TOMBSTONE = Machine({"pending": "available", "deleting": "deleted"})

NAT_SERVICE = Kind(
    "NatService",
    "NatServiceId",
    "nat",
    codes.UNKNOWN_NAT_SERVICE,
    "NatServiceId",
    indexed=("NetId", "SubnetId", "PublicIps[].PublicIpId", "ClientToken"),
    machine=_TOMBSTONE,
)
NET_ACCESS_POINT = Kind(
    "NetAccessPoint",
    "NetAccessPointId",
    "vpce",
    codes.UNKNOWN_NET_ACCESS_POINT,
    "NetAccessPointId",
    indexed=("NetId", "RouteTableIds[]"),
    machine=_TOMBSTONE,
)
NET_PEERING = Kind(
    "NetPeering",
    "NetPeeringId",
    "pcx",
    codes.UNKNOWN_NET_PEERING,
    "NetPeeringId",
    indexed=("SourceNet.NetId", "AccepterNet.NetId", "SourceNet.AccountId", "AccepterNet.AccountId"),
)
VIRTUAL_GATEWAY = Kind(
    "VirtualGateway",
    "VirtualGatewayId",
    "vgw",
    codes.UNKNOWN_VIRTUAL_GATEWAY,
    "VirtualGatewayId",
    indexed=("NetToVirtualGatewayLinks[].NetId",),
    machine=_TOMBSTONE,
    inner=Machine({"detaching": "detached"}, "NetToVirtualGatewayLinks[].State"),
)
CLIENT_GATEWAY = Kind(
    "ClientGateway", "ClientGatewayId", "cgw", codes.UNKNOWN_CLIENT_GATEWAY, "ClientGatewayId", machine=_TOMBSTONE
)
VPN_CONNECTION = Kind(
    "VpnConnection",
    "VpnConnectionId",
    "vpn",
    codes.UNKNOWN_VPN_CONNECTION,
    "VpnConnectionId",
    indexed=("ClientGatewayId", "VirtualGatewayId"),
    machine=_TOMBSTONE,
    inner=Machine({"pending": "available", "deleting": "deleted"}, "Routes[].State"),
)
DIRECT_LINK = Kind("DirectLink", "DirectLinkId", "dxcon", codes.UNKNOWN_DIRECT_LINK, "DirectLinkId", machine=_TOMBSTONE)
DIRECT_LINK_INTERFACE = Kind(
    "DirectLinkInterface",
    "DirectLinkInterfaceId",
    "dxvif",
    codes.UNKNOWN_DIRECT_LINK_INTERFACE,
    "DirectLinkInterfaceId",
    indexed=("DirectLinkId", "VirtualGatewayId"),
    machine=_TOMBSTONE,
)
API_ACCESS_RULE = Kind(
    "ApiAccessRule", "ApiAccessRuleId", "aar", codes.UNKNOWN_SETTING, "ApiAccessRuleId", 32, indexed=("CaIds[]",)
)
CA = Kind("Ca", "CaId", "ca", codes.UNKNOWN_SETTING, "CaId", 32)
SERVER_CERTIFICATE = Kind(
    "ServerCertificate", "Name", missing=codes.UNKNOWN_SETTING, missing_name="Name", indexed=("_Orn",)
)
LOAD_BALANCER = Kind(
    "LoadBalancer",
    "LoadBalancerName",
    missing=codes.UNKNOWN_LOAD_BALANCER,
    missing_name="LoadBalancerName",
    indexed=("NetId", "Subnets[]", "SecurityGroups[]", "BackendVmIds[]", "Listeners[].ServerCertificateId"),
    # The API of v1.16 shows no state, only what follows from it.
    machine=Machine({"starting": "active", "deleting": GONE}, "_State"),
)
LISTENER_RULE = Kind(
    "ListenerRule",
    "ListenerRuleName",
    missing=codes.UNKNOWN_LISTENER_RULE,
    missing_name="ListenerRuleName",
    indexed=("ListenerId",),
)
FLEXIBLE_GPU = Kind(
    "FlexibleGpu", "FlexibleGpuId", "fgpu", codes.UNKNOWN_FLEXIBLE_GPU, "FlexibleGpuId", indexed=("VmId",)
)

KINDS = (
    ACCOUNT,
    ACCESS_KEY,
    NET,
    DHCP_OPTIONS,
    SUBNET,
    INTERNET_SERVICE,
    ROUTE_TABLE,
    SECURITY_GROUP,
    KEYPAIR,
    PUBLIC_IP,
    NIC,
    VM,
    VOLUME,
    IMAGE,
    SNAPSHOT,
    IMAGE_EXPORT_TASK,
    SNAPSHOT_EXPORT_TASK,
    TAGGED,
    NAT_SERVICE,
    NET_ACCESS_POINT,
    NET_PEERING,
    VIRTUAL_GATEWAY,
    CLIENT_GATEWAY,
    VPN_CONNECTION,
    DIRECT_LINK,
    DIRECT_LINK_INTERFACE,
    API_ACCESS_RULE,
    CA,
    SERVER_CERTIFICATE,
    LOAD_BALANCER,
    LISTENER_RULE,
    FLEXIBLE_GPU,
)

#: The kind that an identifier belongs to, by its prefix, for the actions that take identifiers of any kind.
BY_PREFIX = {kind.prefix: kind for kind in KINDS if kind.prefix}


def is_over(kind: Kind, obj: Object) -> bool:
    """Whether an object neither stands in the way of anything nor counts any more: it has ended, or only lingers."""
    lingers = kind.machine is not None and kind.machine.linger and obj["State"] in kind.machine.transitions
    return lingers or has_ended(obj)
