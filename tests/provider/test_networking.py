"""What the parts of a network do that others don't: they wait for routes, need two accounts, share what others own."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from outscale_provider.listening import listen
from outscale_provider.resources import RESOURCES
from outscale_provider.rpc import Servicer, register
from outscale_provider.schema import build_schema
from provider.cloud import Account, Fault, Way
from provider.conftest import MakeProvider
from provider.engine import Engine, Failed, InitFailed, Resource, channel_to

#: The second account of the emulator.
PARTNER = {"accessKey": "EMULATORACCESSKEY002", "secretKey": "EMULATORSECRETKEYFORLOCALUSEONLY00000002"}
IMAGE = "ami-e0000001"


@pytest.fixture
async def partner(make_provider: MakeProvider) -> AsyncIterator[Engine]:
    """An engine that works on another account of the same cloud."""
    provider = make_provider(RESOURCES)
    server, port = listen()
    register(Servicer(provider, "0.1.0", lambda: build_schema(provider), {}), server)
    await server.start()
    async with channel_to(port) as channel:
        engine = Engine(channel)
        await engine.configure(endpoint="http://emulator", **PARTNER)
        yield engine
    await server.stop(None)


async def net(engine: Engine, ip_range: str = "10.0.0.0/16", name: str = "net") -> Resource:
    return await engine.made("Net", ipRange=ip_range, name=name)


async def subnet(engine: Engine) -> Resource:
    home = await net(engine)
    return await engine.made("Subnet", netId=home.id, ipRange="10.0.1.0/24", name="subnet")


async def public_subnet(engine: Engine) -> Resource:
    """A Subnet whose traffic finds the Internet."""
    inside = await subnet(engine)
    home = inside.outputs["netId"]
    service = await engine.made("InternetService", name="service")
    await engine.made("InternetServiceLink", internetServiceId=service.id, netId=home, name="service-link")
    table = await engine.made("RouteTable", netId=home, name="table")
    await engine.made("RouteTableLink", routeTableId=table.id, subnetId=inside.id, name="table-link")
    await engine.made(
        "Route", routeTableId=table.id, destinationIpRange="0.0.0.0/0", gatewayId=service.id, name="route"
    )
    return inside


async def tags_of(account: Account, id: str) -> dict[str, str]:
    found = (await account.call("ReadTags", Filters={"ResourceIds": [id]}))["Tags"]
    return {tag["Key"]: tag["Value"] for tag in found}


# NatService


async def test_a_nat_service_is_asked_for_until_the_route_of_its_subnet_is_seen(engine: Engine, way: Way):
    inside, address = await public_subnet(engine), await engine.made("PublicIp", name="address")
    way.faults.append(Fault("CreateNatService", times=3, status=409, code=9045))
    service = await engine.made("NatService", subnetId=inside.id, publicIpId=address.id)
    assert service.outputs["state"] == "available"
    assert way.actions.count("CreateNatService") == 4


async def test_a_nat_service_without_a_route_ends_with_what_it_lacks(engine: Engine):
    inside, address = await subnet(engine), await engine.made("PublicIp", name="address")
    inputs = await engine.checked("NatService", {"subnetId": inside.id, "publicIpId": address.id})
    with pytest.raises(Failed, match=r"needs a route for 0\.0\.0\.0/0.*Nothing was created"):
        await engine.create("NatService", inputs, timeout=0.2)


async def test_a_nat_service_whose_answer_was_lost_is_found_by_its_address(engine: Engine, account: Account, way: Way):
    inside, address = await public_subnet(engine), await engine.made("PublicIp", name="address")
    way.faults.append(Fault("CreateNatService", lost=True))
    service = await engine.made("NatService", subnetId=inside.id, publicIpId=address.id)
    assert [each["NatServiceId"] for each in (await account.call("ReadNatServices"))["NatServices"]] == [service.id]


async def test_an_address_that_a_nat_service_has_already_is_told_with_its_import(engine: Engine):
    inside, address = await public_subnet(engine), await engine.made("PublicIp", name="address")
    first = await engine.made("NatService", subnetId=inside.id, publicIpId=address.id, name="first")
    with pytest.raises(Failed, match=f"{first.id} has this publicIpId"):
        await engine.made("NatService", subnetId=inside.id, publicIpId=address.id, name="second")


# DHCP options


async def test_a_set_without_any_option_is_refused_in_the_preview(engine: Engine):
    assert "is required" in (await engine.check("DhcpOptions", {"ntpServers": []})).failures["domainName"]


async def test_a_net_goes_back_to_the_default_set_and_was_never_in_the_way(engine: Engine, account: Account):
    home = await net(engine)
    options = await engine.made("DhcpOptions", domainName="example.com", name="options")
    attributes = await engine.made("NetAttributes", netId=home.id, dhcpOptionsSetId=options.id)
    refreshed = await engine.read(home)
    assert refreshed and refreshed.outputs["dhcpOptionsSetId"] == options.id
    assert not await engine.diff(refreshed, home.inputs)
    await engine.delete(attributes)
    found = (await account.call("ReadNets", Filters={"NetIds": [home.id]}))["Nets"]
    assert found[0]["DhcpOptionsSetId"] == home.outputs["dhcpOptionsSetId"]
    await engine.delete(options)


# NetPeering


async def test_a_peering_that_fails_ends_with_the_reason_and_can_be_deleted(engine: Engine, account: Account):
    one, other = await net(engine), await net(engine, "10.0.1.0/24", name="other")
    with pytest.raises(InitFailed, match=r"the state is failed .*overlap") as raised:
        await engine.made("NetPeering", sourceNetId=one.id, accepterNetId=other.id)
    await engine.delete(raised.value.resource)
    peerings = (await account.call("ReadNetPeerings"))["NetPeerings"]
    assert [peering["State"]["Name"] for peering in peerings] == ["deleted"]


async def test_another_account_accepts_a_peering_and_leaves_it_when_it_goes(engine: Engine, partner: Engine):
    mine, theirs = await net(engine), await net(partner, "10.1.0.0/16", name="theirs")
    peering = await engine.made("NetPeering", sourceNetId=mine.id, accepterNetId=theirs.id)
    acceptance = await partner.made("NetPeeringAcceptance", netPeeringId=peering.id)
    assert acceptance.outputs["state"]["name"] == "active"
    refreshed = await engine.read(peering)
    assert refreshed and refreshed.inputs == peering.inputs
    assert refreshed.outputs["state"]["name"] == "active"
    await partner.delete(acceptance)
    assert await engine.read(peering) == refreshed
    await engine.delete(peering)
    assert await partner.read(acceptance) is None


async def test_who_asks_another_account_cannot_accept(engine: Engine, partner: Engine):
    mine, theirs = await net(engine), await net(partner, "10.1.0.0/16", name="theirs")
    peering = await engine.made("NetPeering", sourceNetId=mine.id, accepterNetId=theirs.id)
    with pytest.raises(Failed, match="give this resource a provider with its credentials"):
        await engine.made("NetPeeringAcceptance", netPeeringId=peering.id, name="acceptance")


async def test_a_rejected_peering_is_gone_and_cannot_be_accepted(engine: Engine, account: Account):
    one, other = await net(engine), await net(engine, "10.1.0.0/16", name="other")
    peering = await engine.made("NetPeering", sourceNetId=one.id, accepterNetId=other.id)
    await account.call("RejectNetPeering", NetPeeringId=peering.id)
    assert await engine.read(peering) is None
    with pytest.raises(Failed, match="waits for its acceptance"):
        await engine.made("NetPeeringAcceptance", netPeeringId=peering.id, name="acceptance")
    await engine.delete(peering)
    again = await engine.made("NetPeering", sourceNetId=one.id, accepterNetId=other.id)
    assert again.id != peering.id


async def test_a_peering_that_there_is_already_is_told_with_its_import(engine: Engine, account: Account, way: Way):
    one, other = await net(engine), await net(engine, "10.1.0.0/16", name="other")
    made = await account.call("CreateNetPeering", SourceNetId=one.id, AccepterNetId=other.id)
    way.faults.append(Fault("CreateNetPeering", status=409, code=9067))
    with pytest.raises(Failed, match=f"{made['NetPeering']['NetPeeringId']} has this sourceNetId and accepterNetId"):
        await engine.made("NetPeering", sourceNetId=one.id, accepterNetId=other.id)


# NetAccessPoint


async def test_tables_of_an_access_point_come_and_go_in_one_request(engine: Engine, way: Way):
    home = await net(engine)
    tables = [await engine.made("RouteTable", netId=home.id, name=f"table-{number}") for number in range(3)]
    ids = [table.id for table in tables]
    service = {"netId": home.id, "serviceName": "com.outscale.eu-west-2.api"}
    point = await engine.made("NetAccessPoint", **service, routeTableIds=ids[:2])
    way.requests.clear()
    await engine.update(point, {**service, "routeTableIds": ids[1:]})
    changes = [request for action, request in way.requests if action == "UpdateNetAccessPoint"]
    assert changes == [{"NetAccessPointId": point.id, "AddRouteTableIds": [ids[2]], "RemoveRouteTableIds": [ids[0]]}]


async def test_routes_to_services_are_no_routes_of_a_program(engine: Engine):
    home = await net(engine)
    table = await engine.made("RouteTable", netId=home.id, name="table")
    service = await engine.made("InternetService", name="service")
    await engine.made("InternetServiceLink", internetServiceId=service.id, netId=home.id, name="link")
    route = await engine.made("Route", routeTableId=table.id, destinationIpRange="0.0.0.0/0", gatewayId=service.id)
    services = {"netId": home.id, "serviceName": "com.outscale.eu-west-2.api"}
    await engine.made("NetAccessPoint", **services, routeTableIds=[table.id], name="point")
    assert await engine.listed("Route") == [route.id]


# NicLink and NicPrivateIps


async def linked(engine: Engine) -> tuple[Resource, Resource, Resource]:
    """A VM with a second NIC."""
    inside = await subnet(engine)
    vm = await engine.made("Vm", imageId=IMAGE, subnetId=inside.id, name="vm")
    nic = await engine.made("Nic", subnetId=inside.id, name="nic")
    return vm, nic, await engine.made("NicLink", nicId=nic.id, vmId=vm.id, deviceNumber=1)


async def test_a_device_number_that_is_taken_is_told(engine: Engine):
    vm, nic, link = await linked(engine)
    other = await engine.made("Nic", subnetId=nic.inputs["subnetId"], name="other")
    with pytest.raises(Failed, match=f"NicLink {link.id} has this vmId and deviceNumber"):
        await engine.made("NicLink", nicId=other.id, vmId=vm.id, deviceNumber=1, name="other-link")


async def test_a_nic_is_linked_once_its_vm_has_stopped(engine: Engine, way: Way):
    vm, _, link = await linked(engine)
    await engine.delete(link)
    way.faults.append(Fault("LinkNic", times=2, status=409, code=6003))
    again = await engine.made("NicLink", **{**link.inputs, "vmId": vm.id})
    assert again.outputs["state"] == "attached"


async def test_a_link_whose_vm_is_gone_is_gone(engine: Engine, account: Account):
    vm, nic, link = await linked(engine)
    await account.call("DeleteVms", VmIds=[vm.id])
    assert await engine.read(vm) is None
    assert await engine.read(link) is None
    await engine.delete(link)
    assert await engine.read(nic)


async def test_addresses_that_others_gave_a_nic_stay(engine: Engine, account: Account, way: Way):
    nic = await engine.made("Nic", subnetId=(await subnet(engine)).id, name="nic")
    await account.call("LinkPrivateIps", NicId=nic.id, PrivateIps=["10.0.1.51"])
    mine = await engine.made("NicPrivateIps", nicId=nic.id, privateIps=["10.0.1.61", "10.0.1.62"], name="mine")
    assert mine.outputs["privateIps"] == ["10.0.1.61", "10.0.1.62"]
    way.requests.clear()
    mine = await engine.update(mine, {"nicId": nic.id, "privateIps": ["10.0.1.62", "10.0.1.63"]})
    changes = [action for action in way.actions if not action.startswith("Read")]
    assert changes == ["LinkPrivateIps", "UnlinkPrivateIps"]
    await engine.delete(mine)
    found = (await account.call("ReadNics", Filters={"NicIds": [nic.id]}))["Nics"]
    assert [each["PrivateIp"] for each in found[0]["PrivateIps"] if not each["IsPrimary"]] == ["10.0.1.51"]


async def test_more_addresses_than_the_vm_type_has_places_for_are_refused_with_what_to_do(engine: Engine):
    _, nic, _ = await linked(engine)
    mine = await engine.made("NicPrivateIps", nicId=nic.id, privateIps=["10.0.1.61"], name="mine")
    many = [f"10.0.1.{number}" for number in range(70, 80)]
    with pytest.raises(Failed, match=r"take some away in one `pulumi up`.* is as it was"):
        await engine.update(mine, {"nicId": nic.id, "privateIps": many})
    assert await engine.read(mine) == mine


async def test_an_address_of_another_nic_is_not_taken(engine: Engine, account: Account):
    _, nic, _ = await linked(engine)
    other = await engine.made("Nic", subnetId=nic.inputs["subnetId"], name="other")
    await account.call("LinkPrivateIps", NicId=other.id, PrivateIps=["10.0.1.51"])
    with pytest.raises(Failed, match=r"one that another NIC has is not taken from it.* Nothing was created"):
        await engine.made("NicPrivateIps", nicId=nic.id, privateIps=["10.0.1.51"], name="mine")


# What is made of two ends, or of one object's part, is found after a lost answer


async def test_links_attributes_and_peerings_whose_answers_were_lost_are_made_once(
    engine: Engine, account: Account, way: Way
):
    inside = await subnet(engine)
    home, other = inside.outputs["netId"], await net(engine, "10.1.0.0/16", name="other")
    vm = await engine.made("Vm", imageId=IMAGE, subnetId=inside.id, name="vm")
    nic = await engine.made("Nic", subnetId=inside.id, name="nic")
    options = await engine.made("DhcpOptions", domainName="example.com", name="options")
    for action in ("LinkNic", "LinkPrivateIps", "UpdateNet", "CreateNetPeering", "AcceptNetPeering"):
        way.faults.append(Fault(action, lost=True))
    link = await engine.made("NicLink", nicId=nic.id, vmId=vm.id, deviceNumber=1, deleteOnVmDeletion=True, name="link")
    await engine.made("NicPrivateIps", nicId=nic.id, privateIps=["10.0.1.61"], name="addresses")
    await engine.made("NetAttributes", netId=home, dhcpOptionsSetId=options.id, name="attributes")
    peering = await engine.made("NetPeering", sourceNetId=home, accepterNetId=other.id, name="peering")
    await engine.made("NetPeeringAcceptance", netPeeringId=peering.id, name="acceptance")

    assert all(not fault.times for fault in way.faults)
    found = (await account.call("ReadNics", Filters={"NicIds": [nic.id]}))["Nics"][0]
    assert (found["LinkNic"]["LinkNicId"], found["LinkNic"]["DeleteOnVmDeletion"]) == (link.id, True)
    assert [each["PrivateIp"] for each in found["PrivateIps"] if not each["IsPrimary"]] == ["10.0.1.61"]
    peerings = (await account.call("ReadNetPeerings"))["NetPeerings"]
    assert [(each["NetPeeringId"], each["State"]["Name"]) for each in peerings] == [(peering.id, "active")]


# Tag


async def test_one_tag_comes_and_goes_beside_the_others(engine: Engine, account: Account):
    made = await account.call("CreateNet", IpRange="10.0.0.0/16")
    id = made["Net"]["NetId"]
    await account.call("CreateTags", ResourceIds=[id], Tags=[{"Key": "a", "Value": "1"}, {"Key": "z", "Value": "2"}])
    tag = await engine.made("Tag", resourceId=id, key="owner", value="web")
    assert tag.id == f"{id}/owner"
    # A tag goes by its value, whatever somebody has made of it since.
    await account.call("CreateTags", ResourceIds=[id], Tags=[{"Key": "owner", "Value": "by hand"}])
    await engine.delete(tag)
    assert await tags_of(account, id) == {"a": "1", "z": "2"}


async def test_a_tag_of_what_is_gone_is_gone(engine: Engine, account: Account, way: Way):
    home = await net(engine)
    tag = await engine.made("Tag", resourceId=home.id, key="owner", value="web")
    await engine.delete(home)
    assert await engine.read(tag) is None
    way.requests.clear()
    await engine.delete(tag)
    assert "DeleteTags" not in way.actions


async def test_a_tag_whose_answer_was_lost_is_the_one_that_was_asked_for(engine: Engine, account: Account, way: Way):
    home = await net(engine)
    await account.call("CreateTags", ResourceIds=[home.id], Tags=[{"Key": "a", "Value": "1"}])
    way.faults.append(Fault("CreateTags", lost=True))
    tag = await engine.made("Tag", resourceId=home.id, key="owner", value="web")
    assert (tag.id, tag.outputs["value"]) == (f"{home.id}/owner", "web")
    assert await tags_of(account, home.id) == {"a": "1", "owner": "web"}


async def test_what_cannot_have_tags_is_told(engine: Engine):
    with pytest.raises(Failed, match="Tags are for objects with an ID"):
        await engine.made("Tag", resourceId="web", key="owner", value="web")
