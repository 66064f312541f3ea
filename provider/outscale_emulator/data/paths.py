"""What stands at the path of a field, as the index and the filters compare it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from outscale_api.paths import values_at


def texts_at(obj: Any, path: Sequence[str]) -> list[str]:
    """The values at a path, as text."""
    return [str(value) for value in values_at(obj, path) if value is not None]
