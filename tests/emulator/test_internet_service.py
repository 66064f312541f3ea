"""Internet services: what an unlinked one does not show, and what linking refuses."""

import pytest


@pytest.fixture
async def service(api):
    return (await api.call("CreateInternetService"))["InternetService"]["InternetServiceId"]


async def test_only_a_linked_service_has_a_net_and_a_state(api, net, service):
    assert (await api.call("ReadInternetServices"))["InternetServices"] == [{"InternetServiceId": service, "Tags": []}]

    await api.call("LinkInternetService", InternetServiceId=service, NetId=net)
    linked = {"InternetServiceId": service, "NetId": net, "State": "available", "Tags": []}
    for filters in ({"LinkNetIds": [net]}, {"LinkStates": ["available"]}, {"InternetServiceIds": [service]}):
        assert (await api.call("ReadInternetServices", Filters=filters))["InternetServices"] == [linked]

    await api.call("UnlinkInternetService", InternetServiceId=service, NetId=net)
    assert (await api.call("ReadInternetServices"))["InternetServices"] == [{"InternetServiceId": service, "Tags": []}]


async def test_a_link_joins_one_service_and_one_net(api, net, service):
    other = (await api.call("CreateInternetService"))["InternetService"]["InternetServiceId"]
    await api.call("LinkInternetService", InternetServiceId=service, NetId=net)

    assert await api.refused("LinkInternetService", InternetServiceId=service, NetId=net) == "9024"
    assert await api.refused("LinkInternetService", InternetServiceId=other, NetId=net) == "9065"
    assert await api.refused("UnlinkInternetService", InternetServiceId=other, NetId=net) == "1007"


async def test_a_linked_service_stays_and_keeps_its_net(api, net, service):
    await api.call("LinkInternetService", InternetServiceId=service, NetId=net)

    assert await api.refused("DeleteInternetService", InternetServiceId=service) == "9029"
    assert await api.refused("DeleteNet", NetId=net) == "9029"
    await api.call("UnlinkInternetService", InternetServiceId=service, NetId=net)
    await api.call("DeleteInternetService", InternetServiceId=service)
    assert await api.refused("DeleteInternetService", InternetServiceId=service) == "5001"


async def test_public_ips_keep_the_way_to_the_internet(api, net, service):
    await api.call("LinkInternetService", InternetServiceId=service, NetId=net)
    subnet = (await api.call("CreateSubnet", NetId=net, IpRange="10.0.1.0/24"))["Subnet"]["SubnetId"]
    nic = (await api.call("CreateNic", SubnetId=subnet))["Nic"]["NicId"]
    ip = (await api.call("CreatePublicIp"))["PublicIp"]["PublicIpId"]
    link = (await api.call("LinkPublicIp", PublicIpId=ip, NicId=nic))["LinkPublicIpId"]

    assert await api.refused("UnlinkInternetService", InternetServiceId=service, NetId=net) == "1004"
    await api.call("UnlinkPublicIp", LinkPublicIpId=link)
    await api.call("UnlinkInternetService", InternetServiceId=service, NetId=net)


async def test_a_link_looks_for_the_service_before_the_net(api, neighbour, net, service):
    assert await api.refused("LinkInternetService", InternetServiceId="igw-00000000", NetId="vpc-00000000") == "5001"
    assert await api.refused("LinkInternetService", InternetServiceId=service, NetId="vpc-00000000") == "5065"
    assert await neighbour.refused("LinkInternetService", InternetServiceId=service, NetId=net) == "5001"


async def test_dry_run_links_nothing(api, net, service):
    await api.call("LinkInternetService", InternetServiceId=service, NetId=net, DryRun=True)
    assert (await api.call("ReadInternetServices"))["InternetServices"] == [{"InternetServiceId": service, "Tags": []}]
