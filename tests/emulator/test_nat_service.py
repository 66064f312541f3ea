"""NAT services: where they can be, the public IP that they hold, and what they keep."""

import pytest


@pytest.fixture
async def gateway(api, net):
    """An Internet service that the Net's traffic for everywhere goes to."""
    gateway = (await api.call("CreateInternetService"))["InternetService"]["InternetServiceId"]
    await api.call("LinkInternetService", InternetServiceId=gateway, NetId=net)
    main = (await api.call("ReadRouteTables", Filters={"NetIds": [net]}))["RouteTables"][0]["RouteTableId"]
    await api.call("CreateRoute", RouteTableId=main, DestinationIpRange="0.0.0.0/0", GatewayId=gateway)
    return gateway


async def test_a_service_holds_its_public_ip(api, net, subnet, gateway, ip):
    service = (await api.call("CreateNatService", SubnetId=subnet, PublicIpId=ip["PublicIpId"]))["NatService"]

    assert service == {
        "NatServiceId": service["NatServiceId"],
        "NetId": net,
        "PublicIps": [{"PublicIp": ip["PublicIp"], "PublicIpId": ip["PublicIpId"]}],
        "State": "available",
        "SubnetId": subnet,
        "Tags": [],
    }
    assert (await api.call("ReadNatServices", Filters={"SubnetIds": [subnet]}))["NatServices"] == [service]
    (held,) = (await api.call("ReadPublicIps"))["PublicIps"]
    assert set(held) == {"LinkPublicIpId", "PublicIp", "PublicIpId", "Tags"}
    assert await api.refused("DeletePublicIp", PublicIpId=ip["PublicIpId"]) == "9029"
    assert await api.refused("CreateNatService", SubnetId=subnet, PublicIpId=ip["PublicIpId"]) == "9029"


async def test_a_service_needs_a_subnet_with_a_way_out(api, net, subnet, ip):
    request = {"SubnetId": subnet, "PublicIpId": ip["PublicIpId"]}
    assert await api.refused("CreateNatService", **request) == "9045"


async def test_the_table_of_the_subnet_counts(api, net, subnet, gateway, ip):
    table = (await api.call("CreateRouteTable", NetId=net))["RouteTable"]["RouteTableId"]
    await api.call("LinkRouteTable", RouteTableId=table, SubnetId=subnet)

    request = {"SubnetId": subnet, "PublicIpId": ip["PublicIpId"]}
    assert await api.refused("CreateNatService", **request) == "9045"
    await api.call("CreateRoute", RouteTableId=table, DestinationIpRange="0.0.0.0/0", GatewayId=gateway)
    await api.call("CreateNatService", **request)


async def test_the_subnet_is_looked_for_before_the_address(api, neighbour, subnet, ip):
    unknown = {"SubnetId": "subnet-00000000", "PublicIpId": "eipalloc-00000000"}
    assert await api.refused("CreateNatService", **unknown) == "5057"
    assert await api.refused("CreateNatService", **unknown | {"SubnetId": subnet}) == "5025"
    assert await neighbour.refused("CreateNatService", SubnetId=subnet, PublicIpId=ip["PublicIpId"]) == "5057"
    assert await api.refused("CreateNatService", SubnetId=subnet) == "7000"


async def test_a_service_keeps_what_it_needs(api, net, subnet, gateway, ip):
    service = (await api.call("CreateNatService", SubnetId=subnet, PublicIpId=ip["PublicIpId"]))["NatService"]

    assert await api.refused("UnlinkInternetService", InternetServiceId=gateway, NetId=net) == "1018"
    assert await api.refused("DeleteSubnet", SubnetId=subnet) == "9095"
    await api.call("DeleteNatService", NatServiceId=service["NatServiceId"])
    await api.call("UnlinkInternetService", InternetServiceId=gateway, NetId=net)
    await api.call("DeleteSubnet", SubnetId=subnet)
    await api.call("DeleteNet", NetId=net)


@pytest.mark.parametrize("clock", ["seconds:30"])
async def test_a_deleted_service_can_still_be_read(api, time, subnet, gateway, ip):
    service = (await api.call("CreateNatService", SubnetId=subnet, PublicIpId=ip["PublicIpId"]))["NatService"]
    await api.call("DeleteNatService", NatServiceId=service["NatServiceId"])
    await api.call("DeletePublicIp", PublicIpId=ip["PublicIpId"])

    del service["PublicIps"]
    assert (await api.call("ReadNatServices"))["NatServices"] == [service | {"State": "deleting"}]
    assert await api.refused("DeleteSubnet", SubnetId=subnet) == "9095"
    time.advance(30)
    assert (await api.call("ReadNatServices"))["NatServices"] == [service | {"State": "deleted"}]
    assert await api.refused("DeleteNatService", NatServiceId=service["NatServiceId"]) == "5032"
    await api.call("DeleteSubnet", SubnetId=subnet)


async def test_a_route_through_a_deleted_service_leads_nowhere(api, net, subnet, gateway, ip):
    service = (await api.call("CreateNatService", SubnetId=subnet, PublicIpId=ip["PublicIpId"]))["NatService"]
    table = (await api.call("CreateRouteTable", NetId=net))["RouteTable"]["RouteTableId"]
    route = {"RouteTableId": table, "DestinationIpRange": "0.0.0.0/0", "NatServiceId": service["NatServiceId"]}
    answer = (await api.call("CreateRoute", **route))["RouteTable"]["Routes"][1]

    assert (answer["NatServiceId"], answer["State"]) == (service["NatServiceId"], "active")
    await api.call("DeleteNatService", NatServiceId=service["NatServiceId"])
    found = await api.call("ReadRouteTables", Filters={"RouteNatServiceIds": [service["NatServiceId"]]})
    assert found["RouteTables"][0]["Routes"][0]["State"] == "blackhole"
