"""What a VM's system tells: its console, and the first password of a Windows VM."""

import base64

import pytest
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.serialization import load_pem_private_key

UBUNTU = "ami-e0000001"
WINDOWS = "ami-e0000003"


@pytest.fixture
async def private_key(api):
    pair = (await api.call("CreateKeypair", KeypairName="mine"))["Keypair"]
    return load_pem_private_key(pair["PrivateKey"].encode(), None)


async def password(api, **request):
    id = (await api.call("CreateVms", **request))["Vms"][0]["VmId"]
    answer = await api.call("ReadAdminPassword", VmId=id)
    assert answer["VmId"] == id
    return answer["AdminPassword"]


async def test_a_windows_vm_has_a_password_for_its_keypair(api, private_key):
    encrypted = await password(api, ImageId=WINDOWS, KeypairName="mine")

    assert len(private_key.decrypt(base64.b64decode(encrypted), PKCS1v15())) == 20


async def test_other_vms_have_no_password(api, private_key):
    assert await password(api, ImageId=WINDOWS) == ""
    assert await password(api, ImageId=WINDOWS, KeypairName="mine", BootOnCreation=False) == ""
    assert await password(api, ImageId=UBUNTU, KeypairName="mine") == ""


async def test_console_and_password_belong_to_a_vm(api, neighbour):
    id = (await api.call("CreateVms", ImageId=UBUNTU))["Vms"][0]["VmId"]

    assert id.encode() in base64.b64decode((await api.call("ReadConsoleOutput", VmId=id))["ConsoleOutput"])
    for action in ("ReadConsoleOutput", "ReadAdminPassword"):
        assert await neighbour.refused(action, VmId=id) == "5063"
        assert await api.refused(action, VmId="vol-00000000") == "4104"
