"""VPN connections and client gateways: what joins them, what the client is told, and static routes."""

import json

import pytest


@pytest.fixture
async def client(api):
    request = {"BgpAsn": 65000, "ConnectionType": "ipsec.1", "PublicIp": "192.0.2.10"}
    return (await api.call("CreateClientGateway", **request))["ClientGateway"]["ClientGatewayId"]


@pytest.fixture
async def gateway(api):
    return (await api.call("CreateVirtualGateway", ConnectionType="ipsec.1"))["VirtualGateway"]["VirtualGatewayId"]


@pytest.fixture
def ends(client, gateway):
    return {"ClientGatewayId": client, "ConnectionType": "ipsec.1", "VirtualGatewayId": gateway}


async def create(api, **request):
    return (await api.call("CreateVpnConnection", **request))["VpnConnection"]


async def read(api, **filters):
    return (await api.call("ReadVpnConnections", Filters=filters))["VpnConnections"]


async def test_a_client_gateway_is_available_at_once(api, client):
    assert (await api.call("ReadClientGateways", Filters={"BgpAsns": [65000]}))["ClientGateways"] == [
        {
            "BgpAsn": 65000,
            "ClientGatewayId": client,
            "ConnectionType": "ipsec.1",
            "PublicIp": "192.0.2.10",
            "State": "available",
            "Tags": [],
        }
    ]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"BgpAsn": -1}, "4010"),
        ({"BgpAsn": 4294967296}, "4010"),
        ({"ConnectionType": "tata"}, "4047"),
        ({"PublicIp": "tata"}, "4047"),
        ({"PublicIp": "241.491.144.2"}, "4047"),
    ],
)
async def test_a_wrong_client_gateway_is_refused(api, change, code):
    request = {"BgpAsn": 65000, "ConnectionType": "ipsec.1", "PublicIp": "192.0.2.10"}
    assert await api.refused("CreateClientGateway", **request | change) == code


async def test_a_new_connection_becomes_available(api, ends):
    connection = await create(api, **ends)

    configuration = json.loads(connection["ClientGatewayConfiguration"])
    assert connection == {
        **ends,
        "ClientGatewayConfiguration": connection["ClientGatewayConfiguration"],
        "Routes": [],
        "State": "pending",
        "StaticRoutesOnly": False,
        "Tags": [],
        "VpnConnectionId": connection["VpnConnectionId"],
    }
    (tunnel,) = configuration["Tunnels"]
    assert tunnel["ClientGateway"]["Bgp"]["Asn"] == 65000
    assert tunnel["ClientGateway"]["TunnelOutside"]["IpAddress"] == "192.0.2.10"
    assert tunnel["ClientGateway"]["TunnelInside"]["IpRange"] == "169.254.254.2/30"
    assert tunnel["VirtualGateway"]["Bgp"]["Asn"] == 50624
    assert await read(api, BgpAsns=[65000]) == [connection | {"State": "available"}]


async def test_a_pair_of_gateways_has_one_connection(api, ends):
    connection = await create(api, **ends)

    assert await api.refused("CreateVpnConnection", **ends) == "9069"
    await api.call("DeleteVpnConnection", VpnConnectionId=connection["VpnConnectionId"])
    await create(api, **ends)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"ConnectionType": "tata"}, "4047"),
        ({"ClientGatewayId": "tata"}, "4104"),
        ({"ClientGatewayId": "cgw-1234567"}, "4105"),
        ({"ClientGatewayId": "cgw-12345678"}, "5015"),
        ({"VirtualGatewayId": "vgw-12345678"}, "5068"),
    ],
)
async def test_a_connection_needs_two_gateways(api, ends, change, code):
    assert await api.refused("CreateVpnConnection", **ends | change) == code


async def test_a_connection_keeps_its_gateways(api, ends, client, gateway):
    connection = await create(api, **ends)

    assert await api.refused("DeleteClientGateway", ClientGatewayId=client) == "1001"
    assert await api.refused("DeleteVirtualGateway", VirtualGatewayId=gateway) == "9029"
    await api.call("DeleteVpnConnection", VpnConnectionId=connection["VpnConnectionId"])
    assert [found["State"] for found in await read(api)] == ["deleted"]
    assert await api.refused("DeleteVpnConnection", VpnConnectionId=connection["VpnConnectionId"]) == "5067"
    await api.call("DeleteClientGateway", ClientGatewayId=client)
    await api.call("DeleteVirtualGateway", VirtualGatewayId=gateway)
    deleted = await api.call("ReadClientGateways", Filters={"States": ["deleted"]})
    assert [found["ClientGatewayId"] for found in deleted["ClientGateways"]] == [client]
    assert await api.refused("DeleteClientGateway", ClientGatewayId=client) == "5015"


