"""What replaces and what is refused, with the real engine: a resource is never lost by what nobody meant."""

from __future__ import annotations

import pytest

from engine.conftest import Stack

pytestmark = pytest.mark.timeout(300)

VM = "import pulumi, pulumi_outscale_native as o\no.Vm('vm', image_id='{image}', vm_type='{type}'{more})\n"
VOLUME = "import pulumi, pulumi_outscale_native as o\no.Volume('v', subregion_name='{where}', size={size}{more})\n"
LOCKOUT = "o.ApiAccessPolicy('p', max_access_key_expiration_seconds=0, require_trusted_env=True)\n"
IMAGE, OTHER_IMAGE = "ami-e0000001", "ami-e0000002"
TYPE, OTHER_TYPE = "tinav5.c1r2p2", "tinav5.c2r4p2"


def changes(stack: Stack) -> list[str]:
    return [call for call in stack.calls() if not call.startswith("Read")]


@pytest.mark.parametrize(
    ("image", "more", "expected"),
    [
        (OTHER_IMAGE, ", user_data='a'", ["CreateVms", "DeleteVms"]),
        (
            IMAGE,
            ", user_data='a', opts=pulumi.ResourceOptions(replace_on_changes=['userData'])",
            ["CreateVms", "DeleteVms"],
        ),
    ],
)
def test_what_replaces_needs_no_leave_to_stop(stack: Stack, image: str, more: str, expected: list[str]) -> None:
    stack.program(VM.format(image=IMAGE, type=TYPE, more=""))
    stack.up()
    stack.calls()
    stack.program(VM.format(image=image, type=TYPE, more=more))
    assert "replace" in stack.run("preview")
    stack.up()
    assert changes(stack) == expected


def test_a_vm_that_stops_anyway_needs_no_leave(stack: Stack) -> None:
    stack.program(VM.format(image=IMAGE, type=TYPE, more=""))
    stack.up()
    stack.calls()
    stack.program(VM.format(image=IMAGE, type=OTHER_TYPE, more=", state='stopped'"))
    stack.run("preview")
    stack.up()
    assert changes(stack) == ["UpdateVm", "StopVms", "UpdateVm"]
    assert stack.resources()["Vm vm"]["outputs"]["vmType"] == OTHER_TYPE


def test_a_replacement_says_what_it_loses(stack: Stack) -> None:
    stack.program(VM.format(image=IMAGE, type=TYPE, more=""))
    stack.up()
    disk = stack.resources()["Vm vm"]["outputs"]["blockDeviceMappings"][0]["bsu"]["volumeId"]
    stack.program(VM.format(image=OTHER_IMAGE, type=TYPE, more=""))
    assert f"a replacement loses what is on its disk {disk} (/dev/sda1)" in stack.run("preview")

    stack.program(VOLUME.format(where="eu-west-2a", size=10, more=""))
    stack.up()
    stack.program(VOLUME.format(where="eu-west-2b", size=10, more=""))
    stack.configure("validateInPreview", "true")
    assert "a replacement loses what is on it (10 GiB)" in stack.run("preview")
    assert "CreateVolume" in stack.calls()
    stack.program(VOLUME.format(where="nowhere", size=10, more=""))
    assert "There is no such Subregion in this account and Region: see subregionName" in stack.run(
        "preview", fails=True
    )


def test_a_volume_shrinks_only_where_a_new_one_is_asked_for_and_nobody_locks_themselves_out(stack: Stack) -> None:
    stack.program(VOLUME.format(where="eu-west-2a", size=20, more=""))
    stack.up()
    stack.calls()
    stack.program(VOLUME.format(where="eu-west-2a", size=10, more="") + LOCKOUT)
    for command in (["preview"], ["up", "--yes", "--skip-preview", "--continue-on-error"]):
        told = stack.run(*command, fails=True)
        assert "the volume has 20 GiB and can't shrink to 10" in told
    assert "this would lock the provider out: no API access rule would let requests" in told
    assert changes(stack) == []
    stack.program(
        VOLUME.format(where="eu-west-2a", size=10, more=", opts=pulumi.ResourceOptions(replace_on_changes=['size'])")
    )
    stack.up()
    assert changes(stack) == ["CreateVolume", "DeleteVolume"]


def test_disks_in_another_order_change_nothing(stack: Stack) -> None:
    disks = [f"{{'device_name': '/dev/sd{letter}', 'bsu': {{'volume_size': 5}}}}" for letter in "bc"]
    stack.program(VM.format(image=IMAGE, type=TYPE, more=f", block_device_mappings=[{', '.join(disks)}]"))
    stack.up()
    stack.program(VM.format(image=IMAGE, type=TYPE, more=f", block_device_mappings=[{', '.join(disks[::-1])}]"))
    stack.run("preview", "--expect-no-changes")
