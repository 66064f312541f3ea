"""One case per action: a request that succeeds and one that is refused, with what must be there before.

A text `$name` in a request stands for the identifier that the preparation of that name gives (`PREPARATIONS`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from emulator.pki import pem_certificate, pem_key, rsa_key

IMAGE = "ami-e0000001"
HERE = "eu-west-2a"
ACCOUNT, NEIGHBOUR = "100000000001", "100000000002"

Request = Mapping[str, Any]


@dataclass(frozen=True)
class Preparation:
    """A request made before, and where its answer has the identifier that it is made for.

    `value` gives that identifier instead, where the answer does not; `mailed` tells that it comes by e-mail. `lasting`
    tells that what it begins lasts. `first` are preparations that no parameter names, `neighbour` tells that the second
    account makes the request.
    """

    action: str
    request: Request = field(default_factory=dict)
    path: str = ""
    value: str = ""
    mailed: bool = False
    lasting: bool = False
    first: tuple[str, ...] = ()
    neighbour: bool = False


@dataclass(frozen=True)
class Case:
    """How an action succeeds and is refused.

    `refused` holds the changes that make the request one that is refused with `code`. `first` are the preparations that
    no parameter names, `neighbour` tells that the second account makes the request.
    """

    request: Request
    refused: Request
    code: str
    first: tuple[str, ...] = ()
    neighbour: bool = False


LISTENER = {"BackendPort": 8080, "LoadBalancerPort": 80, "LoadBalancerProtocol": "HTTP"}
TAG = {"Key": "name", "Value": "web"}
OSU = {"DiskImageFormat": "qcow2", "OsuBucket": "bucket"}
RULE = {"Flow": "Inbound", "IpProtocol": "tcp", "FromPortRange": 80, "ToPortRange": 80, "IpRange": "10.0.0.0/8"}
INTERFACE = {"BgpAsn": 65000, "DirectLinkInterfaceName": "link", "VirtualGatewayId": "$vgw", "Vlan": 100}
NEW_ACCOUNT = {
    "City": "Lille",
    "CompanyName": "Third",
    "Country": "France",
    "CustomerId": "10000003",
    "Email": "third@example.com",
    "FirstName": "Tom",
    "LastName": "Tiers",
    "ZipCode": "59000",
}
CERTIFICATE = {"Name": "site", "Body": pem_certificate(), "PrivateKey": pem_key(rsa_key())}
OPEN_RULE = {"Description": "everyone", "IpRanges": ["0.0.0.0/0"]}
GPU = {"ModelName": "nvidia-p100", "SubregionName": HERE}
NEXT_YEAR = "2023-01-01"
#: What an access rule is refused for that lets nobody in.
NOBODY = {"IpRanges": ["nowhere"]}

PREPARATIONS: Mapping[str, Preparation] = {
    "token": Preparation("SendResetPasswordEmail", {"Email": "emulator@example.com"}, mailed=True),
    "key": Preparation("CreateAccessKey", path="AccessKey.AccessKeyId"),
    "rule": Preparation("CreateApiAccessRule", OPEN_RULE, "ApiAccessRule.ApiAccessRuleId"),
    "ca": Preparation("CreateCa", {"CaPem": pem_certificate()}, "Ca.CaId"),
    "cgw": Preparation(
        "CreateClientGateway",
        {"BgpAsn": 65000, "ConnectionType": "ipsec.1", "PublicIp": "198.51.100.1"},
        "ClientGateway.ClientGatewayId",
    ),
    "vgw": Preparation("CreateVirtualGateway", {"ConnectionType": "ipsec.1"}, "VirtualGateway.VirtualGatewayId"),
    "linked_vgw": Preparation("LinkVirtualGateway", {"NetId": "$net", "VirtualGatewayId": "$vgw"}, value="$vgw"),
    "vpn": Preparation(
        "CreateVpnConnection",
        {
            "ClientGatewayId": "$cgw",
            "VirtualGatewayId": "$vgw",
            "ConnectionType": "ipsec.1",
            "StaticRoutesOnly": True,
        },
        "VpnConnection.VpnConnectionId",
    ),
    "vpn_route": Preparation(
        "CreateVpnConnectionRoute", {"VpnConnectionId": "$vpn", "DestinationIpRange": "172.16.0.0/16"}, value="$vpn"
    ),
    "dhcp": Preparation("CreateDhcpOptions", {"DomainName": "example.com"}, "DhcpOptionsSet.DhcpOptionsSetId"),
    "direct_link": Preparation(
        "CreateDirectLink",
        {"Bandwidth": "1Gbps", "DirectLinkName": "link", "Location": "PAR1"},
        "DirectLink.DirectLinkId",
    ),
    "interface": Preparation(
        "CreateDirectLinkInterface",
        {"DirectLinkId": "$direct_link", "DirectLinkInterface": INTERFACE},
        "DirectLinkInterface.DirectLinkInterfaceId",
    ),
    "net": Preparation("CreateNet", {"IpRange": "10.0.0.0/16"}, "Net.NetId"),
    "subnet": Preparation("CreateSubnet", {"NetId": "$net", "IpRange": "10.0.1.0/24"}, "Subnet.SubnetId"),
    "igw": Preparation("CreateInternetService", path="InternetService.InternetServiceId"),
    "linked_igw": Preparation(
        "LinkInternetService", {"InternetServiceId": "$igw", "NetId": "$net"}, value="$igw", first=("subnet",)
    ),
    "table": Preparation("CreateRouteTable", {"NetId": "$net"}, "RouteTable.RouteTableId"),
    "table_link": Preparation("LinkRouteTable", {"RouteTableId": "$table", "SubnetId": "$subnet"}, "LinkRouteTableId"),
    "route": Preparation(
        "CreateRoute",
        {"RouteTableId": "$table", "DestinationIpRange": "0.0.0.0/0", "GatewayId": "$linked_igw"},
        value="$table",
    ),
    "public_subnet": Preparation("ReadSubnets", value="$subnet", first=("route", "table_link")),
    "nat": Preparation(
        "CreateNatService", {"SubnetId": "$public_subnet", "PublicIpId": "$ip"}, "NatService.NatServiceId"
    ),
    "access_point": Preparation(
        "CreateNetAccessPoint",
        {"NetId": "$net", "ServiceName": "com.outscale.eu-west-2.api"},
        "NetAccessPoint.NetAccessPointId",
    ),
    "far_net": Preparation("CreateNet", {"IpRange": "10.9.0.0/16"}, "Net.NetId", neighbour=True),
    "peering": Preparation(
        "CreateNetPeering", {"SourceNetId": "$net", "AccepterNetId": "$far_net"}, "NetPeering.NetPeeringId"
    ),
    "ip": Preparation("CreatePublicIp", path="PublicIp.PublicIpId"),
    "second_ip": Preparation("CreatePublicIp", path="PublicIp.PublicIpId"),
    "second_net": Preparation("CreateNet", {"IpRange": "10.2.0.0/16"}, "Net.NetId"),
    "second_cgw": Preparation(
        "CreateClientGateway",
        {"BgpAsn": 65001, "ConnectionType": "ipsec.1", "PublicIp": "198.51.100.2"},
        "ClientGateway.ClientGatewayId",
    ),
    "ip_link": Preparation("LinkPublicIp", {"PublicIpId": "$ip", "VmId": "$vm"}, "LinkPublicIpId"),
    "keypair": Preparation("CreateKeypair", {"KeypairName": "mine"}, "Keypair.KeypairName"),
    "group": Preparation(
        "CreateSecurityGroup",
        {"SecurityGroupName": "web", "Description": "Web", "NetId": "$net"},
        "SecurityGroup.SecurityGroupId",
    ),
    "group_rule": Preparation(
        "CreateSecurityGroupRule", {"SecurityGroupId": "$group", **RULE}, "SecurityGroup.SecurityGroupId"
    ),
    "vm": Preparation("CreateVms", {"ImageId": IMAGE}, "Vms.0.VmId"),
    "stopped_vm": Preparation("StopVms", {"VmIds": ["$vm"]}, "Vms.0.VmId"),
    "windows": Preparation("CreateVms", {"ImageId": "ami-e0000003", "KeypairName": "$keypair"}, "Vms.0.VmId"),
    "net_vm": Preparation("CreateVms", {"ImageId": IMAGE, "SubnetId": "$subnet"}, "Vms.0.VmId"),
    "gpu_vm": Preparation("CreateVms", {"ImageId": IMAGE, "VmType": "tinav5.c4r8p1"}, "Vms.0.VmId"),
    "nic": Preparation("CreateNic", {"SubnetId": "$subnet"}, "Nic.NicId"),
    "nic_link": Preparation("LinkNic", {"NicId": "$nic", "VmId": "$net_vm", "DeviceNumber": 1}, "LinkNicId"),
    "more_ips": Preparation("LinkPrivateIps", {"NicId": "$nic", "PrivateIps": ["10.0.1.50"]}, value="$nic"),
    "volume": Preparation("CreateVolume", {"Size": 10, "SubregionName": HERE}, "Volume.VolumeId"),
    "attached": Preparation(
        "LinkVolume", {"VolumeId": "$volume", "VmId": "$vm", "DeviceName": "/dev/xvdb"}, value="$volume"
    ),
    "snapshot": Preparation("CreateSnapshot", {"VolumeId": "$volume"}, "Snapshot.SnapshotId"),
    "image": Preparation("CreateImage", {"VmId": "$vm", "ImageName": "golden"}, "Image.ImageId"),
    "image_export": Preparation(
        "CreateImageExportTask", {"ImageId": "$image", "OsuExport": OSU}, "ImageExportTask.TaskId", lasting=True
    ),
    "snapshot_export": Preparation(
        "CreateSnapshotExportTask", {"SnapshotId": "$snapshot", "OsuExport": OSU}, "SnapshotExportTask.TaskId"
    ),
    "gpu": Preparation("CreateFlexibleGpu", GPU, "FlexibleGpu.FlexibleGpuId"),
    "gpu_link": Preparation("LinkFlexibleGpu", {"FlexibleGpuId": "$gpu", "VmId": "$gpu_vm"}, value="$gpu"),
    "gpu_vm_stopped": Preparation("StopVms", {"VmIds": ["$gpu_vm"]}, "Vms.0.VmId", first=("gpu_link",)),
    "tags": Preparation("CreateTags", {"ResourceIds": ["$net"], "Tags": [TAG]}, value="$net"),
    "balancer": Preparation(
        "CreateLoadBalancer",
        {"LoadBalancerName": "web", "Listeners": [LISTENER], "SubregionNames": [HERE]},
        "LoadBalancer.LoadBalancerName",
    ),
    "balancer_tags": Preparation(
        "CreateLoadBalancerTags", {"LoadBalancerNames": ["$balancer"], "Tags": [TAG]}, value="$balancer"
    ),
    "backend": Preparation(
        "RegisterVmsInLoadBalancer", {"LoadBalancerName": "$balancer", "BackendVmIds": ["$vm"]}, value="$vm"
    ),
    "listener_rule": Preparation(
        "CreateListenerRule",
        {
            "Listener": {"LoadBalancerName": "$balancer", "LoadBalancerPort": 80},
            "ListenerRule": {"ListenerRuleName": "static", "Priority": 1, "PathPattern": "/static/*"},
            "VmIds": ["$vm"],
        },
        "ListenerRule.ListenerRuleName",
        first=("backend",),
    ),
    "policy": Preparation(
        "CreateLoadBalancerPolicy",
        {"LoadBalancerName": "$balancer", "PolicyName": "sticky", "PolicyType": "load_balancer"},
        value="sticky",
    ),
    "certificate": Preparation("CreateServerCertificate", CERTIFICATE, "ServerCertificate.Name"),
}

#: What every action refuses, for those that take nothing that could be wrong.
UNKNOWN = {"Unknown": 1}
UNKNOWN_FILTER = {"Filters": {"Unknown": ["x"]}}
WRONG_FILTER = {"Filters": "all"}


def _reads(filter: str, *wanted: str, first: tuple[str, ...] = (), neighbour: bool = False) -> Case:
    """A Read action that finds something by a filter, and does not know another one."""
    return Case({"Filters": {filter: list(wanted)}}, UNKNOWN_FILTER, "3001", first, neighbour)


def _takes(id: str, reference: str, unknown: str, code: str, **others: Any) -> Case:
    """An action on one object, which does not know another one."""
    return Case({id: reference, **others}, {id: unknown}, code)


def _lists() -> Case:
    """A Read action that has no filters."""
    return Case({}, UNKNOWN, "3001")


CASES: Mapping[str, Case] = {
    # Access
    "CreateAccessKey": Case({"ExpirationDate": NEXT_YEAR}, {"ExpirationDate": "2001-01-01"}, "4047"),
    "DeleteAccessKey": _takes("AccessKeyId", "$key", "ABCDEFGHIJ0123456789", "5076"),
    "ReadAccessKeys": _reads("AccessKeyIds", "$key"),
    "ReadSecretAccessKey": Case({"AccessKeyId": "$key"}, {"AccessKeyId": ""}, "7000"),
    "UpdateAccessKey": _takes("AccessKeyId", "$key", "ABCDEFGHIJ0123456789", "4122", State="INACTIVE"),
    "CheckAuthentication": Case(
        {"Login": "emulator@example.com", "Password": "emulator-password"}, {"Password": ""}, "7000"
    ),
    "CreateAccount": Case(NEW_ACCOUNT, {"Email": "neighbour@example.com"}, "9007"),
    "ReadAccounts": _lists(),
    "ResetAccountPassword": Case({"Token": "$token", "Password": "another-Password-1"}, {"Token": "x"}, "4118"),
    "SendResetPasswordEmail": Case({"Email": "emulator@example.com"}, {"Email": ""}, "7000"),
    "UpdateAccount": Case({"City": "Nice"}, {"Email": "neighbour@example.com"}, "9073"),
    "ReadApiAccessPolicy": _lists(),
    "UpdateApiAccessPolicy": Case(
        {"MaxAccessKeyExpirationSeconds": 0, "RequireTrustedEnv": False},
        {"MaxAccessKeyExpirationSeconds": -1},
        "4118",
    ),
    "CreateApiAccessRule": Case(OPEN_RULE, NOBODY, "4118"),
    "DeleteApiAccessRule": _takes("ApiAccessRuleId", "$rule", f"aar-{'0' * 32}", "4122"),
    "ReadApiAccessRules": _reads("ApiAccessRuleIds", "$rule"),
    "UpdateApiAccessRule": Case({"ApiAccessRuleId": "$rule", "IpRanges": ["0.0.0.0/0"]}, NOBODY, "4118"),
    "ReadApiLogs": Case({"ResultsPerPage": 10}, {"ResultsPerPage": 1001}, "4113"),
    "CreateCa": Case({"CaPem": pem_certificate()}, {"CaPem": "none"}, "4124"),
    "DeleteCa": _takes("CaId", "$ca", f"ca-{'0' * 32}", "4122"),
    "ReadCas": _reads("CaIds", "$ca"),
    "UpdateCa": _takes("CaId", "$ca", f"ca-{'0' * 32}", "4122", Description="ours"),
    "ReadConsumptionAccount": Case(
        {"FromDate": "2022-02-01", "ToDate": "2022-03-02"}, {"ToDate": "2022-01-01"}, "4118", ("volume",)
    ),
    "ReadQuotas": _reads("QuotaNames", "vm_limit"),
    # Catalogue
    "ReadFlexibleGpuCatalog": _lists(),
    "ReadLocations": _lists(),
    "ReadProductTypes": _reads("ProductTypeIds", "0001"),
    "ReadPublicIpRanges": _lists(),
    "ReadRegions": _lists(),
    "ReadSubregions": _reads("SubregionNames", HERE),
    "ReadVmTypes": _reads("VmTypeNames", "t2.small"),
    "ReadNetAccessPointServices": _reads("ServiceNames", "com.outscale.eu-west-2.api"),
    # Nets
    "CreateNet": Case({"IpRange": "10.0.0.0/16"}, {"IpRange": "10.0.0.0/8"}, "4014"),
    "DeleteNet": _takes("NetId", "$net", "vpc-00000000", "5065"),
    "ReadNets": _reads("NetIds", "$net"),
    "UpdateNet": _takes("DhcpOptionsSetId", "$dhcp", "dopt-00000000", "5018", NetId="$net"),
    "CreateSubnet": Case({"NetId": "$net", "IpRange": "10.0.2.0/24"}, {"IpRange": "10.0.1.0/24"}, "9058", ("subnet",)),
    "DeleteSubnet": _takes("SubnetId", "$subnet", "subnet-00000000", "5057"),
    "ReadSubnets": _reads("SubnetIds", "$subnet"),
    "UpdateSubnet": _takes("SubnetId", "$subnet", "subnet-00000000", "5057", MapPublicIpOnLaunch=True),
    "CreateDhcpOptions": Case({"NtpServers": ["10.0.0.1"]}, {"NtpServers": ["clock"]}, "4047"),
    "DeleteDhcpOptions": _takes("DhcpOptionsSetId", "$dhcp", "dopt-00000000", "5018"),
    "ReadDhcpOptions": _reads("DhcpOptionsSetIds", "$dhcp"),
    "CreateInternetService": Case({}, UNKNOWN, "3001"),
    "DeleteInternetService": _takes("InternetServiceId", "$igw", "igw-00000000", "5001"),
    "LinkInternetService": _takes("InternetServiceId", "$igw", "igw-00000000", "5001", NetId="$net"),
    "ReadInternetServices": _reads("InternetServiceIds", "$igw"),
    "UnlinkInternetService": _takes("NetId", "$net", "vpc-00000000", "5065", InternetServiceId="$linked_igw"),
    "CreateNatService": Case(
        {"SubnetId": "$public_subnet", "PublicIpId": "$ip"}, {"PublicIpId": "eipalloc-00000000"}, "5025"
    ),
    "DeleteNatService": _takes("NatServiceId", "$nat", "nat-00000000", "5032"),
    "ReadNatServices": _reads("NatServiceIds", "$nat"),
    "CreateRouteTable": _takes("NetId", "$net", "vpc-00000000", "5065"),
    "DeleteRouteTable": _takes("RouteTableId", "$table", "rtb-00000000", "5046"),
    "LinkRouteTable": _takes("RouteTableId", "$table", "rtb-00000000", "5046", SubnetId="$subnet"),
    "ReadRouteTables": _reads("RouteTableIds", "$table"),
    "UnlinkRouteTable": _takes("LinkRouteTableId", "$table_link", "rtbassoc-00000000", "5047"),
    "CreateRoute": _takes(
        "GatewayId", "$linked_igw", "igw-00000000", "5001", RouteTableId="$table", DestinationIpRange="0.0.0.0/0"
    ),
    "DeleteRoute": Case(
        {"RouteTableId": "$route", "DestinationIpRange": "0.0.0.0/0"}, {"DestinationIpRange": "1.0.0.0/8"}, "9053"
    ),
    "UpdateRoute": Case(
        {"RouteTableId": "$route", "DestinationIpRange": "0.0.0.0/0", "NicId": "$nic"},
        {"DestinationIpRange": "1.0.0.0/8"},
        "9053",
    ),
    "UpdateRoutePropagation": _takes(
        "VirtualGatewayId", "$linked_vgw", "vgw-00000000", "5068", RouteTableId="$table", Enable=True
    ),
    "CreateNetAccessPoint": Case(
        {"NetId": "$net", "ServiceName": "com.outscale.eu-west-2.api", "RouteTableIds": ["$table"]},
        {"ServiceName": "com.example"},
        "5040",
    ),
    "DeleteNetAccessPoint": _takes("NetAccessPointId", "$access_point", "vpce-00000000", "5034"),
    "ReadNetAccessPoints": _reads("NetAccessPointIds", "$access_point"),
    "UpdateNetAccessPoint": _takes(
        "NetAccessPointId", "$access_point", "vpce-00000000", "5034", AddRouteTableIds=["$table"]
    ),
    "AcceptNetPeering": Case({"NetPeeringId": "$peering"}, {"NetPeeringId": "pcx-00000000"}, "5035", neighbour=True),
    "CreateNetPeering": Case(
        {"SourceNetId": "$net", "AccepterNetId": "$far_net"}, {"AccepterNetId": "vpc-00000000"}, "5065"
    ),
    "DeleteNetPeering": _takes("NetPeeringId", "$peering", "pcx-00000000", "5035"),
    "ReadNetPeerings": _reads("NetPeeringIds", "$peering", neighbour=True),
    "RejectNetPeering": Case({"NetPeeringId": "$peering"}, {"NetPeeringId": ""}, "7000", neighbour=True),
    # Connections from elsewhere
    "CreateClientGateway": Case(
        {"BgpAsn": 65000, "ConnectionType": "ipsec.1", "PublicIp": "198.51.100.1"}, {"BgpAsn": -1}, "4010"
    ),
    "DeleteClientGateway": _takes("ClientGatewayId", "$cgw", "cgw-00000000", "5015"),
    "ReadClientGateways": _reads("ClientGatewayIds", "$cgw"),
    "CreateVirtualGateway": Case({"ConnectionType": "ipsec.1"}, {"ConnectionType": "ssl"}, "4047"),
    "DeleteVirtualGateway": _takes("VirtualGatewayId", "$vgw", "vgw-00000000", "5068"),
    "LinkVirtualGateway": _takes("VirtualGatewayId", "$vgw", "vgw-00000000", "5068", NetId="$net"),
    "ReadVirtualGateways": _reads("VirtualGatewayIds", "$vgw"),
    "UnlinkVirtualGateway": _takes("VirtualGatewayId", "$linked_vgw", "vgw-00000000", "5068", NetId="$net"),
    "CreateVpnConnection": _takes(
        "ClientGatewayId", "$cgw", "cgw-00000000", "5015", VirtualGatewayId="$vgw", ConnectionType="ipsec.1"
    ),
    "CreateVpnConnectionRoute": _takes(
        "VpnConnectionId", "$vpn", "vpn-00000000", "5067", DestinationIpRange="172.16.0.0/16"
    ),
    "DeleteVpnConnection": _takes("VpnConnectionId", "$vpn", "vpn-00000000", "5067"),
    "DeleteVpnConnectionRoute": _takes(
        "DestinationIpRange", "172.16.0.0/16", "172.17.0.0/16", "5055", VpnConnectionId="$vpn_route"
    ),
    "ReadVpnConnections": _reads("VpnConnectionIds", "$vpn"),
    "UpdateVpnConnection": Case(
        {"VpnConnectionId": "$vpn", "VpnOptions": {"TunnelInsideIpRange": "169.254.254.8/30"}},
        {"VpnOptions": {"TunnelInsideIpRange": "10.0.0.0/30"}},
        "4045",
    ),
    "CreateDirectLink": Case(
        {"Bandwidth": "1Gbps", "DirectLinkName": "link", "Location": "PAR1"}, {"Location": "ATLANTIS"}, "5052"
    ),
    "DeleteDirectLink": _takes("DirectLinkId", "$direct_link", "dxcon-00000000", "5072"),
    "ReadDirectLinks": _reads("DirectLinkIds", "$direct_link"),
    "CreateDirectLinkInterface": _takes(
        "DirectLinkId", "$direct_link", "dxcon-00000000", "5072", DirectLinkInterface=INTERFACE
    ),
    "DeleteDirectLinkInterface": _takes("DirectLinkInterfaceId", "$interface", "dxvif-00000000", "5073"),
    "ReadDirectLinkInterfaces": _reads("DirectLinkInterfaceIds", "$interface"),
    # VMs
    "CreateVms": Case({"ImageId": IMAGE, "MaxVmsCount": 2}, {"ImageId": "ami-00000000"}, "5023"),
    "DeleteVms": Case({"VmIds": ["$vm"]}, {"VmIds": ["$vm", "i-00000000"]}, "5063"),
    "ReadAdminPassword": _takes("VmId", "$vm", "i-00000000", "5063"),
    "ReadConsoleOutput": _takes("VmId", "$vm", "i-00000000", "5063"),
    "ReadVms": Case({"Filters": {"VmIds": ["$vm"]}}, {"Filters": {"VmIds": ["vol-00000000"]}}, "4104"),
    "ReadVmsState": _reads("VmIds", "$vm"),
    "RebootVms": Case({"VmIds": ["$vm"]}, {"VmIds": ["i-00000000"]}, "5063"),
    "StartVms": Case({"VmIds": ["$stopped_vm"]}, {"VmIds": ["i-00000000"]}, "5063"),
    "StopVms": Case({"VmIds": ["$vm"]}, {"VmIds": ["i-00000000"]}, "5063"),
    "UpdateVm": Case({"VmId": "$vm", "DeletionProtection": True}, {"VmId": "i-00000000"}, "5063"),
    "CreateKeypair": Case({"KeypairName": "yours"}, {"KeypairName": "mine"}, "9011", ("keypair",)),
    "DeleteKeypair": _takes("KeypairName", "$keypair", "nobodys", "5071"),
    "ReadKeypairs": _reads("KeypairNames", "$keypair"),
    "CreateSecurityGroup": Case(
        {"SecurityGroupName": "db", "Description": "Databases", "NetId": "$net"},
        {"SecurityGroupName": "web"},
        "9008",
        ("group",),
    ),
    "DeleteSecurityGroup": _takes("SecurityGroupId", "$group", "sg-00000000", "5020"),
    "ReadSecurityGroups": _reads("SecurityGroupIds", "$group"),
    "CreateSecurityGroupRule": Case({"SecurityGroupId": "$group", **RULE}, {"FromPortRange": 81}, "4047"),
    "DeleteSecurityGroupRule": Case(
        {"SecurityGroupId": "$group_rule", **RULE}, {"SecurityGroupId": "sg-00000000"}, "5020"
    ),
    "CreateNic": _takes("SubnetId", "$subnet", "subnet-00000000", "5057"),
    "DeleteNic": _takes("NicId", "$nic", "eni-00000000", "5036"),
    "LinkNic": _takes("NicId", "$nic", "eni-00000000", "5036", VmId="$net_vm", DeviceNumber=1),
    "LinkPrivateIps": Case({"NicId": "$nic", "SecondaryPrivateIpCount": 2}, {"SecondaryPrivateIpCount": -1}, "4047"),
    "ReadNics": _reads("NicIds", "$nic"),
    "UnlinkNic": _takes("LinkNicId", "$nic_link", "eni-attach-00000000", "5007"),
    "UnlinkPrivateIps": Case(
        {"NicId": "$more_ips", "PrivateIps": ["10.0.1.50"]}, {"PrivateIps": ["10.0.1.51"]}, "4045"
    ),
    "UpdateNic": _takes("NicId", "$nic", "eni-00000000", "5036", Description="uplink"),
    "CreatePublicIp": Case({}, UNKNOWN, "3001"),
    "DeletePublicIp": _takes("PublicIpId", "$ip", "eipalloc-00000000", "5025"),
    "LinkPublicIp": Case({"PublicIpId": "$ip", "VmId": "$vm"}, {"VmId": "i-00000000"}, "5063"),
    "ReadPublicIps": _reads("PublicIpIds", "$ip"),
    "UnlinkPublicIp": _takes("LinkPublicIpId", "$ip_link", "eipassoc-00000000", "5026"),
    "CreateFlexibleGpu": Case(GPU, {"ModelName": "abacus"}, "4047"),
    "DeleteFlexibleGpu": _takes("FlexibleGpuId", "$gpu", "fgpu-00000000", "5074"),
    "LinkFlexibleGpu": _takes("FlexibleGpuId", "$gpu", "fgpu-00000000", "5074", VmId="$gpu_vm"),
    "ReadFlexibleGpus": _reads("FlexibleGpuIds", "$gpu"),
    "UnlinkFlexibleGpu": _takes("FlexibleGpuId", "$gpu_link", "fgpu-00000000", "5074"),
    "UpdateFlexibleGpu": _takes("FlexibleGpuId", "$gpu", "fgpu-00000000", "5074", DeleteOnVmDeletion=True),
    # Storage
    "CreateVolume": Case({"Size": 10, "SubregionName": HERE}, {"Size": 20000}, "4078"),
    "DeleteVolume": _takes("VolumeId", "$volume", "vol-00000000", "5064"),
    "LinkVolume": _takes("VolumeId", "$volume", "vol-00000000", "5064", VmId="$vm", DeviceName="/dev/xvdb"),
    "ReadVolumes": _reads("VolumeIds", "$volume"),
    "UnlinkVolume": _takes("VolumeId", "$attached", "vol-00000000", "5064"),
    "UpdateVolume": Case({"VolumeId": "$volume", "Size": 20}, {"Size": 5}, "4078"),
    "CreateSnapshot": _takes("VolumeId", "$volume", "vol-00000000", "5064"),
    "CreateSnapshotExportTask": _takes("SnapshotId", "$snapshot", "snap-00000000", "5054", OsuExport=OSU),
    "DeleteSnapshot": _takes("SnapshotId", "$snapshot", "snap-00000000", "5054"),
    "ReadSnapshotExportTasks": _reads("TaskIds", "$snapshot_export"),
    "ReadSnapshots": _reads("SnapshotIds", "$snapshot"),
    "UpdateSnapshot": _takes(
        "SnapshotId",
        "$snapshot",
        "snap-00000000",
        "5054",
        PermissionsToCreateVolume={"Additions": {"AccountIds": [NEIGHBOUR]}},
    ),
    "DeleteExportTask": _takes("ExportTaskId", "$image_export", "image-export-00000000", "5058"),
    "CreateImage": Case({"VmId": "$vm", "ImageName": "golden"}, {"VmId": "i-00000000"}, "5063"),
    "CreateImageExportTask": _takes("ImageId", "$image", "ami-00000000", "5023", OsuExport=OSU),
    "DeleteImage": _takes("ImageId", "$image", "ami-00000000", "5023"),
    "ReadImageExportTasks": _reads("TaskIds", "$image_export"),
    "ReadImages": _reads("ImageIds", "$image"),
    "UpdateImage": _takes(
        "ImageId", "$image", "ami-00000000", "5023", PermissionsToLaunch={"Additions": {"GlobalPermission": True}}
    ),
    # Tags
    "CreateTags": Case({"ResourceIds": ["$net"], "Tags": [TAG]}, {"ResourceIds": ["vpc-00000000"]}, "5065"),
    "DeleteTags": Case({"ResourceIds": ["$tags"], "Tags": [TAG]}, {"ResourceIds": ["vpc-00000000"]}, "5065"),
    "ReadTags": _reads("ResourceIds", "$tags"),
    # Load balancers
    "CreateLoadBalancer": Case(
        {"LoadBalancerName": "api", "Listeners": [LISTENER], "SubregionNames": [HERE]},
        {"LoadBalancerName": "web"},
        "9013",
        ("balancer",),
    ),
    "DeleteLoadBalancer": _takes("LoadBalancerName", "$balancer", "none", "5030"),
    "ReadLoadBalancers": _reads("LoadBalancerNames", "$balancer"),
    "UpdateLoadBalancer": Case(
        {"LoadBalancerName": "$balancer", "AccessLog": {"IsEnabled": False}},
        {"LoadBalancerPort": 80, "PolicyNames": []},
        "3002",
    ),
    "CreateLoadBalancerTags": Case(
        {"LoadBalancerNames": ["$balancer"], "Tags": [TAG]}, {"LoadBalancerNames": ["none"]}, "5030"
    ),
    "DeleteLoadBalancerTags": Case(
        {"LoadBalancerNames": ["$balancer_tags"], "Tags": [{"Key": "name"}]}, {"LoadBalancerNames": ["none"]}, "5030"
    ),
    "ReadLoadBalancerTags": Case({"LoadBalancerNames": ["$balancer_tags"]}, {"LoadBalancerNames": ["none"]}, "5030"),
    "RegisterVmsInLoadBalancer": _takes("LoadBalancerName", "$balancer", "none", "5030", BackendVmIds=["$vm"]),
    "DeregisterVmsInLoadBalancer": Case(
        {"LoadBalancerName": "$balancer", "BackendVmIds": ["$backend"]}, {"BackendVmIds": ["i-00000000"]}, "5063"
    ),
    "ReadVmsHealth": Case({"LoadBalancerName": "$balancer"}, {"LoadBalancerName": "none"}, "5030", ("backend",)),
    "CreateLoadBalancerListeners": Case(
        {"LoadBalancerName": "$balancer", "Listeners": [LISTENER | {"LoadBalancerPort": 81}]},
        {"Listeners": [LISTENER | {"LoadBalancerPort": 0}]},
        "4037",
    ),
    "DeleteLoadBalancerListeners": Case(
        {"LoadBalancerName": "$balancer", "LoadBalancerPorts": [80]}, {"LoadBalancerName": "none"}, "5030"
    ),
    "CreateListenerRule": Case(
        {
            "Listener": {"LoadBalancerName": "$balancer", "LoadBalancerPort": 80},
            "ListenerRule": {"ListenerRuleName": "static", "Priority": 1, "PathPattern": "/static/*"},
            "VmIds": ["$vm"],
        },
        {"Listener": {"LoadBalancerName": "$balancer", "LoadBalancerPort": 81}},
        "5028",
    ),
    "DeleteListenerRule": _takes("ListenerRuleName", "$listener_rule", "none", "5029"),
    "ReadListenerRules": _reads("ListenerRuleNames", "$listener_rule"),
    "UpdateListenerRule": _takes("ListenerRuleName", "$listener_rule", "none", "5029", PathPattern="/assets/*"),
    "CreateLoadBalancerPolicy": Case(
        {"LoadBalancerName": "$balancer", "PolicyName": "sticky", "PolicyType": "load_balancer"},
        {"PolicyType": "random"},
        "4128",
    ),
    "DeleteLoadBalancerPolicy": _takes("PolicyName", "$policy", "none", "5056", LoadBalancerName="$balancer"),
    "CreateServerCertificate": Case(CERTIFICATE, {"Body": "none"}, "4124"),
    "DeleteServerCertificate": _takes("Name", "$certificate", "none", "4122"),
    "ReadServerCertificates": _reads("Paths", "/", first=("certificate",)),
    "UpdateServerCertificate": _takes("Name", "$certificate", "none", "4122", NewName="new"),
}
