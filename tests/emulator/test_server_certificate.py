"""Server certificates: their form, their names and paths, and what keeps them."""

import re

import pytest
from cryptography.hazmat.primitives.serialization import PrivateFormat
from pki import pem_certificate, pem_ec_key, pem_key, rsa_key

BODY = pem_certificate()
KEY = pem_key(rsa_key())


async def create(client, name="web", **request):
    request = {"Body": BODY, "PrivateKey": KEY} | request
    return (await client.call("CreateServerCertificate", Name=name, **request))["ServerCertificate"]


async def refused(client, name="web", **request):
    request = {"Body": BODY, "PrivateKey": KEY} | request
    return await client.refused("CreateServerCertificate", Name=name, **request)


async def test_a_certificate_is_described_without_its_contents(api):
    certificate = await create(api, Chain=BODY + pem_certificate("root.example.com"))

    assert re.fullmatch("[A-Z0-9]{30}", certificate.pop("Id"))
    assert certificate == {
        "ExpirationDate": "2032-01-01T00:00:00.000Z",
        "Name": "web",
        "Path": "/",
        "UploadDate": "2022-03-01T00:00:00.000Z",
    }


@pytest.mark.parametrize(
    "request_",
    [
        {"Body": "aaaaaaaaaa"},
        {"PrivateKey": "aaaaaaaaaa"},
        {"Chain": "aaaaaaaaaa"},
        {"PrivateKey": pem_key(rsa_key(), passphrase=b"secret")},
        {"PrivateKey": pem_key(rsa_key(1))},
        {"PrivateKey": pem_ec_key()},
    ],
    ids=["body", "key", "chain", "passphrase", "another key", "elliptic"],
)
async def test_what_is_no_certificate_with_its_rsa_key_is_refused(api, request_):
    assert await refused(api, **request_) == "4124"


async def test_a_key_may_be_in_the_newer_form(api):
    assert (await create(api, PrivateKey=pem_key(rsa_key(), PrivateFormat.PKCS8)))["Name"] == "web"


@pytest.mark.parametrize("missing", ["Body", "Name", "PrivateKey"])
async def test_a_certificate_needs_a_name_a_body_and_a_key(api, missing):
    request = {"Body": BODY, "Name": "web", "PrivateKey": KEY}
    del request[missing]
    assert await api.refused("CreateServerCertificate", **request) == "7000"


async def test_names_and_paths_have_a_form(api):
    assert await refused(api, '#&é"(§è!ç)') == "4118"
    assert await refused(api, "x" * 129) == "4106"
    for path in ("/toto", "toto/", "toto"):
        assert await refused(api, Path=path) == "4118"
    assert (await create(api, "a+=,.@-_Z9", Path="/toto/titi/"))["Path"] == "/toto/titi/"


async def test_a_name_is_unique_in_the_account_whatever_the_path(api, neighbour):
    await create(api)
    await create(neighbour)
    assert await refused(api, Path="/elsewhere/") == "9073"


async def test_paths_filter(api):
    web, test = await create(api), await create(api, "test", Path="/test/")

    assert (await api.call("ReadServerCertificates"))["ServerCertificates"] == [web, test]
    found = await api.call("ReadServerCertificates", Filters={"Paths": ["/test/", "/nothing/"]})
    assert found["ServerCertificates"] == [test]


async def test_the_name_and_the_path_change(api):
    certificate = await create(api)
    await create(api, "taken")

    same = (await api.call("UpdateServerCertificate", Name="web"))["ServerCertificate"]
    assert same == certificate
    moved = await api.call("UpdateServerCertificate", Name="web", NewName="site", NewPath="/toto/")
    assert moved["ServerCertificate"] == {**certificate, "Name": "site", "Path": "/toto/"}
    assert await api.refused("UpdateServerCertificate", Name="web", NewName="again") == "4122"
    assert await api.refused("UpdateServerCertificate", Name="site", NewName="taken") == "9073"
    assert await api.refused("UpdateServerCertificate", Name="site", NewName="é") == "4118"
    assert await api.refused("UpdateServerCertificate", Name="site", NewPath="/toto") == "4118"


async def test_a_certificate_is_deleted_by_its_account(api, neighbour):
    await create(api)

    assert await neighbour.refused("DeleteServerCertificate", Name="web") == "4122"
    assert await neighbour.refused("UpdateServerCertificate", Name="web", NewPath="/mine/") == "4122"
    await api.call("DeleteServerCertificate", Name="web", DryRun=True)
    await api.call("DeleteServerCertificate", Name="web")
    assert await api.refused("DeleteServerCertificate", Name="web") == "4122"
    assert await api.refused("DeleteServerCertificate") == "7000"
