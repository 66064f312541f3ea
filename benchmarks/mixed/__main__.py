"""A stack of any size: one Net, cells of a Subnet with all that belongs to it, and volumes for the rest."""

import pulumi
import pulumi_outscale_native as outscale

SUBREGION = "eu-west-2a"
IMAGE = "ami-e0000001"
#: Resources of the Net itself, and of each cell.
BASE, CELL = 3, 20

config = pulumi.Config()
size = config.require_int("size")
tags = {"Owner": config.get("owner") or "somebody"}

net = outscale.Net("main", ip_range="10.0.0.0/16", tags=tags)
internet = outscale.InternetService("internet", tags=tags)
internet_link = outscale.InternetServiceLink("internet", internet_service_id=internet.id, net_id=net.id)


def cell(name: str, number: int) -> None:
    """A Subnet with its routes and firewall, and two servers behind a load balancer: one public, one with a second NIC."""
    ip_range = f"10.0.{number}.0/24"
    subnet = outscale.Subnet(name, net_id=net.id, ip_range=ip_range, subregion_name=SUBREGION, tags=tags)
    table = outscale.RouteTable(name, net_id=net.id, tags=tags)
    outscale.RouteTableLink(name, route_table_id=table.id, subnet_id=subnet.id)
    outscale.Route(
        name,
        route_table_id=table.id,
        destination_ip_range="0.0.0.0/0",
        gateway_id=internet_link.internet_service_id,
    )
    group = outscale.SecurityGroup(
        name, net_id=net.id, security_group_name=name, description="HTTP and HTTPS from everywhere", tags=tags
    )
    for port in (22, 80, 443):
        outscale.SecurityGroupRule(
            f"{name}-{port}",
            security_group_id=group.id,
            flow="Inbound",
            ip_protocol="tcp",
            from_port_range=port,
            to_port_range=port,
            ip_range="0.0.0.0/0",
        )
    servers = [server(f"{name}-{letter}", subnet, group) for letter in "ab"]
    nic = outscale.Nic(name, subnet_id=subnet.id, security_group_ids=[group.id], tags=tags)
    outscale.NicLink(name, nic_id=nic.id, vm_id=servers[1].id, device_number=1)
    balancer = outscale.LoadBalancer(
        name,
        load_balancer_name=name,
        load_balancer_type="internal",
        subnets=[subnet.id],
        security_groups=[group.id],
        listeners=[{"load_balancer_port": 80, "load_balancer_protocol": "HTTP", "backend_port": 80}],
        tags=tags,
    )
    outscale.LoadBalancerVms(name, load_balancer_name=balancer.id, backend_vm_ids=[each.id for each in servers])
    address = outscale.PublicIp(name, tags=tags)
    outscale.PublicIpLink(
        name,
        public_ip_id=address.id,
        vm_id=servers[0].id,
        opts=pulumi.ResourceOptions(depends_on=[internet_link], replace_with=[internet_link]),
    )


def server(name: str, subnet: outscale.Subnet, group: outscale.SecurityGroup) -> outscale.Vm:
    """A VM with a disk for its data."""
    vm = outscale.Vm(
        name,
        image_id=IMAGE,
        vm_type="tinav5.c1r1p2",
        subnet_id=subnet.id,
        security_group_ids=[group.id],
        tags=tags,
    )
    disk = volume(name)
    outscale.VolumeLink(name, volume_id=disk.id, vm_id=vm.id, device_name="/dev/sdb")
    return vm


def volume(name: str) -> outscale.Volume:
    return outscale.Volume(name, subregion_name=SUBREGION, size=10, volume_type="gp2", tags=tags)


cells = (size - BASE) // CELL
for number in range(cells):
    cell(f"cell-{number}", number)
for number in range(size - BASE - cells * CELL):
    volume(f"spare-{number}")
