"""What user data tells the cloud itself, besides the system that runs in the VM (api-behaviour.md section 5)."""

from __future__ import annotations

import base64
import re

_SECTION = re.compile(r"-----BEGIN OUTSCALE SECTION-----(.*?)-----END OUTSCALE SECTION-----", re.DOTALL)


def has_no_public_ip(user_data: str) -> bool:
    """Whether user data asks for a VM without public IP: `private_only=true` in the section for the cloud."""
    return settings(user_data).get("private_only") == "true"


def settings(user_data: str) -> dict[str, str]:
    """The `name=value` lines of the section for the cloud in Base64-encoded user data."""
    text = base64.b64decode(user_data).decode(errors="replace")
    section = _SECTION.search(text)
    lines = section[1].splitlines() if section else ()
    pairs = (line.partition("=") for line in lines if "=" in line)
    return {name.strip(): value.strip() for name, _, value in pairs}
