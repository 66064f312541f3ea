"""What is in use is not torn down for a replacement that can't succeed."""

from __future__ import annotations

from engine.conftest import Stack

#: The VM comes after the rule, so that it never has a group without it.
PROGRAM = """
import pulumi, pulumi_outscale_native as o

net = o.Net("net", ip_range="10.0.0.0/16")
subnet = o.Subnet("subnet", net_id=net.id, ip_range="10.0.1.0/24")
group = o.SecurityGroup("group", net_id=net.id, security_group_name="NAME", description="DESCRIPTION")
ssh = o.SecurityGroupRule("ssh", security_group_id=group.id, flow="Inbound", ip_protocol="tcp", from_port_range=22,
                          to_port_range=22, ip_range="0.0.0.0/0")
o.Vm("vm", image_id="ami-e0000002", subnet_id=subnet.id, security_group_ids=[group.id],
     opts=pulumi.ResourceOptions(depends_on=[ssh]))
"""


def program(name: str, description: str) -> str:
    return PROGRAM.replace("NAME", name).replace("DESCRIPTION", description)


def test_a_group_in_use_is_not_replaced_under_its_name_and_the_advice_leads_there(stack: Stack) -> None:
    stack.program(program("web", "first"))
    stack.up()
    before = stack.objects()
    stack.calls()

    stack.program(program("web", "second"))
    for command in (("preview",), ("up", "--yes", "--skip-preview")):
        output = stack.run(*command, fails=True)
        assert "can't be changed under the same securityGroupName" in output
        assert "Leave securityGroupName out, or give it another value" in output
    assert stack.calls() == []
    assert stack.objects() == before

    for name in ("web-2", "web"):
        stack.program(program(name, "second"))
        stack.up()
        calls = stack.calls()
        # The VM has the new group with its rule before the old one loses its own.
        assert calls.index("CreateSecurityGroupRule") < calls.index("UpdateVm") < calls.index("DeleteSecurityGroupRule")
    stack.up("--expect-no-changes")
