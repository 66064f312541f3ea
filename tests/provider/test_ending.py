"""The plugin as a process: what it answers on the command line, and what makes it end, here and on Windows."""

from __future__ import annotations

import os
import select
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from outscale_provider.version import VERSION

#: Generous: an end takes a few seconds at most.
TIMEOUT = 60

#: Serves as `python -m outscale_provider ENGINE` does, the way of either system.
SERVE = (
    "import asyncio, sys; from outscale_provider.__main__ import run;"
    " asyncio.run(run(sys.argv[1], on_windows=sys.argv[2] == 'windows'))"
)

#: Starts another process, prints its number, and lives until it is killed.
PARENT = (
    "import subprocess, sys, time\n"
    "child = subprocess.Popen(sys.argv[1:], stdout=subprocess.PIPE, text=True)\n"
    "child.stdout.readline()\n"
    "print(child.pid, flush=True)\n"
    "child.wait()\n"
)

#: Becomes the command that follows, with SIGINT ignored, as a shell does for what it starts in the background.
IGNORING = (
    sys.executable,
    "-c",
    "import os, signal, sys; signal.signal(signal.SIGINT, signal.SIG_IGN); os.execv(sys.argv[1], sys.argv[1:])",
)

both_systems = pytest.mark.parametrize("system", ["posix", "windows"])


def command(engine: str, system: str) -> list[str]:
    return [sys.executable, "-c", SERVE, engine, system]


@contextmanager
def serving(engine: str, system: str, *starter: str) -> Iterator[subprocess.Popen[str]]:
    """A plugin that has printed its port. The `starter` is a command that becomes the one that follows it."""
    whole = [*starter, *command(engine, system)]
    process = subprocess.Popen(whole, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    with process:
        try:
            assert process.stdout and process.stdout.readline().strip().isdigit()
            yield process
        finally:
            process.kill()


@both_systems
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_it_in_good_order(system: str, number: signal.Signals) -> None:
    with serving("", system, *IGNORING) as process:
        tell(process, number)
        _, errors = process.communicate(timeout=TIMEOUT)
    assert (process.returncode, errors) == (0, "")


def tell(process: subprocess.Popen[str], number: signal.Signals) -> None:
    """Sends a signal once the process handles it: the port is printed before that."""
    mask = 1 << (number - 1)
    while not int(status_of(process.pid, "SigCgt"), 16) & mask:
        assert process.poll() is None
    process.send_signal(number)


def status_of(process: int, name: str) -> str:
    """A line of what the system tells of a process."""
    with open(f"/proc/{process}/status") as status:
        return next(line.split(":")[1].strip() for line in status if line.startswith(f"{name}:"))


def test_it_ends_with_its_parent() -> None:
    with subprocess.Popen(
        [sys.executable, "-c", PARENT, *command("127.0.0.1:1", "posix")], stdout=subprocess.PIPE, text=True
    ) as parent:
        assert parent.stdout
        child = os.pidfd_open(int(parent.stdout.readline()))
        parent.kill()
    assert ended(child)


def ended(process: int) -> bool:
    """Whether a process ends, by the descriptor that stands for it."""
    try:
        return bool(select.select([process], [], [], TIMEOUT)[0])
    finally:
        os.close(process)


def test_on_windows_it_ends_when_the_engine_accepts_no_more_connections() -> None:
    with socket.create_server(("127.0.0.1", 0)) as engine:
        engine.settimeout(TIMEOUT)
        with serving(f"127.0.0.1:{engine.getsockname()[1]}", "windows") as process:
            for _ in range(4):
                engine.accept()[0].close()
                assert process.poll() is None
            engine.close()
            _, errors = process.communicate(timeout=TIMEOUT)
    assert (process.returncode, errors) == (0, "")


@pytest.mark.parametrize(
    ("arguments", "answer"),
    [
        (["--version"], VERSION),
        (["--help"], "usage: pulumi-resource-outscale-native"),
        (["-h"], "usage: pulumi-resource-outscale-native"),
    ],
)
def test_a_question_is_answered_without_grpc(arguments: list[str], answer: str) -> None:
    answered = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "outscale_provider", *arguments],
        capture_output=True,
        text=True,
        timeout=TIMEOUT,
        check=True,
    )
    assert answer in answered.stdout
    assert not {"grpc", "asyncio", "google.protobuf"} & {
        line.rpartition("|")[2].strip() for line in answered.stderr.splitlines()
    }
