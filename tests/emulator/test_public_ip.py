"""Public IPs: the public Cloud and Nets, links that may be taken over or not, and what stops a deletion."""

import ipaddress

import pytest

IMAGE = "ami-e0000001"


@pytest.fixture
async def vm(api):
    """A VM of the public Cloud."""
    return (await api.call("CreateVms", ImageId=IMAGE))["Vms"][0]


@pytest.fixture
async def gateway(api, net):
    id = (await api.call("CreateInternetService"))["InternetService"]["InternetServiceId"]
    await api.call("LinkInternetService", InternetServiceId=id, NetId=net)


async def read(api, ip):
    return (await api.call("ReadPublicIps", Filters={"PublicIpIds": [ip["PublicIpId"]]}))["PublicIps"][0]


async def read_vm(api, vm):
    return (await api.call("ReadVms", Filters={"VmIds": [vm["VmId"]]}))["Vms"][0]


async def test_a_free_address_has_three_fields(api, ip):
    assert set(ip) == {"PublicIp", "PublicIpId", "Tags"}
    ranges = (await api.call("ReadPublicIpRanges"))["PublicIps"]
    assert any(ipaddress.ip_address(ip["PublicIp"]) in ipaddress.ip_network(item) for item in ranges)
    assert (await api.call("ReadPublicIps"))["PublicIps"] == [ip]
    assert (await api.http.post("/api/v1/ReadPublicIpRanges", content="{}")).status_code == 200


async def test_a_vm_of_the_public_cloud_shows_its_address(api, ip, vm):
    link = (await api.call("LinkPublicIp", VmId=vm["VmId"], PublicIp=ip["PublicIp"]))["LinkPublicIpId"]

    linked = await read(api, ip)
    assert linked == {
        **ip,
        "LinkPublicIpId": link,
        "NicAccountId": "100000000001",
        "NicId": linked["NicId"],
        "PrivateIp": vm["PrivateIp"],
        "VmId": vm["VmId"],
    }
    assert linked["NicId"].startswith("eni-")
    for filters, count in (
        ({"NicIds": [linked["NicId"]]}, 1),
        ({"NicIds": ["eni-00000000"]}, 0),
        ({"Placements": ["standard"]}, 1),
        ({"Placements": ["vpc"]}, 0),
    ):
        assert len((await api.call("ReadPublicIps", Filters=filters))["PublicIps"]) == count
    shown = await read_vm(api, vm)
    assert shown["PublicIp"] == ip["PublicIp"]
    assert shown["PublicDnsName"] == f"ows-{ip['PublicIp'].replace('.', '-')}.eu-west-2.compute.outscale.com"

    await api.call("UnlinkPublicIp", LinkPublicIpId=link)
    assert await read(api, ip) == ip
    assert (await read_vm(api, vm))["PublicIp"] != ip["PublicIp"]
    assert await api.refused("UnlinkPublicIp", LinkPublicIpId=link) == "5026"


async def test_a_link_moves_in_the_public_cloud_unless_forbidden(api, ip, vm):
    other = (await api.call("CreateVms", ImageId=IMAGE))["Vms"][0]
    await api.call("LinkPublicIp", VmId=vm["VmId"], PublicIp=ip["PublicIp"])

    target = {"VmId": other["VmId"], "PublicIp": ip["PublicIp"]}
    assert await api.refused("LinkPublicIp", **target, AllowRelink=False) == "9029"
    await api.call("LinkPublicIp", **target)
    assert (await read(api, ip))["VmId"] == other["VmId"]


