"""User data: text that the provider encodes, or what is encoded already."""

from __future__ import annotations

import base64
import gzip
from dataclasses import replace
from typing import Any

import pytest

from provider.cloud import Account, Fault, Way
from provider.engine import Engine, Failed, InitFailed, Resource
from provider.lifecycles import EMPTY_GZIP, IMAGE
from provider.messages import UNKNOWN, Secret, bare

SCRIPT = "#!/bin/sh\necho 'é'\n"
MOST = 512_000


def encoded(content: str | bytes) -> str:
    return base64.b64encode(content.encode() if isinstance(content, str) else content).decode()


async def sent(account: Account, vm: Resource) -> str:
    """What the API has."""
    return str((await account.call("ReadVms", Filters={"VmIds": [vm.id]}))["Vms"][0]["UserData"])


def user_data(values: dict[str, Any]) -> dict[str, Any]:
    """What says something of user data, all of which is secret."""
    found = {name: values[name] for name in ("userData", "userDataBase64") if name in values}
    assert all(isinstance(value, Secret) for value in found.values())
    return bare(found)


@pytest.mark.parametrize(
    ("inputs", "outputs"),
    [
        ({"userData": SCRIPT}, {"userData": SCRIPT, "userDataBase64": encoded(SCRIPT)}),
        ({"userDataBase64": encoded(SCRIPT)}, {"userData": SCRIPT, "userDataBase64": encoded(SCRIPT)}),
        ({"userDataBase64": EMPTY_GZIP}, {"userDataBase64": EMPTY_GZIP}),
        ({"userData": ""}, {"userData": "", "userDataBase64": ""}),
        ({}, {"userData": "", "userDataBase64": ""}),
    ],
    ids=["text", "text in base64", "no text", "empty", "none"],
)
async def test_what_is_sent_and_what_is_told(
    inputs: dict[str, Any], outputs: dict[str, Any], engine: Engine, account: Account
):
    vm = await engine.made("Vm", imageId=IMAGE, **inputs)
    assert await sent(account, vm) == outputs["userDataBase64"]
    assert user_data(vm.outputs) == outputs
    assert await engine.read(vm) == vm


@pytest.mark.parametrize(
    ("content", "shown"),
    [
        (SCRIPT.encode(), {"userData": SCRIPT}),
        (bytes(range(256)), {"userDataBase64": encoded(bytes(range(256)))}),
        (b"with a \0", {"userDataBase64": encoded(b"with a \0")}),
        # Somebody encoded it twice: as text it would be refused.
        (encoded(SCRIPT).encode(), {"userDataBase64": encoded(encoded(SCRIPT))}),
    ],
    ids=["text", "bytes", "a control character", "twice"],
)
async def test_an_import_shows_text_where_it_is_text(
    content: bytes, shown: dict[str, Any], engine: Engine, account: Account
):
    id = (await account.call("CreateVms", ImageId=IMAGE, UserData=encoded(content)))["Vms"][0]["VmId"]
    vm = await engine.imported("Vm", id)
    assert vm and user_data(vm.inputs) == shown
    assert await engine.checked("Vm", vm.inputs) == vm.inputs


