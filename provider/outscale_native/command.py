"""What the `outscale-native` command line says, and what is done about it."""

from __future__ import annotations

import argparse
import asyncio
import os
import shlex
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from io import TextIOWrapper
from pathlib import Path
from typing import TypeAlias

from outscale_native import account, terraform
from outscale_native.adoption import Adoption, LeftOut, adopt, adopt_named, type_name
from outscale_native.doctor import Place, examine
from outscale_native.environment import Environment, environment_for
from outscale_native.findings import lines, stops
from outscale_native.naming import project_name, shown
from outscale_native.project import ALWAYS, IMPORTS, Project, write
from outscale_native.selection import Selection, select
from outscale_native.stack import configuration_of, project_file
from outscale_picture import TYPES, Box, Undrawable, mermaid, scene, svg
from outscale_provider.address import EMULATOR_PREFIX
from outscale_provider.errors import ConfigurationError, ProviderError
from outscale_provider.lifecycle.provider import PACKAGE, Provider
from outscale_provider.lifecycle.validation import meant
from outscale_provider.model.values import Remote
from outscale_provider.resources import RESOURCES
from outscale_provider.version import VERSION

Progress = Callable[[str, int], None]
Commands: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"

#: The settings of the provider that the command line can say.
SETTINGS = ("endpoint", "region", "profile")

#: How many objects that are left out for one reason are named.
NAMED = 5


def run() -> None:
    """Does what the command line says. Raises KeyboardInterrupt."""
    arguments = _parser().parse_args()
    _print_any_name()
    try:
        arguments.run(arguments)
    except (ProviderError, Undrawable, LookupError, OSError, ValueError) as error:
        sys.exit(f"outscale-native: {getattr(error, 'message', error)}")


def _print_any_name() -> None:
    """Names in the cloud may have any character: files and pipes get UTF-8, a terminal what it can show."""
    if isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(encoding=None if sys.stdout.isatty() else "utf-8", errors="backslashreplace")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("outscale-native", description="Works on an OUTSCALE account beside Pulumi.")
    parser.add_argument("--version", action="version", version=VERSION)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    _add_adopt(commands)
    _add_graph(commands)
    _add_doctor(commands)
    return parser


def _add_adopt(commands: Commands) -> None:
    adopting = commands.add_parser(
        "adopt",
        help="write a Pulumi project that declares what exists",
        description="Reads the account and writes a Pulumi project that declares what exists, with the file that"
        " `pulumi import` takes it over by. Nothing in the account is changed.",
    )
    adopting.set_defaults(run=_adopt)
    option = adopting.add_argument
    option("folder", nargs="?", type=Path, default=Path(), help="where to write the project (default: here)")
    option("--name", default="", help="name of the project (default: that of the folder)")
    option("--net", action="append", default=[], metavar="NET", help="only what belongs to a Net, by id or name")
    option("--tag", action="append", default=[], metavar="KEY[=VALUE]", help="only what has a tag")
    option(
        "--type", action="append", default=[], type=_type, metavar="TYPE", help="only resources of a type, such as Vm"
    )
    option("--terraform-state", type=Path, metavar="FILE", help="only what a Terraform state declares, by its names")
    option("--everything", action="store_true", help="also what the API made by itself, such as default groups")
    option("--force", action="store_true", help="overwrite files of the project that are there")
    _add_settings(adopting)


def _add_graph(commands: Commands) -> None:
    drawing = commands.add_parser(
        "graph",
        help="draw the network that exists",
        description="Draws Nets with their Subnets, gateways, routes, security groups, VMs and load balancers, in the account"
        " of the stack of this folder, else of the environment.",
    )
    drawing.set_defaults(run=_graph)
    option = drawing.add_argument
    option("file", nargs="?", type=Path, help="where to write it: .svg, else Mermaid (default: Mermaid, printed)")
    option("--net", action="append", default=[], metavar="NET", help="only a Net, by id or name")
    _add_stack(drawing)
    _add_settings(drawing)


