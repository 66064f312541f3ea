"""The picture of a network: what is in it, that all of it has room, and that it is well-formed whatever names people give."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest

from outscale_native.account import count
from outscale_native.adoption import type_name
from outscale_picture import TYPES, Box, mermaid, scene, svg
from outscale_provider.lifecycle.provider import Provider
from provider.engine import Engine

SVG = "{http://www.w3.org/2000/svg}"
AWKWARD = '1. a "b" <c> &\n`d`\0 #e] *f*'


async def drawn(provider: Provider, *nets: str) -> Box:
    counted = await count(provider, lambda _type, _count: None, TYPES)
    objects: dict[str, list[Any]] = {}
    for one in counted.existing:
        objects.setdefault(type_name(one.token), []).append(one.remote)
    return scene(objects, "Account", nets)


def text(root: ET.Element) -> str:
    return " ".join(filter(None, (each.text for each in root.iter(f"{SVG}text"))))


@pytest.fixture
async def ids(engine: Engine) -> dict[str, str]:
    """A Net with a way out, a machine behind a load balancer, a peering with a Net that has an awkward name."""
    net = await engine.made("Net", ipRange="10.0.0.0/16", tags={"Name": "main"})
    other = await engine.made("Net", name="other", ipRange="10.1.0.0/16", tags={"Name": AWKWARD})
    subnet = await engine.made("Subnet", netId=net.id, ipRange="10.0.1.0/24", tags={"Name": "public"})
    service = await engine.made("InternetService", tags={"Name": "way-out"})
    await engine.made("InternetServiceLink", netId=net.id, internetServiceId=service.id)
    table = await engine.made("RouteTable", netId=net.id)
    await engine.made("RouteTableLink", routeTableId=table.id, subnetId=subnet.id)
    await engine.made("Route", routeTableId=table.id, destinationIpRange="0.0.0.0/0", gatewayId=service.id)
    vm = await engine.made("Vm", imageId="ami-e0000001", subnetId=subnet.id, tags={"Name": "web"})
    public = await engine.made("Vm", name="public", imageId="ami-e0000001", tags={"Name": "outside"})
    listener = {"backendPort": 80, "loadBalancerPort": 80, "loadBalancerProtocol": "TCP"}
    await engine.made("LoadBalancer", loadBalancerName="front", subnets=[subnet.id], listeners=[listener])
    await engine.made("LoadBalancerVms", loadBalancerName="front", backendVmIds=[vm.id])
    peering = await engine.made("NetPeering", sourceNetId=net.id, accepterNetId=other.id)
    return {"net": net.id, "other": other.id, "vm": vm.id, "public": public.id, "peering": peering.id}


async def test_all_is_in_the_picture_once_and_a_link(ids: dict[str, str], provider: Provider):
    box = await drawn(provider)
    root = ET.fromstring(svg(box, lambda type, id: f"/{type}/{id}"))
    links = [link.attrib["href"] for link in root.iter(f"{SVG}a")]
    assert {f"/Net/{ids['net']}", f"/Vm/{ids['vm']}", f"/Vm/{ids['public']}", "/LoadBalancer/front"} <= set(links)
    # A peering is a way out of both of its Nets.
    assert {href for href, times in Counter(links).items() if times > 1} == {f"/NetPeering/{ids['peering']}"}
    lines = {each.text for each in root.iter(f"{SVG}text")}
    assert {"0.0.0.0/0 → way-out", "internet-facing: TCP 80", "to 1 VM"} <= lines
    assert "Public cloud" in text(root)


def places(box: ET.Element, x: float, y: float) -> Iterator[tuple[float, float, float, float]]:
    """Where the boxes are, in the picture."""
    for group in box:
        if group.tag not in (f"{SVG}g", f"{SVG}a"):
            continue
        moved = re.fullmatch(r"translate\((\S+) (\S+)\)", group.attrib.get("transform", "translate(0 0)"))
        assert moved
        left, top = x + float(moved[1]), y + float(moved[2])
        rect = group.find(f"{SVG}rect")
        if rect is not None:
            yield left, top, left + float(rect.attrib["width"]), top + float(rect.attrib["height"])
        yield from places(group, left, top)


async def test_boxes_are_in_the_picture_and_overlap_only_where_one_is_in_the_other(
    ids: dict[str, str], provider: Provider
):
    root = ET.fromstring(svg(await drawn(provider), width=900))
    boxes = list(places(root, 0, 0))
    width, height = float(root.attrib["width"]), float(root.attrib["height"])
    assert len(boxes) > 10
    for left, top, right, bottom in boxes:
        assert 0 <= left < right <= width and 0 <= top < bottom <= height
    for one in boxes:
        for other in boxes:
            apart = one[2] <= other[0] or other[2] <= one[0] or one[3] <= other[1] or other[3] <= one[1]
            assert apart or holds(one, other) or holds(other, one)


def holds(outer: tuple[float, ...], inner: tuple[float, ...]) -> bool:
    return outer[0] <= inner[0] and outer[1] <= inner[1] and outer[2] >= inner[2] and outer[3] >= inner[3]


async def test_mermaid_says_where_traffic_goes(ids: dict[str, str], provider: Provider):
    lines = mermaid(await drawn(provider)).splitlines()
    keys = {match[2]: match[1] for line in lines if (match := re.match(r'\s*(?:subgraph )?(\w+)\["([^<"]*)', line))}
    assert lines[0] == "flowchart LR"
    assert f"  {keys['front']} --> {keys['web']}" in lines
    assert f"  {keys['public']} --> {keys['way-out']}" in lines
    assert sum("subgraph" in line for line in lines) == sum(line.strip() == "end" for line in lines)
    # What a name says is text in every line.
    assert not [line for line in lines if line.count('"') not in (0, 2)]
    [awkward] = [line for line in lines if "subgraph" in line and "e#93;" in line]
    assert '["1#46; a #34;b#34; #60;c#62; #38; #96;d#96; #35;e#93; #42;f#42;<br>' in awkward


async def test_a_net_alone_is_drawn(ids: dict[str, str], provider: Provider):
    box = await drawn(provider, "main")
    assert {each.id for each in box.all() if each.type == "Net"} == {ids["net"]}
    assert ids["public"] not in {each.id for each in box.all()}
    with pytest.raises(LookupError, match="there is no Net nowhere"):
        await drawn(provider, "nowhere")


async def test_what_is_empty_is_drawn_too():
    assert "nothing is here" in svg(scene({}, "Account"))
