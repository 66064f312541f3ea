"""The page for browsers: what it shows, what it hides, who sees it, and that looking changes nothing."""

from __future__ import annotations

import contextlib
import html
import re
import sqlite3
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import httpx
import pytest
from starlette.applications import Starlette

from conftest import Refused
from emulator.cases import PREPARATIONS
from emulator.conftest import Client, FakeTime
from emulator.server import client, served
from emulator.stage import Stage
from outscale_emulator import SECRET_KEY, Clock, Emulator, Era, Settings
from outscale_emulator.server.app import create_app
from outscale_emulator.server.fault_injection import ConnectionCut
from outscale_emulator.server.page import Page
from outscale_emulator.server.page.queries import SHOWN

MINE, NEIGHBOURS = "100000000001", "100000000002"
LOCAL = {"Host": "localhost:3000"}


@pytest.fixture
def database(tmp_path: Path) -> Path:
    return tmp_path / "emulator.db"


@pytest.fixture
def faults() -> str:
    """What goes wrong on purpose; parametrize to change it."""
    return ""


@pytest.fixture
def era() -> Era:
    """Parametrize to change it."""
    return "1.16"


@pytest.fixture
def emulator(time: FakeTime, clock: str, database: Path, faults: str, era: Era) -> Iterator[Emulator]:
    emulator = Emulator(Settings(database=str(database), clock=Clock.parse(clock, time), faults=faults, era=era))
    yield emulator
    emulator.close()


def app_with(emulator: Emulator, page: Page) -> Starlette:
    return create_app(emulator, routes=page.routes, observers=[page.recent])


@pytest.fixture
async def http(emulator: Emulator) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(app_with(emulator, Page(emulator)))
    async with httpx.AsyncClient(transport=transport, base_url="http://emulator") as http:
        yield http


async def page(api: Client, path: str, status: int = 200) -> str:
    response = await api.http.get(path, headers=LOCAL)
    assert (response.status_code, response.headers["content-type"]) == (status, "text/html; charset=utf-8")
    assert "script-src" not in response.headers["content-security-policy"]
    return response.text


def text(source: str) -> str:
    """What is read in a browser, in one line."""
    return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", source)).split())


def identifiers(source: str) -> list[str]:
    return re.findall(r'<td class="id"><a [^>]*>([^<]*)</a>', source)


def addresses_at(source: str, path: str) -> set[str]:
    """The addresses that a page leads to."""
    return {html.unescape(address) for address in re.findall(rf'href="(/{path}\?[^"]*)"', source)}


async def create_vm(api: Client, **request: object) -> str:
    id: str = (await api.call("CreateVms", ImageId="ami-e0000001", **request))["Vms"][0]["VmId"]
    return id


async def tag(api: Client, id: str, **tags: str) -> None:
    await api.call("CreateTags", ResourceIds=[id], Tags=[{"Key": key, "Value": value} for key, value in tags.items()])


async def test_the_first_page_tells_accounts_counts_and_latest_requests(api: Client, neighbour: Client) -> None:
    for _ in range(3):
        await api.call("CreateVolume", SubregionName="eu-west-2a", Size=1)
    await neighbour.call("ReadNets")
    shown = text(await page(api, "/"))

    assert f"{MINE} Emulated Company emulator@example.com" in shown
    assert "Volume 3" in shown
    assert re.search(rf"ReadNets 200 {NEIGHBOURS} 20\d\d-", shown)


async def test_objects_are_chosen_by_kind_account_and_text(api: Client, neighbour: Client) -> None:
    ids = [(await of.call("CreateNet", IpRange="10.0.0.0/16"))["Net"]["NetId"] for of in (api, api, neighbour)]
    await tag(api, ids[0], Name="Façade")

    assert identifiers(await page(api, "/objects?kind=Net")) == ids[::-1]
    assert identifiers(await page(api, f"/objects?kind=Net&account={NEIGHBOURS}")) == [ids[2]]
    assert identifiers(await page(api, "/objects?kind=Net&text=façADE")) == [ids[0]]
    assert identifiers(await page(api, f"/objects?text={ids[1]}&kind=Net")) == [ids[1]]
    assert "Nothing here" in await page(api, "/objects?kind=Abacus&text=%25")


async def test_an_object_leads_to_those_that_it_names_and_that_name_it(api: Client) -> None:
    await api.call("CreateKeypair", KeypairName="deploy & more")
    vm = await create_vm(api, KeypairName="deploy & more")
    await tag(api, vm, Name="web", env="staging")
    volume = (await api.call("ReadVolumes"))["Volumes"][0]["VolumeId"]
    shown = await page(api, f"/object?kind=Vm&id={vm}")

    assert f"web {vm} running env staging" in text(shown)
    links = addresses_at(shown, "object")
    assert "/object?kind=Image&id=ami-e0000001" in links
    assert f"/object?kind=Volume&id={volume}" in links
    (keypair,) = [link for link in links if "kind=Keypair" in link]
    assert "deploy & more" in text(await page(api, keypair))
    await page(api, "/object?kind=Vm&id=i-00000000", 404)


