"""What is in the picture: each Net with its gateways, Subnets, machines and groups, and what is in none."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

Object = Mapping[str, Any]

#: The API's objects, by their types.
Objects = Mapping[str, Sequence[Object]]

#: The types that are in the picture, and where each has its identifier.
TYPES = {
    "Net": "NetId",
    "Subnet": "SubnetId",
    "InternetService": "InternetServiceId",
    "VirtualGateway": "VirtualGatewayId",
    "VpnConnection": "VpnConnectionId",
    "NatService": "NatServiceId",
    "NetAccessPoint": "NetAccessPointId",
    "NetPeering": "NetPeeringId",
    "RouteTable": "RouteTableId",
    "SecurityGroup": "SecurityGroupId",
    "LoadBalancer": "LoadBalancerName",
    "Vm": "VmId",
    "Nic": "NicId",
}

#: How many rules, routes and backends are named before the rest is counted.
NAMED = 4

Flow = Literal["row", "column"]


@dataclass
class Box:
    """A box with its title, some lines of text and other boxes. `to` are the identifiers of what traffic goes to from it."""

    type: str
    id: str
    title: str
    lines: list[str] = field(default_factory=list)
    boxes: list[Box] = field(default_factory=list)
    flow: Flow = "row"
    to: list[str] = field(default_factory=list)

    def all(self) -> Iterator[Box]:
        """This box, and all that are in it."""
        yield self
        for box in self.boxes:
            yield from box.all()


def scene(objects: Objects, title: str, nets: Sequence[str] = ()) -> Box:
    """The whole picture as one box, or that of some `nets`, by ids or names. Raises LookupError where one is not there."""
    every = objects.get("Net", ())
    for wanted in nets:
        if not any(wanted in (net["NetId"], name_of(net)) for net in every):
            raise LookupError(f"there is no Net {wanted}")
    drawn = [net for net in every if not nets or net["NetId"] in nets or name_of(net) in nets]
    return _Scene(objects).account(title, drawn, outside=not nets)


class _Scene:
    def __init__(self, objects: Objects) -> None:
        self._objects = objects
        self._names = {
            each[id]: name_of(each) for type, id in TYPES.items() for each in objects.get(type, ()) if name_of(each)
        }

    def account(self, title: str, nets: Iterable[Object], outside: bool) -> Box:
        boxes = [self._net(net) for net in nets]
        if outside:
            boxes += self._outside()
        return Box("", "", title, boxes=boxes, flow="column", lines=[] if boxes else ["nothing is here"])

    def _outside(self) -> Iterator[Box]:
        """What is in no Net."""
        cloud = self._machines(lambda each: not each.get("SubnetId") and not each.get("Subnets"))
        cloud += self._groups(None)
        unlinked = [*self._gateways("InternetService", None), *self._unlinked_virtual_gateways()]
        if cloud:
            yield Box("", "", "Public cloud", boxes=cloud)
        if unlinked:
            yield Box("", "", "Linked to no Net", boxes=unlinked)

    def _net(self, net: Object) -> Box:
        id = net["NetId"]
        gateways = [
            *self._gateways("InternetService", id),
            *self._virtual_gateways(id),
            *self._peerings(id),
            *self._gateways("NetAccessPoint", id),
        ]
        subnets = [self._subnet(each) for each in self._objects.get("Subnet", ()) if each["NetId"] == id]
        groups = self._groups(id)
        rows = [
            *([Box("", "", "Ways out", boxes=gateways)] if gateways else []),
            *self._subregions(subnets),
            *([Box("", "", "Security groups", boxes=groups)] if groups else []),
        ]
        return self._box("Net", net, [net["IpRange"]], boxes=rows, flow="column")

    def _subregions(self, subnets: Iterable[tuple[str, Box]]) -> list[Box]:
        by_subregion: dict[str, list[Box]] = defaultdict(list)
        for subregion, box in subnets:
            by_subregion[subregion].append(box)
        return [Box("", "", subregion, boxes=boxes) for subregion, boxes in sorted(by_subregion.items())]

    def _subnet(self, subnet: Object) -> tuple[str, Box]:
        id = subnet["SubnetId"]
        nats = [
            self._box("NatService", each, [", ".join(ip["PublicIp"] for ip in each.get("PublicIps", ()))])
            for each in self._objects.get("NatService", ())
            if each["SubnetId"] == id and each.get("State") != "deleted"
        ]
        machines = self._machines(lambda each: each.get("SubnetId") == id or id in each.get("Subnets", ()))
        table = self._table_of(subnet)
        routes = [route for route in table.get("Routes", ()) if route.get("GatewayId") != "local"] if table else []
        targets = [target for route in routes if (target := _target(route))]
        lines = [subnet["IpRange"], *some(f"{_destination(route)} → {self._named(_target(route))}" for route in routes)]
        return subnet["SubregionName"], self._box("Subnet", subnet, lines, boxes=[*nats, *machines], to=targets)

    def _table_of(self, subnet: Object) -> Object | None:
        """The route table that a Subnet uses: its own, else the Net's main one."""
        tables = [each for each in self._objects.get("RouteTable", ()) if each["NetId"] == subnet["NetId"]]
        links = [(link, table) for table in tables for link in table["LinkRouteTables"]]
        own = (table for link, table in links if link.get("SubnetId") == subnet["SubnetId"])
        return next(own, next((table for link, table in links if link["Main"]), None))

    def _machines(self, is_here: Callable[[Object], bool]) -> list[Box]:
        balancers = [
            self._box("LoadBalancer", each, _of_balancer(each), to=list(each.get("BackendVmIds", ())))
            for each in self._objects.get("LoadBalancer", ())
            if is_here(each)
        ]
        vms = [
            self._box("Vm", each, [f"{each['VmType']}, {each['State']}", ", ".join(self._addresses(each))])
            for each in self._objects.get("Vm", ())
            if is_here(each) and each["State"] != "terminated"
        ]
        return balancers + vms

    def _addresses(self, vm: Object) -> Iterator[str]:
        """The addresses of a VM: those that it tells, or those of the NICs that are linked to it."""
        told = [vm[name] for name in ("PrivateIp", "PublicIp") if vm.get(name)]
        yield from told or self._addresses_of_nics(vm["VmId"])

    def _addresses_of_nics(self, vm_id: str) -> Iterator[str]:
        for nic in self._objects.get("Nic", ()):
            if (nic.get("LinkNic") or {}).get("VmId") == vm_id:
                for address in nic["PrivateIps"]:
                    yield address["PrivateIp"]
                    public = address.get("LinkPublicIp")
                    if public:
                        yield public["PublicIp"]

    def _gateways(self, type: str, net_id: str | None) -> list[Box]:
        here = (each for each in self._objects.get(type, ()) if (each.get("NetId") or None) == net_id)
        return [self._box(type, each, [each["ServiceName"]] if "ServiceName" in each else []) for each in here]

    def _virtual_gateways(self, net_id: str) -> list[Box]:
        return [self._virtual_gateway(each) for each in self._living("VirtualGateway") if net_id in _linked_nets(each)]

    def _unlinked_virtual_gateways(self) -> list[Box]:
        return [self._virtual_gateway(each) for each in self._living("VirtualGateway") if not _linked_nets(each)]

    def _virtual_gateway(self, gateway: Object) -> Box:
        id = gateway["VirtualGatewayId"]
        vpns = [
            f"VPN {each['VpnConnectionId']}: {each['State']}"
            for each in self._living("VpnConnection")
            if each["VirtualGatewayId"] == id
        ]
        return self._box("VirtualGateway", gateway, list(some(vpns)))

    def _living(self, type: str) -> list[Object]:
        return [each for each in self._objects.get(type, ()) if each["State"] != "deleted"]

    def _peerings(self, net_id: str) -> list[Box]:
        found = []
        for each in self._objects.get("NetPeering", ()):
            ends = [each[end]["NetId"] for end in ("SourceNet", "AccepterNet")]
            if net_id in ends and each["State"]["Name"] not in ("deleted", "rejected", "failed", "expired"):
                other = ends[1] if ends[0] == net_id else ends[0]
                lines = [f"to {self._named(other)}", each["State"]["Name"]]
                found.append(self._box("NetPeering", each, lines, to=[other]))
        return found

    def _groups(self, net_id: str | None) -> list[Box]:
        return [
            self._box("SecurityGroup", each, [*some(_rules(each))])
            for each in self._objects.get("SecurityGroup", ())
            if (each.get("NetId") or None) == net_id
        ]

    def _box(self, type: str, of: Object, lines: Iterable[str], **more: Any) -> Box:
        id = of[TYPES[type]]
        name = name_of(of)
        return Box(type, id, name or id, [*([id] if name and name != id else []), *filter(None, lines)], **more)

    def _named(self, id: str) -> str:
        return self._names.get(id, id)


