"""What the cloud has, seen without the provider: the identifiers that a stack's state has to have, by type.

Read from the emulator's own data, so that a provider that overlooks something can't overlook it here as well.
"""

from __future__ import annotations

import json
import sqlite3
from collections import defaultdict
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

Object = dict[str, Any]

PROTOCOL_FIELDS = ("IpProtocol", "FromPortRange", "ToPortRange")


def identifiers(database: Path) -> dict[str, list[str]]:
    """Everything that a user made, by the names of the provider's types, each sorted."""
    with closing(sqlite3.connect(database)) as connection:
        rows = connection.execute("SELECT kind, body FROM objects").fetchall()
    found = defaultdict(list)
    for kind, body in rows:
        for type, id in _resources(kind, json.loads(body)):
            found[type].append(id)
    return {type: sorted(ids) for type, ids in found.items()}


def _resources(kind: str, body: Object) -> Iterator[tuple[str, str]]:
    if kind in _WHOLE:
        yield kind, body[_WHOLE[kind]]
    elif kind in _PARTS:
        yield from _PARTS[kind](body)


def _of_internet_service(body: Object) -> Iterator[tuple[str, str]]:
    yield "InternetService", body["InternetServiceId"]
    if body.get("NetId"):
        yield "InternetServiceLink", body["InternetServiceId"]


def _of_public_ip(body: Object) -> Iterator[tuple[str, str]]:
    yield "PublicIp", body["PublicIpId"]
    if body.get("LinkPublicIpId"):
        yield "PublicIpLink", body["LinkPublicIpId"]


def _of_vm(body: Object) -> Iterator[tuple[str, str]]:
    if body["State"] != "terminated":
        yield "Vm", body["VmId"]


def _of_route_table(body: Object) -> Iterator[tuple[str, str]]:
    links = body["LinkRouteTables"]
    if not any(link["Main"] for link in links):
        yield "RouteTable", body["RouteTableId"]
    for link in links:
        if not link["Main"]:
            yield "RouteTableLink", link["LinkRouteTableId"]
    for route in body["Routes"]:
        if route["CreationMethod"] == "CreateRoute":
            yield "Route", f"{body['RouteTableId']}/{route['DestinationIpRange']}"


def _of_security_group(body: Object) -> Iterator[tuple[str, str]]:
    if body["SecurityGroupName"] == "default":
        return
    yield "SecurityGroup", body["SecurityGroupId"]
    for rule in body["InboundRules"]:
        for peer in rule.get("IpRanges", ()):
            parts = (body["SecurityGroupId"], "Inbound", *(rule[name] for name in PROTOCOL_FIELDS), peer)
            yield "SecurityGroupRule", "/".join(map(str, parts))


def _of_volume(body: Object) -> Iterator[tuple[str, str]]:
    if body["State"] == "deleting":
        return
    links = [link for link in body["LinkedVolumes"] if link["State"] != "detached"]
    # A VM's root disk is its own.
    if not any(link["DeviceName"] == "/dev/sda1" for link in links):
        yield "Volume", body["VolumeId"]
        if links:
            yield "VolumeLink", body["VolumeId"]


#: The identifier of objects that are one resource each, and what finds the resources that other objects are or have.
_WHOLE = {"Net": "NetId", "Subnet": "SubnetId", "Keypair": "KeypairName"}
_PARTS = {
    "InternetService": _of_internet_service,
    "PublicIp": _of_public_ip,
    "RouteTable": _of_route_table,
    "SecurityGroup": _of_security_group,
    "Vm": _of_vm,
    "Volume": _of_volume,
}
