"""A stack with every resource: its program with what that reads, the cloud it needs, and what it makes known."""

from __future__ import annotations

import json
import shutil

from chaos.inventory import identifiers, recorded
from emulator.pki import pem_certificate, pem_key, rsa_key
from emulator.server import Server
from engine.conftest import PROGRAMS, Stack
from engine.processes import ask
from outscale_emulator import ACCESS_KEY

FOLDER = PROGRAMS / "everything"


def write_program(stack: Stack) -> None:
    """Makes this the program, with certificates beside it, which are new each time."""
    shutil.copytree(FOLDER, stack.folder, dirs_exist_ok=True)
    texts = {"key": pem_key(rsa_key()), "body": pem_certificate(), "other-body": pem_certificate("other.example.com")}
    for name, text in texts.items():
        (stack.folder / f"{name}.pem").write_text(text)


def let_keys_be_limited(server: Server) -> None:
    """The policy of an account limits the lives of all of its keys, the one that is used included."""
    ask(server, "UpdateAccessKey", AccessKeyId=ACCESS_KEY, State="ACTIVE", ExpirationDate="2100-01-01")


def assert_nothing_is_lost(stack: Stack) -> None:
    """The state and the cloud have the same."""
    assert recorded(stack.resources()) == identifiers(stack.cloud)


def import_all(stack: Stack, other: Stack) -> str:
    """Imports what a stack has into another one, under the same names. Answers what the command says."""
    wanted = [
        {
            "type": resource["type"],
            "name": name.replace(" ", "-"),
            "logicalName": name.partition(" ")[2],
            "id": resource["id"],
        }
        for name, resource in stack.resources().items()
    ]
    (other.folder / "import.json").write_text(json.dumps({"resources": wanted}))
    options = ("--yes", "--skip-preview", "--protect=false", "--generate-code=false")
    return other.run("import", "--file", "import.json", *options)