async def test_a_nic_shows_its_address(api, ip, subnet, gateway):
    vm = (await api.call("CreateVms", ImageId=IMAGE, SubnetId=subnet))["Vms"][0]
    nic_id = vm["Nics"][0]["NicId"]
    link = (await api.call("LinkPublicIp", VmId=vm["VmId"], PublicIpId=ip["PublicIpId"]))["LinkPublicIpId"]

    assert await read(api, ip) == {
        **ip,
        "LinkPublicIpId": link,
        "NicAccountId": "100000000001",
        "NicId": nic_id,
        "PrivateIp": "10.0.1.4",
        "VmId": vm["VmId"],
    }
    name = f"ows-{ip['PublicIp'].replace('.', '-')}.eu-west-2.compute.outscale.com"
    shown = {
        "LinkPublicIpId": link,
        "PublicDnsName": name,
        "PublicIp": ip["PublicIp"],
        "PublicIpAccountId": "100000000001",
        "PublicIpId": ip["PublicIpId"],
    }
    nic = (await api.call("ReadNics", Filters={"LinkPublicIpPublicIps": [ip["PublicIp"]]}))["Nics"][0]
    assert (nic["LinkPublicIp"], nic["PrivateIps"][0]["LinkPublicIp"]) == (shown, shown)
    light = {"PublicDnsName": name, "PublicIp": ip["PublicIp"], "PublicIpAccountId": "100000000001"}
    vm = await read_vm(api, vm)
    assert (vm["Nics"][0]["LinkPublicIp"], vm["PublicIp"], vm["PublicDnsName"]) == (light, ip["PublicIp"], name)


async def test_a_link_stays_in_a_net_unless_allowed(api, ip, subnet, gateway):
    one, two = [(await api.call("CreateNic", SubnetId=subnet))["Nic"]["NicId"] for _ in range(2)]
    await api.call("LinkPublicIp", NicId=one, PublicIpId=ip["PublicIpId"])
    assert "VmId" not in await read(api, ip)

    assert await api.refused("LinkPublicIp", NicId=two, PublicIpId=ip["PublicIpId"]) == "9029"
    await api.call("LinkPublicIp", NicId=two, PublicIpId=ip["PublicIpId"], AllowRelink=True)
    assert (await read(api, ip))["NicId"] == two


async def test_a_secondary_address_can_have_one_too(api, ip, subnet, gateway):
    nic = (await api.call("CreateNic", SubnetId=subnet))["Nic"]["NicId"]
    await api.call("LinkPrivateIps", NicId=nic, PrivateIps=["10.0.1.9"])
    await api.call("LinkPublicIp", NicId=nic, PublicIpId=ip["PublicIpId"], PrivateIp="10.0.1.9")

    shown = (await api.call("ReadNics", Filters={"NicIds": [nic]}))["Nics"][0]
    assert "LinkPublicIp" not in shown
    assert shown["PrivateIps"][1]["LinkPublicIp"]["PublicIp"] == ip["PublicIp"]
    assert await api.refused("LinkPublicIp", NicId=nic, PublicIpId=ip["PublicIpId"], PrivateIp="10.0.1.8") == "4045"
    await api.call("UnlinkPrivateIps", NicId=nic, PrivateIps=["10.0.1.9"])
    assert await read(api, ip) == ip


async def test_links_that_are_refused(api, ip, vm, subnet):
    nic = (await api.call("CreateNic", SubnetId=subnet))["Nic"]["NicId"]
    id = ip["PublicIpId"]

    for request, code in (
        ({"PublicIpId": id}, "7000"),
        ({"VmId": vm["VmId"]}, "7000"),
        ({"VmId": vm["VmId"], "NicId": nic, "PublicIpId": id}, "3002"),
        ({"VmId": vm["VmId"], "PublicIp": ip["PublicIp"], "PublicIpId": id}, "3002"),
        ({"VmId": "i-00000000", "PublicIpId": "eipalloc-00000000"}, "5063"),
        ({"NicId": "eni-00000000", "PublicIpId": id}, "5036"),
        ({"VmId": vm["VmId"], "PublicIpId": "eipalloc-00000000"}, "5025"),
        ({"VmId": vm["VmId"], "PublicIp": "192.0.2.1"}, "5025"),
        ({"VmId": vm["VmId"], "PublicIp": "nonsense"}, "4047"),
        ({"VmId": vm["VmId"], "PublicIpId": id, "AllowRelink": None}, "4110"),
        ({"NicId": nic, "PublicIpId": id}, "9026"),
    ):
        assert await api.refused("LinkPublicIp", **request) == code, request


