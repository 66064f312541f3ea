"""Ca: a certificate authority whose clients API access rules let in."""

import hashlib

from outscale_api import codes
from outscale_provider.model.example import Example
from outscale_provider.model.resource import Create, Delete, Problem, Read, Replaces, Resource, Update, Updates
from outscale_provider.model.values import Remote
from outscale_provider.procedures.pem import blocks, not_in_pem

#: How long a fingerprint is, in hexadecimal digits, and what makes it.
DIGESTS = {40: "sha1", 64: "sha256"}


def _check_pem(inputs: Remote) -> list[Problem]:
    return [Problem(name, "must be a certificate in PEM format") for name in not_in_pem(inputs, "CaPem")]


def _is_of(pem: str, ca: Remote) -> bool | None:
    """Whether an authority has a certificate, by its fingerprint."""
    fingerprint = str(ca.get("CaFingerprint", "")).replace(":", "").lower()
    digest = DIGESTS.get(len(fingerprint))
    if digest is None:
        return None
    try:
        (_, certificate), *_ = blocks(pem)
    except ValueError:
        return None
    return hashlib.new(digest, certificate, usedforsecurity=False).hexdigest() == fingerprint


CA = Resource(
    "Ca",
    id="CaId",
    object="Ca",
    description="A client certificate authority. API access rules let in those whose certificate it has signed.",
    create=Create("CreateCa"),
    read=Read("ReadCas", by="CaIds"),
    update=[Update("UpdateCa", ["Description"])],
    delete=Delete("DeleteCa", gone=[codes.UNKNOWN_SETTING]),
    inputs={"CaPem": Replaces(normal=blocks, matches=_is_of), "Description": Updates(default="")},
    rules=[_check_pem],
    advice={codes.IN_USE: "An API access rule names this authority: take it out of the rule first"},
    example=Example(
        "A configured certificate authority",
        """
config certificate string {}

resource ca "outscale-native:index:Ca" {
  caPem = certificate
  description = "the office's own"
}
""",
    ),
)
