"""Diff: what a change of inputs means. Equal values in other spellings are no change."""

from __future__ import annotations

import base64
import ipaddress
import re
from typing import Any

import pytest
from hypothesis import given, strategies

from outscale_api import load
from outscale_provider.lifecycle.diff import diff
from outscale_provider.lifecycle.requests import Difference as Judged
from outscale_provider.lifecycle.requests import DiffRequest
from outscale_provider.model.bound import Bound
from outscale_provider.model.property import NO_DEFAULT, OnChange, Shape
from outscale_provider.model.values import UNKNOWN
from outscale_provider.resources import RESOURCES
from provider.engine import Difference, Engine, Resource, root
from provider.messages import Secret

NET = {"ipRange": "10.0.0.0/16"}
SUBNET = {"netId": "vpc-12345678", "ipRange": "10.0.0.0/24"}
VM = {"imageId": "ami-e0000001"}
ROOT = {"deviceName": "/dev/sda1", "bsu": {"volumeSize": 10}}
KEPT_ROOT = {"deviceName": "/dev/sda1", "bsu": {"volumeSize": 10, "deleteOnVmDeletion": False}}
DATA = {"deviceName": "/dev/sdb", "bsu": {"volumeSize": 20}}
MORE_DATA = {"deviceName": "/dev/sdb", "bsu": {"volumeSize": 30}}
NIC = {"deviceNumber": 0, "subnetId": "subnet-12345678"}
OTHER_NIC = {"deviceNumber": 1, "subnetId": "subnet-87654321", "privateIps": [{"privateIp": "10.0.0.9"}]}
ADDRESSES = [{"privateIp": "10.0.0.9", "isPrimary": True}, {"privateIp": "10.0.0.8"}]
RULE = {
    "securityGroupId": "sg-12345678",
    "flow": "Inbound",
    "ipProtocol": "tcp",
    "fromPortRange": 80,
    "toPortRange": 80,
    "ipRange": "0.0.0.0/0",
}


