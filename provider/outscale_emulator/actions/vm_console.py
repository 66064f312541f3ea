"""What a system that has booted in a VM tells the outside: its console, and a Windows VM's first password."""

from __future__ import annotations

import base64
import hashlib
from typing import Any

from outscale_emulator.actions.vm_creation import WINDOWS
from outscale_emulator.data.kind import Object
from outscale_emulator.data.kinds import KEYPAIR, VM
from outscale_emulator.rules.call import Call
from outscale_emulator.rules.registry import action


@action("ReadConsoleOutput", simplified="One line, always the same; nothing boots.")
def read_console_output(call: Call) -> dict[str, Any]:
    """Text in Base64."""
    vm = call.owned(VM, call.request["VmId"])
    text = f"{vm['CreationDate']} {vm['VmId']} ({vm['ImageId']}): emulated, so nothing boots.\n"
    return {"ConsoleOutput": base64.b64encode(text.encode()).decode(), "VmId": vm["VmId"]}


@action("ReadAdminPassword", simplified="The password is derived from the VM's id.")
def read_admin_password(call: Call) -> dict[str, Any]:
    """Encrypted for the RSA keypair of a Windows VM that runs, else ""."""
    vm = call.owned(VM, call.request["VmId"])
    has_one = WINDOWS in vm["ProductCodes"] and vm["State"] == "running"
    return {"AdminPassword": _encrypted_password(call, vm) if has_one else "", "VmId": vm["VmId"]}


def _encrypted_password(call: Call, vm: Object) -> str:
    """The password that a VM has from its first boot on, readable with its private key; "" without an RSA keypair."""
    from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
    from cryptography.hazmat.primitives.serialization import load_ssh_public_key

    keypair = call.store.get_of(KEYPAIR, call.account, vm.get("KeypairName", ""))
    key = load_ssh_public_key(keypair["_PublicKey"].encode()) if keypair else None
    if not isinstance(key, RSAPublicKey):
        return ""
    password = hashlib.sha256(vm["VmId"].encode()).hexdigest()[:20]
    return base64.b64encode(key.encrypt(password.encode(), PKCS1v15())).decode()
