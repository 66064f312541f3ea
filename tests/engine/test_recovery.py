"""What the guide says to do after a kill works, wherever the backend was cut off."""

from __future__ import annotations

import shutil

import pytest

from engine.conftest import Stack
from engine.recovery import carry_out, commands

#: How much is left of a file, as a share.
LENGTHS = (0.0, 0.5, 0.99)


@pytest.mark.parametrize("suffix", ["", ".attrs", ".bak", ".bak.attrs"])
def test_a_checkpoint_that_is_cut_off_anywhere_is_mended(stack: Stack, suffix: str) -> None:
    stack.program("import pulumi_outscale_native as o\no.Net('net', ip_range='10.0.0.0/16')\n")
    stack.up()
    whole = stack.checkpoint()
    state, kept = stack.folder / "state", stack.folder / "kept"
    shutil.copytree(state, kept)
    mending, *others = commands()
    for length in LENGTHS:
        shutil.rmtree(state)
        shutil.copytree(kept, state)
        file = whole.with_name(f"{whole.name}{suffix}")
        content = file.read_bytes()
        file.write_bytes(content[: int(len(content) * length)])
        code, output = carry_out(stack, mending)
        assert code == 0, output
        stack.run("stack", "export")
    for step in others:
        code, output = carry_out(stack, step)
        assert code == 0, output
