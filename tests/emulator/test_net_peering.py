"""Net peerings: of one account or of two, and what each state allows."""

import pytest

ACCOUNT, NEIGHBOUR = "100000000001", "100000000002"


async def create_net(client, ip_range):
    return (await client.call("CreateNet", IpRange=ip_range))["Net"]["NetId"]


@pytest.fixture
async def source(api):
    return await create_net(api, "10.1.0.0/16")


@pytest.fixture
async def accepter(neighbour):
    return await create_net(neighbour, "10.2.0.0/16")


@pytest.fixture
async def peering(api, source, accepter):
    return (await api.call("CreateNetPeering", SourceNetId=source, AccepterNetId=accepter))["NetPeering"][
        "NetPeeringId"
    ]


async def state(client):
    (peering,) = (await client.call("ReadNetPeerings"))["NetPeerings"]
    return peering["State"]["Name"]


async def test_a_peering_waits_for_the_other_account(api, neighbour, source, accepter):
    peering = (await api.call("CreateNetPeering", SourceNetId=source, AccepterNetId=accepter))["NetPeering"]

    assert peering == {
        "AccepterNet": {"AccountId": NEIGHBOUR, "IpRange": "10.2.0.0/16", "NetId": accepter},
        "NetPeeringId": peering["NetPeeringId"],
        "SourceNet": {"AccountId": ACCOUNT, "IpRange": "10.1.0.0/16", "NetId": source},
        "State": {"Message": f"Pending acceptance by {NEIGHBOUR}", "Name": "pending-acceptance"},
        "Tags": [],
    }
    assert (await neighbour.call("ReadNetPeerings"))["NetPeerings"] == [peering]
    found = await api.call(
        "ReadNetPeerings", Filters={"StateNames": ["pending-acceptance"], "SourceNetNetIds": [source]}
    )
    assert found["NetPeerings"] == [peering]


async def test_only_the_accepter_accepts(api, neighbour, peering):
    assert await api.refused("AcceptNetPeering", NetPeeringId=peering) == "8011"
    assert await api.refused("RejectNetPeering", NetPeeringId=peering) == "8011"
    accepted = (await neighbour.call("AcceptNetPeering", NetPeeringId=peering))["NetPeering"]

    assert accepted["State"] == {"Message": "Active", "Name": "active"}
    assert await state(api) == await state(neighbour) == "active"
    await neighbour.call("AcceptNetPeering", NetPeeringId=peering)
    assert await neighbour.refused("RejectNetPeering", NetPeeringId=peering) == "6004"


async def test_a_rejected_peering_is_over(api, neighbour, peering):
    for _ in range(2):
        await neighbour.call("RejectNetPeering", NetPeeringId=peering)

    assert await state(api) == "rejected"
    assert await neighbour.refused("AcceptNetPeering", NetPeeringId=peering) == "6004"
    assert await api.refused("DeleteNetPeering", NetPeeringId=peering) == "6004"


async def test_a_peering_is_deleted_from_any_other_state(api, neighbour, peering):
    await neighbour.call("AcceptNetPeering", NetPeeringId=peering)
    for _ in range(2):
        await api.call("DeleteNetPeering", NetPeeringId=peering)

    assert await state(neighbour) == "deleted"
    assert await neighbour.refused("AcceptNetPeering", NetPeeringId=peering) == "6004"
    assert await neighbour.refused("RejectNetPeering", NetPeeringId=peering) == "6004"


async def test_a_peering_expires_after_a_week(api, neighbour, time, peering):
    time.advance(7 * 24 * 3600 - 1)
    assert await state(api) == "pending-acceptance"
    time.advance(1)
    assert await state(api) == "expired"
    assert await neighbour.refused("AcceptNetPeering", NetPeeringId=peering) == "6004"


async def test_ranges_that_overlap_make_a_peering_fail(api, source):
    same = await create_net(api, "10.1.128.0/17")
    peering = (await api.call("CreateNetPeering", SourceNetId=source, AccepterNetId=same))["NetPeering"]

    assert peering["State"]["Name"] == "failed"
    assert await api.refused("AcceptNetPeering", NetPeeringId=peering["NetPeeringId"]) == "6004"
    await api.call("DeleteNet", NetId=same)
    await api.call("DeleteNetPeering", NetPeeringId=peering["NetPeeringId"])


async def test_asking_twice_answers_the_same_peering(api, source, accepter, peering):
    again = (await api.call("CreateNetPeering", SourceNetId=source, AccepterNetId=accepter))["NetPeering"]
    assert again["NetPeeringId"] == peering


async def test_a_peering_needs_two_nets(api, neighbour, source, accepter):
    assert await api.refused("CreateNetPeering", SourceNetId=source, AccepterNetId=source) == "4045"
    assert await api.refused("CreateNetPeering", SourceNetId=source, AccepterNetId="vpc-00000000") == "5065"
    assert await api.refused("CreateNetPeering", SourceNetId=accepter, AccepterNetId=source) == "5065"
    assert await api.refused("CreateNetPeering", SourceNetId=source) == "7000"


async def test_a_peering_between_others_does_not_exist(api, source):
    same = await create_net(api, "10.3.0.0/16")
    peering = (await api.call("CreateNetPeering", SourceNetId=source, AccepterNetId=same))["NetPeering"]["NetPeeringId"]
    await api.call("AcceptNetPeering", NetPeeringId=peering)
    for action in ("AcceptNetPeering", "RejectNetPeering", "DeleteNetPeering"):
        assert await api.refused(action, NetPeeringId="pcx-00000000") == "5035"


async def test_a_peering_keeps_both_nets(api, neighbour, source, accepter, peering):
    assert await api.refused("DeleteNet", NetId=source) == "9029"
    assert await neighbour.refused("DeleteNet", NetId=accepter) == "9029"
    await api.call("DeleteNetPeering", NetPeeringId=peering)
    await api.call("DeleteNet", NetId=source)
    await neighbour.call("DeleteNet", NetId=accepter)


async def test_a_route_through_a_peering_works_once_it_is_active(api, neighbour, source, peering):
    table = (await api.call("CreateRouteTable", NetId=source))["RouteTable"]["RouteTableId"]
    route = {"RouteTableId": table, "DestinationIpRange": "10.2.0.0/16", "NetPeeringId": peering}

    assert (await api.call("CreateRoute", **route))["RouteTable"]["Routes"][1]["State"] == "blackhole"
    await neighbour.call("AcceptNetPeering", NetPeeringId=peering)
    (found,) = (await api.call("ReadRouteTables", Filters={"RouteNetPeeringIds": [peering]}))["RouteTables"]
    assert [route["State"] for route in found["Routes"]] == ["active", "active"]


async def test_a_third_account_has_no_part_in_it(api, neighbour, source):
    same = await create_net(api, "10.3.0.0/16")
    peering = (await api.call("CreateNetPeering", SourceNetId=source, AccepterNetId=same))["NetPeering"]["NetPeeringId"]

    assert (await neighbour.call("ReadNetPeerings"))["NetPeerings"] == []
    assert await neighbour.refused("AcceptNetPeering", NetPeeringId=peering) == "5035"
    assert await neighbour.refused("DeleteNetPeering", NetPeeringId=peering) == "5035"
    assert await neighbour.refused("RejectNetPeering", NetPeeringId=peering) == "8011"
