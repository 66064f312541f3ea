"""`outscale-native` in the folder of a project, with the real CLI."""

from __future__ import annotations

from engine.conftest import STACK, Stack


def test_its_commands_read_the_configuration_of_the_stack_and_show_none_of_its_secrets(stack: Stack) -> None:
    assert "Account 100000000001" in stack.shell("outscale-native graph")
    # The keys that follow are none of that cloud's.
    stack.cloud.unlink()
    stack.configure_secret("secretKey", "hush-hush")
    stack.configure("accessKey", "ABCDEFGH")
    (stack.folder / "deeper").mkdir()
    stack.environment["PULUMI_STACK"] = "other"
    told = stack.shell(f"cd deeper && outscale-native doctor --stack {STACK}")
    assert f"endpoint: emulator:{stack.cloud}, from the configuration of the stack" in told
    assert "accessKey: ABCDEFGH, from the configuration of the stack" in told
    assert "secretKey: [secret], from the configuration of the stack" in told
    assert "hush-hush" not in told and "no problems, no notes" in told
    assert "the configuration of the stack was not read: " in stack.shell("! outscale-native doctor")