@pytest.mark.parametrize(
    ("inputs", "reason"),
    [
        ({"userData": encoded(SCRIPT)}, "userData: is Base64 already"),
        ({"userData": "IyEv"}, "userData: is Base64 already"),
        ({"userData": encoded("#cloud-config\n")}, "userData: is Base64 already"),
        (
            {"userData": "\n".join((encoded("Content-Type: multipart")[:8], encoded("Content-Type: multipart")[8:]))},
            "userData: is",
        ),
        ({"userData": encoded(gzip.compress(b""))}, "userData: is Base64 already"),
        ({"userData": "with a \0"}, "userData: has characters that no text has"),
        ({"userData": "a" * (MOST * 3 // 4 + 1)}, "userData: must have at most 512000 characters once it is in Base64"),
        ({"userDataBase64": "AAAA" * (MOST // 4 + 1)}, "userDataBase64: must have at most 512000 characters"),
        ({"userDataBase64": "#!/bin/sh"}, "userDataBase64: must be base64"),
        ({"userData": "a", "userDataBase64": "YQ=="}, "userDataBase64: can't be given together with userData"),
    ],
)
async def test_what_is_refused(inputs: dict[str, Any], reason: str, engine: Engine):
    [failure] = (await engine.checking("Vm", {"imageId": IMAGE, **inputs})).failures
    # The engine would show the value of a property that is named.
    assert failure.property == "" and failure.reason.startswith(reason)
    assert not any(value in failure.reason for value in inputs.values() if len(value) > 4)


@pytest.mark.parametrize("text", ["server", "abcdefghijklmnop", "deadbeef" * 4, "a" * (MOST * 3 // 4 // 3 * 3), SCRIPT])
async def test_what_is_no_base64_is_taken_as_it_is(text: str, engine: Engine):
    assert (await engine.check("Vm", {"imageId": IMAGE, "userData": text})).failures == {}


async def test_another_spelling_is_no_change(engine: Engine, account: Account, way: Way):
    vm = await engine.made("Vm", imageId=IMAGE, userData=SCRIPT)
    other = await engine.checked("Vm", {"imageId": IMAGE, "userDataBase64": encoded(SCRIPT)}, vm.inputs)
    assert not await engine.diff(vm, other)
    # The engine stores the new inputs, and asks for nothing.
    vm = replace(vm, inputs=other)
    assert await engine.read(vm) == vm
    assert not await engine.diff(vm, await engine.checked("Vm", {"imageId": IMAGE, "userData": SCRIPT}, other))


@pytest.mark.parametrize(
    ("old", "new", "details"),
    [
        ({"userData": "a"}, {"userData": "b"}, {"userData": "UPDATE"}),
        ({"userData": "a"}, {}, {"userData": "DELETE"}),
        ({}, {"userDataBase64": "YQ=="}, {"userDataBase64": "ADD"}),
        ({"userDataBase64": "YQ=="}, {}, {"userDataBase64": "DELETE"}),
        ({"userData": "a"}, {"userDataBase64": "Yg=="}, {"userDataBase64": "ADD"}),
        ({"userDataBase64": EMPTY_GZIP}, {"userData": "a"}, {"userData": "ADD"}),
        ({"userData": "a"}, {"userDataBase64": UNKNOWN}, {"userDataBase64": "ADD"}),
        ({"userData": ""}, {}, {}),
        ({}, {"userDataBase64": ""}, {}),
    ],
)
async def test_a_change_is_told_once(old: dict[str, Any], new: dict[str, Any], details: dict[str, str], engine: Engine):
    vm = Resource("Vm", "i-12345678", {"imageId": IMAGE, **old}, {})
    assert (await engine.diff(vm, {"imageId": IMAGE, **new})).details == details
    asked = {"imageId": IMAGE, **new, "replaceOnUserDataChange": True}
    kinds = {path: kind if UNKNOWN in new.values() else f"{kind}_REPLACE" for path, kind in details.items()}
    assert (await engine.diff(vm, asked)).details == kinds


async def test_a_preview_knows_every_spelling_of_what_is_asked_for(engine: Engine):
    vm = await engine.made("Vm", imageId=IMAGE, userData="a", allowStoppingForUpdate=True)
    inputs = await engine.checked("Vm", {**bare(vm.inputs), "userData": "b"}, vm.inputs)
    expected = {"userData": "b", "userDataBase64": "Yg=="}
    assert user_data((await engine.update(vm, inputs, preview=True)).outputs) == expected
    assert user_data((await engine.update(vm, inputs)).outputs) == expected
    unknown = await engine.checked("Vm", {**bare(vm.inputs), "userData": UNKNOWN}, vm.inputs)
    assert "userDataBase64" not in (await engine.update(vm, unknown, preview=True)).outputs


# States of the version that took user data in Base64 alone


def of_before(vm: Resource) -> Resource:
    """A VM as that version stored it."""
    inputs = {name: value for name, value in vm.inputs.items() if name != "userDataBase64"}
    outputs = {name: value for name, value in vm.outputs.items() if name != "userDataBase64"}
    stored = {"userData": vm.outputs["userDataBase64"]}
    given = {"userData", "userDataBase64"} & vm.inputs.keys()
    return replace(vm, inputs=inputs | (stored if given else {}), outputs=outputs | stored)


@pytest.mark.parametrize(
    "given", [{"userData": SCRIPT}, {"userDataBase64": encoded(SCRIPT)}, {"userDataBase64": EMPTY_GZIP}]
)
async def test_an_earlier_state_goes_on_with_the_same_user_data(
    given: dict[str, Any], engine: Engine, account: Account, way: Way
):
    made = await engine.made("Vm", imageId=IMAGE, **given)
    vm = of_before(made)
    inputs = await engine.checked("Vm", {"imageId": IMAGE, **given}, vm.inputs)
    assert not await engine.diff(vm, inputs)
    # The engine stores the new inputs beside the old outputs.
    assert not await engine.diff(replace(vm, inputs=inputs), {**inputs, "replaceOnUserDataChange": True})
    refreshed = await engine.read(vm)
    assert refreshed and refreshed.outputs == made.outputs
    assert not await engine.diff(refreshed, inputs)
    way.requests.clear()
    tagged = await engine.checked("Vm", {**bare(inputs), "tags": {"a": "b"}}, vm.inputs)
    updated = await engine.update(vm, tagged)
    assert way.actions == ["CreateTags", "ReadVms"] or way.actions == ["CreateTags"]
    assert await engine.read(replace(updated, outputs=refreshed.outputs | {"tags": {"a": "b"}}))


async def test_a_program_of_before_is_told_what_to_do_and_its_vm_is_left_alone(engine: Engine, way: Way):
    vm = of_before(await engine.made("Vm", imageId=IMAGE, userData=SCRIPT))
    [failure] = (await engine.checking("Vm", {"imageId": IMAGE, "userData": encoded(SCRIPT)}, vm.inputs)).failures
    assert failure.reason.startswith("userData: is Base64 already") and "userDataBase64" in failure.reason
    # What is not judged, since it is secret by the program and unchanged, changes nothing: not even where an update
    # finishes what an earlier one left over.
    assert not await engine.diff(vm, await engine.checked("Vm", vm.inputs, vm.inputs))
    way.requests.clear()
    await engine.update(vm, vm.inputs)
    assert not any(action for action in way.actions if not action.startswith("Read"))


async def test_another_text_than_an_earlier_state_has_is_a_change(engine: Engine):
    vm = of_before(await engine.made("Vm", imageId=IMAGE, userData=SCRIPT))
    changed = {"imageId": IMAGE, "userData": f"{SCRIPT}exit\n"}
    assert (await engine.diff(vm, changed)).details == {"userData": "UPDATE"}
    with pytest.raises(Failed, match="userData: can only be changed while the VM is stopped"):
        await engine.update(vm, changed, preview=True)


async def test_what_was_left_half_done_goes_on(engine: Engine, account: Account, way: Way):
    """The update ends before the user data is there; the next one, without a change, finishes it."""
    vm = await engine.made("Vm", imageId=IMAGE, userData="a", allowStoppingForUpdate=True)
    inputs = await engine.checked("Vm", {**bare(vm.inputs), "userData": "b"}, vm.inputs)

    async def next_update_is_refused() -> None:
        if way.actions[-1] == "StopVms":
            way.faults = [Fault("UpdateVm", status=400, code=4000)]

    way.after = [next_update_is_refused]
    with pytest.raises(InitFailed) as failed:
        await engine.update(vm, inputs)
    again = await engine.update(replace(failed.value.resource, inputs=inputs), inputs)
    assert await sent(account, again) == "Yg=="
    assert again.outputs["state"] == "running"
