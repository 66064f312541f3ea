"""The profile file, which other tools of OUTSCALE share (`~/.osc/config.json`)."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from outscale_provider.errors import ConfigurationError

#: All that is in a file to which an editor or a shell has written nothing: marks of an encoding, blanks.
_NOTHING = b"\xef\xbb\xbf\xff\xfe \t\r\n\0"


def read_profiles(file: Path) -> dict[str, Any]:
    """The profiles of a file by their names; none are in an empty one.

    Raises FileNotFoundError, and ConfigurationError for a file that can't be read as profiles.
    """
    try:
        content = file.read_bytes()
        # Bytes, so that the encoding is found out: some shells write UTF-16, some editors begin with a mark.
        profiles = json.loads(content) if content.strip(_NOTHING) else None
    except FileNotFoundError:
        raise
    except UnicodeDecodeError:
        # The error's own text would quote the file.
        raise ConfigurationError(f"{file} cannot be read as JSON: it is not in UTF-8") from None
    except (OSError, ValueError) as error:
        raise ConfigurationError(f"{file} cannot be read as JSON: {error}") from error
    if profiles is None:
        return {}
    if not isinstance(profiles, dict):
        raise ConfigurationError(f"{file} must hold an object with a profile under each name")
    return profiles


def text_at(profile: Any, path: tuple[str, ...]) -> str:
    """A text of a profile, "" where there is none."""
    for part in path:
        profile = profile.get(part) if isinstance(profile, dict) else None
    return profile.strip() if isinstance(profile, str) else ""
