"""Property paths in the engine's notation: `listeners[0].port`, `tags["a key"]`."""

from __future__ import annotations

import re


def key_part(key: str) -> str:
    """The part of a property path that names a key of a map."""
    escaped = key.replace("\\", "\\\\").replace('"', '\\"')
    return f'["{escaped}"]' if not key.isidentifier() else f".{key}"


#: A name, an index or any, a quoted key.
_PART = re.compile(r"""\.?([^."[\]]+)|\[(\d+|\*)\]|\["((?:[^"\\]|\\.)*)"\]""")


def parts(path: str) -> tuple[str, ...]:
    """The names, indices and keys that a property path consists of."""
    return tuple(name or index or re.sub(r"\\(.)", r"\1", key) for name, index, key in _PART.findall(path))
