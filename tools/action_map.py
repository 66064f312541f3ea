"""Writes docs/actions.md: for each action of the API, what of the provider sends it.

python tools/action_map.py docs/actions.md
"""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from outscale_api import load
from outscale_provider.functions import functions_of
from outscale_provider.model.function import CallAny
from outscale_provider.model.resource import Delete, Members, Resource, Update
from outscale_provider.resources import RESOURCES

HEAD = """\
# The API's actions and what sends them

Made by `make generate` from the definitions of the resources and functions. What no resource or function has a use for
is sent by the function `call`, as any other can be.

| action | sent by |
|---|---|
"""


def main() -> None:
    Path(sys.argv[1]).write_text(f"{HEAD}{table()}\n")


def table() -> str:
    """A line for each action, in the order of the description."""
    uses: dict[str, list[str]] = defaultdict(list)
    for resource in RESOURCES:
        for action, verb in sent_by(resource):
            if verb not in uses[action]:
                uses[action].append(f"{resource.name} ({verb})")
    for function in functions_of(load()):
        if not isinstance(function, CallAny):
            uses[function.action].append(f"`{function.name}`")
    return "\n".join(f"| {action.name} | {_shown(uses[action.name])} |" for action in load())


def sent_by(resource: Resource) -> Iterator[tuple[str, str]]:
    """The actions of a resource's verbs. Tags, which nearly all have, are told once."""
    yield resource.create.action, "create"
    yield resource.read.action, "read"
    for step in resource.update:
        if isinstance(step, Update):
            yield step.action, "update"
        elif isinstance(step, Members):
            in_place = [step.in_place.action] if step.in_place else []
            yield from ((action, "update") for action in (step.add.action, step.remove.action, *in_place))
        else:
            yield from ((action, "update") for action in step.actions)
    if resource.tags:
        yield resource.tags.add.action, "tags"
        yield resource.tags.remove.action, "tags"
    if isinstance(resource.delete, Delete):
        yield resource.delete.action, "delete"


def _shown(uses: list[str]) -> str:
    tagged = [use for use in uses if use.endswith("(tags)")]
    others = [use for use in dict.fromkeys(uses) if use not in tagged]
    if len(tagged) > 3:
        tagged = [f"the tags of {len(tagged)} resources"]
    return ", ".join([*others, *tagged]) or "`call`"


if __name__ == "__main__":
    main()
