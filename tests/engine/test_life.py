"""A stack with every resource, from its first `up` to its last `destroy`, with the real engine."""

from __future__ import annotations

import base64
import json

import pytest

from engine.conftest import EXAMPLES, Stack, program

SECRET_KEY = "EMULATORSECRETKEYFORLOCALUSEONLY00000000"
USER_DATA = base64.b64encode(b"the user data").decode()


def test_a_stack_of_every_resource_comes_changes_and_goes(stack: Stack) -> None:
    stack.program("import pulumi_outscale_native as outscale\noutscale.get_account()")
    stack.up()
    before = stack.objects()

    stack.program(program("one_of_each"))
    stack.up()
    first = stack.resources()
    assert len(first) == 15
    assert stack.calls()

    stack.run("preview", "--expect-no-changes")
    assert stack.calls() == []
    stack.run("refresh", "--yes", "--skip-preview", "--expect-no-changes")
    stack.calls()

    stack.program(program("one_of_each", FIRST_TEAM="second"))
    assert "~ 8 updated" in stack.up()
    assert stack.calls().count("CreateTags") <= 8

    stack.program(program("one_of_each", FIRST_TEAM="second", FIRST_DESCRIPTION="second"))
    stack.up()
    second = stack.resources()
    replaced = {name for name in first if first[name]["id"] != second[name]["id"]}
    assert replaced == {"SecurityGroup group", "SecurityGroupRule rule"}
    stack.run("preview", "--expect-no-changes")

    stack.run("destroy", "--yes", "--skip-preview")
    assert stack.objects() == before


def test_a_no_op_up_makes_no_call(stack: Stack) -> None:
    stack.program(program("one_of_each"))
    stack.up()
    assert len(stack.resources()) == 15
    stack.calls()
    assert "16 unchanged" in stack.up(), "the resources and the stack itself"
    assert stack.calls() == []


def test_the_net_under_a_server_with_a_public_address_is_replaced(stack: Stack) -> None:
    source = (EXAMPLES / "web-server" / "__main__.py").read_text()
    stack.program(source)
    stack.up()
    before = stack.resources()
    stack.program(source.replace("10.0.0.0/16", "10.1.0.0/16").replace("10.0.1.0/24", "10.1.1.0/24"))
    stack.up()
    after = stack.resources()
    assert after["Net main"]["id"] != before["Net main"]["id"]
    assert after["PublicIpLink web"]["outputs"]["vmId"] == after["Vm web"]["id"]
    assert after["PublicIp web"]["id"] == before["PublicIp web"]["id"]
    stack.run("preview", "--expect-no-changes")


def test_explicit_providers_work_in_regions_of_their_own(stack: Stack) -> None:
    stack.program(
        "import pulumi, pulumi_outscale_native as o\n"
        "for region in ('eu-west-2', 'us-east-2'):\n"
        f"    there = o.Provider(region, region=region, endpoint=f'emulator:{stack.folder}/{{region}}.sqlite')\n"
        "    options = pulumi.ResourceOptions(provider=there)\n"
        "    net = o.Net(region, ip_range='10.0.0.0/16', opts=options)\n"
        "    o.Subnet(region, net_id=net.id, ip_range='10.0.0.0/24', opts=options)\n"
    )
    stack.up()
    subregions = {name: r["outputs"].get("subregionName") for name, r in stack.resources().items() if "Subnet" in name}
    assert subregions == {"Subnet eu-west-2": "eu-west-2a", "Subnet us-east-2": "us-east-2a"}
    stack.run("preview", "--expect-no-changes")


def test_each_resource_is_imported_by_its_id(stack: Stack) -> None:
    stack.program(program("one_of_each"))
    stack.up()
    resources = stack.resources()
    wanted = [
        {"type": resource["type"], "name": name.replace(" ", "-"), "id": resource["id"]}
        for name, resource in resources.items()
    ]
    other = stack.beside(stack.folder.parent / "other")
    (other.folder / "import.json").write_text(json.dumps({"resources": wanted}))

    output = other.run(
        "import", "--file", "import.json", "--yes", "--skip-preview", "--protect=false", "--generate-code=false"
    )

    assert "15 imported" in output
    assert {r["id"] for r in other.resources().values()} == {r["id"] for r in resources.values()}


def test_no_secret_is_in_clear_in_the_state(stack: Stack) -> None:
    stack.configure("accessKey", "EMULATORACCESSKEY000")
    stack.configure_secret("secretKey", SECRET_KEY)
    stack.program(program("one_of_each"))
    stack.up()

    exported = stack.run("stack", "export")

    shown = [secret for secret in (SECRET_KEY, USER_DATA, "PRIVATE KEY") if secret in exported]
    assert shown == []


@pytest.mark.parametrize(
    ("resource", "path", "reason"),
    [
        ("Net('n', ip_range='10.0.0.1/16')", "ipRange", "must be an IPv4 range in CIDR notation"),
        ("Net('n', ip_range='10.0.0.0/16', tenancy='private')", "tenancy", "must be one of default, dedicated"),
        ("Volume('v', subregion_name='eu-west-2a', size='large')", "size", "expected an integer, got a string"),
    ],
)
def test_a_wrong_input_is_refused_in_the_preview(stack: Stack, resource: str, path: str, reason: str) -> None:
    stack.program(f"import pulumi_outscale_native as outscale\noutscale.{resource}\n")
    output = stack.run("preview", fails=True)
    assert f"property {path} value" in output
    assert reason in output


def test_values_that_are_not_known_yet_preview_as_such(stack: Stack) -> None:
    stack.program(
        "import pulumi, pulumi_outscale_native as outscale\n"
        "net = outscale.Net('net', ip_range='10.0.0.0/16')\n"
        "subnet = outscale.Subnet('subnet', net_id=net.id, ip_range='10.0.0.0/24')\n"
        "new = outscale.SecurityGroup('new', net_id=net.id, description='new')\n"
        "outscale.Vm('vm', image_id='ami-e0000002', subnet_id=subnet.id, security_group_ids=['sg-12345678', new.id],\n"
        "            tags={'net': net.id, 'known': 'yes'})\n"
    )
    output = stack.run("preview", "--diff")
    assert "5 to create" in output
    assert '"sg-12345678"' in output
    assert output.count("[unknown]") >= 4


def test_a_change_that_stops_a_vm_has_to_be_allowed(stack: Stack) -> None:
    source = "import pulumi_outscale_native as outscale\noutscale.Vm('vm', image_id='ami-e0000002', vm_type='{}'{})\n"
    stack.program(source.format("tinav5.c1r2p2", ""))
    stack.up()

    stack.program(source.format("tinav5.c2r4p2", ""))
    assert "allowStoppingForUpdate" in stack.run("preview", fails=True)

    stack.program(source.format("tinav5.c2r4p2", ", allow_stopping_for_update=True"))
    assert "this update stops the VM and starts it again, to change vmType" in stack.run("preview")
    stack.calls()
    stack.up()
    assert [call for call in stack.calls() if not call.startswith("Read")] == ["StopVms", "UpdateVm", "StartVms"]
