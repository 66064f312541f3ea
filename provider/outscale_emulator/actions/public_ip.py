"""Public IPs, and the VMs and NICs that they are linked to."""

from __future__ import annotations

import ipaddress
from random import Random
from typing import Any

from outscale_api import codes
from outscale_emulator.data.kind import Object
from outscale_emulator.data.kinds import INTERNET_SERVICE, NIC, PUBLIC_IP, VM
from outscale_emulator.data.transaction import Transaction
from outscale_emulator.rules.call import Call
from outscale_emulator.rules.errors import ApiError
from outscale_emulator.rules.exclusive_parameters import exactly_one
from outscale_emulator.rules.filters import Filters, read
from outscale_emulator.rules.registry import action

#: What the Region's public addresses come from: a range for tests, so that no address is a stranger's.
RANGES = (ipaddress.IPv4Network("198.18.0.0/15"),)

LINK_FIELDS = ("LinkPublicIpId", "NicAccountId", "NicId", "PrivateIp", "VmId", "_NicId")

FILTERS: Filters = {
    # No path, because the index does not know the NICs of VMs of the public Cloud.
    "NicIds": lambda ip, wanted: ip.get("NicId") in wanted,
    "Placements": lambda ip, wanted: ("standard" if "_NicId" in ip or "NicId" not in ip else "vpc") in wanted,
    # No path, because the index only knows the VMs of the public Cloud: a NIC can change its VM.
    "VmIds": lambda ip, wanted: ip.get("VmId") in wanted,
}


@action("CreatePublicIp", simplified="There is one range, 198.18.0.0/15, which is meant for tests.")
def create_public_ip(call: Call) -> dict[str, Any]:
    """A free address of the Region's ranges."""
    address = free_address(call.store, call.random)
    return {"PublicIp": call.add(PUBLIC_IP, {"PublicIp": address, "PublicIpId": call.new_id(PUBLIC_IP), "Tags": []})}


@action("ReadPublicIps", simplified="Placements takes standard or vpc (inferred).")
def read_public_ips(call: Call) -> dict[str, Any]:
    """Lists addresses with their links; all filters."""
    return {"PublicIps": read(call, PUBLIC_IP, FILTERS, _as_read)}


@action("ReadPublicIpRanges", simplified="As for CreatePublicIp.")
def read_public_ip_ranges(call: Call) -> dict[str, Any]:
    """The one range."""
    return {"PublicIps": [str(ip_range) for ip_range in RANGES]}


@action("DeletePublicIp")
def delete_public_ip(call: Call) -> None:
    """By address or id (3002); refused while a Net's VM or NIC or a NAT service (9029) or a load balancer (9031)
    uses it.
    """
    ip = _asked_for(call)
    if "_LoadBalancerName" in ip:
        raise ApiError(codes.USED_BY_LOAD_BALANCER, f"'{ip['PublicIp']}' is used by a load balancer.")
    # A link to a VM of the public Cloud goes with the address (api-behaviour.md section 6, "What blocks a delete").
    if "NicId" in ip or "_NatServiceId" in ip:
        raise ApiError(codes.IN_USE, f"'{ip['PublicIp']}' is in use.")
    call.store.remove(PUBLIC_IP, ip)


@action(
    "LinkPublicIp",
    simplified=(
        "Inferred are 9026 for a Net without Internet service, 9001 for a VM with several NICs and 3002 for "
        "PrivateIp in the public Cloud. A target that has another IP is 9029 without AllowRelink."
    ),
)
def link_public_ip(call: Call) -> dict[str, Any]:
    """To a VM or a NIC, to one of its private addresses; AllowRelink moves a link, by default in the public Cloud."""
    target = _target(call)
    ip = _asked_for(call)
    others = [other for other in _linked_to(call.store, target) if other["PublicIpId"] != ip["PublicIpId"]]
    may_relink = call.request.get("AllowRelink", "NicId" not in target) and not _is_fixed(ip)
    if (is_used(ip) or others) and not may_relink:
        raise ApiError(codes.IN_USE, f"'{ip['PublicIp']}' or what it should be linked to has a link already.")
    for linked in (ip, *others):
        unlink(call.store, linked)
    ip.update(target, LinkPublicIpId=call.random_id("eipassoc"))
    call.store.save(PUBLIC_IP, ip)
    return {"LinkPublicIpId": ip["LinkPublicIpId"]}


@action("UnlinkPublicIp", simplified="An address without a link is 5026 (inferred).")
def unlink_public_ip(call: Call) -> None:
    """By link or address (3002); unknown link 5026."""
    ip = _asked_for_by_link(call)
    if "LinkPublicIpId" not in ip:
        raise ApiError(codes.UNKNOWN_PUBLIC_IP_LINK, f"'{ip['PublicIp']}' is not linked.")
    if _is_fixed(ip):
        raise ApiError(codes.IN_USE, f"'{ip['PublicIp']}' is in use.")
    unlink(call.store, ip)


def free_address(store: Transaction, random: Random) -> str:
    """A public address that nobody has."""
    while True:
        ip_range = random.choice(RANGES)
        address = str(ip_range[random.randrange(1, ip_range.num_addresses - 1)])
        if not store.exists(PUBLIC_IP, "PublicIp", address) and not store.exists(VM, "PublicIp", address):
            return address


def is_used(ip: Object) -> bool:
    """Whether anything uses a public IP: a VM, a NIC, a NAT service or a load balancer."""
    return "LinkPublicIpId" in ip or _is_fixed(ip)