@pytest.mark.parametrize(
    ("type", "old", "new", "details"),
    [
        # Updates in place, on the path that changes
        ("Net", {}, {"tags": {"a": "b"}}, {"tags.a": "ADD"}),
        ("Net", {"tags": {"a": "b", "c": "d"}}, {"tags": {"a": "x", "c": "d"}}, {"tags.a": "UPDATE"}),
        ("Net", {"tags": {"a b": "c"}}, {}, {'tags["a b"]': "DELETE"}),
        ("Net", {}, {"dhcpOptionsSetId": "dopt-12345678"}, {"dhcpOptionsSetId": "ADD"}),
        ("Net", {"dhcpOptionsSetId": "dopt-12345678"}, {}, {"dhcpOptionsSetId": "DELETE"}),
        ("Subnet", {}, {"mapPublicIpOnLaunch": True}, {"mapPublicIpOnLaunch": "ADD"}),
        (
            "Vm",
            {"securityGroupIds": ["sg-1", "sg-2"]},
            {"securityGroupIds": ["sg-1"]},
            {"securityGroupIds[1]": "DELETE"},
        ),
        # Replacements
        ("Net", {"ipRange": "10.0.0.0/16"}, {"ipRange": "10.1.0.0/16"}, {"ipRange": "UPDATE_REPLACE"}),
        ("Subnet", SUBNET, {**SUBNET, "subregionName": "eu-west-2b"}, {"subregionName": "ADD_REPLACE"}),
        ("Subnet", {**SUBNET, "subregionName": "eu-west-2b"}, SUBNET, {}),
        (
            "Vm",
            {"blockDeviceMappings": [ROOT, DATA]},
            {"blockDeviceMappings": [ROOT, MORE_DATA]},
            {"blockDeviceMappings[1].bsu.volumeSize": "UPDATE"},
        ),
        (
            "Vm",
            {"blockDeviceMappings": [ROOT, DATA]},
            {"blockDeviceMappings": [KEPT_ROOT, DATA]},
            {"blockDeviceMappings[0].bsu.deleteOnVmDeletion": "ADD"},
        ),
        # An item with a key is told where it is, and where it was
        (
            "Vm",
            {"blockDeviceMappings": [ROOT, DATA]},
            {"blockDeviceMappings": [MORE_DATA, ROOT]},
            {
                "blockDeviceMappings[1].bsu.volumeSize": "DELETE",
                "blockDeviceMappings[0].bsu.volumeSize": "ADD",
            },
        ),
        (
            "Vm",
            {"blockDeviceMappings": [ROOT, DATA]},
            {"blockDeviceMappings": [DATA, KEPT_ROOT]},
            {"blockDeviceMappings[1].bsu.deleteOnVmDeletion": "ADD"},
        ),
        ("Vm", {"nics": [NIC]}, {"nics": [OTHER_NIC, NIC]}, {"nics[0]": "ADD_REPLACE"}),
        (
            "Vm",
            {"blockDeviceMappings": [ROOT]},
            {"blockDeviceMappings": [DATA]},
            {"blockDeviceMappings[0]": "ADD"},
        ),
        ("Vm", {"placement": {}}, {"placement": {"tenancy": "dedicated"}}, {"placement.tenancy": "ADD_REPLACE"}),
        ("Vm", {"keypairName": "a"}, {}, {"keypairName": "DELETE_REPLACE"}),
        ("Volume", {"size": 10}, {"size": 20}, {"size": "UPDATE"}),
        ("Volume", {"size": 20}, {"size": 10}, {"size": "UPDATE"}),
        ("Volume", {"size": 20}, {}, {}),
        # What is not known may be another value
        ("Net", {"ipRange": "10.0.0.0/16"}, {"ipRange": UNKNOWN}, {"ipRange": "UPDATE_REPLACE"}),
        ("Volume", {"size": 20}, {"size": UNKNOWN}, {"size": "UPDATE"}),
        ("Vm", {"securityGroupIds": ["sg-1"]}, {"securityGroupIds": [UNKNOWN]}, {"securityGroupIds[0]": "UPDATE"}),
        ("Net", {"tags": {"a": "b"}}, {"tags": {"a": UNKNOWN}}, {"tags.a": "UPDATE"}),
        # Secrets are compared like anything else
        ("Vm", {"userData": Secret("Zm9v")}, {"userData": Secret("YmFy")}, {"userData": "UPDATE"}),
        # The keys of a secret are secret too.
        ("Net", {"tags": Secret({"a": "b"})}, {"tags": {"a": Secret("c")}}, {"tags": "UPDATE"}),
    ],
)
async def test_a_change(type: str, old: dict[str, Any], new: dict[str, Any], details: dict[str, str], engine: Engine):
    assert (await engine.diff(Resource(type, "id", old, {}), new)).details == details


@pytest.mark.parametrize(
    ("type", "old", "new"),
    [
        ("Net", {**NET, "tenancy": "default"}, NET),
        ("Net", {**NET, "tags": {}}, NET),
        ("Net", NET, {**NET, "tags": None}),
        ("Net", {**NET, "tags": {"a": "b", "c": "d"}}, {**NET, "tags": {"c": "d", "a": "b"}}),
        ("Vm", {**VM, "state": "running", "deletionProtection": False, "vmType": "t2.small", "userData": ""}, VM),
        ("Vm", {**VM, "allowStoppingForUpdate": True}, VM),
        ("Vm", {"securityGroupIds": ["sg-1", "sg-2"]}, {"securityGroupIds": ["sg-2", "sg-1"]}),
        ("Vm", {"blockDeviceMappings": [ROOT, DATA]}, {"blockDeviceMappings": [DATA, ROOT]}),
        ("Vm", {"nics": [NIC, OTHER_NIC]}, {"nics": [OTHER_NIC, NIC]}),
        ("Vm", {"nics": [{**NIC, "privateIps": ADDRESSES}]}, {"nics": [{**NIC, "privateIps": ADDRESSES[::-1]}]}),
        # Defaults of the description, at any depth
        ("Vm", {"nics": [NIC]}, {"nics": [{**NIC, "deleteOnVmDeletion": True}]}),
        (
            "Vm",
            {"blockDeviceMappings": [{"deviceName": "/dev/sdb", "bsu": {"volumeSize": 20}}]},
            {
                "blockDeviceMappings": [
                    {
                        "deviceName": "/dev/sdb",
                        "bsu": {"volumeSize": 20, "deleteOnVmDeletion": True, "volumeType": "standard"},
                    }
                ]
            },
        ),
        ("Vm", {"blockDeviceMappings": [{**ROOT, "bsu": {}}]}, {"blockDeviceMappings": [{"deviceName": "/dev/sda1"}]}),
        ("Vm", VM, {**VM, "placement": {"tenancy": "default"}}),
        ("Vm", {**VM, "placement": {"tenancy": "default"}}, VM),
        # What a program leaves out stays, where the cloud chooses
        ("Vm", {**VM, "placement": {"subregionName": "eu-west-2a", "tenancy": "default"}}, VM),
        ("Vm", {**VM, "securityGroupIds": ["sg-1"]}, VM),
        ("Vm", {"nics": [NIC, OTHER_NIC]}, {}),
        ("Vm", {"userData": "Zm9v"}, {"userData": Secret("Zm9v")}),
        ("PublicIpLink", {"allowRelink": True}, {"allowRelink": False}),
        ("VolumeLink", {}, {"forceUnlink": True}),
        ("SecurityGroupRule", {"ipProtocol": "tcp"}, {"ipProtocol": "6"}),
        ("SecurityGroupRule", {"ipProtocol": "TCP"}, {"ipProtocol": "tcp"}),
        ("SecurityGroupRule", {"ipProtocol": "-1"}, {"ipProtocol": "all"}),
    ],
)
async def test_no_change(type: str, old: dict[str, Any], new: dict[str, Any], engine: Engine):
    assert await engine.diff(Resource(type, "id", old, {}), new) == Difference()


