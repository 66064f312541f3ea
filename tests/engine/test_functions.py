"""Functions, as programs call them through the generated SDK."""

from __future__ import annotations

import pytest

from engine.conftest import Stack

CALL = """
import pulumi, pulumi_outscale_native as o
made = o.call_output(action="CreateKeypair", request={"KeypairName": "deployer"}, plaintext=False)
pulumi.export("key", made.response["Keypair"]["PrivateKey"])
o.Net("net", ip_range="10.0.0.0/16", tags={"keypair": made.response["Keypair"]["KeypairName"]})
"""


def test_what_call_will_answer_is_unknown_in_a_preview_and_its_secrets_stay_secret(stack: Stack) -> None:
    stack.program(CALL)
    previewed = stack.run("preview")
    assert "+ 2 to create" in previewed
    assert stack.calls() == ["CreateKeypair"], "the dry run"

    shown = stack.up()
    shown += stack.run("stack", "output")
    state = stack.run("stack", "export")

    assert stack.calls() == ["CreateKeypair", "CreateNet", "CreateTags"]
    assert "key: [secret]" in shown
    assert "PRIVATE KEY" not in shown + state


def test_the_plain_form_of_call_is_given_placeholders_in_a_preview(stack: Stack) -> None:
    stack.program(
        "import pulumi, pulumi_outscale_native as o\n"
        "made = o.call(action='CreateNet', request={'IpRange': '10.0.0.0/16'})\n"
        "o.Subnet('subnet', net_id=made.response['Net']['NetId'], ip_range='10.0.1.0/24')\n"
    )
    assert "+ 2 to create" in stack.run("preview")
    assert stack.calls() == ["CreateNet"], "the dry run"
    stack.up()
    assert stack.calls() == ["CreateNet", "CreateSubnet"]


@pytest.mark.parametrize("command", ["preview", "up"])
def test_secrets_in_clear_text_have_to_be_asked_for(stack: Stack, command: str) -> None:
    program = CALL.replace("call_output", "call").replace(", plaintext=False", "")
    stack.program(program)
    output = stack.run(*(["up", "--yes", "--skip-preview"] if command == "up" else ["preview"]), fails=True)
    assert "the answer of CreateKeypair holds secrets (Keypair.PrivateKey). `call_output` keeps them secret" in output
    assert not stack.cloud.exists(), "nothing was sent"


def test_filters_are_typed_dictionaries(stack: Stack) -> None:
    stack.program(
        "import pulumi, pulumi_outscale_native as o\n"
        "net = o.Net('net', ip_range='10.0.0.0/16')\n"
        "filters: o.FiltersNetDict = {'ip_ranges': ['10.9.0.0/16'], 'is_default': False}\n"
        "pulumi.export('plain', len(o.get_nets(filters=filters).nets))\n"
        "found = o.get_nets_output(filters={'net_ids': [net.id]})\n"
        "pulumi.export('output', found.nets.apply(len))\n"
    )
    stack.up()
    assert stack.run("stack", "output", "output").strip() == "1"
    assert stack.run("stack", "output", "plain").strip() == "0"
