"""Server certificates, for the `HTTPS` and `SSL` listeners of load balancers."""

from __future__ import annotations

import string
from typing import Any

from outscale_api import codes
from outscale_emulator.data.kind import Object
from outscale_emulator.data.kinds import LOAD_BALANCER, SERVER_CERTIFICATE
from outscale_emulator.data.times import format_time
from outscale_emulator.rules.call import Call
from outscale_emulator.rules.errors import ApiError
from outscale_emulator.rules.filters import read
from outscale_emulator.rules.pem import certificates, rsa_key
from outscale_emulator.rules.registry import action

ID_LENGTH = 30


@action(
    "CreateServerCertificate",
    Name=codes.INVALID_SETTING,
    Path=codes.INVALID_SETTING,
    simplified="The chain is parsed, not verified. PKCS#8 keys are taken too. v1.16 answers no Orn.",
)
def create_server_certificate(call: Call) -> dict[str, Any]:
    """Checks certificate, key and that they belong together (4124), name and path (4118, 9073)."""
    name, path = call.request["Name"], call.request.get("Path", "/")
    expiration = _checked_pair(call.request["Body"], call.request["PrivateKey"])
    if "Chain" in call.request:
        certificates(call.request["Chain"])
    _check_name(call, name)
    certificate = {
        "ExpirationDate": format_time(expiration),
        "Id": "".join(call.random.choices(string.ascii_uppercase + string.digits, k=ID_LENGTH)),
        "Name": name,
        "Path": path,
        "UploadDate": call.timestamp(),
        "_Orn": _orn(call, path, name),
    }
    return {"ServerCertificate": call.add(SERVER_CERTIFICATE, certificate)}


@action("ReadServerCertificates")
def read_server_certificates(call: Call) -> dict[str, Any]:
    """Lists certificates; all filters."""
    return {"ServerCertificates": read(call, SERVER_CERTIFICATE)}


@action("UpdateServerCertificate", NewName=codes.INVALID_SETTING, NewPath=codes.INVALID_SETTING)
def update_server_certificate(call: Call) -> dict[str, Any]:
    """Changes name and path; listeners follow."""
    certificate = call.owned(SERVER_CERTIFICATE, call.request["Name"])
    name = str(call.request.get("NewName", certificate["Name"]))
    path = str(call.request.get("NewPath", certificate["Path"]))
    if name != certificate["Name"]:
        _check_name(call, name)
    old, new = certificate["_Orn"], _orn(call, path, name)
    certificate.update(Name=name, Path=path, _Orn=new)
    call.store.save(SERVER_CERTIFICATE, certificate)
    _rename_in_listeners(call, old, new)
    return {"ServerCertificate": certificate}


@action("DeleteServerCertificate", simplified="The listener still names it.")
def delete_server_certificate(call: Call) -> None:
    """Deletes it, also while a listener uses it."""
    certificate = call.owned(SERVER_CERTIFICATE, call.request["Name"])
    # Not refused where a listener uses it (api-behaviour.md section 12).
    call.store.remove(SERVER_CERTIFICATE, certificate)


def find_by_orn(call: Call, orn: str) -> Object | None:
    """The caller's certificate of that ORN."""
    for certificate in call.store.find(SERVER_CERTIFICATE, "_Orn", orn):
        if certificate["_account"] == call.account:
            return certificate
    return None


def _orn(call: Call, path: str, name: str) -> str:
    return f"orn:ows:idauth::{call.account}:server-certificate{path}{name}"


def _check_name(call: Call, name: str) -> None:
    if call.store.get_of(SERVER_CERTIFICATE, call.account, name):
        raise ApiError(codes.NAME_OR_EMAIL_TAKEN, f"There is a server certificate named '{name}'.")


def _checked_pair(body: str, private_key: str) -> float:
    """When a certificate expires. Raises ApiError unless it is one, and the key is its own."""
    certificate, key = certificates(body)[0], rsa_key(private_key)
    if certificate.public_key() != key.public_key():
        raise ApiError(codes.BAD_PEM, "The private key is not that of the certificate.")
    return certificate.not_valid_after_utc.timestamp()


def _rename_in_listeners(call: Call, old: str, new: str) -> None:
    """Listeners keep a certificate whose name and path change."""
    for balancer in call.store.find(LOAD_BALANCER, "Listeners[].ServerCertificateId", old) if new != old else ():
        for listener in balancer["Listeners"]:
            if listener.get("ServerCertificateId") == old:
                listener["ServerCertificateId"] = new
        call.store.save(LOAD_BALANCER, balancer)
