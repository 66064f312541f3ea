"""NAT services, through which Subnets without public addresses reach the Internet."""

from __future__ import annotations

from typing import Any

from outscale_api import codes
from outscale_emulator.actions.public_ip import is_used
from outscale_emulator.actions.route_table import leads_to_internet
from outscale_emulator.data.kinds import NAT_SERVICE, PUBLIC_IP, SUBNET
from outscale_emulator.rules.call import Call
from outscale_emulator.rules.errors import ApiError
from outscale_emulator.rules.filters import read
from outscale_emulator.rules.registry import action
from outscale_emulator.rules.tombstones import delete, living


@action("CreateNatService", simplified="Several in a Subnet are allowed; takes no private address.")
def create_nat_service(call: Call) -> dict[str, Any]:
    """Needs a Subnet with a route to an Internet service (9045) and a free public IP (9029); available at once. In
    the era today a ClientToken creates once.
    """
    subnet = call.owned(SUBNET, call.request["SubnetId"])
    ip = call.owned(PUBLIC_IP, call.request["PublicIpId"])
    if not leads_to_internet(call, subnet):
        raise ApiError(codes.SUBNET_NOT_PUBLIC, f"'{subnet['SubnetId']}' has no route to an Internet service.")
    if is_used(ip):
        raise ApiError(codes.IN_USE, f"'{ip['PublicIp']}' is in use.")
    service = call.add(
        NAT_SERVICE,
        {
            "NatServiceId": call.new_id(NAT_SERVICE),
            "NetId": subnet["NetId"],
            "PublicIps": [{"PublicIp": ip["PublicIp"], "PublicIpId": ip["PublicIpId"]}],
            "State": "available",
            "SubnetId": subnet["SubnetId"],
            "Tags": [],
        },
    )
    ip.update(LinkPublicIpId=call.random_id("eipassoc"), _NatServiceId=service["NatServiceId"])
    call.store.save(PUBLIC_IP, ip)
    return {"NatService": service}


@action("ReadNatServices")
def read_nat_services(call: Call) -> dict[str, Any]:
    """Lists services, deleted ones too; all filters."""
    return {"NatServices": read(call, NAT_SERVICE)}


@action("DeleteNatService", simplified="Stays readable as long as the database lives.")
def delete_nat_service(call: Call) -> None:
    """Frees the public IP at once; deleting, then deleted.

    The public IP is free at once, while the service can still be read.
    """
    service = living(call, NAT_SERVICE, call.request["NatServiceId"])
    for ip in call.store.find(PUBLIC_IP, "_NatServiceId", service["NatServiceId"]):
        del ip["LinkPublicIpId"], ip["_NatServiceId"]
        call.store.save(PUBLIC_IP, ip)
    del service["PublicIps"]
    delete(call, NAT_SERVICE, service)
