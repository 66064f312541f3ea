"""The stacks are those of the engine's tests."""

import pytest

from engine.conftest import empty_project as empty_project
from engine.conftest import stack as stack

#: How long a whole test may take, in seconds: `make chaos` runs dozens of commands on a large stack, most of them throttled.
LONGEST = 1800


def pytest_itemcollected(item: pytest.Item) -> None:
    item.add_marker(pytest.mark.timeout(LONGEST))
