"""Check: what is wrong with a program's inputs is told on the property's path, and what is missing is completed."""

from __future__ import annotations

from typing import Any

import pytest

from outscale_provider.model.values import UNKNOWN
from outscale_provider.protos import provider_pb2
from provider.engine import Engine, Failed, Resource
from provider.lifecycles import PUBLIC_KEY
from provider.messages import Output, Reference, Secret, Text, bare

IMAGE = {"imageId": "ami-e0000001"}
VOLUME = {"subregionName": "eu-west-2a", "size": 10}
SUBNET = {"netId": "vpc-12345678", "ipRange": "10.0.0.0/24"}
RULE = {
    "securityGroupId": "sg-12345678",
    "flow": "Inbound",
    "ipProtocol": "tcp",
    "fromPortRange": 80,
    "toPortRange": 80,
    "ipRange": "0.0.0.0/0",
}
GROUP = {"description": "a group"}
LISTENER = {"backendPort": 80, "loadBalancerPort": 80, "loadBalancerProtocol": "HTTP"}
LINK = {"vmId": "i-12345678", "volumeId": "vol-12345678"}
ROUTE = {"routeTableId": "rtb-12345678", "destinationIpRange": "0.0.0.0/0", "gatewayId": "igw-12345678"}


def disk(**bsu: Any) -> dict[str, Any]:
    return {**IMAGE, "blockDeviceMappings": [{"deviceName": "/dev/sda1"}, {"deviceName": "/dev/sdb", "bsu": bsu}]}


