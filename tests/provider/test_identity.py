"""What an identifier may be, which object it names however it is spelled, and what reads say in another way."""

from __future__ import annotations

from dataclasses import replace

import pytest

from outscale_api import load
from outscale_provider.lifecycle.identity import id_example
from outscale_provider.model.bound import Bound
from outscale_provider.resources import RESOURCES
from provider.cloud import Account
from provider.engine import Engine, Failed, Resource
from provider.lifecycles import PUBLIC_KEY, in_lines, in_openssh

ALL = {"flow": "Inbound", "ipProtocol": "-1", "fromPortRange": 1, "toPortRange": 65535, "ipRange": "0.0.0.0/0"}


async def a_group(engine: Engine) -> Resource:
    net = await engine.made("Net", ipRange="10.0.0.0/16")
    return await engine.made("SecurityGroup", netId=net.id, description="a group")


@pytest.mark.parametrize(
    ("type", "id", "reason", "example"),
    [
        ("Net", "vpc-zzzzzzzz", "netId must be an identifier of the form vpc-xxxxxxxx", "vpc-12345678"),
        ("Net", "vpc-1234", "netId must be an identifier", "vpc-12345678"),
        ("Vm", "vol-12345678", "vmId must be an identifier of the form i-xxxxxxxx", "i-12345678"),
        ("PublicIp", "192.0.2.1", "publicIpId must be an identifier", "eipalloc-12345678"),
        ("SecurityGroup", "web", "securityGroupId must be an identifier", "sg-12345678"),
        ("RouteTableLink", "rtb-12345678", "linkRouteTableId must be an identifier", "rtbassoc-12345678"),
        ("Route", "rtb-12345678_0.0.0.0/0", "routeTableId must be an identifier", "rtb-12345678/10.1.0.0/16"),
        ("Route", "rtb-12345678/0.0.0.0", "destinationIpRange must be an IPv4 range", "rtb-12345678/10.1.0.0/16"),
        ("Route", "rtb-12345678/10.1.2.3/16", "without host bits", "rtb-12345678/10.1.0.0/16"),
        ("Route", "rtb-12345678", "has the form routeTableId/destinationIpRange", "rtb-12345678/10.1.0.0/16"),
        (
            "SecurityGroupRule",
            "sg-12345678/inbound/tcp/443/443/0.0.0.0/0",
            "flow must be one of Inbound, Outbound, got 'inbound'",
            "sg-12345678/Inbound/tcp/443/443/0.0.0.0/0",
        ),
        (
            "SecurityGroupRule",
            "sg-12345678/Inbound/tcp/https/https/0.0.0.0/0",
            "fromPortRange expected an integer",
            "sg-12345678/Inbound/tcp/443/443/0.0.0.0/0",
        ),
        (
            "SecurityGroupRule",
            "sg-12345678/Inbound/https/443/443/0.0.0.0/0",
            "ipProtocol must",
            "sg-12345678/Inbound/tcp/443/443/0.0.0.0/0",
        ),
        ("Keypair", "clé", "keypairName must", "deployer"),
    ],
)
async def test_an_id_that_can_be_none_is_told_with_an_example(
    type: str, id: str, reason: str, example: str, engine: Engine
):
    with pytest.raises(Failed) as raised:
        await engine.imported(type, id)
    assert reason in raised.value.message
    assert f"looks like {example}" in raised.value.message
    assert "this is a bug" not in raised.value.message


@pytest.mark.parametrize("resource", [r for r in RESOURCES if not r.fixed_id], ids=lambda resource: resource.name)
async def test_what_could_be_an_id_and_is_none_does_not_exist(resource, engine: Engine):
    assert await engine.imported(resource.name, id_example(Bound(resource, load()))) is None


@pytest.mark.parametrize("traffic", ["-1/1/65535", "all/0/0", "ALL/-1/-1"])
async def test_a_rule_is_imported_under_any_spelling_and_gets_the_api_s_own_id(traffic: str, engine: Engine):
    group = await a_group(engine)
    made = await engine.made("SecurityGroupRule", securityGroupId=group.id, **ALL)
    imported = await engine.imported("SecurityGroupRule", f"{group.id}/Inbound/{traffic}/0.0.0.0/0")
    assert imported and imported.id == made.id == f"{group.id}/Inbound/-1/-1/-1/0.0.0.0/0"
    assert not await engine.diff(imported, made.inputs)


