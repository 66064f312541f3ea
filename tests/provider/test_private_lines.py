"""VPN connections and DirectLinks: the order in which they come and go, what is secret, and what refusals tell."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from outscale_emulator import Emulator, Era, Settings
from outscale_emulator.data.states import Clock
from provider.cloud import Account, Fault, Way
from provider.engine import Engine, Failed, Resource
from provider.messages import Secret, bare

OFFICE = {"bgpAsn": 65000, "connectionType": "ipsec.1", "publicIp": "198.51.100.1"}
LINE = {"directLinkName": "office", "bandwidth": "1Gbps", "location": "PAR1"}


@pytest.fixture
def emulator(era: Era) -> Iterator[Emulator]:
    """One whose states last for two reads."""
    emulator = Emulator(Settings(era=era, clock=Clock.parse("reads:2")))
    yield emulator
    emulator.close()


async def a_connection(engine: Engine, *, static: bool = True) -> tuple[Resource, Resource, Resource]:
    gateway = await engine.made("VirtualGateway", name="gateway", connectionType="ipsec.1")
    client = await engine.made("ClientGateway", name="client", **OFFICE)
    ends = {"clientGatewayId": client.id, "virtualGatewayId": gateway.id, "connectionType": "ipsec.1"}
    connection = await engine.made("VpnConnection", name="vpn", staticRoutesOnly=static, **ends)
    return gateway, client, connection


async def test_a_connection_is_waited_for_when_it_comes_and_when_it_goes(engine: Engine, way: Way):
    gateway, client, connection = await a_connection(engine)
    assert connection.outputs["state"] == "available"
    await engine.delete(connection)
    way.requests.clear()
    await engine.delete(client)
    await engine.delete(gateway)
    assert way.actions.count("DeleteClientGateway") == way.actions.count("DeleteVirtualGateway") == 1


async def test_the_configuration_with_its_key_is_secret_and_follows_the_options(engine: Engine):
    _, _, connection = await a_connection(engine)
    options = {"phase2Options": {"preSharedKey": Secret("of the office")}}
    inputs = await engine.checked("VpnConnection", {**connection.inputs, "vpnOptions": options}, connection.inputs)
    preview = await engine.update(connection, inputs, preview=True)
    assert "clientGatewayConfiguration" not in preview.outputs
    updated = await engine.update(connection, inputs)
    configuration = updated.outputs["clientGatewayConfiguration"]
    assert isinstance(configuration, Secret)
    assert "of the office" in bare(configuration)
    assert isinstance(updated.outputs["vpnOptions"]["phase2Options"]["preSharedKey"], Secret)


async def test_a_preview_promises_no_more_of_the_options_than_it_knows(engine: Engine, account: Account):
    _, _, connection = await a_connection(engine)
    inputs = {**connection.inputs, "vpnOptions": {"tunnelInsideIpRange": "169.254.254.4/30"}}
    assert "vpnOptions" not in (await engine.create("VpnConnection", inputs, preview=True)).outputs
    assert "vpnOptions" not in (await engine.update(connection, inputs, preview=True)).outputs
    updated = await engine.update(connection, inputs)
    options = {"Phase1Options": {"StartupAction": "start"}}
    await account.call("UpdateVpnConnection", VpnConnectionId=connection.id, VpnOptions=options)
    read = await engine.read(updated)
    assert read and read.inputs == inputs
    tagged = await engine.update(read, {**read.inputs, "tags": {"Name": "office"}}, preview=True)
    assert tagged.outputs["vpnOptions"] == read.outputs["vpnOptions"]
    assert tagged.outputs["vpnOptions"]["phase1Options"] == {"startupAction": "start"}


async def test_the_key_is_secret_also_where_the_program_does_not_say_so(engine: Engine):
    _, _, connection = await a_connection(engine)
    inputs = {**connection.inputs, "vpnOptions": {"phase2Options": {"preSharedKey": "in clear"}}}
    checked = await engine.checked("VpnConnection", inputs, connection.inputs)
    assert "in clear" not in str(checked).replace(str(Secret("in clear")), "")


async def test_a_second_connection_of_a_pair_is_told_with_the_first_one(engine: Engine):
    gateway, client, connection = await a_connection(engine)
    ends = {"clientGatewayId": client.id, "virtualGatewayId": gateway.id, "connectionType": "ipsec.1"}
    with pytest.raises(Failed, match=connection.id):
        await engine.made("VpnConnection", name="second", **ends)


async def test_a_connection_whose_creation_got_no_answer_is_found_by_its_pair(
    engine: Engine, account: Account, way: Way
):
    way.faults = [Fault("CreateVpnConnection", lost=True)]
    _, _, connection = await a_connection(engine)
    [found] = (await account.call("ReadVpnConnections"))["VpnConnections"]
    assert found["VpnConnectionId"] == connection.id


async def test_routes_are_waited_for_and_can_come_again(engine: Engine, account: Account):
    _, _, connection = await a_connection(engine)
    wanted = {"vpnConnectionId": connection.id, "destinationIpRange": "192.168.0.0/16"}
    for _ in range(2):
        route = await engine.made("VpnConnectionRoute", **wanted)
        assert route.outputs["state"] == "available"
        await engine.delete(route)
        [left] = (await account.call("ReadVpnConnections"))["VpnConnections"]
        assert [each["State"] for each in left["Routes"]] == ["deleted"]
        assert await engine.read(route) is None
        assert await engine.listed("VpnConnectionRoute") == []


async def test_a_route_of_a_connection_with_bgp_is_refused_with_advice(engine: Engine):
    _, _, connection = await a_connection(engine, static=False)
    with pytest.raises(Failed, match="staticRoutesOnly: true"):
        await engine.made("VpnConnectionRoute", vpnConnectionId=connection.id, destinationIpRange="192.168.0.0/16")


async def test_a_gateway_is_free_once_its_link_has_gone(engine: Engine, way: Way):
    gateway = await engine.made("VirtualGateway", name="gateway", connectionType="ipsec.1")
    nets = [await engine.made("Net", name=name, ipRange="10.0.0.0/16") for name in ("one", "two")]
    link = await engine.made("VirtualGatewayLink", virtualGatewayId=gateway.id, netId=nets[0].id)
    await engine.delete(link)
    way.requests.clear()
    again = await engine.made("VirtualGatewayLink", virtualGatewayId=gateway.id, netId=nets[1].id)
    assert way.actions.count("LinkVirtualGateway") == 1
    await engine.delete(again)
    assert await engine.listed("VirtualGatewayLink") == []


async def test_routes_of_a_gateway_without_a_link_are_refused_with_advice(engine: Engine):
    gateway = await engine.made("VirtualGateway", name="gateway", connectionType="ipsec.1")
    net = await engine.made("Net", name="net", ipRange="10.0.0.0/16")
    table = await engine.made("RouteTable", name="table", netId=net.id)
    with pytest.raises(Failed, match="VirtualGatewayLink"):
        await engine.made("VirtualGatewayRoutePropagation", routeTableId=table.id, virtualGatewayId=gateway.id)


async def test_propagation_ends_with_the_link_and_comes_back(engine: Engine, account: Account):
    gateway = await engine.made("VirtualGateway", name="gateway", connectionType="ipsec.1")
    net = await engine.made("Net", name="net", ipRange="10.0.0.0/16")
    table = await engine.made("RouteTable", name="table", netId=net.id)
    ends = {"VirtualGatewayId": gateway.id, "NetId": net.id}
    await account.call("LinkVirtualGateway", **ends)
    wanted = {"routeTableId": table.id, "virtualGatewayId": gateway.id}
    propagation = await engine.made("VirtualGatewayRoutePropagation", **wanted)
    assert propagation.id == f"{table.id}/{gateway.id}"
    await account.call("UnlinkVirtualGateway", **ends)
    assert await engine.read(propagation) is None
    await engine.delete(propagation)


async def test_a_line_and_its_interface_are_waited_for(engine: Engine, way: Way):
    gateway = await engine.made("VirtualGateway", name="gateway", connectionType="ipsec.1")
    line = await engine.made("DirectLink", name="line", **LINE)
    interface = await engine.made(
        "DirectLinkInterface",
        name="interface",
        directLinkId=line.id,
        directLinkInterfaceName="office",
        virtualGatewayId=gateway.id,
        bgpAsn=65000,
        vlan=100,
    )
    assert (line.outputs["state"], interface.outputs["state"]) == ("available", "available")
    assert isinstance(interface.outputs["bgpKey"], Secret)
    await engine.delete(interface)
    way.requests.clear()
    await engine.delete(line)
    await engine.delete(gateway)
    assert way.actions.count("DeleteDirectLink") == way.actions.count("DeleteVirtualGateway") == 1
