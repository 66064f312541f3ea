"""Who sees the page."""

from __future__ import annotations

from typing import Literal

#: Nobody, programs of the same machine, or whoever reaches the port.
Audience = Literal["nobody", "local", "anyone"]