@pytest.mark.parametrize(
    ("type", "inputs", "path", "reason"),
    [
        # Types
        ("Net", {"ipRange": 10}, "ipRange", "expected a string, got an integer"),
        ("Net", {"ipRange": ["10.0.0.0/16"]}, "ipRange", "expected a string, got an array"),
        ("Volume", {**VOLUME, "size": "10"}, "size", "expected an integer, got a string"),
        ("Volume", {**VOLUME, "size": 10.5}, "size", "expected an integer, got a number"),
        ("Volume", {**VOLUME, "size": True}, "size", "expected an integer, got a boolean"),
        ("Vm", {**IMAGE, "deletionProtection": 1}, "deletionProtection", "expected a boolean, got an integer"),
        ("Vm", {**IMAGE, "securityGroupIds": "sg-12345678"}, "securityGroupIds", "expected an array, got a string"),
        ("Vm", {**IMAGE, "placement": "here"}, "placement", "expected an object, got a string"),
        ("Net", {"ipRange": "10.0.0.0/16", "tags": ["a"]}, "tags", "expected a map, got an array"),
        # In depth
        ("Vm", {**IMAGE, "securityGroupIds": ["sg-12345678", 5]}, "securityGroupIds[1]", "expected a string"),
        ("Vm", {**IMAGE, "securityGroupIds": ["sg-12345678", None]}, "securityGroupIds[1]", "is empty"),
        ("Vm", disk(volumeSize="large"), "blockDeviceMappings[1].bsu.volumeSize", "expected an integer"),
        ("Vm", disk(volumeSze=5), "blockDeviceMappings[1].bsu.volumeSze", "did you mean 'volumeSize'?"),
        (
            "Net",
            {"ipRange": "10.0.0.0/16", "tags": {"Name": 5}},
            "tags.Name",
            "expected a string, got an integer; in quotes it is one",
        ),
        ("Net", {"ipRange": "10.0.0.0/16", "tags": {"a.b c": 5}}, 'tags["a.b c"]', "expected a string"),
        ("Net", {"ipRange": "10.0.0.0/16", "tags": {'say "so"': 5}}, r'tags["say \"so\""]', "expected a string"),
        # Names
        ("Net", {"ipRange": "10.0.0.0/16", "iprange": "x"}, "iprange", "did you mean 'ipRange'?"),
        ("Subnet", {**SUBNET, "subRegionName": "eu-west-2a"}, "subRegionName", "did you mean 'subregionName'?"),
        ("Net", {"ipRange": "10.0.0.0/16", "zzz": 1}, "zzz", "known are dhcpOptionsSetId, ipRange, tags, tenancy"),
        # Missing
        ("Net", {}, "ipRange", "is required"),
        ("Net", {"ipRange": None}, "ipRange", "is required"),
        # Formats, enums, limits
        ("Net", {"ipRange": "10.0.0.0"}, "ipRange", "must be an IPv4 range in CIDR notation"),
        ("Net", {"ipRange": "10.0.0.1/16"}, "ipRange", "without host bits"),
        ("Net", {"ipRange": "10.0.0.0/33"}, "ipRange", "must be an IPv4 range"),
        ("Net", {"ipRange": "2001:db8::/32"}, "ipRange", "must be an IPv4 range"),
        (
            "Net",
            {"ipRange": "10.0.0.0/16", "tenancy": "own"},
            "tenancy",
            "must be one of default, dedicated, got 'own'",
        ),
        ("Subnet", {**SUBNET, "netId": "subnet-12345678"}, "netId", "must be an identifier of the form vpc-xxxxxxxx"),
        ("Subnet", {**SUBNET, "netId": "vpc-1234"}, "netId", "must be an identifier of the form vpc-xxxxxxxx"),
        ("Subnet", {**SUBNET, "netId": ""}, "netId", "must be an identifier"),
        ("Volume", {**VOLUME, "size": 0}, "size", "must be 1 to 14901, got 0"),
        ("Volume", {**VOLUME, "volumeType": "SSD"}, "volumeType", "must be one of standard, gp2, io1, got 'SSD'"),
        ("Vm", {**IMAGE, "userDataBase64": "not base64!"}, "userDataBase64", "must be base64"),
        ("Vm", {**IMAGE, "state": "terminated"}, "state", "must be one of running, stopped"),
        ("SecurityGroupRule", {**RULE, "toPortRange": 65536}, "toPortRange", "must be"),
        ("SecurityGroupRule", {**RULE, "fromPortRange": 443}, "toPortRange", "must not be below fromPortRange"),
        ("SecurityGroupRule", {**RULE, "fromPortRange": -1}, "fromPortRange", "must be 0 to 65535: the ports of tcp"),
        ("SecurityGroupRule", {**RULE, "toPortRange": None}, "toPortRange", "is required: the ports of tcp"),
        ("SecurityGroupRule", {**RULE, "ipProtocol": "17", "toPortRange": None}, "toPortRange", "the ports of udp"),
        (
            "SecurityGroupRule",
            {**RULE, "ipProtocol": "icmp", "fromPortRange": 800},
            "fromPortRange",
            "must be -1 to 255",
        ),
        (
            "SecurityGroupRule",
            {**RULE, "ipProtocol": "icmp", "toPortRange": 800},
            "toPortRange",
            "the ICMP type and code",
        ),
        ("SecurityGroupRule", {**RULE, "ipProtocol": "300"}, "ipProtocol", "at most 255"),
        (
            "SecurityGroupRule",
            {**RULE, "ipProtocol": "http"},
            "ipProtocol",
            "must be tcp, udp, icmp, the number of an IP",
        ),
        (
            "SecurityGroup",
            {**GROUP, "securityGroupName": "sg-web"},
            "securityGroupName",
            "that do not begin with sg-, got",
        ),
        (
            "SecurityGroup",
            {**GROUP, "description": "clé"},
            "description",
            "must be printable ASCII characters, got 'clé'",
        ),
        ("Keypair", {"keypairName": "clé"}, "keypairName", "must be printable ASCII characters, got 'clé'"),
        ("Keypair", {"keypairName": ""}, "keypairName", "must have 1 to 255 characters"),
        ("VolumeLink", {**LINK, "deviceName": "sdb"}, "deviceName", "must be a device such as /dev/sdb"),
        ("SecurityGroupRule", {**RULE, "flow": "inbound"}, "flow", "must be one of Inbound, Outbound"),
        ("Net", {"ipRange": "10.0.0.0/8"}, "ipRange", "must be a range from a /28 to a /16, got '10.0.0.0/8'"),
        ("Net", {"ipRange": "10.0.0.0/29"}, "ipRange", "must be a range from a /28 to a /16"),
        ("Subnet", {**SUBNET, "ipRange": "10.0.0.0/31"}, "ipRange", "must be a range from a /30 to a /16"),
        ("Net", {"ipRange": "10.0.0.0/16", "tags": {"": "a"}}, 'tags[""]', "the key must have 1 to 255 characters"),
        (
            "Net",
            {"ipRange": "10.0.0.0/16", "tags": {"k" * 256: "a"}},
            f"tags.{'k' * 256}",
            "the key must have 1 to 255 characters",
        ),
        ("Vm", {**IMAGE, "tags": {"a": "v" * 256}}, "tags.a", "must have at most 255 characters"),
        # What is no value of any property
        ("Net", {"ipRange": Text("10.0.0.0/16")}, "ipRange", "got an asset, which no property of this provider takes"),
        ("Vm", {**IMAGE, "userData": Text("#!/bin/sh")}, "userData", "expected a string, got an asset"),
        # What spans several inputs
        ("Route", {**ROUTE, "vmId": "i-12345678"}, "vmId", "exactly one of gatewayId, natServiceId, "),
        ("Route", {**ROUTE, "gatewayId": None}, "gatewayId", "must be given, not none"),
        ("PublicIpLink", {"publicIpId": "eipalloc-12345678"}, "vmId", "exactly one of vmId, nicId must be given"),
        ("SecurityGroupRule", {**RULE, "securityGroupNameToLink": "sg-87654321"}, "securityGroupNameToLink", "exactly"),
        ("Volume", {"subregionName": "eu-west-2a"}, "size", "required for a volume that is not made from a snapshot"),
        ("Volume", {**VOLUME, "volumeType": "io1"}, "iops", "is required for a volume of type io1"),
        ("Volume", {**VOLUME, "iops": 200}, "iops", "can only be chosen for a volume of type io1"),
        (
            "Vm",
            {
                **IMAGE,
                "blockDeviceMappings": [{"deviceName": "/dev/sdb", "bsu": {"volumeSize": 9, "volumeType": "io1"}}],
            },
            "blockDeviceMappings[0].bsu.iops",
            "is required for a volume of type io1",
        ),
        (
            "Vm",
            {
                **IMAGE,
                "blockDeviceMappings": [
                    {"deviceName": "/dev/sdb", "bsu": {"volumeSize": 3, "volumeType": "io1", "iops": 100}}
                ],
            },
            "blockDeviceMappings[0].bsu.volumeSize",
            "must be at least 4",
        ),
        (
            "ListenerRule",
            {
                "loadBalancerName": "web",
                "loadBalancerPort": 80,
                "listenerRuleName": "api",
                "priority": 1,
                "vmIds": ["i-12345678"],
            },
            "pathPattern",
            "or hostNamePattern is required",
        ),
        (
            "Volume",
            {**VOLUME, "size": 3, "volumeType": "io1", "iops": 100},
            "size",
            "must be at least 4 for a volume of",
        ),
        ("Volume", {**VOLUME, "size": 10, "volumeType": "io1", "iops": 3001}, "iops", "for each GiB, here 3000"),
        ("Volume", {**VOLUME, "size": 99, "volumeType": "io1", "iops": 13001}, "iops", "must be 100 to 13000"),
        ("Vm", {**IMAGE, "isSourceDestChecked": False}, "isSourceDestChecked", "only means something in a Net"),
        # What is there once only
        (
            "Vm",
            {**IMAGE, "blockDeviceMappings": [{"deviceName": "/dev/sdb"}, {"deviceName": "/dev/sdb"}]},
            "blockDeviceMappings[1].deviceName",
            "is that of blockDeviceMappings[0] already, got '/dev/sdb'",
        ),
        (
            "Vm",
            {**IMAGE, "nics": [{"deviceNumber": 0}, {"deviceNumber": 1}, {"deviceNumber": 0}]},
            "nics[2].deviceNumber",
            "is that of nics[0] already, got 0",
        ),
        (
            "Nic",
            {"subnetId": "subnet-12345678", "privateIps": [{"privateIp": "10.0.0.4"}, {"privateIp": "10.0.0.4"}]},
            "privateIps[1].privateIp",
            "is that of privateIps[0] already",
        ),
        (
            "LoadBalancer",
            {"subregionNames": ["eu-west-2a"], "listeners": [LISTENER, {**LISTENER, "backendPort": 8080}]},
            "listeners[1].loadBalancerPort",
            "is that of listeners[0] already, got 80",
        ),
        (
            "LoadBalancer",
            {"subregionNames": ["eu-west-2a"], "listeners": [LISTENER], "accessLog": {"osuBucketName": "logs"}},
            "accessLog",
            "needs isEnabled",
        ),
        (
            "LoadBalancer",
            {"subregionNames": ["eu-west-2a"], "listeners": [LISTENER], "accessLog": {"isEnabled": True}},
            "accessLog",
            "needs osuBucketName",
        ),
        # Limits in full
        (
            "ApiAccessPolicy",
            {"requireTrustedEnv": False, "maxAccessKeyExpirationSeconds": -1},
            "maxAccessKeyExpirationSeconds",
            "must be 0 to 3153600000, got -1",
        ),
        (
            "Vm",
            {**IMAGE, "nics": [{"deviceNumber": 0, "subnetId": "subnet-12345678"}], "subnetId": "subnet-12345678"},
            "subnetId",
            "cannot be given together with nics",
        ),
    ],
)
async def test_what_is_wrong_is_told_where_it_is(
    type: str, inputs: dict[str, Any], path: str, reason: str, engine: Engine
):
    checked = await engine.check(type, inputs)
    assert list(checked.failures) == [path]
    assert reason in checked.failures[path]


