"""A network with all its parts, with the real engine: it comes, changes in place, and goes in an order that the API takes."""

from __future__ import annotations

import pytest

from engine.conftest import Stack, program

pytestmark = pytest.mark.timeout(300)

FIRST = {"FIRST_SIDE": "private", "FIRST_ADDRESS": "10.0.2.22", "FIRST_TEAM": "web"}
SECOND = {"FIRST_SIDE": "public", "FIRST_ADDRESS": "10.0.2.23", "FIRST_TEAM": "shop"}


def test_a_network_comes_changes_in_place_and_goes(stack: Stack) -> None:
    stack.program("import pulumi_outscale_native as outscale\noutscale.get_account()")
    stack.up()
    before = stack.objects()

    stack.program(program("network", **FIRST))
    stack.up()
    first = stack.resources()
    stack.run("preview", "--expect-no-changes")
    stack.run("refresh", "--yes", "--skip-preview")
    stack.run("preview", "--expect-no-changes")
    stack.calls()

    stack.program(program("network", **SECOND))
    assert "~ 3 updated" in stack.up()
    changes = sorted(call for call in stack.calls() if not call.startswith("Read"))
    assert changes == ["CreateTags", "LinkPrivateIps", "UnlinkPrivateIps", "UpdateNetAccessPoint"]
    assert {name: each["id"] for name, each in stack.resources().items()} == {
        name: each["id"] for name, each in first.items()
    }

    stack.run("destroy", "--yes", "--skip-preview")
    assert stack.objects() == before
