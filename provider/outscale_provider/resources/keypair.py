"""Keypair: the SSH key that VMs let in."""

from outscale_provider.model.resource import Autoname, Create, Delete, Read, Resource
from outscale_provider.model.values import Remote


def _same_name(old: Remote, new: Remote) -> bool:
    return bool(old.get("KeypairName") == new.get("KeypairName"))


KEYPAIR = Resource(
    "Keypair",
    id="KeypairName",
    object="Keypair",
    kept_outputs={"PrivateKey": "KeypairCreated"},
    description="A keypair lets its holder log in to VMs by SSH. With `publicKey` that key is taken; without, the cloud makes"
    " a pair and answers `privateKey` once, which the stack keeps as a secret.",
    create=Create("CreateKeypair"),
    read=Read("ReadKeypairs", by="KeypairNames", key="KeypairName"),
    delete=Delete("DeleteKeypair", gone=[5071]),
    replace_on=["KeypairName", "PublicKey"],
    conflicts=_same_name,
    advice={9011: "The account has a keypair of this name: import it, or choose another name"},
    autoname=Autoname("KeypairName", max_length=255),
    example="""
import pulumi
import pulumi_outscale_native as outscale

keypair = outscale.Keypair("deployer")
pulumi.export("private_key", keypair.private_key)
""",
)
