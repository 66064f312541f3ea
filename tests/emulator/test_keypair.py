"""Keypairs: fresh pairs, imported keys, and names."""

import base64
import hashlib

import pytest
from cryptography.hazmat.primitives.asymmetric import ed25519, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_pem_private_key


def openssh(private_key):
    return private_key.public_key().public_bytes(Encoding.OpenSSH, PublicFormat.OpenSSH).decode()


def in_base64(text):
    return base64.b64encode(text.encode()).decode()


def md5(public_key):
    return hashlib.md5(base64.b64decode(public_key.split()[1])).digest().hex(":")


async def test_a_fresh_pair_comes_with_its_private_key_once(api):
    keypair = (await api.call("CreateKeypair", KeypairName="fresh"))["Keypair"]

    private_key = load_pem_private_key(keypair.pop("PrivateKey").encode(), None)
    assert private_key.key_size == 2048
    assert keypair == {"KeypairFingerprint": md5(openssh(private_key)), "KeypairName": "fresh"}
    assert (await api.call("ReadKeypairs"))["Keypairs"] == [keypair]


@pytest.mark.parametrize("written", [in_base64, str])
async def test_a_public_key_is_imported(api, written):
    public_key = openssh(ed25519.Ed25519PrivateKey.generate())
    keypair = (await api.call("CreateKeypair", KeypairName="mine", PublicKey=written(f"{public_key} me@home")))[
        "Keypair"
    ]

    assert keypair == {"KeypairFingerprint": md5(public_key), "KeypairName": "mine"}
    assert (await api.call("ReadKeypairs", Filters={"KeypairNames": ["mine"]}))["Keypairs"] == [keypair]


async def test_what_is_no_public_key_is_refused(api):
    for text in ("publicKey", "ssh-rsa AAAA", in_base64("hello")):
        assert await api.refused("CreateKeypair", KeypairName="bad", PublicKey=text) == "4032"
    unusual = openssh(rsa.generate_private_key(public_exponent=65537, key_size=3072))
    assert await api.refused("CreateKeypair", KeypairName="bad", PublicKey=in_base64(unusual)) == "4033"


async def test_a_name_is_unique_in_its_account(api, neighbour):
    public_key = openssh(ed25519.Ed25519PrivateKey.generate())
    for name in ("   spaced   ", "+++"):
        await api.call("CreateKeypair", KeypairName=name, PublicKey=public_key)
        assert await api.refused("CreateKeypair", KeypairName=name, PublicKey=public_key) == "9011"
        await neighbour.call("CreateKeypair", KeypairName=name, PublicKey=public_key)
    assert await api.refused("CreateKeypair", PublicKey=public_key) == "7000"


async def test_a_keypair_is_deleted_by_its_owner(api, neighbour):
    await api.call("CreateKeypair", KeypairName="mine", PublicKey=openssh(ed25519.Ed25519PrivateKey.generate()))

    await api.call("DeleteKeypair", KeypairName="mine", DryRun=True)
    assert await neighbour.refused("DeleteKeypair", KeypairName="mine") == "5071"
    await api.call("DeleteKeypair", KeypairName="mine")
    assert await api.refused("DeleteKeypair", KeypairName="mine") == "5071"
