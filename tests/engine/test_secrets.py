"""Secrets in a program, looked for in all that can be seen: output, state, trace, journal, the emulator's logs and page."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from urllib.parse import urljoin

import httpx
import pytest

from engine.conftest import Stack, program
from engine.processes import Server, ask, served

pytestmark = pytest.mark.timeout(600)

#: How the user data of all programs begins.
USER_DATA = base64.b64encode(b"#!/bin/sh\necho c4nary").decode()[:24]

CANARIES = ("c4nary", "C4NARY", "10.0.77.", "PRIVATE KEY", USER_DATA)

#: What is secret by its nature, so that the emulator knows it as well.
BY_NATURE = ("c4nary-script", "PRIVATE KEY", USER_DATA)

WRONG = """
o.Vm(
    "wrong",
    image_id="ami-e0000002",
    performance=secret("C4NARY"),
    user_data_base64="C4NARY!",
    tags=secret({"C4NARY": 5}),
    placement={"tenancy": secret("C4NARY"), "other": secret("C4NARY")},
)
"""

#: Refused by the API alone.
REFUSED = """
name, description = secret("c4nary-group-SECOND"), secret("c4nary-description")
o.SecurityGroup("refused", net_id=net.id, security_group_name=name, description=description, tags={"a": "b"})
address = [secret("10.0.77.42")]
o.Vm("taken", image_id="ami-e0000002", subnet_id=subnet.id, private_ips=address, user_data_base64="QzROQVJZ")
o.Vm("unknown", image_id="ami-e0000002", keypair_name=secret("C4NARY-KEY"))
"""


def test_no_secret_is_to_be_seen_anywhere(stack: Stack) -> None:
    trace = stack.folder / "trace.jsonl"
    stack.environment["OUTSCALE_NATIVE_TRACE"] = str(trace)
    second = program("secrets", FIRST="SECOND")
    with served(stack, "immediate") as server:
        shown = {}
        stack.program(program("secrets"))
        shown["preview"] = stack.run("preview", "--diff")
        shown["up"] = stack.up("--diff")
        assert len(stack.resources()) == 7
        shown["outputs"] = stack.run("stack", "output")
        stack.program(second)
        shown["preview of a change"] = stack.run("preview", "--diff")
        shown["change"] = stack.up("--diff", "--debug")
        assert len(stack.resources()) == 7
        shown["refresh"] = stack.run("refresh", "--yes", "--skip-preview", "--diff", "--debug")
        stack.program(second + WRONG)
        shown["refused check"] = stack.run("preview", "--debug", fails=True)
        stack.program(second + REFUSED)
        shown["refused creation"] = stack.up("--debug", fails=True)
        shown["state"] = stack.run("stack", "export")
        shown["trace"] = trace.read_text()
        shown |= {str(file): file.read_text() for file in journal(stack)}
        seen = {**pages(server), "API log": str(ask(server, "ReadApiLogs"))}
        shown["destruction"] = stack.run("destroy", "--yes", "--skip-preview", "--debug")
        server.process.terminate()
        shown["emulator"] = "".join(server.process.communicate(timeout=60))

    for reason in ("performance: must be one of", "userDataBase64: must be base64", "tags: expected a string"):
        assert reason in shown["refused check"]
    assert shown["refused creation"].count("was refused") >= 2
    assert len(seen) > 10
    assert [*lines_with(CANARIES, shown), *lines_with(BY_NATURE, seen)] == []


def lines_with(canaries: Iterable[str], texts: Mapping[str, str]) -> Iterator[str]:
    """The lines that show a canary, and where they are."""
    for where, text in texts.items():
        yield from (f"{where}: {line}" for line in text.splitlines() if any(canary in line for canary in canaries))


def journal(stack: Stack) -> list[Path]:
    return [file for file in (stack.folder / "home" / "outscale-native").rglob("*") if file.is_file()]


def pages(server: Server) -> dict[str, str]:
    """All that the emulator's page leads to, as text."""
    found: dict[str, str] = {}
    left = {f"{server.url}/"}
    while left and len(found) < 300:
        url = left.pop()
        found[url] = httpx.get(url, timeout=60).text
        links = re.findall(r'href="([^"]+)"', found[url])
        left |= {link.replace("&amp;", "&") for href in links if (link := urljoin(url, href)).startswith(server.url)}
        left -= found.keys()
    return found
