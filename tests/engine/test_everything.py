"""A stack with every resource: it comes, is seen as it is, changes in all that can change, is imported, and goes."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from chaos.inventory import identifiers
from engine.conftest import Stack
from engine.everything import assert_nothing_is_lost, import_all, let_keys_be_limited, write_program
from engine.processes import served
from outscale_api import load
from outscale_provider.model.bound import Bound
from outscale_provider.model.property import OnChange
from outscale_provider.resources import RESOURCES

State = Mapping[str, Mapping[str, Any]]

BOUND = {resource.name: Bound(resource, load()) for resource in RESOURCES}

#: What stays, by the API: tasks that are over, and peerings, whose end can still be read.
LEFT = {"ImageExportTask", "SnapshotExportTask"}

#: What an import can't find out, and which the next `up` compares with what is there (docs/guides/limits.md).
UNTOLD = {("Vm disks", "blockDeviceMappings")}

#: Texts of secrets, which the state has encrypted.
SECRETS = ("PRIVATE KEY", "of the first", "of the second")


def of_every_resource(table: str) -> set[str]:
    """The actions that some resource sends to change something, by docs/actions.md."""
    rows = re.findall(r"^\| (\w+) \| (.+) \|$", table, re.MULTILINE)
    assert {action for action, _ in rows} >= {action.name for action in load()}
    uses = {
        action: [use for use in said.split(", ") if "(read)" not in use and "`" not in use] for action, said in rows
    }
    return {action for action, changing in uses.items() if changing and action != "action"}


def with_inputs_that(*effects: OnChange) -> set[tuple[str, str]]:
    """The inputs whose change has one of these effects, with their types. One that takes a single value never changes."""
    return {
        (type, name)
        for type, bound in BOUND.items()
        for name, prop in bound.inputs.items()
        if prop.on_change in effects and len(prop.shape.type.enum) != 1
    }


def type_of(name: str) -> str:
    return name.partition(" ")[0]


def replaced(first: State, second: State) -> set[str]:
    """The types of which a resource was made anew."""
    return {type_of(name) for name in first if first[name]["created"] != second[name]["created"]}


def changed_in_place(first: State, second: State) -> set[tuple[str, str]]:
    """The inputs that changed without that, with their types."""
    return {
        (type_of(name), property)
        for name in first
        if first[name]["created"] == second[name]["created"]
        for property in first[name]["inputs"].keys() | second[name]["inputs"].keys()
        if first[name]["inputs"].get(property) != second[name]["inputs"].get(property)
    }


def proposed(stack: Stack) -> set[tuple[str, str]]:
    """What a preview would change."""
    steps = json.loads(stack.run("preview", "--json"))["steps"]
    return {
        (
            f"{step['urn'].rpartition('::')[0].rpartition(':')[2]} {step['urn'].rpartition('::')[2]}",
            re.split(r"[.\[]", path)[0],
        )
        for step in steps
        if step["op"] != "same"
        for path in step.get("detailedDiff") or {"": {}}
    }


@pytest.mark.parametrize("era", ["1.16", "today"])
def test_a_stack_of_every_resource_comes_changes_is_imported_and_goes(stack: Stack, era: str) -> None:
    with served(stack, "immediate", "--era", era) as server:
        let_keys_be_limited(server)
        before = stack.objects()
        write_program(stack)

        stack.set("test:phase", "0")
        stack.up()
        first = stack.resources()
        assert {type_of(name) for name in first} == BOUND.keys()
        assert len(first) >= 120
        assert_nothing_is_lost(stack)
        sent = set(stack.calls())

        stack.run("preview", "--expect-no-changes")
        assert stack.calls() == ["ReadAccounts"], "which the program asks for itself"
        stack.run("refresh", "--yes", "--skip-preview", "--expect-no-changes")
        assert max(Counter(stack.calls()).values()) <= 2

        stack.set("test:phase", "1")
        told = stack.up()
        second = stack.resources()
        assert with_inputs_that(OnChange.UPDATE, OnChange.RESTART) - changed_in_place(first, second) == set()
        assert {type for type, _ in with_inputs_that(OnChange.REPLACE)} - replaced(first, second) == set()
        assert_nothing_is_lost(stack)
        sent |= set(stack.calls())
        stack.run("preview", "--expect-no-changes")

        other = stack.beside(stack.folder.parent / "other")
        other.environment |= {name: stack.environment[name] for name in ("OSC_ACCESS_KEY", "OSC_SECRET_KEY")}
        other.configure("endpoint", server.url)
        other.set("test:phase", "1")
        write_program(other)
        assert f"{len(second)} imported" in import_all(stack, other)
        assert proposed(other) == UNTOLD

        kept = stack.checkpoint().read_text()
        assert [secret for secret in SECRETS if secret in told + kept] == []

        stack.calls()
        stack.run("destroy", "--yes", "--skip-preview")
        assert stack.resources() == {}
        assert identifiers(stack.cloud) == {}
        assert {kind for kind, _ in stack.objects() - before} == LEFT
        sent |= set(stack.calls())
    table = (Path(__file__).parents[2] / "docs" / "actions.md").read_text()
    assert of_every_resource(table) - sent == set()
