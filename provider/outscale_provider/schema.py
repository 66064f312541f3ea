"""The Pulumi package schema, derived from the definitions and the API's description."""

from __future__ import annotations

import json
import re
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

from outscale_api import Api
from outscale_provider.lifecycle.calling import ANY
from outscale_provider.lifecycle.functions import BoundFunction
from outscale_provider.lifecycle.identity import id_example
from outscale_provider.lifecycle.listing import list_inputs
from outscale_provider.lifecycle.provider import PACKAGE, Provider
from outscale_provider.model.bound import Bound
from outscale_provider.model.example import Example
from outscale_provider.model.naming import for_programs, to_pulumi
from outscale_provider.model.property import NO_DEFAULT, OnChange, Property, Shape
from outscale_provider.sdk_readme import readme
from outscale_provider.settings import SETTINGS
from outscale_provider.version import VERSION

#: Where the project lives and its releases are, as OWNER/NAME of GitHub: whoever owns that says so here, and as Go's module in
#: sdk/go/go.mod, and nowhere else.
REPOSITORY = ""

#: Where the engine may download the plugin as long as it is published nowhere. Without a URL it would trust whoever owns the
#: package's name on a public host (pulumi-engine.md section 1.1); this one belongs to nobody, ever (RFC 2606).
NO_DOWNLOAD = "https://plugins.outscale-native.invalid"

#: The host of Go's module until then: nobody's either. A program's go.mod says in which folder that module is.
NO_HOST = "outscale-native.invalid"

#: The oldest version of Pulumi's own SDK that ours works with: in Python as tried, in others that of the generator, since what
#: it makes calls what came with it (in Go an older one takes no outputs in the arguments of a function).
PULUMI_IN_PYTHON, PULUMI_IN_OTHERS = "3.231.0", "3.259.0"

#: Whose example the packages of the SDKs begin with.
FIRST = "Subnet"

DESCRIPTION = "Manages infrastructure on the 3DS OUTSCALE cloud, natively on its API."

Spec = dict[str, Any]

#: The programs of examples: by the name of what each shows, and by language.
Programs = Mapping[str, Mapping[str, str]]

#: The languages of examples in their order, as code blocks and the files of programs call them.
LANGUAGES = ("python", "typescript", "go", "yaml")


def made_programs() -> Programs:
    """The programs that `make generate` has made of the definitions' examples."""
    programs: Programs = json.loads(Path(__file__).with_name("examples.json").read_text("utf-8"))
    return programs


def build_schema(provider: Provider, repository: str = REPOSITORY, programs: Programs | None = None) -> Spec:
    """The whole schema, as Pulumi's package metaschema has it, of a package that is published in a repository.

    Examples have the programs that were made of them; with none (`{}`), the schema is without examples. Making programs takes
    such a one.
    """
    made = made_programs() if programs is None else programs
    types = _Types(_subjects(provider.api), provider.api.property_names)
    resources = {token: _resource(bound, types, made) for token, bound in provider.resources.items()}
    functions = {token: _function(bound, types, made) for token, bound in provider.functions.items()}
    _refuse_doubles("types and resources", [*resources, *types.specs])
    return {
        "name": PACKAGE,
        "displayName": "OUTSCALE Native",
        "version": VERSION,
        "description": DESCRIPTION,
        "keywords": ["pulumi", "outscale", "category/cloud", "kind/native"],
        "license": "Apache-2.0",
        "publisher": "outscale-native",
        **_publication(repository),
        "config": {"variables": _settings()},
        "provider": {
            "description": "The OUTSCALE API, for one account in one Region.",
            "inputProperties": _settings(),
        },
        "types": dict(sorted(types.specs.items())),
        "resources": resources,
        "functions": functions,
        "language": _languages(repository, made.get(FIRST, {})),
    }


def _publication(repository: str) -> Spec:
    """Where the project is found. The releases of a repository have the archives by the names that the engine asks for."""
    if not repository:
        return {"pluginDownloadURL": NO_DOWNLOAD}
    home = _home(repository)
    return {
        "homepage": home,
        "repository": home,
        "logoUrl": f"https://raw.githubusercontent.com/{repository}/main/docs/logo.svg",
        "pluginDownloadURL": f"github://api.github.com/{repository}",
    }


