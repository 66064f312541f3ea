"""What a Terraform state (provider `outscale`, versions 0.x and 1.x) holds, as our types and import identifiers."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from outscale_native.adoption import LeftOut

Attributes = Mapping[str, Any]
Identify = Callable[[Attributes], list[str]]

_ANOTHER_API = "belongs to another API than the one this provider is for"
_DONE_ONCE = "was done once, and is over"


@dataclass(frozen=True)
class Counterpart:
    """Our type for one of Terraform's, and what makes import identifiers of its attributes: of some, several.

    `lacks` says what a resource has that has no counterpart, "" where nothing.
    """

    type: str
    ids: Identify
    lacks: Callable[[Attributes], str] = lambda _: ""


@dataclass(frozen=True)
class Declared:
    """A resource of the state: the name that it has there, our type, our identifier."""

    type: str
    id: str
    name: str


def _of(type: str, *attributes: str) -> Counterpart:
    """A counterpart whose identifier is made of attributes; of names separated by `|`, the first that is there."""

    def ids(values: Attributes) -> list[str]:
        return ["/".join(_first(values, names.split("|")) for names in attributes)]

    return Counterpart(type, ids)


def _first(values: Attributes, names: list[str]) -> str:
    found = [str(values[name]) for name in names if values.get(name)]
    if not found:
        raise KeyError(names[0])
    return found[0]


def _gpus(values: Attributes) -> list[str]:
    """Older versions link one flexible GPU, today's several."""
    one = values.get("flexible_gpu_id")
    return [one] if one else list(values["flexible_gpu_ids"])


def _listener_rules(values: Attributes) -> list[str]:
    return [rule["listener_rule_name"] for rule in values["listener_rule"]]


def _rules(values: Attributes) -> list[str]:
    """One resource there may stand for many rules: those of its list, each for several ranges and groups."""
    group, flow = values["security_group_id"], values["flow"]
    return ["/".join(map(str, (group, flow, *traffic, peer))) for traffic, peers in _traffic(values) for peer in peers]


def _services(values: Attributes) -> str:
    found = [service for rule in values.get("rules") or () for service in rule.get("service_ids") or ()]
    return f"rules for services ({', '.join(found)}) can only be declared by their group" if found else ""


def _traffic(values: Attributes) -> Iterator[tuple[tuple[str, int, int], list[str]]]:
    rules = values.get("rules") or [{**values, "ip_ranges": [values["ip_range"]] if values.get("ip_range") else []}]
    for rule in rules:
        members = rule.get("security_groups_members") or ()
        linked = values.get("security_group_name_to_link")
        peers = [*(rule.get("ip_ranges") or ()), *(each["security_group_id"] for each in members)]
        yield _ports(rule), [*peers, *([linked] if linked and not values.get("rules") else [])]


def _ports(rule: Attributes) -> tuple[str, int, int]:
    protocol = str(rule.get("ip_protocol") or "-1")
    if protocol == "-1":
        return protocol, -1, -1
    return protocol, int(rule.get("from_port_range") or 0), int(rule.get("to_port_range") or 0)


