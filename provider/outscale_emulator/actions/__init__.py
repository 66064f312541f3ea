"""The behaviour of each action, one file per family of the description."""

from outscale_emulator.actions import (
    internet_service,
    keypair,
    net,
    nic,
    nic_link,
    private_ip,
    public_ip,
    route,
    route_table,
    security_group,
    security_group_rule,
    subnet,
    subregion,
    tag,
    vm_type,
)

__all__ = [
    "internet_service",
    "keypair",
    "net",
    "nic",
    "nic_link",
    "private_ip",
    "public_ip",
    "route",
    "route_table",
    "security_group",
    "security_group_rule",
    "subnet",
    "subregion",
    "tag",
    "vm_type",
]
