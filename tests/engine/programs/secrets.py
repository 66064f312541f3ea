"""Several resources, all whose texts are secret, but for those that an id is made of."""

import pulumi
import pulumi_outscale_native as o

secret = pulumi.Output.secret

net = o.Net("net", ip_range="10.0.0.0/16", tags={"Name": secret("c4nary-name-FIRST"), "team": "web"})
subnet = o.Subnet(
    "subnet",
    net_id=net.id,
    ip_range=secret("10.0.77.0/24"),
    tags=secret({"c4nary-key-FIRST": "c4nary-value-FIRST"}),
)
group = o.SecurityGroup("group", net_id=net.id, description=secret("c4nary-description"), tags={"a": "b"})
# Not of the VM, which shows the names of its groups.
hidden = o.SecurityGroup(
    "hidden", net_id=net.id, security_group_name=secret("c4nary-group-FIRST"), description="a group", tags={"a": "b"}
)
keypair = o.Keypair("keypair")
vm = o.Vm(
    "vm",
    image_id="ami-e0000002",
    vm_type="tinav5.c1r2p2",
    subnet_id=subnet.id,
    security_group_ids=[group.id],
    private_ips=[secret("10.0.77.42")],
    user_data="#!/bin/sh\necho c4nary-script-FIRST\n",
    allow_stopping_for_update=True,
    tags={"a": secret("c4nary-vm-FIRST")},
)
volume = o.Volume("volume", subregion_name="eu-west-2a", size=10, tags={"a": secret("c4nary-volume-FIRST")})
pulumi.export("address", vm.private_ip)
pulumi.export("tags", net.tags)
pulumi.export("key", keypair.private_key)