async def test_a_rule_of_an_older_state_is_found_under_its_id_of_then(engine: Engine):
    group = await a_group(engine)
    made = await engine.made("SecurityGroupRule", securityGroupId=group.id, **ALL)
    older = replace(made, id=f"{group.id}/Inbound/-1/1/65535/0.0.0.0/0")
    assert await engine.read(older) == made
    await engine.delete(older)
    assert await engine.read(made) is None


async def test_a_rule_for_a_group_by_its_name_is_the_one_for_its_id(engine: Engine):
    group = await engine.made("SecurityGroup", description="a group", securityGroupName="web")
    rule = {"securityGroupId": group.id, "flow": "Inbound", "ipProtocol": "17", "fromPortRange": 53, "toPortRange": 53}
    made = await engine.made("SecurityGroupRule", **rule, securityGroupNameToLink="web")
    assert made.id == f"{group.id}/Inbound/udp/53/53/{group.id}"
    assert await engine.read(made) == made
    assert await engine.imported("SecurityGroupRule", made.id)
    await engine.delete(made)
    assert await engine.read(made) is None


async def test_a_route_is_found_by_another_spelling_of_its_destination(engine: Engine):
    net = await engine.made("Net", ipRange="10.0.0.0/16")
    service = await engine.made("InternetService")
    link = await engine.made("InternetServiceLink", internetServiceId=service.id, netId=net.id)
    table = await engine.made("RouteTable", netId=net.id)
    made = await engine.made("Route", routeTableId=table.id, destinationIpRange="192.0.2.0/24", gatewayId=link.id)
    read = await engine.read(replace(made, id=f"{table.id}/192.0.2.0/024"))
    assert read == made


class TestAKeypair:
    """Reads answer no public key, but the fingerprint of it."""

    @pytest.mark.parametrize("key", [PUBLIC_KEY, in_lines(PUBLIC_KEY), in_openssh(PUBLIC_KEY)])
    async def test_that_was_imported_is_the_one_that_is_declared(self, key: str, engine: Engine):
        await engine.made("Keypair", keypairName="deployer", publicKey=PUBLIC_KEY)
        imported = await engine.imported("Keypair", "deployer")
        assert imported and "publicKey" not in imported.inputs
        declared = await engine.checked("Keypair", {"keypairName": "deployer", "publicKey": key}, imported.inputs)
        assert not await engine.diff(imported, declared)
        # The engine stores what is declared, and the next refresh agrees.
        refreshed = await engine.read(replace(imported, inputs=declared))
        assert refreshed and refreshed.inputs == declared

    async def test_of_another_key_is_replaced(self, engine: Engine):
        await engine.made("Keypair", keypairName="deployer")
        imported = await engine.imported("Keypair", "deployer")
        assert imported
        difference = await engine.diff(imported, {"keypairName": "deployer", "publicKey": PUBLIC_KEY})
        assert difference.replaces == ["publicKey"]

    async def test_whose_key_nothing_tells_is_left_as_it_is(self, engine: Engine):
        await engine.made("Keypair", keypairName="deployer", publicKey=PUBLIC_KEY)
        imported = await engine.imported("Keypair", "deployer")
        assert imported
        pem = "-----BEGIN PUBLIC KEY-----\nMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE\n-----END PUBLIC KEY-----\n"
        assert not await engine.diff(imported, {"keypairName": "deployer", "publicKey": pem})

    async def test_that_somebody_made_anew_with_another_key_is_seen(self, engine: Engine, account: Account):
        made = await engine.made("Keypair", keypairName="deployer", publicKey=PUBLIC_KEY)
        await account.call("DeleteKeypair", KeypairName="deployer")
        await account.call("CreateKeypair", KeypairName="deployer")
        refreshed = await engine.read(made)
        assert refreshed and "publicKey" not in refreshed.inputs
        assert (await engine.diff(refreshed, made.inputs)).replaces == ["publicKey"]
