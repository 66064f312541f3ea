"""What goes over the channel beside the resources' lives: functions, statuses, what the engine is told, what is secret."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import grpc
import grpc.aio
import pytest

from outscale_emulator import ACCESS_KEY, SECRET_KEY
from outscale_provider.lifecycle.provider import Provider
from outscale_provider.listening import listen
from outscale_provider.protos import provider_pb2
from outscale_provider.rpc import Servicer, register
from provider.cloud import Account, Fault, Way
from provider.engine import Engine, Failed, InitFailed, Resource, token, urn
from provider.listener import Listener, cancel
from provider.messages import Reference, Secret, decode, encode

NET = {"ipRange": "10.0.0.0/16"}

#: What SDKs take for a value that is not known yet.
NOT_YET = Reference("")


# What the engine is told


async def test_the_engine_gets_the_trace_and_at_the_end_its_summary(listener: Listener, engine: Engine, way: Way):
    way.faults = [Fault("CreateNet", status=503, code=6)]
    await engine.made("Net", **NET, tags={"Name": "confidential"})
    await cancel(engine)
    *lines, summary = listener.traced()
    assert [(line["action"], line["attempt"], line["outcome"]) for line in lines] == [
        ("CreateNet", 1, "503 6"),
        ("CreateNet", 2, "ok"),
        ("CreateTags", 1, "ok"),
    ]
    assert all(line["seconds"] >= 0 and line["requestId"] for line in lines)
    assert {action: (of["calls"], of["retries"]) for action, of in summary["summary"].items()} == {
        "CreateNet": (2, 1),
        "CreateTags": (1, 0),
    }
    assert "confidential" not in str(listener.heard)


async def test_what_is_said_of_a_resource_names_it(listener: Listener, engine: Engine):
    vm = await engine.made("Vm", imageId="ami-e0000002")
    news = await engine.checked(
        "Vm", {"imageId": "ami-e0000002", "vmType": "tinav5.c1r2p2", "allowStoppingForUpdate": True}, vm.inputs
    )
    await engine.update(vm, news, preview=True)
    await engine.update(vm, news)
    await cancel(engine)
    told = [(message, about) for severity, message, about in listener.heard if severity == "INFO"]
    assert told == [
        ("this update stops the VM and starts it again, to change vmType", urn("Vm")),
        (f"stopping {vm.id} to change vmType", urn("Vm")),
    ]


async def test_without_an_engine_that_listens_everything_works(stranger: Engine):
    address = "127.0.0.1:1"
    await stranger.stub.Handshake(provider_pb2.ProviderHandshakeRequest(engine_address=address))
    await stranger.configure(endpoint="http://emulator", accessKey=ACCESS_KEY, secretKey=SECRET_KEY)
    net = await stranger.made("Net", **NET)
    await cancel(stranger)
    assert net.id


async def test_an_engine_may_attach_itself_again_after_another_one_ended(engine: Engine):
    net = await engine.made("Net", **NET)
    await cancel(engine)
    with pytest.raises(Failed) as refused:
        await engine.delete(net)
    assert refused.value.code is grpc.StatusCode.CANCELLED
    await engine.configure(endpoint="http://emulator", accessKey=ACCESS_KEY, secretKey=SECRET_KEY)
    assert await engine.read(net) == net
    await engine.delete(net)


# Statuses


async def test_the_status_of_an_incomplete_resource_carries_it_with_secrets_wrapped(engine: Engine, way: Way):
    way.faults = [Fault("CreateTags", status=400, code=10041)]
    inputs = await engine.checked("Vm", {"imageId": "ami-e0000002", "userData": "a secret", "tags": {"a": "b"}})
    with pytest.raises(InitFailed) as raised:
        await engine.create("Vm", inputs)
    failed = raised.value
    assert failed.code is grpc.StatusCode.FAILED_PRECONDITION
    assert failed.resource.inputs == inputs
    assert failed.resource.outputs["userData"] == Secret("a secret")
    assert failed.reasons == [failed.message]
    assert "a secret" not in failed.message


@pytest.mark.parametrize(
    ("fault", "code", "told"),
    [
        (Fault("CreateNet", status=400, code=10022), grpc.StatusCode.FAILED_PRECONDITION, "code 10022, HTTP 400"),
        (Fault("CreateNet", status=401, code=1), grpc.StatusCode.UNAUTHENTICATED, "the secret key does not belong"),
        (Fault("CreateNet", cut=True), grpc.StatusCode.FAILED_PRECONDITION, "it may have taken effect"),
    ],
    ids=["refused", "unauthenticated", "unanswered"],
)
async def test_no_refusal_is_taken_for_a_defect(
    engine: Engine, way: Way, fault: Fault, code: grpc.StatusCode, told: str
):
    """UNKNOWN and INTERNAL would make the engine warn of a corrupt resource."""
    way.faults = [replace(fault)]
    with pytest.raises(Failed) as raised:
        await engine.made("Net", **NET)
    assert raised.value.code is code
    assert told in raised.value.message


async def test_a_defect_is_told_as_one(provider: Provider, capsys: pytest.CaptureFixture[str]):
    server, port = listen()
    lacking: dict[str, Any] = {}
    register(Servicer(provider, "0.1.0", lambda: lacking["NetId"], {}), server)
    await server.start()
    async with grpc.aio.insecure_channel(f"127.0.0.1:{port}") as channel:
        with pytest.raises(grpc.aio.AioRpcError) as raised:
            await Engine(channel).stub.GetSchema(provider_pb2.GetSchemaRequest())
    await server.stop(None)
    assert raised.value.code() is grpc.StatusCode.INTERNAL
    assert (
        "this is a bug in the outscale-native provider, please report it: KeyError: 'NetId'" in raised.value.details()
    )
    assert "Traceback" not in raised.value.details()
    assert "Traceback" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("call", "code", "told"),
    [
        (lambda e: e.imported("Nothing", "x-1"), grpc.StatusCode.INVALID_ARGUMENT, "there is no resource"),
        (lambda e: e.invoke("getNothing"), grpc.StatusCode.INVALID_ARGUMENT, "there is no function"),
        (lambda e: e.imported("Route", "rtb-1"), grpc.StatusCode.INVALID_ARGUMENT, "'rtb-1'"),
    ],
    ids=["type", "function", "id"],
)
async def test_what_makes_no_sense_is_said_so(engine: Engine, call: Any, code: grpc.StatusCode, told: str):
    with pytest.raises(Failed) as raised:
        await call(engine)
    assert raised.value.code is code
    assert told in raised.value.message


async def test_an_unconfigured_provider_says_so(stranger: Engine):
    with pytest.raises(Failed) as raised:
        await stranger.imported("Net", "vpc-12345678")
    assert raised.value.code is grpc.StatusCode.FAILED_PRECONDITION
    assert "not configured" in raised.value.message


# Functions


async def test_the_functions_for_many_return_all_that_match(engine: Engine):
    nets = [await engine.made("Net", name=f"n{n}", ipRange=f"10.{n}.0.0/16") for n in range(3)]
    found = await engine.invoke("getNets")
    assert {net["netId"] for net in found["nets"]} == {net.id for net in nets}
    found = await engine.invoke("getNets", filters={"ipRanges": ["10.1.0.0/16"]})
    assert [net["netId"] for net in found["nets"]] == [nets[1].id]
    images = await engine.invoke("getImages", filters={"accountAliases": ["Outscale"]})
    assert images["images"]
    assert {s["subregionName"] for s in (await engine.invoke("getSubregions"))["subregions"]} >= {"eu-west-2a"}
    assert (await engine.invoke("getVmTypes"))["vmTypes"]


async def test_the_functions_for_one_return_exactly_one(engine: Engine, account: Account):
    net = await engine.made("Net", **NET)
    assert (await engine.invoke("getNet", id=net.id))["ipRange"] == "10.0.0.0/16"
    assert (await engine.invoke("getImage", name="Ubuntu-22.04*", mostRecent=True))["imageId"].startswith("ami-")
    assert (await engine.invoke("getAccount"))["accountId"]
    await engine.made("Net", name="second", **NET)
    with pytest.raises(Failed) as several:
        await engine.invoke("getNet")
    assert "there are 2 objects; exactly one is wanted" in several.value.message
    with pytest.raises(Failed) as none:
        await engine.invoke("getNet", id="vpc-00000000")
    assert "nothing matches the given id; exactly one must" in none.value.message


async def test_wrong_arguments_of_a_function_are_told_by_property(engine: Engine):
    response = await engine.invoked("getNet", {"filter": {}, "filters": {"isDefault": "yes"}})
    failures = {failure.property: failure.reason for failure in response.failures}
    assert set(failures) == {"filter", "filters.isDefault"}
    assert "did you mean 'filters'?" in failures["filter"]
    response = await engine.invoked("call", {"action": "ReadNothing", "filters": {}})
    assert {failure.property for failure in response.failures} == {"action", "filters"}
    response = await engine.invoked("call", {"action": "readnets", "requests": {}})
    reasons = {failure.property: failure.reason for failure in response.failures}
    assert reasons == {
        "action": "must be an action of the API, such as ReadVms; did you mean 'ReadNets'?",
        "requests": "there is no such property; did you mean 'request'?",
    }


async def test_call_reaches_any_action_in_its_own_names(engine: Engine, account: Account):
    made = await engine.invoke("call", action="CreateDhcpOptions", request={"DomainName": "example.com"})
    id = made["response"]["DhcpOptionsSet"]["DhcpOptionsSetId"]
    found = await engine.invoke("call", action="ReadDhcpOptions", request={"Filters": {"DhcpOptionsSetIds": [id]}})
    assert found["response"]["DhcpOptionsSets"][0]["DomainName"] == "example.com"
    assert "ResponseContext" not in found["response"]


@pytest.mark.parametrize("name", ["netIds", "net_ids"])
async def test_what_is_in_an_argument_may_be_spelled_as_the_language_does(name: str, engine: Engine, way: Way):
    """SDKs give typed dictionaries to functions as they are."""
    await engine.invoke("getNets", filters={name: ["vpc-12345678"]})
    assert way.requests[-1] == ("ReadNets", {"Filters": {"NetIds": ["vpc-12345678"]}})


async def test_a_name_that_is_given_twice_or_wrong_is_told_with_the_right_one(engine: Engine):
    response = await engine.invoked("getNets", {"filters": {"netIds": [], "net_ids": [], "net_idz": []}})
    failures = {failure.property: failure.reason for failure in response.failures}
    assert set(failures) == {"filters.net_ids", "filters.net_idz"}
    assert all("did you mean 'netIds'?" in reason for reason in failures.values())


async def test_in_a_preview_call_reads_and_changes_nothing(engine: Engine, account: Account, way: Way):
    read = await engine.invoke("call", preview=True, action="ReadNets", request={})
    assert read["response"] == {"Nets": []}
    way.requests.clear()
    changed = await engine.invoke("call", preview=True, action="CreateNet", request={"IpRange": "10.0.0.0/16"})
    # The engine takes no unknowns here: so it is told of a resource that has no id yet, which SDKs take for one.
    assert {*changed["response"]} == {"Net"}
    assert all(value == NOT_YET for value in changed["response"]["Net"].values())
    assert way.requests == [("CreateNet", {"IpRange": "10.0.0.0/16", "DryRun": True})]
    assert (await account.call("ReadNets"))["Nets"] == []


async def test_a_preview_tells_what_the_api_has_against_a_call(listener: Listener, engine: Engine):
    request = {"NetId": "vpc-00000000", "IpRange": "10.0.0.0/24"}
    planned = await engine.invoke("call", preview=True, action="CreateSubnet", request=request)
    assert {*planned["response"]} == {"Subnet"}
    await cancel(engine)
    [warning] = [message for severity, message, _ in listener.heard if severity == "WARNING"]
    assert "call: as things are, this will fail: CreateSubnet was refused: " in warning
    assert "code 5065" in warning
    assert "vpc-00000000" not in warning, "any argument may be a secret"


async def test_call_answers_secrets_as_secrets(engine: Engine):
    made = await engine.invoke("call", action="CreateKeypair", request={"KeypairName": "deployer"}, plaintext=False)
    keypair = made["response"]["Keypair"]
    assert isinstance(keypair["PrivateKey"], Secret)
    assert keypair["KeypairName"] == "deployer"
    await engine.made("Vm", imageId="ami-e0000002", userDataBase64="c2VjcmV0")
    read = await engine.invoke("call", action="ReadVms", request={}, plaintext=True)
    assert read["response"]["Vms"][0]["UserData"] == Secret("c2VjcmV0")


@pytest.mark.parametrize("preview", [True, False])
@pytest.mark.parametrize("plaintext", [{}, {"plaintext": "yes"}])
async def test_call_of_an_action_that_answers_secrets_has_to_say_that_it_knows(
    plaintext: dict[str, Any], preview: bool, engine: Engine, way: Way
):
    given = {"action": "CreateKeypair", "request": {"KeypairName": "deployer"}, **plaintext}
    [failure] = (await engine.invoked("call", given, preview)).failures
    assert failure.property == "plaintext"
    assert "CreateKeypair holds secrets (Keypair.PrivateKey)" in failure.reason
    assert "use that, with plaintext=False" in failure.reason
    assert way.requests == []


async def test_a_request_that_is_none_is_told(engine: Engine, way: Way):
    [failure] = (await engine.invoked("call", {"action": "ReadNets", "request": "all"})).failures
    assert (failure.property, failure.reason) == ("request", "expected an object")
    assert way.requests == []


async def test_secret_arguments_are_taken_as_what_they_hold(engine: Engine):
    net = await engine.made("Net", **NET)
    assert (await engine.invoke("getNet", id=Secret(net.id)))["netId"] == net.id


# Secrets of resources


async def test_secrets_are_wrapped_wherever_they_go(engine: Engine):
    key = await engine.made("Keypair", keypairName="deployer")
    assert isinstance(key.outputs["privateKey"], Secret)
    net = await engine.create("Net", await engine.checked("Net", {"ipRange": Secret("10.0.0.0/16")}))
    assert net.outputs["ipRange"] == Secret("10.0.0.0/16")
    read = await engine.read(net)
    assert read
    assert (read.inputs["ipRange"], read.outputs["ipRange"]) == (Secret("10.0.0.0/16"),) * 2


async def test_older_engines_say_the_type_in_the_urn_alone(engine: Engine):
    request = provider_pb2.CheckRequest(urn=urn("Net"), news=encode(NET), randomSeed=bytes(32))
    response = await engine.stub.Check(request)
    assert decode(response.inputs) == NET


async def test_a_resource_that_is_gone_has_neither_id_nor_properties(engine: Engine):
    gone = Resource("Net", "vpc-00000000", NET, NET)
    assert await engine.read(gone) is None
    assert token("Net") == gone.token
