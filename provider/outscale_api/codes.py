"""Codes of refusals by what they say: which kind of object does not exist, and which parameters may name it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from outscale_api.model import ObjectType, Type


@dataclass(frozen=True)
class Missing:
    """A kind of object, and how parameters name one: by identifiers with one of the `prefixes`, or by their own names."""

    kind: str
    prefixes: tuple[str, ...] = ()
    names: tuple[str, ...] = ()

    def may_be(self, name: str, type: Type) -> bool:
        """Whether a parameter of this name and type may name such an object."""
        return name in self.names or not {*self.prefixes}.isdisjoint((type.items or type).id_prefixes)


#: What does not exist, or belongs to somebody else (api-behaviour.md section 2.3).
MISSING: Mapping[int, Missing] = {
    5001: Missing("Internet service or virtual gateway", ("igw", "vgw")),
    5007: Missing("link of a NIC", ("eni-attach",)),
    5009: Missing("Subregion", names=("SubregionName",)),
    5015: Missing("client gateway", ("cgw",)),
    5018: Missing("DHCP options set", ("dopt",), ("DhcpOptionsSetId",)),
    5020: Missing("security group", ("sg",), ("SecurityGroups",)),
    5022: Missing("security group in this Net", ("sg",), ("SecurityGroups",)),
    5023: Missing("image", ("ami",)),
    5024: Missing("VM type", names=("VmType",)),
    5025: Missing("public IP", ("eipalloc",), ("PublicIp",)),
    5026: Missing("link of a public IP", ("eipassoc",)),
    5030: Missing("load balancer", names=("LoadBalancerName",)),
    5032: Missing("NAT service", ("nat",)),
    5034: Missing("Net access point", ("vpce",)),
    5035: Missing("Net peering", ("pcx",)),
    5036: Missing("NIC", ("eni",)),
    5046: Missing("route table", ("rtb",)),
    5047: Missing("link of a route table", ("rtbassoc",)),
    5054: Missing("snapshot", ("snap",)),
    5057: Missing("Subnet", ("subnet",)),
    5060: Missing("security group in this Net or in the public Cloud", names=("SecurityGroupNameToLink",)),
    5063: Missing("VM", ("i",)),
    5064: Missing("volume", ("vol",)),
    5065: Missing("Net", ("vpc",)),
    5067: Missing("VPN connection", ("vpn",)),
    5068: Missing("virtual gateway", ("vgw",)),
    5071: Missing("keypair", names=("KeypairName",)),
    5080: Missing("public IP", ("eipalloc",), ("PublicIp",)),
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
