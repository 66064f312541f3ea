"""Keypair: the SSH key that VMs let in."""

import base64
import hashlib

from outscale_api import codes
from outscale_provider.model.example import Example
from outscale_provider.model.resource import Create, Delete, Read, Replaces, Resource, Unique
from outscale_provider.model.values import Remote


def _same_name(old: Remote, new: Remote) -> bool:
    return bool(old.get("KeypairName") == new.get("KeypairName"))


def _key(text: str) -> bytes:
    """The key in an OpenSSH public key, which may be in base64. Raises ValueError on another form.

    Neither the comment nor line breaks, which base64 may have anywhere, are a part of it.
    """
    # Base64 has no dash, and the name of every type of key has one.
    openssh = text if "-" in text else base64.b64decode(text).decode("ascii")
    _, key, *_ = openssh.split()
    return base64.b64decode(key, validate=True)


def _is_of_key(text: str, keypair: Remote) -> bool | None:
    """Whether a keypair is that of a public key, by its fingerprint: the MD5 of the key (RFC 4716, section 4)."""
    try:
        digest = hashlib.md5(_key(text), usedforsecurity=False).digest()
    except ValueError:
        return None
    fingerprint = keypair.get("KeypairFingerprint")
    return None if fingerprint is None else bool(fingerprint.lower() == digest.hex(":"))


KEYPAIR = Resource(
    "Keypair",
    id="KeypairName",
    object="Keypair",
    only_at_creation={"PrivateKey": "KeypairCreated"},
    description="A keypair lets its holder log in to VMs by SSH. With `publicKey` that key is taken; without, the cloud makes"
    " a pair and answers `privateKey` once, which the stack keeps as a secret.",
    create=Create(
        "CreateKeypair",
        unique=Unique(["KeypairName"]),
        exists={codes.KEYPAIR_NAME_TAKEN: ["KeypairName"]},
        # The private key, where the cloud makes the pair.
        irrecoverable=lambda request: "PublicKey" not in request,
    ),
    read=Read("ReadKeypairs", by="KeypairNames"),
    delete=Delete("DeleteKeypair", gone=[codes.UNKNOWN_KEYPAIR]),
    inputs={"KeypairName": Replaces(autonamed=255), "PublicKey": Replaces(normal=_key, matches=_is_of_key)},
    id_example="deployer",
    conflicts=_same_name,
    loses=lambda keypair, _: "its private key, which only this stack has" if "PrivateKey" in keypair else "",
    example=Example(
        "A keypair that the cloud makes",
        """
resource deployer "outscale-native:index:Keypair" {}

output privateKey {
  value = deployer.privateKey
}
""",
    ),
)