async def test_the_network_is_a_picture_whose_boxes_are_links(api: Client, neighbour: Client) -> None:
    net = (await api.call("CreateNet", IpRange="10.0.0.0/16"))["Net"]["NetId"]
    subnet = (await api.call("CreateSubnet", NetId=net, IpRange="10.0.1.0/24"))["Subnet"]["SubnetId"]
    theirs = (await neighbour.call("CreateNet", IpRange="10.0.0.0/16"))["Net"]["NetId"]
    source = await page(api, "/network")
    links = addresses_at(source, "object")
    assert f"/object?kind=Net&id={net}" in links and f"/object?kind=Subnet&id={subnet}" in links
    # The page lets in no styles but its own.
    assert theirs not in source and "style=" not in source and "<style" not in source
    assert theirs in await page(api, f"/network?account={NEIGHBOURS}")


async def test_what_clients_write_is_text_and_no_markup(api: Client) -> None:
    vm = await create_vm(api)
    evil = "<script>alert('&amp;')</script>\"'"
    await tag(api, vm, Name=evil, **{evil: evil})
    await api.post(f"Read{evil}".replace("/", ""), "{}", **{"User-Agent": evil})

    paths = ["/", "/objects", f"/object?kind=Vm&id={vm}", "/requests", "/request?number=2", "/request?number=3"]
    for path in paths:
        assert "<script" not in await page(api, path), path
    shown = await page(api, "/objects?" + str(httpx.QueryParams({"text": evil[:-1], "account": evil})))
    assert "<script" not in shown
    assert identifiers(await page(api, "/objects?" + str(httpx.QueryParams({"text": evil})))) == [vm]


async def test_secrets_are_not_shown_and_cannot_be_searched_for(api: Client) -> None:
    key = (await api.call("CreateAccessKey"))["AccessKey"]
    pair = (await api.call("CreateKeypair", KeypairName="deploy"))["Keypair"]
    vm = await create_vm(api, UserData="c2VjcmV0IGRhdGE=")
    await api.call("CheckAuthentication", Login="emulator@example.com", Password="emulator-password")
    await api.post("CreateKeypair", '{"PrivateKey": "unbalanced')
    secrets = [key["SecretKey"], pair["PrivateKey"][40:80], "c2VjcmV0IGRhdGE=", "emulator-password", "unbalanced"]

    paths = [f"/request?number={number}" for number in range(1, 6)]
    paths += ["/objects", f"/object?kind=Vm&id={vm}", f"/object?kind=AccessKey&id={key['AccessKeyId']}&account={MINE}"]
    shown = {path: await page(api, path) for path in [*paths, f"/object?kind=Account&id={MINE}&account={MINE}"]}
    assert [(secret, path) for path in shown for secret in (*secrets, SECRET_KEY) if secret in shown[path]] == []
    assert "&#34;SecretKey&#34;: &#34;*****&#34;" in shown["/request?number=1"]
    assert "UserData *****" in text(shown[f"/object?kind=Vm&id={vm}"])
    for secret in (SECRET_KEY, "emulator-password"):
        assert identifiers(await page(api, f"/objects?text={secret}")) == []


@pytest.mark.parametrize("faults", ["ReadTags:throttle, ReadNics:cut"])
async def test_requests_are_shown_with_their_answers(api: Client, neighbour: Client) -> None:
    await api.refused("DeleteNet", NetId="vpc-00000000")
    await neighbour.call("ReadNets", Filters={"NetIds": ["vpc-11111111"]})
    await api.refused("ReadTags")
    with pytest.raises(ConnectionCut):
        await api.call("ReadNics")

    assert identifiers(await page(api, "/requests")) == ["ReadNics", "ReadTags", "ReadNets", "DeleteNet"]
    assert identifiers(await page(api, f"/requests?account={NEIGHBOURS}")) == ["ReadNets"]
    assert identifiers(await page(api, "/requests?refused=1&text=5065")) == ["DeleteNet"]
    assert identifiers(await page(api, "/requests?refused=1")) == ["ReadNics", "ReadTags", "DeleteNet"]
    refused = text(await page(api, "/request?number=1"))
    assert "DeleteNet 400 5065" in refused
    assert re.search(r'Request \{ "NetId": " ?vpc-00000000 ?" \} Answer \{ "Errors"', refused)
    assert "vpc-11111111" in await page(api, "/request?number=2")
    assert "ReadTags 503 6" in text(await page(api, "/request?number=3"))
    assert "The connection was cut." in await page(api, "/request?number=4")
    for number in ("5", "-1", "toto", ""):
        await page(api, f"/request?number={number}", 404)