def _home(repository: str) -> str:
    return f"https://github.com/{repository}" if repository else ""


def _languages(repository: str, first: Mapping[str, str]) -> Spec:
    """What the generator of each SDK is told. C# and Java are for those who generate them; we build and try neither."""
    host = f"github.com/{repository}" if repository else NO_HOST
    return {
        "python": {
            "packageName": "pulumi_outscale_native",
            "requires": {"pulumi": f">={PULUMI_IN_PYTHON},<4.0.0"},
            "pythonRequires": ">=3.11",
            "pyproject": {"enabled": True},
            "respectSchemaVersion": True,
            "readme": readme("python", first.get("python", ""), _home(repository)),
        },
        "nodejs": {
            "packageName": "pulumi-outscale-native",
            "packageDescription": DESCRIPTION,
            "dependencies": {"@pulumi/pulumi": f"^{PULUMI_IN_OTHERS}"},
            "devDependencies": {"@types/node": "^20", "typescript": "^5.0.0"},
            "respectSchemaVersion": True,
            "readme": readme("typescript", first.get("typescript", ""), _home(repository)),
        },
        "go": {
            "importBasePath": f"{host}/sdk/go/outscalenative",
            "respectSchemaVersion": True,
        },
        "csharp": {
            "rootNamespace": "Outscale",
            "namespaces": {PACKAGE: "Native"},
            "packageReferences": {"Pulumi": "3.*"},
            "respectSchemaVersion": True,
        },
        "java": {"basePackage": "outscale", "buildFiles": "gradle"},
    }


def _subjects(api: Api) -> frozenset[str]:
    """What the API's actions are about, in the singular: a Route, as there is CreateRoute."""
    nouns = {re.sub("^[A-Z][a-z]+", "", action) for action in api.action_names}
    return frozenset(nouns | {noun.removesuffix("s") for noun in nouns})


@dataclass(frozen=True)
class _Place:
    """Where a type is needed: for a property of an owner (a resource, a function or an object type)."""

    prop: Property
    owner: str
    output: bool


class _Types:
    """Collects the object and enum types that properties refer to, under names that no new resource makes ambiguous.

    An object type has the API's name, and `Details` after it where it is what an action is about, since that can be a
    resource's name. An enum has the names of its one owner and of the property, whose description is its own.
    """

    def __init__(self, subjects: Container[str], property_names: Container[str]) -> None:
        self.specs: dict[str, Spec] = {}
        self._property_names = property_names
        self._subjects = subjects
        self._owners: dict[str, tuple[str, str]] = {}
        self._given: set[str] = set()

    def of(self, prop: Property, owner: str, output: bool) -> Spec:
        """How a property of an owner is typed."""
        return self._reference(prop.shape, _Place(prop, owner, output))

    def described(self, text: str) -> str:
        """A description in the names that programs use."""
        return for_programs(text, self._property_names)

    def _reference(self, shape: Shape, place: _Place) -> Spec:
        if shape is ANY:
            return {"type": "object", "additionalProperties": {"$ref": "pulumi.json#/Any"}}
        if shape.map_of:
            return {"type": "object", "additionalProperties": self._reference(shape.map_of, place)}
        if shape.items:
            return {"type": "array", "items": self._reference(shape.items, place)}
        if shape.type.object:
            return {"$ref": f"#/types/{self._add_object(shape, place.output)}"}
        plain = {"type": shape.type.kind}
        # What the API answers may grow; what a program may give is known.
        if shape.type.enum and not place.output:
            # Typed programs may write the value itself: `flow="Inbound"` is as good as the enum's member.
            return {**plain, "oneOf": [plain, {"$ref": f"#/types/{self._add_enum(shape, place)}"}]}
        return plain

    def _add_object(self, shape: Shape, output: bool) -> str:
        described = shape.type.object
        assert described
        name = f"{described.name}Details" if described.name in self._subjects else described.name
        token = f"{PACKAGE}:index:{name}"
        # What is both given and answered has the type of what is given, whichever is met first.
        if token not in (self.specs if output else self._given):
            if not output:
                self._given.add(token)
            self.specs[token] = {}
            self.specs[token] = {
                "type": "object",
                "description": self.described(described.description),
                "properties": properties(shape.properties, self, name, output),
                "required": _always(shape.properties),
            }
        return token

    def _add_enum(self, shape: Shape, place: _Place) -> str:
        owner, name = place.owner, place.prop.api_name
        token = f"{PACKAGE}:index:{name if name.startswith(owner) else owner + name}"
        first = self._owners.setdefault(token, (owner, name))
        spec = {
            "type": shape.type.kind,
            "description": self.described(place.prop.description),
            "enum": _members(token, shape.type.enum),
        }
        if first != (owner, name) or self.specs.setdefault(token, spec) != spec:
            raise ValueError(f"{token} would be the type of {owner}.{name} and of {'.'.join(first)}")
        return token