@pytest.mark.parametrize(
    ("ignored", "left"),
    [
        ((), {"ipRange", "tags.a", 'tags["b \\"c\\""]'}),
        (("ipRange",), {"tags.a", 'tags["b \\"c\\""]'}),
        (("ipRange", "tags"), set()),
        (("tags.a",), {"ipRange", 'tags["b \\"c\\""]'}),
        (('tags["a"]', "ipRange"), {'tags["b \\"c\\""]'}),
        (('tags["b \\"c\\""]',), {"ipRange", "tags.a"}),
        (("tags[*]",), {"ipRange"}),
        (("tags.*", "ip"), {"ipRange"}),
    ],
)
async def test_ignored_paths_don_t_count(ignored: tuple[str, ...], left: set[str], engine: Engine):
    old = {"ipRange": "10.0.0.0/16", "tags": {"a": "1", 'b "c"': "1"}}
    new = {"ipRange": "10.1.0.0/16", "tags": {"a": "2", 'b "c"': "2"}}
    difference = await engine.diff(Resource("Net", "id", old, {}), new, ignore=ignored)
    assert set(difference.details) == left
    assert bool(difference.replaces) == ("ipRange" in left)


async def test_the_state_s_outputs_don_t_matter(engine: Engine):
    """Diff compares what was asked for; what has changed by itself is for refreshes to find."""
    net = Resource("Net", "id", NET, {"ipRange": "10.9.0.0/16", "state": "pending"})
    assert not await engine.diff(net, NET)


@pytest.mark.parametrize(
    ("type", "outputs", "added", "replaces"),
    [
        ("Subnet", {"subregionName": "eu-west-2a"}, {"subregionName": "eu-west-2a"}, None),
        ("Subnet", {"subregionName": "eu-west-2a"}, {"subregionName": "eu-west-2b"}, True),
        ("Subnet", {}, {"subregionName": "eu-west-2a"}, True),
        ("Subnet", {"subregionName": "eu-west-2a"}, {"subregionName": UNKNOWN}, True),
        ("Net", {"dhcpOptionsSetId": "dopt-12345678"}, {"dhcpOptionsSetId": "dopt-12345678"}, None),
        ("Net", {"dhcpOptionsSetId": "dopt-12345678"}, {"dhcpOptionsSetId": "dopt-87654321"}, False),
        (
            "Vm",
            {"placement": {"subregionName": "eu-west-2a", "tenancy": "default"}},
            {"placement": {"subregionName": "eu-west-2a"}},
            None,
        ),
        (
            "Vm",
            {"placement": {"subregionName": "eu-west-2a", "tenancy": "default"}},
            {"placement": {"subregionName": "eu-west-2b"}},
            True,
        ),
    ],
)
async def test_asking_for_what_is_there_already_is_no_change(
    type: str, outputs: dict[str, Any], added: dict[str, Any], replaces: bool | None, engine: Engine
):
    given = {"Net": NET, "Subnet": SUBNET, "Vm": VM}[type]
    difference = await engine.diff(Resource(type, "id", given, {**given, **outputs}), {**given, **added})
    assert (bool(difference.replaces) if difference else None) == replaces