@pytest.mark.parametrize(
    ("type", "inputs"),
    [
        ("Net", {"ipRange": "10.0.0.0/16", "tags": {}}),
        ("Net", {"ipRange": Output("10.0.0.0/16")}),
        ("Subnet", {**SUBNET, "netId": Reference("vpc-12345678")}),
        ("Vm", {**IMAGE, "securityGroupIds": ["sg-12345678"], "tags": {"a": "", "a/b": "c"}}),
        ("Volume", {**VOLUME, "volumeType": UNKNOWN, "iops": UNKNOWN}),
        ("Volume", {"subregionName": "eu-west-2a", "snapshotId": UNKNOWN}),
        ("Volume", {**VOLUME, "volumeType": "io1", "iops": 200}),
        ("Vm", {**IMAGE, "blockDeviceMappings": [{"deviceName": UNKNOWN}, {"deviceName": UNKNOWN}]}),
        ("Route", {**ROUTE, "gatewayId": None, "vmId": UNKNOWN}),
        ("SecurityGroupRule", {**RULE, "ipProtocol": "-1", "fromPortRange": -1, "toPortRange": -1}),
        ("SecurityGroupRule", {**RULE, "ipProtocol": "all", "fromPortRange": None, "toPortRange": None}),
        ("SecurityGroupRule", {**RULE, "ipProtocol": "TCP", "toPortRange": UNKNOWN}),
        ("SecurityGroupRule", {**RULE, "ipProtocol": UNKNOWN, "fromPortRange": None, "toPortRange": None}),
        ("SecurityGroupRule", {**RULE, "ipProtocol": "icmp", "fromPortRange": 8, "toPortRange": 0}),
    ],
)
async def test_what_is_right_is_left_as_it_is(type: str, inputs: dict[str, Any], engine: Engine):
    checked = await engine.checked(type, inputs)
    given = {name: value for name, value in inputs.items() if value is not None}
    plain = {Output: lambda output: output.value, Reference: lambda reference: reference.id}
    assert bare(checked) == {name: plain.get(value.__class__, bare)(value) for name, value in given.items()}


