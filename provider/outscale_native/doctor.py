"""What would stop a `pulumi up`, and what is worth knowing before one: configuration, API, clock, journal of creations."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator, Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass, replace
from pathlib import Path

import httpx

from outscale_api import load
from outscale_native import versions
from outscale_native.findings import Finding, Report
from outscale_native.stack import StackConfiguration, configuration_of
from outscale_provider.api.client import Client
from outscale_provider.config import Configuration, resolve
from outscale_provider.errors import CloudError, ConfigurationError, Unauthenticated
from outscale_provider.lifecycle.account_guard import READ_ACCOUNTS, admit
from outscale_provider.lifecycle.journal import Entry, Journal
from outscale_provider.lifecycle.provider import Log
from outscale_provider.lifecycle.recovery import reminder
from outscale_provider.lifecycle.requests import silent
from outscale_provider.lifecycle.urn import stack_of
from outscale_provider.plugin import Connector, journal_folder
from outscale_provider.settings import DEFAULT_REGION, SETTINGS, Setting, violations
from outscale_provider.sources import CREDENTIALS, Said, Sources

#: How far ahead of the API's clock this machine's may be, and how far behind, in seconds (api-behaviour.md section 1).
MOST_AHEAD = 3
MOST_BEHIND = 15 * 60

#: A difference that is worth knowing, in seconds: the API says the time in whole ones, and answers take a while.
NOTEWORTHY = 2

MASK = "[secret]"


@dataclass(frozen=True)
class Place:
    """Where a `pulumi up` would run: `settings` count more than the configuration of the stack.

    `transport` replaces the network.
    """

    folder: Path
    environment: Mapping[str, str]
    settings: Mapping[str, str]
    stack: str = ""
    transport: httpx.AsyncBaseTransport | None = None


async def examine(place: Place) -> Report:
    """Looks at everything. Changes nothing."""
    stack = configuration_of(place.folder, place.stack, place.environment)
    given = stack.beneath(place.settings)
    configuration, wrong = _resolved(given, place.environment)
    return {
        "Versions": list(versions.examine(place.folder, place.environment)),
        "Configuration": [*_of_configuration(place, stack, given), *wrong],
        "API": await _of_api(place, configuration) if configuration else [],
        "Left over": list(_of_journal(Journal(journal_folder(place.environment)))),
    }


# Configuration


def _of_configuration(place: Place, stack: StackConfiguration, given: Mapping[str, str]) -> Iterator[Finding]:
    if stack.trouble:
        remedy = "select the stack (`pulumi stack select`), or name it with --stack"
        yield Finding("note", f"the configuration of the stack was not read: {stack.trouble}", remedy)
    try:
        sources = Sources(given, place.environment)
        said = [(setting, said) for setting in SETTINGS if (said := sources.first(setting.name))]
    except ConfigurationError:
        # What is wrong is told when all of it is put together.
        return
    if not any(setting.name == "region" for setting, _ in said):
        yield Finding("ok", f"region: {DEFAULT_REGION}, the default")
    for setting, one in said:
        yield Finding("ok", _counting(setting, one, place, stack, sources.unused(setting.name)))


def _resolved(given: Mapping[str, str], environment: Mapping[str, str]) -> tuple[Configuration | None, list[Finding]]:
    """The configuration, None where there can be none, and what is to be said of it."""
    if found := violations(given):
        return None, [Finding("problem", f"{violation.path}: {violation.reason}") for violation in found]
    try:
        configuration = resolve(dict(given), environment)
    except ConfigurationError as error:
        return None, [Finding("problem", str(error))]
    return configuration, [Finding("note", notice) for notice in configuration.notices]


def _counting(setting: Setting, said: Said, place: Place, stack: StackConfiguration, unused: list[str]) -> str:
    """What counts for a setting, from where, and what does not count for it."""
    if said.rank:
        where = said.place.removeprefix(f"{setting.name} of ").removeprefix(f"{setting.name} (").removesuffix(")")
    else:
        where = "the command line" if setting.name in place.settings else "the configuration of the stack"
    is_secret = setting.secret or (not said.rank and setting.name in stack.secrets)
    without = f"; not used: {', '.join(unused)}" if unused else ""
    return f"{setting.name}: {MASK if is_secret else said.text}, from {where}{without}"


# The API


async def _of_api(place: Place, configuration: Configuration) -> list[Finding]:
    if _is_yet_to_be(configuration.emulator_file):
        return [Finding("ok", f"{configuration.endpoint} is not there yet: the first `up` makes it")]
    # Nobody waits for retries here: an `up` would.
    at_once = replace(configuration, max_retries=0)
    async with AsyncExitStack() as closing:
        connector = Connector(load(), closing, place.environment, place.transport)
        try:
            client = connector.connect(at_once, Log(silent, silent))
        except ConfigurationError as error:
            return [Finding("problem", str(error))]
        return [*await _answer(client, configuration), *_clock(client)]


def _is_yet_to_be(emulator_file: str | None) -> bool:
    return emulator_file is not None and not Path(emulator_file).exists()


async def _answer(client: Client, configuration: Configuration) -> list[Finding]:
    where = f"{configuration.endpoint} (Region {configuration.region})"
    began = time.perf_counter()
    try:
        answer = await client.read(READ_ACCOUNTS, {})
        took = time.perf_counter() - began
        await admit(client, configuration)
    except Unauthenticated as error:
        return [Finding("problem", f"{where} refuses the credentials: {error.message}", _remedy_of_refusal(client))]
    except CloudError as error:
        return [Finding("problem", error.message, "check region, endpoint, proxy and network")]
    except ConfigurationError as error:
        return [Finding("problem", error.message, "use the credentials of another account, or change these settings")]
    accounts = " and ".join(account["AccountId"] for account in answer["Accounts"])
    return [Finding("ok", f"{where} answers in {took:.2f} s"), Finding("ok", f"account {accounts}")]


def _remedy_of_refusal(client: Client) -> str:
    ahead = client.clock_difference
    if ahead is not None and _is_too_far(ahead):
        return "set this machine's clock: its difference is reason enough"
    return (
        f"check {' and '.join(CREDENTIALS)}, that the key is active and not expired, and that the account's API access rules"
        " let this machine in"
    )


def _clock(client: Client) -> Iterator[Finding]:
    ahead = client.clock_difference
    if ahead is None:
        return
    way = "behind" if ahead > 0 else "ahead of"
    text = f"this machine's clock is {abs(ahead):.0f} s {way} the API's"
    if _is_too_far(ahead):
        limits = f"more than {MOST_AHEAD} s ahead or {MOST_BEHIND // 60} minutes behind, no request is accepted"
        yield Finding("problem", text, f"set it, by NTP for example: {limits}")
    elif abs(ahead) > NOTEWORTHY:
        yield Finding("note", text, f"no harm yet; more than {MOST_AHEAD} s ahead, no request is accepted")
    else:
        yield Finding("ok", "this machine's clock agrees with the API's")


def _is_too_far(ahead: float) -> bool:
    """Whether requests are refused for the clock, of which the API's is `ahead`, in seconds."""
    return not -(MOST_AHEAD + 1) <= ahead <= MOST_BEHIND


# What earlier operations left behind


def _of_journal(journal: Journal) -> Iterator[Finding]:
    left = journal.left_over()
    troubles = journal.troubles or _refusal_to_write(journal.folder)
    for entry in left:
        yield Finding("note", f"stack {_stack(entry)}, {_cloud(entry)}", reminder(entry, journal.file(entry)))
    for trouble in troubles:
        yield Finding("note", trouble, "an `up` goes on without it; see to it that the folder can be read and written")
    if not left and not troubles:
        yield Finding("ok", f"nothing in the journal of creations ({journal.folder})")


def _refusal_to_write(folder: Path) -> list[str]:
    """Why a folder that may be yet to be made will have no files, nothing if it will."""
    there = next(place for place in (folder, *folder.parents) if os.path.exists(place))
    takes_files = there.is_dir() and os.access(there, os.W_OK | os.X_OK)
    return [] if takes_files else [f"the journal of creations in {folder} can't be written"]


def _stack(entry: Entry) -> str:
    stack, _, project = stack_of(entry.urn).removeprefix("urn:pulumi:").partition("::")
    return f"{stack} of {project}"


def _cloud(entry: Entry) -> str:
    return f"in {entry.scope.cloud}" if entry.scope.cloud else "in a cloud that is not known"
