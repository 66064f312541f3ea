"""Keypairs: imported public keys, or fresh pairs whose private key is handed out once.

`cryptography` is only imported by the functions that need it: loading it takes longer than most requests.
"""

from __future__ import annotations

import base64
import hashlib
from typing import Any

from outscale_api import codes
from outscale_emulator.data.kind import Object
from outscale_emulator.data.kinds import KEYPAIR
from outscale_emulator.rules.call import Call
from outscale_emulator.rules.errors import ApiError
from outscale_emulator.rules.exclusive_parameters import exactly_one
from outscale_emulator.rules.filters import read
from outscale_emulator.rules.registry import action

NEW_KEY_BITS = 2048
RSA_BITS = (1024, 2048, 4096)


@action(
    "CreateKeypair",
    simplified=(
        "New pairs are RSA of 2048 bits. Imported keys may be bare or in Base64, but not PEM or PKCS8; RSA of "
        "3072 bits is 4033. Fingerprints are MD5."
    ),
)
def create_keypair(call: Call) -> dict[str, Any]:
    """Makes a pair and gives the private key once, or takes an OpenSSH public key; taken name 9011, bad key 4032."""
    name = call.request["KeypairName"]
    if call.store.get_of(KEYPAIR, call.account, name):
        raise ApiError(codes.KEYPAIR_NAME_TAKEN, f"There is a keypair named '{name}'.")
    if "PublicKey" in call.request:
        return {"Keypair": _add(call, name, _checked(call.request["PublicKey"]))}
    public_key, private_key = _new_pair()
    return {"Keypair": {**_add(call, name, public_key), "PrivateKey": private_key}}


@action("ReadKeypairs")
def read_keypairs(call: Call) -> dict[str, Any]:
    """Lists pairs without private keys; all filters."""
    return {"Keypairs": read(call, KEYPAIR)}


@action("DeleteKeypair")
def delete_keypair(call: Call) -> None:
    """Deletes by name, today also by id; VMs keep its name."""
    by = exactly_one(call.request, "KeypairId", "KeypairName")
    found = call.store.find(KEYPAIR, "KeypairId", call.request[by]) if by == "KeypairId" else []
    name = next((pair["KeypairName"] for pair in found if pair["_account"] == call.account), None)
    call.store.remove(KEYPAIR, call.owned(KEYPAIR, name or call.request[by]))


def _add(call: Call, name: str, public_key: str) -> Object:
    fingerprint = _fingerprint(public_key)
    return call.add(
        KEYPAIR,
        {
            "KeypairFingerprint": fingerprint,
            "KeypairId": call.random_id("key", 32),
            "KeypairName": name,
            "KeypairType": public_key.split()[0],
            "Tags": [],
            "_PublicKey": public_key,
        },
    )


def _fingerprint(public_key: str) -> str:
    """The MD5 of what stands between the type and the comment of an OpenSSH key, as RFC 4716 writes it."""
    digest = hashlib.md5(base64.b64decode(public_key.split()[1]), usedforsecurity=False)
    return digest.digest().hex(":")


def _new_pair() -> tuple[str, str]:
    """A public key in the form of OpenSSH, and its private key in PEM form."""
    from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
    from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

    key = generate_private_key(public_exponent=65537, key_size=NEW_KEY_BITS)
    private = key.private_bytes(Encoding.PEM, PrivateFormat.TraditionalOpenSSL, NoEncryption())
    return key.public_key().public_bytes(Encoding.OpenSSH, PublicFormat.OpenSSH).decode(), private.decode()


def _checked(text: str) -> str:
    """The OpenSSH key that a request gives, in Base64 or as it is. Raises ApiError unless it is one.

    The API also takes the bare form, whatever its document says (api-behaviour.md section 10).
    """
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
    from cryptography.hazmat.primitives.serialization import load_ssh_public_key

    try:
        encoded = text.encode() if text.startswith(("ssh-", "ecdsa-")) else base64.b64decode(text, validate=True)
        key = load_ssh_public_key(encoded)
    except (ValueError, UnsupportedAlgorithm) as error:
        raise ApiError(codes.BAD_PUBLIC_KEY, "The public key is not one that OpenSSH would take.") from error
    if isinstance(key, RSAPublicKey) and key.key_size not in RSA_BITS:
        raise ApiError(codes.BAD_KEY_SIZE, f"An RSA key of {key.key_size} bits is not taken: use one of {RSA_BITS}.")
    return encoded.decode()
