"""Keypair: the SSH key that VMs let in."""

from outscale_provider.model.resource import Create, Delete, Read, Replaces, Resource, Unique
from outscale_provider.model.values import Remote


def _same_name(old: Remote, new: Remote) -> bool:
    return bool(old.get("KeypairName") == new.get("KeypairName"))


KEYPAIR = Resource(
    "Keypair",
    id="KeypairName",
    object="Keypair",
    told_once={"PrivateKey": "KeypairCreated"},
    description="A keypair lets its holder log in to VMs by SSH. With `publicKey` that key is taken; without, the cloud makes"
    " a pair and answers `privateKey` once, which the stack keeps as a secret.",
    create=Create(
        "CreateKeypair",
        unique=Unique(["KeypairName"]),
        # The private key, where the cloud makes the pair.
        tells_once=lambda request: "PublicKey" not in request,
    ),
    read=Read("ReadKeypairs", by="KeypairNames"),
    delete=Delete("DeleteKeypair", gone=[5071]),
    inputs={"KeypairName": Replaces(autonamed=255), "PublicKey": Replaces()},
    conflicts=_same_name,
    advice={9011: "The account has a keypair of this name: import it, or choose another name"},
    example="""
import pulumi
import pulumi_outscale_native as outscale

keypair = outscale.Keypair("deployer")
pulumi.export("private_key", keypair.private_key)
""",
)