@pytest.mark.parametrize("clock", ["seconds:60"])
async def test_static_routes_come_and_go(api, time, ends):
    connection = await create(api, **ends, StaticRoutesOnly=True)
    route = {"VpnConnectionId": connection["VpnConnectionId"], "DestinationIpRange": "172.13.1.4/24"}
    await api.call("CreateVpnConnectionRoute", **route)

    shown = {"DestinationIpRange": "172.13.1.4/24", "RouteType": "static", "State": "pending"}
    assert (await read(api))[0]["Routes"] == [shown]
    assert await api.refused("CreateVpnConnectionRoute", **route) == "9052"
    time.advance(60)
    assert (await read(api))[0]["Routes"] == [shown | {"State": "available"}]
    await api.call("DeleteVpnConnectionRoute", **route)
    assert (await read(api))[0]["Routes"] == [shown | {"State": "deleting"}]
    assert await api.refused("DeleteVpnConnectionRoute", **route) == "5055"
    time.advance(60)
    assert (await read(api))[0]["Routes"] == [shown | {"State": "deleted"}]
    assert await api.refused("DeleteVpnConnectionRoute", **route) == "5055"
    await api.call("CreateVpnConnectionRoute", **route)
    assert (await read(api))[0]["Routes"] == [shown]


@pytest.mark.parametrize("action", ["CreateVpnConnectionRoute", "DeleteVpnConnectionRoute"])
async def test_routes_are_for_static_connections(api, ends, action):
    connection = (await create(api, **ends))["VpnConnectionId"]
    assert await api.refused(action, VpnConnectionId=connection, DestinationIpRange="10.0.0.0/8") == "9068"
    assert await api.refused(action, VpnConnectionId=connection, DestinationIpRange="tata") == "4047"
    assert await api.refused(action, VpnConnectionId=connection, DestinationIpRange="10.0.0.300/8") == "4047"
    assert await api.refused(action, VpnConnectionId="vpn-12345678", DestinationIpRange="10.0.0.0/8") == "5067"
    assert await api.refused(action, VpnConnectionId=connection) == "7000"


async def test_an_unknown_route_cannot_be_deleted(api, ends):
    connection = (await create(api, **ends, StaticRoutesOnly=True))["VpnConnectionId"]
    route = {"VpnConnectionId": connection, "DestinationIpRange": "172.16.1.4/24"}
    assert await api.refused("DeleteVpnConnectionRoute", **route) == "5055"


async def test_options_change_what_the_client_is_told(api, ends):
    id = (await create(api, **ends))["VpnConnectionId"]
    options = {"TunnelInsideIpRange": "169.254.254.8/30", "Phase2Options": {"PreSharedKey": "secret"}}
    changed = (await api.call("UpdateVpnConnection", VpnConnectionId=id, VpnOptions=options))["VpnConnection"]

    assert changed["VpnOptions"] == options
    (tunnel,) = json.loads(changed["ClientGatewayConfiguration"])["Tunnels"]
    assert tunnel["VirtualGateway"]["TunnelInside"]["IpRange"] == "169.254.254.9/30"
    assert tunnel["Ike"]["PreSharedKey"] == "secret"


async def test_a_connection_changes_its_client(api, ends):
    connection = await create(api, **ends)
    other = {"BgpAsn": 65001, "ConnectionType": "ipsec.1", "PublicIp": "192.0.2.11"}
    client = (await api.call("CreateClientGateway", **other))["ClientGateway"]["ClientGatewayId"]
    change = {"VpnConnectionId": connection["VpnConnectionId"], "ClientGatewayId": client}

    assert (await api.call("UpdateVpnConnection", **change))["VpnConnection"]["ClientGatewayId"] == client
    assert [found["ClientGatewayId"] for found in await read(api, BgpAsns=[65001])] == [client]
    assert await api.refused("UpdateVpnConnection", **change | {"ClientGatewayId": "cgw-00000000"}) == "5015"
    assert await api.refused("UpdateVpnConnection", VpnConnectionId=connection["VpnConnectionId"]) == "7000"
    for inside in ("10.0.0.0/30", "169.254.254.9/30"):
        options = {"TunnelInsideIpRange": inside}
        assert await api.refused("UpdateVpnConnection", **change, VpnOptions=options) == "4045"
