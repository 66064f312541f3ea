"""What a VM's system tells: the first password of a Windows VM, and the console."""

from __future__ import annotations

import pytest
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)

from provider.cloud import Way
from provider.engine import Engine, Failed, Resource
from provider.lifecycles import IMAGE
from provider.messages import Secret, bare

WINDOWS = "ami-e0000003"
FUNCTION = "getAdminPassword"


@pytest.fixture
async def keypair(engine: Engine) -> Resource:
    return await engine.made("Keypair", name="keypair", keypairName="admin")


@pytest.fixture
def private_key(keypair: Resource) -> str:
    return str(bare(keypair.outputs["privateKey"]))


async def windows(engine: Engine, **inputs: object) -> Resource:
    return await engine.made("Vm", imageId=WINDOWS, keypairName="admin", **inputs)


async def test_the_password_is_decrypted_and_secret(engine: Engine, private_key: str, way: Way):
    vm = await windows(engine)
    answered = await engine.invoke(FUNCTION, vmId=vm.id, privateKey=private_key)
    assert isinstance(answered["adminPassword"], Secret)
    assert len(answered["adminPassword"].value) == 20
    assert answered["vmId"] == vm.id
    assert way.requests[-1] == ("ReadAdminPassword", {"VmId": vm.id}), "the key is sent nowhere"


async def test_a_key_in_the_form_of_openssh_will_do(engine: Engine, private_key: str):
    vm = await windows(engine)
    key = load_pem_private_key(private_key.encode(), None)
    openssh = key.private_bytes(Encoding.PEM, PrivateFormat.OpenSSH, NoEncryption()).decode()
    expected = await engine.invoke(FUNCTION, vmId=vm.id, privateKey=private_key)
    assert await engine.invoke(FUNCTION, vmId=vm.id, privateKey=f"\n{openssh}\n") == expected


async def test_a_wrong_key_is_told_and_not_shown(engine: Engine, private_key: str):
    vm = await windows(engine)
    other = bare((await engine.made("Keypair", name="other", keypairName="other")).outputs["privateKey"])
    locked = load_pem_private_key(private_key.encode(), None).private_bytes(
        Encoding.PEM, PrivateFormat.PKCS8, BestAvailableEncryption(b"phrase")
    )
    curve = generate_private_key(SECP256R1()).private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    for key, reason in (
        (other, "is not the key of the keypair that the VM was created with"),
        ("no key at all", "must be the private key of an RSA keypair"),
        (f"-----BEGIN OPENSSH PRIVATE KEY-----\n{'A' * 64}\n", "must be the private key of an RSA keypair"),
        (locked.decode(), "must be the private key of an RSA keypair"),
        (curve.decode(), "must be the private key of an RSA keypair"),
        ("", "must be the private key of an RSA keypair"),
    ):
        with pytest.raises(Failed, match=reason) as failed:
            await engine.invoke(FUNCTION, vmId=vm.id, privateKey=key)
        assert not any(line in failed.value.message for line in key.splitlines() if line)


@pytest.mark.parametrize(
    ("inputs", "reason"),
    [
        ({"imageId": IMAGE, "keypairName": "admin"}, "only a VM with Windows has one"),
        ({"imageId": WINDOWS}, "it has no keypair to encrypt it for"),
        (
            {"imageId": WINDOWS, "keypairName": "admin", "state": "stopped"},
            "it is stopped, and has one only while it runs",
        ),
    ],
)
@pytest.mark.parametrize("preview", [True, False])
async def test_what_will_have_no_password_is_told_at_once(
    inputs: dict[str, object], reason: str, preview: bool, engine: Engine, private_key: str
):
    vm = await engine.made("Vm", **inputs)
    with pytest.raises(Failed, match=reason):
        await engine.invoke(FUNCTION, preview, vmId=vm.id, privateKey=private_key)


async def test_it_waits_until_there_is_one_but_not_in_a_preview(engine: Engine, private_key: str, way: Way):
    vm = await windows(engine)
    way.answers = {"ReadAdminPassword": {"AdminPassword": "", "VmId": vm.id, "ResponseContext": {"RequestId": "x"}}}
    with pytest.raises(Failed, match="waiting for the administrator password took longer than `timeout` says"):
        await engine.invoke(FUNCTION, vmId=vm.id, privateKey=private_key, timeout=0)
    previewed = await engine.invoke(FUNCTION, preview=True, vmId=vm.id, privateKey=private_key)
    assert previewed["adminPassword"] != "" and "adminPassword" in previewed

    looks = 0

    async def boots() -> None:
        nonlocal looks
        looks += 1
        if looks == 3:
            way.answers = {}

    way.after = [boots]
    answered = await engine.invoke(FUNCTION, vmId=vm.id, privateKey=private_key)
    assert len(bare(answered["adminPassword"])) == 20
    assert looks >= 3


async def test_a_vm_that_does_not_exist_is_told(engine: Engine, private_key: str):
    with pytest.raises(Failed, match="5063"):
        await engine.invoke(FUNCTION, vmId="i-12345678", privateKey=private_key)


async def test_the_console_comes_as_text(engine: Engine, way: Way):
    vm = await engine.made("Vm", imageId=IMAGE)
    assert vm.id in (await engine.invoke("getConsoleOutput", vmId=vm.id))["consoleOutput"]
    # Cut within a character.
    response = {"ConsoleOutput": "w6kK/w==", "VmId": vm.id, "ResponseContext": {"RequestId": "x"}}
    way.answers = {"ReadConsoleOutput": response}
    assert await engine.invoke("getConsoleOutput", vmId=vm.id) == {"consoleOutput": "é\n\ufffd", "vmId": vm.id}
