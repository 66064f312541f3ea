"""Load balancers: changing one of their attributes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from outscale_api import codes
from outscale_emulator.actions.listener import check_certificate, listener_on
from outscale_emulator.actions.load_balancer import give_back_public_ip, owned_balancer
from outscale_emulator.actions.load_balancer_network import (
    check_public_ip,
    groups_of_balancer,
    take_public_ip,
)
from outscale_emulator.actions.load_balancer_policy import put_in_force
from outscale_emulator.data.kind import Object
from outscale_emulator.data.kinds import LOAD_BALANCER
from outscale_emulator.rules.call import Call
from outscale_emulator.rules.errors import ApiError
from outscale_emulator.rules.exclusive_parameters import exactly_one
from outscale_emulator.rules.registry import action

WEB_PROTOCOLS = ("HTTP", "HTTPS")


@action(
    "UpdateLoadBalancer",
    CheckInterval=codes.BAD_LISTENER,
    HealthyThreshold=codes.BAD_LISTENER,
    LoadBalancerPort=codes.BAD_FRONT_PORT,
    Path=codes.BAD_LISTENER,
    Port=codes.BAD_LISTENER,
    Protocol=codes.BAD_LISTENER,
    Timeout=codes.BAD_LISTENER,
    UnhealthyThreshold=codes.BAD_LISTENER,
    simplified="Access logs are not written to any bucket.",
)
def update_load_balancer(call: Call) -> dict[str, Any]:
    """One attribute at a time (3002, 7000), of access log, health check, policies, certificate, groups, public IP,
    each with its checks.
    """
    attribute = exactly_one(call.request, *UPDATES)
    needs_port = attribute in OF_LISTENER
    if needs_port != ("LoadBalancerPort" in call.request):
        details = f"LoadBalancerPort goes with {' or '.join(OF_LISTENER)}, which need it."
        raise ApiError(codes.MISSING_PARAMETER if needs_port else codes.EXCLUSIVE_PARAMETERS, details)
    balancer = owned_balancer(call, call.request["LoadBalancerName"])
    UPDATES[attribute](call, balancer, call.request[attribute])
    call.store.save(LOAD_BALANCER, balancer)
    return {"LoadBalancer": balancer}


def _update_access_log(_: Call, balancer: Object, wanted: Object) -> None:
    if "IsEnabled" not in wanted:
        raise ApiError(codes.ACCESS_LOG_WITHOUT_SWITCH, "IsEnabled is required.")
    if wanted["IsEnabled"] and not wanted.get("OsuBucketName"):
        raise ApiError(codes.MISSING_PARAMETER, "OsuBucketName is required where access logs are kept.")
    balancer["AccessLog"] = {"PublicationInterval": 60} | wanted


def _update_health_check(_: Call, balancer: Object, wanted: Object) -> None:
    if wanted["Protocol"] in WEB_PROTOCOLS:
        wanted = {"Path": "/"} | wanted
        if not wanted["Path"].startswith("/"):
            raise ApiError(codes.BAD_LISTENER, f"The path '{wanted['Path']}' does not start with a slash.")
    elif "Path" in wanted:
        raise ApiError(codes.BAD_LISTENER, f"Checks by '{wanted['Protocol']}' have no path.")
    balancer["HealthCheck"] = wanted


def _update_policies(call: Call, balancer: Object, names: list[str]) -> None:
    put_in_force(balancer, listener_on(balancer, call.request["LoadBalancerPort"]), names)


def _update_certificate(call: Call, balancer: Object, orn: str) -> None:
    check_certificate(call, orn)
    listener = listener_on(balancer, call.request["LoadBalancerPort"])
    if listener["LoadBalancerProtocol"] not in ("HTTPS", "SSL"):
        raise ApiError(codes.BAD_LISTENER, f"A listener for '{listener['LoadBalancerProtocol']}' has no certificate.")
    listener["ServerCertificateId"] = orn


def _update_public_ip(call: Call, balancer: Object, address: str) -> None:
    if balancer["LoadBalancerType"] == "internal":
        raise ApiError(codes.EXCLUSIVE_PARAMETERS, "An internal load balancer has no public IP.")
    ip = check_public_ip(call, balancer["LoadBalancerType"], address)
    give_back_public_ip(call.store, balancer)
    field = "PublicIp" if "PublicIp" in balancer else "_PublicIp"
    balancer[field] = take_public_ip(call, balancer["LoadBalancerName"], ip)


def _update_groups(call: Call, balancer: Object, ids: list[str]) -> None:
    if "NetId" not in balancer:
        raise ApiError(codes.EXCLUSIVE_PARAMETERS, "A load balancer of the public Cloud has no security groups.")
    balancer.update(groups_of_balancer(call, balancer["NetId"], ids))


#: What changes each attribute.
UPDATES: dict[str, Callable[[Call, Object, Any], None]] = {
    "AccessLog": _update_access_log,
    "HealthCheck": _update_health_check,
    "PolicyNames": _update_policies,
    "PublicIp": _update_public_ip,
    "SecuredCookies": lambda call, balancer, _: call.keep_later(LOAD_BALANCER, balancer),
    "SecurityGroups": _update_groups,
    "ServerCertificateId": _update_certificate,
}

#: The attributes of one of its listeners.
OF_LISTENER = ("PolicyNames", "ServerCertificateId")