#: Terraform's types: our counterpart, or why there is none.
COUNTERPARTS: Mapping[str, Counterpart | str] = {
    "outscale_access_key": _of("AccessKey", "access_key_id"),
    "outscale_api_access_policy": Counterpart("ApiAccessPolicy", lambda _: ["api-access-policy"]),
    "outscale_api_access_rule": _of("ApiAccessRule", "api_access_rule_id|id"),
    "outscale_ca": _of("Ca", "ca_id|id"),
    "outscale_client_gateway": _of("ClientGateway", "client_gateway_id|id"),
    "outscale_dhcp_option": _of("DhcpOptions", "dhcp_options_set_id|id"),
    "outscale_flexible_gpu": _of("FlexibleGpu", "flexible_gpu_id|id"),
    "outscale_flexible_gpu_link": Counterpart("FlexibleGpuLink", _gpus),
    "outscale_image": _of("Image", "image_id|id"),
    "outscale_image_export_task": _DONE_ONCE,
    "outscale_image_launch_permission": _of("ImageLaunchPermission", "image_id"),
    "outscale_internet_service": _of("InternetService", "internet_service_id|id"),
    "outscale_internet_service_link": _of("InternetServiceLink", "internet_service_id|id"),
    "outscale_keypair": _of("Keypair", "keypair_name|id"),
    "outscale_load_balancer": _of("LoadBalancer", "load_balancer_name|id"),
    "outscale_load_balancer_attributes": "the load balancer itself says it",
    "outscale_load_balancer_listener": "the load balancer itself says its listeners",
    "outscale_load_balancer_listener_rule": Counterpart("ListenerRule", _listener_rules),
    "outscale_load_balancer_policy": _of("LoadBalancerPolicy", "load_balancer_name", "policy_name"),
    "outscale_load_balancer_vms": _of("LoadBalancerVms", "load_balancer_name"),
    "outscale_main_route_table_link": "API v1.16 changes no Net's main route table",
    "outscale_nat_service": _of("NatService", "nat_service_id|id"),
    "outscale_net": _of("Net", "net_id|id"),
    "outscale_net_access_point": _of("NetAccessPoint", "net_access_point_id|id"),
    "outscale_net_attributes": _of("NetAttributes", "net_id|id"),
    "outscale_net_peering": _of("NetPeering", "net_peering_id|id"),
    "outscale_net_peering_acceptation": _of("NetPeeringAcceptance", "net_peering_id|id"),
    "outscale_nic": _of("Nic", "nic_id|id"),
    "outscale_nic_link": _of("NicLink", "link_nic_id|id"),
    "outscale_nic_private_ip": _of("NicPrivateIps", "nic_id"),
    "outscale_public_ip": _of("PublicIp", "public_ip_id|id"),
    "outscale_public_ip_link": _of("PublicIpLink", "link_public_ip_id|id"),
    "outscale_route": _of("Route", "route_table_id", "destination_ip_range"),
    "outscale_route_table": _of("RouteTable", "route_table_id|id"),
    "outscale_route_table_link": _of("RouteTableLink", "link_route_table_id|id"),
    "outscale_security_group": _of("SecurityGroup", "security_group_id|id"),
    "outscale_security_group_rule": Counterpart("SecurityGroupRule", _rules, _services),
    "outscale_server_certificate": _of("ServerCertificate", "id"),
    "outscale_snapshot": _of("Snapshot", "snapshot_id|id"),
    "outscale_snapshot_attributes": _of("SnapshotVolumePermission", "snapshot_id"),
    "outscale_snapshot_export_task": _DONE_ONCE,
    "outscale_subnet": _of("Subnet", "subnet_id|id"),
    "outscale_tag": "what has tags says them",
    "outscale_virtual_gateway": _of("VirtualGateway", "virtual_gateway_id|id"),
    "outscale_virtual_gateway_link": _of("VirtualGatewayLink", "virtual_gateway_id", "net_id"),
    "outscale_virtual_gateway_route_propagation": _of(
        "VirtualGatewayRoutePropagation", "route_table_id", "virtual_gateway_id"
    ),
    "outscale_vm": _of("Vm", "vm_id|id"),
    "outscale_volume": _of("Volume", "volume_id|id"),
    "outscale_volume_link": _of("VolumeLink", "volume_id"),
    "outscale_volumes_link": _of("VolumeLink", "volume_id"),
    "outscale_vpn_connection": _of("VpnConnection", "vpn_connection_id|id"),
    "outscale_vpn_connection_route": _of("VpnConnectionRoute", "vpn_connection_id", "destination_ip_range"),
}
_OTHER_APIS = ("outscale_oks_", "outscale_oos_", "outscale_user", "outscale_policy")


def read_state(path: Path) -> tuple[list[Declared], list[LeftOut]]:
    """The resources of a state file, and those that have no counterpart. Raises ValueError where it is no such file."""
    no_state = f"{path} is no state of Terraform in its form of today (version 4)"
    try:
        # In whatever encoding: what a shell of Windows writes to a file is UTF-16.
        state = json.loads(path.read_bytes())
        version, resources = state["version"], state["resources"]
    except (ValueError, KeyError, TypeError) as error:
        raise ValueError(no_state) from error
    if version != 4:
        raise ValueError(f"{path} is a state of version {version}: let a Terraform from 0.13 on write it anew")
    declared: list[Declared] = []
    left_out: list[LeftOut] = []
    try:
        for resource in resources:
            if resource["mode"] == "managed":
                for instance in resource["instances"]:
                    _sort(resource, instance, declared, left_out)
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError(no_state) from error
    return declared, left_out


def _sort(
    resource: Mapping[str, Any], instance: Mapping[str, Any], declared: list[Declared], left_out: list[LeftOut]
) -> None:
    type, name = resource["type"], _name(resource, instance)
    # States that were brought to this form, and have not been written since, have no structure there.
    attributes = instance.get("attributes") or instance.get("attributes_flat") or {}
    found = COUNTERPARTS.get(type)
    if not isinstance(found, Counterpart):
        left_out.append(LeftOut(type, name, found or _unknown(type)))
        return
    if instance.get("deposed"):
        left_out.append(LeftOut(type, name, "was replaced, and is still to be deleted"))
        return
    try:
        ids, lacks = found.ids(attributes), found.lacks(attributes)
    except (KeyError, TypeError, AttributeError, ValueError) as lacking:
        left_out.append(LeftOut(type, name, f"the state does not say its {lacking}"))
        return
    names = [name] if len(ids) == 1 else [f"{name}-{number}" for number, _ in enumerate(ids, start=1)]
    declared += [Declared(found.type, id, each) for id, each in zip(ids, names, strict=True)]
    if lacks:
        left_out.append(LeftOut(type, name, lacks))


def _unknown(type: str) -> str:
    if type.startswith(_OTHER_APIS):
        return _ANOTHER_API
    return "is a resource of another provider" if not type.startswith("outscale_") else "has no counterpart"


#: A module in an address, and its index: `module.web["eu"]`.
_MODULE = re.compile(r'module\.([^.\[]+)(?:\["?(.*?)"?\])?(?=\.module\.|$)')


def _name(resource: Mapping[str, Any], instance: Mapping[str, Any]) -> str:
    """The name in the state, with the modules and their indices before it and its index behind it."""
    modules = [part for found in _MODULE.findall(str(resource.get("module", ""))) for part in found]
    parts = [*modules, resource["name"], instance.get("index_key")]
    return "-".join(str(part) for part in parts if part not in (None, ""))
