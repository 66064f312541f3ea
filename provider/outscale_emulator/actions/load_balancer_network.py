"""Load balancers: the public IPs and the security groups that they have."""

from __future__ import annotations

from collections.abc import Iterable

from outscale_api import codes
from outscale_emulator.actions.membership import memberships
from outscale_emulator.actions.public_ip import free_address, is_used
from outscale_emulator.data.kind import Object
from outscale_emulator.data.kinds import PUBLIC_IP
from outscale_emulator.rules.call import Call
from outscale_emulator.rules.errors import ApiError


def groups_of_balancer(call: Call, net_id: str, ids: Iterable[str]) -> Object:
    """The fields for the security groups of a load balancer in a Net, its default group where none is named."""
    groups = memberships(call, net_id, ids)
    return {
        "SecurityGroups": [group["SecurityGroupId"] for group in groups],
        "SourceSecurityGroup": {
            "SecurityGroupAccountId": call.account,
            "SecurityGroupName": groups[0]["SecurityGroupName"],
        },
    }


def check_public_ip(call: Call, kind: str, address: str) -> Object | None:
    """The caller's public IP that a load balancer is to use; None where it is to use none of his.

    Raises ApiError where there is none with that address, or something else uses it.
    """
    if not address:
        return None
    if kind == "internal":
        raise ApiError(codes.EXCLUSIVE_PARAMETERS, "Only an internet-facing load balancer has a public IP.")
    for ip in call.store.find(PUBLIC_IP, "PublicIp", address):
        if ip["_account"] == call.account:
            if is_used(ip):
                raise ApiError(codes.USED_BY_LOAD_BALANCER, f"'{address}' is in use.")
            return ip
    raise ApiError(PUBLIC_IP.missing, f"The PublicIp '{address}' doesn't exist.")


def take_public_ip(call: Call, balancer_name: str, ip: Object | None) -> str:
    """The address that a load balancer gets: the caller's, or one that OUTSCALE owns."""
    if ip is None:
        return free_address(call.store, call.random)
    ip["_LoadBalancerName"] = balancer_name
    call.store.save(PUBLIC_IP, ip)
    return str(ip["PublicIp"])
