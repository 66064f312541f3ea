"""What an item of a list says, one thing at a time: the API keeps some lists in another grouping than programs give them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Single:
    """One of the things that an item says.

    `key` is equal for those that mean the same to the API. `path` is where it stands in the item, and `item` is an item that
    says it alone; both in the API's names.
    """

    key: str
    path: str
    item: Any