async def test_everything_that_is_wrong_is_told_at_once(engine: Engine):
    checked = await engine.check("Subnet", {"ipRange": "10.0.0.0", "tags": {"a": 1, "b": 2}, "what": 3})
    assert set(checked.failures) == {"ipRange", "netId", "tags.a", "tags.b", "what"}


async def test_null_is_as_good_as_absent(engine: Engine):
    assert await engine.checked("Net", {"ipRange": "10.0.0.0/16", "tenancy": None}) == {"ipRange": "10.0.0.0/16"}


@pytest.mark.parametrize("name", ["blockDeviceMappings", "nics", "privateIps", "securityGroupIds", "securityGroups"])
async def test_an_empty_list_is_as_good_as_absent(name: str, engine: Engine):
    assert await engine.checked("Vm", {**IMAGE, name: []}) == IMAGE


async def test_a_type_that_does_not_exist_is_told(engine: Engine):
    with pytest.raises(Exception, match="there is no resource outscale-native:index:Nett"):
        await engine.check("Nett", {})


async def test_secrets_stay_secrets(engine: Engine):
    inputs = {**IMAGE, "keypairName": Secret("key"), "tags": {"a": Secret("b")}, "userData": "Zm9v"}
    checked = await engine.checked("Vm", inputs)
    # User data is secret by its nature.
    assert checked == {**inputs, "userData": Secret("Zm9v")}


