"""Routes: their targets, their order, their state, and the local route that cannot go."""

import pytest


@pytest.fixture
async def gateway(api, net):
    id = (await api.call("CreateInternetService"))["InternetService"]["InternetServiceId"]
    await api.call("LinkInternetService", InternetServiceId=id, NetId=net)
    return id


def destinations(answer):
    return [route["DestinationIpRange"] for route in answer["Routes"]]


async def read(api, table):
    return (await api.call("ReadRouteTables", Filters={"RouteTableIds": [table]}))["RouteTables"][0]


async def test_answers_keep_the_order_of_creation_and_reads_sort(api, table, gateway):
    for range in ("192.168.0.0/16", "0.0.0.0/0"):
        answer = await api.call("CreateRoute", RouteTableId=table, DestinationIpRange=range, GatewayId=gateway)

    assert destinations(answer["RouteTable"]) == ["10.0.0.0/16", "192.168.0.0/16", "0.0.0.0/0"]
    assert answer["RouteTable"]["Routes"][2] == {
        "CreationMethod": "CreateRoute",
        "DestinationIpRange": "0.0.0.0/0",
        "GatewayId": gateway,
        "State": "active",
    }
    assert destinations(await read(api, table)) == ["0.0.0.0/0", "10.0.0.0/16", "192.168.0.0/16"]


async def test_a_route_has_one_target(api, table, gateway):
    route = {"RouteTableId": table, "DestinationIpRange": "0.0.0.0/0"}
    assert await api.refused("CreateRoute", **route) == "7000"
    assert await api.refused("CreateRoute", **route, GatewayId=gateway, VmId="i-00000000") == "3002"


@pytest.mark.parametrize(
    ("target", "code"),
    [
        ({"GatewayId": "igw-00000000"}, "5001"),
        ({"GatewayId": "vgw-00000000"}, "5001"),
        ({"NatServiceId": "nat-00000000"}, "5032"),
        ({"NetPeeringId": "pcx-00000000"}, "5035"),
        ({"NicId": "eni-00000000"}, "5036"),
        ({"VmId": "i-00000000"}, "5063"),
        ({"VmId": "i-123456"}, "4105"),
    ],
)
async def test_a_target_must_exist(api, table, target, code):
    route = {"RouteTableId": table, "DestinationIpRange": "0.0.0.0/0"}
    assert await api.refused("CreateRoute", **route, **target) == code


async def test_a_route_may_come_before_the_link_of_its_internet_service(api, net, table):
    service = (await api.call("CreateInternetService"))["InternetService"]["InternetServiceId"]
    route = {"RouteTableId": table, "DestinationIpRange": "0.0.0.0/0", "GatewayId": service}

    async def states():
        tables = (await api.call("ReadRouteTables", Filters={"RouteTableIds": [table]}))["RouteTables"]
        return [found["State"] for found in tables[0]["Routes"] if found["GatewayId"] == service]

    await api.call("CreateRoute", **route)
    assert await states() == ["blackhole"]
    await api.call("LinkInternetService", InternetServiceId=service, NetId=net)
    assert await states() == ["active"]


async def test_a_gateway_of_another_net_is_refused(api, table):
    other = (await api.call("CreateNet", IpRange="10.1.0.0/16"))["Net"]["NetId"]
    service = (await api.call("CreateInternetService"))["InternetService"]["InternetServiceId"]
    await api.call("LinkInternetService", InternetServiceId=service, NetId=other)
    virtual = (await api.call("CreateVirtualGateway", ConnectionType="ipsec.1"))["VirtualGateway"]["VirtualGatewayId"]
    for gateway in (service, virtual):
        route = {"RouteTableId": table, "DestinationIpRange": "0.0.0.0/0", "GatewayId": gateway}
        assert await api.refused("CreateRoute", **route) == "9026"