async def test_a_name_that_is_taken_by_the_old_resource_has_to_be_freed_first(engine: Engine):
    keypair = {"keypairName": "web", "publicKey": "a"}
    renamed = await engine.diff(Resource("Keypair", "web", keypair, {}), {**keypair, "keypairName": "www"})
    rekeyed = await engine.diff(Resource("Keypair", "web", keypair, {}), {**keypair, "publicKey": "b"})
    assert (renamed.delete_before_replace, rekeyed.delete_before_replace) == (False, True)


async def test_what_others_may_hold_on_to_is_not_torn_down_for_its_name(engine: Engine):
    """Deleting it would be refused, after all that depends on it is gone."""
    old = {"securityGroupName": "web", "description": "a", "netId": "vpc-12345678"}
    refused = await engine.check("SecurityGroup", {**old, "description": "b"}, old)
    assert list(refused.failures) == ["description"]
    assert "Leave securityGroupName out, or give it another value" in refused.failures["description"]
    difference = await engine.diff(Resource("SecurityGroup", "id", old, {}), {**old, "description": "b"})
    assert difference.replaces == ["description"]
    assert not difference.delete_before_replace


@pytest.mark.parametrize(
    "change",
    [
        {"description": "b", "securityGroupName": "www"},
        {"description": "b", "netId": "vpc-87654321"},
        {"description": "b", "netId": UNKNOWN},
        {"description": UNKNOWN},
        {"tags": {"a": "b"}},
        {},
    ],
)
async def test_what_can_be_made_beside_the_old_one_is_not_refused(engine: Engine, change: dict[str, Any]):
    old = {"securityGroupName": "web", "description": "a", "netId": "vpc-12345678"}
    assert (await engine.check("SecurityGroup", {**old, **change}, old)).failures == {}


async def test_an_automatic_name_makes_room_for_a_replacement(engine: Engine):
    old = await engine.checked("SecurityGroup", {"description": "a"})
    assert (await engine.check("SecurityGroup", {"description": "b"}, old)).failures == {}


@pytest.mark.parametrize(
    ("new", "first"),
    [
        ({"ipRange": "10.0.1.0/24"}, "create"),
        ({"ipRange": "10.0.0.0/25"}, "delete"),
        ({"subregionName": "eu-west-2b"}, "delete"),
        ({"netId": "vpc-87654321"}, "create"),
        ({"netId": UNKNOWN}, "create"),
        ({"netId": UNKNOWN, "ipRange": UNKNOWN}, "create"),
    ],
)
async def test_a_subnet_in_the_way_of_its_replacement_goes_first(new: dict[str, Any], first: str, engine: Engine):
    difference = await engine.diff(Resource("Subnet", "id", SUBNET, {}), {**SUBNET, **new})
    assert difference.replaces
    assert difference.delete_before_replace == (first == "delete")


# Any values at all

API = load()
BOUND = {resource.name: Bound(resource, API) for resource in RESOURCES}
TEXTS = strategies.text(strategies.characters(min_codepoint=32, max_codepoint=0x2FF), max_size=8)


def values_of(shape: Shape) -> strategies.SearchStrategy[Any]:
    """Values of a shape, right or nearly so."""
    type = shape.type
    if shape.map_of:
        return strategies.dictionaries(TEXTS, values_of(shape.map_of), max_size=3)
    if shape.items:
        return strategies.lists(values_of(shape.items), max_size=3)
    if shape.properties:
        optional = {name: values_of(prop.shape) for name, prop in shape.properties.items()}
        return strategies.fixed_dictionaries({}, optional=optional)
    if type.enum:
        return strategies.sampled_from(type.enum)
    if type.format == "cidr":
        return strategies.ip_addresses(v=4).map(lambda ip: str(ipaddress.ip_network(f"{ip}/24", strict=False)))
    if type.format == "base64":
        return strategies.binary(max_size=8).map(lambda content: base64.b64encode(content).decode())
    kinds = {"boolean": strategies.booleans(), "integer": strategies.integers(-1, 70000), "string": TEXTS}
    return kinds[type.kind]


