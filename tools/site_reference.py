"""The site's pages of resources and functions, made of the schema and of the definitions."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any, NoReturn

import marked
from action_map import sent_by
from tabs import tab

from outscale_api import load
from outscale_provider.functions import functions_of
from outscale_provider.lifecycle.functions import BoundFunction
from outscale_provider.lifecycle.provider import Provider
from outscale_provider.model.bound import Bound
from outscale_provider.model.function import CallAny
from outscale_provider.model.property import OnChange
from outscale_provider.resources import RESOURCES
from outscale_provider.schema import CHANGES, build_schema

Spec = Mapping[str, Any]

_TYPES = "#/types/"
_BLOCK = re.compile(r"^```(\w+)\n.*?^```$", re.DOTALL | re.MULTILINE)
_SPELLING = (
    "Properties have the names that they have in YAML and TypeScript. Python writes `net_id` for `netId`, Go `NetId`."
)
_CHANGES = {
    OnChange.UPDATE: "changes in place",
    OnChange.RESTART: "changes while the VM is stopped",
    OnChange.REPLACE: "replaces the resource",
    OnChange.NONE: "changes nothing that exists",
}


def pages() -> dict[str, str]:
    """Each page by its name in the site."""
    provider = Provider(load(), RESOURCES, functions_of, _no_connection, _no_connection)
    schema = build_schema(provider)
    reference = _Reference(schema["types"])
    resources = {_name(token): (bound, schema["resources"][token]) for token, bound in provider.resources.items()}
    functions = {_name(token): (bound, schema["functions"][token]) for token, bound in provider.functions.items()}
    return {
        "resources/index.md": _index("Resources", {name: spec for name, (_, spec) in resources.items()}),
        "functions/index.md": _index("Functions", {name: spec for name, (_, spec) in functions.items()}),
        **{f"resources/{name}.md": reference.resource(name, *found) for name, found in resources.items()},
        **{f"functions/{name}.md": reference.function(name, *found) for name, found in functions.items()},
    }


def _no_connection(*_: object) -> NoReturn:
    raise AssertionError("pages need no connection")


def _name(token: str) -> str:
    return token.rpartition(":")[2]


def _index(title: str, specs: Mapping[str, Spec]) -> str:
    rows = [marked.row(f"[{name}]({name}.md)", _first_sentence(specs[name]["description"])) for name in sorted(specs)]
    return _joined([f"# {title}", _SPELLING, "\n".join(["| | |", "|---|---|", *rows])])


def _first_sentence(text: str) -> str:
    return re.split(r"(?<=[.])\s", text, maxsplit=1)[0]


class _Reference:
    """Writes pages whose properties refer to some types. Each page has the types that it needs."""

    def __init__(self, types: Mapping[str, Spec]) -> None:
        self._types = types

    def resource(self, name: str, bound: Bound, spec: Spec) -> str:
        text, example, rest = _parts(spec["description"])
        inputs, outputs = spec["inputProperties"], spec["properties"]
        own = {output: found for output, found in outputs.items() if output not in inputs}
        listed = [
            self._property(
                input, _without_change(found), _needs(input in spec["requiredInputs"]), _CHANGES[prop.on_change]
            )
            for (input, found), prop in zip(inputs.items(), bound.inputs.values(), strict=True)
        ]
        return _joined(
            [
                f"# {name}\n\n{text}",
                f"## Example\n\n{example}",
                "## Inputs",
                *(listed or ["None."]),
                "## Outputs\n\nAll inputs are outputs as well, and so is `id`, the resource's identifier.",
                *self._outputs(own, spec["required"]),
                *self._sections([*inputs.values(), *outputs.values()]),
                rest,
                f"## The API's actions\n\n{_actions(bound)}",
            ]
        )

    def function(self, name: str, bound: BoundFunction, spec: Spec) -> str:
        text, example, _ = _parts(spec["description"])
        inputs, outputs = spec["inputs"], spec["outputs"]
        listed = [
            self._property(input, found, _needs(input in inputs["required"]))
            for input, found in inputs["properties"].items()
        ]
        function = bound.function
        action = "any" if isinstance(function, CallAny) else f"`{function.action}`"
        return _joined(
            [
                f"# {name}\n\n{text}",
                f"## Example\n\n{example}",
                "## Inputs",
                *(listed or ["None."]),
                "## Outputs",
                *self._outputs(outputs["properties"], outputs["required"]),
                *self._sections([*inputs["properties"].values(), *outputs["properties"].values()]),
                f"## The API's action\n\nIt sends {action}.",
            ]
        )

    def _outputs(self, properties: Spec, required: Iterable[str]) -> list[str]:
        always = set(required)
        return [
            self._property(name, spec, "" if name in always else "may be absent") for name, spec in properties.items()
        ]

    def _property(self, name: str, spec: Spec, *notes: str) -> str:
        secret = "a secret" if spec.get("secret") else ""
        deprecated = "deprecated" if spec.get("deprecationMessage") else ""
        facts = [self._type(spec), *(note for note in (*notes, secret, deprecated) if note)]
        described = spec["description"].replace("\n", "\n    ")
        return f"`{name}` · {' · '.join(facts)}\n:   {described}"

    def _type(self, spec: Spec) -> str:
        """A type in words; an object is a link to its section of the page."""
        if "oneOf" in spec:
            return self._type(spec["oneOf"][1])
        if "$ref" in spec:
            return self._reference(spec["$ref"])
        if spec["type"] == "array":
            return f"list of {self._type(spec['items'])}"
        if spec["type"] == "object":
            return f"map of {self._type(spec['additionalProperties'])}"
        return str(spec["type"])

    def _reference(self, ref: str) -> str:
        if not ref.startswith(_TYPES):
            return "any value"
        token = ref.removeprefix(_TYPES)
        if "enum" in self._types[token]:
            return "one of " + ", ".join(f"`{member['value']}`" for member in self._types[token]["enum"])
        return f"[{_name(token)}](#{_name(token).lower()})"

    def _sections(self, specs: Iterable[Spec]) -> list[str]:
        """A section for each type of object that some properties refer to, directly or by others."""
        sections = []
        for token in sorted(self._objects(specs)):
            found = self._types[token]
            required = found.get("required", ())
            listed = [
                self._property(name, spec, _needs(name in required)) for name, spec in found["properties"].items()
            ]
            sections += [f"### {_name(token)}\n\n{found['description']}", *listed]
        return ["## Types", *sections] if sections else []

    def _objects(self, specs: Iterable[Spec]) -> set[str]:
        found: set[str] = set()
        to_do = list(specs)
        while to_do:
            spec = to_do.pop()
            token = spec.get("$ref", "").removeprefix(_TYPES)
            if token in self._types and token not in found and "properties" in self._types[token]:
                found.add(token)
                to_do += self._types[token]["properties"].values()
            to_do += [spec[key] for key in ("items", "additionalProperties") if isinstance(spec.get(key), dict)]
        return found


def _needs(required: bool) -> str:
    return "required" if required else ""


def _without_change(spec: Spec) -> Spec:
    """The specification of an input without the sentence on its change, which stands beside its type."""
    text = spec["description"]
    for sentence in filter(None, CHANGES.values()):
        text = text.removesuffix(sentence).rstrip()
    return {**spec, "description": text}


def _parts(description: str) -> tuple[str, str, str]:
    """What a description consists of: text, example, and what comes after that."""
    text, _, rest = description.partition("{{% examples %}}")
    examples, _, after = rest.partition("{{% /examples %}}")
    title = re.search("^### (.+)$", examples, re.MULTILINE)
    assert title, description
    tabs = [tab(block[1], block[0]) for block in _BLOCK.finditer(examples)]
    return text.strip(), "\n".join([f"{title[1]}:\n", *tabs]).rstrip(), after.strip()


def _actions(bound: Bound) -> str:
    by_verb: dict[str, list[str]] = defaultdict(list)
    for action, verb in sent_by(bound.resource):
        if f"`{action}`" not in by_verb[verb]:
            by_verb[verb].append(f"`{action}`")
    rows = [marked.row(verb, ", ".join(actions)) for verb, actions in by_verb.items()]
    return "\n".join(["| to | it sends |", "|---|---|", *rows])


def _joined(parts: Iterable[str]) -> str:
    return "\n\n".join(part for part in parts if part) + "\n"
