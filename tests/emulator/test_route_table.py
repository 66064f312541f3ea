"""Route tables: the main one of a Net, links to Subnets, and what stops a deletion."""


async def main_table(api, net):
    filters = {"NetIds": [net], "LinkRouteTableMain": True}
    return (await api.call("ReadRouteTables", Filters=filters))["RouteTables"][0]


async def test_a_new_table_has_the_local_route_and_no_link(api, net):
    table = (await api.call("CreateRouteTable", NetId=net))["RouteTable"]

    assert table["LinkRouteTables"] == []
    assert table["RoutePropagatingVirtualGateways"] == []
    assert table["Routes"] == [
        {
            "CreationMethod": "CreateRouteTable",
            "DestinationIpRange": "10.0.0.0/16",
            "GatewayId": "local",
            "State": "active",
        }
    ]


async def test_the_main_table_has_a_link_without_a_subnet(api, net):
    table = await main_table(api, net)
    (link,) = table["LinkRouteTables"]

    assert set(link) == {"LinkRouteTableId", "Main", "RouteTableId"}
    assert link["Main"] is True
    assert await api.refused("UnlinkRouteTable", LinkRouteTableId=link["LinkRouteTableId"]) == "9029"
    assert await api.refused("DeleteRouteTable", RouteTableId=table["RouteTableId"]) == "9029"


async def test_a_subnet_is_linked_to_one_table(api, net, subnet, table):
    link = (await api.call("LinkRouteTable", RouteTableId=table, SubnetId=subnet))["LinkRouteTableId"]

    read = (await api.call("ReadRouteTables", Filters={"LinkSubnetIds": [subnet]}))["RouteTables"]
    assert read[0]["LinkRouteTables"] == [
        {"LinkRouteTableId": link, "Main": False, "RouteTableId": table, "SubnetId": subnet}
    ]
    assert await api.refused("LinkRouteTable", RouteTableId=table, SubnetId=subnet) == "9059"
    main = (await main_table(api, net))["RouteTableId"]
    assert await api.refused("LinkRouteTable", RouteTableId=main, SubnetId=subnet) == "9059"


async def test_a_linked_table_stays_until_it_is_unlinked(api, neighbour, subnet, table):
    link = (await api.call("LinkRouteTable", RouteTableId=table, SubnetId=subnet))["LinkRouteTableId"]

    assert await api.refused("DeleteRouteTable", RouteTableId=table) == "9029"
    assert await neighbour.refused("UnlinkRouteTable", LinkRouteTableId=link) == "5047"
    await api.call("UnlinkRouteTable", LinkRouteTableId=link)
    assert await api.refused("UnlinkRouteTable", LinkRouteTableId=link) == "5047"
    await api.call("DeleteRouteTable", RouteTableId=table)
    assert await api.refused("DeleteRouteTable", RouteTableId=table) == "5046"


async def test_a_table_serves_subnets_of_its_own_net(api, subnet):
    other = (await api.call("CreateNet", IpRange="10.1.0.0/16"))["Net"]["NetId"]
    table = (await api.call("CreateRouteTable", NetId=other))["RouteTable"]["RouteTableId"]
    assert await api.refused("LinkRouteTable", RouteTableId=table, SubnetId=subnet) == "4045"


async def test_a_deleted_subnet_leaves_no_link_behind(api, subnet, table):
    await api.call("LinkRouteTable", RouteTableId=table, SubnetId=subnet)
    await api.call("DeleteSubnet", SubnetId=subnet)

    assert (await api.call("ReadRouteTables", Filters={"RouteTableIds": [table]}))["RouteTables"][0][
        "LinkRouteTables"
    ] == []
    await api.call("DeleteRouteTable", RouteTableId=table)


async def test_a_table_of_its_own_keeps_a_net(api, net, table):
    assert await api.refused("DeleteNet", NetId=net) == "9029"
    await api.call("DeleteRouteTable", RouteTableId=table)
    await api.call("DeleteNet", NetId=net)
    assert (await api.call("ReadRouteTables", Filters={"NetIds": [net]}))["RouteTables"] == []


async def test_dry_run_checks_the_parameters_first(api, table):
    assert await api.refused("DeleteRouteTable", DryRun=True) == "7000"
    await api.call("DeleteRouteTable", RouteTableId=table, DryRun=True)
    assert await api.refused("DeleteRouteTable", RouteTableId="toto") == "4104"
