"""Who says what of the settings: the program's configuration, the environment, the profile file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from outscale_provider.errors import ConfigurationError
from outscale_provider.profiles import read_profiles, text_at
from outscale_provider.settings import BY_NAME, SETTINGS, Setting, text_of, violation_of, violations

#: The settings that authenticate requests.
CREDENTIALS = ("accessKey", "secretKey")

DEFAULT_PROFILE = "default"
DEFAULT_FILE = "~/.osc/config.json"

#: What one source says: for each setting a text, "" for nothing, and the place where that stands, for messages.
Source = dict[str, tuple[str, str]]


@dataclass(frozen=True)
class Said:
    """The text that counts for a setting, where it stands, and how strong its source is (0 is the strongest)."""

    text: str
    place: str
    rank: int


class Sources:
    """Everything that says something of the settings. Raises ConfigurationError where what counts makes no sense."""

    def __init__(self, given: Mapping[str, Any], environment: Mapping[str, str]) -> None:
        for violation in violations({s.name: given.get(s.name) for s in SETTINGS}):
            raise ConfigurationError(f"{violation.path}: {violation.reason}")
        #: Why the profile file can't be used, if it can't. Only who needs it is told.
        self.trouble = ""
        self._by_rank: list[Source] = [
            {s.name: (text_of(given.get(s.name)), s.name) for s in SETTINGS},
            {s.name: _in_environment(s, environment) for s in SETTINGS},
        ]
        named = self.first("profile")
        self.profile = named.text if named else DEFAULT_PROFILE
        self.file = self.text("configFile", DEFAULT_FILE)
        written = self._written(is_named=named is not None)
        # A profile that the program names counts more than the environment.
        self._by_rank.insert(1 if named and named.rank == 0 else 2, written)

    def first(self, name: str) -> Said | None:
        """What the strongest of those say who say something."""
        for rank, source in enumerate(self._by_rank):
            text, place = source.get(name, ("", ""))
            if not text:
                continue
            if violation := violation_of(BY_NAME[name], text):
                raise ConfigurationError(f"{place}: {violation}")
            return Said(text, place, rank)
        return None

    def unused(self, name: str) -> list[str]:
        """The places of those who say something as well, and less strongly than the first."""
        said = [place for source in self._by_rank for text, place in [source.get(name, ("", ""))] if text]
        return said[1:]

    def text(self, name: str, default: str = "") -> str:
        said = self.first(name)
        return said.text if said else default

    def existing_file(self, name: str) -> str:
        """The path of a file that a setting names, "" where none does."""
        said = self.first(name)
        if said is None:
            return ""
        path = _expanded(said.text, said.place)
        if not path.is_file():
            raise ConfigurationError(f"{said.place}: there is no file {path}")
        return str(path)

    def credentials(self) -> tuple[str, str] | None:
        """The access key and the secret key, None where nobody gives either.

        Both come from one source: a key of one account with the secret of another helps nobody.
        """
        found = [said for said in map(self.first, CREDENTIALS) if said]
        if not found:
            return None
        strongest = min(said.rank for said in found)
        given = {name for name in CREDENTIALS if (said := self.first(name)) and said.rank == strongest}
        for name, other in (CREDENTIALS, CREDENTIALS[::-1]):
            if name not in given:
                raise ConfigurationError(f"{other} is given without {name}; both have to come from the same source")
        return self.text("accessKey"), self.text("secretKey")

    def _written(self, is_named: bool) -> Source:
        """What the profile says. A file that can't be used stops only who names a profile of it."""
        file = self.first("configFile")
        path = _expanded(self.file, file.place if file else "configFile")
        try:
            profiles = read_profiles(path)
        except FileNotFoundError:
            if not (file or is_named):
                return {}
            place = file.place if file else f"profile {self.profile!r}"
            raise ConfigurationError(f"{place}: there is no file {path}") from None
        except ConfigurationError as error:
            if is_named:
                raise
            self.trouble = str(error)
            return {}
        if self.profile not in profiles and is_named:
            names = ", ".join(sorted(profiles)) or "none"
            raise ConfigurationError(f"{path} has no profile {self.profile!r}; it has {names}")
        profile, place = profiles.get(self.profile), f"profile {self.profile!r} in {path}"
        if not isinstance(profile, dict | None):
            self.trouble = f"{place} must be an object"
        return {s.name: (_in_profile(s, profile), f"{s.name} of {place}") for s in SETTINGS}


def _in_environment(setting: Setting, environment: Mapping[str, str]) -> tuple[str, str]:
    said = ((environment.get(variable, "").strip(), variable) for variable in setting.variables)
    return next(((text, f"{setting.name} ({variable})") for text, variable in said if text), ("", ""))


def _in_profile(setting: Setting, profile: Any) -> str:
    return next((text for path in setting.profile_paths if (text := text_at(profile, path))), "")


def _expanded(file: str, place: str) -> Path:
    try:
        return Path(file).expanduser()
    except RuntimeError:
        # Said of the home of a user whom this machine does not know.
        raise ConfigurationError(f"{place}: there is no home folder for {file}") from None
