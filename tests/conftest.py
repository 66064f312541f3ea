"""The order of the tests: those with the real engine take most of the time, and nobody should wait for the last of them."""

from __future__ import annotations

import pytest


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Puts what may take longest first. The sort is stable: else the order stays."""
    items.sort(key=_longest, reverse=True)


def _longest(item: pytest.Item) -> float:
    """How long a test may take, by its marks, in seconds."""
    return max((mark.args[0] for mark in item.iter_markers("timeout")), default=0)