STOPPING = {**IMAGE, "vmType": "tinav5.c1r1p2", "userData": "Zm9v"}
STOP = "can only be changed while the VM is stopped: set allowStoppingForUpdate"


@pytest.mark.parametrize(
    ("old", "new", "refused"),
    [
        (STOPPING, {"vmType": "tinav5.c2r2p2"}, ["vmType"]),
        (STOPPING, {"vmType": None, "userData": None}, ["userData", "vmType"]),
        (STOPPING, {"performance": "highest"}, ["performance"]),
        (STOPPING, {"vmType": "tinav5.c2r2p2", "allowStoppingForUpdate": True}, []),
        (STOPPING, {"vmType": "tinav5.c2r2p2", "allowStoppingForUpdate": UNKNOWN}, []),
        (STOPPING, {"vmType": UNKNOWN}, []),
        (STOPPING, {"tags": {"a": "b"}, "deletionProtection": True}, []),
        (STOPPING, {"bsuOptimized": False}, []),
        ({**STOPPING, "state": "stopped"}, {"vmType": "tinav5.c2r2p2", "state": "running"}, []),
        ({**STOPPING, "state": "running"}, {"vmType": "tinav5.c2r2p2", "state": "stopped"}, []),
    ],
)
async def test_a_vm_is_only_stopped_for_an_update_if_that_is_asked_for(
    old: dict[str, Any], new: dict[str, Any], refused: list[str], engine: Engine
):
    """Only an update in place stops it: whether there will be one is known once the preview asks for that."""
    checked = await engine.checked("Vm", {**old, **new}, old)
    vm = Resource("Vm", "i-12345678", old, {})
    if not refused:
        await engine.update(vm, checked, preview=True)
        return
    with pytest.raises(Failed) as raised:
        await engine.update(vm, checked, preview=True)
    assert f"since {', '.join(refused)}: {STOP}" in raised.value.message
    assert "i-12345678 is as it was" in raised.value.message


NAME = "securityGroupName"


