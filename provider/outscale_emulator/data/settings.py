"""What an emulator is started with."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, Literal

from outscale_emulator.data.files import UnusableFile
from outscale_emulator.data.states import Clock

DEFAULT_SEED = Path(__file__).parent / "seeds" / "default.json"

#: The version of the API that answers: the one of the description, or today's.
Era = Literal["1.16", "today"]

#: The credentials of the default seed's account; an embedded emulator needs no others.
ACCESS_KEY = "EMULATORACCESSKEY000"
SECRET_KEY = "EMULATORSECRETKEYFORLOCALUSEONLY00000000"


@dataclass(frozen=True)
class Settings:
    """Where the data is, which Region it plays, how time passes.

    `clock_window` is how old a signature may be, in seconds; 0 turns the check off. `faults` are rules that `Faults.parse`
    understands. `page_size` is how many objects answer a request that names no size of its pages; 0 is all of them.
    """

    database: str = ":memory:"
    region: str = "eu-west-2"
    clock: Clock = field(default_factory=Clock)
    seed: Path = DEFAULT_SEED
    clock_window: float = 15 * 60
    era: Era = "1.16"
    faults: str = ""
    page_size: int = 0

    @cached_property
    def catalogue(self) -> dict[str, Any]:
        """The seed's content: accounts, regions, subregions, vmTypes, images; with what it has of its own for the era.

        Raises UnusableFile where it can't be read.
        """
        try:
            data: dict[str, Any] = json.loads(self.seed.read_text())
        except (OSError, ValueError) as error:
            raise UnusableFile(str(self.seed), error) from error
        of_era: dict[str, Any] = data.get(self.era, {})
        return data | of_era