async def test_a_destination_has_one_route(api, table, gateway):
    route = {"RouteTableId": table, "DestinationIpRange": "0.0.0.0/0", "GatewayId": gateway}
    assert await api.refused("UpdateRoute", **route) == "9053"
    await api.call("CreateRoute", **route)
    assert await api.refused("CreateRoute", **route) == "9052"
    await api.call("UpdateRoute", **route)
    await api.call("DeleteRoute", RouteTableId=table, DestinationIpRange="0.0.0.0/0")
    assert await api.refused("DeleteRoute", RouteTableId=table, DestinationIpRange="0.0.0.0/0") == "9053"


async def test_the_local_route_cannot_go(api, table, gateway):
    local = {"RouteTableId": table, "DestinationIpRange": "10.0.0.0/16"}
    assert await api.refused("DeleteRoute", **local) == "4045"
    assert await api.refused("UpdateRoute", **local, GatewayId=gateway) == "4045"


async def test_a_route_may_cover_more_than_the_net(api, table, gateway):
    await api.call("CreateRoute", RouteTableId=table, DestinationIpRange="10.0.0.0/8", GatewayId=gateway)
    assert destinations(await read(api, table)) == ["10.0.0.0/8", "10.0.0.0/16"]


async def test_a_route_without_its_gateway_leads_nowhere(api, net, table, gateway):
    await api.call("CreateRoute", RouteTableId=table, DestinationIpRange="0.0.0.0/0", GatewayId=gateway)
    await api.call("UnlinkInternetService", InternetServiceId=gateway, NetId=net)

    assert (await read(api, table))["Routes"][0]["State"] == "blackhole"
    lost = await api.call("ReadRouteTables", Filters={"RouteStates": ["blackhole"]})
    assert [found["RouteTableId"] for found in lost["RouteTables"]] == [table]


@pytest.fixture
async def vm(api, subnet):
    return (await api.call("CreateVms", ImageId="ami-e0000001", SubnetId=subnet))["Vms"][0]


async def test_a_route_through_a_vm_shows_its_nic(api, table, vm):
    route = {"RouteTableId": table, "DestinationIpRange": "0.0.0.0/0", "VmId": vm["VmId"]}
    await api.call("CreateRoute", **route)

    (shown,) = [route for route in (await read(api, table))["Routes"] if "VmId" in route]
    assert shown == {
        "CreationMethod": "CreateRoute",
        "DestinationIpRange": "0.0.0.0/0",
        "NicId": vm["Nics"][0]["NicId"],
        "State": "active",
        "VmAccountId": "100000000001",
        "VmId": vm["VmId"],
    }
    await api.call("StopVms", VmIds=[vm["VmId"]])
    assert (await read(api, table))["Routes"][0]["State"] == "blackhole"


async def test_a_route_through_a_nic_shows_its_vm(api, table, subnet, vm):
    free = (await api.call("CreateNic", SubnetId=subnet))["Nic"]["NicId"]
    for range, nic in (("10.1.0.0/16", vm["Nics"][0]["NicId"]), ("10.2.0.0/16", free)):
        await api.call("CreateRoute", RouteTableId=table, DestinationIpRange=range, NicId=nic)

    linked, unlinked = (await read(api, table))["Routes"][1:]
    assert (linked["VmId"], linked["State"]) == (vm["VmId"], "active")
    assert ("VmId" in unlinked, unlinked["State"]) == (False, "blackhole")


async def test_a_vm_that_routes_has_one_nic_in_the_net(api, table, subnet, vm):
    outside = (await api.call("CreateVms", ImageId="ami-e0000001"))["Vms"][0]["VmId"]
    route = {"RouteTableId": table, "DestinationIpRange": "0.0.0.0/0"}
    assert await api.refused("CreateRoute", **route, VmId=outside) == "4045"

    second = (await api.call("CreateNic", SubnetId=subnet))["Nic"]["NicId"]
    await api.call("LinkNic", NicId=second, VmId=vm["VmId"], DeviceNumber=1)
    assert await api.refused("CreateRoute", **route, VmId=vm["VmId"]) == "4045"


async def test_another_account_finds_no_table(neighbour, table, gateway):
    route = {"RouteTableId": table, "DestinationIpRange": "0.0.0.0/0"}
    assert await neighbour.refused("CreateRoute", **route, GatewayId=gateway) == "5046"
    assert await neighbour.refused("DeleteRoute", **route) == "5046"