def hidden_nic(call: Call, vm: Object) -> str:
    """The identifier of the NIC of a VM of the public Cloud, which no action on NICs knows."""
    if "_NicId" not in vm:
        vm["_NicId"] = call.new_id(NIC)
        call.store.save(VM, vm)
    return str(vm["_NicId"])


def unlink(store: Transaction, ip: Object) -> None:
    """Takes a public IP away from its VM or NIC."""
    for field in LINK_FIELDS:
        ip.pop(field, None)
    store.save(PUBLIC_IP, ip)


def unlink_from_nic(store: Transaction, nic_id: str, private_ip: str | None = None) -> None:
    """Takes a NIC's public IPs away, or the one of one of its addresses."""
    for ip in store.find(PUBLIC_IP, "NicId", nic_id):
        if private_ip in (None, ip["PrivateIp"]):
            unlink(store, ip)


def links_of_nic(call: Call, nic_id: str) -> dict[str, Object]:
    """The links to public IPs that the addresses of a NIC have, by private address."""
    return {
        ip["PrivateIp"]: {
            "LinkPublicIpId": ip["LinkPublicIpId"],
            "PublicDnsName": public_dns_name(call, ip["PublicIp"]),
            "PublicIp": ip["PublicIp"],
            "PublicIpAccountId": ip["_account"],
            "PublicIpId": ip["PublicIpId"],
        }
        for ip in call.store.find(PUBLIC_IP, "NicId", nic_id)
    }


def public_dns_name(call: Call, address: str) -> str:
    """The name that the Region gives to a public address."""
    return f"ows-{address.replace('.', '-')}.{call.region}.compute.outscale.com"


def _is_fixed(ip: Object) -> bool:
    """Whether a public IP is used by something that only gives it back itself."""
    return "_NatServiceId" in ip or "_LoadBalancerName" in ip


def _as_read(call: Call, ip: Object) -> Object:
    """A public IP with the VM of its NIC or, for a VM of the public Cloud, the NIC that nothing else shows."""
    if "_NicId" in ip:
        return {**ip, "NicAccountId": call.account, "NicId": ip["_NicId"]}
    nic = call.store.get(NIC, ip["NicId"]) if "NicId" in ip else None
    return {**ip, "VmId": nic["LinkNic"]["VmId"]} if nic and "LinkNic" in nic else ip


def _asked_for(call: Call) -> Object:
    if exactly_one(call.request, "PublicIp", "PublicIpId") == "PublicIpId":
        return call.owned(PUBLIC_IP, call.request["PublicIpId"])
    return _by_address(call, call.request["PublicIp"])


def _asked_for_by_link(call: Call) -> Object:
    if exactly_one(call.request, "LinkPublicIpId", "PublicIp") == "PublicIp":
        return _by_address(call, call.request["PublicIp"])
    id = call.request["LinkPublicIpId"]
    for ip in call.store.find(PUBLIC_IP, "LinkPublicIpId", id):
        if ip["_account"] == call.account:
            return ip
    raise ApiError(codes.UNKNOWN_PUBLIC_IP_LINK, f"The LinkPublicIpId '{id}' doesn't exist.")


def _by_address(call: Call, address: str) -> Object:
    for ip in call.store.find(PUBLIC_IP, "PublicIp", address):
        if ip["_account"] == call.account:
            return ip
    raise ApiError(PUBLIC_IP.missing, f"The PublicIp '{address}' doesn't exist.")


def _target(call: Call) -> Object:
    """What a request wants to link to, as the fields that the public IP gets."""
    if exactly_one(call.request, "NicId", "VmId") == "NicId":
        return _address_of_nic(call, call.owned(NIC, call.request["NicId"]))
    vm = call.owned(VM, call.request["VmId"])
    if vm["State"] in ("shutting-down", "terminated"):
        raise ApiError(codes.WRONG_STATE, f"'{vm['VmId']}' is {vm['State']}.")
    if "NetId" in vm:
        nics = call.store.find(NIC, "LinkNic.VmId", vm["VmId"])
        if len(nics) != 1:
            raise ApiError(codes.AMBIGUOUS_NIC, f"'{vm['VmId']}' has several NICs.")
        return _address_of_nic(call, nics[0])
    if "PrivateIp" in call.request:
        raise ApiError(codes.EXCLUSIVE_PARAMETERS, "PrivateIp is for VMs and NICs of a Net.")
    return {"PrivateIp": vm["PrivateIp"], "VmId": vm["VmId"], "_NicId": hidden_nic(call, vm)}


def _address_of_nic(call: Call, nic: Object) -> Object:
    primary = next(address["PrivateIp"] for address in nic["PrivateIps"] if address["IsPrimary"])
    wanted = call.request.get("PrivateIp", primary)
    if all(address["PrivateIp"] != wanted for address in nic["PrivateIps"]):
        raise ApiError(codes.NOT_TOGETHER, f"'{nic['NicId']}' does not have the address '{wanted}'.")
    if not call.store.exists(INTERNET_SERVICE, "NetId", nic["NetId"]):
        raise ApiError(codes.GATEWAY_NOT_LINKED, f"'{nic['NetId']}' has no Internet service.")
    return {"NicAccountId": nic["AccountId"], "NicId": nic["NicId"], "PrivateIp": wanted}


def _linked_to(store: Transaction, target: Object) -> list[Object]:
    """The public IPs that the target of a link has already."""
    if "NicId" not in target:
        return store.find(PUBLIC_IP, "VmId", target["VmId"])
    linked = store.find(PUBLIC_IP, "NicId", target["NicId"])
    return [ip for ip in linked if ip["PrivateIp"] == target["PrivateIp"]]
