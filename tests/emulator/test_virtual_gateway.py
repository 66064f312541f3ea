"""Virtual gateways: one for each Net, and the routes that they may add."""

import pytest


@pytest.fixture
async def gateway(api):
    return (await api.call("CreateVirtualGateway", ConnectionType="ipsec.1"))["VirtualGateway"]["VirtualGatewayId"]


@pytest.fixture
async def link(api, net, gateway):
    request = {"VirtualGatewayId": gateway, "NetId": net}
    assert (await api.call("LinkVirtualGateway", **request))["NetToVirtualGatewayLink"]["State"] == "attached"
    return request


async def read(api):
    return (await api.call("ReadVirtualGateways"))["VirtualGateways"]


async def test_a_new_gateway_is_available_and_linked_to_nothing(api, gateway):
    assert await read(api) == [
        {
            "ConnectionType": "ipsec.1",
            "NetToVirtualGatewayLinks": [],
            "State": "available",
            "Tags": [],
            "VirtualGatewayId": gateway,
        }
    ]
    assert await api.refused("CreateVirtualGateway", ConnectionType="other") == "4047"


@pytest.mark.parametrize("clock", ["seconds:5"])
async def test_a_link_ends_step_by_step(api, time, net, link):
    assert (await read(api))[0]["NetToVirtualGatewayLinks"] == [{"NetId": net, "State": "attached"}]
    await api.call("UnlinkVirtualGateway", **link)

    assert (await read(api))[0]["NetToVirtualGatewayLinks"] == [{"NetId": net, "State": "detaching"}]
    time.advance(5)
    assert (await read(api))[0]["NetToVirtualGatewayLinks"] == [{"NetId": net, "State": "detached"}]
    assert await api.refused("UnlinkVirtualGateway", **link) == "9027"
    await api.call("DeleteNet", NetId=net)


async def test_a_net_has_one_gateway_and_a_gateway_one_net(api, net, gateway, link):
    assert await api.refused("LinkVirtualGateway", **link) == "9025"
    other = (await api.call("CreateVirtualGateway", ConnectionType="ipsec.1"))["VirtualGateway"]["VirtualGatewayId"]
    assert await api.refused("LinkVirtualGateway", VirtualGatewayId=other, NetId=net) == "9065"
    await api.call("UnlinkVirtualGateway", **link)
    await api.call("LinkVirtualGateway", VirtualGatewayId=other, NetId=net)


async def test_a_linked_gateway_keeps_its_net_and_can_be_deleted(api, net, gateway, link):
    assert await api.refused("DeleteNet", NetId=net) == "9029"
    (table,) = (await api.call("ReadRouteTables"))["RouteTables"]
    propagation = {"RouteTableId": table["RouteTableId"], "VirtualGatewayId": gateway}
    await api.call("UpdateRoutePropagation", **propagation, Enable=True)
    await api.call("DeleteVirtualGateway", VirtualGatewayId=gateway)
    assert [found["State"] for found in await read(api)] == ["deleted"]
    assert (await api.call("ReadRouteTables"))["RouteTables"] == [table]
    assert await api.refused("DeleteVirtualGateway", VirtualGatewayId=gateway) == "5068"
    await api.call("DeleteNet", NetId=net)


async def test_another_account_finds_no_gateway(neighbour, net, gateway, link):
    assert await neighbour.refused("LinkVirtualGateway", **link) == "5068"
    assert await neighbour.refused("UnlinkVirtualGateway", **link) == "5068"


async def test_an_account_has_five_gateways(api):
    for _ in range(5):
        await api.call("CreateVirtualGateway", ConnectionType="ipsec.1")
    assert await api.refused("CreateVirtualGateway", ConnectionType="ipsec.1") == "10039"


async def test_a_gateway_adds_the_routes_of_its_connections(api, net, gateway, link):
    table = (await api.call("CreateRouteTable", NetId=net))["RouteTable"]["RouteTableId"]
    client = {"BgpAsn": 65000, "ConnectionType": "ipsec.1", "PublicIp": "192.0.2.10"}
    client_gateway = (await api.call("CreateClientGateway", **client))["ClientGateway"]["ClientGatewayId"]
    ends = {"ClientGatewayId": client_gateway, "VirtualGatewayId": gateway, "ConnectionType": "ipsec.1"}
    connection = (await api.call("CreateVpnConnection", **ends, StaticRoutesOnly=True))["VpnConnection"]
    route = {"VpnConnectionId": connection["VpnConnectionId"], "DestinationIpRange": "192.168.0.0/16"}
    await api.call("CreateVpnConnectionRoute", **route)

    propagation = {"RouteTableId": table, "VirtualGatewayId": gateway}
    enabled = (await api.call("UpdateRoutePropagation", **propagation, Enable=True))["RouteTable"]
    assert enabled["RoutePropagatingVirtualGateways"] == [{"VirtualGatewayId": gateway}]
    assert enabled["Routes"][1] == {
        "CreationMethod": "EnableVgwRoutePropagation",
        "DestinationIpRange": "192.168.0.0/16",
        "GatewayId": gateway,
        "State": "active",
    }
    found = await api.call("ReadRouteTables", Filters={"RouteGatewayIds": [gateway]})
    assert [table["RouteTableId"] for table in found["RouteTables"]] == [table]

    disabled = (await api.call("UpdateRoutePropagation", **propagation, Enable=False))["RouteTable"]
    assert disabled["RoutePropagatingVirtualGateways"] == []
    assert len(disabled["Routes"]) == 1


async def test_only_a_linked_gateway_adds_routes(api, neighbour, net, gateway):
    table = (await api.call("CreateRouteTable", NetId=net))["RouteTable"]["RouteTableId"]
    request = {"RouteTableId": table, "VirtualGatewayId": gateway, "Enable": True}
    assert await api.refused("UpdateRoutePropagation", **request) == "9027"
    assert await neighbour.refused("UpdateRoutePropagation", **request) == "5046"
    link = {"VirtualGatewayId": gateway, "NetId": net}
    await api.call("LinkVirtualGateway", **link)
    await api.call("UpdateRoutePropagation", **request)
    await api.call("UnlinkVirtualGateway", **link)
    (found,) = (await api.call("ReadRouteTables", Filters={"RouteTableIds": [table]}))["RouteTables"]
    assert found["RoutePropagatingVirtualGateways"] == []
