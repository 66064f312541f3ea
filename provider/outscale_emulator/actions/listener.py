"""Listeners of load balancers."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from outscale_api import codes
from outscale_emulator.actions.load_balancer import drop_rules, owned_balancer
from outscale_emulator.actions.server_certificate import find_by_orn
from outscale_emulator.data.kind import Object
from outscale_emulator.data.kinds import LOAD_BALANCER
from outscale_emulator.rules.call import Call
from outscale_emulator.rules.errors import ApiError
from outscale_emulator.rules.registry import action

ENCRYPTED = ("HTTPS", "SSL")


@action(
    "CreateLoadBalancerListeners",
    BackendPort=codes.BAD_LISTENER,
    BackendProtocol=codes.BAD_LISTENER,
    LoadBalancerProtocol=codes.BAD_LISTENER,
    LoadBalancerPort=codes.BAD_FRONT_PORT,
    simplified="Any pair of front and back protocols is taken. A taken port is 9012 (inferred).",
)
def create_load_balancer_listeners(call: Call) -> dict[str, Any]:
    """Checks ports and protocols (4095, 4037) and the certificate (5070), which HTTPS and SSL need (7000)."""
    balancer = owned_balancer(call, call.request["LoadBalancerName"])
    balancer["Listeners"] = new_listeners(call, balancer["Listeners"], call.request["Listeners"])
    call.store.save(LOAD_BALANCER, balancer)
    return {"LoadBalancer": balancer}


@action("DeleteLoadBalancerListeners")
def delete_load_balancer_listeners(call: Call) -> dict[str, Any]:
    """Deletes listeners with their rules; an unknown port is 5028."""
    balancer = owned_balancer(call, call.request["LoadBalancerName"])
    for port in dict.fromkeys(call.request["LoadBalancerPorts"]):
        listener = listener_on(balancer, port)
        drop_rules(call.store, listener)
        balancer["Listeners"].remove(listener)
    call.store.save(LOAD_BALANCER, balancer)
    return {"LoadBalancer": balancer}


def new_listeners(call: Call, present: Iterable[Object], wanted: Iterable[Object]) -> list[Object]:
    """The listeners of a load balancer with those that a request adds. Raises ApiError where it cannot have them."""
    listeners = list(present)
    for request in wanted:
        if any(listener["LoadBalancerPort"] == request["LoadBalancerPort"] for listener in listeners):
            raise ApiError(codes.LISTENER_PORT_TAKEN, f"There is a listener on port {request['LoadBalancerPort']}.")
        listeners.append(_new_listener(call, request))
    call.quotas.check_length("lb_listeners_limit", len(listeners))
    return listeners


def listener_on(balancer: Object, port: int) -> Object:
    """The listener on a port. Raises ApiError where there is none."""
    for listener in balancer["Listeners"]:
        if listener["LoadBalancerPort"] == port:
            found: Object = listener
            return found
    raise ApiError(codes.UNKNOWN_LISTENER, f"There is no listener on port {port}.")


def check_certificate(call: Call, orn: str) -> None:
    """Raises ApiError unless the caller has a server certificate of that ORN."""
    if find_by_orn(call, orn) is None:
        raise ApiError(codes.UNKNOWN_LISTENER_CERTIFICATE, f"There is no server certificate '{orn}'.")


def _new_listener(call: Call, request: Object) -> Object:
    protocol = request["LoadBalancerProtocol"]
    listener = {
        "BackendPort": request["BackendPort"],
        "BackendProtocol": request.get("BackendProtocol", protocol),
        "LoadBalancerPort": request["LoadBalancerPort"],
        "LoadBalancerProtocol": protocol,
        # Its rules name the listener by this number.
        "_ListenerId": call.random.randrange(10**5, 10**9),
    }
    if request.get("ServerCertificateId"):  # An empty one counts as none (seen in 2021).
        check_certificate(call, request["ServerCertificateId"])
        listener["ServerCertificateId"] = request["ServerCertificateId"]
    elif protocol in ENCRYPTED:
        raise ApiError(codes.MISSING_PARAMETER, f"A listener for '{protocol}' needs a ServerCertificateId.")
    return listener
