"""The states that earlier versions of the provider have stored, in a stack of the real engine."""

from __future__ import annotations

import json
from typing import Any

from engine.conftest import Stack
from provider.messages import SIGNATURE, Secret, Signatures
from provider.states import records

#: Declares what a file has, each with its type, name and inputs.
PROGRAM = """
import json
import pulumi

for each in json.load(open("resources.json")):
    secret = {name: pulumi.Output.secret(value) for name, value in each["secret"].items()}
    pulumi.CustomResource(each["type"], each["name"], {**each["inputs"], **secret})
"""


def test_a_stack_of_stored_states_has_no_changes(stack: Stack) -> None:
    (stack.folder / "resources.json").write_text("[]")
    stack.program(PROGRAM + 'pulumi.CustomResource("outscale-native:index:PublicIp", "seed", {})')
    stack.up()
    state = json.loads(stack.run("stack", "export"))
    *before, seed = state["deployment"]["resources"]
    stored = [(f"{number}-{each.version}", each) for number, each in enumerate(records())]
    assert stored
    added = [
        {
            **seed,
            "urn": seed["urn"].replace("PublicIp", each.resource.type).replace("seed", name),
            "type": each.resource.token,
            "id": each.resource.id,
            "inputs": _exported(each.resource.inputs),
            "outputs": {**_exported(each.resource.outputs), "id": each.resource.id},
        }
        for name, each in stored
    ]
    state["deployment"]["resources"] = [*before, *added]
    (stack.folder / "state.json").write_text(json.dumps(state))
    stack.run("stack", "import", "--file", "state.json", "--force")
    declared = [
        {"type": each.resource.token, "name": name, "inputs": dict(each.program), "secret": {}} for name, each in stored
    ]
    (stack.folder / "resources.json").write_text(json.dumps(declared))
    stack.program(PROGRAM)
    stack.calls()
    assert f"{len(stored) + 1} unchanged" in stack.run("preview", "--expect-no-changes")
    assert not [action for action in stack.calls() if not action.startswith("Read")]


def _exported(value: Any) -> Any:
    """A value as `pulumi stack export --show-secrets` has it."""
    if isinstance(value, Secret):
        return {SIGNATURE: Signatures.SECRET, "plaintext": json.dumps(value.value)}
    if isinstance(value, dict):
        return {name: _exported(item) for name, item in value.items()}
    return [_exported(item) for item in value] if isinstance(value, list) else value
