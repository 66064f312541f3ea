"""`outscale-native doctor`: each way in which a `pulumi up` would be stopped is found, and what to do is said."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from pathlib import Path

import httpx
import pytest

from outscale_emulator import ACCESS_KEY, SECRET_KEY, Clock, Emulator, InProcess, Settings
from outscale_native.doctor import Place, examine
from outscale_native.findings import Report, lines, stops
from outscale_native.stack import runtime_of
from outscale_provider.lifecycle.journal import Journal, Scope
from outscale_provider.version import VERSION

KEYS = {"OSC_ACCESS_KEY": ACCESS_KEY, "OSC_SECRET_KEY": SECRET_KEY, "OSC_ENDPOINT_API": "http://emulator"}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The folder of a project, beside one with a plugin and a CLI."""
    programs = tmp_path / "bin"
    programs.mkdir()
    _program(programs / "pulumi-resource-outscale-native", f"echo {VERSION}")
    _program(programs / "pulumi", "echo v3.259.0")
    project = tmp_path / "project"
    project.mkdir()
    return project


def _program(path: Path, script: str) -> None:
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)


def _configured(folder: Path, configuration: str) -> None:
    """Makes the CLI say this of the stack's configuration."""
    (folder / "Pulumi.yaml").write_text("name: tests\nruntime: python\n")
    (folder / "configuration.json").write_text(configuration)
    script = '[ "$1" = config ] && exec cat configuration.json\necho v3.259.0'
    _program(folder.parent / "bin/pulumi", script)


def _environment(folder: Path, **more: str) -> dict[str, str]:
    path = f"{folder.parent / 'bin'}:/usr/bin:/bin"
    return {"PATH": path, "HOME": str(folder), "PULUMI_HOME": str(folder / "home"), **more}


def _cloud(ahead: float = 0) -> Iterator[httpx.AsyncBaseTransport]:
    emulator = Emulator(Settings(clock=Clock(now=lambda: time.time() + ahead)))
    yield InProcess(emulator)
    emulator.close()


@pytest.fixture
def cloud() -> Iterator[httpx.AsyncBaseTransport]:
    yield from _cloud()


@pytest.fixture
def cloud_of_another_time(request: pytest.FixtureRequest) -> Iterator[httpx.AsyncBaseTransport]:
    yield from _cloud(request.param)


async def _found(
    folder: Path, transport: httpx.AsyncBaseTransport, environment: Mapping[str, str], **settings: str
) -> tuple[Report, str]:
    report = await examine(Place(folder, _environment(folder, **environment), settings, transport=transport))
    return report, "\n".join(lines(report))


async def test_where_all_is_well_it_says_what_counts(folder: Path, cloud: httpx.AsyncBaseTransport) -> None:
    report, text = await _found(folder, cloud, {**KEYS, "OSC_REGION": "us-east-2", "OUTSCALE_REGION": ""})
    assert not stops(report)
    for line in (
        f"  ok       plugin {VERSION} ({folder.parent / 'bin/pulumi-resource-outscale-native'})",
        f"  ok       Pulumi CLI v3.259.0 ({folder.parent / 'bin/pulumi'})",
        "  ok       region: us-east-2, from OSC_REGION",
        f"  ok       accessKey: {ACCESS_KEY}, from OSC_ACCESS_KEY",
        "  ok       secretKey: [secret], from OSC_SECRET_KEY",
        "  ok       account 100000000001",
        "  ok       this machine's clock agrees with the API's",
        "no problems, no notes",
    ):
        assert line in text.splitlines()
    assert "http://emulator/api/v1 (Region us-east-2) answers in " in text
    assert SECRET_KEY not in text


async def test_the_configuration_of_the_stack_counts_more_and_its_secrets_are_masked(
    folder: Path, cloud: httpx.AsyncBaseTransport
) -> None:
    configuration = {
        "outscale-native:accessKey": {"value": ACCESS_KEY, "secret": True},
        "outscale-native:secretKey": {"value": SECRET_KEY, "secret": True},
        "outscale-native:region": {"value": "eu-west-2", "secret": False},
        "outscale-native:endpoint": {"value": "http://emulator", "secret": False},
        "tests:other": {"value": "1", "secret": False},
    }
    _configured(folder, json.dumps(configuration))
    profile = {"default": {"access_key": "OTHER", "secret_key": "OTHER"}}
    (folder / ".osc").mkdir()
    (folder / ".osc/config.json").write_text(json.dumps(profile))
    environment = {"OSC_ACCESS_KEY": "EK", "OSC_SECRET_KEY": "ES", "OSC_CONFIG_FILE": str(folder / ".osc/config.json")}
    report, text = await _found(folder, cloud, environment)
    assert not stops(report)
    place = f"access_key of profile 'default' in {folder / '.osc/config.json'}"
    unused = f"not used: accessKey (OSC_ACCESS_KEY), {place.replace('access_key', 'accessKey')}"
    assert f"accessKey: [secret], from the configuration of the stack; {unused}" in text
    assert ACCESS_KEY not in text and SECRET_KEY not in text