def _add_doctor(commands: Commands) -> None:
    examining = commands.add_parser(
        "doctor",
        help="say what would stop a `pulumi up` here, and what to do about it",
        description="Looks at versions, configuration, API, account, clock, and what earlier operations left behind, for the"
        " stack of this folder, else for the environment. Changes nothing. Ends with 1 where something would stop an `up`.",
    )
    examining.set_defaults(run=_doctor)
    _add_stack(examining)
    _add_settings(examining)


def _add_stack(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--stack", default="", help="the stack whose configuration counts (default: the selected one)")


def _add_settings(parser: argparse.ArgumentParser) -> None:
    for setting in SETTINGS:
        parser.add_argument(f"--{setting}", default="", help=f"the {setting}, as in the provider's configuration")


def _type(text: str) -> str:
    """A type of resource that the command line names. Raises ArgumentTypeError where there is none."""
    names = {resource.name.lower(): resource.name for resource in RESOURCES}
    if text.lower() not in names:
        raise argparse.ArgumentTypeError(f"there is no type {text}{meant(text, names.values())}")
    return names[text.lower()]


def _settings(arguments: argparse.Namespace) -> dict[str, str]:
    return {name: value for name in SETTINGS if (value := getattr(arguments, name))}


def _adopt(arguments: argparse.Namespace) -> None:
    folder: Path = arguments.folder.resolve()
    if folder.exists() and not folder.is_dir():
        raise NotADirectoryError(f"{folder} is no folder")
    name = arguments.name or project_name(folder.name)
    if name != project_name(name):
        raise ValueError(f"{name!r} can't be the name of a project: it may have letters, digits, '-', '_' and '.'")
    if not arguments.force:
        # Before the account is read for nothing.
        _refuse_to_overwrite(folder, ALWAYS)
    try:
        adoption, project = asyncio.run(_adoption(arguments, name, environment_for(folder, os.environ)))
    except ConfigurationError as error:
        said_by = ", ".join(f"--{setting}" for setting in SETTINGS)
        raise ConfigurationError(f"{error}\n`adopt` reads no stack's configuration: {said_by} say the same.") from error
    if not arguments.force:
        _refuse_to_overwrite(folder, project.files)
    _save(project, folder)
    _report(adoption, project, folder, _as_seen_from_anywhere(_settings(arguments)))


async def _adoption(arguments: argparse.Namespace, name: str, environment: Environment) -> tuple[Adoption, Project]:
    selection = Selection(nets=arguments.net, tags=arguments.tag, types=arguments.type)
    state = terraform.read_state(arguments.terraform_state) if arguments.terraform_state else None
    async with account.opened(_settings(arguments), _say) as provider:
        progress = _progress(sys.stderr.isatty())
        if state:
            adoption = await _of_terraform(provider, *state, progress)
        else:
            adoption = adopt(provider, await account.count(provider, progress), arguments.everything)
        adoption = select(adoption, selection)
        return adoption, write(provider, adoption, name, environment=environment)


async def _of_terraform(
    provider: Provider, declared: Sequence[terraform.Declared], left_out: Sequence[LeftOut], progress: Progress
) -> Adoption:
    census = await account.count(provider, progress, {each.type for each in declared})
    adoption = adopt_named(provider, census, {(each.type, each.id): each.name for each in declared})
    return replace(adoption, left_out=[*left_out, *adoption.left_out])


def _graph(arguments: argparse.Namespace) -> None:
    file: Path | None = arguments.file and arguments.file.absolute()
    _enter_project()
    box = asyncio.run(_scene(arguments))
    if file is None:
        sys.stdout.write(mermaid(box))
    else:
        file.write_text(svg(box) if file.suffix.lower() == ".svg" else mermaid(box), encoding="utf-8")
        _say(f"written to {arguments.file}: {sum(1 for each in box.all() if each.id)} objects")


async def _scene(arguments: argparse.Namespace) -> Box:
    async with account.opened(_settings_in_project(arguments), _say) as provider:
        counted = await account.count(provider, _progress(sys.stderr.isatty()), TYPES)
        objects: dict[str, list[Remote]] = {}
        for one in counted.existing:
            objects.setdefault(type_name(one.token), []).append(one.remote)
        return scene(objects, f"Account {counted.account_id}", arguments.net)


def _settings_in_project(arguments: argparse.Namespace) -> dict[str, str]:
    stack = configuration_of(Path.cwd(), arguments.stack, os.environ)
    if stack.trouble and arguments.stack:
        raise LookupError(stack.trouble)
    if stack.trouble:
        _say(f"the configuration of the stack was not read: {stack.trouble}")
    return stack.beneath(_settings(arguments))


def _doctor(arguments: argparse.Namespace) -> None:
    _enter_project()
    place = Place(Path.cwd(), os.environ, _settings(arguments), arguments.stack)
    report = asyncio.run(examine(place))
    sys.stdout.write("".join(f"{line}\n" for line in lines(report)))
    if stops(report):
        sys.exit(1)


def _enter_project() -> None:
    """Goes where the engine starts the plugin: relative paths are from there."""
    if project := project_file(Path.cwd()):
        os.chdir(project.parent)


def _refuse_to_overwrite(folder: Path, names: Iterable[str]) -> None:
    there = [name for name in names if (folder / name).exists()]
    if there:
        raise FileExistsError(f"{', '.join(there)} in {folder} would be overwritten: --force does it")


def _save(project: Project, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in project.files.items():
        (folder / name).write_text(text, encoding="utf-8")


def _progress(on_terminal: bool) -> Progress:
    """What shows how far the reading is: one line that changes on a terminal, and else a line for each type."""
    last = ""

    def progress(token: str, count: int) -> None:
        nonlocal last
        type = token.rpartition(":")[2]
        if on_terminal:
            sys.stderr.write(f"\r\033[K{count} objects, {type}")
            sys.stderr.flush()
        elif type != last:
            _say(f"reading {type}")
        last = type

    return progress


def _as_seen_from_anywhere(settings: Mapping[str, str]) -> dict[str, str]:
    """Settings for the project in another folder than this one, from which an emulated cloud's path may be told."""
    endpoint = settings.get("endpoint", "")
    if not endpoint.startswith(EMULATOR_PREFIX):
        return dict(settings)
    return {**settings, "endpoint": f"{EMULATOR_PREFIX}{Path(endpoint.removeprefix(EMULATOR_PREFIX)).absolute()}"}


def _report(adoption: Adoption, project: Project, folder: Path, settings: Mapping[str, str]) -> None:
    counts = Counter(each.type for each in adoption.resources)
    _say("")
    _say(f"{len(adoption.resources)} resources: {', '.join(f'{n} {type}' for type, n in sorted(counts.items()))}")
    for line in _left_out(adoption.left_out):
        _say(line)
    _say(f"written to {folder}: {', '.join(project.files)}")
    _say("To take them over, there:")
    _say("  pulumi stack init main")
    for name, value in settings.items():
        _say(f"  pulumi config set {PACKAGE}:{name} {shlex.quote(value)}")
    for setting in project.configuration:
        # What begins with a dash, as keys and certificates do, is no option after another one.
        _say(f"  pulumi config set{' --secret' * setting.secret} {setting.key} -- …   # {setting.input}")
    _say(f"  pulumi import --file {IMPORTS} --generate-code=false --protect=false --yes")
    _say("  pulumi preview --expect-no-changes")


def _left_out(left_out: Sequence[LeftOut]) -> list[str]:
    """A line for each type and reason."""
    groups: dict[tuple[str, str], list[str]] = {}
    for each in left_out:
        groups.setdefault((each.type, each.why), []).append(each.id)
    return [
        f"left out: {len(ids)} {type} ({', '.join(map(shown, ids[:NAMED]))}{', …' if len(ids) > NAMED else ''}): {why}"
        for (type, why), ids in groups.items()
    ]


def _say(text: str) -> None:
    sys.stderr.write(f"{text}\n")
