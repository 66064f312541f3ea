"""DirectLinks and their interfaces."""

import pytest


@pytest.fixture
async def gateway(api):
    return (await api.call("CreateVirtualGateway", ConnectionType="ipsec.1"))["VirtualGateway"]["VirtualGatewayId"]


@pytest.fixture
async def link(api):
    request = {"Bandwidth": "1Gbps", "DirectLinkName": "office", "Location": "PAR1"}
    return (await api.call("CreateDirectLink", **request))["DirectLink"]


@pytest.fixture
def wanted(link, gateway):
    interface = {"BgpAsn": 65000, "DirectLinkInterfaceName": "main", "VirtualGatewayId": gateway, "Vlan": 2}
    return {"DirectLinkId": link["DirectLinkId"], "DirectLinkInterface": interface}


async def states(api, action, field):
    return [found["State"] for found in (await api.call(action))[field]]


async def test_a_link_becomes_available(api, link):
    assert link == {
        "AccountId": "100000000001",
        "Bandwidth": "1Gbps",
        "DirectLinkId": link["DirectLinkId"],
        "DirectLinkName": "office",
        "Location": "PAR1",
        "RegionName": "eu-west-2",
        "State": "pending",
    }
    assert (await api.call("ReadDirectLinks"))["DirectLinks"] == [link | {"State": "available"}]


@pytest.mark.parametrize(
    ("change", "code"),
    [({"Location": "unknown"}, "5052"), ({"Bandwidth": "alpha1Gbps"}, "4045"), ({"Bandwidth": "1"}, "4045")],
)
async def test_a_wrong_link_is_refused(api, change, code):
    request = {"Bandwidth": "1Gbps", "DirectLinkName": "office", "Location": "PAR1"}
    assert await api.refused("CreateDirectLink", **request | change) == code


async def test_an_interface_gets_what_it_is_not_given(api, link, wanted):
    interface = (await api.call("CreateDirectLinkInterface", **wanted))["DirectLinkInterface"]

    assert interface.items() >= wanted["DirectLinkInterface"].items()
    assert (interface["InterfaceType"], interface["State"]) == ("private", "pending")
    assert interface["OutscalePrivateIp"] == "169.254.0.9/30"
    assert interface["ClientPrivateIp"] == "169.254.0.10/30"
    assert interface["BgpKey"]
    assert interface["Location"] == "PAR1"
    read = await api.call("ReadDirectLinkInterfaces", Filters={"DirectLinkIds": [link["DirectLinkId"]]})
    assert read["DirectLinkInterfaces"] == [interface | {"State": "available"}]


async def test_an_interface_has_a_vlan_of_its_own(api, wanted):
    interface = (await api.call("CreateDirectLinkInterface", **wanted))["DirectLinkInterface"]

    assert await api.refused("CreateDirectLinkInterface", **wanted) == "9023"
    await api.call("DeleteDirectLinkInterface", DirectLinkInterfaceId=interface["DirectLinkInterfaceId"])
    await api.call("CreateDirectLinkInterface", **wanted)


@pytest.mark.parametrize("clock", ["seconds:60"])
async def test_an_interface_needs_an_available_link(api, time, wanted):
    assert await api.refused("CreateDirectLinkInterface", **wanted) == "6003"
    time.advance(60)
    await api.call("CreateDirectLinkInterface", **wanted)


async def test_an_interface_needs_a_link_and_a_gateway(api, wanted):
    assert await api.refused("CreateDirectLinkInterface", **wanted | {"DirectLinkId": "dxcon-12345678"}) == "5072"
    for change, code in (
        ({"VirtualGatewayId": "vgw-12345678"}, "5068"),
        ({"BgpAsn": 0}, "4010"),
        ({"Vlan": 1}, "4047"),
    ):
        request = wanted | {"DirectLinkInterface": wanted["DirectLinkInterface"] | change}
        assert await api.refused("CreateDirectLinkInterface", **request) == code
    del wanted["DirectLinkInterface"]["BgpAsn"]
    assert await api.refused("CreateDirectLinkInterface", **wanted) == "7000"


async def test_an_interface_keeps_both_of_its_ends(api, neighbour, link, gateway, wanted):
    interface = (await api.call("CreateDirectLinkInterface", **wanted))["DirectLinkInterface"]["DirectLinkInterfaceId"]

    assert await api.refused("DeleteDirectLink", DirectLinkId=link["DirectLinkId"]) == "9029"
    assert await api.refused("DeleteVirtualGateway", VirtualGatewayId=gateway) == "9029"
    assert await neighbour.refused("DeleteDirectLinkInterface", DirectLinkInterfaceId=interface) == "5073"
    await api.call("DeleteDirectLinkInterface", DirectLinkInterfaceId=interface)
    await api.call("DeleteDirectLink", DirectLinkId=link["DirectLinkId"])
    assert await states(api, "ReadDirectLinks", "DirectLinks") == ["deleted"]
    assert await states(api, "ReadDirectLinkInterfaces", "DirectLinkInterfaces") == ["deleted"]
    assert await api.refused("DeleteDirectLink", DirectLinkId=link["DirectLinkId"]) == "5072"
    assert await api.refused("DeleteDirectLinkInterface", DirectLinkInterfaceId=interface) == "5073"
