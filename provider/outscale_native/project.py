"""A project that declares what exists: its modules, and the file with which the engine takes it over."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from outscale_native.adoption import Adopted, Adoption
from outscale_native.environment import Environment
from outscale_native.naming import identifier, unused
from outscale_native.program import Writer, configuration_key
from outscale_provider.lifecycle.provider import PACKAGE, Provider

MAIN, SHARED = "__main__", "shared"
IMPORTS = "import.json"

#: What every project has.
ALWAYS = ("Pulumi.yaml", "requirements.txt", IMPORTS, f"{MAIN}.py")

#: With more resources than this, each Net gets a module of its own.
ONE_MODULE = 100

#: Where the engine finds all that a project needs, and nothing is said of it.
_ANY = Environment()

_REQUIREMENTS = "pulumi>=3.231,<4\npulumi-outscale-native>=0.1,<0.2\n"


@dataclass(frozen=True)
class Setting:
    """What the stack's configuration has to say, since nobody can read it: an input of a resource."""

    key: str
    secret: bool
    input: str


@dataclass(frozen=True)
class Project:
    """The files of a project by their names, and the configuration that the program asks for."""

    files: Mapping[str, str]
    configuration: list[Setting]


def write(
    provider: Provider,
    adoption: Adoption,
    name: str,
    *,
    environment: Environment = _ANY,
    one_module: int = ONE_MODULE,
) -> Project:
    """The project. Resources of one Net are together; what belongs to none, or to several, is beside them."""
    modules = _modules(adoption, one_module)
    files = {
        "Pulumi.yaml": _pulumi_yaml(name, environment),
        "requirements.txt": _REQUIREMENTS,
        IMPORTS: imports(adoption.resources),
    }
    home = {each.key: module for module, resources in modules.items() for each in resources}
    for module, resources in modules.items():
        others = sorted({home[key] for each in resources for key in each.references} - {module})
        if module == MAIN:
            others = sorted({*modules} - {MAIN})
        files[f"{module}.py"] = _module(provider, adoption, module, resources, others, home)
    return Project(files, [setting for each in adoption.resources for setting in _settings(provider, each)])


def _settings(provider: Provider, resource: Adopted) -> Iterator[Setting]:
    inputs = provider.resource(resource.token).inputs
    for name in resource.asked:
        said = f"{resource.type} {resource.name}: {name}"
        yield Setting(configuration_key(resource, name), inputs[name].secret, said)


def imports(resources: Iterable[Adopted]) -> str:
    """What `pulumi import --file` takes."""
    listed = [{"type": each.token, "name": each.name, "id": each.id} for each in resources]
    return json.dumps({"resources": listed}, indent=2) + "\n"


def _modules(adoption: Adoption, one_module: int) -> dict[str, list[Adopted]]:
    """The resources of each module; a module comes after those that it needs."""
    if len(adoption.resources) <= one_module:
        return {MAIN: adoption.resources}
    nets = _nets(adoption)
    names = _modules_of_nets(adoption)
    modules: dict[str, list[Adopted]] = defaultdict(list)
    for each in adoption.resources:
        modules[_module_of(nets[each.key], names)].append(each)
    # What belongs to several Nets is declared last.
    modules[MAIN] = modules.pop(MAIN, [])
    return modules


def _modules_of_nets(adoption: Adoption) -> dict[str, str]:
    """A module for each Net. No variable has the name of a module: it would hide it where that is imported."""
    taken = {each.variable for each in adoption.resources}
    names: dict[str, str] = {}
    for each in adoption.resources:
        if each.type == "Net":
            names[each.key] = unused(identifier(f"net_{each.name}"), taken)
            taken.add(names[each.key])
    return names


def _module_of(nets: frozenset[str], names: Mapping[str, str]) -> str:
    if not nets:
        return SHARED
    return MAIN if len(nets) > 1 else names[next(iter(nets))]


def _nets(adoption: Adoption) -> dict[str, frozenset[str]]:
    """The Nets that each resource belongs to: those that it, or what it refers to, is in."""
    nets: dict[str, frozenset[str]] = {}
    for each in adoption.resources:
        own = frozenset({each.key} if each.type == "Net" else ())
        nets[each.key] = own.union(*(nets[key] for key in each.references))
    return nets


def _module(
    provider: Provider,
    adoption: Adoption,
    module: str,
    resources: list[Adopted],
    others: list[str],
    home: Mapping[str, str],
) -> str:
    def spelled(other: Adopted) -> str:
        return other.variable if home[other.key] == module else f"{home[other.key]}.{other.variable}"

    writer = Writer(provider, adoption, spelled)
    configured = any(each.asked for each in resources)
    needs_pulumi = configured or any(each.kept for each in resources)
    third_party = [
        *(["import pulumi"] if needs_pulumi else []),
        *(["import pulumi_outscale_native as outscale"] if resources else []),
    ]
    blocks = [
        f'"""{_summary(module)}"""',
        "\n".join(third_party),
        "\n".join(f"import {other}" for other in others),
        "config = pulumi.Config()" if configured else "",
        "\n".join(writer.statement(each) for each in resources),
    ]
    # A module that is only imported for what it declares is not unused.
    return "\n\n".join(block for block in blocks if block) + "\n"


def _summary(module: str) -> str:
    if module == SHARED:
        return "What belongs to no Net."
    return "What existed when this program was written." if module == MAIN else f"What is in {module}."


def _pulumi_yaml(name: str, environment: Environment) -> str:
    lines = [f"name: {_text(name)}", "description: What exists in an account"]
    lines += ["runtime:", "  name: python", "  options:", "    toolchain: pip"]
    if environment.virtualenv:
        lines += [f"    virtualenv: {_text(environment.virtualenv)}"]
    if environment.plugin:
        lines += ["plugins:", "  providers:", f"    - name: {PACKAGE}", f"      path: {_text(environment.plugin)}"]
    return "\n".join(lines) + "\n"


def _text(text: str) -> str:
    """A text in JSON, which is YAML."""
    return json.dumps(text, ensure_ascii=False)