async def test_no_credentials(folder: Path, cloud: httpx.AsyncBaseTransport) -> None:
    report, text = await _found(folder, cloud, {})
    assert stops(report)
    assert "no credentials for the OUTSCALE API were found" in text and "pulumi config set" in text
    assert "API\n" not in text


async def test_a_wrong_key(folder: Path, cloud: httpx.AsyncBaseTransport) -> None:
    report, text = await _found(folder, cloud, {**KEYS, "OSC_SECRET_KEY": "WRONG"})
    assert stops(report)
    assert "http://emulator/api/v1 (Region eu-west-2) refuses the credentials: " in text
    assert "-> check accessKey and secretKey, that the key is active" in text
    assert "WRONG" not in text


@pytest.mark.parametrize("cloud_of_another_time", [-30, 3600], indirect=True)
async def test_a_wrong_clock(folder: Path, cloud_of_another_time: httpx.AsyncBaseTransport) -> None:
    report, text = await _found(folder, cloud_of_another_time, KEYS)
    assert stops(report)
    assert any(
        f"clock is {told} the API's" in text
        for told in ("30 s ahead of", "31 s ahead of", "3600 s behind", "3599 s behind")
    )
    assert "-> set this machine's clock" in text and "-> set it, by NTP for example" in text


@pytest.mark.parametrize("cloud_of_another_time", [300], indirect=True)
async def test_a_clock_that_is_behind_is_worth_a_note(
    folder: Path, cloud_of_another_time: httpx.AsyncBaseTransport
) -> None:
    report, text = await _found(folder, cloud_of_another_time, KEYS)
    assert not stops(report)
    assert "  note     this machine's clock is 300 s behind the API's" in text or "299 s behind" in text


async def test_an_account_that_must_not_be_worked_in(folder: Path, cloud: httpx.AsyncBaseTransport) -> None:
    _, text = await _found(folder, cloud, KEYS, forbiddenAccountIds='["100000000001"]')
    assert "  problem  the credentials are of account 100000000001, which forbiddenAccountIds names" in text


async def test_a_setting_that_does_not_exist(folder: Path, cloud: httpx.AsyncBaseTransport) -> None:
    _, text = await _found(folder, cloud, KEYS, regoin="eu-west-2")
    assert "  problem  regoin: there is no such setting; did you mean 'region'?" in text


async def test_what_is_left_over_and_what_to_do_about_it(folder: Path, cloud: httpx.AsyncBaseTransport) -> None:
    journal = Journal(folder / "home/outscale-native/journal", Scope(cloud="eu-west-2 api.eu-west-2.outscale.com"))
    urn = "urn:pulumi:dev::shop::outscale-native:index:{}"
    lost = journal.begin(urn.format("Net::main"))
    made = journal.begin(urn.format("Volume::data"))
    journal.answered(made, "vol-12345678")
    working = Journal(journal.folder)
    working.begin(urn.format("PublicIp::at-work"))
    journal.close()
    report, text = await _found(folder, cloud, KEYS)
    assert not stops(report)
    assert text.count("  note     stack dev of shop, in eu-west-2 api.eu-west-2.outscale.com") == 2
    assert "the creation of main (outscale-native:index:Net) was under way" in text
    assert f"look for it yourself, and remove {journal.file(lost)}" in text
    assert "pulumi import outscale-native:index:Volume data vol-12345678" in text
    assert "at-work" not in text and text.endswith("no problems, 2 notes")
    working.close()


async def test_a_journal_that_has_no_place(folder: Path, cloud: httpx.AsyncBaseTransport) -> None:
    journal = folder / "home/outscale-native/journal"
    journal.parent.parent.mkdir(parents=True, exist_ok=True)
    journal.parent.write_text("a file where the folder would be")
    report, text = await _found(folder, cloud, KEYS)
    assert not stops(report) and f"  note     the journal of creations in {journal} can't be" in text


@pytest.mark.skipif(os.geteuid() == 0, reason="the superuser may write anywhere")
async def test_a_journal_that_can_not_be_written(folder: Path, cloud: httpx.AsyncBaseTransport) -> None:
    journal = folder / "home/outscale-native/journal"
    journal.parent.mkdir(parents=True)
    journal.parent.chmod(0o500)
    report, text = await _found(folder, cloud, KEYS)
    assert not stops(report) and f"  note     the journal of creations in {journal} can't be written" in text