def _members(token: str, values: Sequence[str | int]) -> list[Spec]:
    """The members of an enum, each with a name of its own."""
    members = [{"value": value, "name": _member_name(value)} for value in values]
    _refuse_doubles(f"members of {token}", [str(member["name"]) for member in members])
    return members


def _member_name(value: str | int) -> str:
    sign = "Minus" if str(value).startswith("-") else ""
    words = "".join(c if c.isalnum() else " " for c in str(value)).split()
    name = sign + "".join(word[:1].upper() + word[1:] for word in words) or "Empty"
    return f"Value{name}" if name[0].isdigit() else name


def _refuse_doubles(what: str, names: Sequence[str]) -> None:
    """Raises ValueError if two names are one where case does not count: in file names, and in SDKs that spell them anew."""
    folded = [name.lower() for name in names]
    doubles = [name for name in names if folded.count(name.lower()) > 1]
    if doubles:
        raise ValueError(f"{what} have one name: {', '.join(doubles)}")


def properties(table: Mapping[str, Property], types: _Types, owner: str, outputs: bool = False) -> Spec:
    """The specifications of the properties of an owner: a resource, a function or an object."""
    return {name: _property(prop, types, owner, outputs) for name, prop in table.items()}


def _property(prop: Property, types: _Types, owner: str, output: bool) -> Spec:
    spec = {**types.of(prop, owner, output), "description": types.described(prop.description)}
    if prop.secret:
        spec["secret"] = True
    if prop.deprecated:
        spec["deprecationMessage"] = "Deprecated by the OUTSCALE API."
    if prop.api_name == owner:
        # In C# no member has the name of its class.
        spec["language"] = {"csharp": {"name": f"{owner}Value"}}
    return spec


def _required(table: Mapping[str, Property]) -> list[str]:
    return sorted(name for name, prop in table.items() if prop.required)


def _always(table: Mapping[str, Property]) -> list[str]:
    """What is always there: also what an object requires, whether it is given or answered."""
    return sorted(name for name, prop in table.items() if prop.always or prop.required)


def _resource(bound: Bound, types: _Types, made: Programs) -> Spec:
    resource = bound.resource
    parts = (resource.description, *_examples(resource.name, resource.example, made), import_section(bound))
    return {
        "description": "\n\n".join(parts),
        "properties": properties(bound.outputs, types, resource.name, outputs=True),
        "required": _always(bound.outputs),
        "inputProperties": {
            name: _with_change(prop, spec)
            for (name, spec), prop in zip(
                properties(bound.inputs, types, resource.name).items(), bound.inputs.values(), strict=True
            )
        },
        "requiredInputs": _required(bound.inputs),
        "listInputs": {"type": "object", "properties": properties(list_inputs(bound), types, resource.name)},
    }


#: What a change of an input does, in words.
CHANGES = {
    OnChange.REPLACE: "Changing it replaces the resource.",
    OnChange.RESTART: "Changing it stops and starts the VM.",
    OnChange.NONE: "Changing it has no effect on what exists.",
    OnChange.UPDATE: "",
}


def _with_change(prop: Property, spec: Spec) -> Spec:
    """The specification of an input: with its default, and with what a change of it does."""
    parts = (spec["description"], _default_text(prop), CHANGES[prop.on_change])
    said = {**spec, "description": " ".join(part for part in parts if part)}
    return {**said, "willReplaceOnChanges": True} if prop.on_change is OnChange.REPLACE else said