def name_of(each: Object) -> str:
    """What people call an object: its tag Name, or a name of its own."""
    tagged = next((tag["Value"] for tag in each.get("Tags") or () if tag["Key"] == "Name"), "")
    name = str(tagged or each.get("SecurityGroupName") or each.get("LoadBalancerName") or "")
    # One line, without what no XML may have in it.
    return " ".join("".join(part if part.isprintable() else " " for part in name).split())


def some(texts: Iterable[str]) -> Iterator[str]:
    """The first texts, and how many there are beside them."""
    every = list(texts)
    yield from every[:NAMED]
    if len(every) > NAMED:
        yield f"and {len(every) - NAMED} more"


def _linked_nets(gateway: Object) -> list[str]:
    links = gateway.get("NetToVirtualGatewayLinks") or ()
    return [link["NetId"] for link in links if link.get("State") not in ("detached", "detaching")]


def _target(route: Object) -> str:
    fields = ("GatewayId", "NatServiceId", "NetPeeringId", "NetAccessPointId", "VmId", "NicId")
    return str(next((route[name] for name in fields if route.get(name)), ""))


def _destination(route: Object) -> str:
    return str(route.get("DestinationIpRange") or route.get("DestinationServiceId") or "")


def _of_balancer(balancer: Object) -> list[str]:
    listeners = (f"{each['LoadBalancerProtocol']} {each['LoadBalancerPort']}" for each in balancer["Listeners"])
    count = len(balancer.get("BackendVmIds", ()))
    return [f"{balancer['LoadBalancerType']}: {', '.join(some(listeners))}", f"to {count} VM{'s' * (count != 1)}"]


def _rules(group: Object) -> Iterator[str]:
    for way, name in (("in", "InboundRules"), ("out", "OutboundRules")):
        for rule in group.get(name) or ():
            members = rule.get("SecurityGroupsMembers") or ()
            peers = [*(rule.get("IpRanges") or ()), *(each["SecurityGroupId"] for each in members)]
            peers += rule.get("ServiceIds") or ()
            yield f"{way} {_traffic(rule)}: {', '.join(some(peers))}"


def _traffic(rule: Object) -> str:
    if rule["IpProtocol"] == "-1":
        return "all"
    first, last = rule.get("FromPortRange"), rule.get("ToPortRange")
    if first is None or first == -1:
        return str(rule["IpProtocol"])
    return f"{rule['IpProtocol']} {first}" if first == last else f"{rule['IpProtocol']} {first}-{last}"
