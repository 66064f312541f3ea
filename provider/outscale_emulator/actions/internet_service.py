"""Internet services: the gateways through which Nets reach the Internet."""

from __future__ import annotations

from typing import Any

from outscale_api import codes
from outscale_emulator.data.kinds import INTERNET_SERVICE, LOAD_BALANCER, NAT_SERVICE, NET, NIC, PUBLIC_IP
from outscale_emulator.rules.call import Call
from outscale_emulator.rules.dependencies import Blocker, refuse_if_used
from outscale_emulator.rules.errors import ApiError
from outscale_emulator.rules.filters import read
from outscale_emulator.rules.registry import action
from outscale_emulator.rules.tombstones import living

BLOCKERS = (Blocker(NAT_SERVICE, "NetId", codes.HAS_NAT_SERVICES),)


@action("CreateInternetService")
def create_internet_service(call: Call) -> dict[str, Any]:
    """Creates a service that no Net has yet."""
    return {
        "InternetService": call.add(INTERNET_SERVICE, {"InternetServiceId": call.new_id(INTERNET_SERVICE), "Tags": []})
    }


@action("ReadInternetServices")
def read_internet_services(call: Call) -> dict[str, Any]:
    """Lists services; all filters."""
    return {"InternetServices": read(call, INTERNET_SERVICE)}


@action(
    "LinkInternetService",
    simplified="The codes 9024 (service is linked) and 9065 (Net has one) are inferred from their names.",
)
def link_internet_service(call: Call) -> None:
    """One service for each Net and one Net for each service."""
    service = call.owned(INTERNET_SERVICE, call.request["InternetServiceId"])
    net = living(call, NET, call.request["NetId"])
    if "NetId" in service:
        raise ApiError(
            codes.INTERNET_SERVICE_LINKED, f"'{service['InternetServiceId']}' is linked to '{service['NetId']}'."
        )
    if call.store.exists(INTERNET_SERVICE, "NetId", net["NetId"]):
        raise ApiError(codes.NET_HAS_GATEWAY, f"'{net['NetId']}' has an Internet service.")
    service.update(NetId=net["NetId"], State="available")
    call.store.save(INTERNET_SERVICE, service)


@action("UnlinkInternetService")
def unlink_internet_service(call: Call) -> None:
    """Refused while NAT services (1018), load balancers (1005) or public IPs (1004) need it; not linked 1007."""
    service = call.owned(INTERNET_SERVICE, call.request["InternetServiceId"])
    net = call.owned(NET, call.request["NetId"])
    if service.get("NetId") != net["NetId"]:
        raise ApiError(
            codes.INTERNET_SERVICE_NOT_LINKED, f"'{service['InternetServiceId']}' is not linked to '{net['NetId']}'."
        )
    _refuse_while_needed(call, net["NetId"])
    del service["NetId"], service["State"]
    call.store.save(INTERNET_SERVICE, service)


@action("DeleteInternetService", simplified="The code for that, 9029, is inferred.")
def delete_internet_service(call: Call) -> None:
    """Refused while it is linked."""
    service = call.owned(INTERNET_SERVICE, call.request["InternetServiceId"])
    if "NetId" in service:
        raise ApiError(codes.IN_USE, f"'{service['InternetServiceId']}' is linked to '{service['NetId']}'.")
    call.store.remove(INTERNET_SERVICE, service)


def _refuse_while_needed(call: Call, net_id: str) -> None:
    """What would be cut off is in the way (api-behaviour.md section 2.4)."""
    refuse_if_used(call, net_id, BLOCKERS)
    for balancer in call.store.find(LOAD_BALANCER, "NetId", net_id):
        if balancer["LoadBalancerType"] == "internet-facing":
            raise ApiError(codes.HAS_LOAD_BALANCERS, f"'{balancer['LoadBalancerName']}' is reached from the Internet.")
    for nic in call.store.find(NIC, "NetId", net_id):
        if call.store.exists(PUBLIC_IP, "NicId", nic["NicId"]):
            raise ApiError(codes.HAS_PUBLIC_IPS, f"A public IP is linked to '{nic['NicId']}' in '{net_id}'.")
