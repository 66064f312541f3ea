"""A VPN to an office and a DirectLink, with the real engine: they come, change in place, and go in an order that works."""

from __future__ import annotations

import pytest

from engine.conftest import Stack, program

pytestmark = pytest.mark.timeout(300)

FIRST = {"FIRST_DEVICE": "first", "FIRST_KEY": "of the first device"}
SECOND = {"FIRST_DEVICE": "second", "FIRST_KEY": "of the second device"}


def test_an_office_comes_changes_its_device_and_goes(stack: Stack) -> None:
    stack.program("import pulumi_outscale_native as outscale\noutscale.get_account()")
    stack.up()
    before = stack.objects()

    stack.program(program("office", **FIRST))
    told = stack.up()
    first = stack.resources()
    stack.run("preview", "--expect-no-changes")
    stack.run("refresh", "--yes", "--skip-preview")
    stack.run("preview", "--expect-no-changes")
    stack.calls()

    stack.program(program("office", **SECOND))
    told += stack.up()
    assert [call for call in stack.calls() if not call.startswith("Read")] == ["UpdateVpnConnection"]
    assert {name: each["id"] for name, each in stack.resources().items()} == {
        name: each["id"] for name, each in first.items()
    }
    exported = stack.run("stack", "export")
    for key in (FIRST["FIRST_KEY"], SECOND["FIRST_KEY"]):
        assert key not in told + exported

    stack.run("destroy", "--yes", "--skip-preview")
    assert stack.objects() == before
