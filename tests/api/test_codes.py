"""The table of the codes with which the API refuses."""

from __future__ import annotations

from outscale_api import codes
from outscale_emulator.data.kinds import KINDS
from outscale_emulator.rules.errors import family
from outscale_emulator.rules.quotas import LIMITS

TABLE = {name: value for name, value in vars(codes).items() if name.isupper()}


def test_a_code_has_one_name_and_a_family() -> None:
    assert len(set(TABLE.values())) == len(TABLE)
    assert all(family(code) for code in TABLE.values())


def test_what_does_not_exist_and_what_is_too_much_has_a_code_of_the_table() -> None:
    assert {kind.missing for kind in KINDS if kind.missing} <= set(TABLE.values())
    assert {limit.code for limit in LIMITS} <= set(TABLE.values())
    assert all(
        codes.UNKNOWN_GATEWAY <= kind.missing < codes.IMAGE_IN_WRONG_STATE
        for kind in KINDS
        if kind.prefix not in ("", "aar", "ca")
    )