async def test_what_is_not_installed(folder: Path, cloud: httpx.AsyncBaseTransport) -> None:
    for program in ("pulumi", "pulumi-resource-outscale-native"):
        (folder.parent / "bin" / program).unlink()
    report, text = await _found(folder, cloud, {**KEYS, "PATH": str(folder.parent / "bin")})
    assert stops(report)
    assert "  problem  there is no Pulumi CLI on PATH" in text
    assert "  problem  the engine finds no pulumi-resource-outscale-native" in text

    for version in ("0.9.0", "0.10.0"):
        place = folder / "home/plugins" / f"resource-outscale-native-v{version}"
        place.mkdir(parents=True)
        _program(place / "pulumi-resource-outscale-native", f"echo {version}")
    _, text = await _found(folder, cloud, {**KEYS, "PATH": str(folder.parent / "bin")})
    assert "  note     plugin 0.10.0 (" in text and "is not of this command's version" in text

    for place, as_yaml in ((".venv/bin", ".venv/bin  # of make"), ("my things/bin", '"my things/bin"')):
        project = ["name: tests", "plugins:", "  providers:", "    - name: outscale-native", f"      path: {as_yaml}"]
        (folder / "Pulumi.yaml").write_text("\n".join([*project, "description: one"]))
        _, text = await _found(folder, cloud, {**KEYS, "PATH": str(folder.parent / "bin")})
        named = f"{folder / 'Pulumi.yaml'} says that the plugin is in {folder / place}, where it is not"
        assert f"  problem  {named}" in text
    (folder / "Pulumi.yaml").unlink()

    _program(folder.parent / "bin/pulumi-resource-outscale-native", "echo 9.9.9")
    _, text = await _found(folder, cloud, KEYS)
    assert "  note     plugin 9.9.9" in text and "is not of this command's version" in text


async def test_an_engines_home_that_can_not_be_read(folder: Path, cloud: httpx.AsyncBaseTransport) -> None:
    (folder.parent / "bin/pulumi-resource-outscale-native").unlink()
    # Rights would not stop the superuser, a name that no system takes does.
    report, text = await _found(folder, cloud, {**KEYS, "PULUMI_HOME": str(folder / ("x" * 300))})
    assert "problem" in [finding.kind for finding in report["Versions"]]
    assert "  ok       account " in text and "Pulumi CLI v3.259.0" in text


@pytest.mark.parametrize(
    ("said", "runtime"),
    [
        ("runtime: yaml", "yaml"),
        ("runtime:\n  name: nodejs\n  options: {typescript: true}", "nodejs"),
        ("runtime: {name: 'go'}", "go"),
        ("description: runtime: yaml", ""),
    ],
)
def test_the_runtime_of_a_project(said: str, runtime: str, folder: Path) -> None:
    (folder / "Pulumi.yaml").write_text(f"name: tests\n{said}\n")
    assert runtime_of(folder) == runtime


def _command(folder: Path, environment: Mapping[str, str], endpoint: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "outscale_native", "doctor", "--endpoint", endpoint]
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, encoding="utf-8")


@pytest.mark.parametrize(
    ("proxy", "told"),
    [
        ("socks5://127.0.0.1:1", "  problem  ReadAccounts was not sent: no connection to http://cloud.example/api/v1"),
        (
            "socks9://me:HUSH@127.0.0.1",
            "  problem  the proxy that the environment names (HTTPS_PROXY, HTTP_PROXY or ALL_PROXY)",
        ),
    ],
)
def test_a_proxy_that_leads_nowhere(proxy: str, told: str, folder: Path) -> None:
    environment = _environment(folder, OSC_ACCESS_KEY="AK", OSC_SECRET_KEY="SK", ALL_PROXY=proxy)
    done = _command(folder, environment, "http://cloud.example")
    assert told in done.stdout and "HUSH" not in done.stdout and not done.stderr


def test_the_command_ends_with_1_where_nothing_answers_and_with_0_where_all_is_well(folder: Path) -> None:
    environment = _environment(folder, OSC_ACCESS_KEY="AK", OSC_SECRET_KEY="HUSHHUSH")

    def run(endpoint: str) -> subprocess.CompletedProcess[str]:
        return _command(folder, environment, endpoint)

    unreachable = run("http://127.0.0.1:1")
    assert unreachable.returncode == 1 and not unreachable.stderr
    assert "  problem  ReadAccounts was not sent: no connection to http://127.0.0.1:1/api/v1" in unreachable.stdout
    assert "-> check region, endpoint, proxy and network" in unreachable.stdout
    assert "HUSHHUSH" not in unreachable.stdout

    # Nor does it end for a character that the system's encoding lacks.
    environment["PYTHONIOENCODING"] = "ascii"
    well = run("emulator:büro.sqlite")
    assert well.returncode == 0 and not well.stderr
    assert "emulator:büro.sqlite is not there yet: the first `up` makes it" in well.stdout
    assert not (folder / "büro.sqlite").exists()
