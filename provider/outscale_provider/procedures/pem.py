"""Certificates and keys in PEM (RFC 7468): what they say, whatever their line endings and breaks, and what is around them."""

from __future__ import annotations

import base64
import re

from outscale_provider.model.values import Remote

_BLOCK = re.compile(r"-----BEGIN ([A-Z0-9 ]+)-----(.+?)-----END \1-----", re.DOTALL)


def blocks(text: str) -> list[tuple[str, bytes]]:
    """The labels and contents of the blocks in a text. Raises ValueError where there are none."""
    found = [(label, base64.b64decode("".join(body.split()), validate=True)) for label, body in _BLOCK.findall(text)]
    if not found:
        raise ValueError("no block in PEM")
    return found


def is_pem(text: str) -> bool:
    """Whether a text has blocks that can be read."""
    try:
        return bool(blocks(text))
    except ValueError:
        return False


def not_in_pem(inputs: Remote, *names: str) -> list[str]:
    """Those of some inputs that are known and that are not in PEM."""
    return [name for name in names if isinstance(inputs.get(name), str) and not is_pem(inputs[name])]