async def test_a_vm_with_several_nics_is_ambiguous(api, ip, subnet, gateway):
    nics = [{"SubnetId": subnet, "DeviceNumber": number} for number in (0, 1)]
    vm = (await api.call("CreateVms", ImageId=IMAGE, Nics=nics))["Vms"][0]

    assert await api.refused("LinkPublicIp", VmId=vm["VmId"], PublicIpId=ip["PublicIpId"]) == "9001"


async def test_a_deletion_frees_the_public_cloud_and_not_a_net(api, ip, vm, subnet, gateway):
    await api.call("LinkPublicIp", VmId=vm["VmId"], PublicIpId=ip["PublicIpId"])
    await api.call("DeletePublicIp", PublicIp=ip["PublicIp"])
    assert await api.refused("DeletePublicIp", PublicIpId=ip["PublicIpId"]) == "5025"
    assert (await read_vm(api, vm))["PublicIp"] != ip["PublicIp"]

    other = (await api.call("CreatePublicIp"))["PublicIp"]
    nic = (await api.call("CreateNic", SubnetId=subnet))["Nic"]["NicId"]
    await api.call("LinkPublicIp", NicId=nic, PublicIpId=other["PublicIpId"])
    assert await api.refused("DeletePublicIp", PublicIpId=other["PublicIpId"]) == "9029"
    await api.call("UnlinkPublicIp", PublicIp=other["PublicIp"])
    await api.call("DeletePublicIp", PublicIpId=other["PublicIpId"])
    assert await api.refused("DeletePublicIp") == "7000"
    assert await api.refused("DeletePublicIp", PublicIp="192.0.2.1", PublicIpId="eipalloc-00000000") == "3002"


async def test_an_address_leaves_with_its_nic(api, ip, subnet, gateway):
    vm = (await api.call("CreateVms", ImageId=IMAGE, SubnetId=subnet))["Vms"][0]
    await api.call("LinkPublicIp", VmId=vm["VmId"], PublicIpId=ip["PublicIpId"])
    await api.call("StopVms", VmIds=[vm["VmId"]])
    assert (await read(api, ip))["VmId"] == vm["VmId"]
    await api.call("DeleteVms", VmIds=[vm["VmId"]])
    assert await read(api, ip) == ip


async def test_addresses_are_found(api, ip, vm):
    await api.call("CreatePublicIp")
    link = (await api.call("LinkPublicIp", VmId=vm["VmId"], PublicIp=ip["PublicIp"]))["LinkPublicIpId"]

    for filters in (
        {"PublicIps": [ip["PublicIp"]]},
        {"LinkPublicIpIds": [link]},
        {"VmIds": [vm["VmId"]]},
        {"PrivateIps": [vm["PrivateIp"]]},
    ):
        found = (await api.call("ReadPublicIps", Filters=filters))["PublicIps"]
        assert [item["PublicIpId"] for item in found] == [ip["PublicIpId"]], filters


async def test_a_tag_keeps_the_address_of_a_stopped_vm(api, ip, vm):
    tag = {"Key": "osc.fcu.eip.auto-attach", "Value": ip["PublicIp"]}
    await api.call("CreateTags", ResourceIds=[vm["VmId"]], Tags=[tag])
    await api.call("LinkPublicIp", VmId=vm["VmId"], PublicIp=ip["PublicIp"])
    await api.call("StopVms", VmIds=[vm["VmId"]])

    assert (await read(api, ip))["VmId"] == vm["VmId"]


async def test_addresses_of_others_do_not_exist(api, neighbour, ip):
    assert (await neighbour.call("ReadPublicIps"))["PublicIps"] == []
    assert await neighbour.refused("DeletePublicIp", PublicIp=ip["PublicIp"]) == "5025"
