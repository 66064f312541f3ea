"""A stack of 14 resources and 16 for each of `cells`. `phase` 1 changes tags, updates, replaces, adds and removes."""

import pulumi
import pulumi_outscale_native as outscale

SUBREGION = "eu-west-2a"
config = pulumi.Config()
phase, cells = config.require_int("phase"), config.require_int("cells")
tags = {"team": ("red", "blue")[phase], "Name": "chaos"}

net = outscale.Net("net", ip_range="10.0.0.0/16", tags=tags)
internet = outscale.InternetService("internet", tags=tags)
internet_link = outscale.InternetServiceLink("internet", internet_service_id=internet.id, net_id=net.id)
keypair = outscale.Keypair("keypair")


def network(name: str, number: int) -> tuple[outscale.Subnet, outscale.SecurityGroup]:
    """A Subnet with its routes and its firewall, of which phase 1 replaces some."""
    ip_range = f"10.0.{number}.0/24"
    subnet = outscale.Subnet(name, net_id=net.id, ip_range=ip_range, subregion_name=SUBREGION, tags=tags)
    table = outscale.RouteTable(name, net_id=net.id, tags=tags)
    outscale.RouteTableLink(name, route_table_id=table.id, subnet_id=subnet.id)
    gateway = internet_link.internet_service_id
    outscale.Route(name, route_table_id=table.id, destination_ip_range="0.0.0.0/0", gateway_id=gateway)
    description = f"{name} {phase if number == cells - 1 else 0}"
    group = outscale.SecurityGroup(name, net_id=net.id, description=description, tags=tags)
    for port in (22, 80, 8000 + phase):
        outscale.SecurityGroupRule(
            f"{name}-{port if port < 8000 else 'other'}",
            security_group_id=group.id,
            flow="Inbound",
            ip_protocol="tcp",
            from_port_range=port,
            to_port_range=port,
            ip_range="0.0.0.0/0",
        )
    return subnet, group


def server(name: str, subnet: outscale.Subnet, group: outscale.SecurityGroup, image: str) -> outscale.Vm:
    """A VM with a disk for its data."""
    vm = outscale.Vm(
        name,
        image_id=image,
        vm_type="tinav5.c1r1p2",
        subnet_id=subnet.id,
        security_group_ids=[group.id],
        keypair_name=keypair.keypair_name,
        tags=tags,
    )
    disk = outscale.Volume(name, subregion_name=SUBREGION, size=10, volume_type="gp2", tags=tags)
    outscale.VolumeLink(name, volume_id=disk.id, vm_id=vm.id, device_name="/dev/sdb")
    return vm


for number in range(cells):
    subnet, group = network(f"cell-{number}", number)
    image = "ami-e0000002" if phase and number == 0 else "ami-e0000001"
    servers = [server(f"cell-{number}-{letter}", subnet, group, image) for letter in "ab"]
    address = outscale.PublicIp(f"cell-{number}", tags=tags)
    after = pulumi.ResourceOptions(depends_on=[internet_link])
    outscale.PublicIpLink(f"cell-{number}", public_ip_id=address.id, vm_id=servers[0].id, opts=after)

for number in range(phase, 10 + phase):
    size = 10 + phase * (number % 2)
    outscale.Volume(f"spare-{number}", subregion_name=SUBREGION, size=size, volume_type="gp2", tags=tags)
