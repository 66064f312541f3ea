"""ServerCertificate: a certificate with its private key, for listeners of load balancers."""

from outscale_api import codes
from outscale_provider.model.example import Example
from outscale_provider.model.resource import (
    Create,
    Delete,
    Problem,
    Read,
    Replaces,
    Resource,
    Unique,
    Update,
    Updates,
    never_read,
)
from outscale_provider.model.values import Remote
from outscale_provider.procedures.pem import blocks, not_in_pem

#: How the API is told which certificate is meant: by the name that it has at the moment, while its id stays.
BY_NAME = {"Name": "Name"}


def _check_pem(inputs: Remote) -> list[Problem]:
    return [Problem(name, "must be in PEM format") for name in not_in_pem(inputs, "Body", "Chain", "PrivateKey")]


def _same_name(old: Remote, new: Remote) -> bool:
    return bool(old.get("Name") == new.get("Name"))


SERVER_CERTIFICATE = Resource(
    "ServerCertificate",
    id="Id",
    object="ServerCertificate",
    description="A server certificate with its private key, for the HTTPS and SSL listeners of load balancers. They name it by"
    " its ORN, `orn:ows:idauth::{account}:server-certificate{path}{name}`. To renew one, change `body` and `privateKey`:"
    " without a `name` of its own the new certificate is there before the old one goes.",
    create=Create(
        "CreateServerCertificate",
        unique=Unique(["Name"]),
        exists={codes.NAME_OR_EMAIL_TAKEN: ["Name"]},
    ),
    read=Read("ReadServerCertificates"),
    update=[Update("UpdateServerCertificate", {"Name": "NewName", "Path": "NewPath"}, by=BY_NAME)],
    delete=Delete("DeleteServerCertificate", by=BY_NAME, gone=[codes.UNKNOWN_SETTING]),
    inputs={
        "Body": Replaces(normal=blocks, matches=never_read),
        "Chain": Replaces(normal=blocks, matches=never_read),
        "Name": Updates(autonamed=128, kept=True),
        "Path": Updates(),
        "PrivateKey": Replaces(normal=blocks, matches=never_read),
    },
    rules=[_check_pem],
    conflicts=_same_name,
    advice={
        codes.BAD_PEM: "Body and chain are certificates in PEM format, privateKey is the body's RSA key without passphrase",
    },
    id_example="ABCDEFGHIJKLMNOPQRSTUVWXYZ1234",
    example=Example(
        "A configured certificate and its key",
        """
config certificate string {}

config privateKey string {
  secret = true
}

resource site "outscale-native:index:ServerCertificate" {
  body = certificate
  privateKey = privateKey
}
""",
    ),
)