async def test_a_body_that_is_too_long_is_not_kept(api: Client) -> None:
    await api.call("ReadNets", Filters={"NetIds": [f"vpc-{number:08x}" for number in range(5000)]})
    assert "too long to be kept" in await page(api, "/request?number=1")


async def test_there_is_a_page_after_the_other_until_the_last(api: Client) -> None:
    await api.call("CreateNet", IpRange="10.0.0.0/16")
    ids = [
        (await api.call("CreateVolume", SubregionName="eu-west-2a", Size=1))["Volume"]["VolumeId"] for _ in range(100)
    ]
    shown = await page(api, f"/objects?kind=Volume&account={MINE}")
    pages = [identifiers(shown)]
    while following := re.search(r'rel="next" href="([^"]*)"', shown):
        shown = await page(api, html.unescape(following[1]))
        pages.append(identifiers(shown))
    assert [len(of_page) for of_page in pages] == [50, 50]
    assert [id for of_page in pages for id in of_page] == ids[::-1]
    await page(api, "/objects?before=99999999999999999999")


@pytest.mark.parametrize("clock", ["reads:1", "seconds:60"])
async def test_looking_changes_nothing(api: Client, time: FakeTime, database: Path, clock: str) -> None:
    volume = (await api.call("CreateVolume", SubregionName="eu-west-2a", Size=1))["Volume"]["VolumeId"]
    time.advance(60)

    def data() -> list[str]:
        with contextlib.closing(sqlite3.connect(database)) as connection:
            return list(connection.iterdump())

    before = data()
    for path in ("/", "/objects", f"/object?kind=Volume&id={volume}", "/requests", "/request?number=1"):
        await page(api, path)
    # What time has brought about is seen all the same.
    state = "available" if clock == "seconds:60" else "creating"
    assert f"{volume} {state}" in text(await page(api, f"/object?kind=Volume&id={volume}"))
    assert data() == before
    assert (await api.call("ReadVolumes"))["Volumes"][0]["State"] == state


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1:3000", "[::1]:3000", "emulator.localhost"])
async def test_it_is_shown_by_names_of_this_machine(api: Client, host: str) -> None:
    assert (await api.http.get("/", headers={"Host": host})).status_code == 200


@pytest.mark.parametrize(
    ("address", "host"),
    [("127.0.0.1", "evil.example"), ("127.0.0.1", "10.0.0.1"), ("127.0.0.1", "[bad"), ("192.0.2.1", "localhost")],
)
@pytest.mark.parametrize("path", ["/", "/objects", "/request?number=1"])
async def test_others_see_it_only_if_they_may(emulator: Emulator, address: str, host: str, path: str) -> None:
    for audience, status in (("local", 403), ("anyone", 200)):
        app_page = Page(emulator, audience)
        transport = httpx.ASGITransport(app_with(emulator, app_page), client=(address, 1))
        async with httpx.AsyncClient(transport=transport, base_url="http://emulator", headers={"Host": host}) as http:
            await http.post("/api/v1/ReadRegions")
            response = await http.get(path)
            assert (response.status_code, MINE in response.text) == (
                status,
                status == 200 and path != "/request?number=1",
            )


async def test_a_server_has_it_unless_told_otherwise() -> None:
    with served() as server:
        async with client(server) as api:
            await api.call("ReadNets")
            assert "ReadNets" in await page(api, "/")
            assert (await api.http.get("/")).status_code == 403
            assert (await api.http.get("/page.css")).headers["content-type"] == "text/css; charset=utf-8"
            assert (await api.http.post("/", headers=LOCAL)).json()["Errors"][0]["Code"] == "12000"
    with served("--page", "nobody") as server:
        async with client(server) as api:
            assert (await api.http.get("/", headers=LOCAL)).status_code == 404


def test_nothing_is_loaded_for_it_before_somebody_looks() -> None:
    program = "import sys, outscale_emulator.server.page; assert 'jinja2' not in sys.modules"
    subprocess.run([sys.executable, "-c", program], check=True)


@pytest.mark.parametrize("era", ["1.16", "today"])
async def test_objects_of_every_kind_and_their_requests_are_shown(
    era: Era, api: Client, neighbour: Client, emulator: Emulator, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO", "outscale_emulator")
    stage = Stage(emulator, api, neighbour, caplog)
    for name in PREPARATIONS:
        # Some are for the other era, or can't be beside the rest.
        with contextlib.suppress(KeyError, Refused):
            await stage.made(name)
    kinds = set(re.findall(r'href="/objects\?kind=(\w+)"', await page(api, "/")))
    assert kinds == SHOWN.keys()

    addresses = {
        address for kind in kinds for address in addresses_at(await page(api, f"/objects?kind={kind}"), "object")
    }
    addresses |= addresses_at(await page(api, "/requests"), "request")
    assert len(addresses) > len(kinds) + len(PREPARATIONS)
    for address in addresses:
        await page(api, address)
