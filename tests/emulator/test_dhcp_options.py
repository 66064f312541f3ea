"""DHCP options: what is filled in, what is refused, and which sets stay."""

import pytest


async def test_what_is_not_given_is_filled_in(api):
    options = (await api.call("CreateDhcpOptions", NtpServers=["192.0.2.1"]))["DhcpOptionsSet"]

    id = options.pop("DhcpOptionsSetId")
    assert id.startswith("dopt-")
    assert options == {
        "Default": False,
        "DomainName": "eu-west-2.compute.internal",
        "DomainNameServers": ["OutscaleProvidedDNS"],
        "NtpServers": ["192.0.2.1"],
        "Tags": [],
    }


async def test_options_are_kept_as_given(api):
    servers = ["192.0.2.1", "OutscaleProvidedDNS"]
    options = (await api.call("CreateDhcpOptions", DomainName="example.com", DomainNameServers=servers))[
        "DhcpOptionsSet"
    ]

    assert (options["DomainName"], options["DomainNameServers"]) == ("example.com", servers)
    assert "NtpServers" not in options
    for filters in ({"DomainNames": ["example.com"]}, {"DomainNameServers": ["192.0.2.1"]}, {"Default": False}):
        assert (await api.call("ReadDhcpOptions", Filters=filters))["DhcpOptionsSets"] == [options]


async def test_every_account_has_a_default_set(api, neighbour):
    (mine,) = (await api.call("ReadDhcpOptions"))["DhcpOptionsSets"]
    (theirs,) = (await neighbour.call("ReadDhcpOptions", Filters={"Default": True}))["DhcpOptionsSets"]

    assert mine["Default"] is theirs["Default"] is True
    assert mine["DhcpOptionsSetId"] != theirs["DhcpOptionsSetId"]
    assert await api.refused("DeleteDhcpOptions", DhcpOptionsSetId=mine["DhcpOptionsSetId"]) == "9029"


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ({}, "7000"),
        ({"NtpServers": []}, "7000"),
        ({"DomainNameServers": ["foo"]}, "4045"),
        ({"NtpServers": ["ntp.example.com"]}, "4047"),
    ],
)
async def test_wrong_options_are_refused(api, options, code):
    assert await api.refused("CreateDhcpOptions", **options) == code


async def test_a_set_that_a_net_uses_stays(api, neighbour):
    options = (await api.call("CreateDhcpOptions", DomainName="example.com"))["DhcpOptionsSet"]["DhcpOptionsSetId"]
    net = (await api.call("CreateNet", IpRange="10.0.0.0/16"))["Net"]["NetId"]
    await api.call("UpdateNet", NetId=net, DhcpOptionsSetId=options)

    assert await neighbour.refused("DeleteDhcpOptions", DhcpOptionsSetId=options) == "5018"
    assert await api.refused("DeleteDhcpOptions", DhcpOptionsSetId=options) == "9029"
    await api.call("UpdateNet", NetId=net, DhcpOptionsSetId="default")
    await api.call("DeleteDhcpOptions", DhcpOptionsSetId=options)
    assert await api.refused("DeleteDhcpOptions", DhcpOptionsSetId=options) == "5018"
