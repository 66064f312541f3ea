"""What a Kubernetes cluster needs of the cloud: a network, the VMs of its control plane and its workers, who may talk to whom,
and a load balancer in front of its API.

Resources have the tags by which the cloud controller manager for OUTSCALE finds what belongs to the cluster.
"""

from typing import NamedTuple

import pulumi
import pulumi_outscale_native as outscale
from network import Network

config = pulumi.Config()
cluster = config.get("clusterId") or pulumi.get_stack()
# Where those come from who use the API of Kubernetes, and log in to the bastion.
admin_ranges: list[str] = config.require_object("adminRanges")
control_plane_count = config.get_int("controlPlaneCount") or 3
worker_count = config.get_int("workerCount") or 3
control_plane_type = config.get("controlPlaneType") or "tinav5.c2r4p1"
worker_type = config.get("workerType") or "tinav5.c4r8p2"
disk_size = config.get_int("diskSize") or 50


class Traffic(NamedTuple):
    """A kind of traffic, as a rule of a security group has it. Protocols without ports have none."""

    protocol: str
    from_port: int | None = None
    to_port: int | None = None


def tcp(first: int, last: int) -> Traffic:
    return Traffic("tcp", first, last)


API_PORT = 6443
API = tcp(API_PORT, API_PORT)
SSH, ETCD, KUBELET = tcp(22, 22), tcp(2379, 2380), tcp(10250, 10250)
VXLAN = Traffic("udp", 8472, 8472)

#: What nodes say to each other for their pods, by the network plugin.
POD_TRAFFIC = {
    "calico": [tcp(179, 179), Traffic("4")],  # BGP, and IP in IP
    "cilium": [VXLAN, tcp(4240, 4240), Traffic("icmp", 8, 0)],  # its health checks as well
    "flannel": [VXLAN],
}

#: What each node runs at its first start: what the installation of Kubernetes asks of the kernel.
PREPARATION = """\
#!/bin/sh
set -e
printf 'overlay\\nbr_netfilter\\n' > /etc/modules-load.d/kubernetes.conf
modprobe --all overlay br_netfilter
printf '%s = 1\\n' net.ipv4.ip_forward net.bridge.bridge-nf-call-iptables > /etc/sysctl.d/kubernetes.conf
sysctl --system
apt-get update && apt-get install --yes containerd
"""

network_plugin = config.get("networkPlugin") or "cilium"
if network_plugin not in POD_TRAFFIC:
    raise pulumi.RunError(f"networkPlugin must be one of {', '.join(POD_TRAFFIC)}, not {network_plugin}")

owned = {f"OscK8sClusterID/{cluster}": "owned"}
# Of OUTSCALE only: anybody may publish an image under such a name.
image = outscale.get_image(
    name=config.get("image") or "Ubuntu-22.04*", filters={"account_aliases": ["Outscale"]}, most_recent=True
)
subregions = [each.subregion_name for each in outscale.get_subregions().subregions]
network = Network(
    cluster,
    prefix="10.0",
    subregions=subregions,
    tags=owned,
    # Where the load balancers of Services go: those that face the Internet, and internal ones.
    public_tags={"OscK8sRole/service": ""},
    private_tags={"OscK8sRole/service.internal": ""},
)


def security_group(name: str, description: str, **tags: str) -> outscale.SecurityGroup:
    return outscale.SecurityGroup(
        name, net_id=network.net.id, description=description, tags={**owned, "Name": name, **tags}
    )


def allow(
    name: str,
    group: outscale.SecurityGroup,
    traffic: Traffic,
    *,
    source: outscale.SecurityGroup | None = None,
    ip_range: pulumi.Input[str] | None = None,
) -> None:
    """Lets another group, or a range of addresses, reach a group's members."""
    outscale.SecurityGroupRule(
        name,
        security_group_id=group.id,
        flow="Inbound",
        ip_protocol=traffic.protocol,
        from_port_range=traffic.from_port,
        to_port_range=traffic.to_port,
        security_group_name_to_link=source.id if source else None,
        ip_range=ip_range,
        opts=pulumi.ResourceOptions(parent=group),
    )


