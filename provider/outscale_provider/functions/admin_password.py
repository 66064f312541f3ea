"""getAdminPassword: the first password of a Windows VM."""

from __future__ import annotations

import base64
from typing import Any

from outscale_provider.model.example import Example
from outscale_provider.model.function import Ask, Readiness
from outscale_provider.model.property import STRING, Property, shape_of
from outscale_provider.model.values import Remote
from outscale_provider.procedures.vm_power import READ, RUNNING

#: The product codes of a VM with Linux alone, and what the API calls the other system.
LINUX, WINDOWS = ["0001"], "windows"

#: What is shorter is no password of the cloud, but what a wrong key makes of one.
LEAST_LENGTH = 8

NO_KEY = "privateKey: must be the private key of an RSA keypair in PEM or OpenSSH's form, without a passphrase"
WRONG_KEY = (
    "privateKey: is not the key of the keypair that the VM was created with, for which its password is encrypted"
)


def _never(vm: Remote) -> str:
    """Why a VM will have no password, as far as it shows that."""
    if vm.get("OsFamily", WINDOWS) != WINDOWS or vm["ProductCodes"] == LINUX:
        return "only a VM with Windows has one"
    if not vm.get("KeypairName"):
        return "it has no keypair to encrypt it for"
    return "" if vm["State"] in ("pending", RUNNING) else f"it is {vm['State']}, and has one only while it runs"


def _decrypted(response: Remote, given: Remote) -> Remote:
    return {"AdminPassword": _password(_key(given["PrivateKey"]), response["AdminPassword"]), "VmId": response["VmId"]}


def _key(text: str) -> Any:
    # Only now: no other function or resource needs it, and each start of the provider would wait for it.
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
    from cryptography.hazmat.primitives.serialization import load_pem_private_key, load_ssh_private_key

    load = load_ssh_private_key if "BEGIN OPENSSH" in text else load_pem_private_key
    try:
        key = load(text.strip().encode(), None)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        raise ValueError(NO_KEY) from None
    if not isinstance(key, RSAPrivateKey):
        raise ValueError(NO_KEY)
    return key


def _password(key: Any, encrypted: str) -> str:
    from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15

    try:
        password: str = key.decrypt(base64.b64decode(encrypted), PKCS1v15()).decode("ascii")
    except ValueError:
        raise ValueError(WRONG_KEY) from None
    # Of a wrong key, newer versions of OpenSSL make some bytes, so that nobody learns from the failure.
    if len(password) < LEAST_LENGTH or not password.isprintable():
        raise ValueError(WRONG_KEY)
    return password


GET_ADMIN_PASSWORD = Ask(
    "getAdminPassword",
    "ReadAdminPassword",
    description="The password of the administrator of a Windows VM, as its first boot has set it. It is secret: use the output"
    " form of this function (`getAdminPasswordOutput`), which keeps it so. A new VM has none for some minutes:"
    " `timeout` says how long to wait.",
    inputs={
        "privateKey": Property(
            "PrivateKey",
            shape_of(STRING),
            required=True,
            secret=True,
            description="The private key of the keypair that the VM was created with, RSA, in PEM or OpenSSH's form. The"
            " password is decrypted with it by the provider; it is sent nowhere.",
        )
    },
    outputs={
        "adminPassword": Property(
            "AdminPassword", shape_of(STRING), always=True, secret=True, description="The password, in clear."
        ),
        "vmId": Property("VmId", shape_of(STRING), always=True, description="The ID of the VM."),
    },
    tells=_decrypted,
    ready=Readiness("AdminPassword", "administrator password", 20 * 60, READ, "VmId", _never),
    example=Example(
        "The password of a new VM",
        """
config publicKey string {}

config privateKey string {
  secret = true
}

windows = invoke("outscale-native:index:getImage", {
  name = "Windows-2019*"
  accountAlias = "Outscale"
  mostRecent = true
})

resource administrator "outscale-native:index:Keypair" {
  publicKey = publicKey
}

resource office "outscale-native:index:Vm" {
  imageId = windows.imageId
  keypairName = administrator.keypairName
}

login = invoke("outscale-native:index:getAdminPassword", {
  vmId = office.vmId
  privateKey = privateKey
})

output password {
  value = login.adminPassword
}
""",
    ),
)