class TestNames:
    """Names that a program does not give."""

    async def test_a_name_is_made_of_the_resource_s_name_and_random_digits(self, engine: Engine):
        name = (await engine.checked("SecurityGroup", GROUP, name="web"))[NAME]
        assert name.startswith("web-")
        assert len(bytes.fromhex(f"0{name.removeprefix('web-')}")) == 4

    async def test_the_seed_decides(self, engine: Engine):
        names = [(await engine.checked("SecurityGroup", GROUP, name="web"))[NAME] for _ in range(2)]
        assert names[0] == names[1]

    async def test_a_name_is_kept(self, engine: Engine):
        old = {**GROUP, NAME: "web-0000000"}
        assert (await engine.checked("SecurityGroup", GROUP, old))[NAME] == "web-0000000"

    async def test_a_given_name_counts(self, engine: Engine):
        old = {**GROUP, NAME: "web-0000000"}
        given = {**GROUP, NAME: "mine"}
        assert (await engine.checked("SecurityGroup", given, old))[NAME] == "mine"

    async def test_an_unknown_name_stays_unknown(self, engine: Engine):
        given = {**GROUP, NAME: UNKNOWN}
        assert (await engine.checked("SecurityGroup", given))[NAME] is UNKNOWN

    async def test_a_name_is_no_longer_than_the_api_takes(self, engine: Engine):
        name = (await engine.checked("Keypair", {}, name="k" * 300))["keypairName"]
        assert len(name) == 255
        assert name.startswith("kkk")

    @pytest.mark.parametrize(
        ("type", "name", "stem"),
        [
            ("SecurityGroup", "sg", "security-group-sg-"),
            ("SecurityGroup", "sg-web", "security-group-sg-web-"),
            ("SecurityGroup", "clé d'accès", "cle d'acces-"),
            ("SecurityGroup", "日本", "security-group-"),
            ("Keypair", "clé", "cle-"),
            ("Keypair", "one\ntwo", "one-two-"),
            ("Keypair", "ключ 1", "1-"),
            ("Keypair", "web", "web-"),
        ],
    )
    async def test_a_name_is_one_that_the_api_takes(self, type: str, name: str, stem: str, engine: Engine):
        given = GROUP if type == "SecurityGroup" else {}
        checked = await engine.checked(type, given, name=name)
        made = checked[NAME if type == "SecurityGroup" else "keypairName"]
        assert made[:-7] == stem
        assert len(bytes.fromhex(f"0{made[-7:]}")) == 4
        assert await engine.create(type, checked, name=name)

    async def test_a_name_that_was_made_fit_is_automatic_all_the_same(self, engine: Engine):
        """So it does not stand in the way of its own replacement."""
        old = await engine.checked("Keypair", {}, name="clé")
        new = {"keypairName": "cle-1234567", "publicKey": PUBLIC_KEY}
        difference = await engine.diff(Resource("Keypair", "id", old, {}, "clé"), new)
        assert difference.replaces and not difference.delete_before_replace

    async def test_a_proposed_name_is_made_fit(self, engine: Engine):
        checked = await engine.check("Keypair", {}, autonaming=autonaming("PROPOSE", "clé"))
        assert (checked.inputs, checked.failures) == ({"keypairName": "cle"}, {})

    async def test_what_is_wrong_with_an_automatic_name_says_that_it_is_one(self, engine: Engine):
        checked = await engine.check("Keypair", {}, autonaming=autonaming("ENFORCE", "clé"))
        assert list(checked.failures) == ["keypairName"]
        assert "this name is an automatic one (pulumi:autonaming)" in checked.failures["keypairName"]
        given = await engine.check("Keypair", {"keypairName": "clé"})
        assert "automatic" not in given.failures["keypairName"]

    @pytest.mark.parametrize("mode", ["PROPOSE", "ENFORCE"])
    async def test_the_user_s_pattern_for_names_counts(self, mode: str, engine: Engine):
        checked = await engine.check("Keypair", {}, autonaming=autonaming(mode, "prod-web"))
        assert (checked.inputs, checked.failures) == ({"keypairName": "prod-web"}, {})

    async def test_without_automatic_names_a_program_has_to_name_things(self, engine: Engine):
        checked = await engine.check("Keypair", {}, autonaming=autonaming("DISABLE"))
        assert list(checked.failures) == ["keypairName"]
        assert "pulumi:autonaming" in checked.failures["keypairName"]

    async def test_automatic_names_that_are_turned_off_do_not_disturb_given_ones(self, engine: Engine):
        checked = await engine.check("Keypair", {"keypairName": "mine"}, autonaming=autonaming("DISABLE"))
        assert (checked.inputs, checked.failures) == ({"keypairName": "mine"}, {})


def autonaming(mode: str, proposed: str = "") -> Any:
    options = provider_pb2.CheckRequest.AutonamingOptions
    return options(mode=options.Mode.Value(mode), proposed_name=proposed)