class Pool(pulumi.ComponentResource):
    """Nodes of one kind, spread over the private Subnets, and the security group that they share."""

    def __init__(self, name: str, *, nodes: int, vm_type: str, **group_tags: str) -> None:
        super().__init__("kubernetes-network:index:Pool", name)
        self.group = security_group(name, f"The nodes of the pool {name}", **group_tags)
        self.nodes: dict[str, outscale.Vm] = {
            f"{name}-{number}": outscale.Vm(
                f"{name}-{number}",
                image_id=image.image_id,
                vm_type=vm_type,
                subnet_id=network.private_subnets[number % len(subregions)].id,
                security_group_ids=[self.group.id],
                keypair_name=keypair.keypair_name,
                block_device_mappings=[
                    {"device_name": "/dev/sda1", "bsu": {"volume_size": disk_size, "volume_type": "gp2"}}
                ],
                user_data=PREPARATION,
                tags={**owned, "Name": f"{name}-{number}", "OscK8sNodeName": f"{name}-{number}"},
                # A newer image is for new servers: what runs is not replaced for it.
                opts=pulumi.ResourceOptions(parent=self, depends_on=[network], ignore_changes=["image_id"]),
            )
            for number in range(nodes)
        }
        self.register_outputs({})

    @property
    def addresses(self) -> dict[str, pulumi.Output[str | None]]:
        return {name: vm.private_ip for name, vm in self.nodes.items()}


keypair = outscale.Keypair("nodes")
control_plane = Pool("control-plane", nodes=control_plane_count, vm_type=control_plane_type)
# The cloud controller manager lets the load balancers of Services reach the group with this tag, by rules of its own.
workers = Pool("worker", nodes=worker_count, vm_type=worker_type, **{f"OscK8sMainSG/{cluster}": "True"})

# The API of Kubernetes: connections go through, TLS is the control plane's.
api_group = security_group("api", "The load balancer of the API of Kubernetes")
api = outscale.LoadBalancer(
    "api",
    subnets=[network.public_subnet.id],
    security_groups=[api_group.id],
    listeners=[{"load_balancer_port": API_PORT, "load_balancer_protocol": "TCP", "backend_port": API_PORT}],
    health_check={
        "protocol": "TCP",
        "port": API_PORT,
        "check_interval": 10,
        "timeout": 5,
        "healthy_threshold": 2,
        "unhealthy_threshold": 3,
    },
    tags=owned,
    # One that faces the Internet is refused in a Net that has no way there.
    opts=pulumi.ResourceOptions(depends_on=[network]),
)
outscale.LoadBalancerVms(
    "api", load_balancer_name=api.id, backend_vm_ids=[node.id for node in control_plane.nodes.values()]
)

# The one VM that can be logged in to from outside.
bastion_group = security_group("bastion", "SSH from administrators")
bastion = outscale.Vm(
    "bastion",
    image_id=image.image_id,
    vm_type="tinav5.c1r1p2",
    subnet_id=network.public_subnet.id,
    security_group_ids=[bastion_group.id],
    keypair_name=keypair.keypair_name,
    tags={"Name": "bastion"},
    opts=pulumi.ResourceOptions(ignore_changes=["image_id"]),
)
bastion_address = outscale.PublicIp("bastion", tags={"Name": "bastion"})
outscale.PublicIpLink(
    "bastion",
    public_ip_id=bastion_address.id,
    vm_id=bastion.id,
    # It can be linked once the Net has its way to the Internet, and has to be unlinked before that goes.
    opts=pulumi.ResourceOptions(depends_on=[network]),
)

# Who may talk to whom.
for ip_range in admin_ranges:
    allow(f"ssh-{ip_range}", bastion_group, SSH, ip_range=ip_range)
    allow(f"api-{ip_range}", api_group, API, ip_range=ip_range)
# The nodes reach the API's public address from that of the NAT service.
allow("api-nodes", api_group, API, ip_range=pulumi.Output.concat(network.nat_address.public_ip, "/32"))
allow("api-balancer", control_plane.group, API, source=api_group)
allow("etcd", control_plane.group, ETCD, source=control_plane.group)
for name, pool in {"control-plane": control_plane, "worker": workers}.items():
    allow(f"ssh-{name}", pool.group, SSH, source=bastion_group)
    for peer_name, peer in {"control-plane": control_plane, "worker": workers}.items():
        # The control plane asks each node for its pods, and what measures them may run on any.
        allow(f"kubelet-{peer_name}-{name}", pool.group, KUBELET, source=peer.group)
        for traffic in POD_TRAFFIC[network_plugin]:
            allow(f"pods-{traffic.protocol}-{peer_name}-{name}", pool.group, traffic, source=peer.group)

pulumi.export("apiEndpoint", pulumi.Output.concat(api.dns_name, f":{API_PORT}"))
pulumi.export("bastion", bastion_address.public_ip)
pulumi.export("controlPlane", control_plane.addresses)
pulumi.export("workers", workers.addresses)
pulumi.export("privateKey", keypair.private_key)