def _default_text(prop: Property) -> str:
    """The default in words, "" where there is none to tell or the description tells it."""
    if prop.default is NO_DEFAULT or prop.default == "" or isinstance(prop.default, dict | list):
        return ""
    if re.search("default|(true|false) if absent", prop.description, re.IGNORECASE):
        return ""
    value = str(prop.default).lower() if isinstance(prop.default, bool) else prop.default
    return f"Default: `{value}`."


def import_section(bound: Bound) -> str:
    """How a resource is imported, as Pulumi's documentation wants it: after the examples, with the form of its identifier."""
    command = f"pulumi import {PACKAGE}:index:{bound.resource.name} main {id_example(bound)}"
    return f"## Import\n\nThe identifier is `{id_form(bound)}`.\n\n```sh\n{command}\n```"


def id_form(bound: Bound) -> str:
    """What an identifier is made of, such as `{routeTableId}/{destinationIpRange}`."""
    parts = "/".join(f"{{{to_pulumi(part)}}}" for part in bound.resource.id_parts)
    return bound.resource.fixed_id or parts


def _examples(name: str, example: Example, made: Programs) -> list[str]:
    """A section with an example in all languages, as Pulumi's documentation wants it: each SDK has only its own."""
    if not made:
        return []
    blocks = "\n\n".join(f"```{language}\n{made[name][language]}```" for language in LANGUAGES)
    return [
        "{{% examples %}}\n## Example Usage\n\n{{% example %}}\n"
        f"### {example.title}\n\n{blocks}\n\n{{{{% /example %}}}}\n{{{{% /examples %}}}}"
    ]


def _function(bound: BoundFunction, types: _Types, made: Programs) -> Spec:
    function = bound.function
    owner = function.name[0].upper() + function.name[1:]
    description = types.described(f"{function.description}{_secrecy_text(bound)}")
    return {
        "description": "\n\n".join([description, *_examples(function.name, function.example, made)]),
        "inputs": {
            "type": "object",
            "properties": properties(bound.inputs, types, owner),
            "required": _required(bound.inputs),
        },
        "outputs": {
            "type": "object",
            "properties": properties(bound.outputs, types, owner, outputs=True),
            "required": _always(bound.outputs),
        },
    }


def _secrecy_text(bound: BoundFunction) -> str:
    """What to know of a function whose answer holds secrets, "" where it holds none."""
    secrets = sorted(_secret_properties(bound.outputs))
    if not secrets:
        return ""
    return (
        f"\n\nThe answer holds secrets ({', '.join(f'`{name}`' for name in secrets)}). The output form of this function keeps"
        " it secret; the plain form puts it in clear text into the program."
    )


def _secret_properties(table: Mapping[str, Property]) -> set[str]:
    """The names of what is secret, at any depth."""
    found: set[str] = set()
    for name, prop in table.items():
        found |= {name} if prop.secret else _secret_properties((prop.shape.items or prop.shape).properties)
    return found


_SETTING_TYPES: Mapping[str, Spec] = {
    "map": {"type": "object", "additionalProperties": {"type": "string"}},
    "list": {"type": "array", "items": {"type": "string"}},
}


def _settings() -> Spec:
    def spec(setting: Any) -> Spec:
        variables = " or ".join(f"`{variable}`" for variable in setting.variables)
        source = f" Environment: {variables}." if variables else ""
        typed = _SETTING_TYPES.get(setting.type, {"type": setting.type})
        described = {**typed, "description": f"{setting.description}{source}"}
        return {**described, "secret": True} if setting.secret else described

    return {setting.name: spec(setting) for setting in SETTINGS}


def main() -> None:
    """Writes the schema to the file that is named on the command line."""
    import sys

    from outscale_api import load
    from outscale_provider.functions import functions_of
    from outscale_provider.resources import RESOURCES

    def no_connection(*_: object) -> NoReturn:
        raise AssertionError("the schema needs no connection")

    schema = build_schema(Provider(load(), RESOURCES, functions_of, no_connection, no_connection))
    Path(sys.argv[1]).write_text(json.dumps(schema, ensure_ascii=False, indent=2) + "\n")


if __name__ == "__main__":
    main()
