"""What refusals say does not exist: which kind of object, and which parameters may name it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from outscale_api import codes
from outscale_api.model import ObjectType, Type


@dataclass(frozen=True)
class Missing:
    """A kind of object, and how parameters name one: by identifiers with one of the `prefixes`, or by their own names.

    Those that are `catalogued` are the cloud's own: no account makes one.
    """

    kind: str
    prefixes: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    catalogued: bool = False

    def may_be(self, name: str, type: Type) -> bool:
        """Whether a parameter of this name and type may name such an object."""
        return name in self.names or not {*self.prefixes}.isdisjoint((type.items or type).id_prefixes)


#: What does not exist, or belongs to somebody else (api-behaviour.md section 2.3).
MISSING: Mapping[int, Missing] = {
    codes.UNKNOWN_GATEWAY: Missing("Internet service or virtual gateway", ("igw", "vgw")),
    codes.UNKNOWN_NIC_LINK: Missing("link of a NIC", ("eni-attach",)),
    codes.UNKNOWN_SUBREGION: Missing("Subregion", names=("SubregionName",), catalogued=True),
    codes.UNKNOWN_CLIENT_GATEWAY: Missing("client gateway", ("cgw",)),
    codes.UNKNOWN_DHCP_OPTIONS: Missing("DHCP options set", ("dopt",), ("DhcpOptionsSetId",)),
    codes.UNKNOWN_SECURITY_GROUP: Missing("security group", ("sg",), ("SecurityGroups",)),
    codes.SECURITY_GROUP_OF_OTHER_NET: Missing("security group in this Net", ("sg",), ("SecurityGroups",)),
    codes.UNKNOWN_IMAGE: Missing("image", ("ami",)),
    codes.UNKNOWN_VM_TYPE: Missing("VM type", names=("VmType",), catalogued=True),
    codes.UNKNOWN_PUBLIC_IP: Missing("public IP", ("eipalloc",), ("PublicIp",)),
    codes.UNKNOWN_PUBLIC_IP_LINK: Missing("link of a public IP", ("eipassoc",)),
    codes.UNKNOWN_LOAD_BALANCER: Missing("load balancer", names=("LoadBalancerName",)),
    codes.UNKNOWN_NAT_SERVICE: Missing("NAT service", ("nat",)),
    codes.UNKNOWN_NET_ACCESS_POINT: Missing("Net access point", ("vpce",)),
    codes.UNKNOWN_NET_PEERING: Missing("Net peering", ("pcx",)),
    codes.UNKNOWN_NIC: Missing("NIC", ("eni",)),
    codes.UNKNOWN_ROUTE_TABLE: Missing("route table", ("rtb",)),
    codes.UNKNOWN_ROUTE_TABLE_LINK: Missing("link of a route table", ("rtbassoc",)),
    codes.UNKNOWN_SNAPSHOT: Missing("snapshot", ("snap",)),
    codes.UNKNOWN_SUBNET: Missing("Subnet", ("subnet",)),
    codes.UNKNOWN_RULE_MEMBER: Missing(
        "security group in this Net or in the public Cloud", names=("SecurityGroupNameToLink",)
    ),
    codes.UNKNOWN_VM: Missing("VM", ("i",)),
    codes.UNKNOWN_VOLUME: Missing("volume", ("vol",)),
    codes.UNKNOWN_NET: Missing("Net", ("vpc",)),
    codes.UNKNOWN_VPN_CONNECTION: Missing("VPN connection", ("vpn",)),
    codes.UNKNOWN_VIRTUAL_GATEWAY: Missing("virtual gateway", ("vgw",)),
    codes.UNKNOWN_KEYPAIR: Missing("keypair", names=("KeypairName",)),
    codes.UNKNOWN_PUBLIC_IP_TODAY: Missing("public IP", ("eipalloc",), ("PublicIp",)),
}

#: Quotas of the account or of one of its objects (`TooManyResources`).
QUOTAS = range(10003, 10047)


def naming(
    missing: Missing, type: ObjectType, request: Mapping[str, Any], path: tuple[str, ...] = ()
) -> Iterator[tuple[str, ...]]:
    """The paths of the parameters of a request that may name what is missing."""
    for name, value in request.items():
        field = type.fields.get(name)
        if field is None:
            continue
        if missing.may_be(name, field.type):
            yield (*path, name)
        inner = (field.type.items or field.type).object
        for one in value if isinstance(value, list) else [value]:
            if inner and isinstance(one, dict):
                yield from naming(missing, inner, one, (*path, name))
