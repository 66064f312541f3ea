"""A preview asks the API what it would refuse, if the configuration says so, and tells what it can be sure of."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from outscale_provider.model.values import UNKNOWN
from provider.cloud import Account, Fault, Way
from provider.conftest import SETTINGS
from provider.engine import Engine, Failed, Resource
from provider.listener import Listener, cancel
from provider.messages import Secret

IMAGE = "ami-e0000001"
NET = {"ipRange": "10.0.0.0/16"}
SUBNET = {"netId": "vpc-12345678", "ipRange": "10.0.1.0/24"}
LISTENER = {"backendPort": 80, "loadBalancerPort": 80, "loadBalancerProtocol": "HTTP"}
BALANCER = {"loadBalancerName": "web", "subregionNames": ["eu-west-2a"], "listeners": [LISTENER]}


async def previewed(engine: Engine, type: str, name: str = "it", **inputs: Any) -> Resource:
    """A creation as the engine previews it."""
    return await engine.create(type, await engine.checked(type, inputs, name=name), preview=True, name=name)


async def changed(engine: Engine, resource: Resource, **inputs: Any) -> Resource:
    """A change as the engine previews it."""
    wanted = await engine.checked(resource.type, {**resource.inputs, **inputs}, resource.inputs, resource.name)
    difference = await engine.diff(resource, wanted)
    if difference.replaces:
        return await engine.create(resource.type, wanted, preview=True, name=resource.name)
    return await engine.update(resource, wanted, preview=True)


async def warned(engine: Engine, listener: Listener) -> list[tuple[str, str]]:
    await cancel(engine)
    return [(name, text) for name, text in listener.warned() if not text.startswith("a replacement loses")]


def dry_runs(way: Way) -> list[str]:
    assert all(request.get("DryRun") for action, request in way.requests if not action.startswith("Read"))
    return [action for action, request in way.requests if request.get("DryRun")]


# What is sent


async def test_one_dry_run_for_each_creation_changes_nothing(validating: Engine, way: Way, account: Account):
    before = await account.everything()
    preview = await previewed(validating, "Net", **NET, tags={"Name": "net"})
    await previewed(validating, "Vm", name="vm", imageId=IMAGE, state="stopped", tags={"Name": "vm"})
    assert way.requests[0] == ("CreateNet", {"IpRange": "10.0.0.0/16", "DryRun": True})
    assert dry_runs(way) == ["CreateNet", "CreateVms"]
    # The token of the creation to come is not used up.
    assert "ClientToken" not in way.requests[1][1]
    assert await account.everything() == before
    assert preview.outputs["ipRange"] == "10.0.0.0/16"


async def test_nothing_is_sent_unless_the_configuration_says_so(engine: Engine, way: Way):
    await previewed(engine, "Net", **NET)
    assert way.requests == []


async def test_what_is_not_known_yet_is_not_sent(validating: Engine, way: Way):
    await previewed(validating, "Subnet", netId=UNKNOWN, ipRange="10.0.1.0/24")
    await previewed(validating, "Net", **NET, tags={"of": UNKNOWN})
    assert way.requests == []


async def test_a_change_is_asked_about_once_and_the_tags_last(validating: Engine, way: Way, account: Account):
    net = await validating.made("Net", **NET)
    group = await validating.made("SecurityGroup", description="a", netId=net.id, name="group")
    table = await validating.made("RouteTable", netId=net.id, name="table")
    service = "com.outscale.eu-west-2.api"
    point = await validating.made("NetAccessPoint", netId=net.id, serviceName=service, name="point")
    before = await account.everything()
    way.requests.clear()
    await changed(validating, group, tags={"Name": "group"})
    await changed(validating, point, routeTableIds=[table.id], tags={"Name": "point"})
    await changed(validating, point)
    assert dry_runs(way) == ["CreateTags", "UpdateNetAccessPoint"]
    assert await account.everything() == before


# What is certain


async def test_what_does_not_exist_is_an_error_that_names_the_input(validating: Engine, way: Way):
    with pytest.raises(Failed, match=r"no such Net in this account and Region: see netId\. A dry run of the preview"):
        await previewed(validating, "Subnet", **SUBNET)
    with pytest.raises(Failed, match=r"no such VM type in this account and Region: see vmType"):
        await previewed(validating, "Vm", imageId=IMAGE, vmType="m9.huge")
    assert dry_runs(way) == ["CreateSubnet", "CreateVms"]


async def test_a_change_to_what_does_not_exist_is_an_error(validating: Engine):
    net = await validating.made("Net", **NET)
    point = await validating.made(
        "NetAccessPoint", netId=net.id, serviceName="com.outscale.eu-west-2.api", name="point"
    )
    with pytest.raises(Failed, match=r"no such route table .*: see addRouteTableIds"):
        await changed(validating, point, routeTableIds=["rtb-12345678"])


@pytest.mark.parametrize(("status", "code"), [(403, 4), (400, 3002), (400, 4045), (400, 8004)])
async def test_a_missing_right_or_a_wrong_combination_is_an_error(status: int, code: int, validating: Engine, way: Way):
    way.faults = [Fault("CreateNet", status=status, code=code)]
    with pytest.raises(Failed, match=f"CreateNet was refused.*code {code}.*validateInPreview"):
        await previewed(validating, "Net", **NET)
    assert dry_runs(way) == ["CreateNet"]


async def test_an_error_and_a_warning_quote_no_secret(validating: Engine, way: Way, listener: Listener):
    secret = "correct-horse-battery"
    way.faults = [
        Fault("CreateNet", status=400, code=4047, details=f"'{secret}' is no name"),
        Fault("CreatePublicIp", status=400, code=10011, details=f"'{secret}' is too much"),
    ]
    tags = {"tags": {"Name": Secret(secret)}}
    with pytest.raises(Failed, match=r"'\[secret\]' is no name") as refused:
        await previewed(validating, "Net", **NET, **tags)
    assert secret not in refused.value.message
    await previewed(validating, "PublicIp", **tags)
    [(_, text)] = await warned(validating, listener)
    assert "[secret]" in text and secret not in text


# What is so as things are


async def test_a_taken_name_and_a_quota_are_warnings_at_their_resource(
    validating: Engine, way: Way, listener: Listener, account: Account
):
    await account.call("CreateKeypair", KeypairName="taken")
    way.faults = [Fault("CreatePublicIp", status=400, code=10011)]
    await previewed(validating, "Keypair", name="key", keypairName="taken")
    await previewed(validating, "PublicIp", name="address")
    first, second = sorted(await warned(validating, listener))
    assert first[0] == "address" and "as things are, this will fail: CreatePublicIp was refused" in first[1]
    assert "A quota is used up" in first[1]
    assert second[0] == "key" and "code 9011" in second[1]


async def test_a_name_that_a_program_may_choose_is_a_warning(validating: Engine, listener: Listener):
    await previewed(validating, "Vm", imageId=IMAGE, keypairName="unheard-of")
    [(_, text)] = await warned(validating, listener)
    assert "no such keypair in this account and Region: see keypairName" in text


# What can't be judged yet


async def test_what_the_same_preview_makes_is_not_missed(validating: Engine, way: Way, listener: Listener):
    await previewed(validating, "LoadBalancer", name="web", **BALANCER)
    await previewed(validating, "Keypair", name="key", keypairName="deployer")
    await previewed(
        validating,
        "LoadBalancerPolicy",
        loadBalancerName="web",
        policyName="sticky",
        policyType="load_balancer",
        name="p",
    )
    vm = await previewed(validating, "Vm", name="vm", imageId=IMAGE, keypairName="deployer")
    assert dry_runs(way) == ["CreateLoadBalancer", "CreateKeypair", "CreateLoadBalancerPolicy", "CreateVms"]
    assert vm.outputs["keypairName"] == "deployer"
    assert await warned(validating, listener) == []


async def test_a_part_of_what_the_same_preview_changes_is_not_judged(validating: Engine, way: Way, listener: Listener):
    vm = await validating.made("Vm", imageId=IMAGE, name="vm")
    balancer = await validating.made("LoadBalancer", name="web", **BALANCER)
    way.requests.clear()
    await changed(validating, balancer, listeners=[LISTENER, {**LISTENER, "loadBalancerPort": 81}])
    rule = {"listenerRuleName": "api", "priority": 10, "pathPattern": "/api/*", "vmIds": [vm.id]}
    await previewed(validating, "ListenerRule", name="rule", loadBalancerName="web", loadBalancerPort=81, **rule)
    assert dry_runs(way) == ["CreateLoadBalancerListeners", "CreateListenerRule"]
    assert await warned(validating, listener) == []


async def test_what_is_to_be_replaced_is_not_in_the_way(validating: Engine, way: Way, listener: Listener):
    key = await validating.made("Keypair", keypairName="deployer")
    way.requests.clear()
    public = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl"
    await changed(validating, key, publicKey=public)
    way.faults = [Fault("CreatePublicIp", status=400, code=10011)]
    await previewed(validating, "PublicIp", name="address")
    assert dry_runs(way) == ["CreateKeypair", "CreatePublicIp"]
    assert await warned(validating, listener) == []


async def test_a_replacement_that_an_option_asks_for_is_not_in_its_own_way(
    validating: Engine, way: Way, listener: Listener
):
    volume = await validating.made("Volume", subregionName="eu-west-2a", size=10)
    smaller = {**volume.inputs, "size": 5}
    assert not (await validating.diff(volume, smaller)).replaces
    way.faults = [Fault("CreateVolume", status=400, code=10018)]
    await validating.create("Volume", smaller, preview=True)
    assert await warned(validating, listener) == []


async def test_what_time_or_the_operation_itself_resolves_says_nothing(
    validating: Engine, way: Way, listener: Listener
):
    net = await validating.made("Net", **NET)
    subnet = await validating.made("Subnet", netId=net.id, ipRange="10.0.1.0/24")
    group = await validating.made("SecurityGroup", description="a", netId=net.id, name="group")
    address = await validating.made("PublicIp", name="address")
    way.requests.clear()
    # Until the Subnet has its route.
    await previewed(validating, "NatService", subnetId=subnet.id, publicIpId=address.id)
    # It came with the group, and is taken over.
    everywhere = {"flow": "Outbound", "ipProtocol": "-1", "ipRange": "0.0.0.0/0"}
    await previewed(validating, "SecurityGroupRule", name="rule", securityGroupId=group.id, **everywhere)
    assert dry_runs(way) == ["CreateNatService", "CreateSecurityGroupRule"]
    assert await warned(validating, listener) == []


async def test_settings_that_others_of_the_preview_may_make_right_are_not_judged(
    validating: Engine, way: Way, listener: Listener
):
    trusted = {"maxAccessKeyExpirationSeconds": 3600, "requireTrustedEnv": True}
    await previewed(validating, "ApiAccessPolicy", **trusted)
    await previewed(validating, "ApiAccessRule", name="rule", caIds=[UNKNOWN])
    await previewed(validating, "ApiAccessPolicy", name="later", **trusted)
    assert dry_runs(way) == ["UpdateApiAccessPolicy"] * 2
    assert {name for name, _ in await warned(validating, listener)} == {"it"}


# What is no refusal


@pytest.mark.parametrize(
    "fault",
    [Fault("CreateNet", cut=True), Fault("CreateNet", status=500, code=2000), Fault("CreateNet", status=502, code=0)],
    ids=["cut", "internal", "gateway"],
)
async def test_an_api_that_can_t_be_asked_is_told_once_and_breaks_no_preview(
    fault: Fault, validating: Engine, way: Way, listener: Listener
):
    way.faults = [replace(fault)]
    for name in ("one", "other"):
        preview = await previewed(validating, "Net", name=name, **NET)
        assert preview.outputs["ipRange"] == "10.0.0.0/16"
    assert way.actions == ["CreateNet"]
    [(name, text)] = await warned(validating, listener)
    assert (name, text.partition(":")[0]) == ("", "validateInPreview") and "may have taken effect" not in text


async def test_dry_runs_that_are_throttled_for_good_are_told_once(validating: Engine, way: Way, listener: Listener):
    way.faults = [Fault("CreateNet", times=1000)]
    await previewed(validating, "Net", **NET)
    sent = len(way.requests)
    await previewed(validating, "Net", name="other", **NET)
    assert len(way.requests) == sent
    [(name, text)] = await warned(validating, listener)
    assert name == "" and text.startswith("validateInPreview")


async def test_a_throttled_dry_run_is_sent_again(validating: Engine, way: Way, listener: Listener):
    way.faults = [Fault("CreateNet", status=503, code=6)]
    await previewed(validating, "Net", **NET)
    assert dry_runs(way) == ["CreateNet"] * 2
    assert await warned(validating, listener) == []


async def test_in_an_account_that_is_not_allowed_nothing_is_asked(stranger: Engine, way: Way):
    await stranger.configure(**SETTINGS, validateInPreview=True, allowedAccountIds=["999999999999"])
    with pytest.raises(Failed, match="allowedAccountIds does not name"):
        await previewed(stranger, "Net", **NET)
    assert way.actions == ["ReadAccounts"]


async def test_the_trace_tells_dry_runs_apart(validating: Engine, listener: Listener):
    await previewed(validating, "Net", **NET)
    await cancel(validating)
    assert listener.traced()[0]["action"] == "CreateNet (DryRun)"
