"""What only the user can tell: of what may have been created, what is the stack's.

Each error names one candidate of its own. All of them are told together when the operation ends, with one command that
imports them and one that deletes them.
"""

from __future__ import annotations

import json
import shlex
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from outscale_provider.lifecycle.journal import Entry
from outscale_provider.lifecycle.urn import name_of, stack_of, type_of
from outscale_provider.model.naming import to_pulumi
from outscale_provider.model.resource import Delete, Resource

#: After an import nothing protects what the stack may delete, and the program is there already.
IMPORT = "pulumi import --file {} --protect=false --generate-code=false --yes"


@dataclass(frozen=True)
class Question:
    """Which resource, if any, did the creation make that `entry`, in `file`, is about?

    `deletions` are the commands that delete those that it may be, by their identifiers.
    """

    resource: Resource
    entry: Entry
    file: Path
    deletions: Mapping[str, str]

    @property
    def ids(self) -> list[str]:
        return list(self.deletions)

    @property
    def type(self) -> str:
        return type_of(self.entry.urn) or self.resource.name

    @property
    def name(self) -> str:
        return name_of(self.entry.urn)

    @property
    def can_be_imported(self) -> bool:
        """Not what is of no use without the answer, and not where the stack still has what was to be replaced."""
        return not self.entry.irrecoverable and not self.entry.before

    @property
    def is_nested(self) -> bool:
        """Whether the resource is a component's, whose URN nobody but the program knows."""
        return "$" in self.entry.urn.split("::")[2]


class Questions:
    """The open questions of an operation. `folder` is for a file that imports what they are about."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._asked: dict[str, Question] = {}
        #: The one candidate of each question.
        self._candidates: dict[str, str] = {}

    def ask(self, question: Question) -> str:
        """Notes a question; answers what its error says."""
        urn = question.entry.urn
        self._asked[urn] = question
        taken = set(self._candidates.values())
        candidate = next((id for id in question.ids if id not in taken), None)
        lost = f"the answer to {question.resource.create.action} was lost"
        if candidate is None:
            others = " and ".join(sorted({name_of(of) for of, id in self._candidates.items() if id in question.ids}))
            return (
                f"{lost}, and what may be what it created is named with {others} already. Settle that, then run"
                " `pulumi up` again"
            )
        self._candidates[urn] = candidate
        more = len(question.ids) - 1
        as_well = f" ({more} more may be it as well: all are listed where this operation ends)" if more else ""
        return (
            f"{lost}, and {candidate} may be what it created; nothing proves it{as_well}. {_what_to_do(question, candidate)}"
            f"If it is not, remove {question.file}. Then run `pulumi up` again"
        )

    def all(self) -> list[str]:
        """What to do about all questions together, where there are several: one text for all."""
        if len(self._asked) < 2:
            return []
        questions = list(self._asked.values())
        importable = {urn: id for urn, id in self._candidates.items() if self._asked[urn].can_be_imported}
        importable = {urn: id for urn, id in importable.items() if not self._asked[urn].is_nested}
        steps = [
            f"the answers to {len(questions)} creations were lost, and these may be what they created:"
            f" {', '.join(sorted({id for question in questions for id in question.ids}))}"
        ]
        if importable:
            steps.append(f"If they are the stack's, this imports {_count(importable)}:\n  {self._import(importable)}")
        deletions = [command for question in questions for command in question.deletions.values()]
        steps.append(f"Or this deletes them all:\n  {' && '.join(dict.fromkeys(deletions))}")
        files = " ".join(shlex.quote(str(question.file)) for question in questions)
        steps.append(f"If none is the stack's:\n  rm {files}")
        return ["\n".join([*steps, "Then run `pulumi up` again"])]

    def _import(self, ids: Mapping[str, str]) -> str:
        """The command that imports what has these identifiers, by URN. What it reads is written to a file."""
        resources, names = [], {}
        for urn, id in ids.items():
            question = self._asked[urn]
            resource = {"type": question.type, "name": question.name, "id": id}
            provider = question.entry.scope.provider
            if provider and not name_of(provider).startswith("default"):
                names[name_of(provider)] = provider
                resource["provider"] = name_of(provider)
            resources.append(resource)
        content: dict[str, Any] = {"nameTable": names, "resources": resources}
        _, _, stack = stack_of(next(iter(ids))).partition("urn:pulumi:")
        file = self._folder / f"import-{stack.replace('::', '-')}.json"
        try:
            file.write_text(json.dumps(content, indent=2))
        except OSError:
            return "\n  ".join(f"pulumi import {r['type']} {shlex.quote(r['name'])} {r['id']}" for r in resources)
        return IMPORT.format(shlex.quote(str(file)))


def _what_to_do(question: Question, id: str) -> str:
    delete = question.deletions[id]
    if question.entry.irrecoverable:
        outputs = " and ".join(map(to_pulumi, question.resource.only_at_creation))
        return f"Its {outputs} is lost with the answer, so it is of no use: if it is, delete it:\n  {delete}\n"
    if not question.can_be_imported:
        refused = "".join(f"If that is refused, {why}: go on as if it were not.\n" for why in _whys(question.resource))
        return f"The stack still has what it was to replace: if it is, delete it:\n  {delete}\n{refused}"
    if question.is_nested:
        return f"If it is, give its resource the option import_={id!r} for one `pulumi up`, or delete it:\n  {delete}\n"
    return f"If it is, import it:\n  pulumi import {question.type} {question.name} {id}\nor delete it:\n  {delete}\n"


def _whys(resource: Resource) -> list[str]:
    """Why the API may refuse to delete one, where nothing is wrong with that."""
    return list(resource.delete.leaves.values()) if isinstance(resource.delete, Delete) else []


def _count(importable: Mapping[str, str]) -> str:
    return f"{len(importable)} of them" if len(importable) > 1 else "one of them"
