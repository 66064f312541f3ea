"""Net access points: the services there are, and the routes that lead to them."""

import pytest

SERVICE = "com.outscale.eu-west-2.api"


@pytest.fixture
async def tables(api, net):
    return [(await api.call("CreateRouteTable", NetId=net))["RouteTable"]["RouteTableId"] for _ in range(2)]


async def create(api, net, tables, service=SERVICE):
    request = {"NetId": net, "ServiceName": service, "RouteTableIds": tables}
    return (await api.call("CreateNetAccessPoint", **request))["NetAccessPoint"]


async def service_routes(api, table):
    (found,) = (await api.call("ReadRouteTables", Filters={"RouteTableIds": [table]}))["RouteTables"]
    return [route for route in found["Routes"] if "DestinationServiceId" in route]


async def test_services_are_named_after_the_region(api):
    services = (await api.call("ReadNetAccessPointServices"))["Services"]

    names = {service["ServiceName"] for service in services}
    assert {
        f"com.outscale.eu-west-2.{name}"
        for name in ("api", "directlink", "eim", "fcu", "icu", "kms", "lbu", "oos", "osu")
    } == names
    assert all(set(service) == {"IpRanges", "ServiceId", "ServiceName"} for service in services)
    found = await api.call("ReadNetAccessPointServices", Filters={"ServiceNames": [SERVICE]})
    assert [service["ServiceName"] for service in found["Services"]] == [SERVICE]


async def test_a_point_adds_a_route_to_each_table(api, net, tables):
    point = await create(api, net, tables)

    assert point["State"] == "pending"
    assert point["RouteTableIds"] == tables
    for table in tables:
        (route,) = await service_routes(api, table)
        assert route["NetAccessPointId"] == point["NetAccessPointId"]
        assert route["DestinationServiceId"].startswith("pl-")
        assert "DestinationIpRange" not in route
    assert (await api.call("ReadNetAccessPoints"))["NetAccessPoints"] == [point | {"State": "available"}]


async def test_an_update_moves_the_routes(api, net, tables):
    point = await create(api, net, tables[:1])
    change = {"NetAccessPointId": point["NetAccessPointId"]}
    change |= {"AddRouteTableIds": tables[1:], "RemoveRouteTableIds": tables[:1]}

    assert (await api.call("UpdateNetAccessPoint", **change))["NetAccessPoint"]["RouteTableIds"] == tables[1:]
    assert await service_routes(api, tables[0]) == []
    assert len(await service_routes(api, tables[1])) == 1


async def test_a_deleted_point_takes_its_routes_along(api, net, tables):
    point = await create(api, net, tables)
    assert await api.refused("DeleteNet", NetId=net) == "9029"

    await api.call("DeleteNetAccessPoint", NetAccessPointId=point["NetAccessPointId"])
    for table in tables:
        assert await service_routes(api, table) == []
        await api.call("DeleteRouteTable", RouteTableId=table)
    assert [found["State"] for found in (await api.call("ReadNetAccessPoints"))["NetAccessPoints"]] == ["deleted"]
    assert await api.refused("DeleteNetAccessPoint", NetAccessPointId=point["NetAccessPointId"]) == "5034"
    await api.call("DeleteNet", NetId=net)


async def test_a_table_has_one_route_to_a_service(api, net, tables):
    await create(api, net, tables)
    await create(api, net, tables, "com.outscale.eu-west-2.oos")
    again = {"NetId": net, "ServiceName": SERVICE, "RouteTableIds": tables}
    assert await api.refused("CreateNetAccessPoint", **again) == "9038"


async def test_what_a_point_joins_must_exist(api, net, tables):
    assert await api.refused("CreateNetAccessPoint", NetId=net, ServiceName="unknown") == "5040"
    assert await api.refused("CreateNetAccessPoint", NetId="vpc-00000000", ServiceName=SERVICE) == "5065"
    request = {"NetId": net, "ServiceName": SERVICE}
    assert await api.refused("CreateNetAccessPoint", **request, RouteTableIds=["rtb-00000000"]) == "5046"
    other = (await api.call("CreateNet", IpRange="10.1.0.0/16"))["Net"]["NetId"]
    request["NetId"] = other
    assert await api.refused("CreateNetAccessPoint", **request, RouteTableIds=tables) == "4045"
    assert await api.refused("UpdateNetAccessPoint", NetAccessPointId="vpce-00000000") == "7000"
    change = {"NetAccessPointId": "vpce-00000000", "AddRouteTableIds": tables}
    assert await api.refused("UpdateNetAccessPoint", **change) == "5034"
