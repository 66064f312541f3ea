"""What users meet in the life of a stack, with the real engine: replacements, Regions, refusals, what is not known yet."""

from __future__ import annotations

from engine.conftest import EXAMPLES, Stack
from outscale_emulator import ACCESS_KEY, SECRET_KEY

NET = "import pulumi_outscale_native as outscale\noutscale.Net('net', ip_range='10.0.0.0/16')\n"


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


def test_a_key_of_the_configuration_is_not_in_clear_in_the_state(stack: Stack) -> None:
    stack.configure("accessKey", ACCESS_KEY)
    stack.configure_secret("secretKey", SECRET_KEY)
    stack.program(NET)
    stack.up()
    assert SECRET_KEY not in stack.checkpoint().read_text()


def test_a_wrong_input_is_refused_in_the_preview(stack: Stack) -> None:
    stack.program("import pulumi_outscale_native as outscale\noutscale.Net('net', ip_range='10.0.0.1/16')\n")
    output = stack.run("preview", fails=True)
    assert "Net resource 'net' has a problem: ipRange: must be an IPv4 range in CIDR notation" in output


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
    stack.calls()
    for command in (["preview"], ["up", "--yes", "--skip-preview"]):
        output = stack.run(*command, fails=True)
        assert "vmType: can only be changed while the VM is stopped: set allowStoppingForUpdate" in output
    assert [call for call in stack.calls() if not call.startswith("Read")] == []

    stack.program(source.format("tinav5.c2r4p2", ", allow_stopping_for_update=True"))
    assert "this update stops the VM and starts it again, to change vmType" in stack.run("preview")
    stack.calls()
    stack.up()
    assert [call for call in stack.calls() if not call.startswith("Read")] == [
        "UpdateVm",
        "StopVms",
        "UpdateVm",
        "StartVms",
    ]
