"""Load balancers: changing one of their attributes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from outscale_emulator.actions.listener import BAD_FRONT_PORT, BAD_LISTENER, check_certificate, listener_on
from outscale_emulator.actions.load_balancer import give_back_public_ip, owned_balancer
from outscale_emulator.actions.load_balancer_network import (
    ONLY_INTERNET_FACING,
    check_public_ip,
    groups_of_balancer,
    take_public_ip,
)
from outscale_emulator.actions.load_balancer_policy import put_in_force
from outscale_emulator.data.kind import Object
from outscale_emulator.data.kinds import LOAD_BALANCER
from outscale_emulator.rules.call import Call
from outscale_emulator.rules.errors import ApiError
from outscale_emulator.rules.exclusive_parameters import EXCLUSIVE, MISSING, exactly_one
from outscale_emulator.rules.registry import action

BAD_HEALTH_CHECK = 4095
NOT_IN_PUBLIC_CLOUD = 3002
NO_IS_ENABLED = 4088
BAD_INTERVAL = 4047

INTERVALS = (5, 60)
WEB_PROTOCOLS = ("HTTP", "HTTPS")


@action(
    "UpdateLoadBalancer",
    CheckInterval=BAD_HEALTH_CHECK,
    HealthyThreshold=BAD_HEALTH_CHECK,
    LoadBalancerPort=BAD_FRONT_PORT,
    Path=BAD_HEALTH_CHECK,
    Port=BAD_HEALTH_CHECK,
    Protocol=BAD_HEALTH_CHECK,
    Timeout=BAD_HEALTH_CHECK,
    UnhealthyThreshold=BAD_HEALTH_CHECK,
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
        raise ApiError(MISSING if needs_port else EXCLUSIVE, details)
    balancer = owned_balancer(call, call.request["LoadBalancerName"])
    UPDATES[attribute](call, balancer, call.request[attribute])
    call.store.save(LOAD_BALANCER, balancer)
    return {"LoadBalancer": balancer}


def _update_access_log(_: Call, balancer: Object, wanted: Object) -> None:
    if "IsEnabled" not in wanted:
        raise ApiError(NO_IS_ENABLED, "IsEnabled is required.")
    if wanted.get("PublicationInterval", 60) not in INTERVALS:
        raise ApiError(BAD_INTERVAL, f"PublicationInterval has to be one of {INTERVALS}.")
    if wanted["IsEnabled"] and not wanted.get("OsuBucketName"):
        raise ApiError(MISSING, "OsuBucketName is required where access logs are kept.")
    balancer["AccessLog"] = {"PublicationInterval": 60} | wanted


def _update_health_check(_: Call, balancer: Object, wanted: Object) -> None:
    if wanted["Protocol"] in WEB_PROTOCOLS:
        wanted = {"Path": "/"} | wanted
        if not wanted["Path"].startswith("/"):
            raise ApiError(BAD_HEALTH_CHECK, f"The path '{wanted['Path']}' does not start with a slash.")
    elif "Path" in wanted:
        raise ApiError(BAD_HEALTH_CHECK, f"Checks by '{wanted['Protocol']}' have no path.")
    balancer["HealthCheck"] = wanted


def _update_policies(call: Call, balancer: Object, names: list[str]) -> None:
    put_in_force(balancer, listener_on(balancer, call.request["LoadBalancerPort"]), names)


def _update_certificate(call: Call, balancer: Object, orn: str) -> None:
    check_certificate(call, orn)
    listener = listener_on(balancer, call.request["LoadBalancerPort"])
    if listener["LoadBalancerProtocol"] not in ("HTTPS", "SSL"):
        raise ApiError(BAD_LISTENER, f"A listener for '{listener['LoadBalancerProtocol']}' has no certificate.")
    listener["ServerCertificateId"] = orn


def _update_public_ip(call: Call, balancer: Object, address: str) -> None:
    if balancer["LoadBalancerType"] == "internal":
        raise ApiError(ONLY_INTERNET_FACING, "An internal load balancer has no public IP.")
    ip = check_public_ip(call, balancer["LoadBalancerType"], address)
    give_back_public_ip(call.store, balancer)
    field = "PublicIp" if "PublicIp" in balancer else "_PublicIp"
    balancer[field] = take_public_ip(call, balancer["LoadBalancerName"], ip)


def _update_groups(call: Call, balancer: Object, ids: list[str]) -> None:
    if "NetId" not in balancer:
        raise ApiError(NOT_IN_PUBLIC_CLOUD, "A load balancer of the public Cloud has no security groups.")
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
