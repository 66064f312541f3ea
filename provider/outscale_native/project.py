"""A project that declares what exists: its modules, and the file with which the engine takes it over."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from outscale_native.adoption import Adopted, Adoption
from outscale_native.naming import identifier
from outscale_native.program import Writer, configuration_key, text
from outscale_provider.lifecycle.provider import Provider

MAIN, SHARED = "__main__", "shared"
IMPORTS = "import.json"

#: With more resources than this, each Net gets a module of its own.
ONE_MODULE = 100

_REQUIREMENTS = "pulumi>=3.231,<4\npulumi-outscale-native>=0.1,<0.2\n"


@dataclass(frozen=True)
class Project:
    """The files of a project by their names, and the configuration that the stack has to have before an import."""

    files: Mapping[str, str]
    configuration: list[str]


def write(provider: Provider, adoption: Adoption, name: str, one_module: int = ONE_MODULE) -> Project:
    """The project. Resources of one Net are together; what belongs to none, or to several, is beside them."""
    modules = _modules(adoption, one_module)
    files = {
        "Pulumi.yaml": _pulumi_yaml(name),
        "requirements.txt": _REQUIREMENTS,
        IMPORTS: imports(adoption.resources),
    }
    home = {each.key: module for module, resources in modules.items() for each in resources}
    for module, resources in modules.items():
        others = sorted({home[key] for each in resources for key in each.references} - {module})
        if module == MAIN:
            others = sorted({*modules} - {MAIN})
        files[f"{module}.py"] = _module(provider, adoption, module, resources, others, home)
    asked = [
        f"{configuration_key(each, input)} ({each.type} {each.name}: {input})"
        for each in adoption.resources
        for input in each.asked
    ]
    return Project(files, asked)


def imports(resources: Iterable[Adopted]) -> str:
    """What `pulumi import --file` takes."""
    listed = [{"type": each.token, "name": each.name, "id": each.id} for each in resources]
    return json.dumps({"resources": listed}, indent=2) + "\n"


def _modules(adoption: Adoption, one_module: int) -> dict[str, list[Adopted]]:
    """The resources of each module; a module comes after those that it needs."""
    if len(adoption.resources) <= one_module:
        return {MAIN: adoption.resources}
    nets = _nets(adoption)
    modules: dict[str, list[Adopted]] = defaultdict(list)
    for each in adoption.resources:
        modules[_module_of(nets[each.key], adoption)].append(each)
    # What belongs to several Nets is declared last.
    modules[MAIN] = modules.pop(MAIN, [])
    return modules


def _module_of(nets: frozenset[str], adoption: Adoption) -> str:
    if not nets:
        return SHARED
    if len(nets) > 1:
        return MAIN
    return identifier(f"net_{adoption.by_key[next(iter(nets))].name}")


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


def _pulumi_yaml(name: str) -> str:
    lines = [f"name: {text(name)}", "description: What exists in an account", "runtime:", "  name: python"]
    return "\n".join([*lines, "  options:", "    toolchain: pip"]) + "\n"
