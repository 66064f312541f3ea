"""A user of a stack in a bad place: goes on after what went wrong, by what the errors and the documentation say."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import time
from dataclasses import dataclass, field
from pathlib import Path

from chaos.inventory import UNTOLD, identifiers
from emulator.server import Server
from engine.conftest import Stack
from engine.processes import ask, plugins_of, wait_for
from engine.recovery import carry_out, commands
from outscale_provider.errors import CloudError

#: How often a user tries before giving up: with one request in five failing, a stack of everything takes about eight times.
PATIENCE = 16

#: How long one command may take, in seconds, and how often to look how far it is.
LONGEST = 180
GLANCE = 0.02

_IMPORT = re.compile(r"pulumi import ([^-\s]\S*) (\S+) (\S+)")
_IMPORT_ALL = re.compile(r"pulumi import --file (\S+)")
_IMPORT_OPTIONS = ("import", "--yes", "--skip-preview", "--protect=false", "--generate-code=false")

#: Where nothing else helps.
_DELETE = re.compile(
    r"if it is, delete it:\s+osc-cli api (\w+) --(\w+) (\S+)\s+"
    r"(If that is refused, .*\s+)?If it is not, remove (\S+)\. Then run"
)


@dataclass(frozen=True)
class Kill:
    """SIGKILL for the provider or the CLI, once the cloud has carried out so many requests of a command."""

    victim: str
    after: int


@dataclass
class User:
    """What a user does, and a record of it."""

    stack: Stack
    server: Server
    record: list[str] = field(default_factory=list)

    def insist(self, *command: str, kill: Kill | None = None) -> None:
        """Repeats a command until it succeeds, and does in between what was advised. One is killed, others only hindered."""
        for _ in range(PATIENCE):
            code, output, kill = self._run(*command, kill=kill)
            if code == -signal.SIGKILL:
                self._clear_away_a_killed_command()
            if code == 0:
                return
            self._follow_advice(output)
        raise AssertionError(f"pulumi {' '.join(command)} never succeeds:\n" + "\n".join(self.record[-3:]))

    def _run(self, *command: str, kill: Kill | None = None) -> tuple[int, str, Kill | None]:
        """The code and the output of a command, and the kill if it is still to come."""
        already = self.stack.requests()
        with self.stack.start(*command) as process:
            deadline = time.monotonic() + LONGEST
            while True:
                try:
                    output, _ = process.communicate(timeout=GLANCE if kill else LONGEST)
                    break
                except subprocess.TimeoutExpired:
                    if time.monotonic() > deadline:
                        process.kill()
                if kill and self.stack.requests() - already >= kill.after and self._kill(kill, process.pid):
                    kill = None
        self.record.append(f"$ pulumi {' '.join(command)} -> {process.returncode}\n{output}")
        return process.returncode, output, kill

    def _kill(self, kill: Kill, cli: int) -> bool:
        victims = [cli] if kill.victim == "CLI" else plugins_of(self.stack.folder)
        for victim in victims:
            os.kill(victim, signal.SIGKILL)
        self.record.append(f"killed the {kill.victim} after request {kill.after}: {victims}")
        return bool(victims)

    def _clear_away_a_killed_command(self) -> None:
        wait_for(lambda: not plugins_of(self.stack.folder))
        for step in commands():
            # The API is in a bad way still.
            for _ in range(PATIENCE):
                code, output = carry_out(self.stack, step)
                self.record.append(output)
                if code == 0:
                    break

    def _follow_advice(self, output: str) -> None:
        if "`pulumi refresh`" in output:
            self._run("refresh", "--yes", "--skip-preview")
        for file in dict.fromkeys(_IMPORT_ALL.findall(output)):
            self._run(*_IMPORT_OPTIONS, "--file", file)
        for token, name, id in dict.fromkeys(_IMPORT.findall(output)):
            type = token.rpartition(":")[2]
            is_there = type in UNTOLD or id in identifiers(self.stack.cloud).get(type, ())
            if is_there and not self._has(type, name, id):
                self._run(*_IMPORT_OPTIONS, token, name, id)
        for action, parameter, id, may_be_refused, file in dict.fromkeys(_DELETE.findall(output)):
            if not self._delete(action, parameter, id) and may_be_refused:
                Path(file).unlink(missing_ok=True)

    def _delete(self, action: str, parameter: str, id: str) -> bool:
        for _ in range(PATIENCE):
            try:
                self.record.append(f"{action} {id}: {ask(self.server, action, **{parameter: id})}")
                return True
            except CloudError as error:
                self.record.append(f"{action} {id}: {error}")
        return False

    def _has(self, type: str, name: str, id: str) -> bool:
        """Whether the state has that resource, or another one under that name."""
        resources = self.stack.resources()
        return f"{type} {name}" in resources or any(
            key.startswith(f"{type} ") and resource["id"] == id for key, resource in resources.items()
        )
