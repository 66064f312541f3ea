"""Requests by which answers show, in the era of today, what the cases of the single actions leave out.

A scene is a list of requests, with `$name` as in `cases`. Those of one scene are made one after the other.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from emulator import cases
from emulator.cases import HERE, IMAGE, LISTENER, TAG, Preparation

Step = tuple[str, Mapping[str, Any]]

#: With those that only the era of today can make.
PREPARATIONS: Mapping[str, Preparation] = {
    **cases.PREPARATIONS,
    "certificate_orn": Preparation("ReadServerCertificates", path="ServerCertificates.0.Orn", first=("certificate",)),
    "keypair_id": Preparation("ReadKeypairs", {"Filters": {"KeypairNames": ["$keypair"]}}, "Keypairs.0.KeypairId"),
}

WINDOWS = "ami-e0000003"

PHASE_1 = {
    "DpdTimeoutAction": "restart",
    "DpdTimeoutSeconds": 30,
    "IkeVersions": ["ikev2"],
    "Phase1DhGroupNumbers": [14],
    "Phase1EncryptionAlgorithms": ["aes256"],
    "Phase1IntegrityAlgorithms": ["sha2-256"],
    "Phase1LifetimeSeconds": 28800,
    "ReplayWindowSize": 1024,
    "StartupAction": "start",
}
PHASE_2 = {
    "Phase2DhGroupNumbers": [14],
    "Phase2EncryptionAlgorithms": ["aes256"],
    "Phase2IntegrityAlgorithms": ["sha2-256"],
    "Phase2LifetimeSeconds": 3600,
    "PreSharedKey": "a-secret-that-both-ends-know",
}

#: Who has tags, by the preparation that makes it, and the action that shows it.
TAGGED = {
    "access_point": "ReadNetAccessPoints",
    "cgw": "ReadClientGateways",
    "dhcp": "ReadDhcpOptions",
    "gpu": "ReadFlexibleGpus",
    "group": "ReadSecurityGroups",
    "igw": "ReadInternetServices",
    "image": "ReadImages",
    "ip": "ReadPublicIps",
    "keypair_id": "ReadKeypairs",
    "nat": "ReadNatServices",
    "net": "ReadNets",
    "nic": "ReadNics",
    "peering": "ReadNetPeerings",
    "snapshot": "ReadSnapshots",
    "snapshot_export": "ReadSnapshotExportTasks",
    "subnet": "ReadSubnets",
    "table": "ReadRouteTables",
    "vgw": "ReadVirtualGateways",
    "vm": "ReadVms",
    "volume": "ReadVolumes",
    "vpn": "ReadVpnConnections",
    # The last one, as it makes all that follows last.
    "image_export": "ReadImageExportTasks",
}

#: What is listed when everything above and more is there, so that each list has two pages.
SECONDS: Sequence[Step] = (
    ("CreateNatService", {"SubnetId": "$public_subnet", "PublicIpId": "$second_ip"}),
    ("CreateNetAccessPoint", {"NetId": "$net", "ServiceName": "com.outscale.eu-west-2.oos"}),
    ("CreateNetPeering", {"SourceNetId": "$second_net", "AccepterNetId": "$far_net"}),
    ("CreateVirtualGateway", {"ConnectionType": "ipsec.1"}),
    ("CreateVms", {"ImageId": IMAGE, "MinVmsCount": 1, "MaxVmsCount": 1}),
    ("CreateVolume", {"Size": 4, "SubregionName": HERE}),
    (
        "CreateVpnConnection",
        {"ClientGatewayId": "$second_cgw", "VirtualGatewayId": "$vgw", "ConnectionType": "ipsec.1"},
    ),
    ("CreateDirectLink", {"Bandwidth": "1Gbps", "DirectLinkName": "second", "Location": "PAR1"}),
    (
        "CreateDirectLinkInterface",
        {
            "DirectLinkId": "$direct_link",
            "DirectLinkInterface": {
                "BgpAsn": 65000,
                "DirectLinkInterfaceName": "second",
                "VirtualGatewayId": "$vgw",
                "Vlan": 101,
            },
        },
    ),
    ("CreateImageExportTask", {"ImageId": "$image", "OsuExport": {"DiskImageFormat": "raw", "OsuBucket": "second"}}),
    (
        "CreateSnapshotExportTask",
        {"SnapshotId": "$snapshot", "OsuExport": {"DiskImageFormat": "raw", "OsuBucket": "second"}},
    ),
    ("CreateInternetService", {}),
    ("CreateKeypair", {"KeypairName": "second"}),
    ("CreateSubnet", {"NetId": "$net", "IpRange": "10.0.9.0/24"}),
    ("CreateNic", {"SubnetId": "$subnet"}),
)

SCENES: Mapping[str, Sequence[Step]] = {
    "access": (
        ("CreateAccessKey", {"ExpirationDate": "2023-01-01", "Tag": "for CI"}),
        ("ReadAccessKeys", {}),
        ("CreateApiAccessRule", {"CaIds": ["$ca"], "Cns": ["me"], "IpRanges": ["0.0.0.0/0"]}),
        (
            "UpdateAccount",
            {
                "AdditionalEmails": ["more@example.com"],
                "JobTitle": "Engineer",
                "MobileNumber": "+33600000000",
                "PhoneNumber": "+33100000000",
                "StateProvince": "Nord",
                "VatNumber": "FR00000000000",
            },
        ),
        ("ReadApiLogs", {"ResultsPerPage": 1}),
    ),
    "balancer": (
        ("UpdateLoadBalancer", {"LoadBalancerName": "$balancer", "LoadBalancerPort": 80, "PolicyNames": ["$policy"]}),
        (
            "UpdateLoadBalancer",
            {
                "LoadBalancerName": "$balancer",
                "AccessLog": {
                    "IsEnabled": True,
                    "OsuBucketName": "logs",
                    "OsuBucketPrefix": "web",
                    "PublicationInterval": 5,
                },
            },
        ),
        (
            "UpdateLoadBalancer",
            {
                "LoadBalancerName": "$balancer",
                "HealthCheck": {
                    "CheckInterval": 30,
                    "HealthyThreshold": 10,
                    "Path": "/health",
                    "Port": 80,
                    "Protocol": "HTTP",
                    "Timeout": 5,
                    "UnhealthyThreshold": 2,
                },
            },
        ),
        (
            "CreateLoadBalancerPolicy",
            {"LoadBalancerName": "$balancer", "PolicyName": "app", "PolicyType": "app", "CookieName": "session"},
        ),
        (
            "CreateLoadBalancerListeners",
            {
                "LoadBalancerName": "$balancer",
                "Listeners": [
                    {
                        "BackendPort": 8080,
                        "LoadBalancerPort": 443,
                        "LoadBalancerProtocol": "HTTPS",
                        "ServerCertificateId": "$certificate_orn",
                    }
                ],
            },
        ),
        ("RegisterVmsInLoadBalancer", {"LoadBalancerName": "$balancer", "BackendVmIds": ["$vm"]}),
        (
            "CreateListenerRule",
            {
                "Listener": {"LoadBalancerName": "$balancer", "LoadBalancerPort": 80},
                "ListenerRule": {"ListenerRuleName": "host", "Priority": 2, "HostNamePattern": "*.example.com"},
                "VmIds": ["$vm"],
            },
        ),
        ("ReadLoadBalancers", {}),
        (
            "CreateLoadBalancer",
            {
                "LoadBalancerName": "inside",
                "LoadBalancerType": "internal",
                "Listeners": [LISTENER],
                "SecurityGroups": ["$group"],
                "Subnets": ["$subnet"],
                "Tags": [TAG],
            },
        ),
    ),
    "addresses": (
        ("ReadInternetServices", {"Filters": {"InternetServiceIds": ["$linked_igw"]}}),
        ("LinkPublicIp", {"PublicIpId": "$ip", "VmId": "$net_vm"}),
        ("LinkPublicIp", {"PublicIpId": "$second_ip", "NicId": "$nic"}),
        ("ReadPublicIps", {}),
        ("LinkNic", {"NicId": "$nic", "VmId": "$net_vm", "DeviceNumber": 1}),
        ("ReadNics", {}),
        ("ReadVms", {}),
    ),
    "routes": (
        ("ReadRouteTables", {"Filters": {"LinkRouteTableIds": ["$table_link"]}}),
        (
            "CreateNetAccessPoint",
            {"NetId": "$net", "ServiceName": "com.outscale.eu-west-2.api", "RouteTableIds": ["$table"]},
        ),
        ("CreateRoute", {"RouteTableId": "$table", "DestinationIpRange": "172.16.0.0/24", "NatServiceId": "$nat"}),
        ("CreateRoute", {"RouteTableId": "$table", "DestinationIpRange": "172.16.1.0/24", "NetPeeringId": "$peering"}),
        ("CreateRoute", {"RouteTableId": "$table", "DestinationIpRange": "172.16.2.0/24", "VmId": "$net_vm"}),
        ("ReadRouteTables", {}),
    ),
    "catalogue": (("ReadProductTypes", {}),),
    "rules": (
        ("ReadSecurityGroups", {}),
        (
            "CreateSecurityGroupRule",
            {
                "SecurityGroupId": "$group",
                "Flow": "Outbound",
                "Rules": [
                    {
                        "IpProtocol": "tcp",
                        "FromPortRange": 443,
                        "ToPortRange": 443,
                        "ServiceIds": ["pl-e0000001"],
                    }
                ],
            },
        ),
    ),
    "vms": (
        (
            "CreateVms",
            {
                "ActionsOnNextBoot": {"SecureBoot": "enable"},
                "ClientToken": "mine",
                "ImageId": WINDOWS,
                "KeypairName": "$keypair",
                "UserData": "aGVsbG8=",
            },
        ),
        ("ReadAdminPassword", {"VmId": "$windows"}),
        ("ReadFlexibleGpus", {"Filters": {"FlexibleGpuIds": ["$gpu_link"]}}),
        ("ReadConsumptionAccount", {"FromDate": "2022-02-01", "ToDate": "2023-01-01"}),
        (
            "ReadConsumptionAccount",
            {"FromDate": "2022-02-01", "ToDate": "2023-01-01", "ShowPrice": True, "ShowResourceDetails": True},
        ),
    ),
    "storage": (
        (
            "CreateVolume",
            {
                "ClientToken": "mine",
                "Iops": 100,
                "SnapshotId": "$snapshot",
                "SubregionName": HERE,
                "VolumeType": "io1",
            },
        ),
        ("ReadVolumes", {"Filters": {"VolumeIds": ["$attached"]}}),
        ("CreateSnapshot", {"ClientToken": "mine", "Description": "before", "VolumeId": "$volume"}),
        ("ReadSnapshots", {}),
        (
            "CreateImage",
            {
                "BlockDeviceMappings": [
                    {
                        "DeviceName": "/dev/sda1",
                        "Bsu": {"SnapshotId": "$snapshot", "VolumeType": "io1", "Iops": 100, "VolumeSize": 10},
                    },
                    {"DeviceName": "/dev/sdb", "VirtualDeviceName": "ephemeral0"},
                ],
                "Description": "Golden",
                "ImageName": "made of a snapshot",
                "RootDeviceName": "/dev/sda1",
            },
        ),
        ("ReadImages", {}),
        (
            "CreateImageExportTask",
            {
                "ImageId": "$image",
                "OsuExport": {
                    "DiskImageFormat": "qcow2",
                    "OsuBucket": "bucket",
                    "OsuManifestUrl": "https://example.com/manifest",
                    "OsuPrefix": "golden",
                },
            },
        ),
        (
            "CreateSnapshotExportTask",
            {
                "SnapshotId": "$snapshot",
                "OsuExport": {"DiskImageFormat": "qcow2", "OsuBucket": "bucket", "OsuPrefix": "golden"},
            },
        ),
    ),
    "networks": (
        ("CreateDhcpOptions", {"LogServers": ["192.0.2.9"]}),
        ("CreateNatService", {"ClientToken": "mine", "SubnetId": "$public_subnet", "PublicIpId": "$ip"}),
        ("ReadVirtualGateways", {"Filters": {"VirtualGatewayIds": ["$linked_vgw"]}}),
        ("ReadVpnConnections", {"Filters": {"VpnConnectionIds": ["$vpn_route"]}}),
        (
            "UpdateVpnConnection",
            {"VpnConnectionId": "$vpn", "VpnOptions": {"Phase1Options": PHASE_1, "Phase2Options": PHASE_2}},
        ),
    ),
    "tags": (
        ("CreateTags", {"ResourceIds": [f"${name}" for name in TAGGED], "Tags": [TAG]}),
        *((action, {}) for action in TAGGED.values()),
    ),
    "pages": (
        ("CreateTags", {"ResourceIds": [f"${name}" for name in TAGGED], "Tags": [TAG]}),
        *SECONDS,
        ("ReadDirectLinkInterfaces", {"Filters": {"DirectLinkInterfaceIds": ["$interface"]}}),
        *((action, {"ResultsPerPage": 1}) for action in sorted(set(TAGGED.values()) - {"ReadFlexibleGpus"})),
        *(
            (action, {"ResultsPerPage": 1})
            for action in (
                "ReadDirectLinkInterfaces",
                "ReadDirectLinks",
                "ReadLocations",
                "ReadNetAccessPointServices",
                "ReadProductTypes",
                "ReadQuotas",
                "ReadSubregions",
                "ReadTags",
                "ReadVmTypes",
                "ReadVmsState",
            )
        ),
    ),
}
