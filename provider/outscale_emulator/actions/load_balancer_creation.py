"""Load balancers: creating them, in a Subnet or in the public Cloud."""

from __future__ import annotations

from typing import Any

from outscale_api import codes
from outscale_emulator.actions.listener import new_listeners
from outscale_emulator.actions.load_balancer_network import (
    check_public_ip,
    groups_of_balancer,
    take_public_ip,
)
from outscale_emulator.actions.load_balancer_tag import with_tags
from outscale_emulator.actions.subregion import subregions
from outscale_emulator.data.kind import Object
from outscale_emulator.data.kinds import INTERNET_SERVICE, LOAD_BALANCER, SUBNET
from outscale_emulator.rules.call import Call
from outscale_emulator.rules.errors import ApiError
from outscale_emulator.rules.exclusive_parameters import exactly_one
from outscale_emulator.rules.registry import action

INTERNET_FACING = "internet-facing"

#: What requests to backend VMs come from in the public Cloud.
PUBLIC_CLOUD_SOURCE = {"SecurityGroupAccountId": "outscale-elb", "SecurityGroupName": "outscale-elb-sg"}


@action(
    "CreateLoadBalancer",
    LoadBalancerName=codes.BAD_LOAD_BALANCER_NAME,
    BackendPort=codes.BAD_LISTENER,
    BackendProtocol=codes.BAD_LISTENER,
    LoadBalancerProtocol=codes.BAD_LISTENER,
    LoadBalancerPort=codes.BAD_FRONT_PORT,
    Key=codes.EMPTY_LOAD_BALANCER_TAG_KEY,
    simplified="Takes no private address of its Subnet.",
)
def create_load_balancer(call: Call) -> dict[str, Any]:
    """In one Subnet or one Subregion (8010), with listeners, groups, tags and a public IP of one's own (9031) or of
    the cloud's; no Internet service 1003, taken name 9013. The public IP is shown once the clock has passed.
    """
    name = call.request["LoadBalancerName"]
    kind = call.request.get("LoadBalancerType", INTERNET_FACING)
    place = _place(call, kind)
    public_ip = check_public_ip(call, kind, call.request.get("PublicIp", ""))
    listeners = new_listeners(call, [], call.request["Listeners"])
    if call.store.get_of(LOAD_BALANCER, call.account, name):
        raise ApiError(codes.LOAD_BALANCER_NAME_TAKEN, f"There is a load balancer named '{name}'.")
    balancer = {
        "AccessLog": {"IsEnabled": False, "PublicationInterval": 60},
        "ApplicationStickyCookiePolicies": [],
        "BackendVmIds": [],
        "DnsName": _dns_name(call, kind, name),
        "HealthCheck": _health_check(listeners),
        "Listeners": listeners,
        "LoadBalancerName": name,
        "LoadBalancerStickyCookiePolicies": [],
        "LoadBalancerType": kind,
        **place,
        "Tags": with_tags([], call.request.get("Tags", ())),
        "_State": "starting",
    }
    if kind == INTERNET_FACING:
        balancer["_PublicIp"] = take_public_ip(call, name, public_ip)
    return {"LoadBalancer": call.add(LOAD_BALANCER, balancer)}


def _place(call: Call, kind: str) -> Object:
    """The fields that say where the load balancer is, and in which security groups."""
    given = {name: value for name, value in call.request.items() if value}
    places = call.request[exactly_one(given, "Subnets", "SubregionNames")]
    if len(places) > 1:
        raise ApiError(codes.SEVERAL_PLACES, "A load balancer is in one Subnet or in one Subregion.")
    return _in_net(call, kind, places[0]) if "Subnets" in given else _in_public_cloud(call, kind, places[0])


def _in_net(call: Call, kind: str, subnet_id: str) -> Object:
    subnet = call.owned(SUBNET, subnet_id)
    if kind == INTERNET_FACING and not call.store.exists(INTERNET_SERVICE, "NetId", subnet["NetId"]):
        raise ApiError(codes.NO_INTERNET_SERVICE, f"'{subnet['NetId']}' has no Internet service.")
    return {
        "NetId": subnet["NetId"],
        **groups_of_balancer(call, subnet["NetId"], call.request.get("SecurityGroups", ())),
        "Subnets": [subnet_id],
        "SubregionNames": [subnet["SubregionName"]],
    }


def _in_public_cloud(call: Call, kind: str, subregion: str) -> Object:
    if call.request.get("SecurityGroups"):
        raise ApiError(codes.EXCLUSIVE_PARAMETERS, "A load balancer of the public Cloud has no security groups.")
    if kind != INTERNET_FACING:
        raise ApiError(codes.EXCLUSIVE_PARAMETERS, "An internal load balancer needs a Subnet.")
    if subregion not in (known["SubregionName"] for known in subregions(call)):
        raise ApiError(codes.BAD_LISTENER, f"The Subregion '{subregion}' does not exist.")
    return {"SourceSecurityGroup": PUBLIC_CLOUD_SOURCE, "Subnets": [], "SubregionNames": [subregion]}


def _dns_name(call: Call, kind: str, name: str) -> str:
    prefix = "" if kind == INTERNET_FACING else "internal-"
    return f"{prefix}{name}-{call.random.randrange(10**8, 10**9)}.{call.region}.lbu.outscale.com"


def _health_check(listeners: list[Object]) -> Object:
    """What a new load balancer checks (api-behaviour.md section 5)."""
    return {
        "CheckInterval": 30,
        "HealthyThreshold": 10,
        "Port": listeners[0]["BackendPort"],
        "Protocol": "TCP",
        "Timeout": 5,
        "UnhealthyThreshold": 2,
    }
