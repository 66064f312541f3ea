"""Code that works for every resource names none of them, nor an action: what is particular stands in a definition."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import outscale_provider
from outscale_api import load
from outscale_provider.resources import RESOURCES

ROOT = Path(outscale_provider.__file__).parent
FILES = sorted(path for room in ("api", "lifecycle", "model") for path in (ROOT / room).glob("*.py"))
PARTICULAR = {resource.name for resource in RESOURCES} | set(load().action_names)

#: Actions for all resources that have tags; what tells of any quota; whose account it is; an example in an error.
ALLOWED = {
    "model/tags.py": {"CreateTags", "DeleteTags"},
    "lifecycle/advice.py": {"ReadQuotas"},
    "lifecycle/account_guard.py": {"ReadAccounts"},
    "lifecycle/calling.py": {"ReadVms"},
}


def words_of(tree: ast.AST) -> Iterator[str]:
    """The names in code and the words in its texts, other than docstrings."""
    docstrings = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docstrings:
            yield from re.findall(r"\w+", node.value)
        elif isinstance(node, ast.Name):
            yield node.id
        elif isinstance(node, ast.Attribute):
            yield node.attr


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_generic_code_knows_no_resource(path: Path):
    named = PARTICULAR & set(words_of(ast.parse(path.read_text())))
    assert named - ALLOWED.get(str(path.relative_to(ROOT)), set()) == set()


def test_a_resource_that_is_named_is_found():
    assert PARTICULAR & set(words_of(ast.parse('if bound.resource.name == "Vm":\n    call("StopVms")'))) == {
        "Vm",
        "StopVms",
    }
