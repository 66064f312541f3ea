"""VMs with their disks, NICs, addresses and GPUs."""

import base64

import pulumi
import pulumi_outscale_native as outscale
from network import groups, internet_link, private, public, tables
from phase import SUBREGION, either, tags

IMAGES = ("ami-e0000001", "ami-e0000002")
SMALL = "tinav5.c1r2p2"
#: An OpenSSH key, in base64.
PUBLIC_KEY = (
    "c3NoLXJzYSBBQUFBQjNOemFDMXljMkVBQUFBREFRQUJBQUFBZ1FETzRNQWNZRHFidkJKemFydWpjVTJTZzM1VUNXRThaak1nNkY0"
    "Uk11Mi9ZZ2Jrb1EyTGhYTllnSytUb1BpZ1FvWW9JdFAwNDY0bmltZk1FRm1McjZqWGY1OE9DOHl3UWhPV0NobGhQZzVaUEFUZ1JYOHUwVXN4ejdTUXBCMnVLUlRNRmg2SU5ad2hFWEtQVjBmQTlqQXlpdEw4VlBFUDlVZklZdXJyQ3Rzd2dRPT0="
)

keypairs = {
    "generated": outscale.Keypair("generated"),
    "given": outscale.Keypair("given", public_key=PUBLIC_KEY),
}
outscale.Keypair("spare", keypair_name=either("spare-old", "spare-new"))


def vm(name: str, **inputs: object) -> outscale.Vm:
    """A VM, in the private Subnet if nothing else is said."""
    where = {"subnet_id": private.id} if inputs.keys().isdisjoint({"nics", "security_groups"}) else {}
    inputs = {"image_id": IMAGES[0], "vm_type": SMALL, "tags": tags, **where, **inputs}
    return outscale.Vm(name, **inputs)


web = {
    name: vm(f"web-{name}", security_group_ids=[groups["web"].id], keypair_name=keypairs["generated"].keypair_name)
    for name in ("a", "b", "c")
}
vm("spare", image_id=IMAGES[either(0, 1)])
vm("switched", state=either("running", "stopped"))
public_vm = vm("public", security_groups=["default"])
disks = vm(
    "disks",
    block_device_mappings=[
        {"device_name": "/dev/xvdb", "bsu": {"volume_size": 10, "delete_on_vm_deletion": either(False, True)}}
    ],
)
router = vm(
    "router",
    nics=[{"device_number": 0, "subnet_id": public.id, "security_group_ids": [groups[either("web", "data")].id]}],
    is_source_dest_checked=either(True, False),
)
changed = vm(
    "changed",
    allow_stopping_for_update=True,
    security_group_ids=[groups[name].id for name in either(["web"], ["web", "data"])],
    keypair_name=keypairs[either("generated", "given")].keypair_name,
    vm_type=either(SMALL, "m4.xlarge"),
    bsu_optimized=either(False, True),
    user_data=either("the first data", "the second data"),
    deletion_protection=either(True, False),
    vm_initiated_shutdown_behavior=either("stop", "terminate"),
)
vm(
    "encoded",
    allow_stopping_for_update=True,
    user_data_base64=base64.b64encode(either(b"\x00 the first", b"\x00 the second")).decode(),
)
vm("fast", allow_stopping_for_update=True, vm_type="t2.small", performance=either("medium", "highest"))

for name, before, after in (
    ("vm", {"vm_id": router.id}, {"nic_id": web["c"].nics[0].nic_id}),
    ("gateway", {"gateway_id": internet_link.internet_service_id}, {"vm_id": router.id}),
):
    ip_range = f"10.{100 + len(name)}.0.0/16"
    outscale.Route(name, route_table_id=tables["private"].id, destination_ip_range=ip_range, **either(before, after))

# Disks of their own.
disk = outscale.Volume("data", subregion_name=SUBREGION, size=10, volume_type="gp2", tags=tags)
outscale.VolumeLink("data", volume_id=disk.id, vm_id=web["a"].id, device_name="/dev/sdb")
moved_disk = outscale.Volume("moved", subregion_name=SUBREGION, size=10, tags=tags)
outscale.VolumeLink("moved", volume_id=moved_disk.id, vm_id=web["b"].id, device_name=either("/dev/sdb", "/dev/sdc"))
outscale.Volume(
    "changed",
    subregion_name=SUBREGION,
    tags=tags,
    **either({"size": 10, "volume_type": "gp2"}, {"size": 20, "volume_type": "io1", "iops": 200}),
)
outscale.Volume("spare", subregion_name=either("eu-west-2a", "eu-west-2b"), size=10, tags=tags)

# Addresses.
address = outscale.PublicIp("web", tags=tags)
moved_address = outscale.PublicIp("moved", tags=tags)
after_internet = pulumi.ResourceOptions(depends_on=[internet_link], replace_with=[internet_link])
outscale.PublicIpLink("web", public_ip_id=address.id, nic_id=web["a"].nics[0].nic_id, opts=after_internet)
outscale.PublicIpLink(
    "moved", public_ip_id=moved_address.id, nic_id=web[either("b", "c")].nics[0].nic_id, opts=after_internet
)

# NICs.
nic = outscale.Nic(
    "main",
    subnet_id=private.id,
    description=either("the first", "the second"),
    security_group_ids=[groups[either("web", "data")].id],
    private_ips=[
        {"is_primary": True, "private_ip": "10.0.2.200"},
        {"is_primary": False, "private_ip": either("10.0.2.201", "10.0.2.202")},
    ],
    tags=tags,
)
outscale.NicLink("main", nic_id=nic.id, vm_id=web["a"].id, device_number=1, delete_on_vm_deletion=either(True, False))
moved_nic = outscale.Nic("moved", subnet_id=private.id, tags=tags)
outscale.NicLink("moved", nic_id=moved_nic.id, vm_id=web["b"].id, device_number=either(1, 2))
outscale.Nic(
    "spare",
    subnet_id=private.id,
    private_ips=[{"is_primary": True, "private_ip": either("10.0.2.210", "10.0.2.211")}],
    tags=tags,
)
primary = web["c"].nics[0].nic_id
outscale.NicPrivateIps("main", nic_id=primary, private_ips=["10.0.2.221", either("10.0.2.222", "10.0.2.223")])
outscale.NicPrivateIps("moved", nic_id=web[either("a", "b")].nics[0].nic_id, private_ips=["10.0.2.231"])
outscale.Tag("owner", resource_id=primary, key="owner", value=either("red", "blue"))
outscale.Tag("spare", resource_id=primary, key=either("old", "new"), value="yes")

# GPUs.
trained = {name: vm(f"gpu-{name}", vm_type="tinav5.c4r16p1") for name in ("a", "b")}
gpu = outscale.FlexibleGpu(
    "main", model_name="nvidia-p6", subregion_name=SUBREGION, delete_on_vm_deletion=either(True, False)
)
outscale.FlexibleGpuLink("main", flexible_gpu_id=gpu.id, vm_id=trained["a"].id, allow_stopping_vm=True)
moved_gpu = outscale.FlexibleGpu("moved", model_name="nvidia-p6", subregion_name=SUBREGION)
outscale.FlexibleGpuLink(
    "moved", flexible_gpu_id=moved_gpu.id, vm_id=trained[either("a", "b")].id, allow_stopping_vm=True
)
outscale.FlexibleGpu("spare", model_name=either("nvidia-p6", "nvidia-p100"), subregion_name=SUBREGION)