@strategies.composite
def resources_with_inputs(draw: Any) -> tuple[Bound, dict[str, Any]]:
    bound = BOUND[draw(strategies.sampled_from(sorted(BOUND)))]
    values = {name: values_of(prop.shape) for name, prop in bound.inputs.items()}
    required = {name: values.pop(name) for name, prop in bound.inputs.items() if prop.required}
    return bound, draw(strategies.fixed_dictionaries(required, optional=values))


@strategies.composite
def changes(draw: Any) -> tuple[Bound, dict[str, Any], dict[str, Any]]:
    bound, old = draw(resources_with_inputs())
    name = draw(strategies.sampled_from(sorted(bound.inputs)))
    new = dict(old)
    if not bound.inputs[name].required and draw(strategies.booleans()):
        new.pop(name, None)
    else:
        new[name] = draw(values_of(bound.inputs[name].shape))
    return bound, old, new


def difference_of(bound: Bound, old: dict[str, Any], new: dict[str, Any]) -> Judged:
    return diff(bound, DiffRequest(token="", urn="", id="", old_inputs=old, inputs=new, old_outputs={}))


@given(resources_with_inputs())
def test_nothing_differs_from_itself(case: tuple[Bound, dict[str, Any]]):
    bound, inputs = case
    assert not difference_of(bound, inputs, inputs).details


def respelled(shape: Shape, value: Any) -> Any:
    """The same value as somebody else would write it."""
    if isinstance(value, dict):
        inner = shape.map_of
        items = [(n, respelled(inner or shape.properties[n].shape, item)) for n, item in value.items()]
        defaults = {n: p.default for n, p in shape.properties.items() if p.default is not NO_DEFAULT}
        return defaults | dict(reversed(items))
    if isinstance(value, list):
        assert shape.items
        items = [respelled(shape.items, item) for item in value]
        return items if shape.ordered or (shape.items.properties and not shape.type.key) else items[::-1]
    if shape.type.format == "cidr":
        address, _, length = value.partition("/")
        return f"{address}/{ipaddress.ip_network(f'0.0.0.0/{length}').netmask}"
    return value


@given(resources_with_inputs())
def test_another_spelling_is_no_difference(case: tuple[Bound, dict[str, Any]]):
    bound, inputs = case
    other = {name: respelled(bound.inputs[name].shape, value) for name, value in inputs.items()}
    assert not difference_of(bound, inputs, other).details


@given(changes())
def test_what_changes_is_what_is_told(case: tuple[Bound, dict[str, Any], dict[str, Any]]):
    """Details are of properties that changed, on paths that exist before or after, and say which."""
    bound, old, new = case
    difference = difference_of(bound, old, new)
    for path, detail in difference.details.items():
        name = root(path)
        assert old.get(name) != new.get(name)
        assert bound.inputs[name].on_change is not OnChange.NONE
        kinds = {(False, True): "add", (True, False): "delete", (True, True): "update"}
        seen = exists(path, old), exists(path, new)
        if bound.inputs[name].shape.type.key and path != name:
            # What has another place in the list is told where it was and where it is.
            assert seen in {"add": [(False, True), (True, True)], "delete": [(True, False), (True, True)]}.get(
                detail.kind, [(True, True)]
            )
        else:
            assert detail.kind == kinds[seen]
        assert detail.replaces == (name in difference.replaces)
    assert not difference.delete_before_replace or difference.replaces


@given(changes())
def test_a_difference_is_one_both_ways(case: tuple[Bound, dict[str, Any], dict[str, Any]]):
    bound, *inputs = case
    # What stays when it is removed, and what is taken from the program where nothing tells of it, is one only one way.
    one_way = {
        name
        for name, prop in bound.inputs.items()
        if prop.kept or prop.matches or (prop.required and not prop.readable)
    }
    old, new = ({name: value for name, value in given.items() if name not in one_way} for given in inputs)
    assert bool(difference_of(bound, old, new).details) == bool(difference_of(bound, new, old).details)


#: A name, an index, or a key in quotes.
PART = re.compile(r"""\.?([^."[\]]+)|\[(\d+)\]|\["((?:[^"\\]|\\.)*)"\]""")


def exists(path: str, values: Any) -> bool:
    """Whether there is a value at a path."""
    assert PART.sub("", path) == ""
    for name, index, key in PART.findall(path):
        if index:
            values = values[int(index)] if isinstance(values, list) and int(index) < len(values) else None
        else:
            values = (values or {}).get(name or re.sub(r"\\(.)", r"\1", key))
    return values is not None
